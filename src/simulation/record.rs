//! What a run remembers: exact counters by slot, latencies by bin.

use hdrhistogram::Histogram;

use super::number::{place, real};
use super::scenario::{MAX_OBJECTIVES, Scenario};
use super::time::Nanos;

/// Latencies in microseconds to three significant digits.
pub(super) type Latencies = Histogram<u32>;

/// Requests that arrived in one slot, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) arrived: u64,
    pub(super) done: u64,
    pub(super) rejected: u64,
    pub(super) timed_out: u64,
    pub(super) lost: u64,
    /// Answered later than each bound.
    pub(super) late: [u64; MAX_OBJECTIVES],
    /// In the system at the end, and already later than each bound.
    pub(super) late_unfinished: [u64; MAX_OBJECTIVES],
    /// In the system at the end.
    pub(super) unfinished: u64,
    /// Sum of the latencies of those that were answered, in nanoseconds.
    pub(super) latency: u128,
}

/// A promise, as an index: success, or one of the latency objectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    Success,
    Latency(usize),
}

impl Slot {
    /// Requests that broke a promise.
    pub(super) const fn bad(&self, promise: Promise) -> u64 {
        let failed = self.rejected + self.timed_out + self.lost;
        match promise {
            Promise::Success => failed,
            Promise::Latency(index) => failed + self.late[index] + self.late_unfinished[index],
        }
    }

    /// Requests of which it is known whether they broke a promise.
    pub(super) const fn known(&self, promise: Promise) -> u64 {
        let open = match promise {
            Promise::Success => self.unfinished,
            Promise::Latency(index) => self.unfinished - self.late_unfinished[index],
        };
        self.arrived - open
    }
}

/// The counters of a run.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) slots: Vec<Slot>,
    pub(super) bins: Vec<Option<Latencies>>,
    bounds: [Nanos; MAX_OBJECTIVES],
    network: Nanos,
    start: Nanos,
    slot: Nanos,
    slots_per_bin: usize,
    /// The slots of the last arrival and of the last one that left.
    arriving: Cursor,
    leaving: Cursor,
}

/// A slot with its bounds, so that neighbours need no division.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    from: Nanos,
    until: Nanos,
    index: usize,
}

