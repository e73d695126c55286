//! Choices as edits of the profile's text, with every comment kept: what is run is what `--write` writes.

use super::Tuned;
use crate::compile::{Outcome, compile};
use crate::diagnostic::Fix;
use crate::edit::{Placement, apply, placement};
use crate::source::{Drafts, Library, Sources};
use std::path::PathBuf;

/// A profile before and after.
#[derive(Debug)]
pub struct Edited {
    /// The file, unless the profile is built in.
    pub path: Option<PathBuf>,
    /// How messages call the text.
    pub name: String,
    /// The text as it is.
    pub old: String,
    /// The text as it would be.
    pub new: String,
    /// What no file takes: arguments that do the same.
    pub arguments: Vec<String>,
}

/// The keys that the winner changes, with their values as TOML; the load that followed from the floor is stated.
#[must_use]
pub fn edits(tuned: &Tuned) -> Vec<(String, String)> {
    let Some(best) = tuned.best.as_ref().filter(|best| best.choice != tuned.before.choice) else {
        return Vec::new();
    };
    let base = tuned.base.map(|base| ("traffic.base".to_owned(), format!("\"{base}\"")));
    base.into_iter().chain(best.choice.changes(&tuned.before.choice)).collect()
}

/// Places the edits in the text of the profile itself.
///
/// # Errors
/// A profile that cannot be opened.
pub fn edited(
    library: &Library,
    name: &str,
    arguments: &[String],
    keys: &[(String, String)],
) -> anyhow::Result<Edited> {
    Ok(drafted(library, name, arguments, keys)?.0)
}

/// The same, and what the compiler makes of it.
pub(super) fn drafted(
    library: &Library,
    name: &str,
    arguments: &[String],
    keys: &[(String, String)],
) -> anyhow::Result<(Edited, Outcome)> {
    let mut drafts = Drafts::default();
    let mut arguments = arguments.to_vec();
    let compiled = |drafts: &Drafts, arguments: &[String]| {
        let mut sources = Sources::drafted(drafts);
        compile(library, name, arguments, &mut sources).map(|outcome| (outcome, sources))
    };
    let (mut outcome, mut sources) = compiled(&drafts, &arguments)?;
    let source = sources.get(outcome.root);
    let (path, old) = (source.path.clone(), source.text.clone());
    let mut edited = Edited { path, name: source.name.clone(), new: old.clone(), old, arguments: Vec::new() };
    for (key, value) in keys {
        let fix = Fix::set(key, value.clone(), "");
        let placed = placement(&fix, &outcome.tree, outcome.root, &sources);
        let text = placed.as_ref().and_then(|placed| apply(&edited.new, placed));
        match (text, &edited.path, placed) {
            (Some(text), Some(path), _) => {
                drafts.put(path, text.clone());
                edited.new = text;
            }
            (_, _, Some(Placement::Argument { text })) => edited.arguments.push(text),
            _ => edited.arguments.push(format!("--set {key}={}", value.trim_matches('"'))),
        }
        if let Some(said) = edited.arguments.last() {
            let argument = said.strip_prefix("--set ").unwrap_or(said);
            if !arguments.iter().any(|known| known == argument) {
                arguments.push(argument.to_owned());
            }
        }
        (outcome, sources) = compiled(&drafts, &arguments)?;
    }
    Ok((edited, outcome))
}
