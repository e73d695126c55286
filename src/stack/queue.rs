//! The pod as a queue: its batches, its waiting room and what is promised of it, as the exact formulas take them.

use super::{Batching, promises};
use crate::profile::Profile;
use crate::queueing::{self, BatchServer, LatencyTarget, Objective, QueueRoom, Seconds, ServiceTable};
use crate::units::{Duration, Rate, Requests, Share};

/// How a capacity came about that the model solved, for messages.
pub const MODELLED: &str = "batches under Poisson arrivals, not measured under load";

/// The pod's batches and its waiting room; none without measured batches.
#[must_use]
pub fn server(profile: &Profile, batching: Option<Batching>) -> Option<BatchServer> {
    Some(BatchServer { service: table(profile, batching?)?, room: room(profile) })
}

/// What is promised of it.
#[must_use]
pub fn objective(profile: &Profile) -> Objective {
    let part = |share: Share| queueing::Share::new(share.as_f64());
    let latency = promises::objectives(profile)
        .map(|(percentile, bound)| LatencyTarget { level: part(percentile.share()), within: seconds(**bound) });
    Objective { p_reject: part(*profile.slo.error_rate), latency: latency.collect() }
}

/// The largest Poisson load with which it keeps the promises; `None` where a batch of one already breaks one.
#[must_use]
pub fn capacity(server: &BatchServer, objective: &Objective) -> Option<Rate> {
    let capacity = server.capacity_at_slo(objective).ok().flatten()?;
    Some(Rate::from_f64(capacity.rate.value()))
}

fn seconds(time: Duration) -> Seconds {
    Seconds::new(time.as_secs_f64())
}

fn table(profile: &Profile, batching: Batching) -> Option<ServiceTable> {
    if let Some(times) = &profile.measured.batch_times {
        let times: Vec<Seconds> = times.iter().map(|time| seconds(*time)).collect();
        return ServiceTable::measured(&times).ok();
    }
    let fixed = batching.time(Requests::new(0));
    let per_request = batching.time(Requests::new(1)) - fixed;
    ServiceTable::linear(seconds(fixed), seconds(per_request), batching.size().get()).ok()
}

fn room(profile: &Profile) -> QueueRoom {
    let limit = profile.performance.queue_limit.as_ref();
    limit.map_or(QueueRoom::Unbounded, |limit| QueueRoom::Places(limit.get().get()))
}
