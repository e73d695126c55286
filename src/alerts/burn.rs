//! Error budgets: how much of each is used, and alerts on how fast.
//!
//! The rates of bad and of all requests are recorded once, and every longer window adds those up: the shares of all
//! windows are weighted by requests, and a month costs as little as an hour. The mean of a month's shares, which is
//! easier to write, lets a bad night with ten requests weigh as much as a day with a million.

use super::{Alert, Driver, Group, Promise, Recording, Rules, traffic};
use crate::runtime::queries::{Gain, gained_by_service};
use crate::runtime::{self, Metric};
use crate::stack::budget::{self, Bad, Objective, Tier};
use crate::text::{quoted, render, template};
use crate::units::{Decimal, Duration, Share};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Window of the rates, and the shortest of the shares.
pub(super) const WINDOW: Duration = Duration::from_secs(300);
/// Bad requests that one tier needs at the least: a single one never fires it.
const LEAST_BAD: u64 = 2;

/// The rates of bad requests.
pub(super) const BAD: &str = "infgen:slo_bad:rate";
/// The rates of all requests that an objective speaks of.
pub(super) const TOTAL: &str = "infgen:slo_total:rate";
/// The share of bad requests.
pub(super) const RATIO: &str = "infgen:slo_bad:ratio_rate";

pub(super) fn group(rules: &Rules<'_>) -> Group {
    let profile = &rules.stack.profile;
    let objectives = objectives(rules);
    let sought: Vec<Sought<'_>> = objectives.iter().filter_map(|objective| Sought::of(rules, objective)).collect();
    let mut recordings = Vec::new();
    let mut alerts = Vec::new();
    if !sought.is_empty() {
        recordings.push(traffic::requests(rules));
    }
    for sought in &sought {
        recordings.extend(sought.recordings());
        alerts.extend(sought.alerts());
    }
    if !sought.is_empty() {
        alerts.push(traffic::vanished(rules, earliest(rules, &sought)));
        if let Some(throughput) = &profile.slo.throughput {
            recordings.push(traffic::promised_throughput(rules, **throughput));
            alerts.push(traffic::over_throughput(rules, **throughput));
        }
    }
    Group { name: "slo", recordings, alerts }
}

/// Time in which an outage of everything fires the first tier: 0 where there is none.
fn earliest(rules: &Rules<'_>, sought: &[Sought<'_>]) -> Duration {
    let period = *rules.stack.profile.slo.window;
    let time = |sought: &Sought<'_>| {
        let budget: Share = *sought.objective.budget;
        sought.tiers.iter().map(move |tier| tier.time_to_fire(period, budget)).min()
    };
    sought.iter().filter_map(time).min().unwrap_or_default()
}

/// Whether there is a rule for any budget.
pub(super) fn records(rules: &Rules<'_>) -> bool {
    objectives(rules).iter().any(|objective| Sought::of(rules, objective).is_some())
}

fn objectives(rules: &Rules<'_>) -> Vec<Objective> {
    let profile = &rules.stack.profile;
    if *profile.slo.burn.enabled { budget::objectives(profile) } else { Vec::new() }
}

/// An objective and how its series are found.
struct Sought<'a> {
    rules: &'a Rules<'a>,
    objective: &'a Objective,
    counted: Counted<'a>,
    tiers: Vec<Tier>,
    /// The shortest window, as names have it.
    now: String,
    matchers: String,
}

/// What counts an objective's bad requests.
#[derive(Clone, Copy)]
enum Counted<'a> {
    /// A histogram, by the bucket of the bound.
    Slow(&'a Metric, Duration),
    /// The counter of failures.
    Failed,
}

