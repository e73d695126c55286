//! What readings make of the number of pods, by the controller's own rules ([`crate::hpa`]).

use super::Scaling;
use crate::hpa::{self, Milli, Percent, Proposal, ReadyCount, Tolerance, UtilizationSums, Version};
use crate::profile::Profile;
use crate::units::{Duration, Replicas, Share};

/// Spare room that a target must leave above what an idle pod reads, in percent: 20.
const ROOM: u64 = 120;

/// What each pod reads without load, and what the autoscaler aims at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// An amount of a resource of which a pod requests so much, and a share of that request.
    Resource {
        /// What an idle pod uses.
        used: u64,
        /// What it requests, in the same unit.
        request: u64,
        /// The target.
        target: Share,
    },
    /// A response time of the service.
    Latency {
        /// What it is without load.
        read: Duration,
        /// The target.
        target: Duration,
    },
}

impl Idle {
    /// What is read, and what is aimed at, in one unit.
    fn amounts(self) -> (u64, u64) {
        match self {
            Self::Resource { used, request, target } => (used, target.of(request)),
            Self::Latency { read, target } => (read.millis(), target.millis()),
        }
    }

    /// Whether it reads so much less than the target.
    fn leaves_room(self) -> bool {
        let (idle, target) = self.amounts();
        u128::from(idle) * u128::from(ROOM) <= u128::from(target) * 100
    }

    /// The number of pods that the controller proposes while this many read it.
    fn proposal(self, pods: u32, tolerance: Tolerance, version: Version) -> Option<Proposal> {
        let current = hpa::Replicas::new(i32::try_from(pods).unwrap_or(i32::MAX));
        match self {
            Self::Resource { used, request, target } => {
                let all =
                    |each: u64| Milli::new(i64::try_from(each.saturating_mul(u64::from(pods))).unwrap_or(i64::MAX));
                let sums = UtilizationSums {
                    ready: pods,
                    usage: all(used),
                    requests: all(request),
                    ..UtilizationSums::default()
                };
                hpa::propose_utilization(version, &sums, Percent::new(target.whole_percent()), current, tolerance).ok()
            }
            Self::Latency { read, target } => {
                let milli = |time: Duration| Milli::new(i64::try_from(time.millis()).unwrap_or(i64::MAX));
                let ready = ReadyCount { pods, ready: pods };
                hpa::propose_value(version, milli(read), milli(target), current, ready, tolerance).ok()
            }
        }
    }
}

/// The most that an idle pod may read with room below the target.
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
pub fn kept(profile: &Profile, idle: Idle) -> Option<Kept> {
    let pods = resting_pods(profile, idle);
    let room = idle.leaves_room();
    let least = (*profile.autoscaling.min).max(Replicas::new(1));
    (!room || pods > least).then_some(Kept { pods, room })
}

/// Pods that stay for ever when each of them reads the same, beginning with the most: what the controller proposes, pass
/// by pass, until it proposes no fewer.
#[must_use]
pub fn resting_pods(profile: &Profile, idle: Idle) -> Replicas {
    let (version, tolerance) = (version(profile), tolerance(profile));
    let (least, mut pods) = (*profile.autoscaling.min, *profile.autoscaling.max);
    while let Some(proposal) = idle.proposal(pods.get(), tolerance, version) {
        let wanted = Replicas::new(u32::try_from(proposal.replicas.get()).unwrap_or(0)).max(least);
        if wanted >= pods {
            break;
        }
        pods = wanted;
    }
    pods
}

/// The release whose controller the profile gets.
pub(crate) fn version(profile: &Profile) -> Version {
    Version::nearest(u64::from(profile.cluster.kubernetes.get().get()))
}

/// How far a reading may be from its target without a change: the controller's own, or what the profile states.
fn tolerance(profile: &Profile) -> Tolerance {
    let autoscaling = &profile.autoscaling;
    let stated = |share: &Option<crate::located::Located<Share>>| share.as_deref().copied().map(Share::as_f64);
    let (down, up) = (stated(&autoscaling.down.tolerance), stated(&autoscaling.up.tolerance));
    Tolerance::of(version(profile), super::capacity::TOLERANCE.as_f64(), down, up)
}

impl Scaling {
    /// Whether a reading makes the autoscaler add pods: above its target, and beyond the tolerance.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "readings are far below 2^53")]
    pub fn adds_pods(profile: &Profile, reading: u64, target: u64) -> bool {
        let ratio = reading as f64 / target.max(1) as f64;
        ratio > 1.0 && !tolerance(profile).holds(ratio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::located::Located;

    /// Between three pods and twenty, as `websphere-liberty-operator#787` met it: 68 % of 80 % keeps four of four.
    #[test]
    fn rounding_up_keeps_pods_that_nobody_needs() {
        assert_eq!(resting(68, 80), 6);
        assert_eq!(resting(50, 75), 3);
        assert_eq!(resting(69, 75), 20, "within the tolerance nothing moves");
        assert_eq!(resting(166, 80), 20, "jaseci-labs/jac#9055");
    }

    fn resting(used: u64, target: u64) -> u32 {
        let resource = Idle::Resource { used, request: 100, target: Share::percent(target) };
        let latency = Idle::Latency { read: Duration::from_millis(used), target: Duration::from_millis(target) };
        let profile = profile();
        let pods = resting_pods(&profile, resource);
        assert_eq!(pods, resting_pods(&profile, latency), "one reading, whatever it measures");
        pods.get()
    }

    fn profile() -> Profile {
        let mut profile = Profile::default();
        profile.autoscaling.min = Located::by_default(Replicas::new(3));
        profile.autoscaling.max = Located::by_default(Replicas::new(20));
        profile
    }

    #[test]
    fn a_reading_at_the_edge_of_the_tolerance_adds_nothing() {
        let adds = |reading| Scaling::adds_pods(&profile(), reading, 50);
        assert!(!adds(50) && !adds(55) && adds(56));
    }
}
