//! Every text of a profile, made hostile: what Kubernetes, Prometheus or a process would not take is refused with a
//! finding, and what is taken is listed with the reason why it can do no harm.

#[path = "texts/harmless.rs"]
mod harmless;
#[path = "texts/scenes.rs"]
mod scenes;
#[path = "texts/schema.rs"]
mod schema;

use harmless::HARMLESS;
use infgen::compile::{Outcome, compile};
use infgen::diagnostic::Severity;
use infgen::source::{Library, Sources};
use infgen::yaml;
use scenes::SCENES;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use tempfile::TempDir;

/// A way to make a text hostile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// No character.
    Empty,
    /// What moves the cursor of a terminal.
    Escape,
    /// Two lines.
    Newline,
    /// What ends a text in C.
    Nul,
    /// 10,000 characters.
    Long,
    /// Upper case, which names of objects do not have.
    Upper,
    /// What a program takes for an option.
    Dash,
    /// What ends a text in a shell, in `PromQL`, in JSON and in a template.
    Quote,
    /// Letters that are not of ASCII, and one that turns the direction of reading.
    Foreign,
}

pub(crate) const KINDS: [Kind; 9] = [
    Kind::Empty,
    Kind::Escape,
    Kind::Newline,
    Kind::Nul,
    Kind::Long,
    Kind::Upper,
    Kind::Dash,
    Kind::Quote,
    Kind::Foreign,
];

impl Kind {
    /// What becomes of a text; it keeps its beginning, by which some are known (`/`, `arn:`, `https://`).
    fn of(self, text: &str) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Escape => format!("{text}\u{1b}[31mx"),
            Self::Newline => format!("{text}\nx"),
            Self::Nul => format!("{text}\0x"),
            Self::Long => format!("{text}{}", "x".repeat(10_000)),
            Self::Upper => format!("{}X", text.to_uppercase()),
            Self::Dash => format!("-{text}"),
            Self::Quote => format!("{text}\"'`$(x){{{{x}}}}\\"),
            Self::Foreign => format!("{text}ü\u{202e}x"),
        }
    }
}

/// A profile as a tree, and a folder to compile variants of it in.
struct Tree {
    folder: TempDir,
}

impl Tree {
    fn compiled(&self, text: &str) -> Outcome {
        let path = self.folder.path().join("variant.toml");
        std::fs::write(&path, text).expect("it can be written");
        let library = Library { folder: PathBuf::from("profiles") };
        compile(&library, &path.to_string_lossy(), &[], &mut Sources::default()).expect("the file is there")
    }

    /// The errors of a variant, and its files where it has any.
    fn judged(&self, profile: &Value) -> (BTreeSet<String>, Outcome) {
        let entries = profile.as_object().expect("a table").iter().filter(|(_, value)| !value.is_null());
        let lines: Vec<String> = entries.map(|(key, value)| format!("{key} = {}\n", toml(value))).collect();
        let outcome = self.compiled(&lines.concat());
        (errors(&outcome), outcome)
    }
}

/// The errors of an outcome that nobody accepted, each by its check and what it says.
fn errors(outcome: &Outcome) -> BTreeSet<String> {
    let found = outcome.findings.diagnostics.iter();
    let open = found.filter(|found| found.accepted.is_none() && found.severity == Severity::Error);
    open.map(|found| format!("{}: {}", found.check.name, found.message)).collect()
}

