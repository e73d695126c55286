//! `alert-fires-within-promise`: somebody is woken while every promise is kept.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{AlertSeverity, Profile};
use crate::stack::promises;

pub(super) static CHECK: Check = Check {
    name: "alert-fires-within-promise",
    code: "INF811",
    severity: Severity::Warning,
    summary: "a page for what the promises allow",
    doc: include_str!("../../docs/checks/alert-fires-within-promise.md"),
    stage: Stage::Stack(run),
};

/// What mends it.
const TITLE: &str = "early notice is a warning";

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    latency(profile, found);
    errors(profile, found);
    Verdict::Checked
}

fn latency(profile: &Profile, found: &mut Findings) {
    if promises::objectives(profile).next().is_none() {
        return;
    }
    for (index, alert) in profile.alerts.latency.iter().enumerate() {
        let (bound, slower) = (&alert.bound, &alert.slower);
        let (allowed, promise) = promises::may_be_slower(profile, **bound);
        if *alert.severity != AlertSeverity::Critical || **slower >= allowed {
            continue;
        }
        let diagnostic = found.push(
            &CHECK,
            format!("a page comes when {slower} are slower than {bound}, and the promises let {allowed} be"),
        );
        diagnostic
            .label(&alert.severity, "somebody is woken")
            .label(slower, format!("when more than {slower}"))
            .label(bound, format!("are slower than {bound}"));
        match promise {
            Some((percentile, promised)) => {
                diagnostic.label(promised, format!("{percentile} is promised within {promised}"))
            }
            None => diagnostic.note(format!("no promise speaks of {bound} or less")),
        };
        diagnostic.fix(Fix::quoted(&format!("alerts.latency.{index}.severity"), AlertSeverity::Warning.name(), TITLE));
    }
}

fn errors(profile: &Profile, found: &mut Findings) {
    let budget = &profile.slo.error_rate;
    for (index, alert) in profile.alerts.errors.iter().enumerate() {
        let threshold = &alert.threshold;
        if *alert.severity != AlertSeverity::Critical || **threshold >= **budget {
            continue;
        }
        found
            .push(&CHECK, format!("a page comes when {threshold} of requests fail, and the promise lets {budget} fail"))
            .label(&alert.severity, "somebody is woken")
            .label(threshold, format!("when more than {threshold} fail"))
            .label(budget, format!("{budget} may fail"))
            .fix(Fix::quoted(&format!("alerts.errors.{index}.severity"), AlertSeverity::Warning.name(), TITLE));
    }
}
