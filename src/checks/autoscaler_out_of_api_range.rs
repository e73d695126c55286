//! `autoscaler-out-of-api-range`: the API server refuses or drops a number of the autoscaler.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{Autoscaling, Kubernetes};
use crate::stack::capacity::TOLERANCE;
use crate::units::{Duration, Share};
use std::fmt::Display;

pub(super) static CHECK: Check = Check {
    name: "autoscaler-out-of-api-range",
    code: "INF233",
    severity: Severity::Error,
    summary: "the API server refuses or drops a number of the autoscaler",
    doc: include_str!("../../docs/checks/autoscaler-out-of-api-range.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    if !*autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    times(autoscaling, found);
    steps(autoscaling, found);
    targets(autoscaling, found);
    tolerances(cx, found);
    Verdict::Checked
}

/// `stabilizationWindowSeconds` takes 0 to 3600, `periodSeconds` 1 to 1800, both whole.
fn times(autoscaling: &Autoscaling, found: &mut Findings) {
    let (up, down) = (&autoscaling.up, &autoscaling.down);
    for (key, time, least, most) in [
        ("autoscaling.up.stabilization", &up.stabilization, 0, 3600),
        ("autoscaling.up.period", &up.period, 1, 1800),
        ("autoscaling.down.stabilization", &down.stabilization, 0, 3600),
        ("autoscaling.down.period", &down.period, 1, 1800),
    ] {
        let (least, most) = (Duration::from_secs(least), Duration::from_secs(most));
        if (least..=most).contains(&**time) && time.is_whole_seconds() {
            continue;
        }
        let takes = format!("{least} to {most}, in whole seconds");
        let nearest = time.scaled(1, 1).clamp(least, most);
        refused(key, time, &takes, Some(format!("\"{nearest}\"")), found);
    }
}

/// The value of a policy is at least one.
fn steps(autoscaling: &Autoscaling, found: &mut Findings) {
    for (key, pods) in
        [("autoscaling.up.pods", &autoscaling.up.pods), ("autoscaling.down.pods", &autoscaling.down.pods)]
    {
        if pods.get().get() == 0 {
            refused(key, pods, "1 pod at least", Some("1".to_owned()), found);
        }
    }
}

/// Shares are whole percent of at least one; rates, times and queues are above zero.
fn targets(autoscaling: &Autoscaling, found: &mut Findings) {
    for (key, share) in [
        ("autoscaling.cpu", &autoscaling.cpu),
        ("autoscaling.memory", &autoscaling.memory),
        ("autoscaling.gpu", &autoscaling.gpu),
    ] {
        let Some(share) = share else { continue };
        if share.is_whole_percent() && **share > Share::percent(0) {
            continue;
        }
        let whole = u64::try_from(share.whole_percent()).unwrap_or(1).max(1);
        let nearest = Share::percent(whole);
        refused(key, share, "whole percent from 1% on", Some(format!("\"{nearest}\"")), found);
    }
    let latency = autoscaling.latency.as_ref().map(|latency| &latency.target);
    above_zero("autoscaling.requests_per_pod", autoscaling.requests_per_pod.as_ref(), found);
    above_zero("autoscaling.latency.target", latency, found);
    above_zero("autoscaling.queue", autoscaling.queue.as_ref(), found);
}

fn above_zero<T: Default + PartialEq + Display>(key: &str, target: Option<&Located<T>>, found: &mut Findings) {
    if let Some(target) = target.filter(|target| ***target == T::default()) {
        refused(key, target, "more than nothing", None, found);
    }
}

fn refused<T: Display>(key: &str, value: &Located<T>, takes: &str, nearest: Option<String>, found: &mut Findings) {
    let fix = match nearest {
        Some(nearest) => Fix::set(key, nearest, "take the nearest value that it takes"),
        None => Fix::remove(key, "leave the metric out"),
    };
    found
        .push(&CHECK, format!("`{key}` is {value}, and the API server takes {takes}"))
        .label(value, "refused")
        .fix(fix);
}

/// A tolerance of one's own needs a new cluster; an old one drops it.
fn tolerances(cx: &Context<'_>, found: &mut Findings) {
    let autoscaling = &cx.profile().autoscaling;
    if let Some(down) = autoscaling.down.tolerance.as_ref().filter(|down| ***down >= Share::percent(100)) {
        found
            .push(&CHECK, format!("pods are taken away only {down} below a target, which no metric ever is"))
            .severity(Severity::Warning)
            .label(down, "the API server takes it, and no metric takes a pod away")
            .fix(Fix::remove("autoscaling.down.tolerance", "do without"));
    }
    let (kubernetes, since) = (&cx.profile().cluster.kubernetes, Kubernetes::TOLERANCE);
    if **kubernetes >= since {
        return;
    }
    for (key, tolerance) in [
        ("autoscaling.up.tolerance", &autoscaling.up.tolerance),
        ("autoscaling.down.tolerance", &autoscaling.down.tolerance),
    ] {
        let Some(tolerance) = tolerance else { continue };
        let message =
            format!("`{key}` is {tolerance}, and the cluster's Kubernetes {kubernetes} drops it before {since}");
        found
            .push(&CHECK, message)
            .label(tolerance, format!("the controller's own {TOLERANCE} holds"))
            .label(kubernetes, format!("{since} is needed"))
            .fix(Fix::remove(key, "do without"));
    }
}
