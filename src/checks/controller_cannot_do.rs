//! `controller-cannot-do`: a setting that the installed controller does not know.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer::{LISTENER_ATTRIBUTES, SECURITY_GROUPS};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{BalancerKind, Version};

pub(super) static CHECK: Check = Check {
    name: "controller-cannot-do",
    code: "INF519",
    severity: Severity::Error,
    summary: "a setting that the installed controller does not know",
    doc: include_str!("../../docs/checks/controller-cannot-do.md"),
    stage: Stage::Stack(run),
};

/// The first minor of the AWS Load Balancer Controller that surely reads the health check's timeout of an NLB: it came
/// with 2.4.6, and a profile states no patch.
const HEALTH_CHECK: Version = Version { major: 2, minor: 5 };

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    if *load_balancer.kind == BalancerKind::Alb {
        return Verdict::NotApplicable("every controller knows an ALB's settings");
    }
    let controller = &cx.profile().cluster.load_balancer_controller;
    let timeout = &load_balancer.health_check.timeout;
    let otherwise = "without it a check fails after 10s over TCP and 6s over HTTP, whatever is stated";
    needs(HEALTH_CHECK, controller, timeout, "the health check's timeout", otherwise, found);
    let groups = &load_balancer.security_groups;
    if !groups.is_empty() {
        let otherwise = "without it the NLB has no security group, and everybody may connect";
        needs(SECURITY_GROUPS, controller, groups, "`security_groups`", otherwise, found);
    }
    if let Some(idle) = load_balancer.idle_timeout.as_ref().filter(|_| load_balancer.has_tcp_listener()) {
        let otherwise = "without it a TCP listener drops a connection after 350s of silence";
        needs(LISTENER_ATTRIBUTES, controller, idle, "the idle timeout of a TCP listener", otherwise, found);
    }
    Verdict::Checked
}

fn needs<T>(
    first: Version,
    controller: &Located<Version>,
    setting: &Located<T>,
    what: &str,
    otherwise: &str,
    found: &mut Findings,
) {
    if **controller >= first {
        return;
    }
    found
        .push(&CHECK, format!("controller {controller} is older than {first}, from which on {what} is read"))
        .label(setting, "is not read")
        .label(controller, "as installed")
        .note(otherwise)
        .fix(Fix::quoted("cluster.load_balancer_controller", first, "upgrade the controller, then say so"));
}
