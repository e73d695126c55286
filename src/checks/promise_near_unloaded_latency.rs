//! `promise-near-unloaded-latency`: the response time is promised so short that an idle pod hardly keeps it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;

pub(super) static CHECK: Check = Check {
    name: "promise-near-unloaded-latency",
    code: "INF111",
    severity: Severity::Warning,
    summary: "a promised p95 close to the response time without load",
    doc: include_str!("../../docs/checks/promise-near-unloaded-latency.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let Some(promise) = &cx.profile().slo.p95 else {
        return Verdict::NotApplicable("no p95 is promised");
    };
    let Some(unloaded) = &cx.profile().measured.unloaded_p95 else {
        found.unverified(&CHECK, "measured.unloaded_p95");
        return Verdict::Checked;
    };
    let least = unloaded.scaled_millis(3, 2);
    if **promise >= least {
        return Verdict::Checked;
    }
    let (message, severity) = if **promise < **unloaded {
        let short = **unloaded - **promise;
        (
            format!("p95 is promised within {promise}, {short} less than the {unloaded} without any load"),
            Severity::Error,
        )
    } else {
        let short = least - **promise;
        let message =
            format!("p95 is promised within {promise}, {short} less than 1.5 times the {unloaded} without any load");
        (message, Severity::Warning)
    };
    found
        .push(&CHECK, message)
        .severity(severity)
        .label(promise, format!("p95 within {promise}"))
        .label(unloaded, format!("{unloaded} without load"))
        .note("no number of pods makes an idle one faster: another GPU does, a smaller model, or another promise")
        .note(format!("three times the time without load, {}, leaves room for a queue", **unloaded * 3));
    Verdict::Checked
}
