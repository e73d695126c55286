//! `source-ranges-ignored`: source ranges that keep nobody out.

use super::{Check, Context, Findings, Stage, Verdict, cidr};
use crate::balancer::SECURITY_GROUPS;
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{BalancerKind, TargetType};

pub(super) static CHECK: Check = Check {
    name: "source-ranges-ignored",
    code: "INF508",
    severity: Severity::Error,
    summary: "source ranges that keep nobody out",
    doc: include_str!("../../docs/checks/source-ranges-ignored.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let ranges = &load_balancer.source_ranges;
    if ranges.is_empty() {
        return Verdict::NotApplicable("no source ranges");
    }
    let groups = &load_balancer.security_groups;
    if !groups.is_empty() {
        found
            .push(
                &CHECK,
                "source ranges are stated, and beside security groups of your own the controller \
                 reads none of them",
            )
            .label(ranges, "the controller does not read them")
            .label(groups, "these decide who may connect")
            .fix(Fix::set("load_balancer.source_ranges", "[]", "say who may connect in the security groups"));
        return Verdict::Checked;
    }
    syntax(ranges, found);
    let nlb_to_pods = *load_balancer.kind == BalancerKind::Nlb && *load_balancer.targets == TargetType::Ip;
    let controller = &cx.profile().cluster.load_balancer_controller;
    if nlb_to_pods && **controller < SECURITY_GROUPS {
        found
            .push(
                &CHECK,
                format!(
                    "source ranges keep nobody out with controller {controller}; \
                     {SECURITY_GROUPS} is the first with which they do"
                ),
            )
            .label(ranges, "keep nobody out")
            .label(controller, "makes NLBs without a security group")
            .label(&load_balancer.targets, "pods see the balancer's address, not the client's")
            .note(
                "an NLB that was made without a security group never gets one: it has to be made \
                 anew after the upgrade",
            )
            .fix(Fix::quoted(
                "cluster.load_balancer_controller",
                SECURITY_GROUPS,
                "upgrade the controller, then say so",
            ));
    } else if nlb_to_pods && !controller.is_written() {
        found.unverified(&CHECK, "cluster.load_balancer_controller").label(ranges, "hold from 2.6 on, and not before");
    }
    Verdict::Checked
}

fn syntax(ranges: &Located<Vec<String>>, found: &mut Findings) {
    for range in ranges.iter() {
        let why = match cidr::is_ipv6(range) {
            None => "is no network such as `203.0.113.0/24`",
            Some(true) => "is one of IPv6, and the balancer has IPv4 addresses only",
            Some(false) => continue,
        };
        found.push(&CHECK, format!("the source range `{range}` {why}")).label(ranges, "lets nobody in");
    }
}
