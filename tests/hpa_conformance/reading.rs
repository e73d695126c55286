//! A metric of a full pass: what it reads and what it is held against.

use std::collections::BTreeMap;

use infgen::hpa::{
    Gates, Metric, MetricError, Milli, Quantity, Resource, ResourceMetric, ResourceTarget, TargetSpec, TotalTarget,
    Version,
};
use serde::Deserialize;

use crate::input::PodInput;
use crate::samples::{
    Names, SampleInput, Samples, Values, as_requests, borrow, custom_samples, requests, resource_samples, series,
};

/// One of `spec.metrics` with the answer of its API.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetricInput {
    source: String,
    resource: Option<String>,
    container: Option<String>,
    target: Option<TargetInput>,
    #[serde(default)]
    samples: BTreeMap<String, SampleInput>,
    value_m: Option<i64>,
    values_m: Option<Values>,
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetInput {
    #[serde(rename = "type", default)]
    kind: String,
    percent: Option<i32>,
    milli: Option<i64>,
}

impl TargetInput {
    /// `milli` is the field that the source looks at; only totals have two of them.
    fn spec(&self, total: bool) -> TargetSpec {
        let quantity = self.milli.map(Quantity::from_milli);
        let average = !total || self.kind == "AverageValue";
        TargetSpec {
            kind: self.kind.clone(),
            value: quantity.filter(|_| !average),
            average_value: quantity.filter(|_| average),
            average_utilization: self.percent,
        }
    }
}

/// What a metric owns until the pass borrows it.
pub(crate) struct Readings {
    pub(crate) samples: Result<Samples, MetricError>,
    pub(crate) series: Result<Vec<Milli>, MetricError>,
    pub(crate) requests: Result<Vec<Milli>, MetricError>,
}

impl MetricInput {
    pub(crate) fn readings(&self, pods: &[PodInput], gates: Gates, version: Version) -> Readings {
        let names = Names::of(pods);
        let container = self.container.as_deref();
        let answer = if self.error.is_some() { Err(MetricError::ApiCallFailed) } else { Ok(()) };
        let samples = || match self.source.as_str() {
            "Pods" => custom_samples(&names, self.values_m.as_ref()),
            _ => resource_samples(version, &names, &self.samples, container),
        };
        Readings {
            samples: answer.and_then(|()| samples()),
            series: answer.and_then(|()| series(self.values_m.as_ref())),
            requests: requests(version, gates, pods, container),
        }
    }

    pub(crate) fn metric<'a>(&self, readings: &'a Readings) -> Metric<'a> {
        let spec = |total| self.target.as_ref().map(|target| target.spec(total)).unwrap_or_default();
        let resource = || ResourceMetric {
            resource: Resource::named(self.resource.as_deref().unwrap_or_default()),
            target: ResourceTarget::of(&spec(false)),
            samples: borrow(&readings.samples),
            requests: as_requests(&readings.requests),
        };
        match self.source.as_str() {
            "Resource" => Metric::Resource(resource()),
            "ContainerResource" => Metric::ContainerResource(resource()),
            "Pods" => Metric::Pods {
                target: spec(false).average_value.map_or(Milli::ZERO, Quantity::milli),
                samples: borrow(&readings.samples),
            },
            "Object" => Metric::Object {
                target: TotalTarget::of_object(&spec(true)),
                value: match (&self.error, self.value_m) {
                    (None, Some(value)) => Ok(Milli::new(value)),
                    (None, None) => Err(MetricError::NoMetricsFromApi),
                    (Some(_), _) => Err(MetricError::ApiCallFailed),
                },
            },
            "External" => Metric::External {
                target: TotalTarget::of_external(&spec(true)),
                values: readings.series.as_deref().map_err(|error| *error),
            },
            _ => Metric::Unknown,
        }
    }
}
