//! Books that have to balance, kept exactly and on every run.

use serde::Serialize;

use super::time::Nanos;

/// Where the requests of one or more runs went, and the two sides of Little's law.
///
/// Every number counts the whole run, with its warm-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Requests that arrived.
    pub arrived: u64,
    /// Requests that were answered in time.
    pub done: u64,
    /// Requests that found no room, or no pod.
    pub rejected: u64,
    /// Requests whose client had given up.
    pub timed_out: u64,
    /// Requests that died with their pod.
    pub lost: u64,
    /// Requests that were still in the system at the end.
    pub unfinished: u64,
    /// Requests in the system over time, in request nanoseconds, added up at every change.
    pub area: u128,
    /// Time of each request in the system, in nanoseconds, added up as they leave.
    pub sojourns: u128,
    #[serde(skip)]
    present: u64,
    #[serde(skip)]
    counted_until: Nanos,
}

impl Ledger {
    #[inline]
    pub(super) fn enter(&mut self, now: Nanos) {
        self.count(now);
        self.present += 1;
    }

    #[inline]
    pub(super) fn leave(&mut self, arrived: Nanos, now: Nanos) {
        self.count(now);
        self.present -= 1;
        self.sojourns += u128::from((now - arrived).get());
    }

    /// Counts a request that never leaves.
    pub(super) fn stay(&mut self, arrived: Nanos, end: Nanos) {
        self.count(end);
        self.unfinished += 1;
        self.sojourns += u128::from((end - arrived).get());
    }

    #[inline]
    fn count(&mut self, now: Nanos) {
        let time = (now - self.counted_until).get();
        self.area += u128::from(time) * u128::from(self.present);
        self.counted_until = now;
    }

    /// Whether every request went somewhere and the time in the system agrees with the number in it, both exactly.
    #[must_use]
    pub const fn balances(&self) -> bool {
        let left = self.done + self.rejected + self.timed_out + self.lost + self.unfinished;
        left == self.arrived && self.present == self.unfinished && self.area == self.sojourns
    }

    pub(super) const fn add(&mut self, other: &Self) {
        self.arrived += other.arrived;
        self.done += other.done;
        self.rejected += other.rejected;
        self.timed_out += other.timed_out;
        self.lost += other.lost;
        self.unfinished += other.unfinished;
        self.area += other.area;
        self.sojourns += other.sojourns;
        self.present += other.present;
    }
}
