//! M/M/c: Poisson arrivals, exponential service, `c` servers, one unbounded queue.

use super::erlang::waiting;
use super::error::{ModelError, at_least_one, open_share, positive, stable};
use super::numerics::root::first_reached_above;
use super::quantity::{PerSecond, Seconds, Share};

/// Parameters of an M/M/c queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mmc {
    /// Number of servers.
    pub servers: u32,
    /// Poisson arrivals per second.
    pub arrival_rate: PerSecond,
    /// Services per second of one busy server.
    pub service_rate: PerSecond,
}

/// Waits and sojourns of an M/M/c queue, served in order of arrival.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MmcWait {
    p_wait: f64,
    service_rate: f64,
    /// `c mu - lambda`: the rate at which a wait ends.
    spare_rate: f64,
}

impl Mmc {
    /// Solves the queue with Erlang's delay formula (Erlang 1917).
    ///
    /// # Errors
    /// A parameter out of range, or a load at or above `servers * service_rate`.
    pub fn solve(self) -> Result<MmcWait, ModelError> {
        let servers = f64::from(at_least_one("servers", self.servers)?);
        let arrival = positive("arrival_rate", self.arrival_rate.value())?;
        let service = positive("service_rate", self.service_rate.value())?;
        stable(arrival, servers * service)?;
        Ok(MmcWait {
            p_wait: waiting(self.servers, arrival / service),
            service_rate: service,
            spare_rate: servers * service - arrival,
        })
    }
}

impl MmcWait {
    /// Probability that a request has to wait: Erlang C.
    #[must_use]
    pub fn p_wait(&self) -> Share {
        Share::new(self.p_wait)
    }

    /// Mean wait over all requests: `C / (c mu - lambda)`.
    #[must_use]
    pub fn mean_wait(&self) -> Seconds {
        Seconds::new(self.p_wait / self.spare_rate)
    }

    /// Mean time from arrival to completion: the mean wait plus `1 / mu`.
    #[must_use]
    pub fn mean_sojourn(&self) -> Seconds {
        Seconds::new(self.p_wait / self.spare_rate + 1.0 / self.service_rate)
    }

    /// The wait that this share of requests does not exceed, from `P(W > t) = C e^(-(c mu - lambda) t)`.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn wait_quantile(&self, level: Share) -> Result<Seconds, ModelError> {
        let late = 1.0 - open_share("quantile level", level.value())?;
        let wait = libm::log(self.p_wait / late) / self.spare_rate;
        Ok(Seconds::new(wait.max(0.0)))
    }

    /// The sojourn that this share of requests does not exceed.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn sojourn_quantile(&self, level: Share) -> Result<Seconds, ModelError> {
        let late = 1.0 - open_share("quantile level", level.value())?;
        let start = 1.0 / self.service_rate;
        let time = first_reached_above(0.0, start, |t| self.sojourn_tail(t) <= late);
        Ok(Seconds::new(time))
    }

    /// `P(W + S > t)`: a service alone, or with probability `C` a wait and a service.
    fn sojourn_tail(&self, t: f64) -> f64 {
        let alone = libm::exp(-self.service_rate * t);
        (1.0 - self.p_wait) * alone + self.p_wait * two_phase_tail(self.spare_rate, self.service_rate, t)
    }
}

/// `P(X + Y > t)` of independent exponentials with these rates; also where the rates are (nearly) equal.
///
/// `e^(-a t) (1 + a (1 - e^(-(b - a) t)) / (b - a))` with `a <= b`.
fn two_phase_tail(one: f64, other: f64, t: f64) -> f64 {
    let (slow, fast) = (one.min(other), one.max(other));
    let gap = (fast - slow) * t;
    let mean_decay = if gap > 0.0 { -libm::expm1(-gap) / gap } else { 1.0 };
    libm::exp(-slow * t) * (1.0 + slow * t * mean_decay)
}

#[cfg(test)]
mod tests {
    use super::{Mmc, PerSecond, Share, two_phase_tail};

    fn mmc(servers: u32, arrival: f64) -> Mmc {
        Mmc { servers, arrival_rate: PerSecond::new(arrival), service_rate: PerSecond::new(1.0) }
    }

    #[test]
    fn a_single_server_sojourn_is_exponential() {
        let wait = mmc(1, 0.9).solve().unwrap();
        let p95 = wait.sojourn_quantile(Share::P95).unwrap().value();
        assert!((p95 - libm::log(20.0) / 0.1).abs() < 1e-10, "{p95}");
    }

    #[test]
    fn equal_rates_give_the_erlang_two_tail() {
        let t = 1.7;
        let exact = libm::exp(-t) * (1.0 + t);
        assert!((two_phase_tail(1.0, 1.0, t) - exact).abs() < 1e-15);
        assert!((two_phase_tail(1.0, 1.0 + 1e-13, t) - exact).abs() < 1e-12);
    }

    #[test]
    fn near_saturation_the_wait_is_exponential() {
        let idle = 1e-7;
        let wait = mmc(400, 400.0 * (1.0 - idle)).solve().unwrap();
        let scale = 1.0 / (400.0 * idle);
        assert!((wait.mean_wait().value() / scale - 1.0).abs() < 1e-3);
        let p99 = wait.sojourn_quantile(Share::P99).unwrap().value();
        assert!((p99 / (scale * libm::log(100.0)) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn refuses_an_overload() {
        assert!(mmc(3, 3.0).solve().is_err());
        assert!(mmc(0, 3.0).solve().is_err());
        assert!(mmc(3, 2.0).solve().unwrap().wait_quantile(Share::new(1.0)).is_err());
    }
}
