//! Error budgets: what the promises allow to go wrong, and how fast it may be used up before somebody is told.

use super::promises;
use crate::located::Located;
use crate::profile::{AlertSeverity, Percentile, Profile};
use crate::units::{Decimal, Duration, Share};

/// A promise as a share of good requests: "95% within 2 s", "99% without failure".
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// What its series and alerts call it: `p95`, `p99.9-5s`, `errors`.
    pub name: String,
    /// What makes a request a bad one.
    pub bad: Bad,
    /// Share of the requests that may be bad, with where it was stated.
    pub budget: Located<Share>,
    /// Whether somebody is told. The median moves with the load, and nobody can act on it before the tail moves.
    pub watched: bool,
}

/// What makes a request a bad one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    /// It takes longer than this.
    Slow(Duration),
    /// It fails.
    Failed,
}

/// Every promise that has a budget: the percentiles, the further objectives, the error rate.
#[must_use]
pub fn objectives(profile: &Profile) -> Vec<Objective> {
    let percentiles = promises::objectives(profile).map(|(percentile, bound)| Objective {
        name: percentile.to_string(),
        bad: Bad::Slow(**bound),
        budget: bound.map(|_| percentile.share().complement()),
        watched: percentile > Percentile::P50,
    });
    let further = profile.slo.objectives.iter().map(|stated| Objective {
        name: format!("p{}-{}", stated.share.percent_text(), *stated.bound),
        bad: Bad::Slow(*stated.bound),
        budget: stated.share.map(|share| share.complement()),
        watched: true,
    });
    let errors = Objective {
        name: "errors".to_owned(),
        bad: Bad::Failed,
        budget: profile.slo.error_rate.clone(),
        watched: true,
    };
    percentiles.chain(further).chain([errors]).collect()
}

/// A pair of windows over which the use of a budget is watched: the long one says that it matters, the short one that
/// it still goes on. [The Site Reliability Workbook, chapter 5, table 5-6]
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// Its name, which is its key in the profile.
    pub name: &'static str,
    /// The long window.
    pub long: Duration,
    /// The short window, a twelfth of the long one.
    pub short: Duration,
    /// Who is told.
    pub severity: AlertSeverity,
    /// Share of the budget that is gone within the long window when it fires.
    pub share: Located<Share>,
}

const HOUR: u64 = 3600;

/// The four tiers, also those that are turned off.
#[must_use]
pub fn tiers(profile: &Profile) -> [Tier; 4] {
    let burn = &profile.slo.burn;
    let tier = |name, hours: u64, minutes: u64, severity, share: &Located<Share>| Tier {
        name,
        long: Duration::from_secs(hours * HOUR),
        short: Duration::from_secs(minutes * 60),
        severity,
        share: share.clone(),
    };
    [
        tier("fast", 1, 5, AlertSeverity::Critical, &burn.fast),
        tier("mid", 6, 30, AlertSeverity::Critical, &burn.mid),
        tier("slow", 24, 120, AlertSeverity::Warning, &burn.slow),
        tier("trickle", 72, 360, AlertSeverity::Warning, &burn.trickle),
    ]
}

impl Tier {
    /// Whether it is turned off.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.share.ppm() == 0
    }

    /// How many times as fast as the promise allows the budget is used when it fires: `share * window / long`.
    #[must_use]
    pub fn factor(&self, window: Duration) -> Decimal {
        Decimal::ratio(u128::from(self.share.ppm()) * u128::from(window.millis()), self.long_in_parts())
    }

    /// The share of bad requests above which it fires: `factor * budget`.
    #[must_use]
    pub fn threshold(&self, window: Duration, budget: Share) -> Decimal {
        let used = u128::from(self.share.ppm()) * u128::from(window.millis()) * u128::from(budget.ppm());
        Decimal::ratio(used, self.long_in_parts() * 1_000_000)
    }

    /// Whether it cannot fire whatever happens: not even if every request is bad.
    #[must_use]
    pub fn cannot_fire(&self, window: Duration, budget: Share) -> bool {
        self.threshold(window, budget) >= Decimal::ONE
    }

    /// Time from the begin of an outage of everything until it fires: the long window's share that the threshold is.
    #[must_use]
    pub fn time_to_fire(&self, window: Duration, budget: Share) -> Duration {
        let billionths = u128::from(self.long.millis()) * u128::from(self.threshold(window, budget).billionths());
        Duration::from_millis(u64::try_from(billionths.div_ceil(1_000_000_000)).unwrap_or(u64::MAX))
    }

    fn long_in_parts(&self) -> u128 {
        u128::from(self.long.millis()) * 1_000_000
    }
}

/// The tiers that watch an objective: those that are on and can fire.
#[must_use]
pub fn watching(profile: &Profile, objective: &Objective) -> Vec<Tier> {
    let window = *profile.slo.window;
    let on = *profile.slo.burn.enabled && objective.watched;
    let able = |tier: &Tier| on && !tier.is_off() && !tier.cannot_fire(window, *objective.budget);
    tiers(profile).into_iter().filter(able).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONTH: Duration = Duration::from_secs(30 * 86_400);
    const FOUR_WEEKS: Duration = Duration::from_secs(28 * 86_400);

    fn factors(window: Duration) -> Vec<String> {
        tiers(&Profile::default()).iter().map(|tier| tier.factor(window).to_string()).collect()
    }

    /// [The Site Reliability Workbook, table 5-6; Sloth, internal/alert/window.go for 28 days]
    #[test]
    fn the_factors_are_the_published_ones() {
        assert_eq!(factors(MONTH), ["14.4", "6", "3", "1"]);
        assert_eq!(factors(FOUR_WEEKS), ["13.44", "5.6", "2.8", "0.933333333"]);
    }

    #[test]
    fn thresholds_are_short_decimals() {
        let texts = |window, budget: &str| -> Vec<String> {
            let budget: Share = budget.parse().unwrap_or_else(|error| panic!("{error}"));
            tiers(&Profile::default()).iter().map(|tier| tier.threshold(window, budget).to_string()).collect()
        };
        assert_eq!(texts(MONTH, "0.1%"), ["0.0144", "0.006", "0.003", "0.001"]);
        assert_eq!(texts(MONTH, "1%"), ["0.144", "0.06", "0.03", "0.01"]);
        assert_eq!(texts(MONTH, "5%"), ["0.72", "0.3", "0.15", "0.05"]);
        assert_eq!(texts(FOUR_WEEKS, "0.1%"), ["0.01344", "0.0056", "0.0028", "0.000933333"]);
    }

    #[test]
    fn the_fast_tier_needs_more_than_93_06_percent() {
        let fast = &tiers(&Profile::default())[0];
        assert!(fast.cannot_fire(MONTH, Share::from_ppm(69_500)), "93.05 %");
        assert!(!fast.cannot_fire(MONTH, Share::from_ppm(69_400)), "93.06 %");
        assert_eq!(fast.time_to_fire(MONTH, Share::percent(5)), Duration::from_secs(43 * 60 + 12));
        assert_eq!(fast.time_to_fire(MONTH, Share::from_ppm(1_000)), Duration::from_millis(51_840));
    }

    #[test]
    fn the_median_wakes_nobody() {
        let mut profile = Profile::default();
        profile.slo.p50 = Some(Located::by_default(Duration::from_millis(500)));
        let names: Vec<usize> =
            objectives(&profile).iter().map(|objective| watching(&profile, objective).len()).collect();
        assert_eq!(names, [0, 4], "the median, the error rate");
    }
}
