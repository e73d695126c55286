//! How a pod starts, and how long that takes.

use crate::balancer::Facts;
use crate::located::Located;
use crate::profile::Profile;
use crate::units::Duration;

/// The steps from "one more pod" to its first request.
#[derive(Debug)]
pub struct Startup {
    /// Time until a node is there; assumed `0s` where it was not measured.
    pub node: Located<Duration>,
    /// Time to pull the image; assumed `60s` where it was not measured.
    pub image: Located<Duration>,
    /// Time to load the model; assumed to use up the start-up probe's budget where it was not measured.
    pub load: Located<Duration>,
    /// Most time that the start-up probe gives: `delay + failures * interval`.
    pub budget: Located<Duration>,
    /// Time until the readiness probe has seen the pod.
    pub readiness: Duration,
    /// Time until the balancer sends to it: registration and good health checks.
    pub registration: Duration,
    /// Whether a pod is ready only after that: a readiness gate waits for it.
    pub gated: bool,
    /// Progress deadline: stated, or derived as 1.2 times the slowest good start.
    pub progress_deadline: Located<Duration>,
}

impl Startup {
    pub(super) fn of(profile: &Profile, balancer: &Facts) -> Self {
        let measured = &profile.measured;
        let probe = &profile.probes.startup;
        let budget =
            Located::derived(probe.budget(), format!("{} + {} x {}", probe.delay, probe.failures, probe.interval));
        let stated = |value: &Option<Located<Duration>>, assumed: Duration, why: &str| {
            value.clone().unwrap_or_else(|| Located::derived(assumed, why))
        };
        let node = stated(&profile.cluster.node_provisioning, Duration::ZERO, "assumed: a node waits");
        let image = stated(&measured.image_pull, Duration::from_secs(60), "assumed: not measured");
        let load = stated(&measured.model_load, *budget, "assumed: the whole start-up budget");
        let check = &profile.load_balancer.health_check;
        let registration = if balancer.switched_by_kube_proxy {
            Duration::ZERO
        } else {
            balancer.registration + *check.interval * u64::from(*check.healthy)
        };
        let readiness = *profile.probes.readiness.delay + *profile.probes.readiness.interval;
        let mut startup = Self {
            node,
            image,
            load,
            budget,
            readiness,
            registration,
            gated: super::has_readiness_gate(profile),
            progress_deadline: Located::by_default(Duration::ZERO),
        };
        startup.progress_deadline = profile.rollout.progress_deadline.clone().unwrap_or_else(|| {
            let slowest = startup.slowest(profile);
            Located::derived(slowest.scaled(6, 5), format!("1.2 x {slowest}, the slowest good start"))
        });
        startup
    }

    /// The slowest start that is still good: node, image, the whole start-up budget, and all that follows until the
    /// Deployment counts the pod.
    #[must_use]
    pub fn slowest(&self, profile: &Profile) -> Duration {
        *self.node + *self.image + *self.budget + self.counted(profile)
    }

    /// The usual time until the Deployment counts a new pod, and its rollout goes on.
    #[must_use]
    pub fn step(&self, profile: &Profile) -> Duration {
        *self.node + *self.image + *self.load + self.counted(profile)
    }

    /// Time from "the model answers" to "the Deployment counts the pod": readiness, the balancer where a readiness gate
    /// waits for it, and the time that a pod must be ready.
    fn counted(&self, profile: &Profile) -> Duration {
        let gate = if self.gated { self.registration } else { Duration::ZERO };
        self.readiness + gate + *profile.rollout.min_ready
    }

    /// What follows the load of the model until the Deployment counts the pod, as a sum, for messages.
    #[must_use]
    pub fn counted_arithmetic(&self, profile: &Profile) -> String {
        let gate = if self.gated { format!(" + balancer {}", self.registration) } else { String::new() };
        let min_ready = &profile.rollout.min_ready;
        format!("readiness {}{gate} + min_ready {min_ready}", self.readiness)
    }

    /// The usual start, up to the first request.
    #[must_use]
    pub fn usual(&self) -> Duration {
        *self.node + *self.image + *self.load + self.readiness + self.registration
    }

    /// The usual start as a sum, for messages.
    #[must_use]
    pub fn arithmetic(&self) -> String {
        format!(
            "node {} + image {} + model {} + readiness {} + balancer {}",
            self.node, self.image, self.load, self.readiness, self.registration
        )
    }
}
