//! Tests of the rules, for `promtool test rules`: for every alert what fires it, and what looks like it and must not.
//!
//! Every case begins with a healthy service and states what is different. promtool passes a case of a misspelt alert
//! that is to stay silent (prometheus#8504), so that each silent case has a twin that fires. What is compared is
//! `ALERTS`, which needs no texts and reads alike from Prometheus 2.42 on.

use super::{Alert, Group};
use crate::stack::Stack;
use serde_json::{Value, json};
use std::collections::BTreeMap;

mod budgets;
mod drive;
mod scene;
mod states;
mod steps;

pub use scene::Scene;

/// A case: what is different from a healthy service, and what is asked of it when.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The alert that it is about.
    pub alert: String,
    /// The series.
    pub scene: Scene,
    /// Whether the alert fires, by minute.
    pub asked: Vec<(u64, bool)>,
}

/// Name of the bare rules, which is what promtool reads.
pub const RULES: &str = "alerts_rules.yaml";
/// Name of the cases of the alerts.
pub const TESTS: &str = "alerts_test.yaml";
/// Name of the cases of the error budgets, whose windows are days.
pub const BURN_TESTS: &str = "alerts_burn_test.yaml";

/// Time between evaluations of the budgets' cases. The rules of a budget have no `for`, so that a longer step loses
/// nothing but time.
const BURN_STEP: u64 = 10;

/// The files: names and contents.
#[must_use]
pub fn files(stack: &Stack) -> Vec<(&'static str, String)> {
    let comment = "# Written by infgen; run: promtool test rules alerts_test.yaml alerts_burn_test.yaml\n";
    let text = |value: &Value| format!("{comment}{}", crate::yaml::value(value));
    vec![
        (RULES, text(&rules(stack))),
        (TESTS, text(&tests(&cases(stack), 1))),
        (BURN_TESTS, text(&tests(&burn_cases(stack), BURN_STEP))),
    ]
}

/// The cases of every alert but those of the budgets.
#[must_use]
pub fn cases(stack: &Stack) -> Vec<Case> {
    let short = |alert: &Alert| alert.objective.is_none();
    super::all(stack).iter().filter(|alert| short(alert)).flat_map(|alert| drive::cases(stack, alert)).collect()
}

/// The cases of the budgets' alerts.
#[must_use]
pub fn burn_cases(stack: &Stack) -> Vec<Case> {
    super::all(stack).iter().flat_map(|alert| budgets::cases(stack, alert)).collect()
}

/// The rules as promtool reads them.
#[must_use]
pub fn rules(stack: &Stack) -> Value {
    let group = |group: Group| {
        let recordings = group
            .recordings
            .into_iter()
            .map(|recording| json!({ "record": recording.name, "labels": recording.labels, "expr": recording.expr }));
        let alerts = group.alerts.iter().map(|alert| {
            json!({
                "alert": alert.name,
                "expr": alert.expr,
                "for": alert.r#for.prometheus(),
                "labels": alert.labels(stack),
                "annotations": alert.annotations(stack),
            })
        });
        json!({ "name": group.name, "rules": recordings.chain(alerts).collect::<Vec<_>>() })
    };
    let groups: Vec<Value> = super::groups(stack).into_iter().map(group).collect();
    json!({ "groups": groups })
}

/// A file of cases, evaluated every so many minutes.
#[must_use]
pub fn tests(cases: &[Case], step: u64) -> Value {
    json!({
        "rule_files": [RULES],
        "evaluation_interval": format!("{step}m"),
        "tests": cases.iter().map(Case::test).collect::<Vec<_>>(),
    })
}

/// What tells an alert from the others in `ALERTS`.
#[must_use]
pub fn selector(stack: &Stack, alert: &Alert) -> String {
    let labels = alert.labels(stack);
    let telling = ["severity", "threshold", "objective", "tier"];
    let mut matchers: BTreeMap<&str, &str> =
        telling.into_iter().filter_map(|label| Some((label, labels.get(label)?.as_str()))).collect();
    matchers.insert("alertname", alert.name);
    matchers.insert("alertstate", "firing");
    let matchers: Vec<String> =
        matchers.into_iter().map(|(label, value)| format!("{label}={}", crate::text::quoted(value))).collect();
    format!("ALERTS{{{}}}", matchers.join(","))
}

impl Case {
    fn new(stack: &Stack, alert: &Alert, name: &str, scene: Scene, asked: Vec<(u64, bool)>) -> Self {
        let label = alert.objective.as_ref().map_or(String::new(), |objective| format!(" of {objective}"));
        Self { name: format!("{}{label}: {name}", alert.name), alert: selector(stack, alert), scene, asked }
    }

    fn test(&self) -> Value {
        let input: Vec<Value> =
            self.scene.series().map(|(series, values)| json!({ "series": series, "values": values })).collect();
        let expr = format!("(count({}) > bool 0) or vector(0)", self.alert);
        let asked: Vec<Value> = self
            .asked
            .iter()
            .map(|(minute, fires)| {
                let samples = [json!({ "labels": "{}", "value": u8::from(*fires) })];
                json!({ "expr": expr, "eval_time": format!("{minute}m"), "exp_samples": samples })
            })
            .collect();
        json!({ "name": self.name, "interval": "1m", "input_series": input, "promql_expr_test": asked })
    }
}
