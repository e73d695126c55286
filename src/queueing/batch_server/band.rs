//! The stationary distribution of a Markov chain that falls by a bounded number of states at a time.

use crate::queueing::numerics::axpy::axpy;

/// Weights above this are scaled down before they overflow.
const LARGE: f64 = 1e150;

/// A transition matrix. Row `n` keeps `width` columns from `n - reach` on: no state is left further downward.
pub(super) struct Band {
    rows: Vec<f64>,
    /// Columns kept of each row.
    width: usize,
    /// How far a row reaches below its own state.
    reach: usize,
    states: usize,
}

impl Band {
    /// A matrix of zeros in which a state can rise by as much as `width` allows.
    pub(super) fn new(states: usize, reach: usize, width: usize) -> Self {
        let width = width.max(reach + 1).min(states);
        Self { rows: vec![0.0; states * width], width, reach, states }
    }

    /// Adds a probability of going from `row` to `column`, which has to lie in the band.
    pub(super) fn add(&mut self, row: usize, column: usize, p: f64) {
        let cell = self.index(row, column);
        self.rows[cell] += p;
    }

    fn index(&self, row: usize, column: usize) -> usize {
        row * self.width + column - row.saturating_sub(self.reach)
    }

    /// The lowest row from which `column` can be entered.
    fn first_row(&self, column: usize) -> usize {
        if column < self.width { 0 } else { column + 1 - self.width + self.reach }
    }

    /// W. K. Grassmann, M. I. Taksar, D. P. Heyman, "Regenerative analysis and steady state distributions for Markov
    /// chains", Operations Research 33, 1985: elimination of the states from the top without one subtraction, so that
    /// every probability, however small, has nearly all its digits.
    pub(super) fn stationary(mut self) -> Vec<f64> {
        let lowest = self.eliminate();
        let mut weights = vec![0.0; self.states];
        weights[lowest] = 1.0;
        for state in lowest + 1..self.states {
            let from = self.first_row(state).max(lowest);
            weights[state] = (from..state).map(|row| weights[row] * self.rows[self.index(row, state)]).sum();
            if weights[state] > LARGE {
                scale_down(&mut weights[lowest..=state], LARGE);
            }
        }
        let total: f64 = weights.iter().sum();
        scale_down(&mut weights, total);
        weights
    }

    /// Eliminates the states from the top down; returns the lowest that the chain visits. An overload so deep that
    /// `f64` has no probability left for falling below a state ends there.
    fn eliminate(&mut self) -> usize {
        for state in (1..self.states).rev() {
            let lowest = state.saturating_sub(self.reach);
            let (begin, end) = (self.index(state, lowest), self.index(state, state));
            let leaving: f64 = self.rows[begin..end].iter().sum();
            if leaving <= 0.0 {
                return state;
            }
            let first = self.first_row(state);
            let (earlier, this) = self.rows.split_at_mut(state * self.width);
            let lower = &this[..end - begin];
            for row in first..state {
                let start = row * self.width - row.saturating_sub(self.reach);
                // The probability of entering the state from here, for each time it is left downward.
                let entering = earlier[start + state] / leaving;
                earlier[start + state] = entering;
                axpy(&mut earlier[start + lowest..start + state], entering, lower);
            }
        }
        0
    }
}

fn scale_down(weights: &mut [f64], divisor: f64) {
    for weight in weights {
        *weight /= divisor;
    }
}

#[cfg(test)]
mod tests {
    use super::Band;

    #[test]
    fn a_walk_between_walls_has_a_geometric_distribution() {
        let mut walk = Band::new(6, 1, 3);
        for state in 0..6_usize {
            walk.add(state, (state + 1).min(5), 0.4);
            walk.add(state, state.saturating_sub(1), 0.6);
        }
        let found = walk.stationary();
        for pair in found.windows(2) {
            assert!((pair[1] / pair[0] - 0.4 / 0.6).abs() < 1e-15);
        }
    }

    #[test]
    fn steep_rises_keep_their_ratios() {
        let mut walk = Band::new(40, 1, 3);
        for state in 0..40_usize {
            walk.add(state, (state + 1).min(39), 1.0 - 1e-10);
            walk.add(state, state.saturating_sub(1), 1e-10);
        }
        let found = walk.stationary();
        assert!((found[39] - (1.0 - 1e-10)).abs() < 1e-13);
        assert!((found[20] / found[21] / 1e-10 - 1.0).abs() < 1e-9);
    }
}
