//! `averageUtilization` of a resource. [`replica_calculator.go`, `GetResourceReplicas`; `metrics/utilization.go`]

use std::cmp::Ordering;

use super::value::round_up;
use super::{MetricError, Proposal, Usage};
use crate::hpa::float;
use crate::hpa::tolerance::Tolerance;
use crate::hpa::units::{Milli, Percent, Replicas};
use crate::hpa::version::Version;

/// Everything that a utilization target needs to know of its pods, in sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UtilizationSums {
    /// Pods that count with their sample.
    pub ready: u32,
    /// Pods that count as idle when the size would grow.
    pub unready: u32,
    /// Pods without a sample.
    pub missing: u32,
    /// Samples of pods that the selector does not match: part of the count, never of the sums.
    pub strangers: u32,
    /// Usage of the ready pods.
    pub usage: Milli,
    /// Requests of the ready pods.
    pub requests: Milli,
    /// Requests of the unready pods.
    pub unready_requests: Milli,
    /// Requests of the missing pods.
    pub missing_requests: Milli,
    /// Usage assumed of the missing pods when the size would shrink: per pod request * max(100, target) / 100.
    pub missing_usage: Milli,
}

impl UtilizationSums {
    /// Usage assumed of one missing pod when the size would shrink: all it requests, or the target if that is above.
    #[must_use]
    pub fn assumed_usage(request: Milli, target: Percent) -> Milli {
        let share = i64::from(target.get().max(100));
        Milli::new(request.get().wrapping_mul(share) / 100)
    }
}

/// Usage against requests and target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UtilizationRatio {
    /// Utilization over target.
    pub ratio: f64,
    /// Sum of usage over sum of requests in percent, truncated before the ratio is formed.
    pub percent: Percent,
    /// Usage over pods, truncated.
    pub average: Milli,
}

/// Ratio of sums, not the mean of ratios: `trunc(usage * 100 / requests) / target`.
///
/// # Errors
/// The requests sum to nothing.
pub fn utilization_ratio(
    usage: Milli,
    requests: Milli,
    pods: u32,
    target: Percent,
) -> Result<UtilizationRatio, MetricError> {
    if requests == Milli::ZERO || pods == 0 {
        return Err(MetricError::NoMatchingMetrics);
    }
    let percent = float::low_i32(usage.get().wrapping_mul(100).wrapping_div(requests.get()));
    Ok(UtilizationRatio {
        ratio: f64::from(percent) / f64::from(target.get()),
        percent: Percent::new(percent),
        average: Milli::new(usage.get().wrapping_div(i64::from(pods))),
    })
}

/// The size for which the pods would use the target share of their requests.
///
/// # Errors
/// The requests of the ready pods sum to nothing.
pub fn propose_utilization(
    version: Version,
    sums: &UtilizationSums,
    target: Percent,
    current: Replicas,
    tolerance: Tolerance,
) -> Result<Proposal, MetricError> {
    let measured = utilization_ratio(sums.usage, sums.requests, sums.ready, target)?;
    let usage = Usage::Utilization { percent: measured.percent, average: measured.average };
    let propose = |replicas| Proposal { replicas, usage };
    let ratio = measured.ratio;
    let damped = sums.unready > 0 && ratio > 1.0;
    if !damped && sums.missing == 0 {
        let replicas = direct(version, ratio, sums.ready, current, tolerance);
        return Ok(propose(replicas));
    }
    let filled = fill_in(sums, ratio, damped);
    let again = utilization_ratio(filled.usage, filled.requests, filled.pods, target)?;
    Ok(propose(damp(version, [ratio, again.ratio], filled.pods, current, tolerance)))
}

struct Filled {
    usage: Milli,
    requests: Milli,
    pods: u32,
}

/// Missing pods count against the change, unready pods as idle; at a ratio of exactly 1 missing pods are left out.
fn fill_in(sums: &UtilizationSums, ratio: f64, damped: bool) -> Filled {
    let mut filled = Filled { usage: sums.usage, requests: sums.requests, pods: sums.ready + sums.strangers };
    let leans = ratio.partial_cmp(&1.0);
    if leans == Some(Ordering::Less) {
        filled.usage = filled.usage.wrapping_add(sums.missing_usage);
    }
    if matches!(leans, Some(Ordering::Less | Ordering::Greater)) {
        filled.requests = filled.requests.wrapping_add(sums.missing_requests);
        filled.pods += sums.missing;
    }
    if damped {
        filled.requests = filled.requests.wrapping_add(sums.unready_requests);
        filled.pods += sums.unready;
    }
    filled
}

