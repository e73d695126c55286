//! `floor-below-warm-up-load`: the fewest pods cannot carry the load until a new pod serves.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::units::Rate;

pub(super) static CHECK: Check = Check {
    name: "floor-below-warm-up-load",
    code: "INF204",
    severity: Severity::Error,
    summary: "the fewest pods cannot carry the load until a new pod serves",
    doc: include_str!("../../docs/checks/floor-below-warm-up-load.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let autoscaling = &profile.autoscaling;
    if !*autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let capacity = &cx.stack.capacity;
    let Some(per_pod) = &capacity.per_pod else {
        return missing::capacity(&CHECK, found);
    };
    let Some(base) = &capacity.base else {
        found.unverified(&CHECK, "traffic.base");
        return Verdict::Checked;
    };
    let Some(expected) = expected(cx, base) else {
        return missing::growth(&CHECK, found);
    };
    let (least, most) = (&autoscaling.min, &autoscaling.max);
    let carried = **per_pod * **least;
    if carried >= *expected {
        return Verdict::Checked;
    }
    let reaction = cx.stack.scaling.located_reaction();
    let short = *expected - carried;
    let finding = found.push(
        &CHECK,
        format!("a floor of {least} carries {carried}, {short} less than the {expected} that may come in the {reaction} before a new pod serves"),
    );
    finding
        .label(least, format!("at least {least}"))
        .label(per_pod, format!("a pod carries {per_pod}"))
        .label(base, format!("the load before it grows is {base}"))
        .label(&expected, format!("after {reaction} it may be {expected}"))
        .label(&reaction, format!("a new pod serves after {reaction}"));
    if profile.traffic.growth.is_none() {
        finding.note("no `traffic.growth` is stated, so the load counts as one that goes from base to peak in a step");
    }
    let pods = expected.pods(**per_pod).filter(|pods| *pods <= **most);
    if let Some(pods) = pods {
        let title = "keep enough pods for the time that a start takes";
        finding.fix(Fix::set("autoscaling.min", pods.get().to_string(), title));
    }
    Verdict::Checked
}

/// The load when the first new pod serves: the base and the growth of that time, and never more than the peak; the whole
/// peak where no growth is stated; `None` where neither is.
fn expected(cx: &Context<'_>, base: &Located<Rate>) -> Option<Located<Rate>> {
    let peak = cx.stack.capacity.peak.as_ref();
    let Some(growth) = &cx.profile().traffic.growth else {
        let peak = peak?;
        return Some(Located::derived(**peak, format!("a step from {base} to the peak")));
    };
    let reaction = cx.stack.scaling.reaction;
    let grown = **base + **growth * reaction;
    match peak {
        Some(peak) if **peak < grown => Some(Located::derived(**peak, "the peak")),
        _ => Some(Located::derived(grown, format!("{base} + {growth} x {reaction}"))),
    }
}
