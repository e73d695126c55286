//! `model-over-gpu-memory`: the weights alone do not fit.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::{Bytes, Gpus, Share};

pub(super) static CHECK: Check = Check {
    name: "model-over-gpu-memory",
    code: "INF608",
    severity: Severity::Error,
    summary: "a model that does not fit into the memory of a pod's GPUs",
    doc: include_str!("../../docs/checks/model-over-gpu-memory.md"),
    stage: Stage::Stack(run),
};

/// What servers take of a GPU's memory at the most: vLLM's `--gpu-memory-utilization` by default.
const TAKEN: Share = Share::percent(90);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let gpus = &profile.resources.gpus;
    if **gpus == Gpus::new(0) {
        return Verdict::NotApplicable("no GPUs");
    }
    let Some(model) = &profile.model.size else {
        return Verdict::NotApplicable("the size of the model is not stated");
    };
    let Some(each) = &profile.cluster.gpu_memory else {
        found.unverified(&CHECK, "cluster.gpu_memory").label(model, format!("{model} of weights go into {gpus}"));
        return Verdict::Checked;
    };
    let count = u64::from(gpus.get().get());
    let all = Bytes::new(each.get().get().saturating_mul(count)).rounded_up();
    let usable = Bytes::new(TAKEN.of(all.get())).rounded_up();
    if **model <= usable {
        return Verdict::Checked;
    }
    let over = Bytes::new(model.get().get() - usable.get()).rounded_up();
    let severity = if **model > all { Severity::Error } else { Severity::Warning };
    let finding = found.push(
        &CHECK,
        format!("the model is {model}, {over} over the {usable} that a server takes of the {all} of {gpus}"),
    );
    finding
        .severity(severity)
        .label(model, format!("{model} of weights"))
        .label(each, format!("{each} a GPU"))
        .label(gpus, format!("{gpus} a pod"))
        .note("requests in flight need memory beside the weights; a model that is quantised while it loads takes less");
    let fitting = model.get().get().div_ceil(TAKEN.of(each.get().get()).max(1));
    if let Ok(fitting) = u32::try_from(fitting)
        && fitting <= profile.cluster.gpus_per_node.get().get()
    {
        finding.fix(Fix::set("resources.gpus", fitting.to_string(), "spread the weights over more GPUs of a node"));
    }
    Verdict::Checked
}
