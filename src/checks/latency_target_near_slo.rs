//! `latency-target-near-slo`: the autoscaler waits until the latency promise is broken, or nearly so.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{LatencyTarget, Profile};
use crate::stack::promises;
use crate::units::{Duration, Share};

pub(super) static CHECK: Check = Check {
    name: "latency-target-near-slo",
    code: "INF102",
    severity: Severity::Error,
    summary: "the autoscaler waits until the latency promise is broken or nearly so",
    doc: include_str!("../../docs/checks/latency-target-near-slo.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let Some(latency) = autoscaling.latency.as_ref().filter(|_| *autoscaling.enabled) else {
        return Verdict::NotApplicable("no latency target");
    };
    let percentile = *latency.percentile;
    let Some(promise) = cx.profile().slo.promise(percentile) else {
        unpromised(cx.profile(), latency, found);
        return Verdict::Checked;
    };
    let target = &latency.target;
    let scaling = &cx.stack.scaling;
    let acts = target.raised_by(scaling.tolerance);
    let late = acts >= **promise;
    // At exactly three quarters the promise holds if the queue refuses what would be late, whatever the autoscaler does.
    let (quarters, three) = (u128::from(target.millis()) * 4, u128::from(promise.millis()) * 3);
    let refuses = cx.stack.longest_stay().is_some_and(|stay| *stay <= **promise);
    if !late && (quarters < three || (quarters == three && refuses)) {
        return Verdict::Checked;
    }
    let message = if late {
        let over = acts - **promise;
        format!("pods are added only above a {percentile} of {acts}, {over} over the promised {promise}")
    } else {
        let left = **promise - acts;
        format!(
            "pods are added above a {percentile} of {acts}, {left} below the promised {promise}, and serve {} later",
            scaling.reaction
        )
    };
    let share = Share::ratio(target.millis(), promise.millis());
    let half = Duration::from_millis(promise.millis() / 2);
    let severity = if late { Severity::Error } else { Severity::Warning };
    found
        .push(&CHECK, message)
        .severity(severity)
        .label(target, format!("{share} of the promise, and {} tolerance on top", scaling.tolerance))
        .label(promise, format!("{percentile} is promised within {promise}"))
        .label(&scaling.located_reaction(), format!("a new pod serves after {}", scaling.reaction))
        .fix(Fix::quoted("autoscaling.latency.target", half, "act at half of the promise"));
    Verdict::Checked
}

/// A target for a percentile of which nothing is promised guards none of the promises.
fn unpromised(profile: &Profile, latency: &LatencyTarget, found: &mut Findings) {
    let percentile = &latency.percentile;
    let finding = found.push(
        &CHECK,
        format!("pods are added above a {percentile} of {}, and nothing is promised of {percentile}", latency.target),
    );
    finding.severity(Severity::Warning).label(percentile, "no promise speaks of it");
    if let Some((promised, bound)) = promises::objectives(profile).last() {
        finding.label(bound, format!("{promised} is promised within {bound}")).fix(Fix::quoted(
            "autoscaling.latency.percentile",
            promised,
            "follow what is promised",
        ));
    }
}
