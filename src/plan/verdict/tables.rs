//! The tables under the verdict.

use super::why::{clock, named, percent, share, spent, time};
use crate::simulation::{Estimate, PromiseReport, Report, Verdict, WindowReport};
use std::fmt::Write as _;

/// A row for each promise, a column for each window.
pub(super) fn promises(report: &Report) -> String {
    let Some(first) = report.promises.first() else {
        return String::new();
    };
    let mut text = format!("\n{:<13} {:<9} {:>8}", "promise", "verdict", "may fail");
    for window in columns(first) {
        let head = if window.whole { "whole run".to_owned() } else { format!("worst {}", time(window.length)) };
        let _ = write!(text, " {head:>15}");
    }
    text.push('\n');
    for promise in &report.promises {
        text.push_str(&row(promise));
    }
    text.push_str("! more than may fail   ? the interval of the runs has ends on both sides\n");
    text.push_str(&budgets(report));
    text
}

/// The windows, without one that is as long as the whole run.
fn columns(promise: &PromiseReport) -> impl Iterator<Item = &WindowReport> {
    let whole = promise.windows.iter().find(|window| window.whole).map(|window| window.length);
    promise.windows.iter().filter(move |window| window.whole || Some(window.length) != whole)
}

fn row(promise: &PromiseReport) -> String {
    let worst = promise.windows.iter().map(|window| window.verdict).max().unwrap_or(Verdict::Undecided);
    let worst = worst.to_string();
    let mut text = format!("{:<13} {worst:<9} {:>8}", named(promise.promised), percent(promise.allowed));
    for window in columns(promise) {
        let _ = write!(text, " {:>15}", cell(window));
    }
    text.push('\n');
    text
}

/// The share of a window, its interval, and a mark where it does not hold.
fn cell(window: &WindowReport) -> String {
    let mark = match window.verdict {
        Verdict::Pass => ' ',
        Verdict::Fail => '!',
        Verdict::Undecided => '?',
    };
    format!("{}{mark}", share(window.broken))
}

/// What the whole run may lose, and how much of that it lost.
fn budgets(report: &Report) -> String {
    let each = report.promises.iter().filter(|promise| promise.budget_spent.is_some());
    let each: Vec<String> = each.map(|promise| format!("{} {}", named(promise.promised), spent(promise))).collect();
    if each.is_empty() {
        return String::new();
    }
    super::wrapped(&format!("budget of the whole run spent: {}", each.join("; ")), super::WIDTH, 2)
}

/// Where the requests went, how long the answers took, and what the pods cost.
pub(super) fn requests(report: &Report) -> String {
    let (outcome, latency) = (&report.outcome, &report.latency);
    let mut text = format!("\n{} requests", outcome.arrived);
    for (name, share) in [
        ("rejected", outcome.rejected),
        ("timed out", outcome.timed_out),
        ("lost", outcome.lost),
        ("unfinished", outcome.unfinished),
    ] {
        let _ = write!(text, ", {name} {}", percent(share.mean));
    }
    text = super::wrapped(&text, super::WIDTH, 2);
    let quantiles = [
        ("mean", latency.mean),
        ("p50", latency.p50),
        ("p95", latency.p95),
        ("p99", latency.p99),
        ("slowest", Estimate { half_width: None, ..latency.max }),
    ];
    let shown: Vec<String> = quantiles.into_iter().map(|(name, value)| format!("{name} {}", seconds(value))).collect();
    text.push_str(&super::wrapped(&format!("answers took {}", shown.join(", ")), super::WIDTH, 2));
    let _ = writeln!(text, "GPU-hours {:.1}", report.gpu_hours.mean);
    text
}

/// A time with its interval.
#[must_use]
pub fn seconds(estimate: Estimate) -> String {
    let width = estimate.half_width.filter(|width| *width >= 0.000_5);
    let width = width.map_or_else(String::new, |width| format!(" +-{width:.3}"));
    format!("{:.3}{width} s", estimate.mean)
}

/// Lines of the timeline at most.
const LINES: usize = 20;

/// The curve, thinned to what fits a screen; `--format csv` has every bin.
pub(super) fn timeline(report: &Report) -> String {
    if report.curve.is_empty() {
        return String::new();
    }
    let step = report.curve.len().div_ceil(LINES).max(1);
    let mut text = format!("\n{:>7} {:>12} {:>9} {:>9} {:>9}  pods", "min:s", "offered", "failed", "p50", "p95");
    text.push_str(" ordered, serving\n");
    for point in report.curve.iter().step_by(step) {
        let _ = writeln!(
            text,
            "{:>7} {:>8.0} rps {:>9} {:>7.3} s {:>7.3} s {:>12.1} {:>8.1}",
            clock(point.at),
            point.offered_rate,
            percent(point.failed),
            point.p50,
            point.p95,
            point.ordered,
            point.in_service
        );
    }
    text
}
