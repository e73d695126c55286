//! Findings in one line each, for editors and `grep`.

use super::line_column;
use crate::compile::Outcome;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use std::fmt::Write as _;

pub(super) fn render(outcomes: &[Outcome], sources: &Sources) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        for found in &outcome.findings.diagnostics {
            let Diagnostic { check, severity, message, accepted, .. } = found;
            let accepted = if accepted.is_some() { " (accepted)" } else { "" };
            let place = place(found, outcome, sources);
            let _ = writeln!(text, "{place}: {severity}[{}] {}: {message}{accepted}", check.code, check.name);
        }
    }
    text
}

/// `path:line:column`; a finding on values that nobody wrote is placed at the head of the profile.
fn place(found: &Diagnostic, outcome: &Outcome, sources: &Sources) -> String {
    let (source, offset) = found.primary_place().map_or((outcome.root, 0), |place| (place.source, place.span().start));
    let text = sources.get(source);
    let (line, column) = line_column(&text.text, offset);
    format!("{}:{line}:{column}", text.name)
}
