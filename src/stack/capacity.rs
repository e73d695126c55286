//! What a pod carries, what is asked of all, and how fast their number follows.

use super::Startup;
use crate::located::Located;
use crate::profile::Profile;
use crate::units::{Duration, Gpus, Rate, Replicas, Share};

/// The part by which a metric may differ from its target before the HPA acts
/// (`--horizontal-pod-autoscaler-tolerance`).
pub const TOLERANCE: Share = Share::percent(10);
/// Time between two decisions of the HPA (`--horizontal-pod-autoscaler-sync-period`).
pub const SYNC_PERIOD: Duration = Duration::from_secs(15);

/// Loads, and what carries them.
#[derive(Debug)]
pub struct Capacity {
    /// Rate that one pod carries within the promises: measured, or implied by the autoscaler's target.
    pub per_pod: Option<Located<Rate>>,
    /// Whether it was measured.
    pub measured: bool,
    /// The busiest load: stated, or the promised throughput.
    pub peak: Option<Located<Rate>>,
    /// The quietest load: stated, or what the fewest pods take at their target.
    pub base: Option<Located<Rate>>,
    /// Most pods at once: the most that are scaled to, and the surge of a rollout.
    pub most_pods: Replicas,
    /// GPUs that they take.
    pub most_gpus: Gpus,
}

impl Capacity {
    pub(super) fn of(profile: &Profile) -> Self {
        let autoscaling = &profile.autoscaling;
        let target = autoscaling.requests_per_pod.as_ref();
        let implied = || {
            target.map(|target| {
                Located::derived(**target, format!("implied by the target of {target} a pod"))
            })
        };
        let per_pod = profile.measured.capacity.clone().or_else(implied);
        let peak = profile
            .traffic
            .peak
            .clone()
            .or_else(|| profile.slo.throughput.clone());
        let base = profile.traffic.base.clone().or_else(|| {
            let target = target?;
            let load = **target * fewest(profile);
            Some(Located::derived(
                load,
                format!("{} x {target}", fewest(profile)),
            ))
        });
        let most_pods = most(profile) + *profile.rollout.max_surge;
        Self {
            per_pod,
            measured: profile.measured.capacity.is_some(),
            peak,
            base,
            most_pods,
            most_gpus: *profile.resources.gpus * most_pods,
        }
    }
}

/// The fewest pods that run.
#[must_use]
pub fn fewest(profile: &Profile) -> Replicas {
    if *profile.autoscaling.enabled {
        *profile.autoscaling.min
    } else {
        fixed(profile)
    }
}

/// The most pods that are scaled to, without a rollout's surge.
#[must_use]
pub fn most(profile: &Profile) -> Replicas {
    if *profile.autoscaling.enabled {
        *profile.autoscaling.max
    } else {
        fixed(profile)
    }
}

fn fixed(profile: &Profile) -> Replicas {
    profile
        .rollout
        .replicas
        .as_deref()
        .copied()
        .unwrap_or(Replicas::new(1))
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
        }
    }
}

/// The most pods that are scaled to, where they are stated.
#[must_use]
pub fn most_stated(profile: &Profile) -> Located<Replicas> {
    if *profile.autoscaling.enabled {
        return profile.autoscaling.max.clone();
    }
    let fixed = profile.rollout.replicas.clone();
    fixed.unwrap_or_else(|| Located::by_default(Replicas::new(1)))
}
