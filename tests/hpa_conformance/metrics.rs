//! `replica_calc`: one metric, one proposal.

use std::collections::BTreeMap;

use infgen::hpa::{
    Class, Evaluation, Gates, Metric, MetricError, Milli, Percent, Pod, Proposal, Replicas, Resource, ResourceMetric,
    ResourceTarget, Source, Tolerance, TotalTarget, Usage, Version, per_pod_usage, usage_ratio, utilization_ratio,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::case::Figures;
use crate::input::{Config, GatesInput, NOW, PodInput, read};
use crate::reading::Readings;
use crate::samples::{
    Names, SampleInput, Values, as_requests, borrow, custom_samples, requests, resource_samples, series,
};

/// Everything that a `replica_calc` case may state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplicaInput {
    current_replicas: Option<i32>,
    status_replicas: Option<i32>,
    resource: Option<String>,
    container: Option<String>,
    target_utilization_pct: Option<i32>,
    target_m: Option<i64>,
    tolerance: Option<ToleranceInput>,
    #[serde(default)]
    config: Config,
    #[serde(default)]
    gates: GatesInput,
    pod_level_resources: Option<bool>,
    #[serde(default)]
    pods: Vec<PodInput>,
    #[serde(default)]
    samples: BTreeMap<String, SampleInput>,
    value_m: Option<i64>,
    values_m: Option<Values>,
    total_m: Option<i64>,
    #[serde(default)]
    usage_m: BTreeMap<String, i64>,
    #[serde(default)]
    requests_m: BTreeMap<String, i64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToleranceInput {
    up: f64,
    down: f64,
}

/// The figures of an op of `replica_calc`.
pub(crate) fn compute(op: &str, input: &Value, version: Version) -> Result<Figures, String> {
    let input: ReplicaInput = read(input)?;
    match op {
        "group_pods" => input.group_pods(version),
        "pod_requests" => Ok(input.pod_requests(version)),
        "utilization_ratio" => input.utilization_ratio(),
        "usage_ratio" => input.usage_ratio(),
        "per_pod_usage" => input.per_pod_usage(version),
        "resource_utilization"
        | "resource_average_value"
        | "pods_average_value"
        | "object_value"
        | "object_average_value"
        | "external_value"
        | "external_average_value" => input.propose(op, version),
        _ => Err(format!("unknown op `{op}`")),
    }
}

/// Names of errors in the case file.
pub(crate) fn error_name(error: MetricError) -> &'static str {
    match error {
        MetricError::ApiCallFailed => "api_call_failed",
        MetricError::NoMetricsFromApi => "no_metrics_from_api",
        MetricError::NoPods => "no_pods",
        MetricError::NoMetricsForTargetedPods => "no_metrics_for_targeted_pods",
        MetricError::NoMatchingMetrics => "no_matching_metrics",
        MetricError::MissingRequest => "missing_request",
        MetricError::ContainerNotInMetrics => "container_not_in_metrics",
        MetricError::ContainerNotFound => "container_not_found",
        MetricError::InvalidTarget => "invalid_target",
        MetricError::UnknownSource => "unknown_source",
    }
}

pub(crate) fn figures(value: Value) -> Figures {
    match value {
        Value::Object(figures) => figures,
        other => panic!("figures are an object, not {other}"),
    }
}

/// As the controller adds: wrapping at 64 bits.
fn sum<'a>(values: impl Iterator<Item = &'a i64>) -> Milli {
    values.fold(Milli::ZERO, |sum, value| sum.wrapping_add(Milli::new(*value)))
}

fn need<T>(field: &str, value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| format!("input: `{field}` is missing"))
}

impl ReplicaInput {
    fn gates(&self, version: Version) -> Gates {
        let gates = self.gates.gates(version);
        let pod_level = self.pod_level_resources.unwrap_or(gates.pod_level_resources);
        Gates { pod_level_resources: pod_level, ..gates }
    }

    fn pods(&self) -> Result<Vec<Pod>, String> {
        self.pods.iter().map(PodInput::pod).collect()
    }

    fn evaluation(&self, version: Version) -> Result<Evaluation, String> {
        let settings = self.config.settings();
        let default = match self.tolerance {
            Some(tolerance) => tolerance.up,
            None => settings.tolerance,
        };
        let (down, up) = (self.tolerance.map(|t| t.down), self.tolerance.map(|t| t.up));
        let spec = self.current_replicas.or(self.status_replicas);
        let status = self.status_replicas.or(self.current_replicas);
        Ok(Evaluation {
            now: NOW,
            version,
            settings,
            tolerance: Tolerance::of(version, default, down, up),
            spec: Replicas::new(need("current_replicas", spec)?),
            status: Replicas::new(need("status_replicas", status)?),
        })
    }

    fn group_pods(&self, version: Version) -> Result<Figures, String> {
        let resource = Resource::named(self.resource.as_deref().unwrap_or_default());
        let settings = self.config.settings();
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut ready = 0;
        for (input, pod) in self.pods.iter().zip(self.pods()?) {
            let sample = self.samples.get(&input.name).map(|sample| sample.sample(Milli::ZERO));
            let list = match Class::of(&pod, sample.as_ref(), resource, NOW, &settings, version) {
                Class::Ignored => "ignored",
                Class::Unready => "unready",
                Class::Missing => "missing",
                Class::Ready => {
                    ready += 1;
                    continue;
                }
            };
            names.entry(list).or_default().push(&input.name);
        }
        let of = |list: &str| names.get(list).cloned().unwrap_or_default();
        Ok(figures(json!({
            "ready_count": ready,
            "unready": of("unready"),
            "missing": of("missing"),
            "ignored": of("ignored"),
        })))
    }

