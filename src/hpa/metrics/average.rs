//! `averageValue` per pod, of a resource or of a `Pods` metric. [`replica_calculator.go`, `calcPlainMetricReplicas`]

use std::cmp::Ordering;

use super::utilization::{damp, direct};
use super::{MetricError, Proposal, Usage};
use crate::hpa::float;
use crate::hpa::tolerance::Tolerance;
use crate::hpa::units::{Milli, Replicas};
use crate::hpa::version::Version;

/// Everything that an average target needs to know of its pods, in sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AverageSums {
    /// Pods that count with their sample.
    pub ready: u32,
    /// Pods that count as idle when the size would grow.
    pub unready: u32,
    /// Pods without a sample.
    pub missing: u32,
    /// Samples of pods that the selector does not match; they count like any other.
    pub strangers: u32,
    /// Sum of the samples of ready pods and strangers.
    pub total: Milli,
}

/// Average against target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UsageRatio {
    /// Average over target.
    pub ratio: f64,
    /// Sum of samples over their number, truncated before the ratio is formed.
    pub average: Milli,
}

/// `trunc(total / samples) / target`; with no sample the average is 0.
#[must_use]
pub fn usage_ratio(total: Milli, samples: u32, target: Milli) -> UsageRatio {
    let average = total.get().wrapping_div(i64::from(samples.max(1)));
    UsageRatio { ratio: float::from_i64(average) / float::from_i64(target.get()), average: Milli::new(average) }
}

/// The size for which the average would be the target.
///
/// # Errors
/// There is no sample.
pub fn propose_average(
    version: Version,
    sums: &AverageSums,
    target: Milli,
    current: Replicas,
    tolerance: Tolerance,
) -> Result<Proposal, MetricError> {
    let samples = sums.ready + sums.strangers;
    if samples == 0 {
        return Err(MetricError::NoMetricsForTargetedPods);
    }
    let measured = usage_ratio(sums.total, samples, target);
    let ratio = measured.ratio;
    let propose = |replicas| Proposal { replicas, usage: Usage::Average(measured.average) };
    let damped = sums.unready > 0 && ratio > 1.0;
    if !damped && sums.missing == 0 {
        return Ok(propose(direct(version, ratio, sums.ready, current, tolerance)));
    }
    let (total, pods) = fill_in(sums, target, ratio, damped);
    let again = usage_ratio(total, pods, target);
    Ok(propose(damp(version, [ratio, again.ratio], pods, current, tolerance)))
}

/// Missing pods use the target when the size would shrink and nothing when it would grow; unready ones nothing.
fn fill_in(sums: &AverageSums, target: Milli, ratio: f64, damped: bool) -> (Milli, u32) {
    let mut total = sums.total;
    let mut pods = sums.ready + sums.strangers;
    let leans = ratio.partial_cmp(&1.0);
    if leans == Some(Ordering::Less) {
        let assumed = target.get().wrapping_mul(i64::from(sums.missing));
        total = total.wrapping_add(Milli::new(assumed));
    }
    if matches!(leans, Some(Ordering::Less | Ordering::Greater)) {
        pods += sums.missing;
    }
    if damped {
        pods += sums.unready;
    }
    (total, pods)
}

#[cfg(test)]
mod tests {
    use super::{AverageSums, propose_average, usage_ratio};
    use crate::hpa::{MetricError, Milli, Replicas, Tolerance, Version};

    fn proposal(sums: &AverageSums, target: i64, current: i32) -> Result<i32, MetricError> {
        let tolerance = Tolerance::of(Version::default(), 0.1, None, None);
        propose_average(Version::default(), sums, Milli::new(target), Replicas::new(current), tolerance)
            .map(|proposal| proposal.replicas.get())
    }

    #[test]
    fn the_average_is_truncated_before_the_ratio() {
        let ratio = usage_ratio(Milli::new(95_000), 3, Milli::new(31_666));
        assert_eq!(ratio.average, Milli::new(31_666));
        assert!((0.0..=0.0).contains(&(ratio.ratio - 1.0)));
    }

    #[test]
    fn missing_pods_count_as_the_target_down_and_as_nothing_up() {
        let low = AverageSums { ready: 2, missing: 2, total: Milli::new(8), ..AverageSums::default() };
        assert_eq!(proposal(&low, 10, 4), Ok(3), "(4 + 4 + 10 + 10) / 4 is 7 of 10");
        let high = AverageSums { total: Milli::new(60), ..low };
        assert_eq!(proposal(&high, 10, 4), Ok(6), "(30 + 30 + 0 + 0) / 4 is 15 of 10");
    }

    #[test]
    fn strangers_count_like_known_pods() {
        let sums = AverageSums { ready: 1, strangers: 1, total: Milli::new(60), ..AverageSums::default() };
        // The average is 30 of 10, but only the one known pod is multiplied.
        assert_eq!(proposal(&sums, 10, 1), Ok(3));
    }

    #[test]
    fn no_sample_is_an_error() {
        let sums = AverageSums { unready: 3, ..AverageSums::default() };
        assert_eq!(proposal(&sums, 10, 3), Err(MetricError::NoMetricsForTargetedPods));
    }
}
