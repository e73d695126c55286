//! `affinity-outlasts-scale-up`: clients stay on full pods while new ones idle.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "affinity-outlasts-scale-up",
    code: "INF505",
    severity: Severity::Warning,
    summary: "clients stay on full pods while new ones idle",
    doc: include_str!("../../docs/checks/affinity-outlasts-scale-up.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let affinity = &cx.profile().load_balancer.affinity;
    if !*affinity.enabled {
        return Verdict::NotApplicable("no affinity");
    }
    if !*cx.profile().autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let scaling = &cx.stack.scaling;
    let (duration, reaction) = (&affinity.duration, scaling.reaction);
    if **duration <= reaction {
        return Verdict::Checked;
    }
    let over = **duration - reaction;
    let whole = Duration::from_secs(reaction.millis() / 1000);
    found
        .push(
            &CHECK,
            format!(
                "a client stays on its pod for {duration}, {over} longer than the {reaction} in \
                 which the autoscaler adds one"
            ),
        )
        .label(duration, "keeps present clients off new pods")
        .label(&affinity.enabled, "binds clients to pods")
        .note(format!("{} = {reaction}", scaling.arithmetic))
        .fix(Fix::quoted("load_balancer.affinity.duration", whole, "let clients move once there is a new pod"));
    Verdict::Checked
}
