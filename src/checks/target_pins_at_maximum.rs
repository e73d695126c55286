//! `target-pins-at-maximum`: at the peak the autoscaler wants more pods than it may have.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::stack::Scaling;
use crate::units::Rate;

pub(super) static CHECK: Check = Check {
    name: "target-pins-at-maximum",
    code: "INF237",
    severity: Severity::Warning,
    summary: "a target that asks for more than the most pods at the peak",
    doc: include_str!("../../docs/checks/target-pins-at-maximum.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let Some(target) = autoscaling.requests_per_pod.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no target rate of a pod");
    };
    let Some(peak) = &cx.stack.capacity.peak else {
        return missing::peak(&CHECK, found);
    };
    let most = &autoscaling.max;
    let covered = **target * **most;
    if !Scaling::adds_pods(cx.profile(), peak.milli(), covered.milli()) {
        return Verdict::Checked;
    }
    let wanted = peak.pods(**target).map_or_else(|| "more pods".to_owned(), |pods| pods.to_string());
    let fitting = Rate::from_milli(peak.milli().div_ceil(u64::from(most.get().get().max(1))));
    found
        .push(
            &CHECK,
            format!("at the peak of {peak} a target of {target} asks for {wanted}, and at most {most} may run"),
        )
        .label(target, format!("{most} of {target} are {covered}"))
        .label(most, format!("at most {most}"))
        .label(peak, format!("the peak is {peak}"))
        .note("at its maximum the autoscaler follows nothing any more, and its alert fires on each good day")
        .fix(Fix::quoted("autoscaling.requests_per_pod", fitting, "let the most pods reach their target at the peak"));
    Verdict::Checked
}
