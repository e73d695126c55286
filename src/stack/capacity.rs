//! What a pod carries, what is asked of all, and how fast their number follows.

use super::{Batching, Startup, queue};
use crate::located::Located;
use crate::profile::Profile;
use crate::units::{Duration, Gpus, Growth, Rate, Replicas, Share, Zones};

/// The part by which a metric may differ from its target before the HPA acts
/// (`--horizontal-pod-autoscaler-tolerance`).
pub const TOLERANCE: Share = Share::percent(10);
/// Time between two decisions of the HPA (`--horizontal-pod-autoscaler-sync-period`).
pub const SYNC_PERIOD: Duration = Duration::from_secs(15);

/// Loads, and what carries them.
#[derive(Debug)]
pub struct Capacity {
    /// Rate that one pod carries within the promises.
    pub per_pod: Option<Located<Rate>>,
    /// What that rests on.
    pub basis: Basis,
    /// The busiest load: stated, or the promised throughput.
    pub peak: Option<Located<Rate>>,
    /// The quietest load: stated, or what the fewest pods take at their target.
    pub base: Option<Located<Rate>>,
    /// Most pods at once: the most that are scaled to, and the surge of a rollout.
    pub most_pods: Replicas,
    /// GPUs that they take.
    pub most_gpus: Gpus,
}

/// What a pod's capacity rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// It was measured under load.
    Measured,
    /// Its batches were: it is the largest Poisson load with which a queue before them keeps the promises.
    Modelled,
    /// Nothing was: the autoscaler's target implies it, if there is one.
    Implied,
}

impl Capacity {
    pub(super) fn of(profile: &Profile, batching: Option<Batching>) -> Self {
        let autoscaling = &profile.autoscaling;
        let target = autoscaling.requests_per_pod.as_ref();
        let implied =
            || target.map(|target| Located::derived(**target, format!("implied by the target of {target} a pod")));
        let (per_pod, basis) = match (&profile.measured.capacity, modelled(profile, batching)) {
            (Some(measured), _) => (Some(measured.clone()), Basis::Measured),
            (None, Some(modelled)) => (Some(modelled), Basis::Modelled),
            (None, None) => (implied(), Basis::Implied),
        };
        let peak = profile.traffic.peak.clone().or_else(|| profile.slo.throughput.clone());
        let base = profile.traffic.base.clone().or_else(|| {
            let target = target?;
            let load = **target * fewest(profile);
            Some(Located::derived(load, format!("{} x {target}", fewest(profile))))
        });
        let most_pods = most(profile) + *profile.rollout.max_surge;
        Self { per_pod, basis, peak, base, most_pods, most_gpus: *profile.resources.gpus * most_pods }
    }
}

/// The capacity that measured batches make, with a queue that has an end: that of one without takes long to solve, and
/// `infgen plan` does. It is solved only where nobody measured the capacity itself.
fn modelled(profile: &Profile, batching: Option<Batching>) -> Option<Located<Rate>> {
    if profile.measured.capacity.is_some() || profile.performance.queue_limit.is_none() {
        return None;
    }
    let capacity = queue::capacity(&queue::server(profile, batching?)?, &queue::objective(profile))?;
    Some(Located::derived(capacity, queue::MODELLED))
}

/// Pods that are left of an even spread when a zone is gone: `floor(pods * (zones - 1) / zones)`.
#[must_use]
pub fn after_zone_loss(pods: Replicas, zones: Zones) -> Replicas {
    let (pods, zones) = (u64::from(pods.get()), u64::from(zones.get()));
    saturated(pods * zones.saturating_sub(1) / zones.max(1))
}

/// The fewest pods of which `left` are left when a zone is gone: `ceil(left * zones / (zones - 1))`.
#[must_use]
pub fn before_zone_loss(left: Replicas, zones: Zones) -> Replicas {
    let (left, zones) = (u64::from(left.get()), u64::from(zones.get()));
    saturated((left * zones).div_ceil(zones.saturating_sub(1).max(1)))
}

fn saturated(pods: u64) -> Replicas {
    Replicas::new(u32::try_from(pods).unwrap_or(u32::MAX))
}

/// The fewest pods that run.
#[must_use]
pub fn fewest(profile: &Profile) -> Replicas {
    *fewest_key(profile).1
}

/// The most pods that are scaled to, without a rollout's surge.
#[must_use]
pub fn most(profile: &Profile) -> Replicas {
    *most_key(profile).1
}

