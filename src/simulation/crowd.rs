//! The clients of a load test: each waits for its answer before it sends the next request.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::random::{Purpose, Stream};
use super::record::{self, Latencies};
use super::scenario::{ClosedLoop, Scenario};
use super::time::Nanos;

/// The clients and what they measured.
#[derive(Debug)]
pub(super) struct Crowd {
    test: ClosedLoop,
    /// When each client that is not waiting sends its next request.
    ready: BinaryHeap<Reverse<(Nanos, u64, u32)>>,
    entered: u64,
    left: u64,
    stream: Stream,
    start: Nanos,
    measured: Measured,
}

/// What the load test says of the service.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// Requests that were answered in time.
    pub(super) done: u64,
    /// Requests that were not.
    pub(super) failed: u64,
    /// Latencies of those that were answered.
    pub(super) latencies: Latencies,
    /// Time from its start to its last answer.
    pub(super) took: Nanos,
}

impl Crowd {
    pub(super) fn new(test: ClosedLoop, scenario: &Scenario, replication: u32) -> Self {
        let start = scenario.lead() + test.start;
        let mut this = Self {
            test,
            ready: BinaryHeap::new(),
            entered: 0,
            left: test.requests.unwrap_or(u64::MAX),
            stream: Stream::new(scenario.seed, Purpose::Think, replication),
            start,
            measured: Measured { done: 0, failed: 0, latencies: record::latencies(), took: Nanos::ZERO },
        };
        (0..test.clients).for_each(|client| this.enter(start, client));
        this
    }

    fn enter(&mut self, at: Nanos, client: u32) {
        self.ready.push(Reverse((at, self.entered, client)));
        self.entered += 1;
    }

    /// When the next request comes.
    pub(super) fn next(&self) -> Nanos {
        if self.left == 0 {
            return Nanos::NEVER;
        }
        self.ready.peek().map_or(Nanos::NEVER, |entry| entry.0.0)
    }

    /// The client that sends it.
    pub(super) fn send(&mut self) -> Option<u32> {
        let Reverse((_, _, client)) = self.ready.pop()?;
        self.left -= 1;
        Some(client)
    }

    /// A client has its answer after this latency.
    pub(super) fn answer(&mut self, client: u32, now: Nanos, latency: Nanos) {
        self.measured.done += 1;
        record::add(&mut self.measured.latencies, latency);
        self.rest(client, now);
    }

    /// A client has an error: at once, or after the time that a rejection takes.
    pub(super) fn fail(&mut self, client: u32, now: Nanos) {
        self.measured.failed += 1;
        self.rest(client, now + self.test.rejection);
    }

    fn rest(&mut self, client: u32, now: Nanos) {
        self.measured.took = self.measured.took.max(now - self.start);
        let mean = self.test.think.as_seconds();
        let think = if mean > 0.0 { Nanos::of_seconds(mean * self.stream.exponential()) } else { Nanos::ZERO };
        self.enter(now + think, client);
    }

    pub(super) fn measured(self) -> Measured {
        self.measured
    }
}
