//! What a simulation says: data, ready to be written as JSON. Shares are 0 to 1, times are seconds.

mod assemble;

pub(super) use assemble::report;

use serde::Serialize;

use super::estimate::Estimate;
use super::ledger::Ledger;
use super::pods::Counts;
use super::time::Nanos;
use super::verdict::Verdict;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Where the random numbers started.
    pub seed: u64,
    /// Runs that were made.
    pub replications: u32,
    /// The worst verdict on any promise.
    pub verdict: Verdict,
    /// What was promised, and whether it holds.
    pub promises: Vec<PromiseReport>,
    /// Where the requests of the measurement went.
    pub outcome: Outcome,
    /// Latency of the requests that were answered.
    pub latency: Latency,
    /// GPU-hours that were paid for.
    pub gpu_hours: Estimate,
    /// The run over time, bin by bin, over all replications.
    pub curve: Vec<CurvePoint>,
    /// The pods of the first replication, at every change.
    pub timeline: Vec<TimelinePoint>,
    /// What the autoscaler did in the first replication.
    pub decisions: Vec<ScalingDecision>,
    /// What the clients of the load test measured.
    pub load_test: Option<LoadTest>,
    /// Time until the load looks stationary, by MSER-5 on the mean latency of the slots; none for a transient run.
    /// More than zero says that the warm-up was too short. [K. P. White, "An effective truncation heuristic for bias
    /// reduction in simulation output", Simulation 69, 1997]
    pub settled_after: Option<Nanos>,
    /// The books of all runs with their warm-up, which were found to balance.
    pub ledger: Ledger,
}

impl Report {
    /// Requests that failed up to the end of each bin of the curve, over those that may fail in the whole measurement.
    #[must_use]
    pub fn budget_spent(&self) -> Vec<f64> {
        let allowed = self.promises.first().map_or(0.0, |promise| promise.allowed);
        let total: f64 = self.curve.iter().map(|point| point.offered_rate).sum();
        let add = |failed: &mut f64, point: &CurvePoint| {
            *failed += point.offered_rate * point.failed;
            Some(*failed / (total * allowed).max(1e-9))
        };
        self.curve.iter().scan(0.0, add).collect()
    }
}

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Promised {
    /// Requests are answered.
    Success,
    /// Requests are answered within this time.
    Within(Nanos),
}

/// A promise and whether it holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PromiseReport {
    /// What was promised.
    pub promised: Promised,
    /// Share of all requests for which it may be broken.
    pub allowed: f64,
    /// Share for which it was broken in the whole measurement, over the share that is allowed.
    pub budget_spent: Option<Estimate>,
    /// When the budget of the whole measurement was gone, in the mean of the runs in which that happened.
    pub budget_gone_after: Option<f64>,
    /// The verdict by window; the last one is the whole measurement.
    pub windows: Vec<WindowReport>,
}

/// The worst window of a length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WindowReport {
    /// Its length.
    pub length: Nanos,
    /// Whether it is the whole measurement.
    pub whole: bool,
    /// Share of the requests that arrived in it for which the promise was broken.
    pub broken: Estimate,
    /// When it began, in the first replication.
    pub at: Nanos,
    /// The verdict.
    pub verdict: Verdict,
}

/// Where the requests of the measurement went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Requests of all replications.
    pub arrived: u64,
    /// Requests per second that arrived.
    pub offered_rate: Estimate,
    /// Requests per second that were answered.
    pub answered_rate: Estimate,
    /// Share that found no room.
    pub rejected: Estimate,
    /// Share whose client had given up.
    pub timed_out: Estimate,
    /// Share that died with its pod.
    pub lost: Estimate,
    /// Share that was in the system at the end.
    pub unfinished: Estimate,
}

/// Latency in seconds; quantiles to three significant digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Latency {
    /// Mean, exact.
    pub mean: Estimate,
    /// Half are faster.
    pub p50: Estimate,
    /// 95 % are faster.
    pub p95: Estimate,
    /// 99 % are faster.
    pub p99: Estimate,
    /// The slowest of a run.
    pub max: Estimate,
}

/// One bin of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// When it begins.
    pub at: Nanos,
    /// Requests per second that arrived.
    pub offered_rate: f64,
    /// Share of them that was rejected, abandoned or lost.
    pub failed: f64,
    /// Median latency of the others.
    pub p50: f64,
    /// Their 95 % quantile.
    pub p95: f64,
    /// Their 99 % quantile.
    pub p99: f64,
    /// Pods that were ordered, in the mean.
    pub ordered: f64,
    /// Pods whose container ran, in the mean.
    pub started: f64,
    /// Pods that got requests, in the mean.
    pub in_service: f64,
}

/// Pods from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TimelinePoint {
    /// Seconds since the start of the measurement; negative before it.
    pub at: f64,
    /// The pods.
    #[serde(flatten)]
    pub pods: Counts,
}

/// A change of size by the autoscaler.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ScalingDecision {
    /// Seconds since the start of the measurement; negative before it.
    pub at: f64,
    /// The size before.
    pub from: u32,
    /// The size after.
    pub to: u32,
    /// The size that the metrics asked for; none if only the bounds decided.
    pub raw: Option<i32>,
}

/// What the clients of a load test measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LoadTest {
    /// Requests that were answered, in the mean of the runs.
    pub done: Estimate,
    /// Requests that were not.
    pub failed: Estimate,
    /// Time from the first request to the last answer.
    pub seconds: Estimate,
    /// Answers per second of that time.
    pub answered_rate: Estimate,
    /// Latency as the clients saw it.
    pub latency: Latency,
}
