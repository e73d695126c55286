//! `gpus-over-quota`: more pods are allowed than there are GPUs for.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::stack::capacity;
use crate::units::Gpus;

pub(super) static CHECK: Check = Check {
    name: "gpus-over-quota",
    code: "INF206",
    severity: Severity::Error,
    summary: "more pods are allowed than there are GPUs for",
    doc: include_str!("../../docs/checks/gpus-over-quota.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let gpus = &profile.resources.gpus;
    if gpus.get().get() == 0 {
        return Verdict::NotApplicable("no GPUs");
    }
    let cluster = &profile.cluster;
    let nodes = cluster.gpu_nodes.as_ref().map(|nodes| {
        let each = cluster.gpus_per_node.get().get();
        nodes.map(|nodes| Gpus::new(nodes.get().saturating_mul(each)))
    });
    let limits = [("of the account's quota", cluster.gpu_quota.clone()), ("of the GPU nodes", nodes)];
    if limits.iter().all(|(_, limit)| limit.is_none()) {
        found.unverified(&CHECK, "cluster.gpu_quota");
        return Verdict::Checked;
    }
    for (whose, limit) in limits {
        if let Some(limit) = limit {
            compare(cx, &limit, whose, found);
        }
    }
    Verdict::Checked
}

fn compare(cx: &Context<'_>, limit: &Located<Gpus>, whose: &str, found: &mut Findings) {
    let needed = cx.stack.capacity.most_gpus;
    if needed <= **limit {
        return;
    }
    let gpus = &cx.profile().resources.gpus;
    let surge = &cx.profile().rollout.max_surge;
    let (key, most) = capacity::most_key(cx.profile());
    let over = needed - **limit;
    let finding =
        found.push(&CHECK, format!("{most} and {surge} of surge take {needed}, {over} more than the {limit} {whose}"));
    finding
        .label(&most, format!("at most {most}"))
        .label(surge, format!("{surge} more in a rollout"))
        .label(gpus, format!("{gpus} a pod"))
        .label(limit, format!("{limit} there are"));
    finding.note(format!("or have room made for {needed}, which are what the pods were counted for"));
    let fitting = (limit.get().get() / gpus.get().get().max(1)).saturating_sub(surge.get().get());
    if fitting >= capacity::fewest(cx.profile()).get().max(1) {
        finding.fix(Fix::set(key, fitting.to_string(), "allow no more pods than GPUs"));
    }
}
