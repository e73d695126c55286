//! `cpu-target-below-idle`: the processor time of an idle pod keeps pods that no load asks for.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::signals::{self, Idle, Kept};
use crate::units::{Cpu, Share};

pub(super) static CHECK: Check = Check {
    name: "cpu-target-below-idle",
    code: "INF223",
    severity: Severity::Error,
    summary: "the processor time of an idle pod keeps pods that no load asks for",
    doc: include_str!("../../docs/checks/cpu-target-below-idle.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let autoscaling = &profile.autoscaling;
    let share = autoscaling.cpu.as_ref().filter(|share| *autoscaling.enabled && share.ppm() > 0);
    let Some(share) = share else {
        return Verdict::NotApplicable("no CPU target");
    };
    let resources = &profile.resources;
    let target = Cpu::from_milli(share.of(resources.cpu_request.milli()));
    let of_limit = Share::ratio(target.milli(), resources.cpu_limit.milli());
    let means = format!("{share} of the request, {of_limit} of the limit");
    let remove = Fix::remove("autoscaling.cpu", "scale by the load, and not by how the server waits for it");
    let most = &autoscaling.max;
    let Some(idle) = &profile.measured.idle_cpu else {
        let bound = Cpu::from_milli(signals::most_idle(target.milli()));
        found
            .push(
                &CHECK,
                format!(
                    "CPU target is {}, {of_limit} of the limit: a pod that uses over {} without load keeps up to {most} running",
                    target.cores(),
                    bound.cores()
                ),
            )
            .severity(Severity::Warning)
            .label(share, means)
            .label(&resources.cpu_request, "the HPA counts by the request")
            .label(&resources.cpu_limit, "the container may use as much")
            .note("measure what a pod uses without load, and state it as `measured.idle_cpu`")
            .fix(remove);
        return Verdict::Checked;
    };
    let Some(Kept { pods, room }) = signals::kept(
        profile,
        Idle::Resource { used: idle.milli(), request: resources.cpu_request.milli(), target: **share },
    ) else {
        return Verdict::Checked;
    };
    let severity = if room { Severity::Warning } else { Severity::Error };
    let least = &autoscaling.min;
    let reads = Share::ratio(idle.milli(), target.milli());
    found
        .push(
            &CHECK,
            format!(
                "an idle pod uses {}, {reads} of the CPU target of {}: the autoscaler keeps {pods} without any load",
                idle.cores(),
                target.cores()
            ),
        )
        .severity(severity)
        .label(share, means)
        .label(&resources.cpu_request, "the HPA counts by the request")
        .label(idle, format!("{} without load", idle.cores()))
        .label(least, format!("{least} would do"))
        .fix(remove);
    Verdict::Checked
}
