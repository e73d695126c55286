//! The one operation on rows of numbers that the models spend their time in.

/// Adds `factor` times each number of `row` to the number of `to` at its place, as far as both go: `axpy` of the BLAS.
///
/// A function of its own, so that the compiler knows of every caller that the two do not overlap and works on several
/// numbers at a time.
#[inline(never)]
pub(in crate::queueing) fn axpy(to: &mut [f64], factor: f64, row: &[f64]) {
    to.iter_mut().zip(row).for_each(|(to, from)| *to += factor * from);
}
