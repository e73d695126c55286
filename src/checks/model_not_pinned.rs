//! `model-not-pinned`: two pods of one version can serve two models.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;

pub(super) static CHECK: Check = Check {
    name: "model-not-pinned",
    code: "INF322",
    severity: Severity::Warning,
    summary: "a model without an exact revision",
    doc: include_str!("../../docs/checks/model-not-pinned.md"),
    stage: Stage::Stack(run),
};

/// Names that move with each push.
const MOVING: [&str; 4] = ["main", "master", "latest", "head"];

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let model = &cx.profile().model;
    let how = "state the commit, the tag or the date by which your store keeps it apart";
    match &model.revision {
        None => {
            found
                .push(
                    &CHECK,
                    format!("the model `{}` has no revision, so that pods take whichever is there", model.name),
                )
                .label(&model.name, "without `model.revision`")
                .note(how);
        }
        Some(revision) if MOVING.contains(&revision.to_ascii_lowercase().as_str()) => {
            found
                .push(&CHECK, format!("the model's revision `{revision}` means another one after each push"))
                .label(revision, "moves with each push")
                .note(how);
        }
        Some(_) => {}
    }
    Verdict::Checked
}
