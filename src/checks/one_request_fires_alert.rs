//! `one-request-fires-alert`: one slow or failed request among few is an alarm.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::units::Share;

pub(super) static CHECK: Check = Check {
    name: "one-request-fires-alert",
    code: "INF814",
    severity: Severity::Warning,
    summary: "one request of few passes an alert's threshold",
    doc: include_str!("../../docs/checks/one-request-fires-alert.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let least = &cx.profile().alerts.min_requests;
    let Some((threshold, what)) = lowest(cx.profile()) else {
        return Verdict::NotApplicable("no alert on a share");
    };
    let count = u64::from(least.get().get());
    let needed = 1_000_000_u64.div_ceil(threshold.ppm().max(1));
    if count >= needed {
        return Verdict::Checked;
    }
    let share = Share::ratio(1, count.max(1));
    found
        .push(&CHECK, format!("of {least} a single one that {what} is {share}, more than the {threshold} of an alert"))
        .label(least, format!("{least} are enough to speak"))
        .label(threshold, format!("fires above {threshold}"))
        .note("a service that is hardly used at night has an hour with one bad request every night")
        .fix(Fix::set("alerts.min_requests", needed.to_string(), "let two bad requests be needed"));
    Verdict::Checked
}

/// The lowest threshold of the alerts on shares, and what it counts.
fn lowest(profile: &Profile) -> Option<(&Located<Share>, &'static str)> {
    let latency = profile.alerts.latency.iter().map(|alert| (&alert.slower, "is slow"));
    let errors = profile.alerts.errors.iter().map(|alert| (&alert.threshold, "fails"));
    latency.chain(errors).min_by_key(|(threshold, _)| *threshold.get())
}
