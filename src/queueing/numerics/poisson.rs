//! Poisson probabilities, with tails that keep their relative accuracy.

use super::count::{real, whole};

/// Below this a probability counts as zero: `f64` has no normal numbers much smaller.
pub(in crate::queueing) const VANISHING: f64 = 1e-300;

/// Means above this are kept away from `exp(-mean)`.
const LARGE_MEAN: f64 = 600.0;

/// Fills `out` with `P(N = n)` for `n = 0, 1, ...` of a Poisson variable. Terms below `negligible` times the largest
/// are zero at the lower end and left out at the upper one.
///
/// Starts at the mode, multiplies outward and divides by the sum: no factorial, no logarithm, no overflow.
pub(in crate::queueing) fn fill(out: &mut Vec<f64>, mean: f64, negligible: f64) {
    out.clear();
    let mode = whole(mean);
    out.resize(mode + 1, 0.0);
    out[mode] = 1.0;
    let mut term = 1.0;
    for n in (1..=mode).rev() {
        term *= real(n) / mean;
        if term < negligible {
            break;
        }
        out[n - 1] = term;
    }
    term = 1.0;
    let mut n = real(mode);
    loop {
        n += 1.0;
        term *= mean / n;
        if term < negligible {
            break;
        }
        out.push(term);
    }
    let total: f64 = out.iter().sum();
    for value in out {
        *value /= total;
    }
}

/// Fills `out` with `P(N = 0), ..., P(N = count - 1)`; leaves it empty where `N >= count` is sure for all purposes.
pub(in crate::queueing) fn fill_below(out: &mut Vec<f64>, mean: f64, count: usize) {
    out.clear();
    if mean >= surely_reaches(count) {
        return;
    }
    if mean > LARGE_MEAN {
        fill(out, mean, VANISHING);
        out.resize(count, 0.0);
        return;
    }
    let mut term = libm::exp(-mean);
    for n in 0..count {
        out.push(term);
        term *= mean / real(n + 1);
    }
}

/// A mean from which on a Poisson variable is below `count` with a probability under 1e-28.
pub(in crate::queueing) fn surely_reaches(count: usize) -> f64 {
    let count = real(count);
    count + 12.0 * libm::sqrt(count) + 65.0
}

/// A Poisson variable `N`: probabilities, tails and expected overflows.
#[derive(Debug, Clone)]
pub(in crate::queueing) struct Poisson {
    /// `P(N = n)`.
    pmf: Vec<f64>,
    /// `P(N >= n)`.
    tail: Vec<f64>,
    /// `E[(N - n)+]`.
    overflow: Vec<f64>,
}

impl Poisson {
    /// The variable of this mean. Tails are sums of positive terms from the far end, so that even a tail of
    /// 1e-40 has all its digits if `negligible` lets the table reach that far.
    pub(in crate::queueing) fn new(mean: f64, negligible: f64) -> Self {
        let mut pmf = Vec::new();
        fill(&mut pmf, mean, negligible);
        let mut tail = vec![0.0; pmf.len() + 1];
        let mut overflow = vec![0.0; pmf.len() + 1];
        for n in (0..pmf.len()).rev() {
            tail[n] = tail[n + 1] + pmf[n];
            overflow[n] = overflow[n + 1] + tail[n + 1];
        }
        Self { pmf, tail, overflow }
    }

    /// `P(N = n)` for all `n` that matter.
    pub(in crate::queueing) fn pmf(&self) -> &[f64] {
        &self.pmf
    }

    /// `P(N >= n)`.
    pub(in crate::queueing) fn tail(&self, n: usize) -> f64 {
        self.tail.get(n).copied().unwrap_or(0.0)
    }

    /// `E[(N - n)+]`.
    pub(in crate::queueing) fn overflow(&self, n: usize) -> f64 {
        self.overflow.get(n).copied().unwrap_or(0.0)
    }

    /// `P(N = n) + P(N = n + step) + ...` by `n`.
    pub(in crate::queueing) fn every(&self, step: usize) -> Vec<f64> {
        let mut sums = self.pmf.clone();
        for n in (0..sums.len().saturating_sub(step)).rev() {
            sums[n] += sums[n + step];
        }
        sums
    }

