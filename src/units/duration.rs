//! [`Duration`]: time in whole milliseconds.

use super::{UnitError, decimal, parse_with, text_unit};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};
use std::str::FromStr;

/// Time in whole milliseconds, written `500ms`, `1.5s`, `300s`, `5m`, `1h` or `30d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(u64);

const EXPECTED: &str = "a duration such as `500ms`, `30s`, `5m` or `1h`";
text_unit!(Duration, "a duration such as `500ms`, `30s`, `5m` or `1h`", r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$", "30s");

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From whole seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(SECOND))
    }

    /// From whole milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// In whole milliseconds.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// In seconds, as the queueing formulas take it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// In whole seconds, rounded up, as Kubernetes' fields take it; capped at the field's type.
    #[must_use]
    pub fn secs_i32(self) -> i32 {
        i32::try_from(self.0.div_ceil(SECOND)).unwrap_or(i32::MAX)
    }

    /// In whole seconds, rounded up, for the fields that Kubernetes declares as 64 bit.
    #[must_use]
    pub fn secs_i64(self) -> i64 {
        i64::from(self.secs_i32())
    }

    /// Whether the time is whole seconds, the grain of every Kubernetes and AWS field.
    #[must_use]
    pub const fn is_whole_seconds(self) -> bool {
        self.0.is_multiple_of(SECOND)
    }

    /// How often `part` fits, rounded up; zero parts of nothing are one.
    #[must_use]
    pub fn div_ceil(self, part: Self) -> u64 {
        self.0.div_ceil(part.0.max(1))
    }

    /// `self * numerator / denominator`, rounded up to a whole millisecond.
    #[must_use]
    pub fn scaled_millis(self, numerator: u64, denominator: u64) -> Self {
        Self(self.0.saturating_mul(numerator).div_ceil(denominator.max(1)))
    }

    /// `self * numerator / denominator`, rounded up to whole seconds.
    #[must_use]
    pub fn scaled(self, numerator: u64, denominator: u64) -> Self {
        let millis = self.0.saturating_mul(numerator).div_ceil(denominator.max(1));
        Self(millis.div_ceil(SECOND).saturating_mul(SECOND))
    }

    /// This time and a share of it besides: a target with the HPA's tolerance.
    #[must_use]
    pub fn raised_by(self, more: super::Share) -> Self {
        Self(more.on_top_of(self.0))
    }

    /// As Prometheus writes it: the largest unit that divides it (`5m`, `90s`, `1500ms`).
    #[must_use]
    pub fn prometheus(self) -> String {
        let (unit, suffix) = [(DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"), (1, "ms")]
            .into_iter()
            .find(|(unit, _)| self.0 >= *unit && self.0.is_multiple_of(*unit))
            .unwrap_or((SECOND, "s"));
        format!("{}{suffix}", self.0 / unit)
    }

    /// As a bare number of seconds, `1.5` or `2`, the way a histogram's `le` label writes it.
    #[must_use]
    pub fn seconds_text(self) -> String {
        let text = self.to_string_in(SECOND);
        text.trim_end_matches('s').to_owned()
    }

    fn to_string_in(self, unit: u64) -> String {
        struct Text(u64, u64);
        impl fmt::Display for Text {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                super::write_decimal(f, self.0, self.1)
            }
        }
        Text(self.0, unit).to_string()
    }
}

impl FromStr for Duration {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_with(text, EXPECTED, |text| {
            let suffix = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let unit = match suffix {
                "ms" => 1,
                "s" => SECOND,
                "m" => MINUTE,
                "h" => HOUR,
                "d" => DAY,
                _ => return None,
            };
            // A fraction is taken of whole milliseconds: `1.5h` holds, `0.5ms` does not.
            let (micro, _) = decimal(text, 1_000_000)?;
            let scaled = u128::from(micro) * u128::from(unit);
            (scaled.is_multiple_of(1_000_000)).then_some(())?;
            u64::try_from(scaled / 1_000_000).ok().map(Self)
        })
    }
}

impl fmt::Display for Duration {
    /// Seconds up to ten minutes, so that two bounds of a message compare at sight; above that the largest whole unit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |unit: u64| self.0 > 600 * SECOND && self.0.is_multiple_of(unit);
        match self.0 {
            0 => f.write_str("0s"),
            millis if millis < SECOND => write!(f, "{millis}ms"),
            millis if whole(DAY) => write!(f, "{}d", millis / DAY),
            millis if whole(HOUR) => write!(f, "{}h", millis / HOUR),
            millis if whole(MINUTE) => write!(f, "{}m", millis / MINUTE),
            millis => {
                super::write_decimal(f, millis, SECOND)?;
                f.write_str("s")
            }
        }
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Self;
    /// Never below zero.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Duration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Sum for Duration {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_what_people_write() {
        for (text, millis, printed, prometheus) in [
            ("500ms", 500, "500ms", "500ms"),
            ("1500ms", 1_500, "1.5s", "1500ms"),
            ("1.5s", 1_500, "1.5s", "1500ms"),
            ("300s", 300_000, "300s", "5m"),
            ("5m", 300_000, "300s", "5m"),
            ("20m", 1_200_000, "20m", "20m"),
            ("1h", 3_600_000, "1h", "1h"),
            ("1.5h", 5_400_000, "90m", "90m"),
            ("30d", 2_592_000_000, "30d", "30d"),
            ("0s", 0, "0s", "0s"),
        ] {
            let read: Duration = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read.millis(), millis, "{text}");
            assert_eq!(read.to_string(), printed, "{text}");
            assert_eq!(read.prometheus(), prometheus, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_duration() {
        for text in
            ["", "s", "30", "30 s", "-1s", "1.s", ".5s", "0.5ms", "1m30s", "1e3s", "30S", "99999999999999999999s"]
        {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }

    #[test]
    fn writes_seconds_as_a_bucket_label() {
        assert_eq!(Duration::from_millis(2_000).seconds_text(), "2");
        assert_eq!(Duration::from_millis(500).seconds_text(), "0.5");
    }
}
