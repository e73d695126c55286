//! `batch-below-target-rate`: batches take too long for the rate that a pod is said to carry.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::stack::Batching;
use crate::units::{Rate, Share};

pub(super) static CHECK: Check = Check {
    name: "batch-below-target-rate",
    code: "INF104",
    severity: Severity::Error,
    summary: "batches take too long for the rate that a pod is said to carry",
    doc: include_str!("../../docs/checks/batch-below-target-rate.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let autoscaling = &profile.autoscaling;
    let target = autoscaling.requests_per_pod.as_ref().filter(|_| *autoscaling.enabled);
    let capacity = profile.measured.capacity.as_ref();
    if target.is_none() && capacity.is_none() {
        return Verdict::NotApplicable("no rate is asked of a pod");
    }
    let Some(batching) = cx.stack.batching else {
        return missing::batch_times(&CHECK, cx, found);
    };
    let ceiling = batching.ceiling();
    let tolerance = cx.stack.scaling.tolerance;
    if let Some(target) = target {
        let acts = target.raised_by(tolerance);
        if ceiling <= acts {
            let message =
                format!("full batches make {ceiling} a pod, not more than the {acts} above which pods are added");
            let finding = found.push(&CHECK, message);
            finding.label(target, format!("{target} a pod, and {tolerance} tolerance on top"));
            let fitting = Rate::from_milli(Share::percent(70).of(ceiling.milli())).whole();
            batches(finding, cx, batching).fix(Fix::quoted(
                "autoscaling.requests_per_pod",
                fitting,
                "ask for seven tenths of what batches make",
            ));
        }
    }
    if let Some(capacity) = capacity.filter(|capacity| ceiling <= ***capacity) {
        let message = format!("full batches make {ceiling} a pod, not more than its measured capacity of {capacity}");
        let finding = found.push(&CHECK, message);
        finding.label(capacity, format!("a pod is said to carry {capacity}"));
        batches(finding, cx, batching)
            .note("the measurements contradict each other: measure both on the same GPU, with the same batch size");
    }
    Verdict::Checked
}

/// Labels what a batch takes.
fn batches<'a>(finding: &'a mut Diagnostic, cx: &Context<'_>, batching: Batching) -> &'a mut Diagnostic {
    let size = &cx.profile().performance.max_batch;
    finding.label(size, format!("a batch of {size} takes {}", batching.full()));
    let measured = &cx.profile().measured;
    if let Some(constant) = &measured.batch_constant {
        finding.label(constant, format!("{constant} for any batch"));
    }
    if let Some(each) = &measured.batch_per_request {
        finding.label(each, format!("{each} more for each request"));
    }
    finding
}
