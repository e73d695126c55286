//! [`Decimal`]: a bare number of a formula, exact in decimal.

use std::fmt;

/// A number in billionths, which prints as a short decimal: `14.4`, `0.0144`. Never binary noise in an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(u64);

const BILLION: u64 = 1_000_000_000;

impl Decimal {
    /// One.
    pub const ONE: Self = Self(BILLION);

    /// A quotient, rounded to the nearest billionth.
    #[must_use]
    pub fn ratio(part: u128, whole: u128) -> Self {
        let whole = whole.max(1);
        let rounded = part.saturating_mul(u128::from(BILLION)).saturating_add(whole / 2) / whole;
        Self(u64::try_from(rounded).unwrap_or(u64::MAX))
    }

    /// In billionths.
    #[must_use]
    pub const fn billionths(self) -> u64 {
        self.0
    }

    /// As a floating-point number, for a picture.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a picture shows fewer digits")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / BILLION as f64
    }

    /// The least whole number of events of which `count` are more than this share: the traffic below which fewer than
    /// `count` bad ones cross a threshold.
    #[must_use]
    pub fn events_for(self, count: u64) -> u64 {
        count.saturating_mul(BILLION).div_ceil(self.0.max(1))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::write_decimal(f, self.0, BILLION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_short_decimals() {
        assert_eq!(Decimal::ratio(144, 10_000).to_string(), "0.0144");
        assert_eq!(Decimal::ratio(2, 3).to_string(), "0.666666667");
        assert_eq!(Decimal::ONE.to_string(), "1");
    }

    #[test]
    fn says_how_many_events_make_one_matter() {
        assert_eq!(Decimal::ratio(144, 1_000).events_for(1), 7);
        assert_eq!(Decimal::ratio(144, 10_000).events_for(1), 70);
    }
}
