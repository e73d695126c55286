//! What a workload at zero replicas means, before and after the `ScaledToZero` condition. [KEP-2021]

use super::conditions::ScaledToZero;
use super::limits::Bounds;
use super::units::Replicas;
use super::version::{Gates, Version};

/// What is known when the question of zero comes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZeroGate {
    /// The release that is replayed.
    pub version: Version,
    /// The feature gates.
    pub gates: Gates,
    /// `minReplicas` and `maxReplicas`.
    pub bounds: Bounds,
    /// Whether at least one metric is an `Object` or `External` one.
    pub works_at_zero: bool,
}

impl ZeroGate {
    /// Whether metrics are evaluated although the workload is at zero.
    ///
    /// Until v1.35 `minReplicas: 0` is enough. From v1.36 the autoscaler must have brought it there itself, and only
    /// an `Object` or `External` metric, or a raised `minReplicas`, brings it back.
    #[must_use]
    pub fn evaluates(self, condition: Option<ScaledToZero>) -> bool {
        let min_is_zero = self.bounds.min == Replicas::ZERO;
        if !self.version.has_scaled_to_zero() {
            return min_is_zero;
        }
        self.scaled_itself(condition) && (!min_is_zero || self.works_at_zero)
    }

    /// The size from zero: at least a raised `minReplicas`, which the scale-up rate does not guarantee.
    #[must_use]
    pub fn raise(self, condition: Option<ScaledToZero>, desired: Replicas) -> Replicas {
        if self.version.has_scaled_to_zero() && self.scaled_itself(condition) {
            desired.max(self.bounds.min)
        } else {
            desired
        }
    }

    fn scaled_itself(self, condition: Option<ScaledToZero>) -> bool {
        self.gates.scale_to_zero && condition == Some(ScaledToZero::ScaledToZero)
    }

    /// The condition after the size was written; with the gate off it is removed.
    #[must_use]
    pub fn after_write(
        self,
        condition: Option<ScaledToZero>,
        before: Replicas,
        after: Replicas,
    ) -> Option<ScaledToZero> {
        if !self.version.has_scaled_to_zero() {
            return condition;
        }
        if !self.gates.scale_to_zero {
            return None;
        }
        let fell = before > Replicas::ZERO && after == Replicas::ZERO;
        let meant = self.bounds.min == Replicas::ZERO && self.works_at_zero;
        Some(if fell && meant { ScaledToZero::ScaledToZero } else { ScaledToZero::NotScaledToZero })
    }

    /// The condition after the workload was found switched off; with the gate off it is removed.
    #[must_use]
    pub fn after_disabled(self, condition: Option<ScaledToZero>) -> Option<ScaledToZero> {
        if self.version.has_scaled_to_zero() && !self.gates.scale_to_zero {
            return None;
        }
        condition
    }
}

#[cfg(test)]
mod tests {
    use super::ZeroGate;
    use crate::hpa::{Bounds, Gates, Replicas, ScaledToZero, Version};

    fn gate(minor: u8, on: bool, min: i32, works_at_zero: bool) -> ZeroGate {
        let version = Version::new(minor).expect("a release in range");
        ZeroGate {
            version,
            gates: Gates { scale_to_zero: on, ..Gates::of(version) },
            bounds: Bounds { min: Replicas::new(min), max: Replicas::new(9) },
            works_at_zero,
        }
    }

    const ITSELF: Option<ScaledToZero> = Some(ScaledToZero::ScaledToZero);

    #[test]
    fn until_35_a_minimum_of_zero_is_enough() {
        assert!(gate(35, false, 0, false).evaluates(None));
        assert!(!gate(35, true, 1, true).evaluates(ITSELF));
    }

    #[test]
    fn from_36_the_autoscaler_must_have_done_it_itself() {
        assert!(gate(36, true, 0, true).evaluates(ITSELF));
        assert!(gate(36, true, 2, false).evaluates(ITSELF), "a raised minimum");
        assert!(!gate(36, true, 0, false).evaluates(ITSELF), "CPU never comes back");
        assert!(!gate(36, true, 0, true).evaluates(None));
        assert!(!gate(36, true, 0, true).evaluates(Some(ScaledToZero::NotScaledToZero)));
        assert!(!gate(36, false, 0, true).evaluates(ITSELF), "gate off");
    }

    #[test]
    fn the_condition_follows_every_write() {
        let after =
            |gate: ZeroGate, from: i32, to: i32| gate.after_write(ITSELF, Replicas::new(from), Replicas::new(to));
        assert_eq!(after(gate(36, true, 0, true), 3, 0), ITSELF);
        assert_eq!(after(gate(36, true, 0, false), 3, 0), Some(ScaledToZero::NotScaledToZero));
        assert_eq!(after(gate(36, true, 0, true), 0, 2), Some(ScaledToZero::NotScaledToZero));
        assert_eq!(after(gate(36, false, 0, true), 3, 0), None);
        assert_eq!(after(gate(35, true, 0, true), 3, 1), ITSELF, "unknown to the release");
    }

    #[test]
    fn a_raised_minimum_is_reached_at_once() {
        let raise = |gate: ZeroGate| gate.raise(ITSELF, Replicas::ONE).get();
        assert_eq!(raise(gate(36, true, 5, false)), 5);
        assert_eq!(raise(gate(36, false, 5, false)), 1);
        assert_eq!(raise(gate(35, true, 5, false)), 1);
    }

    #[test]
    fn staying_at_zero_is_not_scaling_to_zero() {
        let stayed = gate(36, true, 0, true).after_write(None, Replicas::ZERO, Replicas::ZERO);
        assert_eq!(stayed, Some(ScaledToZero::NotScaledToZero));
    }
}
