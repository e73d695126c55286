//! `replicas-out-of-order`: the fewest pods are none, or more than the most.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Backend;
use crate::units::Replicas;

pub(super) static CHECK: Check = Check {
    name: "replicas-out-of-order",
    code: "INF220",
    severity: Severity::Error,
    summary: "the fewest pods are none, or more than the most",
    doc: include_str!("../../docs/checks/replicas-out-of-order.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    if !*autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let (least, most) = (&autoscaling.min, &autoscaling.max);
    let one = Replicas::new(1);
    // KEDA takes a service to zero and back; the HPA's own zero needs a feature gate.
    if **least < one && *autoscaling.backend == Backend::Hpa {
        found
            .push(&CHECK, format!("at least {least} must run, and the API server refuses less than {one}"))
            .label(least, format!("at least {least}"))
            .label(&autoscaling.backend, "an HPA, which does not scale from zero")
            .fix(Fix::set("autoscaling.min", "1", "keep one pod"));
    }
    if **most < (**least).max(one) {
        let needed = (**least).max(one);
        let missing = needed - **most;
        found
            .push(&CHECK, format!("at most {most} may run, {} less than the {needed} that must", missing.get()))
            .label(most, format!("at most {most}"))
            .label(least, format!("at least {least}"))
            .fix(Fix::set("autoscaling.max", needed.get().to_string(), "let as many run as must"));
    }
    Verdict::Checked
}
