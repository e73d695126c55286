//! `grace-shorter-than-drain`: a pod is killed while it still answers.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "grace-shorter-than-drain",
    code: "INF312",
    severity: Severity::Error,
    summary: "the grace period ends before the pod has drained",
    doc: include_str!("../../docs/checks/grace-shorter-than-drain.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let shutdown = &cx.stack.shutdown;
    let grace = &shutdown.grace_period;
    let needed = shutdown.needed_grace(cx.profile());
    if **grace >= needed {
        return Verdict::Checked;
    }
    let short = needed - **grace;
    found
        .push(&CHECK, format!("grace period is {grace}, {short} shorter than the {needed} that draining takes"))
        .label(grace, format!("SIGKILL comes after {grace}"))
        .label(&shutdown.pre_stop, format!("preStop takes {}", shutdown.pre_stop))
        .label(&shutdown.longest_request, format!("the longest request takes {}", shutdown.longest_request))
        .label(&cx.profile().rollout.shutdown, format!("the shutdown takes {}", cx.profile().rollout.shutdown))
        .note("the grace period already runs during preStop")
        .fix(Fix::quoted("rollout.grace_period", needed, "let the pod drain").safe());
    Verdict::Checked
}