#[derive(Serialize)]
struct BadSlow<'a> {
    bucket: String,
    count: String,
    matchers: &'a str,
    le: String,
    window: &'a str,
}
template!(BadSlow<'_>, "promql/slo-bad-slow.promql");

#[derive(Serialize)]
struct Ratio<'a> {
    bad: String,
    total: String,
    matchers: &'a str,
    window: String,
}
template!(Ratio<'_>, "promql/slo-ratio.promql");

#[derive(Serialize)]
#[serde(transparent)]
struct RatioNow<'a>(Ratio<'a>);
template!(RatioNow<'_>, "promql/slo-ratio-now.promql");

/// A number as a series.
#[derive(Serialize)]
pub(super) struct Constant {
    pub(super) value: String,
}
template!(Constant, "promql/constant.promql");

#[derive(Serialize)]
struct BurnRate<'a> {
    ratio: String,
    matchers: &'a str,
    budget: String,
}
template!(BurnRate<'_>, "promql/slo-burn-rate.promql");

#[derive(Serialize)]
struct Remaining<'a> {
    burned: &'a str,
    matchers: &'a str,
}
template!(Remaining<'_>, "promql/slo-remaining.promql");

#[derive(Serialize)]
struct Burn<'a> {
    short: String,
    long: String,
    total: String,
    matchers: &'a str,
    threshold: String,
    window: String,
    seconds: u64,
    least: u64,
}
template!(Burn<'_>, "promql/burn.promql");

impl<'a> Sought<'a> {
    /// Nothing where the runtime does not say what is bad.
    fn of(rules: &'a Rules<'a>, objective: &'a Objective) -> Option<Self> {
        let runtime = &rules.runtime;
        let counted = match objective.bad {
            Bad::Slow(bound) => Counted::Slow(runtime.slow()?, bound),
            Bad::Failed => Counted::Failed,
        };
        Some(Self {
            rules,
            objective,
            counted,
            tiers: budget::watching(&rules.stack.profile, objective),
            now: rules.window(WINDOW).prometheus(),
            matchers: format!("{},objective={}", rules.select.app, quoted(&objective.name)),
        })
    }

    fn period(&self) -> Duration {
        *self.rules.stack.profile.slo.window
    }

    /// The labels of its series beside those that the expressions bring.
    fn labels(&self) -> BTreeMap<String, String> {
        let mut labels = BTreeMap::from([("objective".to_owned(), self.objective.name.clone())]);
        if let Bad::Slow(bound) = self.objective.bad {
            labels.insert("bound".to_owned(), bound.to_string());
        }
        labels
    }

    fn record(&self, name: String, expr: String) -> Recording {
        Recording { name, labels: self.labels(), expr }
    }

    /// The same with the labels that `vector(…)` does not bring.
    fn constant(&self, name: &str, value: String) -> Recording {
        let mut labels = self.labels();
        labels.extend(self.rules.own_labels());
        Recording { name: name.to_owned(), labels, expr: render(&Constant { value }) }
    }

    fn recordings(&self) -> Vec<Recording> {
        let budget = self.objective.budget.fraction();
        let share = self.objective.budget.complement().fraction();
        let mut recordings = vec![self.total(), self.bad(), self.ratio_now()];
        recordings.extend(self.windows().into_iter().map(|window| self.ratio(window)));
        recordings.push(self.constant("infgen:slo:objective_ratio", share));
        recordings.push(self.constant("infgen:slo:error_budget_ratio", budget.clone()));
        recordings.push(self.constant("infgen:slo:period_seconds", self.period().seconds_text()));
        let burned = "infgen:slo:period_burn_rate_ratio";
        for (name, window) in [("infgen:slo:current_burn_rate_ratio", self.now.clone()), (burned, self.whole())] {
            let rate = BurnRate { ratio: format!("{RATIO}{window}"), matchers: &self.matchers, budget: budget.clone() };
            recordings.push(self.record(name.to_owned(), render(&rate)));
        }
        let remaining = render(&Remaining { burned, matchers: &self.matchers });
        recordings.push(self.record("infgen:slo:error_budget_remaining_ratio".to_owned(), remaining));
        recordings
    }

    fn whole(&self) -> String {
        self.period().prometheus()
    }

    /// Every window that is longer than the shortest: those of its tiers, and the whole period.
    fn windows(&self) -> BTreeSet<Duration> {
        let tiers = self.tiers.iter().flat_map(|tier| [tier.short, tier.long]);
        tiers.chain([self.period()]).filter(|window| *window > self.rules.window(WINDOW)).collect()
    }

    fn total(&self) -> Recording {
        let app = self.rules.select.app.as_str();
        let counters = match self.counted {
            Counted::Slow(histogram, _) => vec![format!("{}{{{app}}}", histogram.count())],
            Counted::Failed => self.rules.runtime.judged(app),
        };
        self.record(format!("{TOTAL}{}", self.now), self.rate(&counters))
    }

    fn rate(&self, counters: &[String]) -> String {
        gained_by_service(Gain::Rate, counters, &self.now)
    }

    /// What is not in the bound's bucket is slow. A scrape that falls between the two counters reads a few too many in
    /// the bucket, which must not make bad requests negative.
    fn bad(&self) -> Recording {
        let app = self.rules.select.app.as_str();
        let expr = match self.counted {
            Counted::Slow(histogram, bound) => render(&BadSlow {
                bucket: histogram.bucket(),
                count: histogram.count(),
                matchers: app,
                le: runtime::le(bound),
                window: &self.now,
            }),
            Counted::Failed => self.rules.runtime.failures_gained(Gain::Rate, app, &self.now),
        };
        self.record(format!("{BAD}{}", self.now), expr)
    }

    fn ratio_of(&self, window: String) -> Ratio<'_> {
        let (bad, total) = (format!("{BAD}{}", self.now), format!("{TOTAL}{}", self.now));
        Ratio { bad, total, matchers: &self.matchers, window }
    }

    fn ratio_now(&self) -> Recording {
        let expr = render(&RatioNow(self.ratio_of(self.now.clone())));
        self.record(format!("{RATIO}{}", self.now), expr)
    }

    fn ratio(&self, window: Duration) -> Recording {
        let window = window.prometheus();
        let expr = render(&self.ratio_of(window.clone()));
        self.record(format!("{RATIO}{window}"), expr)
    }

    fn alerts(&self) -> impl Iterator<Item = Alert> {
        self.tiers.iter().map(|tier| self.alert(tier))
    }

    /// Both windows are above the threshold: the long one says that the loss matters, the short one that it goes on.
    /// No `for`: the long window is the delay, and one empty evaluation would begin a `for` anew.
    fn alert(&self, tier: &Tier) -> Alert {
        let (period, share) = (self.period(), *self.objective.budget);
        let (threshold, factor) = (tier.threshold(period, share), tier.factor(period));
        let (short, long) = (tier.short.max(self.rules.window(WINDOW)), tier.long);
        let least = self.least(threshold);
        let what = self.what();
        Alert {
            name: "InferenceErrorBudgetBurn",
            severity: tier.severity,
            slo: match self.objective.bad {
                Bad::Slow(_) => Promise::Latency,
                Bad::Failed => Promise::Errors,
            },
            r#for: Duration::ZERO,
            driver: Driver::Burn { tier: tier.name, bad: self.objective.bad, threshold, short, long, least },
            expr: render(&Burn {
                short: format!("{RATIO}{}", short.prometheus()),
                long: format!("{RATIO}{}", long.prometheus()),
                total: format!("{TOTAL}{}", self.now),
                matchers: &self.matchers,
                threshold: threshold.to_string(),
                window: long.prometheus(),
                seconds: long.millis() / 1000,
                least,
            }),
            summary: format!("the error budget of {} is used {factor} times too fast", self.objective.name),
            description: format!(
                "{{{{ $value | humanizePercentage }}}} of the requests of the last {} {what}, and of the last {} too; \
                 {share} may over {}. At this rate {} of the budget is gone within {}.",
                short.prometheus(),
                long.prometheus(),
                period.prometheus(),
                *tier.share,
                long.prometheus()
            ),
            objective: Some(self.objective.name.clone()),
        }
    }

    fn what(&self) -> String {
        match self.objective.bad {
            Bad::Slow(bound) => format!("took longer than {bound}"),
            Bad::Failed => "failed".to_owned(),
        }
    }

    /// Requests in the long window below which it stays silent: as few as say something by the profile, and so many
    /// that one bad request is not enough.
    fn least(&self, threshold: Decimal) -> u64 {
        let stated = u64::from(self.rules.stack.profile.alerts.min_requests.get().get());
        stated.max(threshold.events_for(LEAST_BAD))
    }
}
