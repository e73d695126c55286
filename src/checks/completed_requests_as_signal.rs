//! `completed-requests-as-signal`: the autoscaler counts answers, which an overload does not raise.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::profile::{Counted, Profile, RuntimeKind};
use crate::stack::Scaling;
use crate::units::Share;

pub(super) static CHECK: Check = Check {
    name: "completed-requests-as-signal",
    code: "INF226",
    severity: Severity::Error,
    summary: "the autoscaler counts answers, which an overload does not raise",
    doc: include_str!("../../docs/checks/completed-requests-as-signal.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let autoscaling = &profile.autoscaling;
    let target = autoscaling.requests_per_pod.as_ref().filter(|_| *autoscaling.enabled);
    let Some(target) = target else {
        return Verdict::NotApplicable("no target rate of a pod");
    };
    let counted = &profile.metrics.counted;
    if **counted == Counted::Received {
        return Verdict::Checked;
    }
    let tolerance = cx.stack.scaling.tolerance;
    let acts = target.raised_by(tolerance);
    let answered = cx.stack.most_answered();
    let (message, severity) = match &answered {
        None => (
            format!("pods are added above {acts} answered by a pod, and nothing says that a pod answers as many"),
            Severity::Error,
        ),
        Some(most) if !Scaling::adds_pods(profile, most.milli(), target.milli()) => {
            let short = acts - **most;
            let message =
                format!("a pod answers {most} at most, {short} short of the {acts} above which pods are added");
            (message, Severity::Error)
        }
        Some(most) => {
            let step = Share::ratio(most.milli(), target.milli());
            let message = format!(
                "a pod answers {most} at most, so that the autoscaler never reads more than {step} of its target of {target}"
            );
            (message, Severity::Warning)
        }
    };
    let finding = found.push(&CHECK, message);
    finding
        .severity(severity)
        .label(counted, "counts what is answered")
        .label(target, format!("{target} a pod, and {tolerance} tolerance on top"));
    if let Some(most) = &answered {
        finding.label(most, format!("a pod answers at most {most}"));
    }
    finding.note("an overloaded pod refuses or delays the rest, and the metric stays where it is");
    mend(profile, finding);
    Verdict::Checked
}

/// What a server counts that is not one's own, no profile changes.
fn mend(profile: &Profile, finding: &mut Diagnostic) {
    if *profile.runtime == RuntimeKind::Custom {
        let title = "count requests when they arrive, refused ones too";
        finding.fix(Fix::set("metrics.counted", "\"received\"", title));
    } else if profile.autoscaling.queue.is_some() {
        let title = "let the queue add pods, which an overload does raise";
        finding.fix(Fix::remove("autoscaling.requests_per_pod", title));
    } else {
        finding.note(format!(
            "{} has no counter of what arrives: `autoscaling.queue` is the signal that an overload raises",
            profile.runtime.name()
        ));
    }
}
