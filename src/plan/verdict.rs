//! The answer of a simulation as people and spreadsheets read it.

use super::wrap::wrapped;
use crate::simulation::{Estimate, PromiseReport, Promised, Report, ScalingDecision, WindowReport};
use std::fmt::Write as _;

/// Columns that lines are kept to.
const WIDTH: usize = 80;

/// The verdict, the promises by window, where requests went, how pods followed the load, and what is taken for granted:
/// in 80 columns.
#[must_use]
pub fn human(profile: &str, scenario: &str, notes: &[String], report: &Report) -> String {
    let mut text = format!("{profile}, {scenario}: {}, seed {}", report.verdict, report.seed);
    let _ = writeln!(text, ", {} runs", report.replications);
    for promise in &report.promises {
        text.push_str(&of_promise(promise));
    }
    text.push_str(&requests(report));
    text.push_str(&test(report));
    text.push_str(&timeline(report));
    if !report.decisions.is_empty() {
        text.push_str("\nthe autoscaler in the first run\n");
        let moves: Vec<String> = report.decisions.iter().map(decision).collect();
        text.push_str(&wrapped(&format!("  {}", moves.join(", ")), WIDTH, 2));
    }
    if !notes.is_empty() {
        text.push('\n');
    }
    for note in notes {
        text.push_str(&wrapped(note, WIDTH, 2));
    }
    text
}

fn decision(made: &ScalingDecision) -> String {
    format!("{} -> {} at {:.0} s", made.from, made.to, made.at)
}

fn requests(report: &Report) -> String {
    let (outcome, latency) = (&report.outcome, &report.latency);
    let mut text = format!("\nof {} requests\n", outcome.arrived);
    for (name, estimate) in [
        ("rejected", outcome.rejected),
        ("timed out", outcome.timed_out),
        ("lost", outcome.lost),
        ("unfinished", outcome.unfinished),
    ] {
        let _ = writeln!(text, "  {name:<12} {}", share(estimate));
    }
    for (name, estimate) in
        [("mean", latency.mean), ("p50", latency.p50), ("p95", latency.p95), ("p99", latency.p99), ("max", latency.max)]
    {
        let width = estimate.half_width.unwrap_or(0.0);
        let _ = writeln!(text, "  {name:<12} {:.3} s +- {width:.3}", estimate.mean);
    }
    let _ = writeln!(text, "  {:<12} {:.1}", "GPU-hours", report.gpu_hours.mean);
    text
}

/// Lines of the timeline at most.
const LINES: usize = 24;

/// The curve in a table, thinned to what fits a screen; `--format csv` has every bin.
fn timeline(report: &Report) -> String {
    let Some(first) = report.curve.first() else {
        return String::new();
    };
    let step = report.curve.len().div_ceil(LINES).max(1);
    let bin = report.curve.get(1).map_or(60.0, |next| (next.at - first.at).as_seconds());
    let mut text = format!("\nover time, every {} s\n", bin * real(step));
    let heads = ["offered", "failed", "p50", "p95", "p99", "ordered", "started", "serving"];
    let heads: Vec<String> = heads.iter().map(|head| format!("{head:>8}")).collect();
    let _ = writeln!(text, "  {:>6} {}", "at", heads.join(" "));
    for point in report.curve.iter().step_by(step) {
        let _ = writeln!(
            text,
            "  {:>5}s {:>8.0} {:>7.1}% {:>7.3}s {:>7.3}s {:>7.3}s {:>8.1} {:>8.1} {:>8.1}",
            point.at.as_seconds(),
            point.offered_rate,
            point.failed * 100.0,
            point.p50,
            point.p95,
            point.p99,
            point.ordered,
            point.started,
            point.in_service
        );
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "a count of lines")]
const fn real(count: usize) -> f64 {
    count as f64
}

