//! Who else joins a batch before it starts.

use super::chain::{EmbeddedChain, admitted};
use super::residual::NEGLIGIBLE;
use crate::queueing::numerics::axpy::axpy;
use crate::queueing::numerics::count::real;
use crate::queueing::numerics::poisson::{fill, fill_below};

/// How many requests join a batch until it starts, as far as they make a difference; empty where they surely fill it.
#[derive(Debug, Default)]
pub(super) struct Joining {
    /// `P(X = x)`.
    pmf: Vec<f64>,
    /// `P(X >= x)`.
    at_least: Vec<f64>,
}

impl Joining {
    /// The number that `ticks`, whose probabilities are these, complete; the one who counts has just arrived.
    fn set(&mut self, ticks: &[f64], stages: usize) {
        self.pmf.clear();
        self.pmf.extend(ticks.chunks_exact(stages).map(|ticks| ticks.iter().sum::<f64>()));
        self.at_least.clear();
        let mut left: f64 = 1.0;
        for p in &self.pmf {
            self.at_least.push(left.max(0.0));
            left -= p;
        }
    }

    /// Spreads a density over the batches that so many joining make: `cells` from none joining to a full batch.
    pub(super) fn deposit(&self, density: f64, cells: &mut [f64]) {
        let Some((full, short)) = cells.split_last_mut() else {
            return;
        };
        let fills = self.at_least.get(short.len()).copied();
        *full += density * fills.unwrap_or(1.0);
        axpy(short, density, &self.pmf);
    }
}

/// The law of [`Joining`] for a residual time of the running batch and a number of full batches ahead.
///
/// Until the running batch ends, those who join need one of the places that are left behind the request. Then a whole
/// batch has left the queue, and everybody finds room.
pub(super) struct JoiningLaw<'a> {
    chain: &'a EmbeddedChain,
    /// Probabilities of the ticks during so many full batches, below a full batch; empty where one is sure.
    batches: Vec<Vec<f64>>,
    block: usize,
    residual: f64,
    /// Ticks during the residual time; empty until they are needed.
    early: Vec<f64>,
    /// Scratch: the early ones that found a place.
    placed: Vec<f64>,
    ticks: Vec<f64>,
    roomy: Joining,
    cramped: Joining,
}

impl<'a> JoiningLaw<'a> {
    pub(super) fn new(chain: &'a EmbeddedChain) -> Self {
        let batch = chain.max_batch();
        let batches = (0..chain.places.div_ceil(batch)).map(|ahead| {
            let mut ticks = Vec::new();
            let time = real(ahead) * chain.times[batch - 1];
            fill_below(&mut ticks, chain.tick_rate * time, batch * chain.stages);
            ticks
        });
        Self {
            chain,
            batches: batches.collect(),
            block: 0,
            residual: 0.0,
            early: Vec::new(),
            placed: Vec::new(),
            ticks: Vec::new(),
            roomy: Joining::default(),
            cramped: Joining::default(),
        }
    }

    /// Fixes the time that is left of the running batch.
    pub(super) fn set_residual(&mut self, residual: f64) {
        self.residual = residual;
        self.early.clear();
    }

    /// Fixes the number of full batches ahead.
    pub(super) fn set_block(&mut self, block: usize) {
        let Self { chain, ticks, .. } = self;
        let batch = chain.max_batch();
        let until_start = self.residual + real(block) * chain.times[batch - 1];
        fill_below(ticks, chain.tick_rate * until_start, batch * chain.stages);
        self.block = block;
        self.roomy.set(ticks, chain.stages);
    }

    /// Who joins when `ahead` of the own batch are there already.
    pub(super) fn after(&mut self, ahead: usize) -> &Joining {
        let batch = self.chain.max_batch();
        let behind = self.chain.places - 1 - (self.block * batch + ahead);
        let sure = self.roomy.pmf.is_empty();
        if sure || behind >= batch - 1 - ahead {
            return &self.roomy;
        }
        self.set_cramped(behind);
        &self.cramped
    }

    /// At most `behind` of the early ones find a place.
    fn set_cramped(&mut self, behind: usize) {
        let Self { chain, early, placed, ticks, .. } = self;
        let stages = chain.stages;
        if early.is_empty() {
            fill(early, chain.tick_rate * self.residual, NEGLIGIBLE);
        }
        placed.clear();
        placed.resize((behind + 1) * stages, 0.0);
        for (ticks, p) in early.iter().enumerate() {
            placed[admitted(ticks, behind, stages)] += p;
        }
        let later = &self.batches[self.block];
        ticks.clear();
        ticks.resize(later.len(), 0.0);
        for (early, &p) in placed.iter().enumerate().take(later.len()) {
            axpy(&mut ticks[early..], p, later);
        }
        self.cramped.set(ticks, stages);
    }
}

#[cfg(test)]
mod tests {
    use super::{EmbeddedChain, JoiningLaw};

    #[test]
    fn a_full_queue_lets_nobody_join_until_a_batch_ends() {
        // 4 places, batches of 3: who comes last waits behind one full batch, first of the next.
        let chain = EmbeddedChain::new(10.0, 1, vec![0.1, 0.2, 0.3], 4);
        let mut law = JoiningLaw::new(&chain);
        law.set_residual(0.25);
        law.set_block(1);
        let joining = law.after(0);
        // Only those of the full batch ahead count: Poisson(10 * 0.3).
        for (x, exact) in [(0, 1.0), (1, 3.0), (2, 4.5)] {
            assert!((joining.pmf[x] - exact * libm::exp(-3.0)).abs() < 1e-15);
        }
    }

    #[test]
    fn a_single_place_behind_takes_one_early_request() {
        let chain = EmbeddedChain::new(10.0, 1, vec![0.1, 0.2, 0.3], 5);
        let mut law = JoiningLaw::new(&chain);
        law.set_residual(0.2);
        law.set_block(1);
        let none = libm::exp(-2.0);
        let joining = law.after(0);
        assert!((joining.pmf[0] - none * libm::exp(-3.0)).abs() < 1e-15);
        let one = (none * 3.0 + (1.0 - none)) * libm::exp(-3.0);
        assert!((joining.pmf[1] - one).abs() < 1e-15);
    }

    #[test]
    fn stages_have_to_be_completed() {
        let chain = EmbeddedChain::new(10.0, 2, vec![0.1, 0.1], 20);
        let mut law = JoiningLaw::new(&chain);
        law.set_residual(0.05);
        law.set_block(0);
        // Twenty ticks a second for 0.05 s: none joins with none or one of them.
        assert!((law.after(0).pmf[0] - 2.0 * libm::exp(-1.0)).abs() < 1e-15);
    }
}
