//! M/M/c/K: like M/M/c with room for `K` customers in all; who finds it full is rejected.

use super::error::{ModelError, at_least_one, open_share, positive, within};
use super::numerics::birth_death::stationary;
use super::numerics::count::{index, real};
use super::numerics::poisson::fill;
use super::numerics::root::first_reached_above;
use super::quantity::{PerSecond, Seconds, Share};

/// Parameters of an M/M/c/K queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mmck {
    /// Number of servers.
    pub servers: u32,
    /// Customers that fit in the system, in service and waiting; at least `servers`.
    pub capacity_in_system: u32,
    /// Poisson arrivals per second, accepted or not.
    pub arrival_rate: PerSecond,
    /// Services per second of one busy server.
    pub service_rate: PerSecond,
}

/// Losses and waits of an M/M/c/K queue, served in order of arrival.
#[derive(Debug, Clone, PartialEq)]
pub struct MmckWait {
    servers: usize,
    arrival_rate: f64,
    service_rate: f64,
    /// Probability of `0, 1, ..., K` customers in the system, which is also what an arrival finds.
    in_system: Vec<f64>,
}

impl Mmck {
    /// Solves the birth-death chain in product form.
    ///
    /// # Errors
    /// A parameter out of range. Every load is stable, because the room is bounded.
    pub fn solve(self) -> Result<MmckWait, ModelError> {
        let servers = at_least_one("servers", self.servers)?;
        let arrival_rate = positive("arrival_rate", self.arrival_rate.value())?;
        let service_rate = positive("service_rate", self.service_rate.value())?;
        let capacity = self.capacity_in_system;
        let enough = capacity >= servers;
        within("capacity_in_system", f64::from(capacity), "[servers, inf)", enough)?;
        let offered = arrival_rate / service_rate;
        let ratios = (1..=capacity).map(|n| offered / f64::from(n.min(servers)));
        let in_system = stationary(ratios);
        Ok(MmckWait { servers: index(servers), arrival_rate, service_rate, in_system })
    }
}

impl MmckWait {
    /// Share of arrivals that find the system full.
    #[must_use]
    pub fn p_reject(&self) -> Share {
        Share::new(self.rejected())
    }

    /// Customers served per second: `lambda (1 - p_reject)`.
    #[must_use]
    pub fn throughput(&self) -> PerSecond {
        PerSecond::new(self.arrival_rate * self.accepted())
    }

    /// Time-average number of customers in the system.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.in_system.iter().enumerate().map(|(n, p)| real(n) * p).sum()
    }

    /// Mean wait of an accepted customer, by Little's law from the time-average queue.
    #[must_use]
    pub fn mean_wait(&self) -> Seconds {
        let queue: f64 = (1..).zip(&self.in_system[self.servers..]).skip(1).map(|(n, p)| real(n - 1) * p).sum();
        Seconds::new(queue / (self.arrival_rate * self.accepted()))
    }

    /// The wait that this share of the accepted customers does not exceed.
    ///
    /// An accepted customer who finds `n >= c` others waits for `n - c + 1` departures, each exponential with
    /// rate `c mu`: `P(W > t) = sum_n p_n / (1 - p_K) P(Poisson(c mu t) <= n - c)`.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn wait_quantile(&self, level: Share) -> Result<Seconds, ModelError> {
        let level = open_share("quantile level", level.value())?;
        let drain_rate = real(self.servers) * self.service_rate;
        let late = (1.0 - level) * self.accepted();
        let time = first_reached_above(0.0, 1.0 / drain_rate, |t| self.late(drain_rate * t) <= late);
        Ok(Seconds::new(time))
    }

    /// Probability that an arrival is accepted and still waits when a Poisson number of departures of this mean
    /// would have happened.
    fn late(&self, departures: f64) -> f64 {
        let waiting = &self.in_system[self.servers..self.in_system.len() - 1];
        let mut pmf = Vec::new();
        fill(&mut pmf, departures, 1e-20);
        let mut at_most = 0.0;
        let mut sum = 0.0;
        for (n, p) in waiting.iter().enumerate() {
            at_most += pmf.get(n).copied().unwrap_or(0.0);
            sum += p * at_most;
        }
        sum
    }

    fn rejected(&self) -> f64 {
        self.in_system[self.in_system.len() - 1]
    }

    /// Share of arrivals accepted, as a sum of positive terms: a heavy overload leaves its digits.
    fn accepted(&self) -> f64 {
        self.in_system[..self.in_system.len() - 1].iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{Mmck, MmckWait, PerSecond, Share};

    fn solve(servers: u32, capacity_in_system: u32, arrival: f64) -> MmckWait {
        let arrival_rate = PerSecond::new(arrival);
        let service_rate = PerSecond::new(1.0);
        Mmck { servers, capacity_in_system, arrival_rate, service_rate }.solve().unwrap()
    }

    #[test]
    fn a_single_place_is_the_loss_system() {
        let queue = solve(1, 1, 1.0);
        assert!((queue.p_reject().value() - 0.5).abs() < 1e-15);
        assert!(queue.wait_quantile(Share::P99).unwrap().value().abs() < 1e-300);
    }

    #[test]
    fn little_s_law_ties_number_and_time() {
        for (servers, capacity, arrival) in [(1, 11, 0.9), (5, 15, 7.0), (300, 500, 310.0)] {
            let queue = solve(servers, capacity, arrival);
            let sojourn = queue.mean_wait().value() + 1.0;
            let number = queue.throughput().value() * sojourn;
            assert!((queue.mean_in_system() / number - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn hundreds_of_servers_in_deep_overload_stay_finite() {
        let queue = solve(400, 1000, 40_000.0);
        assert!((queue.p_reject().value() - 0.99).abs() < 1e-9);
        // Every accepted customer waits for 600 departures at 400 a second.
        let p50 = queue.wait_quantile(Share::P50).unwrap().value();
        assert!((p50 - 1.5).abs() < 0.01, "{p50}");
    }

    #[test]
    fn rejects_grow_with_the_load() {
        let shares: Vec<f64> = (1..60).map(|n| solve(3, 13, 0.1 * f64::from(n)).p_reject().value()).collect();
        assert!(shares.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
