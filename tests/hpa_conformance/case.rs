//! A file of cases: what to compute, for which releases, and what comes out.

use std::path::Path;

use infgen::hpa::Version;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Figures by name, computed or expected.
pub(crate) type Figures = Map<String, Value>;

/// One case; what only explains it is not read.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) op: String,
    pub(crate) input: Value,
    pub(crate) expected: Value,
    #[serde(default)]
    pub(crate) valid_for: Range,
}

/// Releases from `since` to `until`, both included; an absent end is open.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Range {
    since: Option<String>,
    until: Option<String>,
    #[serde(default)]
    certainty: Certainty,
}

/// Whether the ends of a range were seen.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Certainty {
    #[default]
    Exact,
    Bounded,
}

impl Range {
    #[cfg(test)]
    pub(crate) fn new(since: Option<&str>, until: Option<&str>, bounded: bool) -> Self {
        let certainty = if bounded { Certainty::Bounded } else { Certainty::Exact };
        Self { since: since.map(str::to_owned), until: until.map(str::to_owned), certainty }
    }

    pub(crate) fn is_bounded(&self) -> bool {
        self.certainty == Certainty::Bounded
    }

    pub(crate) const fn has_since(&self) -> bool {
        self.since.is_some()
    }

    pub(crate) const fn has_until(&self) -> bool {
        self.until.is_some()
    }

    pub(crate) fn contains(&self, version: Version) -> bool {
        let minor = version.minor();
        self.since.as_deref().is_none_or(|since| minor_of(since) <= minor)
            && self.until.as_deref().is_none_or(|until| minor <= minor_of(until))
    }
}

fn minor_of(text: &str) -> u8 {
    let minor = text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    minor.unwrap_or_else(|| panic!("`{text}` is not a Kubernetes version"))
}

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

/// The cases of a file.
pub(crate) fn read(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("read `{}`: {error}", path.display()));
    let file: File = serde_json::from_str(&text).unwrap_or_else(|error| panic!("parse `{}`: {error}", path.display()));
    file.cases
}

/// A case for every release, from its parts.
pub(crate) fn parse(kind: &str, op: &str, input: &str, expected: &str) -> Case {
    let json = |text| serde_json::from_str(text).expect("the test wrote valid JSON");
    Case {
        id: "made-here".to_owned(),
        kind: kind.to_owned(),
        op: op.to_owned(),
        input: json(input),
        expected: json(expected),
        valid_for: Range::default(),
    }
}
