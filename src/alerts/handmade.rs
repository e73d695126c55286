//! The rules, evaluated by Prometheus itself: what fires, and what looks like it and must not. The tiers of the error
//! budgets have cases of their own.
//!
//! Every case begins with a healthy service and states what is different; what fires is compared as a whole, so that an
//! alert that fires beside the one that is meant fails the case too. Skipped where `promtool` (Debian's `prometheus`)
//! is not installed.

mod cases;
mod naive;

use super::example;
use super::groups;
use super::promtool::rules;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const APP: &str = r#"namespace="pixelated-prod",job="ai-inference",pod="ai-inference-7d4b9c-aaaaa""#;
const IDLE: &str = r#"namespace="pixelated-prod",job="ai-inference",pod="ai-inference-7d4b9c-bbbbb""#;
const POD: &str = r#"namespace="pixelated-prod",pod="ai-inference-7d4b9c-aaaaa""#;
const CONTAINER: &str = r#"namespace="pixelated-prod",pod="ai-inference-7d4b9c-aaaaa",container="ai-inference""#;
const DEPLOYMENT: &str = r#"namespace="pixelated-prod",deployment="ai-inference""#;
const HPA: &str = r#"namespace="pixelated-prod",horizontalpodautoscaler="ai-inference-hpa""#;
const GPU: &str = r#"exported_namespace="pixelated-prod",exported_pod="ai-inference-7d4b9c-aaaaa",exported_container="ai-inference",gpu="0""#;

/// Names and labels to values, as promtool writes them: `0+100x60` rises by 100 a minute for an hour.
type Series = BTreeMap<String, String>;

fn series(metric: &str, labels: &str, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!("{metric}{{{labels}{comma}{more}}}")
}

