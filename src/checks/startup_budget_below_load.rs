//! `startup-budget-below-load`: a pod is restarted while it loads its model.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "startup-budget-below-load",
    code: "INF301",
    severity: Severity::Error,
    summary: "the start-up probe gives up before the model is loaded",
    doc: include_str!("../../docs/checks/startup-budget-below-load.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let startup = &cx.stack.startup;
    let probe = &cx.profile().probes.startup;
    let budget = *startup.budget;
    let Some(load) = &cx.profile().measured.model_load else {
        found
            .unverified(&CHECK, "measured.model_load")
            .label(&probe.failures, format!("the start-up probe gives {budget}"));
        return Verdict::Checked;
    };
    let needed = load.scaled(3, 2);
    if budget >= needed {
        return Verdict::Checked;
    }
    let (message, severity) = if budget < **load {
        let short = **load - budget;
        let message = format!(
            "the start-up probe gives {budget}, {short} less than the {load} in which the model \
             loads"
        );
        (message, Severity::Error)
    } else {
        let short = needed - budget;
        let message = format!(
            "the start-up probe gives {budget}, {short} less than 1.5 times the {load} in which \
             the model loads"
        );
        (message, Severity::Warning)
    };
    let failures = (needed - *probe.delay).div_ceil(*probe.interval);
    found
        .push(&CHECK, message)
        .severity(severity)
        .label(&probe.failures, format!("{} failures end it", probe.failures))
        .label(&probe.interval, format!("one probe every {}", probe.interval))
        .label(load, format!("the model loads within {load}"))
        .fix(Fix::set("probes.startup.failures", failures.to_string(), "let the model load").safe());
    Verdict::Checked
}
