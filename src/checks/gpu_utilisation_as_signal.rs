//! `gpu-utilisation-as-signal`: the autoscaler follows a GPU that is busy at any load.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "gpu-utilisation-as-signal",
    code: "INF224",
    severity: Severity::Warning,
    summary: "the autoscaler follows a GPU that is busy at any load",
    doc: include_str!("../../docs/checks/gpu-utilisation-as-signal.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let Some(gpu) = autoscaling.gpu.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no GPU target");
    };
    let most = &autoscaling.max;
    let finding = found.push(
        &CHECK,
        format!("the autoscaler goes up to {most} while GPUs are busy for more than {gpu} of the time, which they are at almost any load"),
    );
    finding
        .label(gpu, "busy share, whatever the batch holds")
        .label(most, format!("as many as {most}"))
        .note("a GPU is as busy with one request in each batch as with a full one, and the highest metric decides");
    if autoscaling.requests_per_pod.is_none() && autoscaling.queue.is_none() {
        finding.note("no request rate and no queue stands beside it, so nothing here follows the load");
    }
    finding.fix(Fix::remove("autoscaling.gpu", "scale by the request rate or the queue"));
    Verdict::Checked
}
