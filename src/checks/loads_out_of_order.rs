//! `loads-out-of-order`: more is promised, or always there, than the peak that everything is computed with.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Traffic;

pub(super) static CHECK: Check = Check {
    name: "loads-out-of-order",
    code: "INF110",
    severity: Severity::Error,
    summary: "a base or a promised throughput above the peak",
    doc: include_str!("../../docs/checks/loads-out-of-order.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let traffic = &cx.profile().traffic;
    simulated(traffic, found);
    let Some(peak) = &traffic.peak else {
        return Verdict::NotApplicable("no peak is stated beside the throughput");
    };
    let (base, promised) = (traffic.base.as_ref(), cx.profile().slo.throughput.as_ref());
    if let Some(base) = base.filter(|base| ***base > **peak) {
        found
            .push(&CHECK, format!("the quietest hour has {base}, {} more than the busiest has", **base - **peak))
            .label(base, format!("at least {base}"))
            .label(peak, format!("at most {peak}"))
            .fix(Fix::quoted("traffic.base", peak, "state the load of the quietest hour"));
    }
    if let Some(promised) = promised.filter(|promised| ***promised > **peak) {
        let over = **promised - **peak;
        found
            .push(
                &CHECK,
                format!("{promised} are promised, {over} more than the peak of {peak} that pods are counted for"),
            )
            .label(promised, format!("promises hold up to {promised}"))
            .label(peak, format!("pods, GPUs and connections are counted for {peak}"))
            .fix(Fix::quoted("traffic.peak", promised, "count for what is promised"));
    }
    Verdict::Checked
}

/// A load that is simulated rises from its low to its high.
fn simulated(traffic: &Traffic, found: &mut Findings) {
    let Some(pattern) = &traffic.pattern else { return };
    let low = pattern.low.as_ref().or(traffic.base.as_ref());
    let high = pattern.high.as_ref().or(traffic.peak.as_ref());
    let (Some(low), Some(high)) = (low, high) else { return };
    if **low > **high {
        found
            .push(&CHECK, format!("the simulated load begins at {low}, {} more than it rises to", **low - **high))
            .label(low, format!("from {low}"))
            .label(high, format!("to {high}"))
            .fix(Fix::quoted("traffic.pattern.low", high, "begin no higher than it rises to"));
    }
}
