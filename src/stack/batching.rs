//! How long batches take, and what follows for the requests that wait for them.
//!
//! A free GPU takes what waits, up to a batch, and works on one batch at a time; a batch of `b` takes
//! `s(b) = alpha + beta * b` (NVIDIA Triton, dynamic batcher; llm-d, Workload Variant Autoscaler, modeling-optimization.md).

use super::Stack;
use crate::located::Located;
use crate::profile::Profile;
use crate::units::{Duration, Rate, Requests, Share};

/// The measured times of batches, and their largest size.
#[derive(Debug, Clone, Copy)]
pub struct Batching {
    constant: Duration,
    per_request: Duration,
    size: Requests,
    delay: Duration,
}

impl Batching {
    /// None where requests share an engine token by token: there are no batches then.
    pub(super) fn of(profile: &Profile) -> Option<Self> {
        let measured = &profile.measured;
        if measured.tokens.is_some() {
            return None;
        }
        let (size, delay) = (*profile.performance.max_batch, *profile.performance.batch_delay);
        if let Some(times) = &measured.batch_times {
            let (constant, per_request) = line(times)?;
            return Some(Self { constant, per_request, size, delay });
        }
        let (constant, per_request) = (**measured.batch_constant.as_ref()?, **measured.batch_per_request.as_ref()?);
        Some(Self { constant, per_request, size, delay })
    }

    /// What the targets imply where nobody measured: at the rate that the autoscaler aims at, full batches keep the GPU
    /// as busy as its target says (70 % without one), and 5 of 14 parts of a full batch do not grow with it, which are
    /// 40 ms and 9 ms a request at 50 requests a second and 70 %. A simulation needs some number; the words that come
    /// with this one say that it is not measured.
    fn implied(profile: &Profile) -> Option<(Self, String)> {
        if profile.measured.tokens.is_some() {
            return None;
        }
        let autoscaling = &profile.autoscaling;
        let target = autoscaling.requests_per_pod.as_ref().filter(|_| *autoscaling.enabled)?;
        let busy = autoscaling.gpu.as_deref().copied().unwrap_or(Share::percent(70));
        let (size, delay) = (*profile.performance.max_batch, *profile.performance.batch_delay);
        let requests = u64::from(size.get()).max(1);
        let full = requests.saturating_mul(busy.ppm()) / target.milli().max(1);
        let per_request = Duration::from_millis(full.saturating_mul(9).div_ceil(14 * requests).max(1));
        let constant = Duration::from_millis(full) - per_request * requests;
        let words = format!(
            "batches of {constant} + {per_request} a request (not measured; at {target} full batches keep a GPU {busy} busy)"
        );
        Some((Self { constant, per_request, size, delay }, words))
    }

    /// The part of a batch's time that does not grow.
    #[must_use]
    pub const fn constant(&self) -> Duration {
        self.constant
    }

    /// The time that each request adds.
    #[must_use]
    pub const fn per_request(&self) -> Duration {
        self.per_request
    }

    /// The largest batch.
    #[must_use]
    pub const fn size(&self) -> Requests {
        self.size
    }

    /// Time of a batch, `alpha + beta * size`.
    #[must_use]
    pub fn time(&self, size: Requests) -> Duration {
        self.constant + self.per_request * u64::from(size.get())
    }

    /// Time of a full batch, `s(B)`.
    #[must_use]
    pub fn full(&self) -> Duration {
        self.time(self.size)
    }

    /// Rate that full batches make, `B / s(B)`, rounded down: what a pod answers at most, whatever arrives.
    #[must_use]
    pub fn ceiling(&self) -> Rate {
        let milli = u64::from(self.size.get()) * 1_000_000 / self.full().millis().max(1);
        Rate::from_milli(milli)
    }

    /// The longest time of a request that is the last of `queue` that wait: one batch is running, the queue goes ahead
    /// in full batches, the last of which is its own, `delay + (1 + ceil(K / B)) * s(B)`.
    #[must_use]
    pub fn longest_stay(&self, queue: Requests) -> Duration {
        let batches = queue.get().div_ceil(self.size.get().max(1));
        self.delay + self.full() * (1 + u64::from(batches))
    }

