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
        return Ok(propose(round_up(version.caps_every_proposal(), ratio)));
    }
    if tolerance.holds(ratio) {
        return Ok(propose(current));
    }
    if pods.pods == 0 {
        return Err(MetricError::NoPods);
    }
    Ok(propose(round_up(version.caps_totals(), ratio * f64::from(pods.ready))))
}

/// `int32(ceil(x))`, held at the 32-bit maximum where the release does so.
pub(super) fn round_up(caps: bool, x: f64) -> Replicas {
    if caps && x > Replicas::MAX.as_f64() {
        return Replicas::MAX;
    }
    Replicas::new(float::to_i32(x.ceil()))
}

/// The sum of external series.
///
/// At first it wraps. A target per pod stops it at the maximum from v1.34 and notices the overflow by the sign alone,
/// so that a sum which is honestly below zero becomes the maximum too; a target for the total stops it from v1.35.
#[must_use]
pub fn external_total(version: Version, values: &[Milli], target: TotalTarget) -> Milli {
    let mut sum = Milli::ZERO;
    for value in values {
        let exceeds = sum.get().checked_add(value.get()).is_none() && *value > Milli::ZERO;
        sum = sum.wrapping_add(*value);
        let capped = match target {
            TotalTarget::Value(_) => version.caps_totals() && exceeds,
            TotalTarget::AverageValue(_) => version.caps_external_averages() && sum < Milli::ZERO,
        };
        if capped {
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
    fn huge_proposals_stop_at_the_maximum_from_35_but_from_zero_only_from_38() {
        let huge = |minor, current| propose(release(minor), i64::MAX, 1, current, 3);
        assert_eq!([huge(34, 3), huge(35, 3)], [Ok(i32::MIN), Ok(i32::MAX)]);
        assert_eq!([huge(37, 0), huge(38, 0)], [Ok(i32::MIN), Ok(i32::MAX)]);
    }

    #[test]
    fn sums_stop_at_the_maximum_from_35_and_wrap_before() {
        let target = TotalTarget::Value(Milli::new(1));
        let values = [Milli::MAX, Milli::new(1)];
        assert_eq!(external_total(release(35), &values, target), Milli::MAX);
        assert_eq!(external_total(release(34), &values, target), Milli::new(i64::MIN));
    }

    #[test]
    fn a_negative_sum_is_taken_for_an_overflow_only_per_pod_and_from_34() {
        let values = [Milli::new(-5)];
        let total = |minor, target| external_total(release(minor), &values, target);
        let per_pod = TotalTarget::AverageValue(Milli::new(1));
        assert_eq!(total(35, TotalTarget::Value(Milli::new(1))), Milli::new(-5));
        assert_eq!([total(33, per_pod), total(34, per_pod)], [Milli::new(-5), Milli::MAX]);
    }

    fn release(minor: u8) -> Version {
        Version::new(minor).expect("a release in range")
    }
}
