//! The autoscaler and what it sees.

use super::check::ScenarioError;
use crate::hpa::{Environment, HpaSpec};
use crate::queueing::Share;
use crate::simulation::time::Nanos;

/// A `HorizontalPodAutoscaler` in the loop.
#[derive(Clone, Debug)]
pub struct Scaling {
    /// Its spec, with its defaults filled in.
    pub spec: HpaSpec,
    /// The cluster that runs its controller.
    pub environment: Environment,
    /// What each of `spec.metrics` measures, in the same order.
    pub signals: Vec<Signal>,
    /// How a measurement reaches the controller.
    pub pipeline: MetricsPipeline,
    /// When the controller looks.
    pub passes: Passes,
}

/// What a metric measures. A per-pod metric is its value; a total is the sum over the pods; a utilization target takes
/// it as a share of the request.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// Requests per second over the pipeline's window.
    Requests(Counted),
    /// Requests that wait in the pod, as the last scrape saw it.
    Waiting,
    /// Requests that wait or are served in the pod, as the last scrape saw it.
    InFlight,
    /// Share of the window in which an engine was busy, times a scale: 100 for a gauge in percent.
    Busy {
        /// The value of an engine that is always busy.
        scale: f64,
    },
    /// A quantile of the latency over the window in seconds, read off histogram buckets as `histogram_quantile` does.
    Latency {
        /// Which quantile.
        level: Share,
        /// Upper bounds of the buckets, rising; a last one without bound is added.
        buckets: Vec<Nanos>,
    },
    /// What rises with the load, such as CPU seconds per second: `idle + per_request * rate`.
    Load {
        /// The value without requests.
        idle: f64,
        /// What a request per second adds.
        per_request: f64,
        /// Which requests.
        counted: Counted,
    },
    /// A value of every pod that never changes, such as resident memory.
    Constant(f64),
    /// A value that changes at given moments; a total stays what it is however many pods there are.
    Scripted(Vec<(Nanos, f64)>),
}

/// Which requests a rate counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Those that reach the pod, rejected ones too.
    Received,
    /// Those that are answered.
    Completed,
}

/// From the counter in a pod to the metrics API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricsPipeline {
    /// Time between two scrapes of a pod.
    pub scrape: Nanos,
    /// Range of the rate in the adapter's query; it needs two scrapes of a pod.
    pub window: Nanos,
    /// When in the interval a pod is scraped.
    pub phase: Phase,
}

/// Where in a period something begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Anywhere.
    Random,
    /// This long after its start.
    Fixed(Nanos),
}

/// When the controller looks at the autoscaler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passes {
    /// Once per sync period of the controller.
    Periodic {
        /// How much longer than the period a pass takes to come round: real controllers drift by milliseconds, so that
        /// window edges are not hit exactly.
        drift: Nanos,
        /// When the first pass comes.
        phase: Phase,
    },
    /// At these moments, counted from the start of the measurement.
    At(Vec<Nanos>),
}

impl Default for MetricsPipeline {
    /// Scrapes every 15 s, a rate over 1 min, random phases.
    fn default() -> Self {
        Self { scrape: Nanos::from_seconds(15), window: Nanos::from_seconds(60), phase: Phase::Random }
    }
}

impl Default for Passes {
    /// Once per sync period and 1 ms, from a random moment on.
    fn default() -> Self {
        Self::Periodic { drift: Nanos::from_millis(1), phase: Phase::Random }
    }
}

impl Scaling {
    /// Whether any metric is read off scrapes.
    pub(in crate::simulation) fn scrapes(&self) -> bool {
        let fixed = |signal: &Signal| matches!(signal, Signal::Constant(_) | Signal::Scripted(_));
        !self.signals.iter().all(fixed)
    }

    /// Upper bounds of the latency buckets that pods count, of all latency metrics.
    pub(in crate::simulation) fn buckets(&self) -> Vec<Nanos> {
        let mut bounds: Vec<Nanos> = Vec::new();
        for signal in &self.signals {
            if let Signal::Latency { buckets, .. } = signal {
                bounds.extend(buckets);
            }
        }
        bounds.sort_unstable();
        bounds.dedup();
        bounds
    }

    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        let (signals, metrics) = (self.signals.len(), self.spec.metrics.len());
        if signals != metrics {
            return Err(ScenarioError::Signals { signals, metrics });
        }
        if self.pipeline.scrape == Nanos::ZERO || self.pipeline.window == Nanos::ZERO {
            return Err(ScenarioError::Pipeline);
        }
        Ok(())
    }
}
