//! `memory-target-below-idle`: the memory of an idle pod keeps pods that no load asks for.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::signals::{self, Idle, Kept};
use crate::units::{Bytes, Share};

pub(super) static CHECK: Check = Check {
    name: "memory-target-below-idle",
    code: "INF222",
    severity: Severity::Error,
    summary: "the memory of an idle pod keeps pods that no load asks for",
    doc: include_str!("../../docs/checks/memory-target-below-idle.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let autoscaling = &profile.autoscaling;
    let share = autoscaling.memory.as_ref().filter(|share| *autoscaling.enabled && share.ppm() > 0);
    let Some(share) = share else {
        return Verdict::NotApplicable("no memory target");
    };
    let resources = &profile.resources;
    let target = share.of(resources.memory_request.get().get());
    let shown = mebi(target);
    let of_limit = Share::ratio(target, resources.memory_limit.get().get());
    let means = format!("{share} of the request, {of_limit} of the limit");
    let remove = Fix::remove("autoscaling.memory", "scale by the load, and leave memory to its alert");
    let most = &autoscaling.max;
    let Some(idle) = &profile.measured.idle_memory else {
        if !*profile.model.preload {
            found.unverified(&CHECK, "measured.idle_memory");
            return Verdict::Checked;
        }
        let bound = mebi(signals::most_idle(target));
        found
            .push(
                &CHECK,
                format!(
                    "memory target is {shown}, {of_limit} of the limit: a pod that holds over {bound} without load keeps \
                     up to {most} running"
                ),
            )
            .severity(Severity::Warning)
            .label(share, means)
            .label(&resources.memory_request, "the HPA counts by the request")
            .label(&profile.model.preload, "the model stays in memory, with and without load")
            .note("measure what a pod holds without load, and state it as `measured.idle_memory`")
            .fix(remove);
        return Verdict::Checked;
    };
    let Some(Kept { pods, room }) = signals::kept(
        profile,
        Idle::Resource { used: idle.get().get(), request: resources.memory_request.get().get(), target: **share },
    ) else {
        return Verdict::Checked;
    };
    let severity = if room { Severity::Warning } else { Severity::Error };
    let least = &autoscaling.min;
    let reads = Share::ratio(idle.get().get(), target);
    found
        .push(
            &CHECK,
            format!("an idle pod holds {idle}, {reads} of the memory target of {shown}: the autoscaler keeps {pods} without any load"),
        )
        .severity(severity)
        .label(share, means)
        .label(&resources.memory_request, "the HPA counts by the request")
        .label(idle, format!("{idle} without load"))
        .label(least, format!("{least} would do"))
        .fix(remove);
    Verdict::Checked
}

/// In whole mebibytes, for messages.
fn mebi(bytes: u64) -> Bytes {
    Bytes::mebi(bytes >> 20)
}
