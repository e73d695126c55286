//! `unloaded-latency-over-target`: the response time without load keeps pods that no load asks for.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Percentile;
use crate::stack::signals::{self, Idle};
use crate::units::{Duration, Replicas, Share};

pub(super) static CHECK: Check = Check {
    name: "unloaded-latency-over-target",
    code: "INF235",
    severity: Severity::Error,
    summary: "the response time without load keeps pods that no load asks for",
    doc: include_str!("../../docs/checks/unloaded-latency-over-target.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let autoscaling = &profile.autoscaling;
    let Some(latency) = autoscaling.latency.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no latency target");
    };
    // What p95 is without load p99 is at least; of p50 it says nothing.
    if *latency.percentile == Percentile::P50 || *latency.target == Duration::ZERO {
        return Verdict::NotApplicable("the target is for the median, or nothing");
    }
    let Some(unloaded) = &profile.measured.unloaded_p95 else {
        found.unverified(&CHECK, "measured.unloaded_p95");
        return Verdict::Checked;
    };
    let target = &latency.target;
    let resting = |target: Duration| signals::resting_pods(profile, Idle::Latency { read: **unloaded, target });
    let held = unloaded.raised_by(Share::percent(10)) >= **target;
    let rests = resting(**target);
    let least = (*autoscaling.min).max(Replicas::new(1));
    if !held && rests <= least {
        return Verdict::Checked;
    }
    let reads = Share::ratio(unloaded.millis(), target.millis());
    let severity = if held { Severity::Error } else { Severity::Warning };
    let finding = found.push(
        &CHECK,
        format!("without load p95 is {unloaded}, {reads} of the target of {target}: the autoscaler keeps {rests} that it once had"),
    );
    finding
        .severity(severity)
        .label(target, format!("pods are added above {target}"))
        .label(unloaded, format!("{unloaded} without load"))
        .label(&autoscaling.min, format!("{least} would do"));
    let half = profile.slo.promise(*latency.percentile).map(|promise| Duration::from_millis(promise.millis() / 2));
    let lets_go = |half: &Duration| resting(*half) <= least;
    match half.filter(lets_go) {
        Some(half) => {
            let title = "act at half of the promise";
            finding.fix(Fix::quoted("autoscaling.latency.target", half, title));
        }
        None => {
            finding.note("half of the promise is too near as well: the model is too slow for it, even without load");
        }
    }
    Verdict::Checked
}
