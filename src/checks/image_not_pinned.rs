//! `image-not-pinned`: two pods of one version can run two images.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;

pub(super) static CHECK: Check = Check {
    name: "image-not-pinned",
    code: "INF319",
    severity: Severity::Error,
    summary: "two pods of one version can run two images",
    doc: include_str!("../../docs/checks/image-not-pinned.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let image = &cx.profile().image;
    if image.digest.is_some() {
        return Verdict::Checked;
    }
    let how = "`crane digest IMAGE:TAG` prints the digest, for `image.digest`";
    match (&image.tag, &image.repository) {
        (Some(tag), _) if tag.get() == "latest" => {
            found
                .push(&CHECK, "the tag `latest` means another image after each push")
                .label(tag, "moves with each push")
                .note(how);
        }
        (Some(tag), _) => {
            found
                .push(&CHECK, format!("the tag `{tag}` can be pushed again, and there is no digest beside it"))
                .severity(Severity::Warning)
                .label(tag, "can move")
                .note(how);
        }
        (None, Some(repository)) => {
            found
                .push(&CHECK, format!("`{repository}` has neither tag nor digest, which means the tag `latest`"))
                .label(repository, "moves with each push")
                .note(how);
        }
        (None, None) => return Verdict::NotApplicable("no image"),
    }
    Verdict::Checked
}
