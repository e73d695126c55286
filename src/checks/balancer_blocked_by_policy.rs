//! `balancer-blocked-by-policy`: the network policy keeps the balancer out.

use super::{Check, Context, Findings, Stage, Verdict, cidr};
use crate::diagnostic::Severity;
use crate::profile::TargetType;

pub(super) static CHECK: Check = Check {
    name: "balancer-blocked-by-policy",
    code: "INF518",
    severity: Severity::Error,
    summary: "the network policy lets the balancer's connections not in",
    doc: include_str!("../../docs/checks/balancer-blocked-by-policy.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let networks = &cx.profile().network.balancer_cidrs;
    let (whose, how) = match *cx.profile().load_balancer.targets {
        TargetType::Ip => {
            ("the balancer's subnets", "`aws ec2 describe-subnets --query 'Subnets[].CidrBlock'` prints them")
        }
        TargetType::Instance => (
            "the nodes' subnets",
            "`kubectl get nodes -o wide` shows their addresses, `aws ec2 describe-subnets` the \
             networks",
        ),
    };
    if networks.is_empty() {
        found
            .push(
                &CHECK,
                format!(
                    "the network policy lets nobody in from {whose}, where the balancer's \
                     connections come from"
                ),
            )
            .label(networks, "lets nobody in")
            .label(&cx.profile().load_balancer.targets, format!("connections come from {whose}"))
            .note(format!("state them as `network.balancer_cidrs`; {how}"));
    }
    for network in networks.iter().filter(|network| cidr::is_ipv6(network).is_none()) {
        found
            .push(&CHECK, format!("`{network}` is no network such as `10.0.0.0/18`"))
            .label(networks, "the API server refuses the network policy");
    }
    Verdict::Checked
}