    /// The same with its arithmetic.
    #[must_use]
    pub fn located_stay(&self, queue: Requests) -> Located<Duration> {
        let (size, full, delay) = (self.size.get(), self.full(), self.delay);
        let arithmetic = format!("delay {delay} + (1 + {} / {size}) x {full}", queue.get());
        Located::derived(self.longest_stay(queue), arithmetic)
    }

    /// The longest queue of which each request is answered within `deadline`:
    /// `B * (floor((deadline - delay) / s(B)) - 1)`.
    #[must_use]
    pub fn largest_queue(&self, deadline: Duration) -> Requests {
        let batches = (deadline - self.delay).millis() / self.full().millis().max(1);
        let queue = batches.saturating_sub(1).saturating_mul(u64::from(self.size.get()));
        Requests::new(u32::try_from(queue).unwrap_or(u32::MAX))
    }

    /// The largest batch with which a request that has just missed one is answered within `deadline`:
    /// `delay + 2 * s(B) <= deadline`.
    #[must_use]
    pub fn largest_batch(&self, deadline: Duration) -> Requests {
        let batch = Duration::from_millis((deadline - self.delay).millis() / 2);
        let size = (batch - self.constant).millis() / self.per_request.millis().max(1);
        Requests::new(u32::try_from(size).unwrap_or(u32::MAX))
    }
}

/// The line through the first and the last of measured times: a full batch, on which all bounds rest, is off by less
/// than a millisecond for each of its requests.
fn line(times: &[Duration]) -> Option<(Duration, Duration)> {
    let (first, last) = (*times.first()?, *times.last()?);
    let steps = u64::try_from(times.len() - 1).unwrap_or(u64::MAX);
    let per_request = Duration::from_millis((last - first).millis().div_ceil(steps.max(1)));
    Some((first - per_request, per_request))
}

impl Stack {
    /// What a pod answers at most, whatever arrives: the rate of full batches, else the capacity that was measured; `None`
    /// where neither was.
    #[must_use]
    pub fn most_answered(&self) -> Option<Located<Rate>> {
        let batches = self.batching.map(|batching| {
            let size = &self.profile.performance.max_batch;
            Located::derived(batching.ceiling(), format!("{size} each {}", batching.full()))
        });
        batches.or_else(|| self.profile.measured.capacity.clone())
    }

    /// The times of batches: measured, or those that the targets imply and the words that say so.
    #[must_use]
    pub fn batching_or_implied(&self) -> Option<(Batching, Option<String>)> {
        match self.batching {
            Some(measured) => Some((measured, None)),
            None => Batching::implied(&self.profile).map(|(batching, words)| (batching, Some(words))),
        }
    }

    /// The longest time of a request that a pod lets into its queue; `None` where the queue has no known end, or batches
    /// were not measured.
    #[must_use]
    pub fn longest_stay(&self) -> Option<Located<Duration>> {
        let queue = self.profile.performance.queue_limit.as_ref()?;
        Some(self.batching?.located_stay(**queue))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of a published queue: alpha 40 ms, beta 9 ms, batches of 8.
    fn batching() -> Batching {
        Batching {
            constant: Duration::from_millis(40),
            per_request: Duration::from_millis(9),
            size: Requests::new(8),
            delay: Duration::ZERO,
        }
    }

    #[test]
    fn full_batches_make_the_ceiling() {
        assert_eq!(batching().full(), Duration::from_millis(112));
        assert_eq!(batching().ceiling(), Rate::from_milli(71_428));
    }

    #[test]
    fn the_longest_queue_is_the_inverse_of_the_longest_stay() {
        let stay = |queue| batching().longest_stay(Requests::new(queue));
        assert_eq!(stay(10), Duration::from_millis(336));
        assert_eq!(stay(128), Duration::from_millis(1904));
        let two_seconds = Duration::from_secs(2);
        assert_eq!(batching().largest_queue(two_seconds), Requests::new(128));
        assert!(stay(128) <= two_seconds && stay(129) > two_seconds);
    }

    #[test]
    fn the_largest_batch_leaves_time_for_the_one_before() {
        let size = batching().largest_batch(Duration::from_millis(224));
        assert_eq!(size, Requests::new(8));
    }
}
