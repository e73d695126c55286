//! `rate-window-below-scrapes`: a rate is taken over too few scrapes.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::alerts::SCRAPES;
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "rate-window-below-scrapes",
    code: "INF227",
    severity: Severity::Warning,
    summary: "a rate is taken over too few scrapes",
    doc: include_str!("../../docs/checks/rate-window-below-scrapes.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let rates = autoscaling.requests_per_pod.is_some() || autoscaling.latency.is_some();
    if !(*autoscaling.enabled && rates) {
        return Verdict::NotApplicable("the autoscaler takes no rate");
    }
    let metrics = &cx.profile().metrics;
    let (window, interval) = (&metrics.rate_window, &metrics.scrape_interval);
    let needed = **interval * SCRAPES;
    if **window >= needed {
        return Verdict::Checked;
    }
    let short = needed - **window;
    found
        .push(&CHECK, format!("rates are taken over {window}, {short} less than the {needed} of {SCRAPES} scrapes"))
        .label(window, format!("a window of {window}"))
        .label(interval, format!("a scrape each {interval}"))
        .fix(Fix::quoted("metrics.rate_window", needed, format!("let a window hold {SCRAPES} scrapes")));
    Verdict::Checked
}
