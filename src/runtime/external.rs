//! Metrics of the cluster's own exporters that rules and dashboard read.

use super::{Exporter, Metric, MetricType, Unit};
use std::borrow::Cow;

use MetricType::{Counter, Gauge};

const fn metric(
    name: &'static str,
    kind: MetricType,
    unit: Unit,
    labels: &'static [&'static str],
    exporter: Exporter,
) -> Metric {
    Metric { name: Cow::Borrowed(name), kind, unit, labels, exporter }
}

/// A gauge of kube-state-metrics.
const fn state(name: &'static str, unit: Unit, labels: &'static [&'static str]) -> Metric {
    metric(name, Gauge, unit, labels, Exporter::KubeStateMetrics)
}

const DEPLOYMENT: &[&str] = &["namespace", "deployment"];
const AUTOSCALER: &[&str] = &["namespace", "horizontalpodautoscaler"];
const POD: &[&str] = &["namespace", "pod"];

/// The metrics of kube-state-metrics, cAdvisor, the DCGM exporter and Prometheus itself.
///
/// [kube-state-metrics docs/metrics/{workload,autoscaling,cluster}; dcgm-exporter etc/default-counters.csv]
pub static EXTERNAL: &[Metric] = &[
    state("kube_pod_status_ready", Unit::State, &["namespace", "pod", "condition"]),
    state("kube_pod_status_phase", Unit::State, &["namespace", "pod", "phase"]),
    state("kube_pod_deletion_timestamp", Unit::Timestamp, POD),
    state("kube_pod_created", Unit::Timestamp, POD),
    state("kube_pod_container_status_waiting_reason", Unit::State, &["namespace", "pod", "container", "reason"]),
    metric(
        "kube_pod_container_status_restarts_total",
        Counter,
        Unit::Restarts,
        &["namespace", "pod", "container"],
        Exporter::KubeStateMetrics,
    ),
    state("kube_pod_container_resource_limits", Unit::Resource, &["namespace", "pod", "container", "resource", "unit"]),
    state("kube_deployment_created", Unit::Timestamp, DEPLOYMENT),
    state("kube_deployment_status_replicas_ready", Unit::Pods, DEPLOYMENT),
    state("kube_horizontalpodautoscaler_status_current_replicas", Unit::Pods, AUTOSCALER),
    state("kube_horizontalpodautoscaler_status_desired_replicas", Unit::Pods, AUTOSCALER),
    state("kube_horizontalpodautoscaler_spec_min_replicas", Unit::Pods, AUTOSCALER),
    state("kube_horizontalpodautoscaler_spec_max_replicas", Unit::Pods, AUTOSCALER),
    state(
        "kube_horizontalpodautoscaler_status_condition",
        Unit::State,
        &["namespace", "horizontalpodautoscaler", "condition", "status"],
    ),
    metric(
        "container_cpu_usage_seconds_total",
        Counter,
        Unit::Seconds,
        &["namespace", "pod", "container"],
        Exporter::Cadvisor,
    ),
    metric("container_memory_rss", Gauge, Unit::Bytes, &["namespace", "pod", "container"], Exporter::Cadvisor),
    DCGM_UTILISATION,
    metric("up", Gauge, Unit::State, super::APPLICATION, Exporter::Prometheus),
];

/// Busy share of a GPU. A pod appears only if it *limits* `nvidia.com/gpu` (dcgm-exporter#138), and not on a
/// partitioned GPU (NVIDIA/DCGM#80).
const DCGM_UTILISATION: Metric = metric(
    "DCGM_FI_DEV_GPU_UTIL",
    Gauge,
    Unit::Percent,
    &["exported_namespace", "exported_pod", "exported_container", "gpu", "UUID"],
    Exporter::Dcgm,
);

/// See [`EXTERNAL`].
pub(super) fn dcgm_utilisation() -> Metric {
    DCGM_UTILISATION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = EXTERNAL.iter().map(|metric| &metric.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), EXTERNAL.len());
    }
}
