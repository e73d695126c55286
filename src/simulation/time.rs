//! Time of the simulation, in whole nanoseconds: exact, totally ordered, without drift.

use std::iter::Sum;
use std::ops::{Add, Div, Mul, Rem, Sub};

use serde::{Serialize, Serializer};

use super::number::{real, whole};

const PER_MILLISECOND: u64 = 1_000_000;
const PER_SECOND: u64 = 1_000_000_000;

/// A moment or a length of time in whole nanoseconds. Written as seconds where it is reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nanos(u64);

impl Nanos {
    /// No time, or the start.
    pub const ZERO: Self = Self(0);
    /// Later than anything that happens.
    pub const NEVER: Self = Self(u64::MAX);

    /// So many nanoseconds.
    #[must_use]
    pub const fn new(nanos: u64) -> Self {
        Self(nanos)
    }

    /// So many milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(PER_MILLISECOND))
    }

    /// So many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(PER_SECOND))
    }

    /// So many minutes.
    #[must_use]
    pub const fn from_minutes(minutes: u64) -> Self {
        Self::from_seconds(minutes.saturating_mul(60))
    }

    /// So many hours.
    #[must_use]
    pub const fn from_hours(hours: u64) -> Self {
        Self::from_minutes(hours.saturating_mul(60))
    }

    /// The nearest whole number of nanoseconds; nothing below zero.
    #[must_use]
    pub fn of_seconds(seconds: f64) -> Self {
        Self(whole(seconds * 1e9 + 0.5))
    }

    /// The number of nanoseconds.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The length in seconds.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        real(self.0) / 1e9
    }

    /// The time since `earlier`, or none if it lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }

    /// This length as a part of another one; 0 of nothing.
    #[must_use]
    pub fn over(self, whole: Self) -> f64 {
        if whole.0 == 0 {
            return 0.0;
        }
        real(self.0) / real(whole.0)
    }
}

impl Add for Nanos {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Nanos {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.since(other)
    }
}

impl Mul<u64> for Nanos {
    type Output = Self;

    fn mul(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

/// How often a length fits; never within a length of zero.
impl Div for Nanos {
    type Output = u64;

    fn div(self, other: Self) -> u64 {
        self.0.checked_div(other.0).unwrap_or(0)
    }
}

impl Rem for Nanos {
    type Output = Self;

    fn rem(self, other: Self) -> Self {
        Self(self.0.checked_rem(other.0).unwrap_or(0))
    }
}

impl Sum for Nanos {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Self::add)
    }
}

impl Serialize for Nanos {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::Nanos;

    #[test]
    fn seconds_round_to_the_nearest_nanosecond() {
        assert_eq!(Nanos::of_seconds(0.049), Nanos::from_millis(49));
        assert_eq!(Nanos::of_seconds(-1.0), Nanos::ZERO);
        assert_eq!(Nanos::of_seconds(1e-9 * 0.6), Nanos::new(1));
    }

    #[test]
    fn no_time_is_negative() {
        assert_eq!(Nanos::from_seconds(1) - Nanos::from_seconds(2), Nanos::ZERO);
        assert_eq!(Nanos::NEVER + Nanos::new(1), Nanos::NEVER);
    }
}
