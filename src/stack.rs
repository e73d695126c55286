//! The resolved stack: what the profile states, and what follows from it by arithmetic.
//!
//! A stated number lives in [`Profile`], a derived one here, each once. `resolve` is pure and total: what it cannot
//! derive is `None`, and a check says why.

use crate::balancer::{self, Facts};
use crate::diagnostic::Diagnostic;
use crate::located::Located;
use crate::profile::{Profile, TargetType};
use crate::runtime::Unmeasured;
use crate::units::{Duration, Port};

mod batching;
pub mod budget;
pub mod capacity;
pub mod names;
pub mod promises;
pub mod queue;
mod shutdown;
pub mod signals;
mod startup;
pub mod volumes;

pub use batching::Batching;
pub use capacity::{Capacity, Scaling, fewest, most};
pub use names::{HTTP, METRICS, Names};
pub use shutdown::Shutdown;
pub use startup::Startup;

/// Everything that manifests and checks look at.
#[derive(Debug)]
pub struct Stack {
    /// What was stated, with its defaults.
    pub profile: Profile,
    /// What everything is called, and by which labels it is found.
    pub names: Names,
    /// What the chosen balancer can do.
    pub balancer: Facts,
    /// What the profile asks for and its runtime does not export.
    pub unmeasured: Vec<Unmeasured>,
    /// How a pod starts, and how long that takes.
    pub startup: Startup,
    /// How a pod ends, and how long that takes.
    pub shutdown: Shutdown,
    /// How long batches take, where that was measured.
    pub batching: Option<Batching>,
    /// What a pod carries, and what is asked of all.
    pub capacity: Capacity,
    /// How fast the number of pods follows the load.
    pub scaling: Scaling,
}

/// Fills in what follows from the profile; an `Err` lists every key without which nothing can be made.
pub fn resolve(mut profile: Profile) -> Result<Stack, Vec<Diagnostic>> {
    let unmeasured = crate::runtime::fill_in(&mut profile);
    let names = Names::of(&profile)?;
    let balancer = balancer::facts(*profile.load_balancer.kind, *profile.load_balancer.targets);
    let startup = Startup::of(&profile, &balancer);
    let shutdown = Shutdown::of(&profile, &balancer);
    let batching = Batching::of(&profile);
    let capacity = Capacity::of(&profile, batching);
    let scaling = Scaling::of(&profile, &startup);
    Ok(Stack { profile, names, balancer, unmeasured, startup, shutdown, batching, capacity, scaling })
}

impl Stack {
    /// The ports of a pod by name: one where requests and metrics share it, as with most runtimes.
    #[must_use]
    pub fn ports(&self) -> Vec<(&'static str, Port)> {
        let (requests, metrics) = (*self.profile.app.port, *self.profile.app.metrics_port);
        let both = [(HTTP, requests), (METRICS, metrics)];
        both[..if metrics == requests { 1 } else { 2 }].to_vec()
    }

    /// The name of the port that serves metrics.
    #[must_use]
    pub fn metrics_port(&self) -> &'static str {
        if self.profile.app.metrics_port == self.profile.app.port { HTTP } else { METRICS }
    }

    /// Whether pods become ready only once the balancer sends to them.
    #[must_use]
    pub fn has_readiness_gate(&self) -> bool {
        has_readiness_gate(&self.profile)
    }

    /// The slowest start that is still good, up to the pod's readiness: node, image, the whole start-up budget, the
    /// readiness probe, and with a readiness gate the balancer too.
    #[must_use]
    pub fn slowest_until_ready(&self) -> Located<Duration> {
        let startup = &self.startup;
        let (node, image, budget) = (&startup.node, &startup.image, &startup.budget);
        let readiness = startup.readiness;
        let mut time = **node + **image + **budget + readiness;
        let mut sum = format!("node {node} + image {image} + start-up probe {budget} + readiness {readiness}");
        if self.has_readiness_gate() {
            time = time + startup.registration;
            sum = format!("{sum} + balancer {}", startup.registration);
        }
        Located::derived(time, sum)
    }
}

/// Whether the namespace asks for the gate: infgen labels one that it creates; of another's, the profile says so.
fn has_readiness_gate(profile: &Profile) -> bool {
    let balancer = &profile.load_balancer;
    let stated = balancer.readiness_gate.as_deref().copied();
    *balancer.targets == TargetType::Ip && stated.unwrap_or(*profile.service.create_namespace)
}
