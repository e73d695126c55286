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
mod suite;

pub use scene::Scene;
pub use suite::{Suite, suites};

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

/// Name of all rules, bare, as promtool and Prometheus itself read them.
pub const RULES: &str = "alerts_rules.yaml";

/// The files: names and contents.
#[must_use]
pub fn files(stack: &Stack) -> Vec<(String, String)> {
    let comment = "# Written by infgen; run: promtool test rules *_test.yaml\n";
    let text = |value: &Value| format!("{comment}{}", crate::yaml::value(value));
    let mut files = vec![(RULES.to_owned(), text(&rules(stack, &super::groups(stack))))];
    for suite in suites(stack) {
        files.push((suite.rules_file(), text(&rules(stack, std::slice::from_ref(&suite.rules)))));
        files.push((suite.tests_file(), text(&suite.tests())));
    }
    files
}

/// Rules as promtool reads them.
#[must_use]
pub fn rules(stack: &Stack, groups: &[Group]) -> Value {
    let group = |group: &Group| {
        let recordings = group
            .recordings
            .iter()
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
    let groups: Vec<Value> = groups.iter().map(group).collect();
    json!({ "groups": groups })
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

    /// As promtool reads it. What is true at a minute is what the evaluation before it has found.
    fn test(&self, step: u64) -> Value {
        let input: Vec<Value> =
            self.scene.series().map(|(series, values)| json!({ "series": series, "values": values })).collect();
        let expr = format!("(count({}) > bool 0) or vector(0)", self.alert);
        let asked: Vec<Value> = self
            .asked
            .iter()
            .map(|(minute, fires)| {
                let samples = [json!({ "labels": "{}", "value": u8::from(*fires) })];
                let evaluated = minute - minute % step;
                json!({ "expr": expr, "eval_time": format!("{evaluated}m"), "exp_samples": samples })
            })
            .collect();
        json!({ "name": self.name, "interval": "1m", "input_series": input, "promql_expr_test": asked })
    }
}
