//! Counts as real numbers and back: the only casts of the queueing models.

/// A count as a real number; exact up to 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts of servers and places stay far below 2^53"
)]
pub(in crate::queueing) const fn real(count: usize) -> f64 {
    count as f64
}

/// A count as an index.
#[expect(clippy::as_conversions, reason = "usize has at least 32 bits where this crate is built")]
pub(in crate::queueing) const fn index(count: u32) -> usize {
    count as usize
}

/// The largest count that is not above `value`; zero for a negative value, saturating at the largest index.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from float to integer saturates, which is what is wanted"
)]
pub(in crate::queueing) const fn whole(value: f64) -> usize {
    value as usize
}

/// The largest 32-bit count that is not above `value`; zero for a negative value, saturating at the top.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from float to integer saturates, which is what is wanted"
)]
pub(in crate::queueing) const fn whole_u32(value: f64) -> u32 {
    value as u32
}
