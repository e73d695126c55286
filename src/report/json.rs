//! Findings as one JSON object: `docs/formats.md` describes it.

use super::line_column;
use crate::compile::Outcome;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::located::Origin;
use crate::source::Sources;
use serde::Serialize;

/// Raised when a field changes its meaning or goes; a new field raises nothing.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    profiles: Vec<Profile<'a>>,
}

#[derive(Serialize)]
struct Profile<'a> {
    profile: &'a str,
    findings: Vec<Finding<'a>>,
    passed: Vec<&'static str>,
    not_applicable: Vec<Skipped>,
}

#[derive(Serialize)]
struct Skipped {
    check: &'static str,
    reason: &'static str,
}

#[derive(Serialize)]
struct Finding<'a> {
    check: &'static str,
    code: &'static str,
    severity: Severity,
    message: &'a str,
    labels: Vec<Label<'a>>,
    notes: &'a [String],
    fixes: Vec<Edited<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lacks: Option<Lack<'a>>,
}

#[derive(Serialize)]
struct Lack<'a> {
    key: &'a str,
    waiting: Vec<&'static str>,
}

#[derive(Serialize)]
struct Label<'a> {
    text: &'a str,
    /// `written`, `default` or `derived`.
    origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    arithmetic: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Span<'a>>,
}

#[derive(Serialize)]
struct Span<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Edited<'a> {
    title: &'a str,
    key: &'a str,
    /// The new value in TOML; absent where the key is taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    safe: bool,
}

pub(super) fn render(outcomes: &[Outcome], sources: &Sources) -> String {
    let profiles = outcomes.iter().map(|outcome| profile(outcome, sources)).collect();
    let report = Report { version: VERSION, profiles };
    let text = serde_json::to_string_pretty(&report).expect("plain data with text keys is always JSON");
    text + "\n"
}

fn profile<'a>(outcome: &'a Outcome, sources: &'a Sources) -> Profile<'a> {
    let findings = &outcome.findings;
    Profile {
        profile: &outcome.name,
        findings: findings.diagnostics.iter().map(|found| finding(found, sources)).collect(),
        passed: findings.passed.iter().map(|check| check.name).collect(),
        not_applicable: findings
            .not_applicable
            .iter()
            .map(|(check, reason)| Skipped { check: check.name, reason })
            .collect(),
    }
}

fn finding<'a>(found: &'a Diagnostic, sources: &'a Sources) -> Finding<'a> {
    Finding {
        check: found.check.name,
        code: found.check.code,
        severity: found.severity,
        message: &found.message,
        labels: found.labels.iter().map(|label| self::label(label, sources)).collect(),
        notes: &found.notes,
        fixes: found.fixes.iter().map(edited).collect(),
        accepted: found.accepted.as_deref(),
        lacks: found
            .lacks
            .as_ref()
            .map(|lack| Lack { key: &lack.key, waiting: lack.waiting.iter().map(|check| check.name).collect() }),
    }
}

fn label<'a>(label: &'a crate::diagnostic::Label, sources: &'a Sources) -> Label<'a> {
    let (origin, arithmetic) = match &label.origin {
        Origin::Written(_) => ("written", None),
        Origin::Default => ("default", None),
        Origin::Derived(arithmetic) => ("derived", Some(arithmetic.as_str())),
    };
    let place = label.origin.place().map(|place| {
        let source = sources.get(place.source);
        let (line, column) = line_column(&source.text, place.span().start);
        let (end_line, end_column) = line_column(&source.text, place.span().end);
        Span { path: &source.name, line, column, end_line, end_column }
    });
    Label { text: &label.text, origin, arithmetic, place }
}

fn edited(fix: &Fix) -> Edited<'_> {
    let value = match &fix.edit {
        Edit::Set(value) => Some(value.as_str()),
        Edit::Remove => None,
    };
    Edited { title: &fix.title, key: &fix.path, value, safe: fix.safe }
}
