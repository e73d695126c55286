//! M/D/1: Poisson arrivals, one server, deterministic service.

use super::error::{ModelError, open_share, positive, stable};
use super::numerics::count::{real, whole};
use super::numerics::exponent::decay_exponent;
use super::numerics::poisson::{Poisson, fill};
use super::numerics::root::{first_reached, first_reached_above};
use super::quantity::{PerSecond, Seconds, Share};

/// Services after which the tail of the wait is its leading exponential: the other poles of its transform decay at
/// least `e^(-2 n)` faster where a quantile can lie this far out.
const EXACT_SERVICES: usize = 256;

/// Parameters of an M/D/1 queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Md1 {
    /// Poisson arrivals per second.
    pub arrival_rate: PerSecond,
    /// Length of every service.
    pub service: Seconds,
}

/// Waits and sojourns of an M/D/1 queue, served in order of arrival.
#[derive(Debug, Clone, PartialEq)]
pub struct Md1Wait {
    service: f64,
    rho: f64,
    /// `P(in system <= n)` seen by a departure, which Poisson arrivals see too.
    at_most: Vec<f64>,
}

impl Md1 {
    /// Solves the queue; the means are those of Pollaczek (1930) and Khinchine (1932).
    ///
    /// # Errors
    /// A parameter out of range, or a utilisation of 1 and more.
    pub fn solve(self) -> Result<Md1Wait, ModelError> {
        let arrival = positive("arrival_rate", self.arrival_rate.value())?;
        let service = positive("service", self.service.value())?;
        stable(arrival, 1.0 / service)?;
        let rho = arrival * service;
        stable(rho, 1.0)?;
        Ok(Md1Wait { service, rho, at_most: occupancy(rho) })
    }
}

impl Md1Wait {
    /// Mean wait: `rho s / (2 (1 - rho))`.
    #[must_use]
    pub fn mean_wait(&self) -> Seconds {
        Seconds::new(self.rho * self.service / (2.0 * (1.0 - self.rho)))
    }

    /// Mean time from arrival to completion.
    #[must_use]
    pub fn mean_sojourn(&self) -> Seconds {
        Seconds::new(self.mean_wait().value() + self.service)
    }

    /// Time-average number waiting, not counting the one in service: `rho^2 / (2 (1 - rho))`.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.rho * self.rho / (2.0 * (1.0 - self.rho))
    }

    /// The wait that this share of requests does not exceed.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn wait_quantile(&self, level: Share) -> Result<Seconds, ModelError> {
        let level = open_share("quantile level", level.value())?;
        if level <= 1.0 - self.rho {
            return Ok(Seconds::new(0.0));
        }
        let services = if level <= self.cdf(real(EXACT_SERVICES - 1)) {
            first_reached(0.0, real(EXACT_SERVICES - 1), |t| self.cdf(t) >= level)
        } else {
            self.far_quantile(1.0 - level)
        };
        Ok(Seconds::new(services * self.service))
    }

    /// The sojourn that this share of requests does not exceed: the wait's quantile plus one service.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn sojourn_quantile(&self, level: Share) -> Result<Seconds, ModelError> {
        Ok(Seconds::new(self.wait_quantile(level)?.value() + self.service))
    }

    /// `P(W <= t)` with `t` in services, below [`EXACT_SERVICES`].
    ///
    /// G. J. Franx, "A simple solution for the M/D/c waiting time distribution", Operations Research Letters 29,
    /// 2001, for one server: with `t` in `[k-1, k)` and `y = rho (k - t)`,
    /// `P(W <= t) = sum_{j=0..k-1} e^(-y) y^j / j! P(in system <= k - j)`. Every term is positive, unlike those
    /// of Erlang's and Crommelin's series.
    fn cdf(&self, t: f64) -> f64 {
        let k = whole(t) + 1;
        let mut pmf = Vec::new();
        fill(&mut pmf, self.rho * (real(k) - t), 1e-20);
        pmf.iter().take(k).enumerate().map(|(j, p)| p * self.at_most[k - j]).sum()
    }

    /// Wait in services that the share `late` exceeds, from the leading exponential of the tail:
    /// `P(W > t) = (1 - rho) / (rho e^y - 1) e^(-y t)` with `rho (e^y - 1) = y`.
    fn far_quantile(&self, late: f64) -> f64 {
        let y = decay_exponent(self.rho);
        let idle = 1.0 - self.rho;
        // rho e^y - 1 = y - (1 - rho), without the cancellation.
        let constant = idle / (y - idle);
        first_reached_above(0.0, 1.0, |t| libm::log(constant / late) <= y * t)
    }
}

