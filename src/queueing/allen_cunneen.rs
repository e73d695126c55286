//! G/G/c approximated: any arrivals, any service times, `c` servers, one queue.

use super::error::{ModelError, not_negative, open_share};
use super::mmc::Mmc;
use super::quantity::{PerSecond, Seconds, Share};

/// Parameters of the Allen-Cunneen approximation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AllenCunneen {
    /// Number of servers.
    pub servers: u32,
    /// Arrivals per second.
    pub arrival_rate: PerSecond,
    /// Services per second of one busy server.
    pub service_rate: PerSecond,
    /// Squared coefficient of variation of the time between arrivals; 1 for Poisson.
    pub arrival_scv: f64,
    /// Squared coefficient of variation of a service; 0 for deterministic.
    pub service_scv: f64,
}

/// Approximate waits in a pool of servers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledWait {
    p_wait: f64,
    spare_rate: f64,
    /// `(ca2 + cs2) / 2`: the wait relative to M/M/c.
    variability: f64,
}

impl AllenCunneen {
    /// A. O. Allen, "Probability, Statistics, and Queueing Theory", 1978 (the formula is due to Allen and Cunneen):
    /// `E[W] = C(c, a) / (c mu - lambda) * (ca2 + cs2) / 2`.
    ///
    /// Exact for M/M/c, and in the mean for M/G/1.
    ///
    /// # Errors
    /// A parameter out of range, or a load at or above `servers * service_rate`.
    pub fn solve(self) -> Result<PooledWait, ModelError> {
        let Self { servers, arrival_rate, service_rate, .. } = self;
        let arrival_scv = not_negative("arrival_scv", self.arrival_scv)?;
        let service_scv = not_negative("service_scv", self.service_scv)?;
        let markov = Mmc { servers, arrival_rate, service_rate }.solve()?;
        let spare_rate = f64::from(servers) * service_rate.value() - arrival_rate.value();
        Ok(PooledWait { p_wait: markov.p_wait().value(), spare_rate, variability: 0.5 * (arrival_scv + service_scv) })
    }
}

impl PooledWait {
    /// Approximate mean wait.
    #[must_use]
    pub fn mean_wait(&self) -> Seconds {
        Seconds::new(self.p_wait / self.spare_rate * self.variability)
    }

    /// The wait that about this share of requests does not exceed: `P(W > t) = C e^(-(c mu - lambda) t / v)` with
    /// `v = (ca2 + cs2) / 2`. For M/D/1 at utilisation 0.8 it is 5 % too long at p95.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn wait_quantile(&self, level: Share) -> Result<Seconds, ModelError> {
        let late = 1.0 - open_share("quantile level", level.value())?;
        let wait = self.variability * libm::log(self.p_wait / late) / self.spare_rate;
        Ok(Seconds::new(wait.max(0.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::{AllenCunneen, PerSecond, Share};

    fn pool(arrival_scv: f64, service_scv: f64) -> AllenCunneen {
        AllenCunneen {
            servers: 1,
            arrival_rate: PerSecond::new(0.8),
            service_rate: PerSecond::new(1.0),
            arrival_scv,
            service_scv,
        }
    }

    #[test]
    fn is_exact_for_the_mean_of_deterministic_service() {
        assert!((pool(1.0, 0.0).solve().unwrap().mean_wait().value() - 2.0).abs() < 1e-14);
    }

    #[test]
    fn its_tail_is_a_little_long_for_deterministic_service() {
        let wait = pool(1.0, 0.0).solve().unwrap();
        let p95 = wait.wait_quantile(Share::P95).unwrap().value();
        let p99 = wait.wait_quantile(Share::P99).unwrap().value();
        assert!((p95 - 6.93).abs() < 0.005 && (p99 - 10.96).abs() < 0.005, "{p95} {p99}");
    }

    #[test]
    fn no_variability_is_no_wait() {
        let wait = pool(0.0, 0.0).solve().unwrap();
        assert!(wait.wait_quantile(Share::P99).unwrap().value().abs() < 1e-300);
        assert!(pool(-1.0, 0.0).solve().is_err());
    }
}
