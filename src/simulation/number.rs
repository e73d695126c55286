//! Conversions between the number types; the only place with casts.

/// A count as a float64; exact below 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts and nanoseconds of a simulation stay below 2^53"
)]
pub(super) fn real(count: u64) -> f64 {
    count as f64
}

/// The whole part; 0 for what is negative or no number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates, which is what is meant"
)]
pub(super) fn whole(value: f64) -> u64 {
    value as u64
}

/// The whole part as a signed number; saturates.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a float cast saturates, which is what is meant"
)]
pub(super) fn signed(value: f64) -> i64 {
    value as i64
}

/// A 32-bit count as an index.
#[expect(clippy::as_conversions, reason = "usize has at least 32 bits wherever the program runs")]
pub(super) const fn index(count: u32) -> usize {
    count as usize
}

/// A 64-bit count as an index.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "indices of slots and bins, far below 2^32"
)]
pub(super) const fn place(count: u64) -> usize {
    count as usize
}

/// The length of a list as a count.
#[expect(clippy::as_conversions, reason = "usize has at most 64 bits")]
pub(super) const fn count(length: usize) -> u64 {
    length as u64
}

/// The length of a list as a small count.
pub(super) fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The upper half of 64 random bits.
#[expect(clippy::as_conversions, reason = "the shift leaves 32 bits")]
pub(super) const fn upper(bits: u64) -> u32 {
    (bits >> 32) as u32
}
