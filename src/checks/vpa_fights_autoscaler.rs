//! `vpa-fights-autoscaler`: two autoscalers follow the same resource.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Vpa;

pub(super) static CHECK: Check = Check {
    name: "vpa-fights-autoscaler",
    code: "INF229",
    severity: Severity::Error,
    summary: "two autoscalers follow the same resource",
    doc: include_str!("../../docs/checks/vpa-fights-autoscaler.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    if !*autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    if *autoscaling.vpa != Vpa::Auto {
        return Verdict::NotApplicable("no VPA that changes pods");
    }
    let shared = [("CPU", &autoscaling.cpu), ("memory", &autoscaling.memory)];
    let shared: Vec<_> = shared.into_iter().filter_map(|(name, share)| Some((name, share.as_ref()?))).collect();
    if shared.is_empty() {
        return Verdict::Checked;
    }
    let targets: Vec<String> = shared.iter().map(|(name, share)| format!("{share} of the {name} request")).collect();
    let finding = found.push(
        &CHECK,
        format!("the autoscaler adds pods above {}, which the VPA changes meanwhile", targets.join(" and ")),
    );
    finding.label(&autoscaling.vpa, "changes the requests of running pods");
    for (name, share) in shared {
        finding.label(share, format!("a share of the {name} request"));
    }
    finding.fix(
        Fix::set("autoscaling.vpa", "\"recommend\"", "let it say what it would ask for, and change nothing").safe(),
    );
    Verdict::Checked
}
