//! A server that takes whatever waits, up to a batch, as soon as it is free: dynamic batching without delay.
//!
//! Poisson arrivals; a free server starts at once with `min(waiting, B)` requests; a batch of `b` takes exactly
//! `s(b)`; `K` more may wait, and who finds the server busy and `K` waiting is rejected. What a finished batch leaves
//! behind is a Markov chain, and everything else follows from its stationary distribution (N. T. J. Bailey, "On
//! queueing processes with bulk service", JRSS B 16, 1954; M. L. Chaudhry and J. G. C. Templeton, "A First Course in
//! Bulk Queues", 1983).

mod arrivals;
mod band;
mod capacity;
mod chain;
mod joining;
mod residual;
mod service;
mod sojourn;
mod steady;

pub use arrivals::Arrivals;
pub use capacity::{Binding, Capacity, LatencyTarget, Objective};
pub use service::{OperatingPoint, ServiceTable};
pub use sojourn::SojournDistribution;
pub use steady::SteadyState;

use super::error::{ModelError, stable, within};
use super::numerics::count::{index, whole_u32};
use super::numerics::exponent::decay_exponent;
use super::quantity::{PerSecond, Seconds, Share};
use chain::EmbeddedChain;

/// Longest queue that is followed where the room is unbounded.
const LONGEST_QUEUE: u32 = 32_768;

/// A queue counts as never so long that its tail has fallen to `e^-40`, 4e-18.
const TAIL_EXPONENT: f64 = 40.0;

/// Cells of the largest chain that is solved: 256 MiB. A pod of the shipped profiles has some thousands.
const MOST_CELLS: f64 = 33_554_432.0;

/// How many requests may wait, not counting those in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueRoom {
    /// This many; the next one is rejected.
    Places(u32),
    /// Any number.
    Unbounded,
}

/// A replica with dynamic batching.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchServer {
    /// Time of a batch of each size.
    pub service: ServiceTable,
    /// Room for those who wait.
    pub room: QueueRoom,
}

impl BatchServer {
    /// Throughput, rejects, utilisation, mean batch and mean sojourn under these arrivals, such as a Poisson rate.
    ///
    /// # Errors
    /// A rate that is not positive; with unbounded room, a rate at or next to the ceiling.
    pub fn steady_state(&self, arrivals: impl Into<Arrivals>) -> Result<SteadyState, ModelError> {
        Ok(self.steady(&self.chain(arrivals.into())?))
    }

    /// The distribution of the time from arrival to completion of an accepted request.
    ///
    /// # Errors
    /// A rate that is not positive; with unbounded room, a rate at or next to the ceiling.
    pub fn sojourn(&self, arrivals: impl Into<Arrivals>) -> Result<SojournDistribution, ModelError> {
        Ok(SojournDistribution::of(&self.chain(arrivals.into())?))
    }

    /// Both of them, for the price of one chain.
    ///
    /// # Errors
    /// A rate that is not positive; with unbounded room, a rate at or next to the ceiling.
    pub fn solve(&self, arrivals: impl Into<Arrivals>) -> Result<(SteadyState, SojournDistribution), ModelError> {
        let chain = self.chain(arrivals.into())?;
        Ok((self.steady(&chain), SojournDistribution::of(&chain)))
    }

    /// The time that no accepted request exceeds, whatever arrives: `(1 + ceil(K / B)) s(B)`, with the slowest batch
    /// for `s(B)` if the times do not rise. None if the room is unbounded.
    ///
    /// The batch in service, the full batches ahead and the own batch each take at most that long.
    #[must_use]
    pub fn longest_sojourn(&self) -> Option<Seconds> {
        let QueueRoom::Places(places) = self.room else {
            return None;
        };
        let batches = 1.0 + f64::from(places.div_ceil(self.service.max_batch()));
        Some(Seconds::new(batches * self.service.slowest().value()))
    }

    /// The steady state of a chain of this server; an unbounded queue rejects nobody, only its chain ends somewhere.
    fn steady(&self, chain: &EmbeddedChain) -> SteadyState {
        let steady = SteadyState::of(chain);
        match self.room {
            QueueRoom::Places(_) => steady,
            QueueRoom::Unbounded => SteadyState { p_reject: Share::new(0.0), ..steady },
        }
    }

    fn chain(&self, arrivals: Arrivals) -> Result<EmbeddedChain, ModelError> {
        let rate = arrivals.checked_rate()?;
        let places = self.places(rate)?;
        self.check_size(rate, arrivals.stages, places)?;
        Ok(self.chain_with(rate, arrivals.stages, places))
    }

    /// Refuses a chain that no memory holds: of a queue for millions, or of a load that is millions of times too high.
    /// It has a row for each tick of the queue, and a column for each that a batch takes or that comes meanwhile; of
    /// a Poisson number nothing counts that is 40 deviations above its mean.
    fn check_size(&self, rate: f64, stages: u32, places: u32) -> Result<(), ModelError> {
        let come = rate * f64::from(stages) * self.service.slowest().value();
        let rows = (f64::from(places) + 1.0) * f64::from(stages);
        let columns = f64::from(self.service.max_batch()) * f64::from(stages) + come + 40.0 * libm::sqrt(come) + 100.0;
        let cells = rows * columns;
        within("cells of the queue's chain", cells, "[1, 2^25]", cells <= MOST_CELLS).map(drop)
    }

    fn chain_with(&self, rate: f64, stages: u32, places: u32) -> EmbeddedChain {
        EmbeddedChain::new(rate, index(stages), self.service.up_to(places), index(places))
    }

    /// The places of the queue, or as many as it could ever fill.
    ///
    /// The tail of an unbounded queue falls as `e^(-y n)` with `m (e^y - 1) = B y`, `m` the arrivals during a full
    /// batch; that of more even arrivals falls faster.
    fn places(&self, rate: f64) -> Result<u32, ModelError> {
        if let QueueRoom::Places(places) = self.room {
            return Ok(places);
        }
        let ceiling = self.service.ceiling();
        stable(rate, ceiling.value())?;
        let load = rate / ceiling.value();
        stable(load, 1.0)?;
        let batch = f64::from(self.service.max_batch());
        let needed = 2.0 * batch + TAIL_EXPONENT / decay_exponent(load);
        if needed > f64::from(LONGEST_QUEUE) + 2.0 * batch {
            return Err(ModelError::NearCeiling { offered: PerSecond::new(rate), ceiling });
        }
        Ok(whole_u32(libm::ceil(needed)))
    }
}

#[cfg(test)]
mod tests;
