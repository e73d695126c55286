//! Findings as people and programs read them. The only place that knows how a finding looks.

use crate::checks::Findings;
use crate::compile::Outcome;
use crate::diagnostic::Severity;
use crate::source::Sources;

mod concise;
mod human;
mod json;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// With excerpts of the profile, as rustc prints them.
    #[default]
    Human,
    /// One line each: `path:line:column: severity[code] name: message`.
    Concise,
    /// One JSON object for all.
    Json,
}

/// Writes the findings of some profiles.
#[must_use]
pub fn render(format: Format, outcomes: &[Outcome], sources: &Sources) -> String {
    match format {
        Format::Human => human::render(outcomes, sources),
        Format::Concise => concise::render(outcomes, sources),
        Format::Json => json::render(outcomes, sources),
    }
}

/// `1 error, 2 warnings`; what there is none of is left out.
fn counts(findings: &Findings) -> String {
    let accepted = findings.diagnostics.iter().filter(|found| found.accepted.is_some()).count();
    let counted = [
        (findings.count(Severity::Error), "error"),
        (findings.count(Severity::Warning), "warning"),
        (findings.count(Severity::Note) - accepted, "note"),
    ];
    let mut parts: Vec<String> =
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun)).collect();
    if accepted > 0 {
        parts.push(format!("{accepted} accepted"));
    }
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// `1 error`, `2 errors`.
fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Line and column of a byte, counted from one; a column counts characters.
pub(crate) fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}
