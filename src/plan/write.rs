//! A plan as people read it.

use super::{Figure, Plan};
use std::fmt::Write as _;

/// The plan in tables: name, figure, arithmetic, and what it takes for granted.
#[must_use]
pub fn human(plan: &Plan) -> String {
    let mut text = plan.profile.clone();
    if let Some(at) = &plan.measured_at {
        let _ = write!(text, " (measured: {at})");
    }
    text.push('\n');
    for section in &plan.sections {
        let _ = writeln!(text, "\n{}", section.title);
        for figure in &section.figures {
            text.push_str(&line(figure));
        }
    }
    if !plan.signals.is_empty() {
        text.push_str("\nwhat the autoscaler sees of an overload\n");
    }
    for signal in &plan.signals {
        let ratio = signal.ratio.map(|ratio| format!(", up to {ratio:.2} of its target")).unwrap_or_default();
        let (metric, target, sight, reason) = (signal.metric, &signal.target, signal.sight, &signal.reason);
        let _ = writeln!(text, "  {metric:<15} {target:<10} {sight:<12} {reason}{ratio}");
    }
    text
}

fn line(figure: &Figure) -> String {
    let Figure { name, text, arithmetic, assumed, .. } = figure;
    let mut line = format!("  {name:<35} {text:>16}  {arithmetic}");
    if !assumed.is_empty() {
        let _ = write!(line, " [assumed: {}]", assumed.join("; "));
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}
