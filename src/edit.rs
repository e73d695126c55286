//! Where a fix goes in the text: an edit of the tree's keys, turned into an edit of bytes.

use crate::diagnostic::{Edit, Fix};
use crate::document::Node;
use crate::located::{Place, SourceId};
use crate::source::Sources;
use std::ops::Range;

mod apply;

pub use apply::apply;

/// An edit of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// These bytes are replaced.
    Replace {
        /// The bytes.
        place: Place,
        /// What takes their place.
        text: String,
    },
    /// The value is given as an argument, because that is where it comes from or because no file is there to edit.
    Argument {
        /// `--set rollout.grace_period=270s`.
        text: String,
    },
    /// A key is added to a table of the profile.
    Add {
        /// The table (`rollout`), empty for the root.
        table: String,
        /// The line (`grace_period = "270s"`).
        line: String,
    },
}

/// Finds the place of a fix: where the key was written in the profile itself, it is edited there; where a default, an
/// argument or an extended profile gave the value, the profile gets a line of its own. `None` where neither can be.
#[must_use]
pub fn placement(fix: &Fix, tree: &Node, root: SourceId, sources: &Sources) -> Option<Placement> {
    let node = tree.at(&fix.path);
    // An element of an array has no place but the array's own: a profile or an argument that sets one replaces them all.
    let elsewhere = node.is_none_or(|node| node.place.source != root) || sources.get(root).is_built_in;
    if elsewhere && fix.path.split('.').any(is_index) {
        return None;
    }
    let argued = node.is_some_and(|node| sources.get(node.place.source).is_argument);
    if let (Edit::Set(value), true) = (&fix.edit, argued || sources.get(root).is_built_in) {
        return Some(Placement::Argument { text: format!("--set {}={}", fix.path, value.trim_matches('"')) });
    }
    let written = node.filter(|node| node.place.source == root);
    match (&fix.edit, written) {
        (Edit::Set(value), Some(node)) => Some(Placement::Replace { place: node.place, text: value.clone() }),
        (Edit::Set(value), None) => {
            let (table, key) = fix.path.rsplit_once('.').unwrap_or(("", &fix.path));
            Some(Placement::Add { table: table.to_owned(), line: format!("{key} = {value}") })
        }
        (Edit::Remove, Some(node)) => {
            let start = node.key.as_ref().map_or(node.place.span().start, |key| key.span().start);
            let span = removed(&sources.get(root).text, start..node.place.span().end);
            Some(Placement::Replace { place: Place::new(root, span), text: String::new() })
        }
        (Edit::Remove, None) => None,
    }
}

/// The place of a fix that can be applied unseen to the profile's own file.
#[must_use]
pub fn safe_placement(fix: &Fix, tree: &Node, root: SourceId, sources: &Sources) -> Option<Placement> {
    let placed = fix.safe.then(|| placement(fix, tree, root, sources)).flatten();
    placed.filter(|placement| !matches!(placement, Placement::Argument { .. }))
}

/// The bytes that go with a key and its value: the whole line where nothing else is on it, or else the comma that parts
/// them from the others.
fn removed(text: &str, span: Range<usize>) -> Range<usize> {
    let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at + 1);
    let (before, behind) = (&text[line_start..span.start], &text[span.end..line_end]);
    let others = behind.trim_start().strip_prefix(',').map(str::trim_start);
    let rest = others.unwrap_or(behind.trim_start());
    if before.trim().is_empty() && (rest.is_empty() || rest.starts_with('#')) {
        return line_start..line_end;
    }
    match (others, before.trim_end().strip_suffix(',')) {
        (Some(others), _) => span.start..line_end - others.len(),
        (None, Some(kept)) => line_start + kept.len()..span.end,
        (None, None) => span,
    }
}

fn is_index(step: &str) -> bool {
    step.parse::<usize>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a text without `b = 2`.
    fn without(text: &str) -> String {
        let start = text.find("b = 2").expect("it is there");
        let span = removed(text, start..start + "b = 2".len());
        [&text[..span.start], &text[span.end..]].concat()
    }

    #[test]
    fn a_key_that_is_alone_takes_its_line_along() {
        assert_eq!(without("# x\nb = 2 # why\nc = 3\n"), "# x\nc = 3\n");
        assert_eq!(without("a = 1\r\nb = 2\r\n"), "a = 1\r\n");
        assert_eq!(without("x = {\n  a = 1,\n  b = 2,\n}\n"), "x = {\n  a = 1,\n}\n");
        assert_eq!(without("a = 1\nb = 2"), "a = 1\n");
    }

    #[test]
    fn a_key_among_others_takes_its_comma_along() {
        assert_eq!(without("x = { b = 2, c = 3 }\n"), "x = { c = 3 }\n");
        assert_eq!(without("x = { a = 1, b = 2, c = 3 }\n"), "x = { a = 1, c = 3 }\n");
        assert_eq!(without("x = { a = 1, b = 2 }\n"), "x = { a = 1 }\n");
        assert_eq!(without("x = { b = 2 }\n"), "x = {  }\n");
        assert_eq!(without("x = {\n  b = 2, c = 3\n}\n"), "x = {\n  c = 3\n}\n");
    }
}
