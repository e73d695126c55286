//! Suites: cases that are evaluated together, with the rules that they need and no others.
//!
//! promtool evaluates every rule of a file at every step of every case. All rules together are a hundred, of which an
//! alert needs one to six, and the windows of an error budget are days: apart, the whole takes seconds and not minutes.

use super::{Case, budgets, drive};
use crate::alerts::{Alert, Driver, Group, Recording};
use crate::stack::Stack;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Cases that are evaluated together.
#[derive(Debug, Clone)]
pub struct Suite {
    /// What it is about: a group of rules, or a tier of an objective.
    pub name: String,
    /// Minutes between evaluations.
    pub step: u64,
    /// The rules that its alerts need.
    pub rules: Group,
    /// The cases.
    pub cases: Vec<Case>,
}

/// The suites of a stack's alerts. The tiers of error budgets, whose windows are days, have each its own.
#[must_use]
pub fn suites(stack: &Stack) -> Vec<Suite> {
    let mut suites = Vec::new();
    for group in super::super::groups(stack) {
        let (budgets, others): (Vec<Alert>, Vec<Alert>) =
            group.alerts.iter().cloned().partition(|alert| alert.objective.is_some());
        if !others.is_empty() {
            let cases = others.iter().flat_map(|alert| drive::cases(stack, alert)).collect();
            suites.push(Suite::of(group.name.to_owned(), 1, &group, others, cases));
        }
        for alert in budgets {
            let (Driver::Burn { tier, .. }, Some(objective)) = (alert.driver, alert.objective.clone()) else {
                continue;
            };
            let cases = budgets::cases(stack, &alert);
            let step = budgets::step(&alert);
            suites.push(Suite::of(format!("{objective}-{tier}"), step, &group, vec![alert], cases));
        }
    }
    suites
}

impl Suite {
    fn of(name: String, step: u64, group: &Group, alerts: Vec<Alert>, mut cases: Vec<Case>) -> Self {
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
        format!("alerts_{}_rules.yaml", self.name)
    }

    /// The file of its cases.
    #[must_use]
    pub fn tests_file(&self) -> String {
        format!("alerts_{}_test.yaml", self.name)
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
