//! Batch service without a limit on batch or queue: bounds of the mean sojourn in closed form.

use super::error::{ModelError, not_negative, positive, stable};
use super::quantity::{PerSecond, Seconds};

/// A server that takes everything that waits, in `fixed + per_request * batch`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnlimitedBatch {
    /// Poisson arrivals per second.
    pub arrival_rate: PerSecond,
    /// Time of a batch whatever its size.
    pub fixed: Seconds,
    /// Time that each request adds.
    pub per_request: Seconds,
}

/// Two upper bounds of the mean sojourn, each sharp at one end of the load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchBound {
    /// The bound that is sharp at low load.
    pub low_load: Seconds,
    /// The bound that is sharp at high load.
    pub high_load: Seconds,
}

impl UnlimitedBatch {
    /// The bounds of Y. Inoue, "Queueing analysis of GPU-based inference servers with dynamic batching: a closed-form
    /// characterization", Performance Evaluation 147, 2021. With `a` fixed, `b` per request, `l` arrivals:
    ///
    /// - low load `(b + a) / (2 (1 - l b)) * (1 + 2 l a + (1 - l a) / (1 + l b))`,
    /// - high load `3 a / (2 (1 - l b)) + (b / 2) (l b + 2) / (1 - l^2 b^2)`.
    ///
    /// # Errors
    /// A parameter out of range, or a load at or above `1 / per_request`.
    pub fn bound(self) -> Result<BatchBound, ModelError> {
        let l = positive("arrival_rate", self.arrival_rate.value())?;
        let a = positive("fixed", self.fixed.value())?;
        let b = not_negative("per_request", self.per_request.value())?;
        stable(l, 1.0 / b)?;
        let load = l * b;
        let idle = 1.0 - load;
        let low_load = (b + a) / (2.0 * idle) * (1.0 + 2.0 * l * a + (1.0 - l * a) / (1.0 + load));
        let high_load = 3.0 * a / (2.0 * idle) + 0.5 * b * (load + 2.0) / (idle * (1.0 + load));
        Ok(BatchBound { low_load: Seconds::new(low_load), high_load: Seconds::new(high_load) })
    }
}

impl BatchBound {
    /// The tighter of the two bounds.
    #[must_use]
    pub fn mean_sojourn(&self) -> Seconds {
        if self.low_load <= self.high_load { self.low_load } else { self.high_load }
    }
}

#[cfg(test)]
mod tests {
    use super::{PerSecond, Seconds, UnlimitedBatch};

    fn server(rate: f64) -> UnlimitedBatch {
        UnlimitedBatch {
            arrival_rate: PerSecond::new(rate),
            fixed: Seconds::new(0.040),
            per_request: Seconds::new(0.009),
        }
    }

    #[test]
    fn the_bounds_change_places_with_the_load() {
        let quiet = server(5.0).bound().unwrap();
        assert!(quiet.low_load < quiet.high_load);
        assert!((quiet.mean_sojourn().value() - 0.055_556).abs() < 5e-7);
        let busy = server(50.0).bound().unwrap();
        assert!(busy.high_load < busy.low_load);
        assert!((busy.mean_sojourn().value() - 0.1229).abs() < 5e-5);
    }

    #[test]
    fn a_load_of_one_over_the_slope_is_unstable() {
        assert!(server(112.0).bound().is_err());
    }
}
