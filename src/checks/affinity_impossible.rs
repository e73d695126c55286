//! `affinity-impossible`: a client is to stay on its pod, and the balancer cannot keep it there.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{BalancerKind, TargetType};

pub(super) static CHECK: Check = Check {
    name: "affinity-impossible",
    code: "INF504",
    severity: Severity::Error,
    summary: "a client is to stay on its pod, and the balancer cannot keep it there",
    doc: include_str!("../../docs/checks/affinity-impossible.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    if !*cx.profile().load_balancer.affinity.enabled {
        return Verdict::NotApplicable("no affinity");
    }
    match (cx.profile().load_balancer.kind.get(), cx.profile().load_balancer.targets.get()) {
        (BalancerKind::Nlb, TargetType::Ip) => no_such_time(cx, found),
        (BalancerKind::Nlb, TargetType::Instance) => on_each_node(cx, found),
        (BalancerKind::Alb, TargetType::Instance) => on_a_node(cx, found),
        (BalancerKind::Alb, TargetType::Ip) => {}
    }
    Verdict::Checked
}

/// Instead of any affinity.
fn drop() -> Fix {
    let why = "keep what a client needs outside the pod";
    Fix::set("load_balancer.affinity.enabled", "false", why)
}

/// An NLB's own affinity has no time, and Kubernetes' is kube-proxy's, which IP targets pass by.
fn no_such_time(cx: &Context<'_>, found: &mut Findings) {
    let load_balancer = &cx.profile().load_balancer;
    let (affinity, name) = (&load_balancer.affinity, cx.stack.balancer.name);
    let duration = &affinity.duration;
    let message = format!("a client is to stay on its pod for {duration}, and {name} knows no such time");
    found
        .push(&CHECK, message)
        .label(&affinity.enabled, "promises a pod of its own")
        .label(duration, format!("for {duration}"))
        .label(&load_balancer.targets, "passes kube-proxy by, which could")
        .fix(drop())
        .fix(Fix::quoted("load_balancer.kind", "alb", "take a balancer with cookies"));
}

/// Each node keeps a client on a pod, and knows nothing of the other nodes.
fn on_each_node(cx: &Context<'_>, found: &mut Findings) {
    let load_balancer = &cx.profile().load_balancer;
    let (affinity, name) = (&load_balancer.affinity, cx.stack.balancer.name);
    let duration = &affinity.duration;
    let message = format!("a client is to stay on its pod for {duration}, and each node remembers that for itself");
    found
        .push(&CHECK, message)
        .severity(Severity::Warning)
        .label(&affinity.enabled, "promises a pod of its own")
        .label(duration, format!("for {duration}"))
        .label(&load_balancer.targets, format!("{name} may take another node at any time"))
        .fix(drop());
}

/// An ALB's cookie names a target, which here is a node.
fn on_a_node(cx: &Context<'_>, found: &mut Findings) {
    let load_balancer = &cx.profile().load_balancer;
    let (affinity, name) = (&load_balancer.affinity, cx.stack.balancer.name);
    let duration = &affinity.duration;
    let message = format!("a client is to stay on its pod for {duration}, and {name} keeps it on a node");
    found
        .push(&CHECK, message)
        .label(&affinity.enabled, "promises a pod of its own")
        .label(&load_balancer.targets, "behind the node kube-proxy takes any pod")
        .fix(Fix::quoted("load_balancer.targets", "ip", "let the cookie name a pod"));
}
