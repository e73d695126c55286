//! Several replicas behind a load balancer.

mod sticky;

pub use sticky::hottest_pod_clients;

use super::batch_server::{Arrivals, BatchServer, Objective, OperatingPoint, QueueRoom, ServiceTable};
use super::error::{ModelError, at_least_one, positive, stable};
use super::quantity::{PerSecond, Seconds, Share};

/// Replicas from which on arrivals in turn count as evenly spaced, where their chain is too long.
const NEARLY_EVEN: u32 = 10;

/// Most Erlang stages that are solved exactly.
const MOST_STAGES: u32 = 20;

/// States of the longest chain that is solved for Erlang arrivals.
const LONGEST_CHAIN: u32 = 1000;

/// How requests are spread over the replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balancer {
    /// Each request to a random replica, or by a hash over very many clients: each replica sees a Poisson stream.
    Random,
    /// In turn: each of `c` replicas sees every `c`-th request, more evenly spaced than at random.
    RoundRobin,
    /// To the replica with the fewest requests in it.
    LeastOutstanding,
    /// Each client always to one replica, by a hash; all clients ask equally often.
    Sticky {
        /// Number of clients.
        clients: u32,
    },
}

/// What an answer about a fleet rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The exact solution of the model.
    Exact,
    /// A limit that real systems come close to.
    Approximation,
    /// A value to plan with where no solution is known; it is no bound of what can happen.
    Planning,
}

/// Arrivals at one of several replicas that are served in turn.
enum Turns {
    /// Evenly spaced.
    Even,
    /// With Erlang intervals of so many stages.
    Stages { stages: u32, basis: Basis },
}

/// Equal replicas with dynamic batching behind one balancer.
#[derive(Debug, Clone, PartialEq)]
pub struct Fleet {
    /// Number of replicas.
    pub pods: u32,
    /// Each of them.
    pub server: BatchServer,
}

/// What the requests to a fleet meet with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    /// Share of requests that are rejected.
    pub p_reject: Share,
    /// Mean time from arrival to completion of those accepted.
    pub mean: Seconds,
    /// Its median.
    pub p50: Seconds,
    /// Its 95th percentile.
    pub p95: Seconds,
    /// Its 99th percentile.
    pub p99: Seconds,
    /// What these numbers rest on.
    pub basis: Basis,
}

impl Fleet {
    /// Response to Poisson arrivals of this total rate.
    ///
    /// - Random: every replica is a [`BatchServer`] with its part of the stream. Exact.
    /// - Round robin: the intervals between arrivals at one of `c` replicas are Erlang-`c`; exact for small fleets with
    ///   short queues. From ten replicas on they are nearly even, a request waits a uniform part of a batch time `s*` and
    ///   is then served for `s*`: mean `1.5 s*`, quantile `(1 + q) s*`, at most `2 s*`; with twenty replicas this is
    ///   within 1 % of the exact mean and 5 % of the tail. In between, less even intervals stand on the safe side.
    /// - Least outstanding: no solution is known (Y. Inoue, Queueing Systems 100, 2022); the rejects of round robin, and
    ///   `2 s*` throughout as the time to plan with. A replica that has just started a batch looks least loaded and
    ///   draws the next arrivals, who wait longest: in simulations the tail lies up to 10 % above that.
    /// - Sticky: the mixture over the number of clients on a replica, Binomial(clients, 1 / pods), weighted by requests.
    ///   Exact for equal clients, each a Poisson stream, as the mean over hashes: with few clients one hash is far better
    ///   or worse than another. Of many different numbers of clients, neighbours are joined.
    ///
    /// # Errors
    /// A parameter out of range; a rate above the ceiling, except where a bounded queue rejects the rest.
    pub fn response(&self, balancer: Balancer, arrival_rate: PerSecond) -> Result<Response, ModelError> {
        let pods = f64::from(at_least_one("pods", self.pods)?);
        let each = PerSecond::new(positive("arrival_rate", arrival_rate.value())? / pods);
        match balancer {
            Balancer::Random => self.erlang(each, 1, Basis::Exact),
            Balancer::RoundRobin => self.in_turn(each),
            Balancer::LeastOutstanding => self.least_outstanding(each),
            Balancer::Sticky { clients } => sticky::response(self, clients, arrival_rate),
        }
    }

    /// The largest total rate that keeps an objective; None if no load does.
    ///
    /// # Errors
    /// A parameter out of range.
    pub fn capacity_at_slo(&self, balancer: Balancer, objective: &Objective) -> Result<Option<PerSecond>, ModelError> {
        let pods = f64::from(at_least_one("pods", self.pods)?);
        objective.check()?;
        let each = match balancer {
            Balancer::Random => self.erlang_capacity(1, objective)?,
            Balancer::RoundRobin => self.capacity_in_turn(objective)?,
            Balancer::LeastOutstanding => {
                let planned = self.even_capacity(objective, |_| 2.0);
                let in_turn = self.capacity_in_turn(objective)?;
                planned.zip(in_turn).map(|(planned, in_turn)| planned.min(in_turn))
            }
            Balancer::Sticky { clients } => match self.erlang_capacity(1, objective)? {
                Some(each) => {
                    let even = each * pods;
                    sticky::capacity(self, clients, objective, even)?.map(|rate| rate / pods)
                }
                None => None,
            },
        };
        Ok(each.map(|rate| PerSecond::new(rate * pods)))
    }