    fn pod_requests(&self, version: Version) -> Figures {
        let container = self.container.as_deref();
        match requests(version, self.gates(version), &self.pods, container) {
            Err(error) => figures(json!({ "error": error_name(error) })),
            Ok(requests) => {
                let names = self.pods.iter().map(|pod| pod.name.clone());
                let by_pod: BTreeMap<String, i64> = names.zip(requests.into_iter().map(Milli::get)).collect();
                figures(json!({ "requests_m": by_pod }))
            }
        }
    }

    fn utilization_ratio(&self) -> Result<Figures, String> {
        let known = || self.usage_m.iter().filter_map(|(pod, usage)| Some((usage, self.requests_m.get(pod)?)));
        let usage = sum(known().map(|(usage, _)| usage));
        let requests = sum(known().map(|(_, request)| request));
        let pods = u32::try_from(known().count()).map_err(|error| error.to_string())?;
        let target = Percent::new(need("target_utilization_pct", self.target_utilization_pct)?);
        Ok(match utilization_ratio(usage, requests, pods, target) {
            Err(error) => figures(json!({ "error": error_name(error) })),
            Ok(ratio) => figures(json!({
                "ratio": ratio.ratio,
                "utilization_pct": ratio.percent.get(),
                "raw_average_m": ratio.average.get(),
            })),
        })
    }

    fn usage_ratio(&self) -> Result<Figures, String> {
        let total = sum(self.usage_m.values());
        let pods = u32::try_from(self.usage_m.len()).map_err(|error| error.to_string())?;
        let ratio = usage_ratio(total, pods, Milli::new(need("target_m", self.target_m)?));
        Ok(figures(json!({ "ratio": ratio.ratio, "usage_m": ratio.average.get() })))
    }

    fn per_pod_usage(&self, version: Version) -> Result<Figures, String> {
        let total = Milli::new(need("total_m", self.total_m)?);
        let status = Replicas::new(need("status_replicas", self.status_replicas)?);
        Ok(figures(json!({ "usage_m": per_pod_usage(version, Source::Object, total, status).get() })))
    }

    fn propose(&self, op: &str, version: Version) -> Result<Figures, String> {
        let pods = self.pods()?;
        let evaluation = self.evaluation(version)?;
        let readings = self.readings(op, version);
        let proposal =
            self.metric(op, &readings)?.summarise(&pods, &evaluation).and_then(|summary| summary.propose(&evaluation));
        Ok(proposal.map_or_else(|error| figures(json!({ "error": error_name(error) })), shown))
    }

    fn readings(&self, op: &str, version: Version) -> Readings {
        let container = self.container.as_deref();
        let names = Names::of(&self.pods);
        let values = self.values_m.as_ref();
        let samples = if op == "pods_average_value" {
            custom_samples(&names, values)
        } else {
            resource_samples(version, &names, &self.samples, container)
        };
        let gates = self.gates(version);
        let requests = requests(version, gates, &self.pods, container);
        Readings { samples, series: series(values), requests }
    }

    fn metric<'a>(&self, op: &str, readings: &'a Readings) -> Result<Metric<'a>, String> {
        Ok(match op {
            "resource_utilization" => {
                let percent = need("target_utilization_pct", self.target_utilization_pct)?;
                let target = ResourceTarget::Utilization(Percent::new(percent));
                self.resource_metric(target, readings)
            }
            "resource_average_value" => {
                let target = ResourceTarget::AverageValue(self.target()?);
                self.resource_metric(target, readings)
            }
            "pods_average_value" => Metric::Pods { target: self.target()?, samples: borrow(&readings.samples) },
            "object_value" | "object_average_value" => Metric::Object {
                target: Ok(self.total_target(op)?),
                value: Ok(Milli::new(need("value_m", self.value_m)?)),
            },
            _ => Metric::External {
                target: Ok(self.total_target(op)?),
                values: readings.series.as_deref().map_err(|error| *error),
            },
        })
    }

    fn target(&self) -> Result<Milli, String> {
        need("target_m", self.target_m).map(Milli::new)
    }

    fn total_target(&self, op: &str) -> Result<TotalTarget, String> {
        let target = self.target()?;
        let average = op.ends_with("average_value");
        Ok(if average { TotalTarget::AverageValue(target) } else { TotalTarget::Value(target) })
    }

    fn resource_metric<'a>(&self, target: ResourceTarget, readings: &'a Readings) -> Metric<'a> {
        Metric::Resource(ResourceMetric {
            resource: Resource::named(self.resource.as_deref().unwrap_or_default()),
            target: Ok(target),
            samples: borrow(&readings.samples),
            requests: as_requests(&readings.requests),
        })
    }
}

fn shown(proposal: Proposal) -> Figures {
    let replicas = proposal.replicas.get();
    figures(match proposal.usage {
        Usage::Utilization { percent, average } => json!({
            "replicas": replicas,
            "utilization_pct": percent.get(),
            "raw_average_m": average.get(),
        }),
        Usage::Average(usage) => json!({
            "replicas": replicas,
            "usage_m": usage.get(),
            "raw_average_m": usage.get(),
        }),
        Usage::Value(usage) => json!({ "replicas": replicas, "usage_m": usage.get() }),
    })
}
