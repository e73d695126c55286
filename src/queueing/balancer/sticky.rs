//! Clients that always reach the same replica.

use super::{Basis, Fleet, Response};
use crate::queueing::batch_server::{Objective, SojournDistribution};
use crate::queueing::error::{ModelError, at_least_one};
use crate::queueing::numerics::root::{first_reached_above, largest_kept};
use crate::queueing::quantity::{PerSecond, Seconds, Share};

/// Numbers of clients that are told apart; more are joined to neighbours.
const LOADS: usize = 64;

/// Binomial probabilities below this, relative to the largest, are dropped.
const NEGLIGIBLE: f64 = 1e-13;

/// Accuracy of a capacity, relative.
const TOLERANCE: f64 = 1e-6;

/// Replicas with the same number of clients.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Load {
    /// Share of the fleet's requests that one such replica gets.
    share: f64,
    /// Share of the fleet's requests that go to such replicas.
    weight: f64,
}

/// The solved loads of a fleet.
struct Mixture {
    /// Share of the fleet's requests that are rejected.
    rejected: f64,
    /// Share that is accepted.
    accepted: f64,
    /// Mean sojourn of those accepted.
    mean: f64,
    /// Share that each load accepts, and its sojourn.
    parts: Vec<(f64, SojournDistribution)>,
}

/// About how many clients the replica with most of them has: `n/c + sqrt(2 (n/c) ln c)`.
///
/// The first-order term of the maximum load of hashed clients (M. Raab and A. Steger, "Balls into bins", RANDOM 1998).
#[must_use]
pub fn hottest_pod_clients(clients: u32, pods: u32) -> f64 {
    let mean = f64::from(clients) / f64::from(pods.max(1));
    mean + libm::sqrt(2.0 * mean * libm::log(f64::from(pods.max(1))))
}

/// The mixture of replicas with Binomial(`clients`, 1 / pods) clients, weighted by requests.
pub(super) fn response(fleet: &Fleet, clients: u32, arrival_rate: PerSecond) -> Result<Response, ModelError> {
    let mixture = Mixture::solve(fleet, &loads(clients, fleet.pods)?, arrival_rate.value())?;
    Ok(Response {
        p_reject: Share::new(mixture.rejected),
        mean: Seconds::new(mixture.mean),
        p50: mixture.quantile(Share::P50),
        p95: mixture.quantile(Share::P95),
        p99: mixture.quantile(Share::P99),
        basis: Basis::Exact,
    })
}

/// The largest total rate below `high` that keeps the objective over all requests together.
pub(super) fn capacity(
    fleet: &Fleet,
    clients: u32,
    objective: &Objective,
    high: f64,
) -> Result<Option<f64>, ModelError> {
    let loads = loads(clients, fleet.pods)?;
    // A load that some replica cannot carry at all misses every objective.
    let slack = |rate| Mixture::solve(fleet, &loads, rate).map_or(-1.0, |mixture| mixture.slack(objective));
    Ok(largest_kept(high, slack(high), TOLERANCE, slack))
}

impl Mixture {
    fn solve(fleet: &Fleet, loads: &[Load], arrival_rate: f64) -> Result<Self, ModelError> {
        let mut mixture = Self { rejected: 0.0, accepted: 0.0, mean: 0.0, parts: Vec::new() };
        for load in loads {
            let (steady, sojourn) = fleet.server.solve(PerSecond::new(load.share * arrival_rate))?;
            let rejected = load.weight * steady.p_reject.value();
            let accepted = load.weight - rejected;
            mixture.rejected += rejected;
            mixture.accepted += accepted;
            mixture.mean += accepted * steady.mean_sojourn.value();
            mixture.parts.push((accepted, sojourn));
        }
        mixture.mean /= mixture.accepted;
        Ok(mixture)
    }

    /// Share of the accepted requests with a sojourn of at most this.
    fn at_most(&self, sojourn: f64) -> f64 {
        let part = |(accepted, law): &(f64, SojournDistribution)| accepted * law.cdf(Seconds::new(sojourn)).value();
        self.parts.iter().map(part).sum::<f64>() / self.accepted
    }

    fn quantile(&self, level: Share) -> Seconds {
        let reached = |t| self.at_most(t) >= level.value();
        Seconds::new(first_reached_above(0.0, self.mean, reached))
    }

    fn slack(&self, objective: &Objective) -> f64 {
        objective.slack(self.rejected, |time| 1.0 - self.at_most(time.value()))
    }
}

/// The loads of `pods` replicas to which `clients` equal clients are hashed.
///
/// A replica with `m` clients gets `m / clients` of the requests, so a request meets it with probability
/// `m P(m) pods / clients`. Where there are many different loads, neighbours are joined at their mean.
fn loads(clients: u32, pods: u32) -> Result<Vec<Load>, ModelError> {
    at_least_one("clients", clients)?;
    at_least_one("pods", pods)?;
    let all = f64::from(clients);
    let counts = binomial(clients, pods);
    let total: f64 = counts.iter().map(|(count, p)| count * p).sum();
    let joined = counts.chunks(counts.len().div_ceil(LOADS)).map(|chunk| {
        let requests: f64 = chunk.iter().map(|(count, p)| count * p).sum();
        let squares: f64 = chunk.iter().map(|(count, p)| count * count * p).sum();
        Load { share: squares / requests / all, weight: requests / total }
    });
    Ok(joined.collect())
}

/// Numbers of clients on a replica, from one up, and their probabilities up to a factor; outward from the mode.
fn binomial(clients: u32, pods: u32) -> Vec<(f64, f64)> {
    let all = f64::from(clients);
    if pods == 1 {
        return vec![(all, 1.0)];
    }
    let odds = 1.0 / (f64::from(pods) - 1.0);
    let mode = libm::floor((all + 1.0) / f64::from(pods)).clamp(1.0, all);
    let mut counts = vec![(mode, 1.0)];
    let (mut count, mut p) = (mode, 1.0);
    while count > 1.0 && p > NEGLIGIBLE {
        p *= count / ((all - count + 1.0) * odds);
        count -= 1.0;
        counts.push((count, p));
    }
    counts.reverse();
    (count, p) = (mode, 1.0);
    while count < all && p > NEGLIGIBLE {
        p *= (all - count) * odds / (count + 1.0);
        count += 1.0;
        counts.push((count, p));
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{LOADS, hottest_pod_clients, loads};

    #[test]
    fn every_request_goes_somewhere_and_loads_average_out() {
        for (clients, pods) in [(1, 1), (1, 20), (50, 20), (10_000, 20), (7, 1), (100_000, 3)] {
            let loads = loads(clients, pods).unwrap();
            assert!(loads.len() <= LOADS);
            let requests: f64 = loads.iter().map(|load| load.weight).sum();
            assert!((requests - 1.0).abs() < 1e-12);
            // The load that a request meets is 1/c + (1 - 1/c) / n on average: its own client, and its share of others.
            let met: f64 = loads.iter().map(|load| load.weight * load.share).sum();
            let (n, c) = (f64::from(clients), f64::from(pods));
            assert!((met - (1.0 / c + (1.0 - 1.0 / c) / n)).abs() < 1e-3 / c, "{clients} {pods}");
        }
    }

    #[test]
    fn a_thousand_clients_on_twenty_pods_leave_one_with_sixty_seven() {
        let hottest = hottest_pod_clients(1000, 20);
        assert!((hottest - 67.3).abs() < 0.05, "{hottest}");
    }
}
