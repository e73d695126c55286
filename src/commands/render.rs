//! `infgen render`: the manifests, once every check of every profile has passed.

use super::{compile_all, judged, say};
use crate::cli::{Cli, Render};
use crate::compile::Outcome;
use crate::exit::Exit;
use crate::manifests::Manifest;
use crate::source::Sources;
use crate::{output, yaml};
use anyhow::bail;
use std::collections::BTreeSet;
use std::io::Write as _;

pub(super) fn run(cli: &Cli, arguments: &Render) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let outcomes = compile_all(cli, &arguments.selection, &mut sources)?;
    let exit = judged(&outcomes, &arguments.findings);
    say(cli, &outcomes, &arguments.findings, &sources, exit)?;
    if exit != Exit::Clean {
        return Ok(exit);
    }
    match &arguments.out {
        None => {
            let texts: Vec<String> =
                outcomes.iter().flat_map(|outcome| files(outcome, arguments)).map(|(_, text)| text).collect();
            std::io::stdout().write_all(texts.concat().as_bytes())?;
        }
        Some(folder) => {
            let mut seen = BTreeSet::new();
            if let Some(twice) = outcomes.iter().find(|outcome| !seen.insert(&outcome.name)) {
                bail!("two profiles are called `{}`; they would overwrite each other", twice.name);
            }
            for outcome in &outcomes {
                output::write_profile(folder, &outcome.name, &files(outcome, arguments))?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// The wanted files of a profile, with their texts.
fn files(outcome: &Outcome, arguments: &Render) -> Vec<(String, String)> {
    let wanted = |manifest: &&Manifest| {
        arguments.only.is_empty() || arguments.only.iter().any(|file| file.name() == manifest.name)
    };
    let manifests = outcome.built.iter().flat_map(|(_, manifests)| &manifests.files);
    manifests
        .filter(wanted)
        .map(|manifest| (format!("{}.yaml", manifest.name), yaml::file(manifest, &outcome.name)))
        .collect()
}
