//! `gpus-left-idle`: most GPUs of each node have no pod, because no two may share it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::AntiAffinity;
use crate::units::Gpus;

pub(super) static CHECK: Check = Check {
    name: "gpus-left-idle",
    code: "INF212",
    severity: Severity::Warning,
    summary: "GPUs of a node that no second pod may use",
    doc: include_str!("../../docs/checks/gpus-left-idle.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (gpus, node) = (&profile.resources.gpus, &profile.cluster.gpus_per_node);
    let anti_affinity = &profile.placement.anti_affinity;
    if **gpus == Gpus::new(0) || **anti_affinity != AntiAffinity::Required {
        return Verdict::NotApplicable("pods may share a node");
    }
    if **gpus + **gpus >= **node {
        return Verdict::Checked;
    }
    let idle = **node - **gpus;
    found
        .push(&CHECK, format!("no two pods share a node, so that {} of the {node} of each stay idle", idle.get()))
        .label(anti_affinity, "a node for each pod")
        .label(gpus, format!("{gpus} a pod"))
        .label(node, format!("{node} a node"))
        .fix(Fix::quoted("placement.anti_affinity", "preferred", "let pods share a node where there is no other"));
    Verdict::Checked
}
