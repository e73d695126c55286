//! `alert-window-below-scrapes`: an alert's window holds too few scrapes to tell a change.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::alerts::{SCRAPES, WINDOW};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Profile;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "alert-window-below-scrapes",
    code: "INF810",
    severity: Severity::Warning,
    summary: "scrapes so rare that an alert's window holds fewer than four",
    doc: include_str!("../../docs/checks/alert-window-below-scrapes.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let interval = &cx.profile().metrics.scrape_interval;
    let needed = **interval * SCRAPES;
    hasty(cx.profile(), needed, found);
    if needed <= WINDOW {
        return Verdict::Checked;
    }
    let held = WINDOW.millis() / interval.millis().max(1);
    let longest = Duration::from_millis(WINDOW.millis() / SCRAPES);
    found
        .push(
            &CHECK,
            format!(
                "scrapes come every {interval}, so that a window of {WINDOW} holds {held} \
                 of the {SCRAPES} that it needs"
            ),
        )
        .label(interval, format!("metrics are read every {interval}"))
        .note(format!("infgen widens the windows to {needed}, so that every alert comes {} later", needed - WINDOW))
        .fix(Fix::quoted("metrics.scrape_interval", longest, format!("{SCRAPES} scrapes in {WINDOW}")));
    Verdict::Checked
}

/// An alert that waits for fewer scrapes fires for what one of them missed.
fn hasty(profile: &Profile, needed: Duration, found: &mut Findings) {
    let alerts = &profile.alerts;
    let latency = alerts.latency.iter().enumerate().map(|(index, alert)| (format!("latency.{index}"), &alert.r#for));
    let errors = alerts.errors.iter().enumerate().map(|(index, alert)| (format!("errors.{index}"), &alert.r#for));
    let pods = [("not_ready", &alerts.not_ready.r#for), ("load_failure", &alerts.load_failure.r#for)];
    let shares = [("gpu", &alerts.gpu), ("memory", &alerts.memory), ("cache", &alerts.cache)];
    let named = pods.into_iter().chain(shares.map(|(key, alert)| (key, &alert.r#for)));
    let named = named.map(|(key, lasting)| (key.to_owned(), lasting));
    let hasty: Vec<_> = latency.chain(errors).chain(named).filter(|(_, lasting)| ***lasting < needed).collect();
    let Some(shortest) = hasty.iter().map(|(_, lasting)| ***lasting).min() else {
        return;
    };
    let interval = &profile.metrics.scrape_interval;
    let (count, alerts) = (hasty.len(), if hasty.len() == 1 { "alert waits" } else { "alerts wait" });
    let finding = found
        .push(&CHECK, format!("{count} {alerts} less than the {needed} of {SCRAPES} scrapes, the shortest {shortest}"));
    for (key, lasting) in &hasty {
        finding.label(lasting, format!("`alerts.{key}` waits {lasting}"));
    }
    // Where one alert is hasty it should wait, where all are the scrapes are rare.
    if let [(key, _)] = &hasty[..] {
        finding.fix(Fix::quoted(&format!("alerts.{key}.for"), needed, format!("outlast {SCRAPES} scrapes")));
    }
    finding.label(interval, format!("metrics are read every {interval}"));
}
