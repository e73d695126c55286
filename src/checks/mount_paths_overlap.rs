//! `mount-paths-overlap`: two volumes at one path, or one inside a volume that nothing can be made in.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::stack::volumes::{Mount, is_within};

pub(super) static CHECK: Check = Check {
    name: "mount-paths-overlap",
    code: "INF908",
    severity: Severity::Error,
    summary: "two volumes at one path, or one inside a read-only one",
    doc: include_str!("../../docs/checks/mount-paths-overlap.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let mounts = cx.stack.mounts();
    for (index, mount) in mounts.iter().enumerate() {
        if mount.path.trim_matches('/').is_empty() {
            found
                .push(&CHECK, format!("{} covers the whole root", mount.what))
                .label(&mount.path, "nothing of the image is left");
        }
        for other in mounts.iter().skip(index + 1) {
            overlap(mount, other, found);
        }
    }
    Verdict::Checked
}

fn overlap(one: &Mount, other: &Mount, found: &mut Findings) {
    let (one_in_other, other_in_one) = (is_within(&one.path, &other.path), is_within(&other.path, &one.path));
    if one_in_other && other_in_one {
        found
            .push(&CHECK, format!("{} and {} are both mounted at `{}`", one.what, other.what, other.path))
            .label(&other.path, format!("{} is here", other.what))
            .label(&one.path, format!("{} is here", one.what))
            .note("the API server takes a path once");
    } else if other_in_one && one.sealed {
        inside(other, one, found);
    } else if one_in_other && other.sealed {
        inside(one, other, found);
    }
}

fn inside(inner: &Mount, outer: &Mount, found: &mut Findings) {
    found
        .push(
            &CHECK,
            format!(
                "{} is mounted at `{}`, inside {} at `{}`, which is read-only",
                inner.what, inner.path, outer.what, outer.path
            ),
        )
        .label(&inner.path, format!("{} is here", inner.what))
        .label(&outer.path, format!("{} is here, read-only", outer.what))
        .note("unless the volume has a folder of that name, the container does not start");
}
