//! `spot-carries-the-floor`: all pods that must run are on nodes that can go at once.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;
use crate::units::Replicas;

pub(super) static CHECK: Check = Check {
    name: "spot-carries-the-floor",
    code: "INF320",
    severity: Severity::Warning,
    summary: "all pods that must run are on nodes that can go at once",
    doc: include_str!("../../docs/checks/spot-carries-the-floor.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(spot) = profile.placement.spot.as_ref().filter(|spot| *spot.enabled) else {
        return Verdict::NotApplicable("no spot nodes");
    };
    let stay = &profile.disruption.min_available;
    if **stay == Replicas::new(0) {
        return Verdict::NotApplicable("no pod has to stay");
    }
    let (_, fewest) = capacity::fewest_key(profile);
    let startup = &cx.stack.startup;
    let (start, notice) = (startup.usual(), *spot.notice);
    let late = start > notice;
    let message = if late {
        let late = start - notice;
        format!(
            "all {fewest} of the floor run on spot nodes, and a new one serves after {start}, \
             {late} later than the {notice} of notice"
        )
    } else {
        format!(
            "all {fewest} of the floor run on spot nodes, of which {notice} of notice can take \
             any number at once"
        )
    };
    found
        .push(&CHECK, message)
        .severity(if late { Severity::Error } else { Severity::Warning })
        .label(&spot.enabled, "all pods go to spot nodes")
        .label(stay, format!("promises that {stay} stay"))
        .label(&fewest, format!("{fewest} at the least"))
        .note(format!("a start takes {}", startup.arithmetic()))
        .note("a disruption budget does not bind a cloud that takes its node back")
        .fix(Fix::set("placement.spot.enabled", "false", "run on demand"));
    Verdict::Checked
}
