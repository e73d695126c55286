//! What an accepted request finds: the rest of the running batch, those ahead of it, and the batch it will join.

use super::chain::EmbeddedChain;
use super::joining::JoiningLaw;
use crate::queueing::numerics::axpy::axpy;
use crate::queueing::numerics::count::{real, whole};
use crate::queueing::numerics::legendre::MOST_NODES;
use crate::queueing::numerics::poisson::{fill, surely_reaches};

/// Probabilities below this, relative to the likeliest, change no answer.
pub(super) const NEGLIGIBLE: f64 = 1e-20;

/// Ticks that a panel spans at most: its integrand is then a polynomial of low degree for all purposes.
const PANEL_TICKS: f64 = 4.0;

/// Bound of the interpolation error on a panel.
const NODE_BOUND: f64 = 1e-10;

/// The batches of one size: their time, and the probability of each number of ticks that they leave.
struct Group {
    time: f64,
    by_left: Vec<f64>,
}

/// An interval of the residual time of the running batch, on which densities are smooth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Panel {
    /// Its lower end in seconds.
    pub(super) start: f64,
    /// Half its length.
    pub(super) half: f64,
    /// Gauss nodes that resolve it.
    pub(super) nodes: usize,
}

/// The joint density of residual time, full batches ahead and own batch, per cycle of the chain.
pub(super) struct ResidualDensity<'a> {
    chain: &'a EmbeddedChain,
    groups: Vec<Group>,
    joining: JoiningLaw<'a>,
    /// Scratch: the density of arrivals that find so many waiting.
    found: Vec<f64>,
    /// Scratch: ticks so far.
    ticks: Vec<f64>,
    /// Scratch: those of them that complete an arrival.
    completing: Vec<f64>,
}

impl<'a> ResidualDensity<'a> {
    pub(super) fn new(chain: &'a EmbeddedChain) -> Self {
        Self {
            chain,
            groups: groups(chain),
            joining: JoiningLaw::new(chain),
            found: vec![0.0; chain.places],
            ticks: Vec::new(),
            completing: Vec::new(),
        }
    }

    /// Number of cells: full batches ahead times own batch.
    pub(super) fn cells(&self) -> usize {
        let batch = self.chain.max_batch();
        self.chain.places.div_ceil(batch) * batch
    }

    /// The intervals of residual time in which requests are accepted, cut where a batch size ends.
    pub(super) fn panels(&self) -> Vec<Panel> {
        let (chain, rate) = (self.chain, self.chain.tick_rate);
        let open = surely_reaches(chain.places * chain.stages) / rate;
        let mut cuts = vec![0.0];
        for group in &self.groups {
            cuts.push(group.time);
            cuts.push((group.time - open).max(0.0));
        }
        cuts.sort_by(f64::total_cmp);
        let mut panels = Vec::new();
        for pair in cuts.windows(2) {
            let middle = 0.5 * (pair[0] + pair[1]);
            let live = |group: &Group| group.time > middle && group.time - open < middle;
            if pair[1] > pair[0] && self.groups.iter().any(live) {
                subdivide(&mut panels, pair[0], pair[1], rate);
            }
        }
        panels
    }

    /// Fills `cells` with the densities of accepted arrivals at this residual time, per second.
    ///
    /// Who finds `n` waiting has `n / B` full batches ahead; its own batch is filled by those who join in time.
    pub(super) fn sample(&mut self, residual: f64, cells: &mut [f64]) {
        cells.fill(0.0);
        self.find_waiting(residual);
        let batch = self.chain.max_batch();
        self.joining.set_residual(residual);
        let blocks = self.found.chunks(batch).zip(cells.chunks_exact_mut(batch));
        for (block, (found, cells)) in blocks.enumerate() {
            self.joining.set_block(block);
            for (ahead, density) in found.iter().enumerate() {
                let joining = self.joining.after(ahead);
                joining.deposit(*density, &mut cells[ahead..]);
            }
        }
    }

    /// The density of arrivals that find `0, 1, ..., K - 1` waiting, when this time is left of a batch.
    ///
    /// An arrival comes with every tick that completes its stages.
    fn find_waiting(&mut self, residual: f64) {
        let (stages, rate) = (self.chain.stages, self.chain.tick_rate);
        let Self { found, ticks, completing, .. } = self;
        found.fill(0.0);
        for group in self.groups.iter().filter(|group| group.time > residual) {
            fill(ticks, rate * (group.time - residual), NEGLIGIBLE);
            for begun in 0..stages.min(group.by_left.len()) {
                completing.clear();
                completing.extend(ticks.iter().skip(stages - 1 - begun).step_by(stages));
                let same = group.by_left.iter().skip(begun).step_by(stages).enumerate();
                for (left, &weight) in same.filter(|(_, weight)| **weight > NEGLIGIBLE) {
                    axpy(&mut found[left..], rate * weight, completing);
                }
            }
        }
    }
}

/// One group for each batch size.
fn groups(chain: &EmbeddedChain) -> Vec<Group> {
    let empty = |&time: &f64| Group { time, by_left: vec![0.0] };
    let mut groups: Vec<Group> = chain.times.iter().map(empty).collect();
    for (state, &p) in chain.stationary.iter().enumerate() {
        let by_left = &mut groups[chain.batch(state) - 1].by_left;
        let left = chain.left(state);
        by_left.resize(by_left.len().max(left + 1), 0.0);
        by_left[left] += p;
    }
    groups.retain(|group| group.by_left.iter().sum::<f64>() > NEGLIGIBLE);
    groups
}

/// Appends equal panels that cover `[start, end]`, none with many ticks.
fn subdivide(panels: &mut Vec<Panel>, start: f64, end: f64, rate: f64) {
    let count = libm::ceil(rate * (end - start) / PANEL_TICKS).max(1.0);
    let half = 0.5 * (end - start) / count;
    let nodes = nodes_for(rate * half);
    let mut begin = start;
    for _ in 0..whole(count) {
        panels.push(Panel { start: begin, half, nodes });
        begin += 2.0 * half;
    }
}

/// Nodes that interpolate a product of Poisson probabilities on a panel of this half-length in ticks: on an ellipse of
/// radius `n / a` around the panel it is below `e^n`, so that `(e a / n)^n` bounds the error. By far: with this bound
/// the figures of a plan are those of 1e-15 to a relative 1e-13.
fn nodes_for(half_ticks: f64) -> usize {
    let enough = |count: usize| {
        let n = real(count);
        n * libm::log(std::f64::consts::E * half_ticks / n) < libm::log(NODE_BOUND)
    };
    (3..MOST_NODES).find(|&count| enough(count)).unwrap_or(MOST_NODES)
}
