//! `no-headroom-at-peak`: the most pods cannot carry the peak and its headroom.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::stack::capacity;
use crate::units::Share;

pub(super) static CHECK: Check = Check {
    name: "no-headroom-at-peak",
    code: "INF201",
    severity: Severity::Error,
    summary: "the most pods cannot carry the peak and its headroom",
    doc: include_str!("../../docs/checks/no-headroom-at-peak.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let Some(per_pod) = &cx.stack.capacity.per_pod else {
        return missing::capacity(&CHECK, found);
    };
    let Some(peak) = &cx.stack.capacity.peak else {
        return missing::peak(&CHECK, found);
    };
    let headroom = &cx.profile().traffic.headroom;
    let (key, most) = capacity::most_key(cx.profile());
    little(headroom, found);
    let carried = **per_pod * *most;
    let needed = peak.raised_by(**headroom);
    if carried >= needed {
        return Verdict::Checked;
    }
    let short = needed - carried;
    let finding = found.push(
        &CHECK,
        format!(
            "a maximum of {most} carries {carried}, {short} less than the {needed} of the peak and {headroom} headroom"
        ),
    );
    finding
        .label(&most, format!("at most {most}"))
        .label(per_pod, format!("a pod carries {per_pod}"))
        .label(peak, format!("the peak is {peak}"))
        .label(headroom, format!("{headroom} headroom on top of the peak"));
    if let Some(pods) = needed.pods(**per_pod) {
        finding.fix(Fix::set(key, pods.get().to_string(), "let more pods run"));
    }
    Verdict::Checked
}

/// What planners of the field keep free above the peak.
const USUAL: Share = Share::percent(20);

fn little(headroom: &Located<Share>, found: &mut Findings) {
    if **headroom >= USUAL {
        return;
    }
    found
        .push(&CHECK, format!("a headroom of {headroom} above the peak is asked for, less than the usual {USUAL}"))
        .severity(Severity::Warning)
        .label(headroom, "for a pod that is replaced, a node that fails, and a higher peak than last year's")
        .fix(Fix::quoted("traffic.headroom", USUAL, "keep a fifth free"));
}
