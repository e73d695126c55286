//! What the Prometheus adapter must be told so that it serves the metrics by which the HPA scales.
//!
//! The names are those of the HPA, from [`crate::runtime`]; a test compares the two lists.

use crate::runtime::{self, Exporter, Metric, Runtime, Selectors};
use crate::stack::Stack;
use crate::text::{render, template};
use crate::units::Gpus;
use serde::Serialize;
use serde_json::{Value, json};

/// The adapter's rules of a service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Adapter {
    /// Metrics of pods, for `custom.metrics.k8s.io`.
    pub rules: Vec<Value>,
    /// Metrics of the service as a whole, for `external.metrics.k8s.io`.
    pub external: Vec<Value>,
}

#[derive(Serialize)]
struct PerPod<'a> {
    window: &'a str,
}
template!(PerPod<'_>, "promql/adapter-per-pod.promql");

/// Without the corrupt samples that GPUs report now and then, each dropped by itself (go-dcgm#75).
#[derive(Serialize)]
struct PerPodGpu<'a> {
    window: &'a str,
    step: &'a str,
}
template!(PerPodGpu<'_>, "promql/adapter-gpu.promql");

#[derive(Serialize)]
struct PerPodRate<'a> {
    window: &'a str,
}
template!(PerPodRate<'_>, "promql/adapter-rate.promql");

#[derive(Serialize)]
struct ServiceQuantile<'a> {
    share: String,
    count: String,
    window: &'a str,
}
template!(ServiceQuantile<'_>, "promql/adapter-quantile.promql");

/// The rules by which the HPA's metrics are served; none where KEDA asks Prometheus itself.
#[must_use]
pub fn adapter(stack: &Stack) -> Adapter {
    let scaling = &stack.profile.autoscaling;
    if !*scaling.enabled || *scaling.metrics_backend != crate::profile::MetricsBackend::PrometheusAdapter {
        return Adapter::default();
    }
    let runtime = Runtime::of(&stack.profile);
    let select = Selectors::of(&stack.names, &runtime);
    let metrics = &stack.profile.metrics;
    let (window, step) = (metrics.rate_window.prometheus(), metrics.scrape_interval.prometheus());
    let has_gpu = *stack.profile.resources.gpus > Gpus::new(0);
    let mut adapter = Adapter::default();
    if scaling.gpu.is_some() && has_gpu {
        let query = render(&PerPodGpu { window: &window, step: &step });
        adapter.rules.push(rule(&runtime.gpu, &select.gpu, runtime::GPU_UTILISATION, &query));
    }
    if scaling.requests_per_pod.is_some() {
        let query = render(&PerPodRate { window: &window });
        adapter.rules.push(rule(&runtime.requests, &select.app, runtime::REQUEST_RATE, &query));
    }
    if scaling.queue.is_some() {
        let query = render(&PerPod { window: &window });
        adapter.rules.push(rule(&runtime.queue, &select.app, runtime::QUEUE_DEPTH, &query));
    }
    if let (Some(latency), Some(histogram)) = (&scaling.latency, &runtime.response_time) {
        let share = latency.percentile.share().fraction();
        let query = render(&ServiceQuantile { share, count: histogram.count(), window: &window });
        adapter.external.push(json!({
            "seriesQuery": format!("{}{{{}}}", histogram.bucket(), select.app),
            "resources": { "overrides": { "namespace": { "resource": "namespace" } } },
            "name": { "as": runtime::response_time(*latency.percentile) },
            "metricsQuery": query,
        }));
    }
    adapter
}

/// The labels that name a pod are those of its exporter: the GPU exporter's own pod is not the one that is scaled.
fn rule(metric: &Metric, matchers: &str, name: &str, query: &str) -> Value {
    let (namespace, pod) = match metric.exporter {
        Exporter::Dcgm => Exporter::Dcgm.pod_labels(),
        other => other.pod_labels(),
    };
    json!({
        "seriesQuery": format!("{}{{{matchers},{pod}!=\"\"}}", metric.name),
        "resources": { "overrides": { namespace: { "resource": "namespace" }, pod: { "resource": "pod" } } },
        "name": { "as": name },
        "metricsQuery": query,
    })
}

impl Adapter {
    /// Both lists of another service, too.
    pub fn extend(&mut self, other: Self) {
        self.rules.extend(other.rules);
        self.external.extend(other.external);
    }

    /// As the values of the adapter's Helm chart.
    #[must_use]
    pub fn values(&self) -> Value {
        json!({ "rules": { "default": false, "custom": self.rules, "external": self.external } })
    }

    /// As the adapter's own configuration.
    #[must_use]
    pub fn config(&self) -> Value {
        json!({ "rules": self.rules, "externalRules": self.external })
    }

    /// What its rules call their metrics.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().chain(&self.external).filter_map(|rule| rule["name"]["as"].as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::example;
    use crate::manifests;
    use crate::objects::Object;
    use std::collections::BTreeSet;

    fn asked(stack: &Stack) -> BTreeSet<String> {
        let built = manifests::build(stack);
        let objects = built.files.iter().flat_map(|file| &file.objects);
        let metrics = objects.filter_map(|object| match object {
            Object::HorizontalPodAutoscaler(hpa) => hpa.spec.as_ref()?.metrics.clone(),
            _ => None,
        });
        metrics
            .flatten()
            .filter_map(|metric| {
                let pods = metric.pods.map(|source| source.metric.name);
                pods.or_else(|| metric.external.map(|source| source.metric.name))
            })
            .collect()
    }

    #[test]
    fn serves_what_the_hpa_asks_for_and_nothing_else() {
        for profile in example::forms() {
            let stack = example::resolve(profile);
            let adapter = adapter(&stack);
            let served: BTreeSet<String> = adapter.names().map(str::to_owned).collect();
            assert_eq!(served, asked(&stack));
        }
        assert_eq!(asked(&example::stack()).len(), 4, "GPU, requests, response time, queue");
    }

    #[test]
    fn keda_needs_no_adapter() {
        let mut profile = example::profile();
        profile.autoscaling.metrics_backend = crate::located::Located::by_default(crate::profile::MetricsBackend::Keda);
        assert_eq!(adapter(&example::resolve(profile)), Adapter::default());
    }
}
