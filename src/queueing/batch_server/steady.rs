//! Rates, shares and means of a batch server, from its embedded chain.

use super::chain::EmbeddedChain;
use crate::queueing::numerics::count::real;
use crate::queueing::quantity::{PerSecond, Seconds, Share};

/// What a batch server does in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SteadyState {
    /// Requests completed per second.
    pub throughput: PerSecond,
    /// Share of arrivals that are rejected.
    pub p_reject: Share,
    /// Share of time in which a batch runs.
    pub busy: Share,
    /// Mean requests in a batch.
    pub mean_batch: f64,
    /// Time-average number waiting.
    pub mean_queue: f64,
    /// Mean time from arrival to completion of an accepted request, by Little's law.
    pub mean_sojourn: Seconds,
}

impl SteadyState {
    /// Renewal-reward over the cycle from one batch end to the next, of mean length
    /// `T = sum pi_n (idle(n) + s(b(n)))`.
    ///
    /// Rejects are counted, `sum pi_n E[(left(n) + A - K)+] / (lambda T)`, never what is missing from the throughput.
    pub(super) fn of(chain: &EmbeddedChain) -> Self {
        let working = chain.mean(|n| chain.time(n));
        let cycle = working + chain.mean(|n| chain.idle_time(n));
        let served = chain.mean_batch();
        let rejected = chain.mean(|n| chain.during(n).rejected(chain.room(n)));
        let in_service = chain.mean(|n| real(chain.batch(n)) * chain.time(n));
        let waiting = chain.mean(|n| waiting_time(chain, n));
        Self {
            throughput: PerSecond::new(served / cycle),
            p_reject: Share::new(rejected * real(chain.stages) / (chain.tick_rate * cycle)),
            busy: Share::new(working / cycle),
            mean_batch: served,
            mean_queue: waiting / cycle,
            mean_sojourn: Seconds::new((waiting + in_service) / served),
        }
    }
}

/// Mean time that all requests together wait during the batch that starts in this state, in request-seconds.
///
/// The sum over `m = 1..K` of the mean time that at least `m` wait: all of the batch for those it left behind, and
/// for the others `E[(A - missing)+] / rate`, the integral over the batch of `P(at least missing have come so far)`.
fn waiting_time(chain: &EmbeddedChain, state: usize) -> f64 {
    let (left, ticks) = (chain.left(state), &chain.during(state).ticks);
    let behind = left / chain.stages;
    let longest = (left + ticks.pmf().len()) / chain.stages;
    let come = (behind + 1..=chain.places.min(longest)).map(|m| ticks.overflow(m * chain.stages - left));
    real(behind) * chain.time(state) + come.sum::<f64>() / chain.tick_rate
}
