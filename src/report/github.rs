//! Findings as GitHub Actions workflow commands, which show them beside the lines of a pull request.
//!
//! The escapes are those of `@actions/core` (`packages/core/src/command.ts` of actions/toolkit): `%`, CR and LF in a
//! message; `:` and `,` too in a property.

use super::{file_place, help_text, line_column};
use crate::compile::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use std::fmt::Write as _;

pub(super) fn render(outcomes: &[Outcome], sources: &Sources) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        for found in &outcome.findings.diagnostics {
            text += &command(found, outcome, sources);
        }
    }
    text
}

fn command(found: &Diagnostic, outcome: &Outcome, sources: &Sources) -> String {
    let Diagnostic { check, severity, message, accepted, .. } = found;
    let level = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut message = message.clone();
    if let Some(reason) = accepted {
        let _ = write!(message, "\naccepted: {reason}");
    }
    for fix in &found.fixes {
        let _ = write!(message, "\nhelp: {}", help_text(fix, outcome, sources));
    }
    let place = place(found, outcome, sources);
    let title = property(&format!("{} {}", check.code, check.name));
    format!("::{level} {place}title={title}::{}\n", data(&message))
}

/// The properties that name the place; none where no file is involved.
fn place(found: &Diagnostic, outcome: &Outcome, sources: &Sources) -> String {
    let Some((source, span)) = file_place(found, outcome, sources) else {
        return String::new();
    };
    let (line, column) = line_column(&source.text, span.start);
    let (end_line, end_column) = line_column(&source.text, span.end);
    let file = property(&source.name);
    // GitHub takes columns on a single line only.
    let columns = if line == end_line { format!("col={column},endColumn={end_column},") } else { String::new() };
    format!("file={file},line={line},endLine={end_line},{columns}")
}

/// Escapes a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(data("70%, a: b\r\nc"), "70%25, a: b%0D%0Ac");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(data("%0A"), "%250A");
    }
}
