//! The controller in the loop: from scrapes to a size.

use super::number::signed;
use super::prometheus::{Scrapes, scripted};
use super::scenario::{Scaling, Signal};
use super::time::Nanos;
use crate::hpa::{
    self, Autoscaler as Rules, Controller, Metric, MetricError, MetricSpec, Milli, Outcome, Pod, PodSamples, Replicas,
    Requests, Resource, ResourceMetric, ResourceTarget, Sample, Scale, Span, TargetSpec, Time, TotalTarget,
};

/// The clock of the controller is this far ahead, so that pods may have started before the run.
const EPOCH_NANOS: i64 = 86_400_000_000_000;

/// A moment of the run on the clock of the controller.
pub(super) fn moment(at: Nanos) -> Time {
    Time::from_nanos(EPOCH_NANOS) + span(at)
}

fn span(length: Nanos) -> Span {
    Span::from_nanos(i64::try_from(length.get()).unwrap_or(i64::MAX))
}

/// A pod as the controller and its metrics see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    pub(super) pod: Pod,
    /// Whether its container runs.
    pub(super) running: bool,
    pub(super) scrapes: &'a Scrapes,
}

/// The autoscaler of a run.
#[derive(Debug)]
pub(super) struct Autoscaler<'a> {
    scaling: &'a Scaling,
    controller: Controller,
    /// Bounds of the latency buckets of a pod.
    bounds: Vec<Nanos>,
}

/// Values of a metric as its API gives them.
enum Reading {
    OfPods(Result<Vec<Option<Sample>>, MetricError>),
    Total(Result<Vec<Milli>, MetricError>),
}

impl<'a> Autoscaler<'a> {
    pub(super) fn new(scaling: &'a Scaling) -> Self {
        let rules = Rules::of(&scaling.spec);
        Self { scaling, controller: Controller::new(scaling.environment, rules), bounds: scaling.buckets() }
    }

    pub(super) const fn scaling(&self) -> &'a Scaling {
        self.scaling
    }

    /// One pass over the pods, of which so many are wanted and so many exist.
    pub(super) fn pass(&mut self, now: Nanos, wanted: u32, exist: u32, seen: &[Seen<'_>]) -> Outcome {
        let metrics = self.scaling.spec.metrics.iter().zip(&self.scaling.signals);
        let readings: Vec<(&MetricSpec, Reading)> =
            metrics.map(|(metric, signal)| (metric, self.reading(metric, signal, now, seen))).collect();
        let metrics: Vec<Metric<'_>> = readings.iter().map(|(metric, reading)| metric_of(metric, reading)).collect();
        let listed: Vec<Pod> = seen.iter().map(|seen| seen.pod).collect();
        let size = |pods: u32| Replicas::new(i32::try_from(pods).unwrap_or(i32::MAX));
        let scale = Scale::new(size(wanted), size(exist));
        self.controller.reconcile(moment(now), scale, &listed, &metrics)
    }

    fn reading(&self, metric: &MetricSpec, signal: &Signal, now: Nanos, seen: &[Seen<'_>]) -> Reading {
        let values = seen.iter().map(|seen| self.value(signal, now, seen));
        if metric.object.is_some() || metric.external.is_some() {
            return Reading::Total(total(signal, now, values));
        }
        let sample = |value: Option<f64>| {
            value.map(|value| Sample {
                value: milli(value),
                at: moment(now),
                window: span(self.scaling.pipeline.window),
            })
        };
        let samples: Vec<Option<Sample>> = values.map(sample).collect();
        let known = samples.iter().any(Option::is_some);
        let answer = if known { Ok(samples) } else { Err(MetricError::NoMetricsFromApi) };
        Reading::OfPods(answer)
    }

    fn value(&self, signal: &Signal, now: Nanos, seen: &Seen<'_>) -> Option<f64> {
        match signal {
            Signal::Constant(value) => seen.running.then_some(*value),
            Signal::Scripted(script) => seen.running.then(|| scripted(script, now)),
            _ => seen.scrapes.read(signal, &self.bounds, now, self.scaling.pipeline.window),
        }
    }
}

/// The sum over the pods that have a value.
fn total(signal: &Signal, now: Nanos, values: impl Iterator<Item = Option<f64>>) -> Result<Vec<Milli>, MetricError> {
    if let Signal::Scripted(script) = signal {
        return Ok(vec![milli(scripted(script, now))]);
    }
    let known: Vec<f64> = values.flatten().collect();
    if known.is_empty() {
        return Err(MetricError::NoMetricsFromApi);
    }
    Ok(vec![milli(known.iter().sum())])
}

/// Thousandths, cut off as the adapter does. [prometheus-adapter, `pkg/custom-provider/provider.go`]
fn milli(value: f64) -> Milli {
    Milli::new(signed(value * 1000.0))
}

fn metric_of<'a>(spec: &'a MetricSpec, reading: &'a Reading) -> Metric<'a> {
    match reading {
        Reading::Total(total) => total_metric(spec, total),
        Reading::OfPods(samples) => {
            let samples = samples.as_ref().map_err(|error| *error);
            let samples = samples.map(|of_pods| PodSamples { of_pods, strangers: &[] });
            pod_metric(spec, samples)
        }
    }
}

fn total_metric<'a>(spec: &MetricSpec, total: &'a Result<Vec<Milli>, MetricError>) -> Metric<'a> {
    let values = total.as_ref().map(Vec::as_slice).map_err(|error| *error);
    if let Some(object) = &spec.object {
        let sum = |values: &[Milli]| {
            let add = |sum: Milli, value: &Milli| sum.wrapping_add(*value);
            values.iter().fold(Milli::ZERO, add)
        };
        return Metric::Object { target: TotalTarget::of_object(&object.target), value: values.map(sum) };
    }
    let Some(external) = &spec.external else {
        return Metric::Unknown;
    };
    Metric::External { target: TotalTarget::of_external(&external.target), values }
}

fn pod_metric<'a>(spec: &MetricSpec, samples: Result<PodSamples<'a>, MetricError>) -> Metric<'a> {
    let resource = |name: &str, target: &TargetSpec| ResourceMetric {
        resource: Resource::named(name),
        target: ResourceTarget::of(target),
        samples,
        requests: Requests::Same(Milli::new(1000)),
    };
    if let Some(pods) = &spec.pods {
        let target = pods.target.average_value.map_or(Milli::ZERO, hpa::Quantity::milli);
        return Metric::Pods { target, samples };
    }
    if let Some(source) = &spec.resource {
        return Metric::Resource(resource(&source.name, &source.target));
    }
    match &spec.container_resource {
        Some(source) => Metric::ContainerResource(resource(&source.name, &source.target)),
        None => Metric::Unknown,
    }
}
