//! What a run of edits changed, key by key.

use crate::checks::Check;
use crate::compile::Outcome;
use crate::diagnostic::{Edit, Fix};
use crate::document;
use crate::located::SourceId;
use crate::report::line_column;
use crate::source::Sources;

/// A key that was edited, once, however many edits it took.
#[derive(Debug)]
pub struct Change {
    /// The line of the new text; of the old one where the key was taken out.
    pub line: usize,
    /// The key (`rollout.grace_period`).
    pub key: String,
    /// What it was, in TOML, with the profile that it came from if that is another; `None` where nobody wrote it.
    pub old: Option<String>,
    /// What it is; `None` where it was taken out.
    pub new: Option<String>,
    /// The names of the checks that wanted it.
    pub checks: Vec<&'static str>,
}

/// Changes while they are made, without lines, which move until the end.
#[derive(Debug, Default)]
pub(super) struct Changes(Vec<Change>);

impl Changes {
    /// Notes an edit of the text that an outcome was compiled from.
    pub(super) fn note(&mut self, check: &'static Check, fix: &Fix, outcome: &Outcome, sources: &Sources) {
        let new = match &fix.edit {
            Edit::Set(value) => Some(value.clone()),
            Edit::Remove => None,
        };
        if let Some(change) = self.0.iter_mut().find(|change| change.key == fix.path) {
            change.new = new;
            if !change.checks.contains(&check.name) {
                change.checks.push(check.name);
            }
            return;
        }
        let old = outcome.tree.at(&fix.path).map(|node| {
            let source = sources.get(node.place.source);
            let value = source.text[node.place.span()].split_whitespace().collect::<Vec<_>>().join(" ");
            let line = line_column(&source.text, node.place.span().start).0;
            if node.place.source == outcome.root { value } else { format!("{value} ({}:{line})", source.name) }
        });
        self.0.push(Change { line: 0, key: fix.path.clone(), old, new, checks: vec![check.name] });
    }

    /// The changes in the order of their lines, without those that were taken back.
    pub(super) fn located(self, source: SourceId, old: &str, new: &str) -> Vec<Change> {
        let (before, after) = (document::parse(source, old).0, document::parse(source, new).0);
        let mut changes = self.0;
        changes.retain(|change| change.old != change.new);
        for change in &mut changes {
            let (tree, text) = if change.new.is_some() { (&after, new) } else { (&before, old) };
            change.line = tree.at(&change.key).map_or(1, |node| line_column(text, node.place.span().start).0);
        }
        changes.sort_by_key(|change| change.line);
        changes
    }
}
