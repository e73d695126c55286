//! What is simulated: plain data with units, filled in by the caller.

mod check;
mod failure;
mod scaling;
mod service;
mod slo;
mod start;
mod traffic;

pub use check::ScenarioError;
pub use failure::{Failure, Rollout, SpotLoss, ZoneLoss};
pub use scaling::{Counted, MetricsPipeline, Passes, Phase, Scaling, Signal};
pub use service::{Iterations, Service, Work};
pub use slo::{LatencyObjective, MAX_OBJECTIVES, Slo};
pub use start::{Delay, StartUp};
pub use traffic::{Burst, ClosedLoop, Diurnal, LoadState, Traffic};

use super::time::Nanos;
use crate::queueing::{QueueRoom, Share};

/// A service under traffic: everything that the simulation needs to know, and nothing that it looks up elsewhere.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Time of a batch and work of a request.
    pub service: Service,
    /// Places for those who wait in one pod, not counting those in service; the next one is rejected.
    pub room: QueueRoom,
    /// How long a batch that is not full waits for more; zero starts at once.
    pub batch_delay: Nanos,
    /// How the load balancer chooses a pod.
    pub policy: Policy,
    /// Requests that arrive whether or not earlier ones were answered.
    pub traffic: Traffic,
    /// Clients of a load test, each of which waits for its answer; they come on top of the traffic.
    pub load_test: Option<ClosedLoop>,
    /// After how long a client gives up; none waits for ever.
    pub client_timeout: Option<Nanos>,
    /// Constant time on the network and in the load balancer, added to every latency.
    pub network: Nanos,
    /// Pods in service at the start.
    pub replicas: u32,
    /// Zones over which pods are spread evenly.
    pub zones: u32,
    /// GPUs that a pod holds.
    pub gpus_per_pod: u32,
    /// What a pod goes through before it serves.
    pub start_up: StartUp,
    /// What a pod goes through before it is gone.
    pub drain: Drain,
    /// The autoscaler; none keeps the number of pods.
    pub scaling: Option<Scaling>,
    /// What goes wrong, or is done on purpose, and when.
    pub failures: Vec<Failure>,
    /// What is promised.
    pub slo: Slo,
    /// How the run begins.
    pub warm_up: WarmUp,
    /// Time that is measured.
    pub horizon: Nanos,
    /// Step of the counters, and so of the rolling windows.
    pub slot: Nanos,
    /// Step of the curves and their percentiles: a multiple of the slot.
    pub bin: Nanos,
    /// How often the run is repeated with other random numbers.
    pub replications: Replications,
    /// Where the random numbers start.
    pub seed: u64,
}

/// How a load balancer chooses among the pods in service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// Any, with equal chances.
    Random,
    /// One after the other.
    RoundRobin,
    /// The one with the fewest requests waiting and in service; among equals any.
    LeastOutstanding,
    /// Of two chosen at random, the one with fewer requests; the first if equal.
    /// [M. Mitzenmacher, "The power of two choices in randomized load balancing", 2001]
    PowerOfTwo,
    /// Always the same for a client.
    Sticky {
        /// Number of clients.
        clients: u32,
        /// Share of the requests that the largest client sends; the others share the rest evenly.
        largest_share: Share,
        /// What holds a client to its pod.
        pin: Pin,
    },
}

/// What holds a client to its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// A cookie or a table entry: the pod of the first request, for as long as it is in service.
    Kept,
    /// As [`Self::Kept`], by a client who leaves after an exponential time of this mean; another takes its place.
    Visits(Nanos),
    /// A hash over the pods in service: a change of their number deals the clients anew.
    Hashed,
}

/// What happens to a pod that is scaled down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drain {
    /// Time from the deletion until the load balancer sends it no more requests.
    pub deregistration: Delay,
    /// Time from the deletion until it is killed with all it still has: `terminationGracePeriodSeconds`.
    pub grace: Nanos,
}

/// How a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarmUp {
    /// A stationary load: what happens in this time is discarded, and at least `200 s(B)`.
    Steady(Nanos),
    /// Something happens at time zero or after: nothing from then on is discarded. This long before, the traffic is
    /// that of time zero.
    Transient(Nanos),
}

/// How often a run is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replications {
    /// Runs in any case, and the step in which more are added.
    pub first: u32,
    /// Runs at most, while the p95 is not known to 1 % and the share of rejects not to 10 %.
    pub most: u32,
}

impl Replications {
    /// Exactly so many.
    #[must_use]
    pub const fn exactly(count: u32) -> Self {
        Self { first: count, most: count }
    }
}

impl Default for Replications {
    /// 10, and up to 50 while the intervals are wide.
    fn default() -> Self {
        Self { first: 10, most: 50 }
    }
}

impl Scenario {
    /// A fixed number of pods under traffic for one hour, measured in steps of 10 s and 1 min; no start-up, no
    /// autoscaler, nothing fails.
    #[must_use]
    pub fn fixed(service: Service, room: QueueRoom, replicas: u32, traffic: Traffic) -> Self {
        Self {
            service,
            room,
            batch_delay: Nanos::ZERO,
            policy: Policy::Random,
            traffic,
            load_test: None,
            client_timeout: None,
            network: Nanos::ZERO,
            replicas,
            zones: 1,
            gpus_per_pod: 1,
            start_up: StartUp::default(),
            drain: Drain { deregistration: Delay::Fixed(Nanos::ZERO), grace: Nanos::from_seconds(30) },
            scaling: None,
            failures: Vec::new(),
            slo: Slo::default(),
            warm_up: WarmUp::Steady(Nanos::ZERO),
            horizon: Nanos::from_hours(1),
            slot: Nanos::from_seconds(10),
            bin: Nanos::from_seconds(60),
            replications: Replications::default(),
            seed: 1,
        }
    }

    /// Time that is simulated before it is measured.
    pub(super) fn lead(&self) -> Nanos {
        match self.warm_up {
            WarmUp::Steady(discard) => discard.max(self.service.full_batch() * 200),
            WarmUp::Transient(before) => before,
        }
    }
}
