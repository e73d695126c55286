//! `read-only-root-without-scratch`: a process that needs a temporary file finds no place for it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "read-only-root-without-scratch",
    code: "INF702",
    severity: Severity::Error,
    summary: "a read-only root without a `/tmp` to write",
    doc: include_str!("../../docs/checks/read-only-root-without-scratch.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let read_only = &cx.profile().security.read_only_root;
    if !**read_only {
        return Verdict::NotApplicable("the root is writable");
    }
    if cx.stack.is_writable("/tmp") {
        return Verdict::Checked;
    }
    let scratch = &cx.profile().storage.scratch;
    let diagnostic = found.push(&CHECK, "the root is read-only, and no scratch space covers `/tmp`");
    diagnostic.label(read_only, "nothing of the image can be written");
    for (path, size) in scratch {
        diagnostic.label(size, format!("`{path}` can, up to {size}"));
    }
    diagnostic.fix(Fix::quoted("storage.scratch.\"/tmp\"", "1Gi", "give it a `/tmp`"));
    Verdict::Checked
}
