//! `anti-affinity-over-nodes`: pods that must not share a node are more than the nodes.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::AntiAffinity;
use crate::stack::capacity;
use crate::units::Replicas;

pub(super) static CHECK: Check = Check {
    name: "anti-affinity-over-nodes",
    code: "INF207",
    severity: Severity::Error,
    summary: "pods that must not share a node are more than the nodes",
    doc: include_str!("../../docs/checks/anti-affinity-over-nodes.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let anti_affinity = &profile.placement.anti_affinity;
    if **anti_affinity != AntiAffinity::Required {
        return Verdict::NotApplicable("pods may share a node");
    }
    let Some(nodes) = &profile.cluster.gpu_nodes else {
        found.unverified(&CHECK, "cluster.gpu_nodes");
        return Verdict::Checked;
    };
    let pods = cx.stack.capacity.most_pods;
    let room = Replicas::new(nodes.get().get());
    if pods <= room {
        return Verdict::Checked;
    }
    let waiting = pods - room;
    let (_, most) = capacity::most_key(profile);
    let surge = &profile.rollout.max_surge;
    found
        .push(
            &CHECK,
            format!("{most} and {surge} of surge need a node each, and of {nodes} there is none for {waiting}"),
        )
        .label(anti_affinity, "no two pods share a node")
        .label(&most, format!("at most {most}"))
        .label(surge, format!("{surge} more in a rollout"))
        .label(nodes, format!("{nodes} at most"))
        .fix(Fix::set("placement.anti_affinity", "\"preferred\"", "let the scheduler try, and not insist"));
    Verdict::Checked
}
