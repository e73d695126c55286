//! `queue-target-below-batch`: pods are added while the requests that wait fit into the next batch.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "queue-target-below-batch",
    code: "INF238",
    severity: Severity::Warning,
    summary: "a queue target below what one batch takes",
    doc: include_str!("../../docs/checks/queue-target-below-batch.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let Some(target) = autoscaling.queue.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no queue target");
    };
    let batch = &cx.profile().performance.max_batch;
    if **target >= **batch {
        return Verdict::Checked;
    }
    let short = (**batch - **target).get();
    found
        .push(
            &CHECK,
            format!("pods are added when more than {target} wait, {short} fewer than the next batch of {batch} takes"),
        )
        .label(target, format!("{target} waiting in a pod"))
        .label(batch, format!("a batch takes {batch}"))
        .note("what waits for less than one batch is served by the next")
        .fix(Fix::set("autoscaling.queue", batch.get().get().to_string(), "let a batch fill first"));
    Verdict::Checked
}
