//! `spot-notice-shorter-than-drain`: a spot node is gone before its pods have drained.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "spot-notice-shorter-than-drain",
    code: "INF318",
    severity: Severity::Error,
    summary: "a spot node is gone before its pods have drained",
    doc: include_str!("../../docs/checks/spot-notice-shorter-than-drain.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let Some(spot) = cx.profile().placement.spot.as_ref().filter(|spot| *spot.enabled) else {
        return Verdict::NotApplicable("no spot nodes");
    };
    let shutdown = &cx.stack.shutdown;
    let needed = shutdown.last_answer();
    if *spot.notice >= needed {
        return Verdict::Checked;
    }
    let short = needed - *spot.notice;
    let (pre_stop, longest) = (&shutdown.pre_stop, &shutdown.longest_request);
    found
        .push(
            &CHECK,
            format!(
                "a spot node is gone {} after its notice, {short} short of the {needed} in which \
                 the last request ends",
                spot.notice
            ),
        )
        .label(&spot.enabled, "pods go to spot nodes")
        .label(&spot.notice, format!("they are gone after {}", spot.notice))
        .label(pre_stop, format!("requests arrive during the {pre_stop} of preStop"))
        .label(longest, format!("the longest request takes {longest}"))
        .fix(Fix::set("placement.spot.enabled", "false", "run on demand"));
    Verdict::Checked
}
