//! The load balancer: which pod gets a request.

mod sticky;

use sticky::Clients;

use super::number::{index, small};
use super::random::{Purpose, Stream};
use super::scenario::{Policy, Scenario};
use super::time::Nanos;

/// The place of a pod among those that exist at the same time.
pub(super) type Slot = u32;

/// The balancer with the pods it sends requests to.
#[derive(Debug)]
pub(super) struct Balancer {
    targets: Vec<Slot>,
    stream: Stream,
    choice: Choice,
}

#[derive(Debug)]
enum Choice {
    Random,
    RoundRobin { next: u32 },
    LeastOutstanding,
    PowerOfTwo,
    Sticky(Box<Clients>),
}

impl Balancer {
    pub(super) fn new(scenario: &Scenario, replication: u32) -> Self {
        let choice = match scenario.policy {
            Policy::Random => Choice::Random,
            Policy::RoundRobin => Choice::RoundRobin { next: 0 },
            Policy::LeastOutstanding => Choice::LeastOutstanding,
            Policy::PowerOfTwo => Choice::PowerOfTwo,
            Policy::Sticky { clients, largest_share, pin } => {
                let stream = Stream::new(scenario.seed, Purpose::Client, replication);
                Choice::Sticky(Box::new(Clients::new(clients, largest_share, pin, stream)))
            }
        };
        Self { targets: Vec::new(), stream: Stream::new(scenario.seed, Purpose::Balancer, replication), choice }
    }

    /// Pods that get requests.
    pub(super) fn targets(&self) -> &[Slot] {
        &self.targets
    }

    /// Whether a pod gets requests.
    pub(super) fn sends_to(&self, slot: Slot) -> bool {
        self.targets.contains(&slot)
    }

    /// Takes a pod into service.
    pub(super) fn add(&mut self, slot: Slot) {
        self.targets.push(slot);
    }

    /// Takes a pod out of service, if it is in.
    pub(super) fn remove(&mut self, slot: Slot) {
        self.targets.retain(|target| *target != slot);
        if let Choice::Sticky(clients) = &mut self.choice {
            clients.forget(slot);
        }
    }

    /// The pod for the next request, by what is waiting and in service in each slot; none if no pod is in service.
    #[inline]
    pub(super) fn pick(&mut self, outstanding: &[u32], now: Nanos) -> Option<Slot> {
        let pods = small(self.targets.len());
        if pods == 0 {
            return None;
        }
        let slot = match &mut self.choice {
            Choice::Random => self.targets[index(self.stream.below(pods))],
            Choice::RoundRobin { next } => {
                *next = if *next + 1 < pods { *next + 1 } else { 0 };
                self.targets[index(*next)]
            }
            Choice::LeastOutstanding => {
                let start = index(self.stream.below(pods));
                least(&self.targets, start, outstanding)
            }
            Choice::PowerOfTwo => {
                let first = self.stream.below(pods);
                let second = self.stream.below(pods.max(2) - 1);
                let second = if pods == 1 { first } else { second + u32::from(second >= first) };
                let (first, second) = (self.targets[index(first)], self.targets[index(second)]);
                if outstanding[index(second)] < outstanding[index(first)] { second } else { first }
            }
            Choice::Sticky(clients) => clients.pod(&self.targets, &mut self.stream, now),
        };
        Some(slot)
    }
}

/// The target with the fewest requests, looking from `start` on.
fn least(targets: &[Slot], start: usize, outstanding: &[u32]) -> Slot {
    let (before, from) = targets.split_at(start);
    let mut best = (u32::MAX, 0);
    for slot in from.iter().chain(before) {
        let load = outstanding[index(*slot)];
        if load < best.0 {
            best = (load, *slot);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::{Balancer, Policy, Scenario};
    use crate::queueing::{PerSecond, QueueRoom, Share};
    use crate::simulation::scenario::{Pin, Service, Traffic};
    use crate::simulation::time::Nanos;

    fn balancer(policy: Policy) -> Balancer {
        let service = Service::measured(vec![Nanos::from_millis(1)]);
        let traffic = Traffic::Constant(PerSecond::new(1.0));
        let mut scenario = Scenario::fixed(service, QueueRoom::Places(1), 1, traffic);
        scenario.policy = policy;
        let mut balancer = Balancer::new(&scenario, 0);
        (0..4).for_each(|slot| balancer.add(slot));
        balancer
    }

    #[test]
    fn round_robin_takes_turns_and_survives_a_removal() {
        let mut balancer = balancer(Policy::RoundRobin);
        let picks = |n: usize, balancer: &mut Balancer| -> Vec<u32> {
            (0..n).filter_map(|_| balancer.pick(&[0; 4], Nanos::ZERO)).collect()
        };
        assert_eq!(picks(5, &mut balancer), [1, 2, 3, 0, 1]);
        balancer.remove(3);
        assert_eq!(picks(3, &mut balancer), [2, 0, 1]);
    }

    #[test]
    fn least_outstanding_finds_the_minimum_and_spreads_ties() {
        let mut balancer = balancer(Policy::LeastOutstanding);
        assert!((0..9).all(|_| balancer.pick(&[3, 2, 1, 2], Nanos::ZERO) == Some(2)));
        let mut seen: Vec<_> = (0..99).map(|_| balancer.pick(&[1, 1, 2, 1], Nanos::ZERO)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, [Some(0), Some(1), Some(3)]);
    }

    #[test]
    fn power_of_two_never_takes_the_single_worst() {
        let mut balancer = balancer(Policy::PowerOfTwo);
        assert!((0..99).all(|_| balancer.pick(&[0, 0, 9, 0], Nanos::ZERO) != Some(2)));
    }

    #[test]
    fn a_kept_client_moves_only_when_its_pod_leaves() {
        let mut balancer = balancer(Policy::Sticky { clients: 1, largest_share: Share::new(1.0), pin: Pin::Kept });
        let first = balancer.pick(&[0; 4], Nanos::ZERO).expect("a pod");
        balancer.add(4);
        assert!((0..9).all(|_| balancer.pick(&[0; 5], Nanos::ZERO) == Some(first)));
        balancer.remove(first);
        assert_ne!(balancer.pick(&[0; 5], Nanos::ZERO), Some(first));
    }

    #[test]
    fn a_visit_ends() {
        let visit = Nanos::from_seconds(60);
        let mut balancer =
            balancer(Policy::Sticky { clients: 1, largest_share: Share::new(1.0), pin: Pin::Visits(visit) });
        let picks: Vec<_> = (0..1000).map(|minute| balancer.pick(&[0; 4], Nanos::from_minutes(minute))).collect();
        let moves = picks.windows(2).filter(|pair| pair[0] != pair[1]).count();
        // A visit is over within a minute with probability 1 - 1/e, and the next is elsewhere in 3 of 4 cases.
        assert!((440..510).contains(&moves), "{moves}");
    }
}
