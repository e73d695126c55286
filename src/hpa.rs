//! The `HorizontalPodAutoscaler` controller of `autoscaling/v2`, replayed without a cluster.
//!
//! ```text
//! HpaSpec ─default─validate─> Autoscaler ─┐
//! Pods + Metrics ─summarise─> Summary ─propose─combine─> raw ─stabilize─limit─> Outcome
//!                  pods.rs    metrics/   rules   combine.rs   stabilize.rs limits.rs
//! ```
//!
//! [`Controller`] keeps what the real controller keeps in memory for one autoscaler; everything below it is a pure
//! function of its input. What differs between Kubernetes releases is a question put to [`Version`].
//! The facts come from `pkg/controller/podautoscaler/{horizontal,replica_calculator}.go`,
//! `pkg/controller/podautoscaler/metrics/`, `pkg/apis/autoscaling/{v2/defaults,validation/validation}.go` and from
//! KEP-853 (behavior), KEP-2021 (scale to zero) and KEP-4951 (tolerance).

mod behavior;
mod combine;
mod conditions;
mod defaults;
mod events;
mod float;
mod limits;
mod metrics;
mod pods;
mod quantity;
mod reconcile;
mod requests;
mod samples;
mod settings;
mod spec;
mod stabilize;
mod tolerance;
mod units;
mod validate;
mod version;
mod zero;

pub use behavior::{Behavior, Policy, PolicyKind, ScalingRules, SelectPolicy};
pub use combine::{Combined, Combiner, MetricFailure};
pub use conditions::{AbleToScale, Conditions, LimitReason, ScaledToZero, ScalingActive, SelectorFault, Status};
pub use defaults::{default_metrics, default_rules, default_spec};
pub use events::{Event, EventLog, Events};
pub use limits::{
    Bounds, Limited, default_scale_up_limit, limit_by_behavior, limit_by_default, scale_down_limit, scale_up_limit,
};
pub use metrics::{
    AverageSums, Evaluation, Metric, MetricError, PodSamples, Proposal, Requests, ResourceMetric, ResourceTarget,
    Source, Summary, TotalTarget, Usage, UsageRatio, UtilizationRatio, UtilizationSums, external_total, per_pod_usage,
    propose_average, propose_per_pod, propose_utilization, propose_value, usage_ratio, utilization_ratio,
};
pub use pods::{Class, Phase, Pod, ReadyCondition, ReadyCount, ReadyStatus, Resource, Sample};
pub use quantity::{Quantity, QuantityError};
pub use reconcile::{Autoscaler, Controller, Environment, Outcome, PassError, RescaleReason, Scale, State};
pub use requests::{ContainerRequest, PodTemplate, pod_request};
pub use samples::{ContainerUsage, PodUsage, container_sample, pod_sample};
pub use settings::Settings;
pub use spec::{
    BehaviorSpec, ContainerResourceSource, Direction, ExternalSource, HpaSpec, MetricSpec, ObjectReference,
    ObjectSource, PodsSource, PolicySpec, ResourceSource, RulesSpec, TargetSpec,
};
pub use stabilize::{Recommendation, RecommendationLog};
pub use tolerance::Tolerance;
pub use units::{Milli, Percent, Replicas, Span, Time};
pub use validate::{FieldError, FieldErrorKind, Surprise, ValidationContext, surprises, validate, validate_name};
pub use version::{Gates, UnknownVersion, Version};
pub use zero::ZeroGate;
