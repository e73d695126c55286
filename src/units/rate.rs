//! [`Rate`] and [`Growth`]: requests a second, and how fast they rise.

use super::{UnitError, decimal, parse_with, text_unit};
use std::fmt;
use std::str::FromStr;

/// Requests a second, in thousandths, written `50rps` or `0.5rps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(u64);

const RATE: &str = "a request rate such as `50rps`";
text_unit!(Rate, "a request rate such as `50rps`", r"^[0-9]+(\.[0-9]+)?rps$", "50rps");

impl Rate {
    /// From thousandths of a request a second.
    #[must_use]
    pub const fn from_milli(milli: u64) -> Self {
        Self(milli)
    }

    /// In thousandths of a request a second.
    #[must_use]
    pub const fn milli(self) -> u64 {
        self.0
    }

    /// In requests a second, as the queueing formulas take it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "2^53 thousandths are 9e12 requests a second")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// From requests a second, rounded down: a capacity is never overstated.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounding down is the meaning")]
    pub fn from_f64(rps: f64) -> Self {
        Self((rps.max(0.0) * 1000.0 + 1e-6) as u64)
    }

    /// As a Kubernetes quantity: `50` or `500m`.
    #[must_use]
    pub fn quantity(self) -> String {
        super::Cpu::from_milli(self.0).to_string()
    }

    /// `self * percent / 100`, rounded up to a thousandth.
    #[must_use]
    pub fn percent(self, percent: u64) -> Self {
        Self(self.0.saturating_mul(percent).div_ceil(100))
    }

    /// This rate and a share of it besides: a peak with its headroom, a target with the HPA's tolerance.
    #[must_use]
    pub fn raised_by(self, more: super::Share) -> Self {
        Self(more.on_top_of(self.0))
    }

    /// Rounded down to whole requests a second, for suggestions.
    #[must_use]
    pub const fn whole(self) -> Self {
        Self(self.0 - self.0 % 1_000)
    }

    /// The time in which that many requests are answered at this rate; `None` where none ever is.
    #[must_use]
    pub fn time_for(self, requests: super::Requests) -> Option<super::Duration> {
        let micro = u64::from(requests.get()) * 1_000_000;
        (self.0 > 0).then(|| super::Duration::from_millis(micro.div_ceil(self.0)))
    }

    /// How many pods of `each` carry this rate; `None` where one carries nothing.
    #[must_use]
    pub fn pods(self, each: Self) -> Option<super::Replicas> {
        let pods = self.0.div_ceil((each.0 > 0).then_some(each.0)?);
        u32::try_from(pods).ok().map(super::Replicas::new)
    }
}

impl FromStr for Rate {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_with(text, RATE, |text| match decimal(text, 1_000)? {
            (value, "rps") => Some(Self(value)),
            _ => None,
        })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::write_decimal(f, self.0, 1_000)?;
        f.write_str("rps")
    }
}

/// How fast a rate grows, in thousandths of a request a second a minute, written `12rps/min` or `0.2rps/s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Growth(u64);

const GROWTH: &str = "a growth of the request rate such as `12rps/min`";
text_unit!(Growth, "a growth of the request rate such as `12rps/min`", r"^[0-9]+(\.[0-9]+)?rps/(s|min)$", "12rps/min");

impl Growth {
    /// From thousandths of a request a second a minute.
    #[must_use]
    pub const fn from_milli_per_minute(milli: u64) -> Self {
        Self(milli)
    }

    /// In thousandths of a request a second a minute.
    #[must_use]
    pub const fn milli_per_minute(self) -> u64 {
        self.0
    }

    /// In requests a second a minute.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "2^53 thousandths are 9e12 requests a second")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl FromStr for Growth {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_with(text, GROWTH, |text| match decimal(text, 1_000)? {
            (value, "rps/min") => Some(Self(value)),
            (value, "rps/s") => value.checked_mul(60).map(Self),
            _ => None,
        })
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::write_decimal(f, self.0, 1_000)?;
        f.write_str("rps/min")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rates() {
        assert_eq!("1000rps".parse(), Ok(Rate(1_000_000)));
        assert_eq!("0.5rps".parse(), Ok(Rate(500)));
        assert_eq!("0.2rps/s".parse(), Ok(Growth(12_000)));
        for text in ["", "rps", "50", "50 rps", "-1rps", "50rps/h", "0.0001rps"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
            assert!(text.parse::<Growth>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_rate_says_how_many_pods_carry_it() {
        assert_eq!(Rate(1_000_000).pods(Rate(50_000)), Some(crate::units::Replicas::new(20)));
        assert_eq!(Rate(1_001_000).pods(Rate(50_000)), Some(crate::units::Replicas::new(21)));
        assert_eq!(Rate(1).pods(Rate(0)), None);
    }
}
