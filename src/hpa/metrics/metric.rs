//! A metric as one pass reads it, and its reduction to sums.

use super::summary::{Evaluation, Summary};
use super::utilization::UtilizationSums;
use super::{AverageSums, MetricError, ResourceTarget, Source, TotalTarget, external_total};
use crate::hpa::pods::{Class, Pod, Resource, Sample};
use crate::hpa::units::{Milli, Percent};

/// Samples of pods, in the order of the pods of the pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PodSamples<'a> {
    /// One entry for each pod; `None` for a pod without a sample.
    pub of_pods: &'a [Option<Sample>],
    /// Values of pods that the API knows and the selector does not match.
    pub strangers: &'a [Milli],
}

/// Requests of pods for the resource of a metric, in the order of the pods of the pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requests<'a> {
    /// Every pod comes from one template.
    Same(Milli),
    /// One entry for each pod.
    Each(&'a [Milli]),
    /// A request could not be told, which fails a utilization target.
    Unknown(MetricError),
}

impl Requests<'_> {
    fn of_pod(self, index: usize) -> Result<Milli, MetricError> {
        match self {
            Self::Same(request) => Ok(request),
            Self::Each(requests) => requests.get(index).copied().ok_or(MetricError::MissingRequest),
            Self::Unknown(error) => Err(error),
        }
    }
}

/// A resource of pods or of one container of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceMetric<'a> {
    /// Whether readiness matters.
    pub resource: Resource,
    /// What it aims for.
    pub target: Result<ResourceTarget, MetricError>,
    /// What the API answered.
    pub samples: Result<PodSamples<'a>, MetricError>,
    /// What the pods request; only a utilization target looks at it.
    pub requests: Requests<'a>,
}

/// One entry of `spec.metrics` with what its API answered in this pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric<'a> {
    /// A resource of whole pods.
    Resource(ResourceMetric<'a>),
    /// A resource of one container of each pod.
    ContainerResource(ResourceMetric<'a>),
    /// A custom metric of each pod.
    Pods {
        /// The average it aims for.
        target: Milli,
        /// What the API answered.
        samples: Result<PodSamples<'a>, MetricError>,
    },
    /// A custom metric of one object.
    Object {
        /// What it aims for.
        target: Result<TotalTarget, MetricError>,
        /// What the API answered.
        value: Result<Milli, MetricError>,
    },
    /// A metric from outside the cluster.
    External {
        /// What it aims for.
        target: Result<TotalTarget, MetricError>,
        /// What the API answered: the series, which are summed.
        values: Result<&'a [Milli], MetricError>,
    },
    /// A type that the controller does not know.
    Unknown,
}

impl Metric<'_> {
    /// The kind of the metric.
    #[must_use]
    pub const fn source(&self) -> Source {
        match self {
            Self::Resource(_) => Source::Resource,
            Self::ContainerResource(_) => Source::ContainerResource,
            Self::Pods { .. } => Source::Pods,
            Self::Object { .. } => Source::Object,
            Self::External { .. } => Source::External,
            Self::Unknown => Source::Unknown,
        }
    }

    /// The metric reduced to sums, or why it fails.
    ///
    /// # Errors
    /// The API failed, the target is none, or the pods leave nothing to average.
    pub fn summarise(&self, pods: &[Pod], evaluation: &Evaluation) -> Result<Summary, MetricError> {
        match self {
            Self::Resource(metric) | Self::ContainerResource(metric) => summarise_resource(metric, pods, evaluation),
            Self::Pods { target, samples } => {
                let sums = average_sums(pods, (*samples)?, Resource::Other, evaluation)?;
                Ok(Summary::Average { target: *target, sums })
            }
            Self::Object { target, value } => Ok(Summary::of_total(Source::Object, (*target)?, (*value)?, pods)),
            Self::External { target, values } => {
                let target = (*target)?;
                let total = sum_series(evaluation, (*values)?, target)?;
                Ok(Summary::of_total(Source::External, target, total, pods))
            }
            Self::Unknown => Err(MetricError::UnknownSource),
        }
    }
}

fn sum_series(evaluation: &Evaluation, values: &[Milli], target: TotalTarget) -> Result<Milli, MetricError> {
    if values.is_empty() {
        return Err(MetricError::NoMetricsFromApi);
    }
    Ok(external_total(evaluation.version, values, target))
}

