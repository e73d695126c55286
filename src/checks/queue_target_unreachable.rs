//! `queue-target-unreachable`: a pod refuses requests before its queue makes the autoscaler act.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::stack::Scaling;
use crate::units::Requests;

pub(super) static CHECK: Check = Check {
    name: "queue-target-unreachable",
    code: "INF231",
    severity: Severity::Error,
    summary: "a pod refuses requests before its queue makes the autoscaler act",
    doc: include_str!("../../docs/checks/queue-target-unreachable.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let Some(target) = autoscaling.queue.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no queue target");
    };
    let Some(limit) = &cx.profile().performance.queue_limit else {
        return missing::queue_limit(&CHECK, found);
    };
    let tolerance = cx.stack.scaling.tolerance;
    let milli = |requests: Requests| u64::from(requests.get()) * 1_000;
    let acts = tolerance.on_top_of(milli(**target));
    if Scaling::adds_pods(cx.profile(), milli(**limit), milli(**target)) {
        return Verdict::Checked;
    }
    let above = Requests::new(u32::try_from(acts / 1_000).unwrap_or(u32::MAX));
    let over = (above - **limit).get();
    // A third of the room leaves the autoscaler time before the first refusal.
    let fitting = limit.get().get() / 3;
    let finding = found.push(
        &CHECK,
        format!("pods are added when more than {above} wait, {over} more than the {limit} that a pod lets wait"),
    );
    finding
        .label(target, format!("{target}, and {tolerance} tolerance on top"))
        .label(limit, format!("refuses above {limit}"));
    if fitting > 0 {
        finding.fix(Fix::set("autoscaling.queue", fitting.to_string(), "act while there is room in the queue"));
    }
    Verdict::Checked
}
