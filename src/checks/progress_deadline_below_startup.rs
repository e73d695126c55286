//! `progress-deadline-below-startup`: a good rollout is reported as failed.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "progress-deadline-below-startup",
    code: "INF304",
    severity: Severity::Error,
    summary: "a rollout is called failed while its pods still start",
    doc: include_str!("../../docs/checks/progress-deadline-below-startup.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let startup = &cx.stack.startup;
    let deadline = &startup.progress_deadline;
    // `min-ready-over-deadline` says it already.
    if **deadline <= *cx.profile().rollout.min_ready {
        return Verdict::Checked;
    }
    let slowest = startup.slowest(cx.profile());
    let needed = slowest.scaled(6, 5);
    if **deadline >= needed {
        unmeasured(cx, found);
        return Verdict::Checked;
    }
    let (message, severity) = if **deadline < slowest {
        let short = slowest - **deadline;
        let message = format!(
            "the progress deadline is {deadline}, {short} shorter than the {slowest} of the \
             slowest good start"
        );
        (message, Severity::Error)
    } else {
        let short = needed - **deadline;
        let message = format!(
            "the progress deadline is {deadline}, {short} shorter than 1.2 times the {slowest} of \
             the slowest good start"
        );
        (message, Severity::Warning)
    };
    found
        .push(&CHECK, message)
        .severity(severity)
        .label(deadline, format!("a rollout without progress has failed after {deadline}"))
        .label(&startup.node, format!("a node takes {}", startup.node))
        .label(&startup.image, format!("the image takes {}", startup.image))
        .label(&startup.budget, format!("the model may take {}", startup.budget))
        .note(format!("then come {}", startup.counted_arithmetic(cx.profile())))
        .fix(Fix::quoted("rollout.progress_deadline", needed, "let the slowest good start pass").safe());
    Verdict::Checked
}

/// The deadline holds with what is assumed; says what was.
fn unmeasured(cx: &Context<'_>, found: &mut Findings) {
    let startup = &cx.stack.startup;
    if cx.profile().cluster.node_provisioning.is_none() {
        found
            .unverified(&CHECK, "cluster.node_provisioning")
            .label(&startup.progress_deadline, format!("the progress deadline is {}", startup.progress_deadline))
            .label(&startup.node, format!("a node takes {}", startup.node));
    }
    if cx.profile().measured.image_pull.is_none() {
        found
            .unverified(&CHECK, "measured.image_pull")
            .label(&startup.progress_deadline, format!("the progress deadline is {}", startup.progress_deadline))
            .label(&startup.image, format!("the image takes {}", startup.image));
    }
}
