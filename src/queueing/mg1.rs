//! M/G/1: Poisson arrivals, one server, any service time.

use super::error::{ModelError, at_least_one, not_negative, open_share, positive, stable};
use super::quantity::{PerSecond, Seconds, Share};

/// The law of a service time, as far as the mean wait depends on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ServiceLaw {
    /// Always the same length.
    Deterministic {
        /// The length.
        mean: Seconds,
    },
    /// Exponential.
    Exponential {
        /// Its mean.
        mean: Seconds,
    },
    /// The sum of `stages` equal exponentials.
    Erlang {
        /// Number of exponentials.
        stages: u32,
        /// Mean of the sum.
        mean: Seconds,
    },
    /// One of two exponentials, chosen for each request.
    Hyperexponential {
        /// Share of requests that take the first.
        first_share: Share,
        /// Rate of the first.
        first_rate: PerSecond,
        /// Rate of the second.
        second_rate: PerSecond,
    },
    /// Any law with this mean and squared coefficient of variation, such as a log-normal one.
    Moments {
        /// Its mean.
        mean: Seconds,
        /// Variance over squared mean.
        scv: f64,
    },
}

/// Parameters of an M/G/1 queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mg1 {
    /// Poisson arrivals per second.
    pub arrival_rate: PerSecond,
    /// The law of a service.
    pub service: ServiceLaw,
}

/// Means of an M/G/1 queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mg1Wait {
    mean_service: f64,
    scv: f64,
    mean_wait: f64,
}

impl ServiceLaw {
    /// Mean and squared coefficient of variation.
    fn moments(self) -> Result<(f64, f64), ModelError> {
        let mean_of = |mean: Seconds| positive("mean service", mean.value());
        match self {
            Self::Deterministic { mean } => Ok((mean_of(mean)?, 0.0)),
            Self::Exponential { mean } => Ok((mean_of(mean)?, 1.0)),
            Self::Erlang { stages, mean } => {
                let stages = at_least_one("stages", stages)?;
                Ok((mean_of(mean)?, 1.0 / f64::from(stages)))
            }
            Self::Moments { mean, scv } => Ok((mean_of(mean)?, not_negative("scv", scv)?)),
            Self::Hyperexponential { first_share, first_rate, second_rate } => {
                let share = open_share("first_share", first_share.value())?;
                let first = 1.0 / positive("first_rate", first_rate.value())?;
                let second = 1.0 / positive("second_rate", second_rate.value())?;
                let mean = share * first + (1.0 - share) * second;
                let second_moment = 2.0 * (share * first * first + (1.0 - share) * second * second);
                Ok((mean, second_moment / (mean * mean) - 1.0))
            }
        }
    }
}

impl Mg1 {
    /// Solves the means with the formula of Pollaczek (1930) and Khinchine (1932):
    /// `E[W] = rho s (1 + scv) / (2 (1 - rho))`.
    ///
    /// # Errors
    /// A parameter out of range, or a utilisation of 1 and more.
    pub fn solve(self) -> Result<Mg1Wait, ModelError> {
        let arrival = positive("arrival_rate", self.arrival_rate.value())?;
        let (mean_service, scv) = self.service.moments()?;
        let rho = arrival * mean_service;
        stable(arrival, 1.0 / mean_service)?;
        stable(rho, 1.0)?;
        let mean_wait = rho * mean_service * (1.0 + scv) / (2.0 * (1.0 - rho));
        Ok(Mg1Wait { mean_service, scv, mean_wait })
    }
}

impl Mg1Wait {
    /// Mean length of a service.
    #[must_use]
    pub fn mean_service(&self) -> Seconds {
        Seconds::new(self.mean_service)
    }

    /// Squared coefficient of variation of a service.
    #[must_use]
    pub fn scv(&self) -> f64 {
        self.scv
    }

    /// Mean wait before service.
    #[must_use]
    pub fn mean_wait(&self) -> Seconds {
        Seconds::new(self.mean_wait)
    }

    /// Mean time from arrival to completion.
    #[must_use]
    pub fn mean_sojourn(&self) -> Seconds {
        Seconds::new(self.mean_wait + self.mean_service)
    }
}

#[cfg(test)]
mod tests {
    use super::{Mg1, PerSecond, Seconds, ServiceLaw, Share};

    fn mean_wait(rho: f64, service: ServiceLaw) -> f64 {
        Mg1 { arrival_rate: PerSecond::new(rho), service }.solve().unwrap().mean_wait().value()
    }

    #[test]
    fn a_deterministic_service_halves_the_exponential_wait() {
        let mean = Seconds::new(1.0);
        let fixed = mean_wait(0.8, ServiceLaw::Deterministic { mean });
        let random = mean_wait(0.8, ServiceLaw::Exponential { mean });
        assert!((fixed - 2.0).abs() < 1e-14 && (random - 4.0).abs() < 1e-14);
    }

    #[test]
    fn equal_branches_are_an_exponential() {
        let first_share = Share::new(0.3);
        let rate = PerSecond::new(2.0);
        let law = ServiceLaw::Hyperexponential { first_share, first_rate: rate, second_rate: rate };
        let exponential = ServiceLaw::Exponential { mean: Seconds::new(0.5) };
        assert!((mean_wait(1.0, law) - mean_wait(1.0, exponential)).abs() < 1e-14);
    }

    #[test]
    fn refuses_full_utilisation() {
        let service = ServiceLaw::Deterministic { mean: Seconds::new(1.0) };
        assert!(Mg1 { arrival_rate: PerSecond::new(1.0), service }.solve().is_err());
    }
}
