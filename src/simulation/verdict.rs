//! Whether a promise holds.

use std::fmt;

use serde::Serialize;

use super::estimate::Estimate;
use super::number::{count, real};
use super::record::{Promise, Record, Slot};
use super::time::Nanos;

/// The answer for a window, a promise or a scenario. The order is from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verdict {
    /// The whole interval is within the promise.
    Pass,
    /// The interval has ends on both sides of the promise.
    Undecided,
    /// The whole interval is outside the promise.
    Fail,
}

impl Verdict {
    /// The verdict on a share of bad requests of which so much is allowed.
    #[must_use]
    pub fn of(bad: Estimate, allowed: f64) -> Self {
        // Shares such as 1 - 0.99 are a rounding error away from what was meant.
        let allowed = allowed + 1e-12;
        match (bad.low(), bad.high()) {
            (_, Some(high)) if high <= allowed => Self::Pass,
            (Some(low), _) if low > allowed => Self::Fail,
            _ => Self::Undecided,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Pass => "PASS",
            Self::Undecided => "UNDECIDED",
            Self::Fail => "FAIL",
        })
    }
}

/// The window of a run with the highest share of bad requests.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Worst {
    /// Bad requests over those that arrived in it.
    pub(super) share: f64,
    /// When it begins, counted from the start of the measurement.
    pub(super) at: Nanos,
}

/// The worst of all windows of a length, in steps of a slot; none if the run is shorter.
pub(super) fn worst(record: &Record, promise: Promise, window: Nanos, slot: Nanos) -> Option<Worst> {
    let length = record.slots_of(window);
    if length == 0 || length > record.slots.len() {
        return None;
    }
    let parts = |slot: &Slot| (slot.bad(promise), slot.known(promise));
    let first = record.slots[..length].iter().map(parts);
    let (mut bad, mut known) = first.fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let mut worst = Worst { share: share(bad, known), at: Nanos::ZERO };
    for (index, pair) in record.slots.windows(length + 1).enumerate() {
        let (out, into) = (parts(&pair[0]), parts(&pair[length]));
        bad = bad + into.0 - out.0;
        known = known + into.1 - out.1;
        let share = share(bad, known);
        if share > worst.share {
            let at = slot * (count(index) + 1);
            worst = Worst { share, at };
        }
    }
    Some(worst)
}

/// The moment at which the bad requests so far are as many as the whole run may have; none if they never are.
pub(super) fn budget_gone(record: &Record, promise: Promise, allowed: f64, slot: Nanos) -> Option<Nanos> {
    let total = record.total();
    let budget = allowed * real(total.known(promise));
    let mut bad = 0;
    for (index, each) in record.slots.iter().enumerate() {
        let before = real(bad);
        bad += each.bad(promise);
        if real(bad) > budget {
            let part = (budget - before) / real(each.bad(promise));
            let within = Nanos::of_seconds(slot.as_seconds() * part);
            return Some(slot * count(index) + within);
        }
    }
    None
}

/// A part of a whole; 0 of nothing.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    real(part) / real(whole)
}

#[cfg(test)]
mod tests {
    use super::{Estimate, Verdict};

    #[test]
    fn a_verdict_needs_the_whole_interval_on_one_side() {
        let of = |mean, half_width| {
            let half_width = Some(half_width);
            Verdict::of(Estimate { mean, half_width }, 0.01)
        };
        assert_eq!(of(0.005, 0.004), Verdict::Pass);
        assert_eq!(of(0.005, 0.006), Verdict::Undecided);
        assert_eq!(of(0.02, 0.005), Verdict::Fail);
        assert_eq!(of(0.01, 0.0), Verdict::Pass);
        assert_eq!(Verdict::of(Estimate::of(&[0.5]), 0.01), Verdict::Undecided);
    }
}
