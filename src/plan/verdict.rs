//! The answer of a simulation as people and spreadsheets read it.

use crate::simulation::{Estimate, PromiseReport, Promised, Report};
use std::fmt::Write as _;

/// The verdict, the promises by window, where requests went, and the autoscaler's moves.
#[must_use]
pub fn human(profile: &str, scenario: &str, notes: &[String], report: &Report) -> String {
    let mut text = format!("{profile}, {scenario}: {}, seed {}", report.verdict, report.seed);
    let _ = writeln!(text, ", {} runs", report.replications);
    for promise in &report.promises {
        text.push_str(&of_promise(promise));
    }
    let (outcome, latency) = (&report.outcome, &report.latency);
    let _ = writeln!(text, "\nrequests");
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
    text.push_str(&test(report));
    if !report.decisions.is_empty() {
        text.push_str("\npods of the first run\n");
    }
    for made in &report.decisions {
        let _ = writeln!(text, "  {:>7.0} s  {} -> {}", made.at, made.from, made.to);
    }
    if !notes.is_empty() {
        text.push('\n');
    }
    for note in notes {
        let _ = writeln!(text, "{note}");
    }
    text
}

fn share(estimate: Estimate) -> String {
    let width = estimate.half_width.unwrap_or(0.0);
    format!("{:.4}% +- {:.4}", estimate.mean * 100.0, width * 100.0)
}

fn of_promise(promise: &PromiseReport) -> String {
    let mut text = String::from("\n");
    let _ = match promise.promised {
        Promised::Success => write!(text, "answered"),
        Promised::Within(bound) => write!(text, "answered within {} s", bound.as_seconds()),
    };
    let _ = write!(text, ", {:.4}% may fail", promise.allowed * 100.0);
    if let Some(spent) = promise.budget_spent {
        let _ = write!(text, "; budget spent {:.1}%", spent.mean * 100.0);
    }
    if let Some(after) = promise.budget_gone_after {
        let _ = write!(text, ", gone after {after:.0} s");
    }
    text.push('\n');
    for window in &promise.windows {
        let name = if window.whole { "whole run" } else { "worst of" };
        let (length, verdict) = (window.length.as_seconds(), window.verdict.to_string());
        let at = window.at.as_seconds();
        let _ = writeln!(text, "  {name:<9} {length:>6} s from {at:>6} s  {verdict:<9}  {}", share(window.broken));
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
