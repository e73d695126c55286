//! `long-requests-contradict-slo`: the longest request is out of all proportion to the promised p99.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "long-requests-contradict-slo",
    code: "INF108",
    severity: Severity::Warning,
    summary: "the longest request is out of all proportion to the promised p99",
    doc: include_str!("../../docs/checks/long-requests-contradict-slo.md"),
    stage: Stage::Stack(run),
};

/// How many times the 99th percentile the longest request may take.
const TIMES: u64 = 20;

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let Some(promise) = &cx.profile().slo.p99 else {
        return Verdict::NotApplicable("no p99 is promised");
    };
    let longest = &cx.stack.shutdown.longest_request;
    let most = **promise * TIMES;
    if **longest <= most {
        return Verdict::Checked;
    }
    let times = longest.millis() / promise.millis().max(1);
    found
        .push(
            &CHECK,
            format!("requests may take {longest}, {times} times the {promise} within which 99 of 100 are promised"),
        )
        .label(longest, format!("the longest request takes {longest}"))
        .label(promise, format!("p99 is promised within {promise}"))
        .note(format!("every drain, timeout and grace period must cover {longest}: one of the two is wrong"))
        .fix(Fix::quoted("traffic.longest_request", most, format!("end requests at {TIMES} times the p99")));
    Verdict::Checked
}
