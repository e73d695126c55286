//! `replicas-under-autoscaler`: the Deployment and the autoscaler both say how many pods run.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "replicas-under-autoscaler",
    code: "INF221",
    severity: Severity::Error,
    summary: "the Deployment and the autoscaler both say how many pods run",
    doc: include_str!("../../docs/checks/replicas-under-autoscaler.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    if !*autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let Some(replicas) = &cx.profile().rollout.replicas else {
        return Verdict::Checked;
    };
    let (least, most) = (&autoscaling.min, &autoscaling.max);
    let lost = **most - **replicas;
    found
        .push(
            &CHECK,
            format!("the Deployment asks for {replicas} and the autoscaler for up to {most}: an apply at the peak ends {lost}"),
        )
        .label(replicas, format!("{replicas} at each `kubectl apply`"))
        .label(least, format!("from {least}"))
        .label(most, format!("to {most}, as the load asks"))
        .fix(Fix::remove("rollout.replicas", "leave the number to the autoscaler").safe());
    Verdict::Checked
}
