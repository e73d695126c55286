//! `zone-loss-below-peak`: without one zone the most pods cannot carry the peak.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;

pub(super) static CHECK: Check = Check {
    name: "zone-loss-below-peak",
    code: "INF202",
    severity: Severity::Error,
    summary: "without one zone the most pods cannot carry the peak",
    doc: include_str!("../../docs/checks/zone-loss-below-peak.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let zones = &cx.profile().cluster.zones;
    if zones.get().get() < 2 {
        return Verdict::NotApplicable("one zone");
    }
    let Some(per_pod) = &cx.stack.capacity.per_pod else {
        return missing::capacity(&CHECK, found);
    };
    let Some(peak) = &cx.stack.capacity.peak else {
        return missing::peak(&CHECK, found);
    };
    let (key, most) = capacity::most_key(cx.profile());
    let left = capacity::after_zone_loss(*most, **zones);
    let carried = **per_pod * left;
    if carried >= **peak {
        return Verdict::Checked;
    }
    let short = **peak - carried;
    let finding = found.push(
        &CHECK,
        format!("the loss of one of {zones} leaves {left} and {carried}, {short} less than the peak of {peak}"),
    );
    finding
        .label(&most, format!("at most {most}"))
        .label(zones, format!("an even spread over {zones}"))
        .label(per_pod, format!("a pod carries {per_pod}"))
        .label(peak, format!("the peak is {peak}"));
    if let Some(needed) = peak.pods(**per_pod) {
        let pods = capacity::before_zone_loss(needed, **zones);
        let title = format!("let {needed} be left when a zone is gone");
        finding.fix(Fix::set(key, pods.get().to_string(), title));
    }
    Verdict::Checked
}
