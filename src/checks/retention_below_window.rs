//! `retention-below-window`: the budget of a month is computed from a fortnight.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::alerts;
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "retention-below-window",
    code: "INF819",
    severity: Severity::Warning,
    summary: "an error budget over a longer time than Prometheus keeps",
    doc: include_str!("../../docs/checks/retention-below-window.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    if !alerts::records_budgets(cx.stack) {
        return Verdict::NotApplicable("no error budget is recorded");
    }
    let window = &cx.profile().slo.window;
    let Some(kept) = &cx.profile().cluster.prometheus.retention else {
        found
            .unverified(&CHECK, "cluster.prometheus.retention")
            .label(window, format!("budgets are those of {window}"));
        return Verdict::Checked;
    };
    if **kept < **window {
        found
            .push(
                &CHECK,
                format!("Prometheus keeps {kept}, {} less than the {window} of an error budget", **window - **kept),
            )
            .label(kept, format!("what was bad {kept} ago is forgotten"))
            .label(window, format!("budgets are those of {window}"))
            .note("the alerts look back three days at most and are not touched; the budget that is left is")
            .fix(Fix::quoted("cluster.prometheus.retention", window, "keep as much, in Prometheus and here"));
    }
    Verdict::Checked
}
