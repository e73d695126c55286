//! The winner as an edit of the profile's text.

use super::Tuned;
use crate::compile::compile;
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
    let changed = best.choice.other_than(&tuned.before.choice).into_iter();
    let base = tuned.base.map(|base| ("traffic.base", format!("\"{base}\"")));
    base.into_iter().chain(changed).map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Places the edits in the text of the profile itself, with every comment kept.
///
/// # Errors
/// A profile that cannot be opened.
pub fn edited(
    library: &Library,
    name: &str,
    arguments: &[String],
    keys: &[(String, String)],
) -> anyhow::Result<Edited> {
    let mut drafts = Drafts::default();
    let mut left = Vec::new();
    let mut result = None;
    for edit in keys.iter().map(Some).chain([None]) {
        let mut sources = Sources::drafted(&drafts);
        let outcome = compile(library, name, arguments, &mut sources)?;
        let source = sources.get(outcome.root);
        let (old, path) = (source.text.clone(), source.path.clone());
        let first: &mut Edited = result.get_or_insert_with(|| Edited {
            path: path.clone(),
            name: source.name.clone(),
            old: old.clone(),
            new: old.clone(),
            arguments: Vec::new(),
        });
        first.new.clone_from(&old);
        let Some((key, value)) = edit else { break };
        let fix = Fix::set(key, value.clone(), "");
        let placed = placement(&fix, &outcome.tree, outcome.root, &sources);
        let text = placed.as_ref().and_then(|placed| apply(&old, placed));
        match (text, path, placed) {
            (Some(text), Some(path), _) => drafts.put(&path, text),
            (_, _, Some(Placement::Argument { text })) => left.push(text),
            _ => left.push(format!("--set {key}={}", value.trim_matches('"'))),
        }
    }
    let mut result = result.ok_or_else(|| anyhow::anyhow!("`{name}` cannot be read"))?;
    result.arguments = left;
    Ok(result)
}