    /// `E[floor((N - n)+ / step)]` by `n`: the sum of the tails at `n + step`, `n + 2 step`, ...
    pub(in crate::queueing) fn overflow_by(&self, step: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.tail.len()];
        for n in (0..sums.len().saturating_sub(step)).rev() {
            sums[n] = self.tail[n + step] + sums[n + step];
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::{Poisson, VANISHING, fill_below, real, surely_reaches};

    fn close(left: f64, right: f64, relative: f64) -> bool {
        (left - right).abs() <= relative * right.abs()
    }

    #[test]
    fn reproduces_the_exponential_at_zero() {
        for mean in [1e-9, 0.3, 5.6, 40.0, 300.0] {
            let poisson = Poisson::new(mean, VANISHING);
            assert!(close(poisson.pmf()[0], libm::exp(-mean), 1e-12), "{mean}");
        }
    }

    #[test]
    fn overflow_at_zero_is_the_mean() {
        for mean in [1e-9, 0.3, 5.6, 40.0, 900.0, 12_345.6] {
            assert!(close(Poisson::new(mean, VANISHING).overflow(0), mean, 1e-12), "{mean}");
        }
    }

    #[test]
    fn far_tails_keep_their_digits() {
        // P(N >= 40) for mean 1: e^-1 sum 1/n! from 40, by hand 1/(40! e) (1 + 1/41 + 1/(41 42) + ...).
        let head = libm::exp(-1.0) / (1..=40).map(f64::from).product::<f64>();
        let series = 1.0 + (1.0 / 41.0) * (1.0 + (1.0 / 42.0) * (1.0 + (1.0 / 43.0) * (1.0 + 1.0 / 44.0)));
        assert!(close(Poisson::new(1.0, 1e-300).tail(40), head * series, 1e-7));
    }

    #[test]
    fn overflow_counts_whole_steps() {
        let poisson = Poisson::new(7.0, VANISHING);
        assert!(close(poisson.overflow_by(1)[4], poisson.overflow(4), 1e-14));
        let counted = |n: usize| n.saturating_sub(4) / 3;
        let known: f64 = poisson.pmf().iter().enumerate().map(|(n, p)| p * real(counted(n))).sum();
        assert!(close(poisson.overflow_by(3)[4], known, 1e-13));
    }

    #[test]
    fn every_third_and_the_two_after_it_are_all() {
        let poisson = Poisson::new(7.0, VANISHING);
        let every = poisson.every(3);
        assert!(close(every[5] + every[6] + every[7], poisson.tail(5), 1e-14));
        assert!(close(poisson.every(1)[5], poisson.tail(5), 1e-15));
    }

    #[test]
    fn the_lower_part_equals_the_whole_table() {
        let mut below = Vec::new();
        for (mean, count) in [(0.0, 3), (2.5, 4), (50.0, 8), (650.0, 640)] {
            fill_below(&mut below, mean, count);
            let whole = Poisson::new(mean, VANISHING);
            assert_eq!(below.len(), count);
            for (n, p) in below.iter().enumerate() {
                let known = whole.pmf().get(n).copied().unwrap_or(0.0);
                assert!((p - known).abs() <= 1e-12 * known + 1e-290, "{mean} {n}: {p} {known}");
            }
        }
    }

    #[test]
    fn what_is_sure_has_a_complement_of_1e_minus_28() {
        for count in [1, 8, 100, 2000] {
            let poisson = Poisson::new(surely_reaches(count), 1e-300);
            let missed: f64 = poisson.pmf()[..count].iter().sum();
            assert!(missed < 1e-28, "{count}: {missed}");
        }
    }

    #[test]
    fn a_mean_beyond_the_range_of_exp_leaves_zeros_below() {
        let poisson = Poisson::new(5000.0, 1e-300);
        assert!(poisson.pmf()[10] < f64::MIN_POSITIVE);
        assert!(close(poisson.tail(10), 1.0, 1e-12));
        assert!(close(poisson.overflow(10), 4990.0, 1e-12));
    }
}