/// The proposal when every pod has spoken: the current size within tolerance, else `ceil(ratio * ready)`.
pub(super) fn direct(version: Version, ratio: f64, ready: u32, current: Replicas, tolerance: Tolerance) -> Replicas {
    if tolerance.holds(ratio) {
        return current;
    }
    round_up(version.caps_every_proposal(), ratio * f64::from(ready))
}

/// The proposal after filling in: never against the direction of the ratio before it, nor of the one after.
pub(super) fn damp(
    version: Version,
    [before, after]: [f64; 2],
    pods: u32,
    current: Replicas,
    tolerance: Tolerance,
) -> Replicas {
    let turned = (before < 1.0 && after > 1.0) || (before > 1.0 && after < 1.0);
    if tolerance.holds(after) || turned {
        return current;
    }
    let replicas = round_up(version.caps_every_proposal(), after * f64::from(pods));
    let against = (after < 1.0 && replicas > current) || (after > 1.0 && replicas < current);
    if against { current } else { replicas }
}

#[cfg(test)]
mod tests {
    use super::{UtilizationSums, propose_utilization, utilization_ratio};
    use crate::hpa::{MetricError, Milli, Percent, Replicas, Tolerance, Version};

    fn tolerance() -> Tolerance {
        Tolerance::of(Version::default(), 0.1, None, None)
    }

    fn proposal(sums: &UtilizationSums, target: i32, current: i32) -> i32 {
        propose_utilization(Version::default(), sums, Percent::new(target), Replicas::new(current), tolerance())
            .map_or(-1, |proposal| proposal.replicas.get())
    }

    #[test]
    fn percent_is_truncated_before_the_ratio() {
        let ratio =
            utilization_ratio(Milli::new(287), Milli::new(1000), 1, Percent::new(28)).expect("requests are set");
        assert_eq!(ratio.percent, Percent::new(28));
        assert!(tolerance().holds(ratio.ratio) && ratio.ratio <= 1.0);
    }

    #[test]
    fn ceil_may_land_one_above_the_exact_size() {
        let sums = UtilizationSums {
            ready: 15,
            usage: Milli::new(15_000),
            requests: Milli::new(15_000),
            ..UtilizationSums::default()
        };
        assert_eq!(proposal(&sums, 3, 15), 501);
    }

    #[test]
    fn no_request_is_an_error() {
        let ratio = utilization_ratio(Milli::new(1), Milli::ZERO, 1, Percent::new(50));
        assert_eq!(ratio, Err(MetricError::NoMatchingMetrics));
    }

    #[test]
    fn a_target_above_the_request_is_assumed_of_missing_pods() {
        let assume = |request, target| UtilizationSums::assumed_usage(Milli::new(request), Percent::new(target)).get();
        assert_eq!(assume(1000, 50), 1000);
        assert_eq!(assume(1000, 300), 3000);
        assert_eq!(assume(33, 150), 49);
    }

    #[test]
    fn missing_pods_may_turn_a_scale_down_into_a_hold() {
        let sums = UtilizationSums {
            ready: 1,
            missing: 3,
            usage: Milli::new(100),
            requests: Milli::new(1000),
            missing_requests: Milli::new(3000),
            missing_usage: Milli::new(3000),
            ..UtilizationSums::default()
        };
        assert_eq!(proposal(&sums, 50, 4), 4);
    }

    #[test]
    fn unready_pods_damp_growth_only() {
        let hot = UtilizationSums {
            ready: 2,
            unready: 2,
            usage: Milli::new(1600),
            requests: Milli::new(2000),
            unready_requests: Milli::new(2000),
            ..UtilizationSums::default()
        };
        assert_eq!(proposal(&hot, 50, 4), 4, "80 % of two is 40 % of four, which would shrink");
        let cool = UtilizationSums { usage: Milli::new(500), ..hot };
        assert_eq!(proposal(&cool, 50, 4), 1, "25 % of two pods at a target of 50 %");
    }
}
