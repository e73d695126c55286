//! How requests arrive at one server.

use crate::queueing::error::{ModelError, at_least_one, positive};
use crate::queueing::quantity::PerSecond;

/// A stream of arrivals whose intervals are independent Erlang variables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrivals {
    /// Mean arrivals per second.
    pub rate: PerSecond,
    /// Exponential stages of an interval: 1 for Poisson arrivals; `c` where a balancer gives every `c`-th request of a
    /// Poisson stream to this server. The squared coefficient of variation of an interval is one over it.
    pub stages: u32,
}

impl Arrivals {
    /// Poisson arrivals.
    #[must_use]
    pub const fn poisson(rate: PerSecond) -> Self {
        Self { rate, stages: 1 }
    }

    /// Mean arrivals per second, checked.
    pub(super) fn checked_rate(self) -> Result<f64, ModelError> {
        at_least_one("stages", self.stages)?;
        positive("arrival_rate", self.rate.value())
    }
}

impl From<PerSecond> for Arrivals {
    fn from(rate: PerSecond) -> Self {
        Self::poisson(rate)
    }
}