impl Record {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let mut bounds = [Nanos::NEVER; MAX_OBJECTIVES];
        for (bound, objective) in bounds.iter_mut().zip(&scenario.slo.latency) {
            *bound = objective.within;
        }
        let slots = place(scenario.horizon / scenario.slot);
        let bins = place(scenario.horizon / scenario.bin);
        Self {
            slots: vec![Slot::default(); slots],
            bins: vec![None; bins],
            bounds,
            network: scenario.network,
            start: scenario.lead(),
            slot: scenario.slot,
            slots_per_bin: place(scenario.bin / scenario.slot),
            arriving: Cursor::default(),
            leaving: Cursor::default(),
        }
    }

    /// A request arrives.
    #[inline]
    pub(super) fn arrive(&mut self, now: Nanos) {
        if let Some(slot) = self.arriving(now) {
            slot.arrived += 1;
        }
    }

    /// The slot in which a request arrives or arrived just now; none before the measurement.
    #[inline]
    pub(super) fn arriving(&mut self, arrived: Nanos) -> Option<&mut Slot> {
        self.arriving = self.locate(self.arriving, arrived)?;
        self.slots.get_mut(self.arriving.index)
    }

    /// The slot of a request that leaves.
    pub(super) fn leaving(&mut self, arrived: Nanos) -> Option<&mut Slot> {
        self.leaving = self.locate(self.leaving, arrived)?;
        self.slots.get_mut(self.leaving.index)
    }

    /// A request is answered after so long in the system.
    #[inline]
    pub(super) fn done(&mut self, arrived: Nanos, sojourn: Nanos) {
        let Some(cursor) = self.locate(self.leaving, arrived) else {
            return;
        };
        self.leaving = cursor;
        let latency = sojourn + self.network;
        let slot = &mut self.slots[cursor.index];
        slot.done += 1;
        slot.latency += u128::from(latency.get());
        for (late, bound) in slot.late.iter_mut().zip(&self.bounds) {
            *late += u64::from(latency > *bound);
        }
        let bin = &mut self.bins[cursor.index / self.slots_per_bin];
        add(bin.get_or_insert_with(latencies), latency);
    }

    /// A request is still in the system at the end.
    pub(super) fn unfinished(&mut self, arrived: Nanos, end: Nanos) {
        let (bounds, age) = (self.bounds, end - arrived + self.network);
        let Some(slot) = self.leaving(arrived) else {
            return;
        };
        slot.unfinished += 1;
        for (late, bound) in slot.late_unfinished.iter_mut().zip(bounds) {
            *late += u64::from(age > bound);
        }
    }

    #[inline]
    fn locate(&self, last: Cursor, arrived: Nanos) -> Option<Cursor> {
        if last.from <= arrived && arrived < last.until {
            return Some(last);
        }
        if arrived < self.start {
            return None;
        }
        let slot = (arrived - self.start) / self.slot;
        let from = self.start + self.slot * slot;
        let index = place(slot);
        (index < self.slots.len()).then_some(Cursor { from, until: from + self.slot, index })
    }

    /// Requests that arrived in the measurement.
    pub(super) fn total(&self) -> Slot {
        self.slots.iter().fold(Slot::default(), Slot::plus)
    }

    /// Latencies of all requests of the measurement.
    pub(super) fn latencies(&self) -> Latencies {
        let mut all = latencies();
        for bin in self.bins.iter().flatten() {
            merge(&mut all, bin);
        }
        all
    }

    /// Slots of a window.
    pub(super) fn slots_of(&self, window: Nanos) -> usize {
        place(window / self.slot)
    }

    /// Slots of each bin.
    pub(super) fn by_bin(&self) -> impl Iterator<Item = Slot> {
        let sum = |slots: &[Slot]| slots.iter().fold(Slot::default(), Slot::plus);
        self.slots.chunks(self.slots_per_bin).map(sum)
    }
}

impl Slot {
    /// The sum of two slots.
    pub(super) fn plus(mut self, other: &Self) -> Self {
        self.arrived += other.arrived;
        self.done += other.done;
        self.rejected += other.rejected;
        self.timed_out += other.timed_out;
        self.lost += other.lost;
        self.unfinished += other.unfinished;
        self.latency += other.latency;
        for index in 0..MAX_OBJECTIVES {
            self.late[index] += other.late[index];
            self.late_unfinished[index] += other.late_unfinished[index];
        }
        self
    }

    /// Mean latency of those that were answered, in seconds to the nanosecond.
    pub(super) fn mean_latency(&self) -> f64 {
        let mean = self.latency / u128::from(self.done.max(1));
        Nanos::new(u64::try_from(mean).unwrap_or(u64::MAX)).as_seconds()
    }
}

/// Adds a latency, to the nearest microsecond.
#[inline]
pub(super) fn add(latencies: &mut Latencies, latency: Nanos) {
    let micros = (latency.get() + 500) / 1000;
    let recorded = latencies.record(micros);
    recorded.expect("a histogram that resizes takes every value");
}

/// An empty histogram from 1 us on; it grows with what it is given.
pub(super) fn latencies() -> Latencies {
    let mut empty = Histogram::new(3).expect("three digits are legal");
    empty.auto(true);
    empty
}

/// Adds the latencies of another histogram.
pub(super) fn merge(all: &mut Latencies, more: &Latencies) {
    all.add(more).expect("a histogram that resizes takes every other");
}

/// The latency that a share of the requests does not exceed, in seconds; 0 if there are none.
pub(super) fn quantile(latencies: &Latencies, share: f64) -> f64 {
    real(latencies.value_at_quantile(share)) / 1e6
}
