//! Means over replications, with their intervals.

use serde::Serialize;

use super::number::{count, real};

/// Two-sided 95 % quantiles of Student's t for 1 to 49 degrees of freedom.
/// [W. S. Gosset, "The probable error of a mean", Biometrika 6, 1908]
const STUDENT_95: [f64; 49] = [
    12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814, 2.20099, 2.17881, 2.16037,
    2.14479, 2.13145, 2.11991, 2.10982, 2.10092, 2.09302, 2.08596, 2.07961, 2.07387, 2.06866, 2.0639, 2.05954, 2.05553,
    2.05183, 2.04841, 2.04523, 2.04227, 2.03951, 2.03693, 2.03452, 2.03224, 2.03011, 2.02809, 2.02619, 2.02439,
    2.02269, 2.02108, 2.01954, 2.01808, 2.01669, 2.01537, 2.0141, 2.0129, 2.01174, 2.01063, 2.00958,
];

/// The normal quantile, for more replications than the table knows.
const NORMAL_95: f64 = 1.959_964;

/// A mean over independent replications and the half-width of its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width of the interval in which the true value lies with 95 % confidence; none of a single replication.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// The estimate from one value of each replication.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let n = count(values.len());
        if n == 0 {
            return Self::default();
        }
        let mean = values.iter().sum::<f64>() / real(n);
        let Some(freedom) = n.checked_sub(2) else {
            return Self { mean, half_width: None };
        };
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let variance = squares / real(n - 1);
        let student = STUDENT_95.get(super::number::place(freedom)).copied();
        let half_width = student.unwrap_or(NORMAL_95) * libm::sqrt(variance / real(n));
        Self { mean, half_width: Some(half_width) }
    }

    /// The lower end of the interval; none of a single replication.
    #[must_use]
    pub fn low(self) -> Option<f64> {
        self.half_width.map(|half_width| self.mean - half_width)
    }

    /// The upper end of the interval; none of a single replication.
    #[must_use]
    pub fn high(self) -> Option<f64> {
        self.half_width.map(|half_width| self.mean + half_width)
    }

    /// Whether the half-width is at most this part of the mean.
    #[must_use]
    pub fn is_known_to(self, part: f64) -> bool {
        self.half_width.is_some_and(|half_width| half_width <= part * self.mean.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::Estimate;

    #[test]
    fn an_interval_is_that_of_student() {
        // Mean 3, standard deviation sqrt(2.5), t(4) = 2.77645.
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!((estimate.mean - 3.0).abs() < 1e-12);
        let half_width = estimate.half_width.expect("five values");
        assert!((half_width - 2.776_45 * (2.5_f64 / 5.0).sqrt()).abs() < 1e-4);
    }

    #[test]
    fn one_value_has_no_interval() {
        let single = Estimate::of(&[7.0]);
        assert_eq!((single.low(), single.high()), (None, None));
        assert!(!single.is_known_to(1.0));
    }
}
