//! Who is told of what, and after how long.

use crate::alerts;
use crate::stack::Stack;
use serde::Serialize;

/// An alert.
#[derive(Debug, Clone, Serialize)]
pub struct Rung {
    /// Its name.
    pub name: &'static str,
    /// Who is told.
    pub severity: &'static str,
    /// How long it has to hold.
    pub after: String,
    /// What it says.
    pub summary: String,
}

/// The alerts, those that wake somebody last.
pub(super) fn ladder(stack: &Stack) -> Vec<Rung> {
    let mut all = alerts::all(stack);
    all.sort_by_key(|alert| (std::cmp::Reverse(alert.severity.name()), alert.r#for));
    let rung = |alert: alerts::Alert| Rung {
        name: alert.name,
        severity: alert.severity.name(),
        after: alert.r#for.prometheus(),
        summary: alert.summary,
    };
    all.into_iter().map(rung).collect()
}
