//! What the bounds say before any metric is read. [`horizontal.go`, `reconcileAutoscaler`]

use super::outcome::RescaleReason;
use crate::hpa::limits::Bounds;
use crate::hpa::units::Replicas;

/// Who decides the size in a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Nobody: the workload is switched off.
    Disabled,
    /// The bounds: the size jumps back into them, whatever windows and policies say.
    Jump(Replicas, RescaleReason),
    /// The metrics.
    Evaluate,
}

impl Gate {
    pub(super) fn of(bounds: Bounds, current: Replicas, works_from_zero: bool) -> Self {
        if current == Replicas::ZERO {
            if works_from_zero { Self::Evaluate } else { Self::Disabled }
        } else if current > bounds.max {
            Self::Jump(bounds.max, RescaleReason::AboveMax)
        } else if current < bounds.min {
            Self::Jump(bounds.min, RescaleReason::BelowMin)
        } else {
            Self::Evaluate
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;
    use crate::hpa::{Bounds, Replicas, RescaleReason};

    #[test]
    fn the_bounds_decide_only_outside_of_them() {
        let bounds = Bounds { min: Replicas::new(3), max: Replicas::new(5) };
        let gate = |current| Gate::of(bounds, Replicas::new(current), false);
        assert_eq!(gate(0), Gate::Disabled);
        assert_eq!(gate(2), Gate::Jump(bounds.min, RescaleReason::BelowMin));
        assert_eq!((gate(3), gate(5)), (Gate::Evaluate, Gate::Evaluate));
        assert_eq!(gate(6), Gate::Jump(bounds.max, RescaleReason::AboveMax));
    }

    #[test]
    fn a_workload_that_comes_back_from_zero_is_not_below_its_minimum() {
        let bounds = Bounds { min: Replicas::new(3), max: Replicas::new(5) };
        assert_eq!(Gate::of(bounds, Replicas::ZERO, true), Gate::Evaluate);
    }
}
