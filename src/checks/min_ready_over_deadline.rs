//! `min-ready-over-deadline`: no pod can count before the rollout has failed.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "min-ready-over-deadline",
    code: "INF305",
    severity: Severity::Error,
    summary: "a pod must be ready for longer than a rollout may stand still",
    doc: include_str!("../../docs/checks/min-ready-over-deadline.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let startup = &cx.stack.startup;
    let min_ready = &cx.profile().rollout.min_ready;
    let deadline = &startup.progress_deadline;
    // As the fields have them: whole seconds.
    if min_ready.secs_i32() < deadline.secs_i32() {
        return Verdict::Checked;
    }
    let needed = startup.slowest(cx.profile()).scaled(6, 5);
    found
        .push(
            &CHECK,
            format!(
                "a pod must be ready for {min_ready} before it counts, and the progress deadline \
                 of {deadline} is not longer"
            ),
        )
        .label(min_ready, format!("counts after {min_ready}"))
        .label(deadline, format!("has failed after {deadline}"))
        .note("the API server refuses the Deployment")
        .fix(Fix::quoted("rollout.progress_deadline", needed, "1.2 times the slowest good start").safe());
    Verdict::Checked
}
