//! `connection-termination-cuts-requests`: the balancer cuts connections that still answer.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
use crate::profile::BalancerKind;

pub(super) static CHECK: Check = Check {
    name: "connection-termination-cuts-requests",
    code: "INF314",
    severity: Severity::Error,
    summary: "the balancer cuts connections that still answer",
    doc: include_str!("../../docs/checks/connection-termination-cuts-requests.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    if *load_balancer.kind == BalancerKind::Alb {
        return Verdict::NotApplicable("an ALB has no such switch");
    }
    if !*load_balancer.terminate_connections {
        return Verdict::NotApplicable("connections are left to end");
    }
    let shutdown = &cx.stack.shutdown;
    let delay = &shutdown.deregistration_delay;
    let longest = &shutdown.longest_request;
    // A node that leaves takes nothing new; a pod with an address of its own does until preStop is over.
    let by_node = cx.stack.balancer.switched_by_kube_proxy;
    let needed = if by_node { **longest } else { shutdown.last_answer() };
    if **delay >= needed {
        return Verdict::Checked;
    }
    let short = needed - **delay;
    let diagnostic = found
        .push(
            &CHECK,
            format!(
                "connections are cut after {delay}, {short} short of the {needed} in which the \
                 last request ends"
            ),
        )
        .label(&load_balancer.terminate_connections, "cuts connections")
        .label(delay, format!("what is left after {delay}"))
        .label(longest, format!("the longest request takes {longest}"));
    if !by_node {
        let pre_stop = &shutdown.pre_stop;
        diagnostic.label(pre_stop, format!("requests arrive during the {pre_stop} of preStop"));
    }
    if needed <= balancer::DEREGISTRATION.1 {
        diagnostic.fix(Fix::quoted("load_balancer.deregistration_delay", needed, "cut later").safe());
    } else {
        diagnostic.fix(Fix::set("load_balancer.terminate_connections", "false", "cut nothing"));
    }
    Verdict::Checked
}
