//! `open-to-the-world`: everybody on the internet can send inference requests.

use super::{Check, Context, Findings, Stage, Verdict, cidr};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Scheme;

pub(super) static CHECK: Check = Check {
    name: "open-to-the-world",
    code: "INF514",
    severity: Severity::Warning,
    summary: "everybody on the internet can send inference requests",
    doc: include_str!("../../docs/checks/open-to-the-world.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    if *load_balancer.scheme == Scheme::Internal {
        return Verdict::NotApplicable("the balancer is internal");
    }
    let ranges = &load_balancer.source_ranges;
    if !load_balancer.security_groups.is_empty() {
        return Verdict::Checked;
    }
    let message = match ranges.iter().find(|range| cidr::is_everybody(range)) {
        Some(range) => {
            format!("the balancer faces the internet, and the source range `{range}` is everybody")
        }
        None if ranges.is_empty() => {
            "the balancer faces the internet, and no source range says who may connect".to_owned()
        }
        None => return Verdict::Checked,
    };
    found
        .push(&CHECK, message)
        .label(ranges, "lets everybody in")
        .label(&load_balancer.scheme, "faces the internet")
        .fix(Fix::quoted("load_balancer.scheme", "internal", "keep it inside the VPC"))
        .note(
            "or say in `load_balancer.source_ranges` who calls; a public service accepts this \
             finding",
        );
    Verdict::Checked
}
