//! `infgen diff`: what the profiles render now against the files of a folder.

use super::{compile_all, judged, say};
use crate::cli::{Cli, Deny, Diff, DiffFormat, Findings};
use crate::compile::Outcome;
use crate::diff::{Change, Field, compare, refused};
use crate::exit::Exit;
use crate::manifests::Manifest;
use crate::report::Format;
use crate::source::Sources;
use crate::yaml;
use anyhow::{Context as _, bail};
use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// A profile's differences.
#[derive(Serialize)]
struct Differences<'a> {
    profile: &'a str,
    changes: Vec<Change>,
}

/// A file of the five, as it is and as it would be.
struct Pair {
    name: &'static str,
    old: String,
    new: String,
}

pub(super) fn run(cli: &Cli, arguments: &Diff) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let outcomes = compile_all(cli, &arguments.selection, &mut sources)?;
    let findings = Findings { format: Format::Human, deny: None::<Deny> };
    let exit = judged(&outcomes, &findings);
    if exit != Exit::Clean {
        say(cli, &outcomes, &findings, &sources, exit)?;
        return Ok(exit);
    }
    let mut text = String::new();
    let mut all = Vec::new();
    for outcome in &outcomes {
        let folder = arguments.against.join(&outcome.name);
        let pairs = pairs(outcome, &folder)?;
        let differences = Differences { profile: &outcome.name, changes: changes(&pairs, outcome, &folder)? };
        match arguments.format {
            DiffFormat::Human => text += &human(&differences, &folder),
            DiffFormat::Text => text += &unified(&pairs, &folder),
            DiffFormat::Json => {}
        }
        all.push((differences, pairs));
    }
    if arguments.format == DiffFormat::Json {
        let differences: Vec<&Differences<'_>> = all.iter().map(|(differences, _)| differences).collect();
        text = serde_json::to_string_pretty(&differences)? + "\n";
    }
    write!(anstream::stdout(), "{text}")?;
    let same = all.iter().all(|(differences, pairs)| match arguments.format {
        DiffFormat::Text => pairs.iter().all(|pair| pair.old == pair.new),
        DiffFormat::Human | DiffFormat::Json => differences.changes.is_empty(),
    });
    Ok(if same { Exit::Clean } else { Exit::Findings })
}

/// The five files as the folder has them (a file that is not there is empty) and as they would be rendered.
fn pairs(outcome: &Outcome, folder: &Path) -> anyhow::Result<Vec<Pair>> {
    let manifests = outcome.built.iter().flat_map(|(_, manifests)| &manifests.files);
    let pair = |manifest: &Manifest| {
        let path = folder.join(format!("{}.yaml", manifest.name));
        let old = match std::fs::read(&path) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => String::new(),
            read => {
                let bytes = read.with_context(|| format!("read `{}`", path.display()))?;
                String::from_utf8(bytes).with_context(|| format!("read `{}`", path.display()))?
            }
        };
        Ok(Pair { name: manifest.name, old, new: yaml::file(manifest, &outcome.name) })
    };
    manifests.map(pair).collect()
}

fn changes(pairs: &[Pair], outcome: &Outcome, folder: &Path) -> anyhow::Result<Vec<Change>> {
    let mut old = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.old != pair.new) {
        let path = folder.join(format!("{}.yaml", pair.name));
        let documents: Vec<Value> = serde_saphyr::from_multiple(&pair.old)
            .map_err(|error| anyhow::anyhow!("`{}` is not YAML: {error}", path.display()))?;
        for document in documents.into_iter().filter(|document| !document.is_null()) {
            if !(document["kind"].is_string() && document["metadata"]["name"].is_string()) {
                bail!("`{}` holds something that is no object", path.display());
            }
            old.push(document);
        }
    }
    let manifests = outcome.built.iter().flat_map(|(_, manifests)| &manifests.files);
    let differing =
        manifests.filter(|manifest| pairs.iter().any(|pair| pair.name == manifest.name && pair.old != pair.new));
    let new: Result<Vec<Value>, _> =
        differing.flat_map(|manifest| &manifest.objects).map(serde_json::to_value).collect();
    Ok(compare(&old, &new?))
}

const BOLD: Style = Style::new().bold();
const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();

fn human(differences: &Differences<'_>, folder: &Path) -> String {
    let Differences { profile, changes } = differences;
    let mut text = String::new();
    if changes.is_empty() {
        let _ = writeln!(text, "{profile}: no difference from {}", folder.display());
        return text;
    }
    let _ = writeln!(text, "{BOLD}{profile}: {} from {}{BOLD:#}", counted(changes), folder.display());
    text += &refusals(changes);
    for change in changes {
        match change {
            Change::Added { object } => {
                let _ = writeln!(text, "{ADDED}+ {object}{ADDED:#}");
            }
            Change::Removed { object } => {
                let _ = writeln!(text, "{REMOVED}- {object}{REMOVED:#} (`kubectl apply` leaves it in the cluster)");
            }
            Change::Changed { object, fields } => {
                let _ = writeln!(text, "{BOLD}~ {object}{BOLD:#}");
                for field in fields {
                    text += &field_text(field);
                }
            }
        }
    }
    text
}

/// What `kubectl apply` cannot carry out, before everything that it can: it would stop half-way.
fn refusals(changes: &[Change]) -> String {
    let mut text = String::new();
    let refused: Vec<_> = refused(changes).collect();
    if let [_, ..] = refused[..] {
        let _ = writeln!(text, "{WARNING}! the API server refuses these changes of objects that exist:{WARNING:#}");
    }
    for (object, field) in refused {
        let _ = writeln!(text, "{WARNING}    {object}: {}{WARNING:#}", field.path);
    }
    text
}

fn counted(changes: &[Change]) -> String {
    let count = changes.len();
    format!("{count} {}", if count == 1 { "object differs" } else { "objects differ" })
}

fn field_text(field: &Field) -> String {
    let mut text = format!("    {}\n", field.path);
    if let (Some(Value::String(old)), Some(Value::String(new))) = (&field.old, &field.new)
        && (old.contains('\n') || new.contains('\n'))
    {
        text += &lines(old, new);
    } else {
        for (style, sign, value) in [(REMOVED, '-', &field.old), (ADDED, '+', &field.new)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{style}      {sign} {value}{style:#}");
            }
        }
    }
    if let Some(reason) = field.immutable {
        let _ = writeln!(text, "{WARNING}      immutable: {reason}; delete the object and apply again{WARNING:#}");
    }
    text
}

/// The lines of a long text that differ, with two around them.
fn lines(old: &str, new: &str) -> String {
    let difference = similar::TextDiff::from_lines(old, new);
    let mut text = String::new();
    for group in difference.grouped_ops(2) {
        for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
            let (style, sign) = match change.tag() {
                similar::ChangeTag::Delete => (REMOVED, '-'),
                similar::ChangeTag::Insert => (ADDED, '+'),
                similar::ChangeTag::Equal => (Style::new(), ' '),
            };
            let _ = writeln!(text, "{style}      {sign} {}{style:#}", change.value().trim_end_matches('\n'));
        }
    }
    text
}

fn unified(pairs: &[Pair], folder: &Path) -> String {
    let mut text = String::new();
    for pair in pairs.iter().filter(|pair| pair.old != pair.new) {
        let path = folder.join(format!("{}.yaml", pair.name)).display().to_string();
        let difference = similar::TextDiff::from_lines(&pair.old, &pair.new);
        text += &difference.unified_diff().context_radius(3).header(&path, &path).to_string();
    }
    text
}
