//! The curves below a table, where a person looks at it.

use crate::chart::{Chart, terminal};
use std::io::IsTerminal as _;

/// The charts, where stdout is a terminal: a pipe gets the tables alone.
pub(super) fn below<'a>(charts: impl IntoIterator<Item = &'a Chart>) -> String {
    if std::io::stdout().is_terminal() { charts.into_iter().map(terminal).collect() } else { String::new() }
}