/// `P(in system <= n)` after a departure, for `n` up to [`EXACT_SERVICES`].
///
/// Level crossing: `p_n P(A = 0) = p_0 P(A >= n) + sum_{i=1..n-1} p_i P(A >= n - i + 1)` with `A` the arrivals
/// during a service and `p_0 = 1 - rho`; all terms are positive.
fn occupancy(rho: f64) -> Vec<f64> {
    let arrivals = Poisson::new(rho, 1e-30);
    let reach = arrivals.pmf().len();
    let mut states = vec![1.0 - rho];
    for n in 1..=EXACT_SERVICES {
        let from_empty = states[0] * arrivals.tail(n);
        let nearest = n.saturating_sub(reach).max(1);
        let upward: f64 = (nearest..n).map(|i| states[i] * arrivals.tail(n - i + 1)).sum();
        states.push((from_empty + upward) / arrivals.pmf()[0]);
    }
    let mut sum = 0.0;
    states
        .iter()
        .map(|p| {
            sum += p;
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Md1, Md1Wait, PerSecond, Seconds, Share};

    fn solve(rho: f64) -> Md1Wait {
        Md1 { arrival_rate: PerSecond::new(rho), service: Seconds::new(1.0) }.solve().unwrap()
    }

    #[test]
    fn an_idle_server_is_found_with_probability_one_minus_rho() {
        let queue = solve(0.3);
        assert!((queue.cdf(0.0) - 0.7).abs() < 1e-15);
        assert!(queue.wait_quantile(Share::P50).unwrap().value().abs() < 1e-300);
    }

    #[test]
    fn the_first_service_follows_erlang_s_formula() {
        // P(W <= t) = (1 - rho) e^(rho t) for t < 1.
        let queue = solve(0.8);
        for t in [0.1, 0.5, 0.999] {
            assert!((queue.cdf(t) - 0.2 * libm::exp(0.8 * t)).abs() < 1e-14);
        }
    }

    #[test]
    fn the_cdf_rises_without_jumps_across_services() {
        let queue = solve(0.95);
        let values: Vec<f64> = (0..2000).map(|n| queue.cdf(0.1 * f64::from(n))).collect();
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1] + 1e-15));
        for k in 1..50 {
            let step = queue.cdf(f64::from(k)) - queue.cdf(f64::from(k) - 1e-12);
            assert!(step.abs() < 1e-11, "{k}: {step}");
        }
    }

    #[test]
    fn exact_and_far_forms_meet() {
        for rho in [0.9, 0.97, 0.99] {
            let queue = solve(rho);
            let late = 1e-4;
            let far = queue.far_quantile(late);
            assert!((1.0 - queue.cdf(far.min(254.0)) - late).abs() < 1e-12 || far > 254.0);
        }
    }

    #[test]
    fn next_to_saturation_the_wait_is_exponential() {
        let idle = 1e-6;
        let p99 = solve(1.0 - idle).wait_quantile(Share::P99).unwrap().value();
        assert!((p99 * 2.0 * idle / libm::log(100.0) - 1.0).abs() < 1e-5, "{p99}");
    }

    #[test]
    fn a_utilisation_of_one_is_unstable() {
        let full = Md1 { arrival_rate: PerSecond::new(1.0), service: Seconds::new(1.0) };
        assert!(full.solve().is_err());
    }
}
