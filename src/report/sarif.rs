//! Findings as one SARIF 2.1.0 log, which code scanning reads: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.
//!
//! One run for all profiles, since GitHub takes one run a tool; a result says in its properties which profile it is of.

use super::{file_place, help_text, line_column};
use crate::checks::Check;
use crate::compile::Outcome;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Sources};
use log::{
    ArtifactLocation, Configuration, Driver, Help, InProfile, Invocation, Location, Log, LogicalLocation, Message,
    PhysicalLocation, Region, Rule, Run, SarifResult, Suppression, Tags, Tool,
};
use std::ops::Range;

mod fixes;
mod log;

pub(super) fn render(outcomes: &[Outcome], sources: &Sources) -> String {
    let mut checks: Vec<&'static Check> =
        outcomes.iter().flat_map(|outcome| &outcome.findings.diagnostics).map(|found| found.check).collect();
    checks.sort_unstable_by_key(|check| check.code);
    checks.dedup();
    let results = outcomes.iter().flat_map(|outcome| {
        outcome.findings.diagnostics.iter().map(|found| result(found, outcome, &checks, sources)).collect::<Vec<_>>()
    });
    let driver = Driver {
        name: "infgen",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: checks.iter().map(|check| rule(check)).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        invocations: [Invocation { execution_successful: true }],
        column_kind: "unicodeCodePoints",
        results: results.collect(),
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    serde_json::to_string_pretty(&log).expect("plain data with text keys is always JSON") + "\n"
}

fn rule(check: &'static Check) -> Rule {
    Rule {
        id: check.code,
        name: check.name,
        short_description: sentence(check.summary),
        full_description: Message { text: section(check.doc, "What it does") },
        help: Help { text: check.doc, markdown: check.doc },
        help_uri: format!("{}/blob/main/docs/checks/{}.md", env!("CARGO_PKG_REPOSITORY"), check.name),
        default_configuration: Configuration { level: check.severity },
        properties: Tags { tags: [check.family()] },
    }
}

/// With a capital and a full stop, as SARIF wants its texts (3.11.3).
fn sentence(text: &str) -> Message {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    Message { text: format!("{first}{}.", letters.as_str()) }
}

/// What a page has under a heading, as running text.
fn section(page: &str, heading: &str) -> String {
    let lines = page.lines().skip_while(|line| line.strip_prefix("## ") != Some(heading)).skip(1);
    lines.take_while(|line| !line.starts_with("## ")).flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

fn result(found: &Diagnostic, outcome: &Outcome, checks: &[&Check], sources: &Sources) -> SarifResult {
    let mut text = found.message.clone();
    let notes = found.notes.iter().cloned();
    let helps = found.fixes.iter().map(|fix| format!("help: {}", help_text(fix, outcome, sources)));
    for line in notes.chain(helps) {
        text = text + "\n" + &line;
    }
    let suppression =
        |reason: &String| Suppression { kind: "inSource", status: "accepted", justification: reason.clone() };
    SarifResult {
        rule_id: found.check.code,
        rule_index: checks.partition_point(|check| check.code < found.check.code),
        level: found.severity,
        message: Message { text },
        locations: [location(found, outcome, sources)],
        related_locations: related(found, sources),
        fixes: fixes::all(found, outcome, sources),
        suppressions: found.accepted.iter().map(suppression).collect(),
        properties: InProfile { profile: outcome.name.clone() },
    }
}

/// The place in a file; the name of the profile where no file is involved.
fn location(found: &Diagnostic, outcome: &Outcome, sources: &Sources) -> Location {
    if let Some((source, span)) = file_place(found, outcome, sources) {
        return Location { physical_location: physical(source, span), ..Location::default() };
    }
    let name = sources.get(outcome.root).name.clone();
    Location { logical_locations: vec![LogicalLocation { name }], ..Location::default() }
}

/// Every place in a file that a finding speaks of, with what it says there.
fn related(found: &Diagnostic, sources: &Sources) -> Vec<Location> {
    let places = found.labels.iter().filter_map(|label| Some((label, label.origin.place()?)));
    let located = places.filter_map(|(label, place)| {
        let physical = physical(sources.get(place.source), place.span())?;
        Some((label.text.clone(), physical))
    });
    let location = |(index, (text, physical))| Location {
        id: Some(index),
        physical_location: Some(physical),
        message: Some(Message { text }),
        ..Location::default()
    };
    located.enumerate().map(location).collect()
}

fn physical(source: &Source, span: Range<usize>) -> Option<PhysicalLocation> {
    Some(PhysicalLocation { artifact_location: artifact(source)?, region: region(&source.text, span) })
}

fn artifact(source: &Source) -> Option<ArtifactLocation> {
    let path = source.path.as_ref()?;
    let scheme = if path.is_absolute() { "file://" } else { "" };
    Some(ArtifactLocation { uri: format!("{scheme}{}", encoded(&source.name)) })
}

/// A path as a URI: what RFC 3986 does not leave as it is becomes `%` and two digits.
fn encoded(path: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encode = |byte: u8| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(encode).collect()
}

fn region(text: &str, span: Range<usize>) -> Region {
    let (start_line, start_column) = line_column(text, span.start);
    let (end_line, end_column) = line_column(text, span.end);
    Region { start_line, start_column, end_line, end_column }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(encoded("profiles/my prod#1é.toml"), "profiles/my%20prod%231%C3%A9.toml");
    }

    #[test]
    fn a_column_counts_code_points() {
        let region = region("a = \"é😀\" # x\n", 4..12);
        assert_eq!((region.start_column, region.end_column), (5, 9));
    }
}
