//! `below-pod-security`: the namespace lets in pods that infgen's own never need it to.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::PodSecurity;

pub(super) static CHECK: Check = Check {
    name: "below-pod-security",
    code: "INF709",
    severity: Severity::Warning,
    summary: "a namespace that enforces less than its pods meet",
    doc: include_str!("../../docs/checks/below-pod-security.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if !*profile.service.create_namespace {
        return Verdict::NotApplicable("another team owns the namespace");
    }
    let level = &profile.security.pod_security;
    if **level == PodSecurity::Restricted {
        return Verdict::Checked;
    }
    found
        .push(&CHECK, format!("the namespace enforces `{}`, and its pods meet `restricted`", level.name()))
        .label(level, format!("every pod that meets `{}` may start here", level.name()))
        .fix(Fix::quoted("security.pod_security", PodSecurity::Restricted.name(), "enforce what the pods meet"));
    Verdict::Checked
}
