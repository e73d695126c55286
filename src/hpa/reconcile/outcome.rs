//! What a pass tells its caller.

use std::cmp::Ordering;

use crate::hpa::combine::MetricFailure;
use crate::hpa::conditions::{Conditions, SelectorFault};
use crate::hpa::units::Replicas;

/// Why a size was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RescaleReason {
    /// The metrics ask for more; the highest proposal came from this place in `spec.metrics`.
    MetricAboveTarget(usize),
    /// The metrics ask for less.
    AllMetricsBelowTarget,
    /// The size was above `maxReplicas`.
    AboveMax,
    /// The size was below `minReplicas`.
    BelowMin,
}

impl RescaleReason {
    /// The reason by what the metrics ask for; none when they ask for the size as it is, whatever the limits add.
    #[must_use]
    pub fn of(current: Replicas, raw: Replicas, metric: usize) -> Option<Self> {
        match raw.cmp(&current) {
            Ordering::Greater => Some(Self::MetricAboveTarget(metric)),
            Ordering::Less => Some(Self::AllMetricsBelowTarget),
            Ordering::Equal => None,
        }
    }

    /// The words of the event, given the name of the metric that asked for more.
    #[must_use]
    pub fn text(self, metric: &str) -> String {
        match self {
            Self::MetricAboveTarget(_) => format!("{metric} above target"),
            Self::AllMetricsBelowTarget => "All metrics below target".to_owned(),
            Self::AboveMax => "Current number of replicas above Spec.MaxReplicas".to_owned(),
            Self::BelowMin => "Current number of replicas below Spec.MinReplicas".to_owned(),
        }
    }
}

/// Why a pass reports an error; with a metric failure it may still have changed the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassError {
    /// The scale could not be read.
    ScaleUnreadable,
    /// The pods could not be told.
    Selector(SelectorFault),
    /// The first metric that failed.
    Metric(MetricFailure),
    /// The new size could not be written.
    ScaleUnwritable,
}

/// What a pass did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The size of the workload after the pass.
    pub desired: Replicas,
    /// Whether the pass wrote it.
    pub rescaled: bool,
    /// Why, where the controller states a reason.
    pub reason: Option<RescaleReason>,
    /// What the metrics asked for, if they were read.
    pub raw: Option<Replicas>,
    /// What went wrong, even if the pass went on.
    pub error: Option<PassError>,
    /// The conditions after the pass.
    pub conditions: Conditions,
}

#[cfg(test)]
mod tests {
    use super::RescaleReason;
    use crate::hpa::Replicas;

    #[test]
    fn the_reason_follows_what_the_metrics_ask_for() {
        let text =
            |raw| RescaleReason::of(Replicas::new(3), Replicas::new(raw), 1).map(|reason| reason.text("cpu resource"));
        assert_eq!(text(4).as_deref(), Some("cpu resource above target"));
        assert_eq!(text(2).as_deref(), Some("All metrics below target"));
        assert_eq!(text(3), None);
    }

    #[test]
    fn the_bounds_name_the_field() {
        assert!(RescaleReason::AboveMax.text("").ends_with("above Spec.MaxReplicas"));
        assert!(RescaleReason::BelowMin.text("").ends_with("below Spec.MinReplicas"));
    }
}
