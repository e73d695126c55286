//! The answer of a simulation as people and spreadsheets read it.

mod tables;
mod why;

pub use why::{percent, promised, share, spent, two_digits, window};

use super::wrap::wrapped;
use crate::simulation::{Report, ScalingDecision};
use std::fmt::Write as _;

/// Columns that lines are kept to.
const WIDTH: usize = 80;

/// In 80 columns: the verdict, why, the promises by window, where requests went, how pods followed the load, and what is
/// taken for granted.
#[must_use]
pub fn human(profile: &str, scenario: &str, notes: &[String], report: &Report) -> String {
    let mut text = body(profile, scenario, notes, report);
    if !notes.is_empty() {
        text.push_str("\nwhat this rests on\n");
    }
    for note in notes {
        text.push_str(&wrapped(&format!("  {note}"), WIDTH, 4));
    }
    text
}

/// The same without what is taken for granted.
#[must_use]
pub fn body(profile: &str, scenario: &str, notes: &[String], report: &Report) -> String {
    let assumed = notes.iter().filter(|note| note.starts_with("assumed")).count();
    let mut text = why::headline(profile, scenario, assumed, report);
    text.push_str(&tables::promises(report));
    text.push_str(&tables::requests(report));
    text.push_str(&test(report));
    text.push_str(&tables::timeline(report));
    text.push_str(&moves(&report.decisions));
    text
}

/// What the autoscaler did, in a line or two.
fn moves(decisions: &[ScalingDecision]) -> String {
    const MOST: usize = 8;
    let mut after = decisions.iter().filter(|made| made.at >= 0.0).peekable();
    let Some(first) = after.peek() else {
        return String::new();
    };
    let mut line = format!("  {} pods", first.from);
    for made in after.by_ref().take(MOST) {
        let _ = write!(line, ", {} after {:.0} s", made.to, made.at);
    }
    let more = after.count();
    if more > 0 {
        let _ = write!(line, " and {more} changes more");
    }
    "\nthe autoscaler, in the first run\n".to_owned() + &wrapped(&line, WIDTH, 2)
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

/// The closed test and the open load that it stands for, side by side.
#[must_use]
pub fn beside(closed: &Report, open: &Report) -> String {
    let mut text = String::from("\nthe same pods, two ways to ask\n");
    let _ = writeln!(text, "  {:<21} {:>12} {:>8} {:>9}  verdict", "", "answered", "failed", "p95");
    let mut row = |name: &str, answered: f64, failed: f64, p95: f64, verdict: &str| {
        let failed = why::percent(failed);
        let _ = writeln!(text, "  {name:<21} {answered:>8.1} rps {failed:>8} {p95:>7.3} s  {verdict}");
    };
    if let Some(test) = &closed.load_test {
        let sent = (test.done.mean + test.failed.mean).max(1.0);
        let (answered, p95) = (test.answered_rate.mean, test.latency.p95.mean);
        row("closed, as `hey` asks", answered, test.failed.mean / sent, p95, "none: it waits");
    }
    let failed = open.promises.first().and_then(|promise| promise.windows.first());
    let failed = failed.map_or(0.0, |window| window.broken.mean);
    let (answered, p95) = (open.outcome.answered_rate.mean, open.latency.p95.mean);
    row("open, as users come", answered, failed, p95, &open.verdict.to_string());
    text
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