    fn erlang(&self, rate: PerSecond, stages: u32, basis: Basis) -> Result<Response, ModelError> {
        let (steady, sojourn) = self.server.solve(Arrivals { rate, stages })?;
        Ok(Response {
            p_reject: steady.p_reject,
            mean: steady.mean_sojourn,
            p50: sojourn.quantile(Share::P50)?,
            p95: sojourn.quantile(Share::P95)?,
            p99: sojourn.quantile(Share::P99)?,
            basis,
        })
    }

    /// Capacity of one replica whose arrivals have Erlang intervals.
    fn erlang_capacity(&self, stages: u32, objective: &Objective) -> Result<Option<f64>, ModelError> {
        let capacity = self.server.capacity_of(stages, objective)?;
        Ok(capacity.map(|capacity| capacity.rate.value()))
    }

    fn in_turn(&self, each: PerSecond) -> Result<Response, ModelError> {
        match self.turns() {
            Turns::Even => self.even(each),
            Turns::Stages { stages, basis } => self.erlang(each, stages, basis),
        }
    }

    /// Capacity of one of the replicas that are served in turn.
    fn capacity_in_turn(&self, objective: &Objective) -> Result<Option<f64>, ModelError> {
        match self.turns() {
            Turns::Even => Ok(self.even_capacity(objective, |level| 1.0 + level)),
            Turns::Stages { stages, .. } => self.erlang_capacity(stages, objective),
        }
    }

    /// What stands for the arrivals at one of the replicas that are served in turn.
    fn turns(&self) -> Turns {
        let longest = match self.server.room {
            QueueRoom::Places(places) => (LONGEST_CHAIN / places.saturating_add(1)).min(MOST_STAGES),
            QueueRoom::Unbounded => 1,
        };
        if self.pods <= longest {
            Turns::Stages { stages: self.pods, basis: Basis::Exact }
        } else if self.pods >= NEARLY_EVEN {
            Turns::Even
        } else {
            Turns::Stages { stages: longest.max(1), basis: Basis::Approximation }
        }
    }

    fn even(&self, each: PerSecond) -> Result<Response, ModelError> {
        let batch_time = self.even_batch(each)?.map(Seconds::value);
        let alone = self.server.service.alone().value();
        let after = |wait: f64| Seconds::new(batch_time.map_or(alone, |time| (1.0 + wait) * time));
        Ok(Response {
            p_reject: Share::new(0.0),
            mean: after(0.5),
            p50: after(Share::P50.value()),
            p95: after(Share::P95.value()),
            p99: after(Share::P99.value()),
            basis: Basis::Approximation,
        })
    }

    fn least_outstanding(&self, each: PerSecond) -> Result<Response, ModelError> {
        let batch_time = self.even_batch(each)?.unwrap_or(self.server.service.alone());
        let time = Seconds::new(2.0 * batch_time.value());
        let p_reject = self.in_turn(each)?.p_reject;
        Ok(Response { p_reject, mean: time, p50: time, p95: time, p99: time, basis: Basis::Planning })
    }

    /// Time of the batch that evenly spaced arrivals settle at; None if the server is idle between them.
    fn even_batch(&self, each: PerSecond) -> Result<Option<Seconds>, ModelError> {
        let table = self.reachable_table();
        match table.operating_point(each) {
            OperatingPoint::Intermittent => Ok(None),
            OperatingPoint::Steady { service, .. } => Ok(Some(service)),
            OperatingPoint::Overloaded => {
                let ceiling = table.ceiling().value();
                stable(each.value().max(ceiling), ceiling).map(|()| None)
            }
        }
    }

    /// Largest evenly spaced rate of one replica whose batch time keeps every target: `factor(q) s* <= T_q`.
    fn even_capacity(&self, objective: &Objective, factor: impl Fn(f64) -> f64) -> Option<f64> {
        let alone = self.server.service.alone();
        if objective.latency.iter().any(|target| target.within < alone) {
            return None;
        }
        let limits = objective.latency.iter().map(|t| t.within.value() / factor(t.level.value()));
        let longest = limits.fold(f64::INFINITY, f64::min);
        let rate = self.reachable_table().rate_at(Seconds::new(longest));
        Some(rate.map_or(1.0 / alone.value(), PerSecond::value))
    }

    /// The batches that the queue has room to collect.
    fn reachable_table(&self) -> ServiceTable {
        match self.server.room {
            QueueRoom::Places(places) => self.server.service.truncated(places),
            QueueRoom::Unbounded => self.server.service.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
