//! Curves of a minute's step, and the minute at which a share over a window passes a threshold.

use crate::units::Duration;

/// A rate that changes now and then, in millionths a minute.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    /// From after which minute on it is so much; the first from the begin.
    pieces: Vec<(u64, u128)>,
    /// The minute at which the process begins anew.
    restart: Option<u64>,
}

pub(super) const MILLION: u128 = 1_000_000;

impl Curve {
    /// The same for ever.
    pub(super) fn constant(rate: u64) -> Self {
        Self::share(rate, 1, 1)
    }

    /// A share of a rate, for ever.
    pub(super) fn share(rate: u64, part: u128, whole: u128) -> Self {
        Self { pieces: vec![(0, u128::from(rate) * MILLION * part / whole.max(1))], restart: None }
    }

    /// This until a minute, and another from then on.
    pub(super) fn then(&self, minute: u64, other: &Self) -> Self {
        let mut pieces: Vec<_> = self.pieces.iter().copied().filter(|(from, _)| *from < minute).collect();
        pieces.push((minute, other.at(minute)));
        pieces.extend(other.pieces.iter().copied().filter(|(from, _)| *from > minute));
        Self { pieces, restart: None }
    }

    /// The same, with a counter that begins at zero again.
    pub(super) fn restarted(mut self, minute: u64) -> Self {
        self.restart = Some(minute);
        self
    }

    /// A part of it, whenever it is how much.
    pub(super) fn part(&self, part: u128, whole: u128) -> Self {
        self.with(self, |rate, _| rate * part / whole)
    }

    /// What is left of another curve.
    pub(super) fn less_than(&self, all: &Self) -> Self {
        self.with(all, |part, whole| whole.saturating_sub(part))
    }

    /// Parts of another curve instead of a rate.
    pub(super) fn over(&self, all: &Self) -> Self {
        self.with(all, |part, whole| part * MILLION / whole.max(1))
    }

    /// Both, wherever one of them changes.
    fn with(&self, other: &Self, combine: impl Fn(u128, u128) -> u128) -> Self {
        let mut changes: Vec<u64> = self.pieces.iter().chain(&other.pieces).map(|(from, _)| *from).collect();
        changes.sort_unstable();
        changes.dedup();
        let piece = |from: u64| (from, combine(self.at(from), other.at(from)));
        Self { pieces: changes.into_iter().map(piece).collect(), restart: self.restart }
    }

    /// The rate after a minute.
    fn at(&self, minute: u64) -> u128 {
        self.pieces.iter().rev().find(|(from, _)| *from <= minute).map_or(0, |(_, rate)| *rate)
    }

    /// Its pieces, each with its first minute, its last and its rate.
    fn spans(&self, length: u64) -> impl Iterator<Item = (u64, u64, u128)> {
        let ends = self.pieces.iter().skip(1).map(|(from, _)| *from).chain([length]);
        let spans = self.pieces.iter().zip(ends).map(|((from, rate), end)| (*from, end, *rate));
        spans.filter(|(from, end, _)| *from == 0 || end > from)
    }

    /// As a counter.
    pub(super) fn counted(&self, length: u64) -> String {
        if let Some(restart) = self.restart {
            let (rate, rest) = (number(self.at(u64::MAX)), length.saturating_sub(restart));
            return format!("0+{rate}x{restart} 0+{rate}x{rest}");
        }
        let mut count = 0;
        let spans = self.spans(length).map(|(from, end, rate)| {
            let (first, steps) = if from == 0 { (0, end) } else { (count + rate, end - from - 1) };
            count = first + rate * u128::from(steps);
            format!("{}+{}x{steps}", number(first), number(rate))
        });
        spans.collect::<Vec<_>>().join(" ")
    }

    /// As a gauge.
    pub(super) fn levels(&self, length: u64) -> String {
        let spans = self
            .spans(length)
            .map(|(from, end, rate)| format!("{}x{}", number(rate), if from == 0 { end } else { end - from - 1 }));
        spans.collect::<Vec<_>>().join(" ")
    }
}

/// Millionths as a decimal.
fn number(millionths: u128) -> String {
    let (whole, rest) = (millionths / MILLION, millionths % MILLION);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:06}") }
}

/// A step whose share over a window passes a threshold at a known minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Crossing {
    /// The share of the step, in billionths.
    pub(super) share: u128,
    /// Minutes after the step at which the threshold is passed.
    pub(super) minutes: u64,
}

/// About half a window after the step; later where even a step to everything takes longer. The share lies so that the
/// minute is the same whether a window of five minutes holds five samples (Prometheus 3) or six.
pub(super) fn crossing(threshold: u128, window: u64) -> Crossing {
    let billion = 1_000_000_000;
    // share = threshold * window / (minutes - 1/4), and no more than everything.
    let least = (threshold * u128::from(window) * 4).div_ceil(billion).div_ceil(4) + 1;
    let minutes = u64::try_from(least).unwrap_or(u64::MAX).max(window / 2 + 1);
    let share = (threshold * u128::from(window) * 4 / u128::from(minutes * 4 - 1)).min(billion);
    Crossing { share, minutes }
}

/// Whole minutes, rounded up.
pub(super) fn minutes(time: Duration) -> u64 {
    time.div_ceil(Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// promtool repeats a value once more than it says: `0+5x2` is 0, 5, 10.
    #[test]
    fn a_rate_that_changes_is_counted_on() {
        let curve = Curve::constant(5).then(2, &Curve::constant(1)).then(4, &Curve::constant(0));
        assert_eq!(curve.counted(6), "0+5x2 11+1x1 12+0x1", "0 5 10, 11 12, 12 12");
        assert_eq!(curve.levels(6), "5x2 1x1 0x1");
        let rest = curve.less_than(&Curve::constant(6).then(3, &Curve::constant(2)));
        assert_eq!(rest.levels(6), "1x2 5x0 1x0 2x1");
        assert_eq!(Curve::constant(3).restarted(2).counted(5), "0+3x2 0+3x3");
    }
}
