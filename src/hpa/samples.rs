//! From an item of the resource metrics API to the sample of a pod. [`metrics/client.go`]

use super::metrics::MetricError;
use super::pods::Sample;
use super::units::{Milli, Span, Time};
use super::version::Version;

/// Usage of one container; `None` when the item has no figure for the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerUsage<'a> {
    /// Name of the container.
    pub name: &'a str,
    /// Its usage of the resource.
    pub usage: Option<Milli>,
}

/// What the API says of one pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PodUsage<'a> {
    /// When it was measured.
    pub at: Time,
    /// The time it averages over.
    pub window: Span,
    /// The containers of the item.
    pub containers: &'a [ContainerUsage<'a>],
}

impl PodUsage<'_> {
    fn sample(&self, value: Milli) -> Sample {
        Sample { value, at: self.at, window: self.window }
    }
}

/// Sum over the containers; no sample if one lacks the resource, or if there is none.
#[must_use]
pub fn pod_sample(pod: &PodUsage<'_>) -> Option<Sample> {
    let mut containers = pod.containers.iter();
    let first = containers.next()?.usage?;
    let total = containers.try_fold(first, |sum, each| Some(sum.wrapping_add(each.usage?)))?;
    Some(pod.sample(total))
}

/// The usage of the named container alone; no sample if it lacks the resource.
///
/// # Errors
/// Until v1.32 a sample without the container fails the whole metric.
pub fn container_sample(version: Version, pod: &PodUsage<'_>, container: &str) -> Result<Option<Sample>, MetricError> {
    match pod.containers.iter().find(|each| each.name == container) {
        Some(found) => Ok(found.usage.map(|value| pod.sample(value))),
        None if version.absent_container_fails_metric() => Err(MetricError::ContainerNotInMetrics),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::{ContainerUsage, PodUsage, container_sample, pod_sample};
    use crate::hpa::{MetricError, Milli, Span, Time, Version};

    fn usage<'a>(containers: &'a [ContainerUsage<'a>]) -> PodUsage<'a> {
        PodUsage { at: Time::default(), window: Span::from_seconds(60), containers }
    }

    const SERVER: ContainerUsage<'_> = ContainerUsage { name: "server", usage: Some(Milli::new(300)) };
    const SILENT: ContainerUsage<'_> = ContainerUsage { name: "proxy", usage: None };

    #[test]
    fn a_pod_is_the_sum_of_its_containers_or_nothing() {
        let both = [SERVER, ContainerUsage { usage: Some(Milli::new(5)), ..SILENT }];
        let value = |pod: &PodUsage<'_>| pod_sample(pod).map(|sample| sample.value);
        assert_eq!(value(&usage(&both)), Some(Milli::new(305)));
        assert_eq!(value(&usage(&[SERVER, SILENT])), None);
        assert_eq!(value(&usage(&[])), None);
    }

    #[test]
    fn an_absent_container_fails_until_32_and_is_a_missing_sample_from_33() {
        let sample = |minor| {
            let version = Version::new(minor).expect("a release in range");
            container_sample(version, &usage(&[SERVER]), "proxy")
        };
        assert_eq!(sample(32), Err(MetricError::ContainerNotInMetrics));
        assert_eq!(sample(33), Ok(None));
    }
}
