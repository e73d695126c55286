//! The distribution of the time from arrival to completion.

use super::chain::EmbeddedChain;
use super::residual::{Panel, ResidualDensity};
use crate::queueing::error::{ModelError, open_share};
use crate::queueing::numerics::count::real;
use crate::queueing::numerics::legendre::{GaussLegendre, running_integral};
use crate::queueing::numerics::root::first_reached;
use crate::queueing::quantity::{Seconds, Share};

/// The sojourn of an accepted request: the rest of the running batch, the full batches ahead, the own batch.
///
/// Given how many full batches are ahead and how large the own batch will be, the sojourn is the residual time plus a
/// constant; the density of the residual time is integrated once, so that each value of the distribution function
/// costs a few hundred multiplications.
#[derive(Debug, Clone)]
pub struct SojournDistribution {
    /// Share of requests that find the server idle.
    idle: f64,
    /// Their sojourn, `s(1)`.
    alone: f64,
    panels: Vec<Panel>,
    /// Where in a cell's coefficients those of each panel begin; one more than panels.
    begins: Vec<usize>,
    cells: Vec<Cell>,
    longest: f64,
    mean: f64,
}

/// The requests with the same number of full batches ahead and the same own batch.
#[derive(Debug, Clone)]
struct Cell {
    /// Time from the end of the running batch to completion.
    after: f64,
    /// Legendre coefficients of the density of residual time, panel after panel.
    coefficients: Vec<f64>,
    /// Probability of a residual time before each panel; the last is the probability of the cell.
    below: Vec<f64>,
}

impl SojournDistribution {
    pub(super) fn of(chain: &EmbeddedChain) -> Self {
        let mut density = ResidualDensity::new(chain);
        let panels = density.panels();
        let nodes = panels.iter().map(|panel| panel.nodes).sum();
        let mut cells = empty_cells(chain, density.cells(), nodes);
        let mut begins = vec![0];
        let mut moment = chain.idle() * chain.times[0];
        for panel in &panels {
            moment += add_panel(&mut cells, &mut density, *panel);
            begins.push(begins[begins.len() - 1] + panel.nodes);
        }
        let accepted = chain.mean_batch();
        let batches = real(chain.places.div_ceil(chain.max_batch()) + 1);
        let slowest = chain.times.iter().copied().fold(0.0, f64::max);
        let mut sojourn = Self {
            idle: chain.idle() / accepted,
            alone: chain.times[0],
            panels,
            begins,
            cells,
            longest: batches * slowest,
            mean: moment / accepted,
        };
        sojourn.normalise(accepted);
        sojourn
    }

    /// Share of the accepted requests whose sojourn is at most this.
    #[must_use]
    pub fn cdf(&self, sojourn: Seconds) -> Share {
        Share::new(self.at_most(sojourn.value()).clamp(0.0, 1.0))
    }

    /// The sojourn that this share of the accepted requests does not exceed.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn quantile(&self, level: Share) -> Result<Seconds, ModelError> {
        let level = open_share("quantile level", level.value())?;
        Ok(Seconds::new(first_reached(0.0, self.longest, |t| self.at_most(t) >= level)))
    }

    /// Mean sojourn, integrated over what each request finds.
    ///
    /// [`SteadyState::mean_sojourn`](super::SteadyState) has it from the time-average queue, by Little's law: that
    /// the two agree checks chain, density and integration against each other.
    #[must_use]
    pub fn mean(&self) -> Seconds {
        Seconds::new(self.mean)
    }

    fn at_most(&self, t: f64) -> f64 {
        let idle = if t >= self.alone { self.idle } else { 0.0 };
        idle + self.cells.iter().map(|cell| self.cell_at_most(cell, t - cell.after)).sum::<f64>()
    }

    /// Probability of this cell with a residual time of at most `residual`.
    fn cell_at_most(&self, cell: &Cell, residual: f64) -> f64 {
        let Some(panel) = self.panels.partition_point(|p| p.start <= residual).checked_sub(1) else {
            return 0.0;
        };
        let Panel { start, half, .. } = self.panels[panel];
        let x = (residual - start) / half - 1.0;
        if x >= 1.0 {
            return cell.below[panel + 1];
        }
        let coefficients = &cell.coefficients[self.begins[panel]..self.begins[panel + 1]];
        cell.below[panel] + half * running_integral(coefficients, x)
    }

    /// Turns probabilities per cycle into probabilities per accepted request; drops the cells that nobody is in.
    fn normalise(&mut self, accepted: f64) {
        self.cells.retain(|cell| cell.below[cell.below.len() - 1] > 1e-22 * accepted);
        for cell in &mut self.cells {
            cell.coefficients.iter_mut().for_each(|value| *value /= accepted);
            cell.below.iter_mut().for_each(|value| *value /= accepted);
        }
    }
}

/// Cells by full batches ahead, then by own batch, for samples at so many nodes.
fn empty_cells(chain: &EmbeddedChain, count: usize, nodes: usize) -> Vec<Cell> {
    let batch = chain.max_batch();
    let after = |cell: usize| real(cell / batch) * chain.times[batch - 1] + chain.times[cell % batch];
    let cell = |n| Cell { after: after(n), coefficients: Vec::with_capacity(nodes), below: vec![0.0] };
    (0..count).map(cell).collect()
}

/// Samples a panel into every cell; returns the panel's part of the mean sojourn times accepted requests.
fn add_panel(cells: &mut [Cell], density: &mut ResidualDensity<'_>, panel: Panel) -> f64 {
    let (count, rule) = (panel.nodes, GaussLegendre::of(panel.nodes));
    let mut densities = vec![0.0; cells.len()];
    let mut samples = vec![0.0; cells.len() * count];
    let residuals: Vec<f64> = rule.nodes().iter().map(|x| panel.start + panel.half * (1.0 + x)).collect();
    for (node, residual) in residuals.iter().enumerate() {
        density.sample(*residual, &mut densities);
        let row = samples.iter_mut().skip(node).step_by(count);
        row.zip(&densities).for_each(|(sample, density)| *sample = *density);
    }
    let mut moment = 0.0;
    for (cell, samples) in cells.iter_mut().zip(samples.chunks_exact(count)) {
        rule.analyse(samples, &mut cell.coefficients);
        let mut mass = 0.0;
        for ((sample, weight), residual) in samples.iter().zip(rule.weights()).zip(&residuals) {
            let part = panel.half * weight * sample;
            mass += part;
            moment += part * (residual + cell.after);
        }
        cell.below.push(cell.below[cell.below.len() - 1] + mass);
    }
    moment
}
