//! Curves of a minute's step, and the minute at which a share over a window passes a threshold.

use crate::units::Duration;

/// A rate that changes once: so much a minute before, and so much from then on, in millionths.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    before: u128,
    /// The last minute of the old rate.
    until: u64,
    after: u128,
    /// The minute at which the process begins anew.
    restart: Option<u64>,
}

const MILLION: u128 = 1_000_000;

impl Curve {
    /// The same for ever.
    pub(super) fn constant(rate: u64) -> Self {
        Self::share(rate, 1, 1)
    }

    /// A share of a rate, for ever.
    pub(super) fn share(rate: u64, part: u128, whole: u128) -> Self {
        let value = u128::from(rate) * MILLION * part / whole.max(1);
        Self { before: value, until: 0, after: value, restart: None }
    }

    /// This until a minute, and another from then on.
    pub(super) fn then(&self, minute: u64, other: &Self) -> Self {
        Self { before: self.before, until: minute, after: other.after, restart: None }
    }

    /// The same, with a counter that begins at zero again.
    pub(super) fn restarted(mut self, minute: u64) -> Self {
        self.restart = Some(minute);
        self
    }

    /// What is left of another curve.
    pub(super) fn less_than(&self, all: &Self) -> Self {
        let less = |whole: u128, part: u128| whole.saturating_sub(part);
        Self { before: less(all.before, self.before), after: less(all.after, self.after), ..self.clone() }
    }

    /// Parts of another curve instead of a rate.
    pub(super) fn over(&self, all: &Self) -> Self {
        let part = |value: u128, whole: u128| value * MILLION / whole.max(1);
        Self { before: part(self.before, all.before), after: part(self.after, all.after), ..self.clone() }
    }

    /// As a counter.
    pub(super) fn counted(&self, length: u64) -> String {
        if let Some(restart) = self.restart {
            let (rate, rest) = (number(self.after), length.saturating_sub(restart));
            return format!("0+{rate}x{restart} 0+{rate}x{rest}");
        }
        if self.until == 0 {
            return format!("0+{}x{length}", number(self.after));
        }
        let reached = self.before * u128::from(self.until);
        let rest = length.saturating_sub(self.until);
        format!(
            "0+{}x{} {}+{}x{rest}",
            number(self.before),
            self.until,
            number(reached + self.after),
            number(self.after)
        )
    }

    /// As a gauge.
    pub(super) fn levels(&self, length: u64) -> String {
        let rest = length.saturating_sub(self.until);
        if self.until == 0 {
            return format!("{}x{length}", number(self.after));
        }
        format!("{}x{} {}x{rest}", number(self.before), self.until, number(self.after))
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
