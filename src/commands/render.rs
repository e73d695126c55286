//! `infgen render`: the manifests, once every check of every profile has passed.

use super::{compile_all, judged, say};
use crate::cli::{Cli, Render};
use crate::compile::Outcome;
use crate::exit::Exit;
use crate::manifests::Manifest;
use crate::source::Sources;
use crate::{output, parallel, yaml};
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
            let texts = parallel::map(outcomes.iter().collect(), |outcome| stream(outcome, arguments));
            for text in texts {
                std::io::stdout().write_all(text.as_bytes())?;
            }
        }
        Some(folder) => {
            let mut seen = BTreeSet::new();
            if let Some(twice) = outcomes.iter().find(|outcome| !seen.insert(&outcome.name)) {
                bail!("two profiles are called `{}`; they would overwrite each other", twice.name);
            }
            let files = parallel::map(outcomes.iter().collect(), |outcome| files(outcome, arguments));
            for (outcome, files) in outcomes.iter().zip(files) {
                output::write_profile(folder, &outcome.name, &files)?;
            }
        }
    }
    // The program ends here, and the system takes back in one go what dropping would take back piece by piece.
    std::mem::forget(outcomes);
    Ok(Exit::Clean)
}

/// The files of a profile that are asked for.
fn wanted<'a>(outcome: &'a Outcome, arguments: &'a Render) -> impl Iterator<Item = &'a Manifest> {
    let manifests = outcome.built.iter().flat_map(|(_, manifests)| &manifests.files);
    manifests
        .filter(|manifest| arguments.only.is_empty() || arguments.only.iter().any(|file| file.name() == manifest.name))
}

/// Those files, one after the other.
fn stream(outcome: &Outcome, arguments: &Render) -> String {
    // One profile has some 90 KB; pages that are not written to cost nothing.
    let mut text = String::with_capacity(128 * 1024);
    wanted(outcome, arguments).for_each(|manifest| yaml::push_file(&mut text, manifest, &outcome.name));
    text
}

/// Those files, with their names and texts.
fn files(outcome: &Outcome, arguments: &Render) -> Vec<(String, String)> {
    let text = |manifest: &Manifest| (format!("{}.yaml", manifest.name), yaml::file(manifest, &outcome.name));
    wanted(outcome, arguments).map(text).collect()
}