/// A value as TOML writes it, in one line.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let stated = entries.iter().filter(|(_, value)| !value.is_null());
            let entries: Vec<String> =
                stated.map(|(key, value)| format!("{} = {}", Value::from(key.as_str()), toml(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// A text of a profile: a value, or a key that people choose.
#[derive(Debug, Clone)]
struct Place {
    /// The way to it through the tree.
    steps: Vec<String>,
    /// The same with `*` for indexes and chosen keys, and with `#` behind it for the key itself.
    pattern: String,
}

/// The texts of a profile that the schema leaves free.
fn places(profile: &Value, free: &BTreeSet<String>) -> Vec<Place> {
    let mut found = Vec::new();
    walk(profile, &[], "", free, &mut found);
    found
}

fn walk(value: &Value, steps: &[String], pattern: &str, free: &BTreeSet<String>, found: &mut Vec<Place>) {
    let under = |step: &str| [steps, &[step.to_owned()]].concat();
    match value {
        Value::Object(entries) => {
            let chosen = free.contains(&format!("{pattern}/#"));
            for (key, value) in entries {
                let steps = under(key);
                if chosen {
                    found.push(Place { steps: steps.clone(), pattern: format!("{pattern}/#") });
                }
                let pattern = format!("{pattern}/{}", if chosen { "*" } else { key });
                walk(value, &steps, &pattern, free, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &under(&index.to_string()), &format!("{pattern}/*"), free, found);
            }
        }
        Value::String(_) if free.contains(pattern) => {
            found.push(Place { steps: steps.to_vec(), pattern: pattern.to_owned() });
        }
        _ => {}
    }
}

/// The profile with another text at a place.
fn hostile(profile: &Value, place: &Place, kind: Kind) -> Value {
    let mut profile = profile.clone();
    let (last, way) = place.steps.split_last().expect("a place is in a table");
    let parent = way.iter().fold(&mut profile, |node, step| match node {
        Value::Array(items) => &mut items[step.parse::<usize>().expect("an index")],
        node => &mut node[step.as_str()],
    });
    if place.pattern.ends_with('#') {
        let entries = parent.as_object_mut().expect("a table");
        let value = entries.remove(last).expect("it was found there");
        entries.insert(kind.of(last), value);
    } else {
        let value = match parent {
            Value::Array(items) => &mut items[last.parse::<usize>().expect("an index")],
            parent => &mut parent[last.as_str()],
        };
        *value = Value::from(kind.of(value.as_str().expect("a text")));
    }
    profile
}

/// Whether the files can be read again, by YAML 1.1, and the settings and the dashboard in them too.
fn is_carried(outcome: &Outcome) -> bool {
    let Some((_, manifests)) = &outcome.built else { return false };
    let texts = manifests.files.iter().map(|file| yaml::file(file, "variant"));
    texts.into_iter().all(|text| serde_yaml::Deserializer::from_str(&text).all(is_read))
}

fn is_read(document: serde_yaml::Deserializer<'_>) -> bool {
    let Ok(object) = serde_yaml::Value::deserialize(document) else { return false };
    let data = object["data"].as_mapping().cloned().unwrap_or_default();
    data.iter().all(|(name, text)| {
        let (Some(name), Some(text)) = (name.as_str(), text.as_str()) else { return false };
        match name.rsplit_once('.') {
            Some((_, "toml")) => text.parse::<toml_edit::DocumentMut>().is_ok(),
            Some((_, "json")) => serde_json::from_str::<Value>(text).is_ok(),
            _ => true,
        }
    })
}

#[test]
fn every_text_is_refused_or_listed_as_harmless() {
    let free = schema::texts();
    let tree = Tree { folder: TempDir::new().expect("a temporary folder") };
    let listed: BTreeSet<(&'static str, Kind)> =
        HARMLESS.iter().flat_map(|(path, kinds, _)| kinds.iter().map(move |kind| (*path, *kind))).collect();
    let (mut seen, mut needed, mut wrong, mut refused) = (BTreeSet::new(), BTreeSet::new(), Vec::new(), 0);
    for scene in SCENES {
        let outcome = tree.compiled(scene);
        let base = errors(&outcome);
        let (stack, _) = outcome.built.unwrap_or_else(|| panic!("{scene}: {base:?}"));
        let profile = serde_json::to_value(&stack.profile).expect("a profile is JSON");
        for place in places(&profile, &free) {
            if !seen.insert(place.pattern.clone()) {
                continue;
            }
            for kind in KINDS {
                let variant = hostile(&profile, &place, kind);
                let (found, outcome) = tree.judged(&variant);
                let is_refused = found.difference(&base).next().is_some();
                let entry = listed.iter().find(|entry| **entry == (place.pattern.as_str(), kind));
                match (is_refused, entry) {
                    (true, None) => refused += 1,
                    (false, Some(_)) if !is_carried(&outcome) => {
                        wrong.push(format!("{} {kind:?}: the files cannot be read", place.pattern));
                    }
                    (false, Some(entry)) => drop(needed.insert(*entry)),
                    (true, Some(_)) => wrong.push(format!("{} {kind:?}: is refused, and listed", place.pattern)),
                    (false, None) => wrong.push(format!("{} {kind:?}: is taken, and not listed", place.pattern)),
                }
            }
        }
    }
    let unknown: Vec<&String> = free.difference(&seen).collect();
    let idle: Vec<_> = listed.iter().filter(|entry| !needed.contains(*entry)).collect();
    println!("{} texts, {} of the schema; {refused} refused, {} taken", seen.len(), free.len(), needed.len());
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unknown.is_empty(), "no scene states {unknown:?}");
    assert!(idle.is_empty(), "listed, and in no scene: {idle:?}");
}
