//! The queue and the engines of one pod.

use std::collections::VecDeque;

use super::time::Nanos;

/// A request in the system.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Request {
    /// When it arrived.
    pub(super) arrived: Nanos,
    /// Its work in multiples of the mean.
    pub(super) work: f64,
    /// The client of the load test that waits for it.
    pub(super) client: Option<u32>,
}

/// What a pod counts and shows to a scrape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    /// Requests that reached the pod.
    pub(super) received: u64,
    /// Requests that were answered.
    pub(super) completed: u64,
    /// Time of busy engines, added over the engines.
    pub(super) busy: Nanos,
    /// Answered requests by latency, one for each bucket and one above.
    pub(super) buckets: Vec<u64>,
}

/// One pod as the requests see it.
#[derive(Clone, Debug)]
pub(super) struct Station {
    /// Those that wait, in the order of their arrival.
    pub(super) waiting: VecDeque<Request>,
    /// Those in service, by engine.
    pub(super) serving: Vec<Vec<Request>>,
    /// A bit for each engine that is free.
    pub(super) idle: u64,
    /// The engine that waits for more requests, as a bit.
    pub(super) collecting: u64,
    /// Whether it answers at all.
    pub(super) alive: bool,
    /// Whether it ends when it is empty.
    pub(super) ends: bool,
    /// What it shows.
    pub(super) counters: Counters,
    /// Iterations that a shared engine has made.
    pub(super) progress: f64,
    /// When they were counted.
    pub(super) progressed_until: Nanos,
    busy_engines: u64,
    counted_until: Nanos,
}

impl Station {
    /// A pod with free engines.
    pub(super) fn new(engines: u32, buckets: usize, now: Nanos) -> Self {
        Self {
            waiting: VecDeque::new(),
            serving: (0..engines).map(|_| Vec::new()).collect(),
            idle: u64::MAX >> (u64::BITS - engines),
            collecting: 0,
            alive: true,
            ends: false,
            counters: Counters { buckets: vec![0; buckets], ..Counters::default() },
            progress: 0.0,
            progressed_until: now,
            busy_engines: 0,
            counted_until: now,
        }
    }

    /// Brings the busy time up to a moment.
    #[inline]
    pub(super) fn count_busy(&mut self, now: Nanos) {
        let counters = &mut self.counters;
        counters.busy = counters.busy + (now - self.counted_until) * self.busy_engines;
        self.counted_until = now;
    }

    /// An engine begins a batch.
    #[inline]
    pub(super) fn begin(&mut self, engine: u32, now: Nanos) {
        self.count_busy(now);
        self.busy_engines += 1;
        self.idle &= !(1 << engine);
        self.collecting &= !(1 << engine);
    }

    /// An engine is free again.
    #[inline]
    pub(super) fn end(&mut self, engine: u32, now: Nanos) {
        self.count_busy(now);
        self.busy_engines -= 1;
        self.idle |= 1 << engine;
    }

    /// A shared engine has something to do, or nothing any more.
    #[inline]
    pub(super) fn works(&mut self, works: bool, now: Nanos) {
        self.count_busy(now);
        self.busy_engines = u64::from(works);
    }

    /// Whether an engine neither serves nor collects.
    #[inline]
    pub(super) const fn rests(&self, engine: u32) -> bool {
        (self.idle & !self.collecting) & (1 << engine) != 0
    }

    /// Everything it still has, taken out.
    pub(super) fn empty(&mut self, now: Nanos) -> Vec<Request> {
        self.count_busy(now);
        self.busy_engines = 0;
        self.collecting = 0;
        let serving = self.serving.iter_mut().flat_map(std::mem::take);
        serving.chain(self.waiting.drain(..)).collect()
    }

    /// Everything it has.
    pub(super) fn requests(&self) -> impl Iterator<Item = &Request> {
        self.serving.iter().flatten().chain(&self.waiting)
    }
}
