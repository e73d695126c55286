//! `scale-down-sheds-too-fast`: pods are taken away before the last ones have ended.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::{Duration, Replicas};

pub(super) static CHECK: Check = Check {
    name: "scale-down-sheds-too-fast",
    code: "INF234",
    severity: Severity::Warning,
    summary: "pods are taken away before the last ones have ended",
    doc: include_str!("../../docs/checks/scale-down-sheds-too-fast.md"),
    stage: Stage::Stack(run),
};

/// The shortest time in which the metrics show what one pod less does.
const LEAST: Duration = Duration::from_secs(60);
/// The longest period that the API takes.
const MOST: Duration = Duration::from_secs(1800);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    if !*cx.profile().autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let step = &cx.profile().autoscaling.down;
    let longest = &cx.stack.shutdown.longest_request;
    let needed = LEAST.max(**longest);
    if *step.pods <= Replicas::new(1) && *step.period >= needed {
        return Verdict::Checked;
    }
    let (pods, period) = (&step.pods, &step.period);
    let finding = found.push(&CHECK, format!("{pods} may go each {period}, more than one each {needed}"));
    finding
        .label(pods, format!("{pods} in a period"))
        .label(period, format!("a period is {period}"))
        .label(longest, format!("requests on an ending pod take up to {longest}"))
        .note("the next decision is taken before the metrics show what the last one did");
    if **pods > Replicas::new(1) {
        finding.fix(Fix::set("autoscaling.down.pods", "1", "take one away at a time"));
    }
    if **period < needed {
        let fitting = needed.scaled(1, 1).min(MOST);
        finding.fix(Fix::quoted("autoscaling.down.period", fitting, "wait until its requests have ended"));
    }
    Verdict::Checked
}