/// One pod at 100 requests a minute, all answered within 1.5 s, scraped and known: metric, labels, more labels, values.
const HEALTHY: [(&str, &str, &str, &str); 21] = [
    (BUCKET, APP, r#"le="0.5""#, "0+100x500"),
    (BUCKET, APP, r#"le="1.5""#, "0+100x500"),
    (BUCKET, APP, r#"le="2.0""#, "0+100x500"),
    (COUNT, APP, "", "0+100x500"),
    (REQUESTS, APP, "", "0+100x500"),
    (QUEUE, APP, "", "10x500"),
    (HIT_RATE, APP, "", "0.9x500"),
    (UP, APP, "", "1x500"),
    (POD_READY, POD, r#"condition="true""#, "1x500"),
    // 0 for every healthy pod: what a rule without `condition` fires on.
    (POD_READY, POD, r#"condition="false""#, "0x500"),
    (POD_CREATED, POD, "", "0x500"),
    (POD_PHASE, POD, r#"phase="Failed""#, "0x500"),
    (DEPLOYMENT_CREATED, DEPLOYMENT, "", "0x500"),
    (PODS_READY, DEPLOYMENT, "", "3x500"),
    (RESTARTS, CONTAINER, "", "0x500"),
    (LIMITS, CONTAINER, r#"resource="memory""#, "100x500"),
    (MEMORY, CONTAINER, "", "50x500"),
    (REPLICAS, HPA, "", "3x500"),
    (MOST_REPLICAS, HPA, "", "20x500"),
    (HPA_CONDITION, HPA, NOT_SCALING, "0x500"),
    (GPU_BUSY, GPU, "", "98x500"),
];

const BUCKET: &str = "inference_response_time_seconds_bucket";
const COUNT: &str = "inference_response_time_seconds_count";
const REQUESTS: &str = "inference_requests_total";
const ERRORS: &str = "inference_errors_total";
const QUEUE: &str = "inference_queue_depth";
const HIT_RATE: &str = "cache_hit_rate";
const UP: &str = "up";
const POD_READY: &str = "kube_pod_status_ready";
const POD_CREATED: &str = "kube_pod_created";
const POD_PHASE: &str = "kube_pod_status_phase";
const DEPLOYMENT_CREATED: &str = "kube_deployment_created";
const PODS_READY: &str = "kube_deployment_status_replicas_ready";
const RESTARTS: &str = "kube_pod_container_status_restarts_total";
const LIMITS: &str = "kube_pod_container_resource_limits";
const MEMORY: &str = "container_memory_rss";
const REPLICAS: &str = "kube_horizontalpodautoscaler_status_current_replicas";
const MOST_REPLICAS: &str = "kube_horizontalpodautoscaler_spec_max_replicas";
const HPA_CONDITION: &str = "kube_horizontalpodautoscaler_status_condition";
const NOT_SCALING: &str = r#"condition="ScalingActive",status="false""#;
const GPU_BUSY: &str = "DCGM_FI_DEV_GPU_UTIL";

/// A healthy service.
fn healthy() -> Series {
    HEALTHY.map(|(metric, labels, more, values)| (series(metric, labels, more), values.to_owned())).into()
}

/// What is different from a healthy service, when it is looked at, and what fires then.
struct Case {
    name: &'static str,
    change: Vec<(String, Option<&'static str>)>,
    minute: u32,
    fires: &'static [(&'static str, u32)],
}

fn case(
    name: &'static str,
    change: &[(&str, &str, &str, Option<&'static str>)],
    fires: &'static [(&'static str, u32)],
) -> Case {
    let changes = change.iter();
    Case {
        name,
        change: changes.map(|(metric, labels, more, values)| (series(metric, labels, more), *values)).collect(),
        minute: 60,
        fires,
    }
}

impl Case {
    fn at(self, minute: u32) -> Self {
        Self { minute, ..self }
    }

    fn test(&self) -> Value {
        let mut input = healthy();
        for (key, values) in &self.change {
            match values {
                // promtool repeats numbers, and not this one.
                Some("NaN") => input.insert(key.clone(), "NaN ".repeat(100)),
                Some(values) => input.insert(key.clone(), (*values).to_owned()),
                None => input.remove(key),
            };
        }
        let input: Vec<Value> =
            input.into_iter().map(|(series, values)| json!({ "series": series, "values": values })).collect();
        let fires = self.fires.iter();
        let samples: Vec<Value> = fires
            .map(|(alert, count)| json!({ "labels": format!("{{alertname=\"{alert}\"}}"), "value": count }))
            .collect();
        json!({
            "name": self.name,
            "interval": "1m",
            "input_series": input,
            "promql_expr_test": [{
                "expr": "count by (alertname) (ALERTS{alertstate=\"firing\",tier=\"\"})",
                "eval_time": format!("{}m", self.minute),
                "exp_samples": samples,
            }],
        })
    }
}

fn installed() -> bool {
    let found = Command::new("promtool").arg("--version").output().is_ok();
    if !found {
        println!("skipped: promtool is not installed");
    }
    found
}

fn promtool(folder: &Path, arguments: &[&str]) {
    let output =
        Command::new("promtool").current_dir(folder).args(arguments).output().unwrap_or_else(|error| panic!("{error}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
}

fn write(folder: &Path, name: &str, content: &Value) {
    std::fs::write(folder.join(name), content.to_string()).unwrap_or_else(|error| panic!("{error}"));
}

/// Has Prometheus evaluate the cases.
fn evaluate(cases: &[Case]) {
    if !installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write(folder.path(), "rules.yaml", &rules(&example::stack(), &groups(&example::stack())));
    let file = json!({
        "rule_files": ["rules.yaml"],
        "evaluation_interval": "1m",
        "tests": cases.iter().map(Case::test).collect::<Vec<_>>(),
    });
    write(folder.path(), "tests.yaml", &file);
    promtool(folder.path(), &["test", "rules", "tests.yaml"]);
}

#[test]
fn slow_responses_fire() {
    evaluate(&cases::latency_cases());
}

#[test]
fn failures_fire() {
    evaluate(&cases::error_cases());
}

#[test]
fn pods_that_do_not_serve_fire() {
    evaluate(&cases::pod_cases());
}

#[test]
fn containers_that_cannot_start_fire() {
    evaluate(&cases::start_cases());
}

#[test]
fn what_is_used_up_fires() {
    evaluate(&cases::saturation_cases());
}

#[test]
fn a_cold_cache_fires() {
    evaluate(&cases::cache_cases());
}

#[test]
fn blindness_fires() {
    evaluate(&cases::sight_cases());
}

#[test]
fn an_alert_fires_after_its_time_and_not_before() {
    evaluate(&cases::time_cases());
}

#[test]
fn promtool_accepts_the_rules_of_every_form() {
    if !installed() {
        return;
    }
    for profile in example::forms() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let stack = example::resolve(profile);
        write(folder.path(), "rules.yaml", &rules(&stack, &groups(&stack)));
        promtool(folder.path(), &["check", "rules", "--lint-fatal", "rules.yaml"]);
    }
}
