//! What users see, against what they are promised.

use super::{PanelRatio, WINDOW};
use crate::alerts;
use crate::dashboard::grafana::{Draft, Limit, Look};
use crate::profile::{AlertSeverity, Percentile};
use crate::runtime::{Runtime, Selectors, queries};
use crate::stack::{Stack, budget};
use crate::text::{render, template};
use serde::Serialize;

#[derive(Serialize)]
struct ByObjective<'a> {
    metric: &'a str,
    matchers: &'a str,
}
template!(ByObjective<'_>, "promql/by-objective.promql");

/// A curve for each promise; nothing where the rules do not record it.
fn by_objective(stack: &Stack, select: &Selectors, metric: &str) -> Option<(String, String)> {
    alerts::records_budgets(stack)
        .then(|| ("{{objective}}".to_owned(), render(&ByObjective { metric, matchers: &select.app })))
}

pub(super) fn budget_left(stack: &Stack, select: &Selectors) -> Option<Draft> {
    let left = by_objective(stack, select, "infgen:slo:error_budget_remaining_ratio")?;
    Some(Draft {
        look: Look::Number,
        title: "Error budget left",
        description: format!(
            "Of what each promise lets go wrong in {}, the part that is left; red where nothing is.",
            stack.profile.slo.window.prometheus()
        ),
        unit: "percentunit",
        curves: vec![left],
        limits: vec![Limit { value: 0.0, color: "green" }],
    })
}

pub(super) fn burn_rate(stack: &Stack, select: &Selectors) -> Option<Draft> {
    let now = by_objective(stack, select, "infgen:slo:current_burn_rate_ratio")?;
    let window = *stack.profile.slo.window;
    let tiers = budget::tiers(&stack.profile);
    let told = tiers.iter().filter(|tier| !tier.is_off());
    let said: Vec<String> = told.clone().map(|tier| format!("{} {}", tier.name, tier.factor(window))).collect();
    let color = |severity| if severity == AlertSeverity::Critical { "red" } else { "yellow" };
    Some(Draft {
        title: "Error budget: times too fast",
        description: format!("1 uses each budget up at the end of its window. Tiers that tell: {}.", said.join(", ")),
        unit: "none",
        curves: vec![now],
        limits: told.map(|tier| Limit { value: tier.factor(window).as_f64(), color: color(tier.severity) }).collect(),
        ..Draft::default()
    })
}

#[derive(Serialize)]
struct Heatmap<'a> {
    bucket: String,
    matchers: &'a str,
    window: &'a str,
}
template!(Heatmap<'_>, "promql/heatmap.promql");

pub(super) fn buckets(runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    let histogram = runtime.response_time.as_ref()?;
    let rate = render(&Heatmap { bucket: histogram.bucket(), matchers: &select.app, window: WINDOW });
    Some(Draft {
        look: Look::Buckets,
        title: "Response times",
        description: "Answers a second in each bucket of the histogram.".to_owned(),
        unit: "s",
        curves: vec![("{{le}}".to_owned(), rate)],
        ..Draft::default()
    })
}

pub(super) fn response_time(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    let histogram = runtime.response_time.as_ref()?;
    let slo = &stack.profile.slo;
    let percentiles = [(Percentile::P50, &slo.p50), (Percentile::P95, &slo.p95), (Percentile::P99, &slo.p99)];
    let curve = |percentile: Percentile| {
        (percentile.to_string(), queries::quantile(histogram, &select.app, WINDOW, percentile.share()))
    };
    let promised = percentiles.iter().filter_map(|(percentile, promise)| Some((percentile, promise.as_ref()?)));
    let mut lines: Vec<String> = promised.clone().map(|(name, bound)| format!("{name} {bound}")).collect();
    let mut limits: Vec<Limit> = promised.map(|(_, bound)| Limit::broken(bound.as_secs_f64())).collect();
    if let Some(latency) = stack.profile.autoscaling.latency.as_ref().filter(|_| *stack.profile.autoscaling.enabled) {
        lines.push(format!("pods are added above a {} of {}", latency.percentile, latency.target));
        limits.push(Limit::target(latency.target.as_secs_f64()));
    }
    Some(Draft {
        title: "Response time",
        description: format!(
            "Promised: {}. Quantiles interpolate inside a bucket and end at the highest one; the alerts count the slow \
             responses instead.",
            lines.join(", ")
        ),
        unit: "s",
        curves: percentiles.iter().map(|(percentile, _)| curve(*percentile)).collect(),
        limits,
        ..Draft::default()
    })
}

pub(super) fn traffic(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
    let rate = |counter: String| queries::total_rate(&[counter], WINDOW);
    let curves = vec![
        ("requests".to_owned(), rate(runtime.requests.selector(&select.app))),
        ("failures".to_owned(), rate(runtime.failed(&select.app))),
    ];
    let promised = stack.profile.slo.throughput.as_ref();
    let said = promised.map_or(String::new(), |promised| format!(" The promises hold up to {promised}."));
    Draft {
        title: "Traffic",
        description: format!("Requests a second, of all pods.{said}"),
        unit: "reqps",
        curves,
        limits: promised.map(|promised| Limit::broken(promised.as_f64())).into_iter().collect(),
        ..Draft::default()
    }
}

pub(super) fn errors(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
    let ratio = PanelRatio {
        part: queries::total_rate(&[runtime.failed(&select.app)], WINDOW),
        whole: queries::total_rate(&runtime.judged(&select.app), WINDOW),
    };
    Draft {
        title: "Failures",
        description: format!(
            "Share of the requests that fail; {} may. Nothing is drawn before the first failure.",
            stack.profile.slo.error_rate
        ),
        unit: "percentunit",
        curves: vec![("failures".to_owned(), render(&ratio))],
        limits: vec![Limit::broken(stack.profile.slo.error_rate.as_f64())],
        ..Draft::default()
    }
}
