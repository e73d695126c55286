//! `value` of an `Object` or `External` metric. [`replica_calculator.go`, `getUsageRatioReplicaCount`]

use super::{MetricError, Proposal, TotalTarget, Usage};
use crate::hpa::float;
use crate::hpa::pods::ReadyCount;
use crate::hpa::tolerance::Tolerance;
use crate::hpa::units::{Milli, Replicas};
use crate::hpa::version::Version;

/// The size for which the total would be the target, taken from the pods that are Running and Ready.
///
/// From zero it is `ceil(total / target)` without tolerance and without pods.
///
/// # Errors
/// The selector matches no pods while the size is not zero and the ratio outside tolerance.
pub fn propose_value(
    version: Version,
    total: Milli,
    target: Milli,
    current: Replicas,
    pods: ReadyCount,
    tolerance: Tolerance,
) -> Result<Proposal, MetricError> {
    let ratio = float::from_i64(total.get()) / float::from_i64(target.get());
    let propose = |replicas| Proposal { replicas, usage: Usage::Value(total) };
    if current == Replicas::ZERO {
        return Ok(propose(round_up(version, ratio)));
    }
    if tolerance.holds(ratio) {
        return Ok(propose(current));
    }
    if pods.pods == 0 {
        return Err(MetricError::NoPods);
    }
    Ok(propose(round_up(version, ratio * f64::from(pods.ready))))
}

/// `int32(ceil(x))`, held at the 32-bit maximum where the release does so.
pub(super) fn round_up(version: Version, x: f64) -> Replicas {
    if version.saturates() && x > Replicas::MAX.as_f64() {
        return Replicas::MAX;
    }
    Replicas::new(float::to_i32(x.ceil()))
}

/// The sum of external series.
///
/// Until v1.32 it wraps. From v1.33 it stops at the maximum; a target per pod notices the overflow by the sign
/// alone, so a sum that is honestly below zero becomes the maximum too.
#[must_use]
pub fn external_total(version: Version, values: &[Milli], target: TotalTarget) -> Milli {
    let mut sum = Milli::ZERO;
    for value in values {
        let exceeds = sum.get().checked_add(value.get()).is_none() && *value > Milli::ZERO;
        sum = sum.wrapping_add(*value);
        let overflows = match target {
            TotalTarget::Value(_) => exceeds,
            TotalTarget::AverageValue(_) => sum < Milli::ZERO,
        };
        if version.saturates() && overflows {
            return Milli::MAX;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{external_total, propose_value};
    use crate::hpa::{MetricError, Milli, ReadyCount, Replicas, Tolerance, TotalTarget, Version};

    fn propose(version: Version, total: i64, target: i64, current: i32, ready: u32) -> Result<i32, MetricError> {
        let tolerance = Tolerance::of(version, 0.1, None, None);
        let pods = ReadyCount { pods: ready, ready };
        let (total, target) = (Milli::new(total), Milli::new(target));
        propose_value(version, total, target, Replicas::new(current), pods, tolerance)
            .map(|proposal| proposal.replicas.get())
    }

    #[test]
    fn a_high_ratio_of_few_ready_pods_proposes_a_scale_down() {
        assert_eq!(propose(Version::default(), 1950, 1000, 3, 1), Ok(2));
    }

    #[test]
    fn from_zero_neither_tolerance_nor_pods_count() {
        assert_eq!(propose(Version::default(), 1001, 1000, 0, 0), Ok(2));
        assert_eq!(propose(Version::default(), 1001, 1000, 1, 0), Ok(1));
        assert_eq!(propose(Version::default(), 2000, 1000, 1, 0), Err(MetricError::NoPods));
    }

    #[test]
    fn huge_proposals_saturate_from_33_and_turn_negative_before() {
        assert_eq!(propose(Version::default(), i64::MAX, 1, 3, 3), Ok(i32::MAX));
        assert_eq!(propose(Version::OLDEST, i64::MAX, 1, 3, 3), Ok(i32::MIN));
    }

    #[test]
    fn sums_saturate_from_33_and_wrap_before() {
        let target = TotalTarget::Value(Milli::new(1));
        let values = [Milli::MAX, Milli::new(1)];
        assert_eq!(external_total(Version::default(), &values, target), Milli::MAX);
        assert_eq!(external_total(Version::OLDEST, &values, target), Milli::new(i64::MIN));
    }

    #[test]
    fn a_negative_sum_is_taken_for_an_overflow_only_per_pod() {
        let values = [Milli::new(-5)];
        let total = |target| external_total(Version::default(), &values, target);
        assert_eq!(total(TotalTarget::Value(Milli::new(1))), Milli::new(-5));
        assert_eq!(total(TotalTarget::AverageValue(Milli::new(1))), Milli::MAX);
    }
}
