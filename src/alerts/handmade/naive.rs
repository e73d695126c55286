//! The forms that are written first, beside ours, on the same series: each fires for a healthy service or is silent for
//! a broken one. No alert is without one.

mod forms;

use super::*;
use std::collections::BTreeSet;

/// A form that looks right.
struct Naive {
    /// The alert that it would stand for.
    of: &'static str,
    /// PromQL.
    expr: &'static str,
    /// What is different from a healthy service, and which of our alerts fire.
    case: Case,
    /// How many of the naive alert fire.
    fires: u32,
}

impl Naive {
    /// Has Prometheus evaluate it beside the rules.
    fn compare(&self) {
        let stack = example::stack();
        let mut all = rules(&stack, &groups(&stack));
        let labels = json!({ "severity": "critical" });
        let rule = json!({ "alert": "Naive", "expr": self.expr, "for": "5m", "labels": labels });
        if let Some(groups) = all["groups"].as_array_mut() {
            groups.push(json!({ "name": "naive", "rules": [rule] }));
        }
        let mut test = self.case.test();
        if self.fires > 0 {
            let sample = json!({ "labels": "{alertname=\"Naive\"}", "value": self.fires });
            if let Some(samples) = test["promql_expr_test"][0]["exp_samples"].as_array_mut() {
                samples.push(sample);
            }
        }
        // The tiers of the budgets wake somebody or nobody; the tickets of a fault that is over stay.
        if self.of == BURN {
            let woken = "count by (alertname) (ALERTS{alertstate=\"firing\",severity=\"critical\"})";
            test["promql_expr_test"][0]["expr"] = json!(woken);
        }
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        write(folder.path(), "rules.yaml", &all);
        let file = json!({ "rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test] });
        write(folder.path(), "tests.yaml", &file);
        promtool(folder.path(), &["test", "rules", "tests.yaml"]);
    }
}

/// The alert of every tier.
const BURN: &str = "InferenceErrorBudgetBurn";

fn compare(naive: &[Naive]) {
    if installed() {
        naive.iter().for_each(Naive::compare);
    }
}

#[test]
fn a_quantile_is_no_share() {
    compare(&forms::latency());
}

#[test]
fn a_ratio_of_what_is_at_hand_is_no_share() {
    compare(&forms::failures());
}

#[test]
fn what_comes_in_is_not_what_one_pod_counts() {
    compare(&forms::requests());
}

#[test]
fn a_pod_is_more_than_its_last_state() {
    compare(&forms::pods());
}

#[test]
fn a_high_number_is_no_fault() {
    compare(&forms::saturation());
}

#[test]
fn what_is_not_there_says_nothing() {
    compare(&forms::sight());
}

#[test]
fn every_alert_has_a_form_that_fails() {
    let all =
        [forms::latency(), forms::failures(), forms::requests(), forms::pods(), forms::saturation(), forms::sight()];
    let shown: BTreeSet<&str> = all.iter().flatten().map(|naive| naive.of).collect();
    let alerts: BTreeSet<&str> = crate::alerts::all(&example::stack()).iter().map(|alert| alert.name).collect();
    assert_eq!(shown, alerts);
}
