//! Edits as SARIF fixes: the bytes that go and the text that comes.

use super::log::{ArtifactChange, Fix, Message, Replacement};
use super::{artifact, region};
use crate::compile::Outcome;
use crate::diagnostic::{self, Diagnostic};
use crate::edit::{Placement, apply, placement};
use crate::source::Sources;
use std::ops::Range;

/// The safe edits of a finding belong together and are one fix; every other edit is one of its own.
pub(super) fn all(found: &Diagnostic, outcome: &Outcome, sources: &Sources) -> Vec<Fix> {
    let (safe, others): (Vec<_>, Vec<_>) = found.fixes.iter().partition(|fix| fix.safe);
    let groups = std::iter::once(safe).chain(others.into_iter().map(|fix| vec![fix]));
    groups.filter_map(|group| fix(&group, outcome, sources)).collect()
}

/// One fix of some edits, unless one of them has no place in the file.
fn fix(edits: &[&diagnostic::Fix], outcome: &Outcome, sources: &Sources) -> Option<Fix> {
    let source = sources.get(outcome.root);
    let titles: Vec<&str> = edits.iter().map(|edit| edit.title.as_str()).collect();
    let replacement = |edit: &&diagnostic::Fix| {
        let placed = placement(edit, &outcome.tree, outcome.root, sources)?;
        let (span, text) = change(&source.text, &placed)?;
        Some(Replacement { deleted_region: region(&source.text, span), inserted_content: Message { text } })
    };
    let replacements = edits.iter().map(replacement).collect::<Option<Vec<_>>>()?;
    if replacements.is_empty() {
        return None;
    }
    Some(Fix {
        description: Message { text: titles.join("; ") },
        artifact_changes: [ArtifactChange { artifact_location: artifact(source)?, replacements }],
    })
}

/// The bytes that a placed edit takes out, and what it puts there.
fn change(text: &str, placement: &Placement) -> Option<(Range<usize>, String)> {
    if let Placement::Replace { place, text } = placement {
        return Some((place.span(), text.clone()));
    }
    let new = apply(text, placement)?;
    let same = |(one, other): &(char, char)| one == other;
    let start: usize = text.chars().zip(new.chars()).take_while(same).map(|(letter, _)| letter.len_utf8()).sum();
    let ends = text[start..].chars().rev().zip(new[start..].chars().rev());
    let end: usize = ends.take_while(same).map(|(letter, _)| letter.len_utf8()).sum();
    Some((start..text.len() - end, new[start..new.len() - end].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_added_line_is_an_insertion() {
        let placement = Placement::Add { table: "x".to_owned(), line: "b = 2".to_owned() };
        let text = "[x]\na = 1\n\n[z]\n";
        let (span, inserted) = change(text, &placement).expect("the text takes the key");
        assert_eq!(span, 10..10);
        assert_eq!(inserted, "b = 2\n");
    }
}
