//! `not-ready-alert-inside-startup`: every slow but good start wakes somebody.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "not-ready-alert-inside-startup",
    code: "INF806",
    severity: Severity::Warning,
    summary: "the not-ready alert fires for pods that may still be starting",
    doc: include_str!("../../docs/checks/not-ready-alert-inside-startup.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let alerts = &cx.profile().alerts;
    let (lasting, excuse) = (&alerts.not_ready.r#for, &alerts.excuse_startup);
    let start = cx.stack.slowest_until_ready();
    if **excuse || **lasting > *start {
        return Verdict::Checked;
    }
    let short = *start - **lasting;
    let message = if short.millis() == 0 {
        format!("a pod pages after {lasting} without being ready, as long as a good start may take")
    } else {
        format!(
            "a pod pages after {lasting} without being ready, {short} before the {} that a good start may take",
            *start
        )
    };
    found
        .push(&CHECK, message)
        .label(lasting, format!("somebody is woken after {lasting}"))
        .label(&start, format!("a good start may take {}", *start))
        .label(excuse, "pods that start are not excused")
        .fix(Fix::set("alerts.excuse_startup", "true", "leave out pods that are younger than a good start").safe());
    Verdict::Checked
}
