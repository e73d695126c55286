//! `scrape-timeout-over-interval`: the operator drops the monitor, and every metric with it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "scrape-timeout-over-interval",
    code: "INF809",
    severity: Severity::Error,
    summary: "a scrape may take longer than the time between two",
    doc: include_str!("../../docs/checks/scrape-timeout-over-interval.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let metrics = &cx.profile().metrics;
    let (timeout, interval) = (&metrics.scrape_timeout, &metrics.scrape_interval);
    if **timeout <= **interval {
        return Verdict::Checked;
    }
    found
        .push(
            &CHECK,
            format!("scrape timeout is {timeout}, {} over the interval of {interval}", **timeout - **interval),
        )
        .label(timeout, format!("a scrape may take {timeout}"))
        .label(interval, format!("the next begins after {interval}"))
        .fix(Fix::quoted("metrics.scrape_timeout", interval, "end before the next begins").safe());
    Verdict::Checked
}
