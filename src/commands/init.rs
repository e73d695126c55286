//! `infgen init`: profiles, their schema and a CI workflow to start from.

use super::schema;
use crate::cli::{Cli, Init};
use crate::exit::Exit;
use crate::source::built_in;
use anyhow::{Context as _, bail};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const WORKFLOW: &str = include_str!("../../templates/init/workflow.yml");

pub(super) fn run(cli: &Cli, arguments: &Init) -> anyhow::Result<Exit> {
    let folder = &arguments.folder;
    let files = files(folder);
    let there: Vec<String> = files
        .iter()
        .filter(|(path, _)| path.symlink_metadata().is_ok())
        .map(|(path, _)| format!("`{}`", path.display()))
        .collect();
    if !there.is_empty() {
        bail!("nothing written: {} would be overwritten", there.join(", "));
    }
    for (path, text) in &files {
        write_new(path, text).with_context(|| format!("write `{}`", path.display()))?;
    }
    if !cli.quiet {
        let mut out = anstream::stdout();
        for (path, _) in &files {
            writeln!(out, "wrote {}", path.display())?;
        }
        let enter = if folder == Path::new(".") { String::new() } else { format!("cd {} && ", folder.display()) };
        writeln!(out, "\nnext: {enter}infgen render --all --out out")?;
    }
    Ok(Exit::Clean)
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let profiles = folder.join("profiles");
    let mut files: Vec<(PathBuf, String)> =
        built_in().map(|(name, text)| (profiles.join(format!("{name}.toml")), text.to_owned())).collect();
    files.push((profiles.join("profile.schema.json"), schema::text()));
    files.push((folder.join(".github/workflows/infgen.yml"), WORKFLOW.to_owned()));
    files
}

/// Writes a file that must not exist; one that appeared since it was looked for is left alone.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::File::create_new(path)?.write_all(text.as_bytes())
}
