//! M/M/c+M: customers who wait lose patience.

use super::error::{ModelError, at_least_one, positive};
use super::quantity::{PerSecond, Seconds, Share};

/// Parameters of an Erlang A queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    /// Number of servers.
    pub servers: u32,
    /// Poisson arrivals per second.
    pub arrival_rate: PerSecond,
    /// Services per second of one busy server.
    pub service_rate: PerSecond,
    /// Rate at which one waiting customer gives up: one over the mean patience.
    pub abandonment_rate: PerSecond,
}

/// What impatient customers do to a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impatience {
    arrival_rate: f64,
    abandonment_rate: f64,
    p_wait: f64,
    mean_queue: f64,
}

/// Unnormalised sums over the states of the birth-death chain.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    all: f64,
    waiting: f64,
    queue: f64,
}

impl ErlangA {
    /// Solves the birth-death chain with death rate `min(n, c) mu + (n - c)+ theta` (C. Palm 1957; O. Garnett,
    /// A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers", MSOM 4, 2002).
    ///
    /// # Errors
    /// A parameter out of range. Every load is stable, because customers leave.
    pub fn solve(self) -> Result<Impatience, ModelError> {
        at_least_one("servers", self.servers)?;
        let arrival_rate = positive("arrival_rate", self.arrival_rate.value())?;
        positive("service_rate", self.service_rate.value())?;
        let abandonment_rate = positive("abandonment_rate", self.abandonment_rate.value())?;
        let sums = self.sums();
        let p_wait = sums.waiting / sums.all;
        let mean_queue = sums.queue / sums.all;
        Ok(Impatience { arrival_rate, abandonment_rate, p_wait, mean_queue })
    }

    /// Sums weights outward from the most likely state, where the weight is 1, until nothing is added.
    fn sums(&self) -> Sums {
        let servers = f64::from(self.servers);
        let arrival = self.arrival_rate.value();
        let mode = self.mode();
        let mut sums = Sums::default();
        let mut n = mode;
        let mut weight = 1.0;
        loop {
            sums.add(n - servers, weight);
            n += 1.0;
            let ratio = arrival / self.death_rate(n);
            weight *= ratio;
            // What is left is below a geometric series with this ratio, for each of the three sums.
            let left = weight * (1.0 + (n - servers).max(0.0)) / ((1.0 - ratio) * (1.0 - ratio));
            let smallest = if sums.queue > 0.0 { sums.queue.min(sums.waiting) } else { 0.0 };
            if n > servers && ratio < 1.0 && left <= 1e-17 * smallest.min(sums.all) {
                break;
            }
        }
        n = mode;
        weight = 1.0;
        while n >= 1.0 && weight > 1e-24 * sums.all {
            weight *= self.death_rate(n) / arrival;
            n -= 1.0;
            sums.add(n - servers, weight);
        }
        sums
    }

    /// The most likely number in the system.
    fn mode(&self) -> f64 {
        let servers = f64::from(self.servers);
        let (arrival, service) = (self.arrival_rate.value(), self.service_rate.value());
        let excess = arrival - servers * service;
        if excess <= 0.0 {
            libm::floor(arrival / service)
        } else {
            servers + libm::floor(excess / self.abandonment_rate.value())
        }
    }

    /// Rate at which the number in the system falls from `n`.
    fn death_rate(&self, n: f64) -> f64 {
        let servers = f64::from(self.servers);
        let waiting = (n - servers).max(0.0);
        n.min(servers) * self.service_rate.value() + waiting * self.abandonment_rate.value()
    }
}

impl Sums {
    /// Adds a state with this many customers more than servers.
    fn add(&mut self, beyond: f64, weight: f64) {
        self.all += weight;
        if beyond >= 0.0 {
            self.waiting += weight;
            self.queue += beyond * weight;
        }
    }
}

impl Impatience {
    /// Share of arrivals that give up: `theta Lq / lambda`.
    #[must_use]
    pub fn p_abandon(&self) -> Share {
        Share::new(self.abandonment_rate * self.mean_queue / self.arrival_rate)
    }

    /// Share of arrivals that find every server busy.
    #[must_use]
    pub fn p_wait(&self) -> Share {
        Share::new(self.p_wait)
    }

    /// Time-average number waiting.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.mean_queue
    }

    /// Mean time in the queue over all arrivals, served or not, by Little's law.
    #[must_use]
    pub fn mean_wait(&self) -> Seconds {
        Seconds::new(self.mean_queue / self.arrival_rate)
    }
}

#[cfg(test)]
mod tests {
    use super::{ErlangA, Impatience, PerSecond};
    use crate::queueing::{Mmc, Mmck};

    fn solve(servers: u32, arrival: f64, abandonment: f64) -> Impatience {
        ErlangA {
            servers,
            arrival_rate: PerSecond::new(arrival),
            service_rate: PerSecond::new(1.0),
            abandonment_rate: PerSecond::new(abandonment),
        }
        .solve()
        .unwrap()
    }

    #[test]
    fn endless_patience_is_the_delay_system() {
        let patient = solve(10, 8.0, 1e-12);
        let queue = Mmc { servers: 10, arrival_rate: PerSecond::new(8.0), service_rate: PerSecond::new(1.0) };
        let delay = queue.solve().unwrap();
        assert!((patient.p_wait().value() / delay.p_wait().value() - 1.0).abs() < 1e-9);
        assert!((patient.mean_wait().value() / delay.mean_wait().value() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn no_patience_is_the_loss_system() {
        let hasty = solve(3, 2.1, 1e12);
        let queue = Mmck {
            servers: 3,
            capacity_in_system: 3,
            arrival_rate: PerSecond::new(2.1),
            service_rate: PerSecond::new(1.0),
        };
        let lost = queue.solve().unwrap().p_reject().value();
        assert!((hasty.p_abandon().value() / lost - 1.0).abs() < 1e-9);
    }

    #[test]
    fn patience_equal_to_service_is_the_infinite_server_queue() {
        // The number in the system is Poisson(lambda) whatever the servers.
        let queue = solve(4, 3.0, 1.0);
        let busy_all: f64 = 1.0 - libm::exp(-3.0) * (1.0 + 3.0 + 4.5 + 4.5);
        assert!((queue.p_wait().value() - busy_all).abs() < 1e-14);
    }

    #[test]
    fn a_deep_overload_sheds_exactly_the_excess() {
        let queue = solve(300, 3000.0, 0.001);
        assert!((queue.p_abandon().value() - 0.9).abs() < 1e-12);
        assert!((queue.mean_queue() / 2_700_000.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_rare_wait_keeps_its_digits() {
        // 50-digit value.
        let rare = solve(60, 5.0, 0.5).p_wait().value();
        assert!((rare / RARE_WAIT - 1.0).abs() < 1e-12, "{rare}");
    }

    const RARE_WAIT: f64 = 7.655_729_668_502_319e-43;
}
