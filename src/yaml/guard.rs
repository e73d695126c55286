//! Text of several lines that must not stand in a literal block.
//!
//! kubectl's reader takes a tab that opens a block for indentation and refuses the file; editors and commit hooks
//! strip the blanks at the ends of lines and the empty lines at the end of a file. Such text is quoted, with escapes.

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_saphyr::DoubleQuoted;

/// Whether a written document may have a block that should be quoted. Escapes write tabs as `\t` and a plain scalar
/// ends in no blank, so these bytes come from blocks alone.
pub(super) fn has_unfit_block(document: &str) -> bool {
    document.contains('\t') || document.contains(" \n") || document.contains("+\n")
}

/// Whether a text survives a literal block.
fn fits_block(text: &str) -> bool {
    let opening = text.trim_start_matches('\n');
    let indentation = opening.len() - opening.trim_start_matches([' ', '\t']).len();
    !opening[..indentation].contains('\t')
        && !text.ends_with("\n\n")
        && text != "\n"
        && !text.split('\n').any(|line| line.ends_with([' ', '\t']))
}

/// A tree whose unfit texts are quoted.
pub(super) struct Guarded<'a>(pub(super) &'a Value);

impl Serialize for Guarded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(map) => serializer.collect_map(map.iter().map(|(key, value)| (key, Guarded(value)))),
            Value::Array(list) => serializer.collect_seq(list.iter().map(Guarded)),
            Value::String(text) if text.contains('\n') && !fits_block(text) => DoubleQuoted(text).serialize(serializer),
            other => other.serialize(serializer),
        }
    }
}
