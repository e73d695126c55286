//! `batch-slower-than-slo`: a full batch takes longer than the promised p95.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::units::Requests;

pub(super) static CHECK: Check = Check {
    name: "batch-slower-than-slo",
    code: "INF105",
    severity: Severity::Error,
    summary: "a full batch takes longer than the promised p95",
    doc: include_str!("../../docs/checks/batch-slower-than-slo.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(promise) = &profile.slo.p95 else {
        return Verdict::NotApplicable("no p95 is promised");
    };
    let Some(batching) = cx.stack.batching else {
        return missing::batch_times(&CHECK, cx, found);
    };
    let size = &profile.performance.max_batch;
    let delay = &profile.performance.batch_delay;
    let own = **delay + batching.full();
    let after_another = own + batching.full();
    if after_another <= **promise {
        return Verdict::Checked;
    }
    let (what, time, severity) = if own > **promise {
        ("takes", own, Severity::Error)
    } else {
        ("and the one before it take", after_another, Severity::Warning)
    };
    let over = time - **promise;
    let finding = found
        .push(&CHECK, format!("a batch of {size} {what} {time}, {over} longer than the promised p95 of {promise}"));
    finding
        .severity(severity)
        .label(size, format!("a full batch takes {}", batching.full()))
        .label(promise, format!("p95 is promised within {promise}"))
        .label(delay, format!("a batch waits {delay} to fill"));
    let fitting = batching.largest_batch(**promise);
    if fitting > Requests::new(0) {
        let fitting = fitting.get().to_string();
        finding.fix(Fix::set("performance.max_batch", fitting, "leave time for the batch before"));
    }
    Verdict::Checked
}
