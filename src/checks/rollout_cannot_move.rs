//! `rollout-cannot-move`: a rollout may neither add a pod nor take one away.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Replicas;

pub(super) static CHECK: Check = Check {
    name: "rollout-cannot-move",
    code: "INF315",
    severity: Severity::Error,
    summary: "a rollout may neither add a pod nor take one away",
    doc: include_str!("../../docs/checks/rollout-cannot-move.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let rollout = &cx.profile().rollout;
    let none = Replicas::new(0);
    if *rollout.max_surge > none || *rollout.max_unavailable > none {
        return Verdict::Checked;
    }
    found
        .push(&CHECK, "`max_surge` and `max_unavailable` are both 0 pods, so that no pod can be replaced")
        .label(&rollout.max_surge, "no pod may be added")
        .label(&rollout.max_unavailable, "no pod may be missing")
        .note("the API server refuses the Deployment")
        .fix(Fix::set("rollout.max_surge", "1", "add one pod at a time, on a GPU of its own"));
    Verdict::Checked
}
