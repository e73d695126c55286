//! What the metrics APIs answer and what the pods request, in the order of the pods.

use std::collections::BTreeMap;

use infgen::hpa::{
    ContainerRequest, ContainerUsage, Gates, MetricError, Milli, PodSamples, PodTemplate, PodUsage, Requests, Sample,
    Span, Version, container_sample, pod_request, pod_sample,
};
use serde::Deserialize;

use crate::input::{NOW, PerContainer, PodInput, Seconds, milli};

/// A sample of the resource metrics API.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampleInput {
    age_s: Seconds,
    window_s: Seconds,
    #[serde(default)]
    usage_m: Option<PerContainer>,
}

/// Values by pod, or a plain list of series.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Values {
    Series(Vec<i64>),
    Pods(BTreeMap<String, i64>),
}

/// Places of pods by name.
pub(crate) struct Names<'a>(BTreeMap<&'a str, usize>);

impl<'a> Names<'a> {
    pub(crate) fn of(pods: &'a [PodInput]) -> Self {
        Self(pods.iter().enumerate().map(|(place, pod)| (pod.name.as_str(), place)).collect())
    }
}

/// Samples in the order of the pods, and those of pods nobody knows.
pub(crate) struct Samples {
    of_pods: Vec<Option<Sample>>,
    strangers: Vec<Milli>,
}

impl Samples {
    fn new(names: &Names<'_>) -> Self {
        Self { of_pods: vec![None; names.0.len()], strangers: Vec::new() }
    }

    fn put(&mut self, names: &Names<'_>, pod: &str, sample: Sample) {
        match names.0.get(pod).and_then(|place| self.of_pods.get_mut(*place)) {
            Some(slot) => *slot = Some(sample),
            None => self.strangers.push(sample.value),
        }
    }
}

pub(crate) fn borrow(samples: &Result<Samples, MetricError>) -> Result<PodSamples<'_>, MetricError> {
    let Samples { of_pods, strangers } = samples.as_ref().map_err(|error| *error)?;
    Ok(PodSamples { of_pods, strangers })
}

pub(crate) fn as_requests(requests: &Result<Vec<Milli>, MetricError>) -> Requests<'_> {
    match requests {
        Ok(requests) => Requests::Each(requests),
        Err(error) => Requests::Unknown(*error),
    }
}

impl SampleInput {
    pub(crate) fn sample(&self, value: Milli) -> Sample {
        Sample { value, at: self.age_s.ago(), window: self.window_s.0 }
    }
}

/// What the resource metrics API answers.
pub(crate) fn resource_samples(
    version: Version,
    names: &Names<'_>,
    items: &BTreeMap<String, SampleInput>,
    container: Option<&str>,
) -> Result<Samples, MetricError> {
    if items.is_empty() {
        return Err(MetricError::NoMetricsFromApi);
    }
    let mut samples = Samples::new(names);
    for (pod, item) in items {
        let usage = item.usage_m.iter().flatten();
        let containers: Vec<ContainerUsage<'_>> =
            usage.map(|(name, usage)| ContainerUsage { name, usage: milli(*usage) }).collect();
        let usage = PodUsage { at: item.age_s.ago(), window: item.window_s.0, containers: &containers };
        let sample = match container {
            None => pod_sample(&usage),
            Some(container) => container_sample(version, &usage, container)?,
        };
        if let Some(sample) = sample {
            samples.put(names, pod, sample);
        }
    }
    Ok(samples)
}

/// What the custom metrics API answers for pods: a window of 60 s, taken now.
pub(crate) fn custom_samples(names: &Names<'_>, values: Option<&Values>) -> Result<Samples, MetricError> {
    let Some(Values::Pods(values)) = values.filter(|values| !values.is_empty()) else {
        return Err(MetricError::NoMetricsFromApi);
    };
    let mut samples = Samples::new(names);
    for (pod, value) in values {
        let (value, window) = (Milli::new(*value), Span::from_seconds(60));
        samples.put(names, pod, Sample { value, at: NOW, window });
    }
    Ok(samples)
}

impl Values {
    fn is_empty(&self) -> bool {
        match self {
            Self::Series(series) => series.is_empty(),
            Self::Pods(pods) => pods.is_empty(),
        }
    }
}

/// What the external metrics API answers.
pub(crate) fn series(values: Option<&Values>) -> Result<Vec<Milli>, MetricError> {
    match values {
        Some(Values::Series(series)) => Ok(series.iter().copied().map(Milli::new).collect()),
        _ => Err(MetricError::NoMetricsFromApi),
    }
}

/// The requests of all pods, or the first fault.
pub(crate) fn requests(
    version: Version,
    gates: Gates,
    pods: &[PodInput],
    container: Option<&str>,
) -> Result<Vec<Milli>, MetricError> {
    pods.iter()
        .map(|pod| {
            let (containers, sidecars) = (listed(&pod.requests_m), listed(&pod.sidecar_requests_m));
            let pod_level = milli(pod.pod_level_requests_m);
            let template = PodTemplate { containers: &containers, sidecars: &sidecars, pod_level };
            pod_request(version, gates, &template, container)
        })
        .collect()
}

fn listed(requests: &PerContainer) -> Vec<ContainerRequest<'_>> {
    requests.iter().map(|(name, request)| ContainerRequest { name, request: milli(*request) }).collect()
}
