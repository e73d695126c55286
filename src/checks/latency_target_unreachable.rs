//! `latency-target-unreachable`: no request is ever slow enough to make the autoscaler act.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::stack::Scaling;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "latency-target-unreachable",
    code: "INF232",
    severity: Severity::Warning,
    summary: "no request is ever slow enough to make the autoscaler act",
    doc: include_str!("../../docs/checks/latency-target-unreachable.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let autoscaling = &profile.autoscaling;
    let Some(latency) = autoscaling.latency.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no latency target");
    };
    let Some(limit) = &profile.performance.queue_limit else {
        return missing::queue_limit(&CHECK, found);
    };
    let Some(stay) = cx.stack.longest_stay() else {
        return missing::batch_times(&CHECK, cx, found);
    };
    let (percentile, target) = (&latency.percentile, &latency.target);
    let tolerance = cx.stack.scaling.tolerance;
    let acts = target.raised_by(tolerance);
    if Scaling::adds_pods(profile, stay.millis(), target.millis()) {
        return Verdict::Checked;
    }
    let short = acts - *stay;
    // Half of the longest stay is a queue that is half full.
    let fitting = Duration::from_millis(stay.millis() / 2);
    let finding = found.push(
        &CHECK,
        format!(
            "no answer takes longer than {stay}, {short} short of the {percentile} of {acts} above which pods are added"
        ),
    );
    finding
        .label(target, format!("{target}, and {tolerance} tolerance on top"))
        .label(limit, format!("refuses above {limit}"))
        .label(&stay, format!("the last in a full queue takes {stay}"));
    let unloaded = profile.measured.unloaded_p95.as_deref().copied();
    if fitting > unloaded.unwrap_or(Duration::ZERO) * 2 {
        let title = "act when the queue is half full";
        finding.fix(Fix::quoted("autoscaling.latency.target", fitting, title));
    }
    Verdict::Checked
}
