//! What the latency promises say of a share of slow answers.

use crate::located::Located;
use crate::profile::{Percentile, Profile};
use crate::units::{Duration, Share};

/// The percentiles that are promised, each with its bound: "p95 within 2 s" is "at most 5% are slower than 2 s".
pub fn objectives(profile: &Profile) -> impl Iterator<Item = (Percentile, &Located<Duration>)> {
    let slo = &profile.slo;
    let stated = [(Percentile::P50, &slo.p50), (Percentile::P95, &slo.p95), (Percentile::P99, &slo.p99)];
    stated.into_iter().filter_map(|(percentile, bound)| Some((percentile, bound.as_ref()?)))
}

/// The largest share of answers that may be slower than a bound while every promise is kept, and the promise that says
/// so. No promise reaches down to the bound: all of them may.
#[must_use]
pub fn may_be_slower(profile: &Profile, bound: Duration) -> (Share, Option<(Percentile, &Located<Duration>)>) {
    let reaching = objectives(profile).filter(|(_, promised)| ***promised <= bound);
    let tightest = reaching.min_by_key(|(percentile, _)| percentile.share().complement());
    let share = tightest.map_or(Share::percent(100), |(percentile, _)| percentile.share().complement());
    (share, tightest)
}

/// A share of a target that an autoscaler lets stand: the target and its tolerance.
#[must_use]
pub fn tolerated(profile: &Profile, target: Share) -> Share {
    let stated = profile.autoscaling.up.tolerance.as_deref().copied();
    let tolerance = stated.unwrap_or(super::capacity::TOLERANCE);
    Share::from_ppm(target.ppm().saturating_add(tolerance.of(target.ppm())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_allows_its_share_from_its_bound_on() {
        let mut profile = Profile::default();
        profile.slo.p95 = Some(Located::by_default(Duration::from_secs(2)));
        profile.slo.p99 = Some(Located::by_default(Duration::from_secs(3)));
        for (millis, percent) in [(1_999, 100), (2_000, 5), (2_999, 5), (3_000, 1), (9_000, 1)] {
            let (share, _) = may_be_slower(&profile, Duration::from_millis(millis));
            assert_eq!(share, Share::percent(percent), "{millis} ms");
        }
    }

    #[test]
    fn an_autoscaler_lets_a_tenth_more_stand() {
        let profile = Profile::default();
        assert_eq!(tolerated(&profile, Share::percent(70)), Share::percent(77));
    }
}
