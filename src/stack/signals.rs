//! Where a reading that does not change with the load leaves the number of pods.

use super::capacity::TOLERANCE;
use crate::profile::Autoscaling;
use crate::units::Replicas;

/// Spare room that a target must leave above what an idle pod reads, in percent: 20.
const ROOM: u64 = 120;

/// Whether an idle pod reads so much less than the target.
fn leaves_room(idle: u64, target: u64) -> bool {
    u128::from(idle) * u128::from(ROOM) <= u128::from(target) * 100
}

/// The most that an idle pod may read with that room.
#[must_use]
pub fn most_idle(target: u64) -> u64 {
    u64::try_from(u128::from(target) * 100 / u128::from(ROOM)).unwrap_or(u64::MAX)
}

/// Pods that a reading without load keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// How many stay, of the most that may run.
    pub pods: Replicas,
    /// Whether the target leaves room above the reading, and only rounding keeps them.
    pub room: bool,
}

/// The pods that a reading without load keeps; `None` where it lets the number go down to the fewest.
#[must_use]
pub fn kept(autoscaling: &Autoscaling, idle: u64, target: u64) -> Option<Kept> {
    let pods = resting_pods(autoscaling, idle, target);
    let room = leaves_room(idle, target);
    (!room || pods > (*autoscaling.min).max(Replicas::new(1))).then_some(Kept { pods, room })
}

/// Pods that stay for ever when each of them reads `idle` against `target`, beginning with the most.
///
/// At each sync the HPA takes `ceil(pods * idle / target)`, or keeps the number within its tolerance (Kubernetes, HPA,
/// algorithm details).
#[must_use]
pub fn resting_pods(autoscaling: &Autoscaling, idle: u64, target: u64) -> Replicas {
    let (idle, target) = (u128::from(idle), u128::from(target.max(1)));
    let tolerance = autoscaling.down.tolerance.as_deref().copied();
    let keeps = u128::from(tolerance.unwrap_or(TOLERANCE).complement().ppm());
    let (least, mut pods) = (*autoscaling.min, *autoscaling.max);
    if idle * 1_000_000 >= target * keeps {
        return pods;
    }
    loop {
        let wanted = (u128::from(pods.get()) * idle).div_ceil(target);
        let wanted = Replicas::new(u32::try_from(wanted).unwrap_or(u32::MAX)).max(least);
        if wanted >= pods {
            return pods;
        }
        pods = wanted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Between three pods and twenty, as `websphere-liberty-operator#787` met it: 68 % of 80 % keeps four of four.
    #[test]
    fn rounding_up_keeps_pods_that_nobody_needs() {
        let rests = |idle, target| resting(idle, target).get();
        assert_eq!(rests(68, 80), 6);
        assert_eq!(rests(50, 75), 3);
        assert_eq!(rests(69, 75), 20, "within the tolerance nothing moves");
        assert_eq!(rests(166, 80), 20, "jaseci-labs/jac#9055");
    }

    fn resting(idle: u64, target: u64) -> Replicas {
        let default = Autoscaling::default();
        let between = |pods| crate::located::Located::by_default(Replicas::new(pods));
        let autoscaling = Autoscaling { min: between(3), max: between(20), ..default };
        resting_pods(&autoscaling, idle, target)
    }
}
