//! `target-above-capacity`: the autoscaler fills a pod beyond what it can carry.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity::Basis;
use crate::units::{Rate, Share};

pub(super) static CHECK: Check = Check {
    name: "target-above-capacity",
    code: "INF203",
    severity: Severity::Error,
    summary: "the autoscaler fills a pod beyond what it can carry",
    doc: include_str!("../../docs/checks/target-above-capacity.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let target = autoscaling.requests_per_pod.as_ref().filter(|_| *autoscaling.enabled);
    let Some(target) = target else {
        return Verdict::NotApplicable("no target rate of a pod");
    };
    let capacity = &cx.stack.capacity;
    let Some(per_pod) = &capacity.per_pod else {
        return missing::capacity(&CHECK, found);
    };
    let tolerance = cx.stack.scaling.tolerance;
    let acts = target.raised_by(tolerance);
    if acts <= **per_pod {
        return Verdict::Checked;
    }
    let over = acts - **per_pod;
    let known = capacity.basis != Basis::Implied;
    let carries = if known { "carries" } else { "is known to carry" };
    let message =
        format!("a pod may be given {acts} before pods are added, {over} more than the {per_pod} it {carries}");
    let finding = found.push(&CHECK, message);
    finding
        .label(target, format!("{target} a pod, and {tolerance} tolerance on top"))
        .label(per_pod, format!("a pod carries {per_pod}"));
    if known {
        // At its target a pod still copes; only within the tolerance above it does it not.
        if **target < **per_pod {
            finding.severity(Severity::Warning);
        }
        let fitting = Rate::from_milli(Share::percent(75).of(per_pod.milli())).whole();
        finding.fix(Fix::quoted("autoscaling.requests_per_pod", fitting, "ask for three quarters of the capacity"));
    } else {
        finding
            .severity(Severity::Warning)
            .note("measure what one pod carries within the promises, and state it as `measured.capacity`");
    }
    Verdict::Checked
}
