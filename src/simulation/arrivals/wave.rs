//! A Poisson process whose rate follows a cosine, by thinning: exact. The period is cut into cells whose highest rate is
//! thinned, so that nearly every candidate is taken and the cosine is rarely needed.
//! [P. A. W. Lewis and G. S. Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", 1979]

use std::f64::consts::TAU;

use crate::simulation::random::Stream;
use crate::simulation::scenario::Diurnal;
use crate::simulation::time::Nanos;

/// Cells of a period.
const CELLS: u64 = 256;

/// Most by which a cosine leaves the range of its values at the ends of a cell: an eighth of the squared angle.
const BULGE: f64 = (TAU / 256.0) * (TAU / 256.0) / 8.0;

/// The wave on the clock of the run.
#[derive(Debug)]
pub(super) struct Wave {
    /// Mean rate, per second.
    mean: f64,
    swing: f64,
    period: f64,
    peak_at: f64,
    /// The measurement starts here; before it the rate stands still.
    lead: Nanos,
    step: Nanos,
    cell: Cell,
}

/// A stretch of time and the bounds of the rate in it, per second.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    end: Nanos,
    low: f64,
    high: f64,
}

impl Wave {
    pub(super) fn new(day: &Diurnal, lead: Nanos) -> Self {
        let mut wave = Self {
            mean: day.mean.value(),
            swing: day.swing,
            period: day.period.as_seconds(),
            peak_at: day.peak_at.as_seconds(),
            lead,
            step: Nanos::new((day.period.get() / CELLS).max(1)),
            cell: Cell::default(),
        };
        let still = wave.rate(lead);
        wave.cell = Cell { end: lead, low: still, high: still };
        wave
    }

    pub(super) fn after(&mut self, now: Nanos, stream: &mut Stream) -> Nanos {
        if self.mean <= 0.0 {
            return Nanos::NEVER;
        }
        let mut now = now;
        let mut expected = stream.exponential();
        loop {
            let wait = expected / self.cell.high;
            let at = now + Nanos::of_seconds(wait);
            if !wait.is_finite() || at >= self.cell.end {
                let left = (self.cell.end - now).as_seconds();
                expected = (expected - self.cell.high * left).max(0.0);
                now = now.max(self.cell.end);
                self.enter(now);
                continue;
            }
            let level = stream.uniform() * self.cell.high;
            if level <= self.cell.low || level <= self.rate(at) {
                return at;
            }
            now = at;
            expected = stream.exponential();
        }
    }

    /// Enters the cell that begins at a moment.
    fn enter(&mut self, now: Nanos) {
        let (first, last) = (self.rate(now), self.rate(now + self.step));
        let bulge = self.mean * self.swing * BULGE;
        self.cell = Cell { end: now + self.step, low: first.min(last) - bulge, high: first.max(last) + bulge };
    }

    fn rate(&self, now: Nanos) -> f64 {
        let turn = ((now - self.lead).as_seconds() - self.peak_at) / self.period;
        self.mean * (1.0 + self.swing * libm::cos(TAU * turn))
    }
}