/// The closed test and the open load that it stands for, side by side.
#[must_use]
pub fn beside(closed: &Report, open: &Report) -> String {
    let mut text = String::from("\nthe same pods, two ways to ask\n");
    let _ = writeln!(text, "  {:<26} {:>12} {:>10} {:>10}  verdict", "", "answered", "failed", "p95");
    if let Some(test) = &closed.load_test {
        let sent = (test.done.mean + test.failed.mean).max(1.0);
        let failed = test.failed.mean / sent * 100.0;
        let _ = writeln!(
            text,
            "  {:<26} {:>8.1} rps {failed:>9.2}% {:>8.3} s  none: it waits for answers",
            "closed, as `hey` asks", test.answered_rate.mean, test.latency.p95.mean
        );
    }
    let failed = open.promises.first().and_then(|promise| promise.windows.first());
    let failed = failed.map_or(0.0, |window| window.broken.mean * 100.0);
    let _ = writeln!(
        text,
        "  {:<26} {:>8.1} rps {failed:>9.2}% {:>8.3} s  {}",
        "open, as users come", open.outcome.answered_rate.mean, open.latency.p95.mean, open.verdict
    );
    text
}

/// A share with its interval.
#[must_use]
pub fn share(estimate: Estimate) -> String {
    let width = estimate.half_width.unwrap_or(0.0);
    format!("{:.4}% +- {:.4}", estimate.mean * 100.0, width * 100.0)
}

/// What was promised, and for how many requests it may be broken.
#[must_use]
pub fn promised(promise: &PromiseReport) -> String {
    let what = match promise.promised {
        Promised::Success => "answered".to_owned(),
        Promised::Within(bound) => format!("answered within {} s", bound.as_seconds()),
    };
    format!("{what}, {:.4}% may fail", promise.allowed * 100.0)
}

/// How much of the budget is spent.
#[must_use]
pub fn spent(promise: &PromiseReport) -> String {
    let spent = promise.budget_spent.map(|spent| format!("budget spent {:.1}%", spent.mean * 100.0));
    let gone = promise.budget_gone_after.map(|after| format!("gone after {after:.0} s"));
    spent.into_iter().chain(gone).collect::<Vec<_>>().join(", ")
}

/// The worst window of a length, its share of broken promises and its verdict.
#[must_use]
pub fn window(window: &WindowReport) -> String {
    let name = if window.whole { "whole run" } else { "worst of" };
    let (length, verdict, at) = (window.length.as_seconds(), window.verdict.to_string(), window.at.as_seconds());
    format!("{name:<9} {length:>6} s from {at:>6} s  {verdict:<9}  {}", share(window.broken))
}

fn of_promise(promise: &PromiseReport) -> String {
    let spent = spent(promise);
    let separator = if spent.is_empty() { "" } else { "; " };
    let mut text = format!("\n{}{separator}{spent}\n", promised(promise));
    for each in &promise.windows {
        let _ = writeln!(text, "  {}", window(each));
    }
    text
}

fn test(report: &Report) -> String {
    let Some(test) = &report.load_test else {
        return String::new();
    };
    format!(
        "\nload test\n  answered {:.0}, failed {:.0}, in {:.0} s: {:.1} rps, p95 {:.3} s\n",
        test.done.mean, test.failed.mean, test.seconds.mean, test.answered_rate.mean, test.latency.p95.mean
    )
}

/// The curve, a line for each bin.
#[must_use]
pub fn csv(report: &Report) -> String {
    let mut text = String::from("at_s,offered_rps,failed,p50_s,p95_s,p99_s,ordered,started,in_service\n");
    for point in &report.curve {
        let _ = writeln!(
            text,
            "{},{:.3},{:.6},{:.6},{:.6},{:.6},{:.3},{:.3},{:.3}",
            point.at.as_seconds(),
            point.offered_rate,
            point.failed,
            point.p50,
            point.p95,
            point.p99,
            point.ordered,
            point.started,
            point.in_service
        );
    }
    text
}
