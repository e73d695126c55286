//! `nothing-to-roll-back-to`: no old version is kept to which a bad one could be rolled back.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "nothing-to-roll-back-to",
    code: "INF321",
    severity: Severity::Warning,
    summary: "no old version of the Deployment is kept",
    doc: include_str!("../../docs/checks/nothing-to-roll-back-to.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let history = &cx.profile().rollout.history;
    if **history > 0 {
        return Verdict::Checked;
    }
    found
        .push(&CHECK, "0 old versions are kept, and `kubectl rollout undo` needs 1 to go back to")
        .label(history, "each rollout deletes the version before it")
        .fix(Fix::set("rollout.history", "5", "keep some, which cost nothing but a few kilobytes"));
    Verdict::Checked
}
