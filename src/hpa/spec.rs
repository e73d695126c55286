//! The autoscaler as a person writes it: `spec` of the API object, nothing filled in and nothing checked.

use super::quantity::Quantity;

/// `spec` of a `HorizontalPodAutoscaler`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HpaSpec {
    /// The workload that is scaled.
    pub scale_target: ObjectReference,
    /// `minReplicas`; absent is 1.
    pub min_replicas: Option<i32>,
    /// `maxReplicas`.
    pub max_replicas: i32,
    /// `metrics`; none is CPU at 80 % of the request.
    pub metrics: Vec<MetricSpec>,
    /// `behavior`; absent and empty are not the same.
    pub behavior: Option<BehaviorSpec>,
}

/// `scaleTargetRef` or `describedObject`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectReference {
    /// Kind of the object.
    pub kind: String,
    /// Name of the object.
    pub name: String,
}

/// One of `metrics`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricSpec {
    /// `type`.
    pub kind: String,
    /// `object`.
    pub object: Option<ObjectSource>,
    /// `pods`.
    pub pods: Option<PodsSource>,
    /// `resource`.
    pub resource: Option<ResourceSource>,
    /// `containerResource`.
    pub container_resource: Option<ContainerResourceSource>,
    /// `external`.
    pub external: Option<ExternalSource>,
}

/// A custom metric of one object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectSource {
    /// The object that has the metric.
    pub described_object: ObjectReference,
    /// `metric.name`.
    pub metric: String,
    /// `target`.
    pub target: TargetSpec,
}

/// A custom metric of each pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodsSource {
    /// `metric.name`.
    pub metric: String,
    /// `target`.
    pub target: TargetSpec,
}

/// A resource of whole pods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceSource {
    /// `name`, such as `cpu`.
    pub name: String,
    /// `target`.
    pub target: TargetSpec,
}

/// A resource of one container of each pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerResourceSource {
    /// `name`, such as `cpu`.
    pub name: String,
    /// `container`.
    pub container: String,
    /// `target`.
    pub target: TargetSpec,
}

/// A metric from outside the cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExternalSource {
    /// `metric.name`.
    pub metric: String,
    /// `target`.
    pub target: TargetSpec,
}

/// `target` of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetSpec {
    /// `type`; only an `Object` metric obeys it.
    pub kind: String,
    /// `value`.
    pub value: Option<Quantity>,
    /// `averageValue`.
    pub average_value: Option<Quantity>,
    /// `averageUtilization` in percent of the request.
    pub average_utilization: Option<i32>,
}

/// `behavior`. [KEP-853]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BehaviorSpec {
    /// `scaleUp`.
    pub scale_up: Option<RulesSpec>,
    /// `scaleDown`.
    pub scale_down: Option<RulesSpec>,
}

/// Which way the size changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More replicas.
    Up,
    /// Fewer replicas.
    Down,
}

/// Rules of one direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesSpec {
    /// `stabilizationWindowSeconds`.
    pub stabilization_window_seconds: Option<i32>,
    /// `selectPolicy`.
    pub select_policy: Option<String>,
    /// `policies`; an empty list is not the same as none.
    pub policies: Option<Vec<PolicySpec>>,
    /// `tolerance`. [KEP-4951]
    pub tolerance: Option<Quantity>,
}

/// One of `policies`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySpec {
    /// `type`: `Pods` or `Percent`.
    pub kind: String,
    /// `value`: pods or percent of the size at the start of the period.
    pub value: i32,
    /// `periodSeconds`.
    pub period_seconds: i32,
}
