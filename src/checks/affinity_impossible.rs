//! `affinity-impossible`: a client is to stay on its pod, and the balancer cannot keep it there.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
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
    let load_balancer = &cx.profile().load_balancer;
    let affinity = &load_balancer.affinity;
    if !*affinity.enabled {
        return Verdict::NotApplicable("no affinity");
    }
    let duration = &affinity.duration;
    let name = cx.stack.balancer.name;
    let drop = || {
        Fix::set(
            "load_balancer.affinity.enabled",
            "false",
            "keep what a client needs outside the pod",
        )
    };
    // The same time stands in the internal Service, so that the shorter of both limits holds.
    let (least, most) = balancer::CLIENT_IP_AFFINITY;
    match (*load_balancer.kind, *load_balancer.targets) {
        (BalancerKind::Nlb, TargetType::Ip) => {
            found
                .push(
                    &CHECK,
                    format!(
                        "a client is to stay on its pod for {duration}, and {name} knows no such \
                         time"
                    ),
                )
                .label(&affinity.enabled, "promises a pod of its own")
                .label(duration, format!("for {duration}"))
                .label(&load_balancer.targets, "passes kube-proxy by, which could")
                .fix(drop())
                .fix(Fix::quoted(
                    "load_balancer.kind",
                    "alb",
                    "take a balancer with cookies",
                ));
        }
        (BalancerKind::Nlb, TargetType::Instance) => {
            found
                .push(
                    &CHECK,
                    format!(
                        "a client is to stay on its pod for {duration}, and each node remembers \
                         that for itself"
                    ),
                )
                .severity(Severity::Warning)
                .label(&affinity.enabled, "promises a pod of its own")
                .label(duration, format!("for {duration}"))
                .label(
                    &load_balancer.targets,
                    format!("{name} may take another node at any time"),
                )
                .fix(drop());
        }
        (BalancerKind::Alb, TargetType::Instance) => {
            found
                .push(
                    &CHECK,
                    format!(
                        "a client is to stay on its pod for {duration}, and {name} keeps it on a \
                         node"
                    ),
                )
                .label(&affinity.enabled, "promises a pod of its own")
                .label(
                    &load_balancer.targets,
                    "behind the node kube-proxy takes any pod",
                )
                .fix(Fix::quoted(
                    "load_balancer.targets",
                    "ip",
                    "let the cookie name a pod",
                ));
        }
        (BalancerKind::Alb, TargetType::Ip) => {}
    }
    if !balancer::takes((least, most), **duration) {
        let close = duration.scaled(1, 1).max(least).min(most);
        found
            .push(
                &CHECK,
                format!(
                    "a client is to stay for {duration}, and a Service takes whole seconds from \
                     {least} to {most}"
                ),
            )
            .label(duration, "the API server refuses the internal Service")
            .fix(Fix::quoted(
                "load_balancer.affinity.duration",
                close,
                "the closest that it takes",
            ));
    }
    Verdict::Checked
}
