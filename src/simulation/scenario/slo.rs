//! What is promised.

use super::check::ScenarioError;
use crate::queueing::Share;
use crate::simulation::time::Nanos;

/// Latency objectives that a simulation counts at most.
pub const MAX_OBJECTIVES: usize = 4;

/// A share of all requests that is answered within a bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatencyObjective {
    /// The bound.
    pub within: Nanos,
    /// The share, such as 0.95; rejected and abandoned requests count as not answered.
    pub share: Share,
}

/// What is promised to the clients.
#[derive(Clone, Debug, PartialEq)]
pub struct Slo {
    /// Share of the requests that are answered at all: neither rejected nor abandoned nor lost.
    pub success: Share,
    /// Bounds on latency, at most [`MAX_OBJECTIVES`].
    pub latency: Vec<LatencyObjective>,
    /// The rolling windows over which every objective is judged; the whole run is judged besides.
    pub windows: Vec<Nanos>,
}

impl Slo {
    pub(super) fn check(&self, slot: Nanos) -> Result<(), ScenarioError> {
        if self.latency.len() > MAX_OBJECTIVES {
            return Err(ScenarioError::TooManyObjectives(self.latency.len()));
        }
        let shares = self.latency.iter().map(|objective| objective.share);
        for share in shares.chain([self.success]) {
            if !(0.0..=1.0).contains(&share.value()) {
                return Err(ScenarioError::Share("slo", share));
            }
        }
        let uneven = |window: &&Nanos| **window < slot || **window % slot != Nanos::ZERO;
        match self.windows.iter().find(uneven) {
            Some(window) => Err(ScenarioError::Window(*window)),
            None => Ok(()),
        }
    }
}

impl Default for Slo {
    /// 99 % answered, judged over 5 min and 1 h; no bound on latency.
    fn default() -> Self {
        Self {
            success: Share::new(0.99),
            latency: Vec::new(),
            windows: vec![Nanos::from_minutes(5), Nanos::from_hours(1)],
        }
    }
}
