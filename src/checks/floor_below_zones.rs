//! `floor-below-zones`: the fewest pods leave a zone without one.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;
use crate::units::Zones;

pub(super) static CHECK: Check = Check {
    name: "floor-below-zones",
    code: "INF403",
    severity: Severity::Warning,
    summary: "the fewest pods leave a zone without one",
    doc: include_str!("../../docs/checks/floor-below-zones.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let zones = &profile.cluster.zones;
    if !*profile.placement.spread_zones || **zones == Zones::new(1) {
        return Verdict::NotApplicable("pods are not spread over zones");
    }
    let (key, fewest) = capacity::fewest_key(profile);
    let needed = zones.get().get();
    if fewest.get().get() >= needed {
        return Verdict::Checked;
    }
    let empty = Zones::new(needed - fewest.get().get());
    found
        .push(&CHECK, format!("{fewest} at the least over {zones} leave {empty} without one"))
        .label(&fewest, format!("{fewest} at the least"))
        .label(zones, format!("{zones} with GPU nodes"))
        .label(&profile.placement.spread_zones, "spreads them")
        .fix(Fix::set(key, needed.to_string(), "one pod a zone"));
    Verdict::Checked
}
