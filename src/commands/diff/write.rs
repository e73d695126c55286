//! How differences look: object by object, or line by line.

use super::{Differences, Pair};
use crate::diff::{Change, Field, Identity, refused, secret_with_values};
use crate::printable::lines;
use clap::builder::styling::{AnsiColor, Style};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

const BOLD: Style = Style::new().bold();
const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();
/// How many fields that change alike are named: a dashboard that goes is one annotation less on every alert.
const NAMED: usize = 3;

pub(super) fn human(differences: &Differences<'_>, folder: &Path) -> String {
    let Differences { profile, changes } = differences;
    let mut text = String::new();
    let shown = folder.display();
    if changes.is_empty() {
        let _ = writeln!(text, "{profile}: no difference from {shown}");
        return text;
    }
    let there = if folder.is_dir() { "" } else { ", which is not there" };
    let _ = writeln!(text, "{BOLD}{profile}: {} from {shown}{there}{BOLD:#}", counted(changes));
    text += &refusals(changes);
    for change in changes {
        match change {
            Change::Added { object } => {
                let _ = writeln!(text, "{ADDED}+ {}{ADDED:#}", name(object));
            }
            Change::Removed { object } => {
                let left = "`kubectl apply` leaves it in the cluster";
                let _ = writeln!(text, "{REMOVED}- {}{REMOVED:#} ({left})", name(object));
            }
            Change::Changed { object, fields } => {
                let _ = writeln!(text, "{BOLD}~ {}{BOLD:#}", name(object));
                text.extend(alike(fields).iter().map(|fields| fields_text(fields)));
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
        let _ = writeln!(text, "{WARNING}    {}: {}{WARNING:#}", name(object), lines(&field.path));
    }
    text
}

fn counted(changes: &[Change]) -> String {
    let count = changes.len();
    format!("{count} {}", if count == 1 { "object differs" } else { "objects differ" })
}

fn name(object: &Identity) -> String {
    lines(&object.to_string()).into_owned()
}

/// Fields of one name that change in the same way, in the order of the first of each.
fn alike(fields: &[Field]) -> Vec<Vec<&Field>> {
    let last = |field: &Field| field.path.rsplit(['.', '[']).next().unwrap_or_default().to_owned();
    let mut groups: Vec<Vec<&Field>> = Vec::new();
    for field in fields {
        let same = |group: &&mut Vec<&Field>| {
            let first = group[0];
            (&first.old, &first.new) == (&field.old, &field.new) && last(first) == last(field)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(field),
            None => groups.push(vec![field]),
        }
    }
    groups
}

/// The paths of fields that change alike, and the change.
fn fields_text(fields: &[&Field]) -> String {
    let mut text = String::new();
    let Some(field) = fields.first() else { return text };
    // Two more are no longer than to say that there are two more.
    let named = if fields.len() <= NAMED + 2 { fields.len() } else { NAMED };
    for field in &fields[..named] {
        let _ = writeln!(text, "    {}", lines(&field.path));
    }
    if fields.len() > named {
        let _ = writeln!(text, "    and {} more that change alike", fields.len() - named);
    }
    if let (Some(Value::String(old)), Some(Value::String(new))) = (&field.old, &field.new)
        && (old.contains('\n') || new.contains('\n'))
    {
        text += &changed_lines(old, new);
    } else {
        for (style, sign, value) in [(REMOVED, '-', &field.old), (ADDED, '+', &field.new)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{style}      {sign} {}{style:#}", lines(&value.to_string()));
            }
        }
    }
    if let Some(reason) = field.immutable {
        let _ = writeln!(text, "{WARNING}      immutable: {reason}; delete the object and apply again{WARNING:#}");
    }
    text
}

/// The lines of a long text that differ, with two around them.
fn changed_lines(old: &str, new: &str) -> String {
    let difference = similar::TextDiff::from_lines(old, new);
    let mut text = String::new();
    for group in difference.grouped_ops(2) {
        for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
            let (style, sign) = match change.tag() {
                similar::ChangeTag::Delete => (REMOVED, '-'),
                similar::ChangeTag::Insert => (ADDED, '+'),
                similar::ChangeTag::Equal => (Style::new(), ' '),
            };
            let line = lines(change.value().trim_end_matches('\n'));
            let _ = writeln!(text, "{style}      {sign} {line}{style:#}");
        }
    }
    text
}

/// As `diff -u`. A file that holds values of a Secret is named and not shown: its lines would be in the log of the CI.
pub(super) fn unified(pairs: &[Pair], folder: &Path) -> String {
    let mut text = String::new();
    for pair in pairs.iter().filter(|pair| pair.old != pair.new) {
        let path = folder.join(format!("{}.yaml", pair.name)).display().to_string();
        if let Some(secret) = secret_with_values(&pair.objects) {
            let _ = writeln!(text, "{path} differs; its lines are not shown, as it holds values of the {secret}");
            continue;
        }
        let difference = similar::TextDiff::from_lines(&pair.old, &pair.new);
        text += &difference.unified_diff().context_radius(3).header(&path, &path).to_string();
    }
    lines(&text).into_owned()
}
