//! A metric reduced to the few sums that its rule needs: the entry for a simulation that keeps sums anyway.

use super::{
    AverageSums, MetricError, Proposal, Source, TotalTarget, UtilizationSums, propose_average, propose_per_pod,
    propose_utilization, propose_value,
};
use crate::hpa::pods::{Pod, ReadyCount};
use crate::hpa::settings::Settings;
use crate::hpa::tolerance::Tolerance;
use crate::hpa::units::{Milli, Percent, Replicas, Time};
use crate::hpa::version::Version;

/// What a rule needs to know besides its metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// The moment of the pass.
    pub now: Time,
    /// The release that is replayed.
    pub version: Version,
    /// The controller's flags.
    pub settings: Settings,
    /// The test for "close enough".
    pub tolerance: Tolerance,
    /// `scale.spec.replicas`, the current size.
    pub spec: Replicas,
    /// `scale.status.replicas`, which a rollout with surge may hold above the current size.
    pub status: Replicas,
}

/// A metric in sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// `averageUtilization` of a resource.
    Utilization {
        /// The share it aims for.
        target: Percent,
        /// Its pods.
        sums: UtilizationSums,
    },
    /// `averageValue` of a resource or of a `Pods` metric.
    Average {
        /// The average it aims for.
        target: Milli,
        /// Its pods.
        sums: AverageSums,
    },
    /// `value` of an `Object` or `External` metric.
    Value {
        /// The total it aims for.
        target: Milli,
        /// The total.
        total: Milli,
        /// The pods that the ratio is multiplied with.
        pods: ReadyCount,
    },
    /// `averageValue` of an `Object` or `External` metric.
    PerPod {
        /// Which of the two.
        source: Source,
        /// The share of each replica that it aims for.
        target: Milli,
        /// The total.
        total: Milli,
    },
}

impl Summary {
    /// The summary of a total, by what it is held against; only a `value` counts the pods.
    #[must_use]
    pub fn of_total(source: Source, target: TotalTarget, total: Milli, pods: &[Pod]) -> Self {
        match target {
            TotalTarget::Value(target) => Self::Value { target, total, pods: ReadyCount::of(pods) },
            TotalTarget::AverageValue(target) => Self::PerPod { source, target, total },
        }
    }

    /// The size that the metric asks for.
    ///
    /// # Errors
    /// The sums leave nothing to divide by, or no pods to multiply with.
    pub fn propose(&self, evaluation: &Evaluation) -> Result<Proposal, MetricError> {
        let Evaluation { version, tolerance, spec, status, .. } = *evaluation;
        match self {
            Self::Utilization { target, sums } => propose_utilization(version, sums, *target, spec, tolerance),
            Self::Average { target, sums } => propose_average(version, sums, *target, spec, tolerance),
            Self::Value { target, total, pods } => propose_value(version, *total, *target, spec, *pods, tolerance),
            Self::PerPod { source, target, total } => {
                Ok(propose_per_pod(version, *source, *total, *target, status, tolerance))
            }
        }
    }
}
