//! Quantities of the autoscaler as integer newtypes, so that seconds never pass for replicas.

use std::ops::{Add, Sub};

const NANOS_PER_SECOND: i64 = 1_000_000_000;
const NANOS_PER_MILLISECOND: i64 = 1_000_000;

/// A moment: whole nanoseconds since a start that the caller chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// A moment so many nanoseconds after the start (before it when negative).
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the start.
    #[must_use]
    pub const fn as_nanos(self) -> i64 {
        self.0
    }
}

/// A length of time in whole nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length in nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// A length in milliseconds; saturates after 292 years.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(NANOS_PER_MILLISECOND))
    }

    /// A length in seconds; saturates after 292 years.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(NANOS_PER_SECOND))
    }

    /// The length in nanoseconds.
    #[must_use]
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// The length with any part of a second cut off.
    #[must_use]
    pub const fn whole_seconds(self) -> Self {
        Self(self.0 - self.0 % NANOS_PER_SECOND)
    }
}

impl Add<Span> for Time {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// A metric value or a resource request in thousandths: CPU `500` is half a core, memory is bytes x 1000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Milli(i64);

impl Milli {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest value; sums and averages of newer releases stop here.
    pub const MAX: Self = Self(i64::MAX);

    /// A value given in thousandths.
    #[must_use]
    pub const fn new(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// The value in thousandths.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, wrapping at 64 bits like Go's `+`.
    #[must_use]
    pub const fn wrapping_add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

/// A number of replicas: a size, a limit (which may be negative) or a change of size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Replicas(i32);

impl Replicas {
    /// No replica: the workload is switched off.
    pub const ZERO: Self = Self(0);
    /// One replica, the smallest `minReplicas` unless `HPAScaleToZero` is on.
    pub const ONE: Self = Self(1);
    /// The smallest 32-bit count; the "no policy yet" of a limit that takes the highest.
    pub const MIN: Self = Self(i32::MIN);
    /// The largest 32-bit count.
    pub const MAX: Self = Self(i32::MAX);

    /// So many replicas.
    #[must_use]
    pub const fn new(count: i32) -> Self {
        Self(count)
    }

    /// The count.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// The sum, wrapping at 32 bits like Go's `+`.
    #[must_use]
    pub const fn wrapping_add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// The difference, wrapping at 32 bits like Go's `-`.
    #[must_use]
    pub const fn wrapping_sub(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }

    /// The count as a float64; exact.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.0)
    }
}

/// Whole percent of the request: an `averageUtilization` or the figure shown in the status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(i32);

impl Percent {
    /// So many percent.
    #[must_use]
    pub const fn new(percent: i32) -> Self {
        Self(percent)
    }

    /// The number of percent.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, Time};

    #[test]
    fn whole_seconds_cut_the_rest_off() {
        assert_eq!(Span::from_millis(1_999).whole_seconds(), Span::from_seconds(1));
    }

    #[test]
    fn moments_move_by_spans_and_never_overflow() {
        let start = Time::from_nanos(5);
        assert_eq!(start + Span::from_nanos(3) - Span::from_nanos(8), Time::default());
        let far = Time::from_nanos(i64::MAX);
        assert_eq!(far + Span::from_seconds(i64::MAX), far);
    }
}
