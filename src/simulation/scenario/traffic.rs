//! Requests over time.

use std::sync::Arc;

use super::check::ScenarioError;
use crate::queueing::PerSecond;
use crate::simulation::time::Nanos;
use crate::simulation::trace::Trace;

/// Open traffic: Poisson arrivals at a rate that may change, or those of a trace. Times count from the start of the
/// measurement; before it, the rate is that of time zero or, for a step at zero, the one before it.
#[derive(Clone, Debug)]
pub enum Traffic {
    /// One rate.
    Constant(PerSecond),
    /// One rate until a moment, another one from then on.
    Step {
        /// Rate before.
        before: PerSecond,
        /// Rate from then on.
        after: PerSecond,
        /// When.
        at: Nanos,
    },
    /// A rate that moves evenly from one value to another.
    Ramp {
        /// Rate until the start.
        from: PerSecond,
        /// Rate from the end on.
        to: PerSecond,
        /// When it starts to move.
        start: Nanos,
        /// When it has arrived.
        end: Nanos,
    },
    /// The day's wave.
    Diurnal(Diurnal),
    /// A flash crowd.
    Burst(Burst),
    /// A rate that jumps between states at random (a Markov-modulated Poisson process): each lasts an exponential time
    /// and is followed by any other one. [W. Fischer and K. Meier-Hellstern, "The MMPP cookbook", 1993]
    Modulated(Vec<LoadState>),
    /// Requests at recorded times.
    Replay(Arc<Trace>),
}

/// `mean (1 + swing cos(2 pi (t - peak_at) / period))`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diurnal {
    /// Mean rate.
    pub mean: PerSecond,
    /// How far it swings, as a part of the mean: 0 to 1.
    pub swing: f64,
    /// Time from peak to peak.
    pub period: Nanos,
    /// A moment of the peak.
    pub peak_at: Nanos,
}

/// A rise to a peak, a stay there and a fall back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// Rate before and after.
    pub base: PerSecond,
    /// Rate at the peak.
    pub peak: PerSecond,
    /// When it begins to rise.
    pub at: Nanos,
    /// Time of the rise.
    pub rise: Nanos,
    /// Time at the peak.
    pub hold: Nanos,
    /// Time of the fall.
    pub fall: Nanos,
}

/// A state of modulated traffic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoadState {
    /// Rate in it.
    pub rate: PerSecond,
    /// Mean time in it.
    pub stay: Nanos,
}

/// Clients that send a request, wait for its answer and send the next one, as `hey` and `ab` do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedLoop {
    /// Clients at the same time.
    pub clients: u32,
    /// Requests in all; none goes on for ever.
    pub requests: Option<u64>,
    /// Mean of the exponential time between an answer and the next request.
    pub think: Nanos,
    /// Time that a rejected request takes.
    pub rejection: Nanos,
    /// When they start.
    pub start: Nanos,
}

impl Traffic {
    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        let rates = match self {
            Self::Constant(rate) => vec![*rate],
            Self::Step { before, after, .. } => vec![*before, *after],
            Self::Ramp { from, to, .. } => vec![*from, *to],
            Self::Diurnal(day) => {
                let swings = (0.0..=1.0).contains(&day.swing) && day.period > Nanos::ZERO;
                if !swings {
                    return Err(ScenarioError::Diurnal);
                }
                vec![day.mean]
            }
            Self::Burst(burst) => vec![burst.base, burst.peak],
            Self::Modulated(states) => {
                if states.is_empty() || states.iter().any(|state| state.stay == Nanos::ZERO) {
                    return Err(ScenarioError::Modulation);
                }
                states.iter().map(|state| state.rate).collect()
            }
            Self::Replay(_) => Vec::new(),
        };
        let unfit = |rate: &&PerSecond| !(rate.value().is_finite() && rate.value() >= 0.0);
        match rates.iter().find(unfit) {
            Some(rate) => Err(ScenarioError::Rate(*rate)),
            None => Ok(()),
        }
    }
}
