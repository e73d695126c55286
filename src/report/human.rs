//! Findings with excerpts, as rustc prints them.

use super::{APPLIES, counts, help_text, plural};
use crate::checks::Findings;
use crate::compile::Outcome;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::edit::{Placement, placement};
use crate::fix::is_fixable;
use crate::located::{Origin, SourceId};
use crate::source::Sources;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use clap::builder::styling::Style;
use std::fmt::Write as _;

/// From this many findings on they stand under headings.
const MANY: usize = 10;

/// Every finding in full, accepted ones in a line each, then a summary of each profile.
pub(super) fn render(outcomes: &[Outcome], sources: &Sources) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let diagnostics = &outcome.findings.diagnostics;
        let many = diagnostics.iter().filter(|found| found.accepted.is_none()).count() >= MANY;
        let groups: Vec<_> = diagnostics.chunk_by(|one, other| heading(one) == heading(other)).collect();
        for group in &groups {
            if many && groups.len() > 1 {
                let (title, family) = heading(&group[0]);
                let _ = writeln!(text, "{HEADING}{family}: {}{HEADING:#}\n", plural(group.len(), title));
            }
            for found in *group {
                match &found.accepted {
                    Some(reason) => text.push_str(&accepted(found, reason)),
                    None => text.push_str(&finding(found, outcome, sources)),
                }
                text.push('\n');
            }
        }
        text.push_str(&summary(outcome, sources));
        text.push('\n');
    }
    text
}

const HEADING: Style = Style::new().bold().underline();

/// What findings that stand together have in common. They come in this order: the most severe first, in each severity
/// by family.
fn heading(found: &Diagnostic) -> (&'static str, &'static str) {
    let title = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    (title, found.check.family())
}

fn summary(outcome: &Outcome, sources: &Sources) -> String {
    let Outcome { name, findings, .. } = outcome;
    let Findings { diagnostics, passed, not_applicable } = findings;
    if outcome.built.is_none() {
        return format!("{name}: {}; nothing was checked until the profile can be read", counts(findings));
    }
    let waiting = diagnostics.iter().filter_map(|found| found.lacks.as_ref()).flat_map(|lack| &lack.waiting).copied();
    let mut failing: Vec<&str> =
        diagnostics.iter().map(|found| found.check).chain(waiting).map(|check| check.code).collect();
    failing.sort_unstable();
    failing.dedup();
    let skipped = not_applicable.len();
    let total = failing.len() + passed.len() + skipped;
    let fixable = match diagnostics.iter().filter(|found| is_fixable(found, outcome, sources)).count() {
        0 => String::new(),
        count => format!(" ({count} fixable with `--fix`)"),
    };
    format!(
        "{name}: {}{fixable}; of {} {} passed, {skipped} not applicable",
        counts(findings),
        plural(total, "check"),
        passed.len(),
    )
}

fn accepted(found: &Diagnostic, reason: &str) -> String {
    let Diagnostic { check, message, .. } = found;
    format!("accepted[{}]: {message}\n  = because: {reason}\n", check.code)
}

fn finding(found: &Diagnostic, outcome: &Outcome, sources: &Sources) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level.primary_title(&found.message).id(found.check.code).elements(snippets(found, sources));
    for label in &found.labels {
        let from = match &label.origin {
            Origin::Written(_) => continue,
            Origin::Default => "by default".to_owned(),
            Origin::Derived(arithmetic) => format!("derived: {arithmetic}"),
        };
        group = group.element(Level::NOTE.message(format!("{} ({from})", label.text)));
    }
    for note in &found.notes {
        group = group.element(Level::NOTE.message(note));
    }
    let mut helps = Vec::new();
    for fix in &found.fixes {
        match help(fix, outcome, sources) {
            Help::Patch(patch) => helps.push(patch),
            Help::Line(line) => group = group.element(Level::HELP.message(line)),
        }
    }
    group = group.element(Level::NOTE.with_name("explain").message(format!("infgen explain {}", found.check.name)));
    let mut groups = vec![group];
    groups.extend(helps);
    let renderer = Renderer::styled().term_width(100);
    format!("{}\n", renderer.render(&groups))
}

/// One excerpt a text, in the order in which the labels name them.
fn snippets<'a>(found: &'a Diagnostic, sources: &'a Sources) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut order: Vec<SourceId> = Vec::new();
    for place in found.labels.iter().filter_map(|label| label.origin.place()) {
        if !order.contains(&place.source) {
            order.push(place.source);
        }
    }
    let excerpt = |source: SourceId| {
        let text = sources.get(source);
        let annotations = found.labels.iter().enumerate().filter_map(move |(index, label)| {
            let place = label.origin.place().filter(|place| place.source == source)?;
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(place.span());
            Some(if label.text.is_empty() { annotation } else { annotation.label(&label.text) })
        });
        Snippet::source(&text.text).path(&text.name).annotations(annotations)
    };
    order.into_iter().map(excerpt).collect()
}

enum Help<'a> {
    Patch(Group<'a>),
    Line(String),
}

fn help<'a>(fix: &'a Fix, outcome: &Outcome, sources: &'a Sources) -> Help<'a> {
    if let Some(Placement::Replace { place, text }) = placement(fix, &outcome.tree, outcome.root, sources) {
        let source = sources.get(place.source);
        let excerpt = Snippet::source(&source.text).path(&source.name).patch(Patch::new(place.span(), text));
        let title = format!("{}{}", fix.title, if fix.safe { APPLIES } else { "" });
        return Help::Patch(Level::HELP.secondary_title(title).element(excerpt));
    }
    Help::Line(help_text(fix, outcome, sources))
}
