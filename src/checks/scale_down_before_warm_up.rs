//! `scale-down-before-warm-up`: pods are taken away sooner than they came.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "scale-down-before-warm-up",
    code: "INF228",
    severity: Severity::Warning,
    summary: "pods are taken away sooner than they came",
    doc: include_str!("../../docs/checks/scale-down-before-warm-up.md"),
    stage: Stage::Stack(run),
};

/// Most that the API takes.
const MOST: Duration = Duration::from_secs(3600);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    if !*cx.profile().autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let window = &cx.profile().autoscaling.down.stabilization;
    let startup = &cx.stack.startup;
    let start = Located::derived(startup.usual(), startup.arithmetic());
    if **window > *start {
        return Verdict::Checked;
    }
    let than =
        if **window < *start { format!("{} sooner than", *start - **window) } else { "no later than".to_owned() };
    let finding = found.push(
        &CHECK,
        format!("pods go {window} after the load has fallen, {than} the {start} in which they come back"),
    );
    finding
        .label(window, format!("the highest proposal of {window} holds"))
        .label(&start, format!("a new pod serves after {start}"));
    if *start < MOST {
        let minutes = (start.millis() / 60_000 + 1).min(MOST.millis() / 60_000);
        let longer = Duration::from_secs(minutes * 60);
        finding.fix(Fix::quoted("autoscaling.down.stabilization", longer, "keep a pod longer than its start takes"));
    }
    Verdict::Checked
}
