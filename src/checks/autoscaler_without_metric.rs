//! `autoscaler-without-metric`: the autoscaler has nothing to follow, and follows the processor.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::ScheduleMeans;

pub(super) static CHECK: Check = Check {
    name: "autoscaler-without-metric",
    code: "INF240",
    severity: Severity::Error,
    summary: "an autoscaler without any metric",
    doc: include_str!("../../docs/checks/autoscaler-without-metric.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let stated = &cx.profile().autoscaling;
    if !*stated.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let metrics = [
        stated.cpu.is_some(),
        stated.memory.is_some(),
        stated.gpu.is_some(),
        stated.requests_per_pod.is_some(),
        stated.latency.is_some(),
        stated.queue.is_some(),
        stated.schedules.iter().any(|schedule| *schedule.by == ScheduleMeans::Keda),
    ];
    if metrics.contains(&true) {
        return Verdict::Checked;
    }
    let (least, most) = (&stated.min, &stated.max);
    found
        .push(&CHECK, format!("pods are to be scaled from {least} to {most}, and no metric says when"))
        .label(&stated.enabled, "something scales")
        .label(least, format!("from {least}"))
        .label(most, format!("to {most}"))
        .note("the API server puts 80% of the CPU request in the place of no metric, and KEDA refuses the object")
        .fix(Fix::quoted(
            "autoscaling.requests_per_pod",
            "50rps",
            "follow the requests, at three quarters of what a pod carries",
        ));
    Verdict::Checked
}
