//! `ramp-faster-than-scale-up`: the load grows faster than pods are added.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::stack::Scaling;
use crate::units::Growth;

pub(super) static CHECK: Check = Check {
    name: "ramp-faster-than-scale-up",
    code: "INF205",
    severity: Severity::Warning,
    summary: "the load grows faster than pods are added",
    doc: include_str!("../../docs/checks/ramp-faster-than-scale-up.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if !*profile.autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let Some(per_pod) = &cx.stack.capacity.per_pod else {
        return missing::capacity(&CHECK, found);
    };
    let Some(growth) = &profile.traffic.growth else {
        return missing::growth(&CHECK, found);
    };
    let step = &profile.autoscaling.up;
    let ramp = Scaling::ramp(profile, **per_pod);
    if ramp >= **growth {
        return Verdict::Checked;
    }
    let short = Growth::from_milli_per_minute(growth.milli_per_minute() - ramp.milli_per_minute());
    let (pods, period) = (&step.pods, &step.period);
    let finding = found.push(
        &CHECK,
        format!("scaling up by {pods} each {period} adds {ramp} of capacity, {short} less than the load may grow"),
    );
    finding
        .label(&step.pods, format!("{} in a period", step.pods))
        .label(&step.period, format!("a period is {}", step.period))
        .label(per_pod, format!("a pod carries {per_pod}"))
        .label(growth, format!("the load grows by {growth}"));
    if let Some(pods) = (**growth * *step.period).pods(**per_pod) {
        finding.fix(Fix::set("autoscaling.up.pods", pods.get().to_string(), "add as many as the load asks for"));
    }
    Verdict::Checked
}
