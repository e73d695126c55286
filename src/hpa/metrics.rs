//! One metric of an autoscaler: what it reads, what it aims for, and the size it proposes.

mod average;
mod metric;
mod per_pod;
mod summary;
mod target;
mod utilization;
mod value;

pub use average::{AverageSums, UsageRatio, propose_average, usage_ratio};
pub use metric::{Metric, PodSamples, Requests, ResourceMetric};
pub use per_pod::{per_pod_usage, propose_per_pod};
pub use summary::{Evaluation, Summary};
pub use target::{ResourceTarget, TotalTarget};
pub use utilization::{UtilizationRatio, UtilizationSums, propose_utilization, utilization_ratio};
pub use value::{external_total, propose_value};

use super::units::{Milli, Percent, Replicas};

/// Kind of a metric, `type` in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// CPU or memory of whole pods.
    Resource,
    /// CPU or memory of one container of each pod.
    ContainerResource,
    /// A custom metric of each pod.
    Pods,
    /// A custom metric of one object.
    Object,
    /// A metric from outside the cluster.
    External,
    /// A type that the controller does not know.
    Unknown,
}

impl Source {
    /// Whether the metric has a value while no pod exists, so that it can lift a workload from zero. [KEP-2021]
    #[must_use]
    pub const fn works_at_zero(self) -> bool {
        matches!(self, Self::Object | Self::External)
    }
}

/// Why a metric gave no proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricError {
    /// The call of the metrics API failed.
    ApiCallFailed,
    /// The metrics API returned no items.
    NoMetricsFromApi,
    /// The selector matches no pods.
    NoPods,
    /// No sample is left after dropping ignored and unready pods.
    NoMetricsForTargetedPods,
    /// No remaining sample belongs to a pod with a request.
    NoMatchingMetrics,
    /// A container states no request for the resource.
    MissingRequest,
    /// A sample lacks the named container (until v1.32).
    ContainerNotInMetrics,
    /// A pod has no container of the name (from v1.35).
    ContainerNotFound,
    /// The target states nothing that its source can be held against.
    InvalidTarget,
    /// The type of the metric is unknown, or there is no metric at all.
    UnknownSource,
}

/// The figure that `status.currentMetrics` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Utilization in percent of the request, with the average behind it.
    Utilization {
        /// Sum of usage over sum of requests, truncated.
        percent: Percent,
        /// Usage over known pods, truncated.
        average: Milli,
    },
    /// Average over pods.
    Average(Milli),
    /// Total of an object or of external series.
    Value(Milli),
}

/// The size that one metric asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The size; the current one while the metric is within tolerance.
    pub replicas: Replicas,
    /// The figure for the status, from before any filling in.
    pub usage: Usage,
}
