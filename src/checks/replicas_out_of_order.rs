//! `replicas-out-of-order`: the fewest pods are none, or more than the most.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{Autoscaling, MetricsBackend};
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
    if **least < one {
        zero(autoscaling, found);
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
    within("autoscaling.fallback", autoscaling.fallback.as_ref(), autoscaling, found);
    for (index, schedule) in autoscaling.schedules.iter().enumerate() {
        within(&format!("autoscaling.schedules.{index}.replicas"), Some(&schedule.replicas), autoscaling, found);
    }
    Verdict::Checked
}

/// The metrics are the pods' own: where none runs none reports a request, and nothing brings the first one back.
fn zero(autoscaling: &Autoscaling, found: &mut Findings) {
    let least = &autoscaling.min;
    let keda = *autoscaling.metrics_backend == MetricsBackend::Keda;
    let why = if keda { "where none runs no metric asks for one" } else { "the API server refuses less than 1 pod" };
    let what =
        if keda { "KEDA, which reads the metrics of pods that run" } else { "an HPA, which does not scale from zero" };
    found
        .push(&CHECK, format!("at least {least} must run, and {why}"))
        .label(least, format!("at least {least}"))
        .label(&autoscaling.metrics_backend, what)
        .fix(Fix::set("autoscaling.min", "1", "keep one pod"));
}

/// A number of pods that the autoscaler is to take at times, and cuts off at its bounds without a word.
fn within(key: &str, pods: Option<&Located<Replicas>>, autoscaling: &Autoscaling, found: &mut Findings) {
    let (least, most) = (&autoscaling.min, &autoscaling.max);
    let Some(pods) = pods.filter(|pods| ***pods < **least || ***pods > **most) else {
        return;
    };
    let (bound, which) = if **pods > **most { (most, "at most") } else { (least, "at least") };
    found
        .push(&CHECK, format!("`{key}` asks for {pods}, and {which} {bound} may run"))
        .label(pods, format!("asks for {pods}"))
        .label(bound, format!("{which} {bound}"))
        .fix(Fix::set(key, bound.get().get().to_string(), "ask for what may run"));
}
