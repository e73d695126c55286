//! `cross-zone-off`: each zone's share of the load falls on the pods of that zone alone.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;
use crate::units::Zones;

pub(super) static CHECK: Check = Check {
    name: "cross-zone-off",
    code: "INF522",
    severity: Severity::Warning,
    summary: "zones that balance for themselves, with pods that move between them",
    doc: include_str!("../../docs/checks/cross-zone-off.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (cross, zones) = (&profile.load_balancer.cross_zone, &profile.cluster.zones);
    if **cross {
        return Verdict::Checked;
    }
    if **zones <= Zones::new(1) {
        return Verdict::NotApplicable("one zone");
    }
    let (_, fewest) = capacity::fewest_key(profile);
    let (pods, of) = (fewest.get().get(), zones.get().get());
    let smallest = pods / of;
    let message = if smallest == 0 {
        format!("each of {zones} gets its part of the load, and {fewest} leave {} without a pod", Zones::new(of - pods))
    } else {
        let more = smallest + 1;
        format!("each of {zones} gets the same part of the load, whether {smallest} of the pods run in it or {more}")
    };
    found
        .push(&CHECK, message)
        .label(cross, "a zone's balancer sends to the pods of its zone")
        .label(zones, format!("{zones} with pods"))
        .label(&fewest, format!("{fewest} at the least"))
        .note("a scheduler prefers an even spread and does not promise it, and a scale-down takes any pod")
        .fix(Fix::set("load_balancer.cross_zone", "true", "send to all pods; traffic between zones is paid for"));
    Verdict::Checked
}
