//! The clean `prod`, resolved with all its defaults, as a tree that can be edited and compiled again.
#![allow(dead_code, reason = "each test file uses its part")]

use infgen::compile::compile;
use infgen::diagnostic::Severity;
use infgen::source::{Library, Sources};
use infgen::units::{Bytes, Cpu, Duration, Growth, Rate, Share};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tempfile::TempDir;

/// The checks that find something that nobody accepted, each with how bad it is.
pub(crate) type Said = BTreeSet<(String, Severity)>;

/// What is found in a profile of the repository.
pub(crate) fn said(path: &str) -> Said {
    let library = Library { folder: PathBuf::from("profiles") };
    let outcome = compile(&library, path, &[], &mut Sources::default()).unwrap_or_else(|error| panic!("{error:#}"));
    let findings = outcome.findings.diagnostics.iter();
    let open = findings.filter(|found| found.accepted.is_none() && found.severity < Severity::Note);
    open.map(|found| (found.check.name.to_owned(), found.severity)).collect()
}

/// A check that asks for a fact: which check, which key, and how to measure it.
pub(crate) type Asked = (String, String, Vec<String>);

/// The facts that checks ask for in a variant. The first check that lacks one speaks for the others.
fn asked(path: &str) -> Vec<Asked> {
    let library = Library { folder: PathBuf::from("profiles") };
    let outcome = compile(&library, path, &[], &mut Sources::default()).unwrap_or_else(|error| panic!("{error:#}"));
    let (mut asked, mut keys) = (Vec::new(), BTreeSet::new());
    for found in &outcome.findings.diagnostics {
        let Some(lack) = &found.lacks else { continue };
        assert!(keys.insert(&lack.key), "`{}` is asked for more than once", lack.key);
        let checks = std::iter::once(found.check).chain(lack.waiting.iter().copied());
        asked.extend(checks.map(|check| (check.name.to_owned(), lack.key.clone(), found.notes.clone())));
    }
    asked
}

/// The resolved profile, and a folder to compile variants of it in.
pub(crate) struct Clean {
    pub(crate) profile: Value,
    folder: TempDir,
}

/// An edit: a JSON pointer into the resolved profile, and what stands there; nothing takes the key out.
pub(crate) type Edit = (&'static str, Option<&'static str>);

impl Clean {
    /// The shipped `prod`, which has no finding that is not accepted.
    pub(crate) fn prod() -> Self {
        let library = Library { folder: PathBuf::from("profiles") };
        let outcome = compile(&library, "prod", &[], &mut Sources::default()).expect("prod is there");
        let (stack, _) = outcome.built.expect("prod can be built");
        let profile = serde_json::to_value(&stack.profile).expect("a profile is JSON");
        let clean = Self { profile, folder: TempDir::new().expect("a temporary folder") };
        assert_eq!(clean.said(&clean.profile), Said::new(), "prod is clean");
        clean
    }

    /// What is found in a variant.
    pub(crate) fn said(&self, profile: &Value) -> Said {
        said(&self.written(profile))
    }

    /// The facts that checks ask for in a variant.
    pub(crate) fn asked(&self, profile: &Value) -> Vec<Asked> {
        asked(&self.written(profile))
    }

    /// A variant as a file.
    fn written(&self, profile: &Value) -> String {
        let path = self.folder.path().join("variant.toml");
        std::fs::write(&path, text(profile)).expect("it can be written");
        path.to_string_lossy().into_owned()
    }

    /// A variant. A value is JSON.
    pub(crate) fn edited(&self, edits: &[Edit]) -> Value {
        let mut profile = self.profile.clone();
        for (pointer, value) in edits {
            let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a key");
            let key = key.replace("~1", "/");
            let parent = profile.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}: there is no such table"));
            let value =
                value.map(|value| serde_json::from_str(value).unwrap_or_else(|error| panic!("{value}: {error}")));
            match (parent, value) {
                (Value::Object(entries), Some(value)) => drop(entries.insert(key, value)),
                (Value::Object(entries), None) => drop(entries.remove(&key).expect("the key is there")),
                (Value::Array(items), value) => {
                    let index: usize = key.parse().expect("an index");
                    match value {
                        Some(value) => items[index] = value,
                        None => drop(items.remove(index)),
                    }
                }
                (other, _) => panic!("{pointer}: {other} is no table"),
            }
        }
        profile
    }
}

/// A profile as its file.
pub(crate) fn text(profile: &Value) -> String {
    let entries = profile.as_object().expect("a profile is a table").iter().filter(|(_, value)| !value.is_null());
    let lines: Vec<String> = entries.map(|(key, value)| format!("{key} = {}\n", toml(value))).collect();
    lines.concat()
}

/// Every number of a profile: integers, and texts of a number and a unit.
pub(crate) fn numbers(profile: &Value) -> Vec<(String, Value)> {
    let mut numbers = Vec::new();
    walk(String::new(), profile, &mut numbers);
    numbers
}

fn walk(path: String, value: &Value, numbers: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                walk(format!("{path}/{}", key.replace('/', "~1")), value, numbers);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(format!("{path}/{index}"), value, numbers);
            }
        }
        Value::Number(_) => numbers.push((path, value.clone())),
        Value::String(text) if is_quantity(&path, text) => numbers.push((path, value.clone())),
        _ => {}
    }
}

/// Whether a text is a number with its unit. Versions and labels are names; a processor's time has no unit to tell.
fn is_quantity(path: &str, text: &str) -> bool {
    let units = [
        text.parse::<Duration>().is_ok(),
        text.parse::<Bytes>().is_ok(),
        text.parse::<Share>().is_ok(),
        text.parse::<Rate>().is_ok(),
        text.parse::<Growth>().is_ok(),
        path.contains("cpu") && text.parse::<Cpu>().is_ok(),
    ];
    let is_name = path == "/dashboard/value" || path.ends_with("/kubernetes") || path.ends_with("version");
    !is_name && units.contains(&true)
}

/// A value as TOML writes it, in one line.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let stated = entries.iter().filter(|(_, value)| !value.is_null());
            let entries: Vec<String> = stated.map(|(key, value)| format!("{key:?} = {}", toml(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}
