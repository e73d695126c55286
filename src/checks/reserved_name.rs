//! `reserved-name`: a key that is infgen's own, or that its reader does not take.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::located::Located;

mod labels;
mod metrics;
mod variables;

pub(super) static CHECK: Check = Check {
    name: "reserved-name",
    code: "INF903",
    severity: Severity::Error,
    summary: "a key that is infgen's own, or that its reader does not take",
    doc: include_str!("../../docs/checks/reserved-name.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    variables::look(cx.profile(), found);
    labels::of_objects(cx.stack, found);
    labels::that_select(cx.profile(), found);
    labels::of_dashboard(cx.profile(), found);
    metrics::look(cx.profile(), found);
    Verdict::Checked
}

fn fault<'a, T>(found: &'a mut Findings, at: &Located<T>, message: String, why: &str) -> &'a mut Diagnostic {
    found.push(&CHECK, message).label(at, why)
}
