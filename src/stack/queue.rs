//! The pod as a queue: its batches, its waiting room and what is promised of it, as the exact formulas take them.

use super::{Batching, promises};
use crate::profile::Profile;
use crate::queueing::{self, BatchServer, LatencyTarget, Objective, QueueRoom, Seconds, ServiceTable};
use crate::units::{Duration, Rate, Share};

/// How a capacity came about that the model solved, for messages.
pub const MODELLED: &str = "batches under Poisson arrivals, not measured under load";

/// The pod's batches and its waiting room; none where the times of batches do not fit the largest batch.
#[must_use]
pub fn server(profile: &Profile, batching: Batching) -> Option<BatchServer> {
    let service = table(profile, batching)?;
    let room = room(profile, &service);
    Some(BatchServer { service, room })
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
    let (fixed, per_request) = (seconds(batching.constant()), seconds(batching.per_request()));
    ServiceTable::linear(fixed, per_request, batching.size().get()).ok()
}

/// Places of the queue; of one without an end as many as are answered within the loosest promise: who would wait for
/// longer breaks it, and counts as rejected.
fn room(profile: &Profile, service: &ServiceTable) -> QueueRoom {
    let loosest = promises::objectives(profile).map(|(_, bound)| **bound).max().unwrap_or(Duration::from_secs(3));
    let answered = Rate::from_f64(loosest.as_secs_f64() * service.ceiling().value()).milli().div_ceil(1000);
    let limit = profile.performance.queue_limit.as_ref();
    QueueRoom::Places(limit.map_or(u32::try_from(answered).unwrap_or(u32::MAX), |limit| limit.get().get()))
}
