//! `connections-outlive-scale-up`: connections stay on old pods while new ones idle.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::BalancerKind;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "connections-outlive-scale-up",
    code: "INF521",
    severity: Severity::Warning,
    summary: "connections that stay on full pods when new ones come",
    doc: include_str!("../../docs/checks/connections-outlive-scale-up.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if *profile.load_balancer.kind == BalancerKind::Alb {
        return Verdict::NotApplicable("an ALB balances requests, not connections");
    }
    if !*profile.autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let reaction = cx.stack.scaling.located_reaction();
    let Some(age) = &profile.app.connection_age else {
        found
            .unverified(&CHECK, "app.connection_age")
            .label(&profile.load_balancer.kind, "balances connections, each for as long as it lasts");
        return Verdict::Checked;
    };
    if **age <= *reaction {
        return Verdict::Checked;
    }
    let over = **age - *reaction;
    let whole = Duration::from_secs(reaction.millis() / 1000);
    found
        .push(
            &CHECK,
            format!(
                "a connection stays on its pod for {age}, {over} longer than the {reaction} in which a new pod comes"
            ),
        )
        .label(age, "keeps present clients off new pods")
        .label(&profile.load_balancer.kind, "balances connections, each for as long as it lasts")
        .label(&reaction, format!("a new pod serves after {reaction}"))
        .fix(Fix::quoted(
            "app.connection_age",
            whole,
            "end connections once there is a new pod, and set the server to it",
        ));
    Verdict::Checked
}
