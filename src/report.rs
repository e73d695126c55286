//! Findings as people and programs read them. The only place that knows how a finding looks.

use crate::checks::Findings;
use crate::compile::Outcome;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::edit::{Placement, placement, safe_placement};
use crate::source::{Source, Sources};

mod concise;
mod github;
mod human;
mod json;
mod sarif;

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
    /// One SARIF 2.1.0 log for all, for code scanning.
    Sarif,
    /// GitHub Actions workflow commands, which annotate a pull request.
    Github,
}

/// Writes the findings of some profiles. No secret of theirs is shown.
#[must_use]
pub fn render(format: Format, outcomes: &[Outcome], sources: &Sources) -> String {
    let sources = &sources.redacted();
    match format {
        Format::Human => human::render(outcomes, sources),
        Format::Concise => concise::render(outcomes, sources),
        Format::Json => json::render(outcomes, sources),
        Format::Sarif => sarif::render(outcomes, sources),
        Format::Github => github::render(outcomes, sources),
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

/// The first file that a finding speaks of, with the bytes there; the head of the profile where all its values come from
/// elsewhere. `None` where no file is involved.
fn file_place<'a>(
    found: &Diagnostic,
    outcome: &Outcome,
    sources: &'a Sources,
) -> Option<(&'a Source, std::ops::Range<usize>)> {
    let places = found.labels.iter().filter_map(|label| label.origin.place());
    let mut in_files = places.map(|place| (sources.get(place.source), place.span()));
    let head = (sources.get(outcome.root), 0..0);
    in_files.find(|(source, _)| source.path.is_some()).or(Some(head).filter(|(source, _)| source.path.is_some()))
}

/// A fix in one line: why it mends, and what to write where.
fn help_text(fix: &Fix, outcome: &Outcome, sources: &Sources) -> String {
    let name = &sources.get(outcome.root).name;
    let what = match (placement(fix, &outcome.tree, outcome.root, sources), &fix.edit) {
        (Some(Placement::Argument { text }), _) => format!("`{text}`"),
        (Some(Placement::Add { table, line }), _) => {
            let place = if table.is_empty() { String::new() } else { format!("under `[{table}]` ") };
            format!("write `{line}` {place}in {name}")
        }
        (Some(Placement::Replace { .. }), Edit::Set(value)) => format!("set `{}` to `{value}`", fix.path),
        (Some(Placement::Replace { .. }), Edit::Remove) => format!("take out `{}`", fix.path),
        (None, Edit::Set(value)) => format!("set `{}` to `{value}`, where it is written", fix.path),
        (None, Edit::Remove) => format!("take out `{}`, where it is written", fix.path),
    };
    let safe = safe_placement(fix, &outcome.tree, outcome.root, sources).is_some();
    format!("{}{}: {what}", fix.title, if safe { APPLIES } else { "" })
}

/// Behind the title of a fix that `--fix` carries out.
const APPLIES: &str = " (`--fix` does it)";

/// Line and column of a byte, counted from one; a column counts characters.
pub(crate) fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}
