//! `gpus-over-node`: a pod asks for more GPUs than a node has.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Gpus;

pub(super) static CHECK: Check = Check {
    name: "gpus-over-node",
    code: "INF209",
    severity: Severity::Error,
    summary: "a pod asks for more GPUs than a node has",
    doc: include_str!("../../docs/checks/gpus-over-node.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let gpus = &cx.profile().resources.gpus;
    let node = &cx.profile().cluster.gpus_per_node;
    if **gpus == Gpus::new(0) {
        return Verdict::NotApplicable("no GPUs");
    }
    if **gpus <= **node {
        return Verdict::Checked;
    }
    let over = **gpus - **node;
    let finding = found.push(&CHECK, format!("a pod asks for {gpus}, {over} more than the {node} of a node"));
    finding
        .label(gpus, format!("{gpus} a pod"))
        .label(node, format!("{node} a node"))
        .note("a pod runs on one node; a model that is spread over nodes needs another object than a Deployment");
    if **node > Gpus::new(0) {
        let node = node.get().get().to_string();
        finding.fix(Fix::set("resources.gpus", node, "ask for what a node has"));
    }
    Verdict::Checked
}
