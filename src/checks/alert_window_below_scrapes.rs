//! `alert-window-below-scrapes`: an alert's window holds too few scrapes to tell a change.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::alerts::{SCRAPES, WINDOW};
use crate::diagnostic::{Fix, Severity};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "alert-window-below-scrapes",
    code: "INF810",
    severity: Severity::Warning,
    summary: "scrapes so rare that an alert's window holds fewer than four",
    doc: include_str!("../../docs/checks/alert-window-below-scrapes.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let interval = &cx.profile().metrics.scrape_interval;
    let needed = **interval * SCRAPES;
    if needed <= WINDOW {
        return Verdict::Checked;
    }
    let held = WINDOW.millis() / interval.millis().max(1);
    let longest = Duration::from_millis(WINDOW.millis() / SCRAPES);
    found
        .push(
            &CHECK,
            format!(
                "scrapes come every {interval}, so that a window of {WINDOW} holds {held} \
                 of the {SCRAPES} that it needs"
            ),
        )
        .label(interval, format!("metrics are read every {interval}"))
        .note(format!("infgen widens the windows to {needed}, so that every alert comes {} later", needed - WINDOW))
        .fix(Fix::quoted("metrics.scrape_interval", longest, format!("{SCRAPES} scrapes in {WINDOW}")));
    Verdict::Checked
}
