//! `remote-code-trusted`: the server runs code that comes with a model.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;

pub(super) static CHECK: Check = Check {
    name: "remote-code-trusted",
    code: "INF710",
    severity: Severity::Warning,
    summary: "code of a model's repository is run",
    doc: include_str!("../../docs/checks/remote-code-trusted.md"),
    stage: Stage::Stack(run),
};

const FLAG: &str = "--trust-remote-code";

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let args = &cx.profile().app.args;
    let trusts =
        |argument: &String| argument == FLAG || argument.strip_prefix(FLAG).is_some_and(|rest| rest == "=true");
    if !args.iter().any(trusts) {
        return Verdict::Checked;
    }
    let model = &cx.profile().model;
    let finding = found.push(&CHECK, format!("`{FLAG}` runs whatever Python comes with the model `{}`", model.name));
    finding.label(args, "the code runs with the pod's secrets, and may talk to all that its network policy lets it");
    match &model.revision {
        Some(revision) => finding.label(revision, "of this revision, which somebody should have read"),
        None => finding.severity(Severity::Error).label(&model.name, "of no fixed revision: any push to it is run"),
    };
    finding.note("most models need no code of their own any more; leave the argument out and try");
    Verdict::Checked
}
