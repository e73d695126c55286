//! `averageValue` of an `Object` or `External` metric. [`replica_calculator.go`, `GetExternalPerPodMetricReplicas`]

use super::value::round_up;
use super::{Proposal, Source, Usage};
use crate::hpa::float;
use crate::hpa::tolerance::Tolerance;
use crate::hpa::units::{Milli, Replicas};
use crate::hpa::version::Version;

/// The size that gives each replica the target: `ceil(total / target)`, or `status.replicas` within tolerance.
///
/// Neither pods nor `spec.replicas` are looked at, so readiness never sways it. `source` is `Object` or `External`.
#[must_use]
pub fn propose_per_pod(
    version: Version,
    source: Source,
    total: Milli,
    target: Milli,
    status: Replicas,
    tolerance: Tolerance,
) -> Proposal {
    let (amount, goal) = (float::from_i64(total.get()), float::from_i64(target.get()));
    let ratio = amount / (goal * status.as_f64());
    let replicas = if tolerance.holds(ratio) { status } else { round_up(caps(version, source), amount / goal) };
    let usage = Usage::Average(per_pod_usage(version, source, total, status));
    Proposal { replicas, usage }
}

/// The figure of the status: `ceil(total / status.replicas)`. [`replica_calculator.go`, `getPerPodUsage`]
#[must_use]
pub fn per_pod_usage(version: Version, source: Source, total: Milli, status: Replicas) -> Milli {
    let amount = float::from_i64(total.get());
    if caps(version, source) && amount >= float::from_i64(i64::MAX) {
        return Milli::MAX;
    }
    if version.guards_per_pod_usage() && status == Replicas::ZERO {
        return Milli::ZERO;
    }
    Milli::new(float::to_i64((amount / status.as_f64()).ceil()))
}

/// Whether figures stop at the integer maximum: those of an external metric did so first.
const fn caps(version: Version, source: Source) -> bool {
    version.caps_every_proposal() || (version.caps_external_averages() && matches!(source, Source::External))
}

#[cfg(test)]
mod tests {
    use super::{per_pod_usage, propose_per_pod};
    use crate::hpa::{Milli, Replicas, Source, Tolerance, Usage, Version};

    fn propose(total: i64, target: i64, status: i32) -> (i32, Usage) {
        let version = Version::NEXT;
        let tolerance = Tolerance::of(version, 0.1, None, None);
        let (total, target) = (Milli::new(total), Milli::new(target));
        let proposal = propose_per_pod(version, Source::Object, total, target, Replicas::new(status), tolerance);
        (proposal.replicas.get(), proposal.usage)
    }

    #[test]
    fn within_tolerance_holds_the_status_and_shows_the_average_rounded_up() {
        assert_eq!(propose(8600, 2200, 4), (4, Usage::Average(Milli::new(2150))));
        assert_eq!(propose(20_000, 5000, 3), (4, Usage::Average(Milli::new(6667))));
    }

    #[test]
    fn at_zero_replicas_the_ratio_is_no_number_and_the_total_decides() {
        assert_eq!(propose(20_000, 5000, 0).0, 4);
        assert_eq!(propose(0, 5000, 0).0, 0);
    }

    #[test]
    fn the_figure_at_zero_replicas_is_defined_only_in_the_newest_tree() {
        let figure = |version| per_pod_usage(version, Source::Object, Milli::new(7), Replicas::ZERO);
        assert_eq!(figure(Version::NEXT), Milli::ZERO);
        assert_eq!(figure(Version::NEWEST), Milli::new(i64::MIN));
    }
}
