//! Conversions between integers and float64 as the controller's Go code makes them.

/// 2 to the 63rd, the first float64 that no longer fits an `i64`.
const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;

/// Go's `float64(x)`: the nearest float64.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "rounding to the nearest float64 is what the controller does"
)]
pub(super) fn from_i64(x: i64) -> f64 {
    x as f64
}

/// Go's `int32(x)`: truncated toward zero; what does not fit, and NaN, is `i32::MIN` as on amd64.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the range is tested before, so only the fraction is lost"
)]
pub(super) fn to_i32(x: f64) -> i32 {
    if x > f64::from(i32::MIN) - 1.0 && x < f64::from(i32::MAX) + 1.0 { x as i32 } else { i32::MIN }
}

/// Go's `int64(x)`: truncated toward zero; what does not fit, and NaN, is `i64::MIN` as on amd64.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the range is tested before, so only the fraction is lost"
)]
pub(super) fn to_i64(x: f64) -> i64 {
    if (-TWO_POW_63..TWO_POW_63).contains(&x) { x as i64 } else { i64::MIN }
}

/// Go's `int32(x)` of an `int64`: the low 32 bits.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "Go drops the high bits without a word, and so must this"
)]
pub(super) fn low_i32(x: i64) -> i32 {
    x as i32
}

#[cfg(test)]
mod tests {
    use super::{low_i32, to_i32, to_i64};

    #[test]
    fn truncates_toward_zero() {
        assert_eq!(to_i32(1.999_999_999_999_999_6), 1);
        assert_eq!(to_i32(-1.5), -1);
        assert_eq!(to_i32(2_147_483_647.9), i32::MAX);
        assert_eq!(to_i64(-0.9), 0);
    }

    #[test]
    fn what_does_not_fit_is_the_lowest_integer() {
        for x in [2_147_483_648.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(to_i32(x), i32::MIN);
        }
        assert_eq!(to_i64(9.3e18), i64::MIN);
        assert_eq!(low_i32(0x1_0000_0007), 7);
    }
}
