//! `scale-up-unlimited`: one slow minute takes the service from the fewest pods to the most.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Replicas;

pub(super) static CHECK: Check = Check {
    name: "scale-up-unlimited",
    code: "INF239",
    severity: Severity::Warning,
    summary: "a step up that spans all pods, on a signal that repeats itself",
    doc: include_str!("../../docs/checks/scale-up-unlimited.md"),
    stage: Stage::Stack(run),
};

/// What Kubernetes lets every scale-up add where no behaviour is stated.
const USUAL: Replicas = Replicas::new(4);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let Some(latency) = autoscaling.latency.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no latency target");
    };
    let (pods, period) = (&autoscaling.up.pods, &autoscaling.up.period);
    let (least, most) = (&autoscaling.min, &autoscaling.max);
    let range = **most - **least;
    if **pods <= USUAL || **pods < range {
        return Verdict::Checked;
    }
    let reaction = &cx.stack.scaling.located_reaction();
    found
        .push(
            &CHECK,
            format!(
                "up to {pods} may be added each {period}, all {} between {least} and {most}, before the first serves after {reaction}",
                range.get()
            ),
        )
        .label(pods, format!("{pods} in a period"))
        .label(least, format!("from {least}"))
        .label(most, format!("to {most}"))
        .label(&latency.target, "a response time stays high until new pods serve, and asks again at each sync")
        .label(reaction, format!("a new pod serves after {reaction}"))
        .fix(Fix::set("autoscaling.up.pods", USUAL.get().to_string(), "add what can be seen to help"));
    Verdict::Checked
}