fn summarise_resource(
    metric: &ResourceMetric<'_>,
    pods: &[Pod],
    evaluation: &Evaluation,
) -> Result<Summary, MetricError> {
    let target = metric.target?;
    let samples = metric.samples?;
    match target {
        ResourceTarget::AverageValue(target) => {
            let sums = average_sums(pods, samples, metric.resource, evaluation)?;
            Ok(Summary::Average { target, sums })
        }
        ResourceTarget::Utilization(target) => {
            let sums = utilization_sums(pods, samples, metric, target, evaluation)?;
            Ok(Summary::Utilization { target, sums })
        }
    }
}

/// Each pod with its place, its class and its sample.
fn classed<'a>(
    pods: &'a [Pod],
    samples: PodSamples<'a>,
    resource: Resource,
    evaluation: &'a Evaluation,
) -> impl Iterator<Item = (usize, Class, Milli)> + 'a {
    pods.iter().enumerate().map(move |(index, pod)| {
        let sample = samples.of_pods.get(index).and_then(Option::as_ref);
        let Evaluation { now, settings, version, .. } = evaluation;
        let class = Class::of(pod, sample, resource, *now, settings, *version);
        (index, class, sample.map_or(Milli::ZERO, |sample| sample.value))
    })
}

fn count(strangers: &[Milli]) -> u32 {
    u32::try_from(strangers.len()).unwrap_or(u32::MAX)
}

fn average_sums(
    pods: &[Pod],
    samples: PodSamples<'_>,
    resource: Resource,
    evaluation: &Evaluation,
) -> Result<AverageSums, MetricError> {
    if pods.is_empty() {
        return Err(MetricError::NoPods);
    }
    let mut sums = AverageSums { strangers: count(samples.strangers), ..AverageSums::default() };
    for value in samples.strangers {
        sums.total = sums.total.wrapping_add(*value);
    }
    for (_, class, value) in classed(pods, samples, resource, evaluation) {
        match class {
            Class::Ignored => {}
            Class::Unready => sums.unready += 1,
            Class::Missing => sums.missing += 1,
            Class::Ready => {
                sums.ready += 1;
                sums.total = sums.total.wrapping_add(value);
            }
        }
    }
    if sums.ready + sums.strangers == 0 {
        return Err(MetricError::NoMetricsForTargetedPods);
    }
    Ok(sums)
}

fn utilization_sums(
    pods: &[Pod],
    samples: PodSamples<'_>,
    metric: &ResourceMetric<'_>,
    target: Percent,
    evaluation: &Evaluation,
) -> Result<UtilizationSums, MetricError> {
    if pods.is_empty() {
        return Err(MetricError::NoPods);
    }
    let strangers = count(samples.strangers);
    let mut sums = UtilizationSums { strangers, ..UtilizationSums::default() };
    let mut fault = None;
    for (index, class, value) in classed(pods, samples, metric.resource, evaluation) {
        match metric.requests.of_pod(index) {
            Ok(request) => add(&mut sums, class, value, request, target),
            Err(error) => {
                fault = fault.or(Some(error));
                add(&mut sums, class, value, Milli::ZERO, target);
            }
        }
    }
    if sums.ready + sums.strangers == 0 {
        return Err(MetricError::NoMetricsForTargetedPods);
    }
    fault.map_or(Ok(sums), Err)
}

fn add(sums: &mut UtilizationSums, class: Class, value: Milli, request: Milli, target: Percent) {
    match class {
        Class::Ignored => {}
        Class::Unready => {
            sums.unready += 1;
            sums.unready_requests = sums.unready_requests.wrapping_add(request);
        }
        Class::Missing => {
            let assumed = UtilizationSums::assumed_usage(request, target);
            sums.missing += 1;
            sums.missing_requests = sums.missing_requests.wrapping_add(request);
            sums.missing_usage = sums.missing_usage.wrapping_add(assumed);
        }
        Class::Ready => {
            sums.ready += 1;
            sums.usage = sums.usage.wrapping_add(value);
            sums.requests = sums.requests.wrapping_add(request);
        }
    }
}
