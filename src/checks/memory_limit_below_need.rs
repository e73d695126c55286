//! `memory-limit-below-need`: the kernel kills the container for memory that it was seen to use.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::volumes;

pub(super) static CHECK: Check = Check {
    name: "memory-limit-below-need",
    code: "INF604",
    severity: Severity::Error,
    summary: "the memory limit is below what the pod was seen to need",
    doc: include_str!("../../docs/checks/memory-limit-below-need.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let limit = &profile.resources.memory_limit;
    let shared = &profile.storage.shared_memory;
    let needed = volumes::needed_memory(profile);
    let (Some(needed), Some(peak)) = (needed, &profile.measured.peak_memory) else {
        found.unverified(&CHECK, "measured.peak_memory").label(limit, format!("the container is killed at {limit}"));
        return Verdict::Checked;
    };
    if **limit >= needed {
        return Verdict::Checked;
    }
    found
        .push(&CHECK, format!("memory limit is {limit}, {} less than the {needed} that a pod needs", needed - **limit))
        .label(limit, format!("the container is killed at {limit}"))
        .label(peak, format!("its processes held up to {peak}"))
        .label(shared, format!("shared memory may hold {shared} more"))
        .fix(Fix::quoted("resources.memory_limit", needed.rounded_up(), "let the processes and shared memory fit"));
    Verdict::Checked
}
