//! What is tried beside the floor. Every value follows from what was measured and promised and none from another knob, so
//! that a profile which was tuned is offered the same ones again.

use super::choice::{Choice, Rules};
use crate::plan::{Model, carried_rate};
use crate::stack::{Stack, capacity, promises};
use crate::units::{Duration, Rate, Replicas, Share};

/// A key, or keys that only make sense together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knob {
    Queue,
    Batch,
    Max,
    Target,
    Gpu,
    Up,
    Down,
}

/// All of them; what moves the floor most is tried first.
pub(super) const KNOBS: [Knob; 7] =
    [Knob::Queue, Knob::Max, Knob::Target, Knob::Gpu, Knob::Up, Knob::Batch, Knob::Down];

impl Knob {
    /// The choices that differ from this one by this knob alone.
    pub(super) fn others(self, stack: &Stack, at: &Choice) -> Vec<Choice> {
        let mut choices = match self {
            Self::Queue => queues(stack, at),
            Self::Batch => batches(stack, at),
            Self::Max => vec![Choice { max: highest(stack, at.max), ..at.clone() }],
            Self::Target => targets(stack, at),
            Self::Gpu => busy(at),
            Self::Up => ups(at).map(|up| Choice { up, ..at.clone() }).into(),
            Self::Down => DOWNS.map(|down| Choice { down, ..at.clone() }).into(),
        };
        choices.retain(|choice| choice != at);
        choices.dedup();
        choices
    }
}

/// For each promise the longest queue of which every request is answered within it: `B (floor(T / s(B)) - 1)`.
fn queues(stack: &Stack, at: &Choice) -> Vec<Choice> {
    let Some(batching) = stack.batching else { return Vec::new() };
    let bounds = promises::objectives(&stack.profile).map(|(_, bound)| batching.largest_queue(**bound));
    let some = bounds.filter(|queue| queue.get() > 0);
    some.map(|queue| Choice { queue: Some(queue), ..at.clone() }).collect()
}

/// The largest batch with which a request that just missed one keeps the tightest promise, `2 s(B) <= T`, where the
/// stated one is larger. A larger one than was measured is never tried.
fn batches(stack: &Stack, at: &Choice) -> Vec<Choice> {
    let tightest = promises::objectives(&stack.profile).map(|(_, bound)| **bound).min();
    let largest = stack.batching.zip(tightest).map(|(batching, bound)| batching.largest_batch(bound));
    let table = stack.profile.measured.batch_times.is_some();
    let smaller = largest.filter(|batch| !table && batch.get() > 0 && *batch < at.batch);
    smaller.map(|batch| Choice { batch, ..at.clone() }).into_iter().collect()
}

/// The most pods: as stated, or what the peak needs when a zone is gone,
/// `ceil(ceil(peak / capacity) * zones / (zones - 1))`.
fn highest(stack: &Stack, now: Replicas) -> Replicas {
    let needed = stack.capacity.peak.as_deref().zip(carried_rate(stack, Model::of(stack).as_ref()));
    let needed = needed.and_then(|(peak, each)| peak.pods(each));
    needed.map_or(now, |pods| now.max(capacity::before_zone_loss(pods, *stack.profile.cluster.zones)))
}

/// Parts of what full batches make, in whole requests. Where the times of batches follow from the target, it is no knob.
fn targets(stack: &Stack, at: &Choice) -> Vec<Choice> {
    let Some(batching) = stack.batching.filter(|_| at.target.is_some()) else { return Vec::new() };
    let part = |percent| Rate::from_milli(batching.ceiling().percent(percent).milli() / 1000 * 1000);
    let some = [60, 70, 80, 90].map(part).into_iter().filter(|rate| rate.milli() > 0);
    some.map(|target| Choice { target: Some(target), ..at.clone() }).collect()
}

/// A GPU that takes batches as they come is busy long before it is full: near its end the target says more.
fn busy(at: &Choice) -> Vec<Choice> {
    let parts = [80, 90].map(Share::percent).into_iter().filter(|_| at.gpu.is_some());
    parts.map(|gpu| Choice { gpu: Some(gpu), ..at.clone() }).collect()
}

/// Four pods a minute after half a minute, and all that are missing as soon as they are missed.
fn ups(at: &Choice) -> [Rules; 2] {
    let (minute, half) = (Duration::from_secs(60), Duration::from_secs(30));
    [
        Rules { pods: Replicas::new(4), period: minute, stabilization: half },
        Rules { pods: at.max, period: Duration::from_secs(15), stabilization: Duration::ZERO },
    ]
}

/// One pod a minute after five, and four.
const DOWNS: [Rules; 2] = [
    Rules { pods: Replicas::new(1), period: Duration::from_secs(60), stabilization: Duration::from_secs(300) },
    Rules { pods: Replicas::new(4), period: Duration::from_secs(60), stabilization: Duration::from_secs(300) },
];