/// The key that says how many pods run at least, and what it says.
#[must_use]
pub fn fewest_key(profile: &Profile) -> (&'static str, Located<Replicas>) {
    if *profile.autoscaling.enabled {
        ("autoscaling.min", profile.autoscaling.min.clone())
    } else {
        ("rollout.replicas", fixed(profile))
    }
}

/// The key that says how many pods run at most, and what it says.
#[must_use]
pub fn most_key(profile: &Profile) -> (&'static str, Located<Replicas>) {
    if *profile.autoscaling.enabled {
        ("autoscaling.max", profile.autoscaling.max.clone())
    } else {
        ("rollout.replicas", fixed(profile))
    }
}

/// The pods of a Deployment that nothing scales.
fn fixed(profile: &Profile) -> Located<Replicas> {
    let stated = profile.rollout.replicas.clone();
    stated.unwrap_or_else(|| Located::by_default(Replicas::new(1)))
}

/// How fast the number of pods follows the load.
#[derive(Debug)]
pub struct Scaling {
    /// Time until a metric shows a change: a scrape, and the window of the rate.
    pub metric_lag: Duration,
    /// Time from a change of load to the first new pod's first request.
    pub reaction: Duration,
    /// The same as a sum, for messages.
    pub arithmetic: String,
    /// The part by which a metric may exceed its target before pods are added: stated, or the controller's.
    pub tolerance: Share,
}

impl Scaling {
    pub(super) fn of(profile: &Profile, startup: &Startup) -> Self {
        let metrics = &profile.metrics;
        let metric_lag = *metrics.scrape_interval + *metrics.rate_window;
        let stabilization = *profile.autoscaling.up.stabilization;
        let start = startup.usual();
        Self {
            metric_lag,
            reaction: metric_lag + SYNC_PERIOD + stabilization + start,
            arithmetic: format!(
                "metric {metric_lag} + sync {SYNC_PERIOD} + stabilisation {stabilization} + start {start}"
            ),
            tolerance: profile.autoscaling.up.tolerance.as_deref().copied().unwrap_or(TOLERANCE),
        }
    }

    /// The time until a new pod serves, with its arithmetic.
    #[must_use]
    pub fn located_reaction(&self) -> Located<Duration> {
        Located::derived(self.reaction, self.arithmetic.clone())
    }

    /// The steepest rise that the step up follows: `pods * capacity / period`.
    #[must_use]
    pub fn ramp(profile: &Profile, per_pod: Rate) -> Growth {
        let step = &profile.autoscaling.up;
        let added = u128::from((per_pod * *step.pods).milli());
        let per_minute = added * 60_000 / u128::from(step.period.millis().max(1));
        Growth::from_milli_per_minute(u64::try_from(per_minute).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Requests;

    fn of(profile: &Profile) -> (Option<Rate>, Basis) {
        let capacity = Capacity::of(profile, Batching::of(profile));
        (capacity.per_pod.as_deref().copied(), capacity.basis)
    }

    #[test]
    fn a_measured_capacity_goes_before_a_solved_one_and_that_before_the_target() {
        let mut profile = Profile::default();
        assert_eq!(of(&profile), (None, Basis::Implied));
        profile.autoscaling.requests_per_pod = Some(Located::by_default(Rate::from_milli(50_000)));
        assert_eq!(of(&profile), (Some(Rate::from_milli(50_000)), Basis::Implied));

        profile.slo.p95 = Some(Located::by_default(Duration::from_secs(2)));
        profile.performance.max_batch = Located::by_default(Requests::new(8));
        profile.measured.batch_constant = Some(Located::by_default(Duration::from_millis(40)));
        profile.measured.batch_per_request = Some(Located::by_default(Duration::from_millis(9)));
        assert_eq!(of(&profile).1, Basis::Implied, "a queue without an end is not solved");
        profile.performance.queue_limit = Some(Located::by_default(Requests::new(128)));
        let (solved, basis) = of(&profile);
        let ceiling = Batching::of(&profile).map(|batching| batching.ceiling());
        assert_eq!(basis, Basis::Modelled);
        // A hundredth of what arrives may be refused, so that a little more than the ceiling may arrive.
        let near = |percent| ceiling.map(|ceiling| ceiling.percent(percent));
        assert!(solved > near(80) && solved < near(102), "{solved:?} of {ceiling:?}");

        profile.measured.capacity = Some(Located::by_default(Rate::from_milli(60_000)));
        assert_eq!(of(&profile), (Some(Rate::from_milli(60_000)), Basis::Measured));
    }
}
