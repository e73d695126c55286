//! `infgen diff`: what the profiles render now against the files of a folder.

use super::{compile_all, judged, say};
use crate::cli::{Cli, Deny, Diff, DiffFormat, Findings};
use crate::compile::Outcome;
use crate::diff::{self, Change, compare};
use crate::exit::Exit;
use crate::manifests::Manifest;
use crate::report::Format;
use crate::source::{Pipes, Sources, read};
use crate::yaml;
use anyhow::bail;
use serde::Serialize;
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;

mod write;

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
    /// What the old text holds, unless it is the same as the new one.
    objects: Vec<Value>,
}

/// The largest manifest that is read: an object has a megabyte at most, and a file holds a few.
const LARGEST: u64 = 8 << 20;

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
            DiffFormat::Human => text += &write::human(&differences, &folder),
            DiffFormat::Text => text += &write::unified(&pairs, &folder),
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
        let is_there = path.symlink_metadata().is_ok();
        let old = if is_there { read(&path, "manifest", LARGEST, Pipes::Refused)? } else { String::new() };
        let new = yaml::file(manifest, &outcome.name);
        // What is the same needs no reader.
        let objects = if old == new { Vec::new() } else { diff::read(&path, &old)? };
        Ok(Pair { name: manifest.name, old, new, objects })
    };
    manifests.map(pair).collect()
}

fn changes(pairs: &[Pair], outcome: &Outcome, folder: &Path) -> anyhow::Result<Vec<Change>> {
    let old: Vec<Value> = pairs.iter().flat_map(|pair| pair.objects.iter().cloned()).collect();
    if let Some(object) = diff::repeated(&old) {
        bail!("`{}` holds the {object} twice; `kubectl apply` would apply the one over the other", folder.display());
    }
    let manifests = outcome.built.iter().flat_map(|(_, manifests)| &manifests.files);
    let differing =
        manifests.filter(|manifest| pairs.iter().any(|pair| pair.name == manifest.name && pair.old != pair.new));
    let new: Result<Vec<Value>, _> =
        differing.flat_map(|manifest| &manifest.objects).map(serde_json::to_value).collect();
    Ok(compare(&old, &new?))
}
