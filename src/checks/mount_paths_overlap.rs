//! `mount-paths-overlap`: two volumes at one path, or one inside a volume that nothing can be made in.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::stack::volumes::{Access, Mount};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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
    let mut at: BTreeMap<&str, &Mount> = BTreeMap::new();
    for mount in &mounts {
        if mount.path.trim_matches('/').is_empty() {
            found
                .push(&CHECK, format!("{} covers the whole root", mount.what))
                .label(&mount.path, "nothing of the image is left");
        }
        match at.entry(normal(mount)) {
            Entry::Occupied(taken) => same(taken.get(), mount, found),
            Entry::Vacant(free) => drop(free.insert(mount)),
        }
    }
    for mount in &mounts {
        for outer in above(normal(mount)).filter_map(|path| at.get(path)).filter(|outer| outer.access == Access::Sealed)
        {
            inside(mount, outer, found);
        }
    }
    Verdict::Checked
}

/// The path without a slash at its end.
fn normal(mount: &Mount) -> &str {
    mount.path.trim_end_matches('/')
}

/// The paths that a path is below, the nearest first; the root is the empty one.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rfind('/').map(|at| &path[..at])).skip(1)
}

fn same(one: &Mount, other: &Mount, found: &mut Findings) {
    found
        .push(&CHECK, format!("{} and {} are both mounted at `{}`", one.what, other.what, other.path))
        .label(&other.path, format!("{} is here", other.what))
        .label(&one.path, format!("{} is here", one.what))
        .note("the API server takes a path once");
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
