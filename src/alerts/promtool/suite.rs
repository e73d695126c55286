//! Suites: cases that are evaluated together, with the rules that they need and no others.
//!
//! promtool evaluates every rule of a file at every step of every case. All rules together are a hundred, of which an
//! alert needs one to six, and the windows of an error budget are days: apart, the whole takes seconds and not minutes.

use super::{Case, budgets, drive};
use crate::alerts::{Alert, Driver, Group, Recording};
use crate::stack::Stack;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Cases that are evaluated together.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The alert, with objective and tier if it has one.
    pub name: String,
    /// Minutes between evaluations.
    pub step: u64,
    /// The rules that its alerts need.
    pub rules: Group,
    /// The cases.
    pub cases: Vec<Case>,
}

/// A suite for each alert by name, and for each tier of each objective.
#[must_use]
pub fn suites(stack: &Stack) -> Vec<Suite> {
    let mut suites = Vec::new();
    for group in super::super::groups(stack) {
        let mut named: BTreeMap<String, Vec<Alert>> = BTreeMap::new();
        for alert in &group.alerts {
            named.entry(name(alert)).or_default().push(alert.clone());
        }
        suites.extend(named.into_iter().map(|(name, alerts)| Suite::of(stack, name, &group, alerts)));
    }
    suites
}

/// `InferencePodNotReady`, `InferenceErrorBudgetBurn_p95_fast`.
fn name(alert: &Alert) -> String {
    match (alert.driver, &alert.objective) {
        (Driver::Burn { tier, .. }, Some(objective)) => format!("{}_{objective}_{tier}", alert.name),
        _ => alert.name.to_owned(),
    }
}

impl Suite {
    fn of(stack: &Stack, name: String, group: &Group, alerts: Vec<Alert>) -> Self {
        let step = alerts.iter().map(budgets::step).min().unwrap_or(1);
        let made = alerts.iter().flat_map(|alert| match alert.driver {
            Driver::Burn { .. } => budgets::cases(stack, alert),
            _ => drive::cases(stack, alert),
        });
        let mut cases: Vec<Case> = made.collect();
        let rules = Group { name: group.name, recordings: needed(group, &alerts), alerts };
        let metrics = rules.metrics();
        for case in &mut cases {
            case.scene.keep(&metrics);
        }
        Self { name, step, rules, cases }
    }

    /// The file of its rules.
    #[must_use]
    pub fn rules_file(&self) -> String {
        format!("{}_rules.yaml", self.name)
    }

    /// The file of its cases.
    #[must_use]
    pub fn tests_file(&self) -> String {
        format!("{}_test.yaml", self.name)
    }

    /// Its cases as promtool reads them.
    #[must_use]
    pub fn tests(&self) -> Value {
        json!({
            "rule_files": [self.rules_file()],
            "evaluation_interval": format!("{}m", self.step),
            "tests": self.cases.iter().map(|case| case.test(self.step)).collect::<Vec<_>>(),
        })
    }
}

/// The recordings that alerts read, by others too, in the order of their group. Those of another objective have the
/// same names and other labels.
fn needed(group: &Group, alerts: &[Alert]) -> Vec<Recording> {
    let objectives: BTreeSet<&String> = alerts.iter().filter_map(|alert| alert.objective.as_ref()).collect();
    let ours = |recording: &&Recording| {
        recording.labels.get("objective").is_none_or(|objective| objectives.contains(objective))
    };
    let mut read: BTreeSet<&str> = alerts.iter().flat_map(|alert| words(&alert.expr)).collect();
    // A recording reads those before it.
    let mut needed: Vec<&Recording> = Vec::new();
    for recording in group.recordings.iter().rev().filter(ours) {
        if read.contains(recording.name.as_str()) {
            read.extend(words(&recording.expr));
            needed.push(recording);
        }
    }
    needed.into_iter().rev().cloned().collect()
}

impl Group {
    /// Names that its expressions mention, those of metrics among them.
    fn metrics(&self) -> BTreeSet<String> {
        let recordings = self.recordings.iter().map(|rule| &rule.expr);
        let exprs = recordings.chain(self.alerts.iter().map(|alert| &alert.expr));
        exprs.flat_map(|expr| words(expr)).map(str::to_owned).collect()
    }
}

/// Everything in an expression that could be a name.
fn words(expr: &str) -> impl Iterator<Item = &str> {
    expr.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':')).filter(|word| !word.is_empty())
}
