//! The Markov chain of how many wait when a batch ends.

use super::band::Band;
use crate::queueing::numerics::count::real;
use crate::queueing::numerics::poisson::{Poisson, VANISHING};

/// The chain of the queue at batch ends, and its stationary distribution.
///
/// Arrivals are every `stages`-th tick of a Poisson stream: Poisson for one stage, Erlang for more. The state counts
/// ticks: `stages` for each request that waits, and those since the last arrival. A batch takes its requests' ticks
/// away, those during it come on top, and a request that finds no place takes its ticks with it.
#[derive(Debug, Clone)]
pub(super) struct EmbeddedChain {
    /// Ticks per second.
    pub(super) tick_rate: f64,
    /// Ticks of an arrival.
    pub(super) stages: usize,
    /// `s(1), ..., s(B)`, with `B` at most `max(K, 1)`.
    pub(super) times: Vec<f64>,
    /// Places of the queue, `K`.
    pub(super) places: usize,
    /// What happens during a batch of each size.
    during: Vec<During>,
    /// Probability of each state when a batch ends, from an empty queue to a full one.
    pub(super) stationary: Vec<f64>,
}

/// The ticks during a batch of one size.
#[derive(Debug, Clone)]
pub(super) struct During {
    /// Their number.
    pub(super) ticks: Poisson,
    /// By `n`: the probability of `n` ticks, or whole arrivals more.
    every: Vec<f64>,
    /// By `n`: the mean of whole arrivals beyond `n` ticks.
    beyond: Vec<f64>,
}

impl During {
    fn new(mean: f64, stages: usize) -> Self {
        let ticks = Poisson::new(mean, VANISHING);
        Self { every: ticks.every(stages), beyond: ticks.overflow_by(stages), ticks }
    }

    /// Mean arrivals that find no place, where there is room for so many ticks.
    pub(super) fn rejected(&self, room: usize) -> f64 {
        self.beyond.get(room).copied().unwrap_or(0.0)
    }
}

impl EmbeddedChain {
    /// Builds the chain and solves it.
    pub(super) fn new(arrival_rate: f64, stages: usize, times: Vec<f64>, places: usize) -> Self {
        let tick_rate = arrival_rate * real(stages);
        let during = times.iter().map(|time| During::new(tick_rate * time, stages)).collect();
        let mut chain = Self { tick_rate, stages, times, places, during, stationary: Vec::new() };
        chain.stationary = chain.transitions().stationary();
        chain
    }

    /// The largest batch.
    pub(super) fn max_batch(&self) -> usize {
        self.times.len()
    }

    /// Size of the batch that starts in this state; the next arrival alone, if nobody waits.
    pub(super) fn batch(&self, state: usize) -> usize {
        (state / self.stages).clamp(1, self.max_batch())
    }

    /// Ticks that this batch leaves behind; none, if it had to wait for its arrival.
    pub(super) fn left(&self, state: usize) -> usize {
        if state < self.stages { 0 } else { state - self.batch(state) * self.stages }
    }

    /// Mean time until that batch starts.
    pub(super) fn idle_time(&self, state: usize) -> f64 {
        real(self.stages.saturating_sub(state)) / self.tick_rate
    }

    /// Time of that batch.
    pub(super) fn time(&self, state: usize) -> f64 {
        self.times[self.batch(state) - 1]
    }

    /// Ticks during that batch.
    pub(super) fn during(&self, state: usize) -> &During {
        &self.during[self.batch(state) - 1]
    }

    /// Ticks that the queue has room for when that batch has begun.
    pub(super) fn room(&self, state: usize) -> usize {
        self.places * self.stages - self.left(state)
    }

    /// Probability that nobody waits when a batch ends.
    pub(super) fn idle(&self) -> f64 {
        self.stationary[..self.stages].iter().sum()
    }

    /// The sum over states of their probability times `of` the state.
    pub(super) fn mean(&self, of: impl Fn(usize) -> f64) -> f64 {
        self.stationary.iter().enumerate().map(|(state, p)| p * of(state)).sum()
    }

    /// Mean requests that a batch completes.
    pub(super) fn mean_batch(&self) -> f64 {
        self.mean(|state| real(self.batch(state)))
    }

    /// The matrix of transition probabilities: no batch takes more ticks than `max_batch` arrivals have.
    fn transitions(&self) -> Band {
        let (stages, full) = (self.stages, self.places * self.stages);
        let longest = self.during.iter().map(|during| during.every.len()).max().unwrap_or(1);
        let mut band = Band::new(full + stages, self.max_batch() * stages, longest + stages);
        for state in 0..full + stages {
            let (left, room) = (self.left(state), self.room(state));
            let During { ticks, every, .. } = self.during(state);
            let finding_room = ticks.pmf().iter().take(room).enumerate();
            finding_room.for_each(|(ticks, p)| band.add(state, left + ticks, *p));
            let full = every.iter().skip(room).take(stages).enumerate();
            full.for_each(|(begun, p)| band.add(state, left + room + begun, *p));
        }
        band
    }
}

/// The ticks in a queue that so many reached: without those of the arrivals that found no place.
pub(super) fn admitted(ticks: usize, places: usize, stages: usize) -> usize {
    let full = places * stages;
    if ticks < full { ticks } else { full + (ticks - full) % stages }
}

#[cfg(test)]
mod tests {
    use super::EmbeddedChain;

    fn linear(batch: u32) -> Vec<f64> {
        (1..=batch).map(|b| 0.040 + 0.009 * f64::from(b)).collect()
    }

    #[test]
    fn the_distribution_is_a_fixed_point_of_the_chain() {
        for (rate, places, batch) in [(50.0, 10, 8), (30.0, 176, 8), (71.0, 40, 3), (0.01, 5, 5)] {
            let chain = EmbeddedChain::new(rate, 1, linear(batch), places);
            let mut next = vec![0.0; places + 1];
            for (n, p) in chain.stationary.iter().enumerate() {
                let room = places - chain.left(n);
                for arrived in 0..room {
                    let step = chain.during(n).ticks.pmf().get(arrived).copied().unwrap_or(0.0);
                    next[chain.left(n) + arrived] += p * step;
                }
                next[places] += p * chain.during(n).ticks.tail(room);
            }
            for (after, before) in next.iter().zip(&chain.stationary) {
                assert!((after - before).abs() <= 1e-12 * before, "{rate}: {after} {before}");
            }
        }
    }

    #[test]
    fn an_overload_without_a_way_down_stays_at_the_top() {
        let chain = EmbeddedChain::new(1e6, 1, linear(8), 10);
        assert!((chain.stationary[10] - 1.0).abs() < 1e-15);
    }

    #[test]
    fn no_room_means_no_waiting() {
        let chain = EmbeddedChain::new(10.0, 1, linear(1), 0);
        assert_eq!(chain.stationary.len(), 1);
        assert!((chain.mean_batch() - 1.0).abs() < 1e-15);
    }
}
