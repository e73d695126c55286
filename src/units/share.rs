//! [`Share`]: a part of a whole.

use super::{UnitError, decimal, parse_with, text_unit};
use std::fmt;
use std::str::FromStr;

/// A part of a whole in millionths, written in percent: `70%`, `0.5%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Share(u64);

const EXPECTED: &str = "a share such as `70%` or `0.5%`";
text_unit!(Share, "a share such as `70%` or `0.5%`", r"^[0-9]+(\.[0-9]+)?%$", "70%");

const PERCENT: u64 = 10_000;

impl Share {
    /// From whole percent.
    #[must_use]
    pub const fn percent(percent: u64) -> Self {
        Self(percent.saturating_mul(PERCENT))
    }

    /// From millionths.
    #[must_use]
    pub const fn from_ppm(ppm: u64) -> Self {
        Self(ppm)
    }

    /// In millionths.
    #[must_use]
    pub const fn ppm(self) -> u64 {
        self.0
    }

    /// In whole percent, rounded down, as `averageUtilization` takes it.
    #[must_use]
    pub fn whole_percent(self) -> i32 {
        i32::try_from(self.0 / PERCENT).unwrap_or(i32::MAX)
    }

    /// Whether the share is whole percent.
    #[must_use]
    pub const fn is_whole_percent(self) -> bool {
        self.0.is_multiple_of(PERCENT)
    }

    /// As a fraction of one, `0.05`, in short decimal form: never binary noise in an expression.
    #[must_use]
    pub fn fraction(self) -> String {
        struct Text(u64);
        impl fmt::Display for Text {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                super::write_decimal(f, self.0, 1_000_000)
            }
        }
        Text(self.0).to_string()
    }

    /// The percent as a bare number, `95`.
    #[must_use]
    pub fn percent_text(self) -> String {
        self.to_string().trim_end_matches('%').to_owned()
    }

    /// As a plain number, `0.1` of `10%`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a million parts are exact")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// This share of `whole`, rounded down.
    #[must_use]
    pub fn of(self, whole: u64) -> u64 {
        u64::try_from(u128::from(whole) * u128::from(self.0) / 1_000_000).unwrap_or(u64::MAX)
    }

    /// `whole` and this share of it besides: `10%` on top of `50` is `55`.
    #[must_use]
    pub fn on_top_of(self, whole: u64) -> u64 {
        whole.saturating_add(self.of(whole))
    }

    /// The share that `part` is of `whole`, in whole percent, rounded down; none of nothing.
    #[must_use]
    pub fn ratio(part: u64, whole: u64) -> Self {
        let percent = u128::from(part) * 100 / u128::from(whole.max(1));
        Self::percent(u64::try_from(percent).unwrap_or(u64::MAX))
    }

    /// What is left of the whole: `99%` of `1%`.
    #[must_use]
    pub const fn complement(self) -> Self {
        Self(1_000_000_u64.saturating_sub(self.0))
    }
}

impl FromStr for Share {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_with(text, EXPECTED, |text| match decimal(text, PERCENT)? {
            (value, "%") => Some(Self(value)),
            _ => None,
        })
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::write_decimal(f, self.0, PERCENT)?;
        f.write_str("%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_percent() {
        for (text, ppm, fraction) in
            [("70%", 700_000, "0.7"), ("0.5%", 5_000, "0.005"), ("99.9%", 999_000, "0.999"), ("100%", 1_000_000, "1")]
        {
            let read: Share = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((read.ppm(), read.to_string().as_str(), read.fraction().as_str()), (ppm, text, fraction));
        }
        for text in ["", "%", "70", "0.7", "-1%", "70 %", "0.00001%"] {
            assert!(text.parse::<Share>().is_err(), "{text}");
        }
    }

    #[test]
    fn takes_a_part_of_a_whole() {
        assert_eq!(Share::percent(75).of(8 << 30), 6 << 30);
    }
}
