//! The rules, evaluated by Prometheus itself: what fires, and what looks like it and must not.
//!
//! Every case begins with a healthy service and states what is different; what fires is compared as a whole, so that an
//! alert that fires beside the one that is meant fails the case too. Skipped where `promtool` (Debian's `prometheus`)
//! is not installed.

use super::{Group, example, groups};
use crate::profile::Profile;
use crate::stack::Stack;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const APP: &str =
    r#"namespace="pixelated-prod",job="ai-inference",pod="ai-inference-7d4b9c-aaaaa""#;
const IDLE: &str =
    r#"namespace="pixelated-prod",job="ai-inference",pod="ai-inference-7d4b9c-bbbbb""#;
const POD: &str = r#"namespace="pixelated-prod",pod="ai-inference-7d4b9c-aaaaa""#;
const CONTAINER: &str =
    r#"namespace="pixelated-prod",pod="ai-inference-7d4b9c-aaaaa",container="ai-inference""#;
const DEPLOYMENT: &str = r#"namespace="pixelated-prod",deployment="ai-inference""#;
const HPA: &str = r#"namespace="pixelated-prod",horizontalpodautoscaler="ai-inference-hpa""#;
const GPU: &str = r#"exported_namespace="pixelated-prod",exported_pod="ai-inference-7d4b9c-aaaaa",exported_container="ai-inference",gpu="0""#;

/// Names and labels to values, as promtool writes them: `0+100x60` rises by 100 a minute for an hour.
type Series = BTreeMap<String, String>;

fn series(metric: &str, labels: &str, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!("{metric}{{{labels}{comma}{more}}}")
}

/// One pod at 100 requests a minute, all answered within 1.5 s, scraped and known.
fn healthy() -> Series {
    let bucket = "inference_response_time_seconds_bucket";
    let condition = r#"condition="ScalingActive",status="false""#;
    let values = [
        (series(bucket, APP, r#"le="1.5""#), "0+100x500"),
        (series(bucket, APP, r#"le="2.0""#), "0+100x500"),
        (
            series("inference_response_time_seconds_count", APP, ""),
            "0+100x500",
        ),
        (series("inference_requests_total", APP, ""), "0+100x500"),
        (series("inference_queue_depth", APP, ""), "10x500"),
        (series("cache_hit_rate", APP, ""), "0.9x500"),
        (series("up", APP, ""), "1x500"),
        (
            series("kube_pod_status_ready", POD, r#"condition="true""#),
            "1x500",
        ),
        // 0 for every healthy pod: what a rule without `condition` fires on.
        (
            series("kube_pod_status_ready", POD, r#"condition="false""#),
            "0x500",
        ),
        (series("kube_pod_created", POD, ""), "0x500"),
        (
            series("kube_pod_status_phase", POD, r#"phase="Failed""#),
            "0x500",
        ),
        (series("kube_deployment_created", DEPLOYMENT, ""), "0x500"),
        (
            series("kube_deployment_status_replicas_ready", DEPLOYMENT, ""),
            "3x500",
        ),
        (
            series("kube_pod_container_status_restarts_total", CONTAINER, ""),
            "0x500",
        ),
        (
            series(
                "kube_pod_container_resource_limits",
                CONTAINER,
                r#"resource="memory""#,
            ),
            "100x500",
        ),
        (series("container_memory_rss", CONTAINER, ""), "50x500"),
        (
            series(
                "kube_horizontalpodautoscaler_status_current_replicas",
                HPA,
                "",
            ),
            "3x500",
        ),
        (
            series("kube_horizontalpodautoscaler_spec_max_replicas", HPA, ""),
            "20x500",
        ),
        (
            series(
                "kube_horizontalpodautoscaler_status_condition",
                HPA,
                condition,
            ),
            "0x500",
        ),
        (series("DCGM_FI_DEV_GPU_UTIL", GPU, ""), "98x500"),
    ];
    values.map(|(key, values)| (key, values.to_owned())).into()
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
        change: changes
            .map(|(metric, labels, more, values)| (series(metric, labels, more), *values))
            .collect(),
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
        let input: Vec<Value> = input
            .into_iter()
            .map(|(series, values)| json!({ "series": series, "values": values }))
            .collect();
        let fires = self.fires.iter();
        let samples: Vec<Value> = fires
            .map(|(alert, count)| {
                json!({ "labels": format!("{{alertname=\"{alert}\"}}"), "value": count })
            })
            .collect();
        json!({
            "name": self.name,
            "interval": "1m",
            "input_series": input,
            "promql_expr_test": [{
                "expr": "count by (alertname) (ALERTS{alertstate=\"firing\"})",
                "eval_time": format!("{}m", self.minute),
                "exp_samples": samples,
            }],
        })
    }
}

const BUCKET: &str = "inference_response_time_seconds_bucket";
const COUNT: &str = "inference_response_time_seconds_count";
const REQUESTS: &str = "inference_requests_total";
const ERRORS: &str = "inference_errors_total";

/// Two latency alerts, of 2 s and of 1.5 s, in the example's profile.
fn latency_cases() -> Vec<Case> {
    let (fast, slow) = (r#"le="1.5""#, r#"le="2.0""#);
    let count = (COUNT, APP, "", Some("0+10x500"));
    vec![
        case("a healthy service is silent", &[], &[]),
        case(
            "p95 is over 1.5 s",
            &[(BUCKET, APP, fast, Some("0+94x500"))],
            &[("InferenceResponseTimeHigh", 1)],
        ),
        case(
            "p95 is over 2 s, as Prometheus 3 writes the bucket",
            &[
                (BUCKET, APP, fast, Some("0+94x500")),
                (BUCKET, APP, slow, Some("0+94x500")),
            ],
            &[("InferenceResponseTimeHigh", 2)],
        ),
        case(
            "p95 is over 2 s, as Go writes the bucket",
            &[
                (BUCKET, APP, fast, Some("0+94x500")),
                (BUCKET, APP, slow, None),
                (BUCKET, APP, r#"le="2""#, Some("0+94x500")),
            ],
            &[("InferenceResponseTimeHigh", 2)],
        ),
        case(
            "p95 is just under 2 s",
            &[
                (BUCKET, APP, fast, Some("0+96x500")),
                (BUCKET, APP, slow, Some("0+96x500")),
            ],
            &[],
        ),
        case(
            "all is slow, of too few to say so",
            &[
                (BUCKET, APP, fast, Some("0x500")),
                (BUCKET, APP, slow, Some("0x500")),
                count,
            ],
            &[],
        ),
        case(
            "nobody asks: 0 / 0",
            &[
                (BUCKET, APP, fast, Some("5x500")),
                (BUCKET, APP, slow, Some("5x500")),
                (COUNT, APP, "", Some("5x500")),
                (REQUESTS, APP, "", Some("5x500")),
            ],
            &[],
        ),
        case(
            "the bound is no bucket",
            &[(BUCKET, APP, slow, None)],
            &[("InferenceSeriesMissing", 1)],
        ),
    ]
}

fn error_cases() -> Vec<Case> {
    vec![
        case(
            "6 of 100 fail",
            &[(ERRORS, APP, "", Some("0+6x500"))],
            &[
                ("InferenceErrorRateHigh", 1),
                ("InferenceErrorsAtLowTraffic", 1),
            ],
        ),
        case("4 of 100 fail", &[(ERRORS, APP, "", Some("0+4x500"))], &[]),
        case(
            "6 of 100 failed before the pod was restarted, and after",
            &[
                (ERRORS, APP, "", Some("0+6x30 0+6x400")),
                (REQUESTS, APP, "", Some("0+100x30 0+100x400")),
            ],
            &[
                ("InferenceErrorRateHigh", 1),
                ("InferenceErrorsAtLowTraffic", 1),
            ],
        ),
        case(
            "all of few fail",
            &[
                (ERRORS, APP, "", Some("0+1x500")),
                (REQUESTS, APP, "", Some("0+1x500")),
            ],
            &[("InferenceErrorsAtLowTraffic", 1)],
        ),
        case(
            "one of two fails",
            &[
                (ERRORS, APP, "", Some("0x20 1x500")),
                (REQUESTS, APP, "", Some("0x20 2x500")),
            ],
            &[],
        ),
    ]
}

fn pod_cases() -> Vec<Case> {
    let ready = r#"condition="true""#;
    let batch = r#"namespace="pixelated-prod",pod="ai-inference-batch-7d4b9c-aaaaa""#;
    let not_ready = ("kube_pod_status_ready", POD, ready, Some("0x500"));
    let pods_ready = "kube_deployment_status_replicas_ready";
    let restarts = "kube_pod_container_status_restarts_total";
    vec![
        case(
            "a pod is not ready",
            &[not_ready],
            &[("InferencePodNotReady", 1)],
        ),
        case(
            "a pod ends",
            &[
                not_ready,
                ("kube_pod_deletion_timestamp", POD, "", Some("9x500")),
            ],
            &[],
        ),
        case(
            "a pod was evicted",
            &[
                not_ready,
                (
                    "kube_pod_status_phase",
                    POD,
                    r#"phase="Failed""#,
                    Some("1x500"),
                ),
            ],
            &[],
        ),
        // 690 s of start and 5 m of `for` after its creation at minute 45.
        case(
            "a pod starts",
            &[not_ready, ("kube_pod_created", POD, "", Some("2700x500"))],
            &[],
        ),
        case(
            "a pod starts for too long",
            &[not_ready, ("kube_pod_created", POD, "", Some("2400x500"))],
            &[("InferencePodNotReady", 1)],
        ),
        case(
            "a pod of another service is not ready",
            &[("kube_pod_status_ready", batch, ready, Some("0x500"))],
            &[],
        ),
        case(
            "fewer pods than promised are ready",
            &[(pods_ready, DEPLOYMENT, "", Some("1x500"))],
            &[("InferenceReadyPodsBelowMinimum", 1)],
        ),
        case(
            "the first pods start",
            &[
                (pods_ready, DEPLOYMENT, "", Some("0x500")),
                ("kube_deployment_created", DEPLOYMENT, "", Some("3000x500")),
            ],
            &[],
        ),
        case(
            "the image is missing",
            &[(
                "kube_pod_container_status_waiting_reason",
                CONTAINER,
                r#"reason="ImagePullBackOff""#,
                Some("1x500"),
            )],
            &[("InferenceModelLoadingFailure", 1)],
        ),
        case(
            "a container restarts once a start-up budget",
            &[(restarts, CONTAINER, "", Some("0x40 1x5 2x5 3x5 4x400"))],
            &[("InferenceModelLoadingFailure", 1)],
        ),
        case(
            "a container was restarted twice",
            &[(restarts, CONTAINER, "", Some("0x40 1x5 2x400"))],
            &[],
        ),
    ]
}

fn saturation_cases() -> Vec<Case> {
    let replicas = "kube_horizontalpodautoscaler_status_current_replicas";
    let at_maximum = (replicas, HPA, "", Some("20x500"));
    let gpu = "DCGM_FI_DEV_GPU_UTIL";
    vec![
        case(
            "busy, and no pod can be added",
            &[at_maximum],
            &[
                ("InferenceAutoscalerAtMaximum", 1),
                ("InferenceGpuUtilizationHigh", 1),
            ],
        ),
        case(
            "half busy, with corrupt samples between",
            &[at_maximum, (gpu, GPU, "", Some("50x55 4294967295x400"))],
            &[("InferenceAutoscalerAtMaximum", 1)],
        ),
        case(
            "memory runs out",
            &[("container_memory_rss", CONTAINER, "", Some("91x500"))],
            &[("InferenceMemoryUsageHigh", 1)],
        ),
        case(
            "memory is well used",
            &[("container_memory_rss", CONTAINER, "", Some("89x500"))],
            &[],
        ),
        case(
            "a container without a limit",
            &[(
                "kube_pod_container_resource_limits",
                CONTAINER,
                r#"resource="memory""#,
                None,
            )],
            &[],
        ),
        case(
            "requests wait",
            &[("inference_queue_depth", APP, "", Some("22x500"))],
            &[("InferenceQueueDepthHigh", 1)],
        ),
    ]
}

fn cache_cases() -> Vec<Case> {
    let rate = "cache_hit_rate";
    vec![
        case(
            "the busy pod's cache is cold, the idle one's is not",
            &[
                (rate, APP, "", Some("0.5x500")),
                (rate, IDLE, "", Some("1x500")),
                (REQUESTS, IDLE, "", Some("0+1x500")),
            ],
            &[("InferenceCacheHitRateLow", 1)],
        ),
        case(
            "the idle pod's cache is cold, the busy one's is not",
            &[
                (rate, IDLE, "", Some("0x500")),
                (REQUESTS, IDLE, "", Some("0+1x500")),
            ],
            &[],
        ),
        case(
            "a pod without a lookup yet",
            &[
                (rate, IDLE, "", Some("NaN")),
                (REQUESTS, IDLE, "", Some("0+100x500")),
            ],
            &[],
        ),
        case(
            "cold, at night",
            &[
                (rate, APP, "", Some("0.1x500")),
                (REQUESTS, APP, "", Some("0+2x500")),
            ],
            &[],
        ),
    ]
}

fn sight_cases() -> Vec<Case> {
    let up = ("up", APP, "", Some("0x500"));
    let pods_ready = "kube_deployment_status_replicas_ready";
    let scaling = r#"condition="ScalingActive",status="false""#;
    let condition = "kube_horizontalpodautoscaler_status_condition";
    vec![
        case(
            "a pod that serves is not scraped, and no other is",
            &[up],
            &[("InferenceMetricsAbsent", 1), ("InferenceTargetDown", 1)],
        ),
        case(
            "a pod that starts is not scraped",
            &[("up", IDLE, "", Some("0x500"))],
            &[],
        ),
        case(
            "Prometheus knows no target",
            &[("up", APP, "", None)],
            &[("InferenceMetricsAbsent", 1)],
        ),
        case(
            "no pod is there to scrape",
            &[
                ("up", APP, "", None),
                (pods_ready, DEPLOYMENT, "", Some("0x500")),
            ],
            &[("InferenceReadyPodsBelowMinimum", 1)],
        ),
        case(
            "the GPU exporter does not know the pods",
            &[("DCGM_FI_DEV_GPU_UTIL", GPU, "", None)],
            &[("InferenceSeriesMissing", 1)],
        ),
        case(
            "two exporters are gone",
            &[
                (pods_ready, DEPLOYMENT, "", None),
                ("container_memory_rss", CONTAINER, "", None),
            ],
            &[("InferenceSeriesMissing", 2)],
        ),
        case(
            "the autoscaler reads nothing",
            &[(condition, HPA, scaling, Some("1x500"))],
            &[("InferenceAutoscalerBlind", 1)],
        ),
    ]
}

/// `for` counts from the first evaluation at which the expression holds.
fn time_cases() -> Vec<Case> {
    let waits = [("inference_queue_depth", APP, "", Some("100x500"))];
    vec![
        case("requests wait, not long enough", &waits, &[]).at(9),
        case(
            "requests wait, just long enough",
            &waits,
            &[("InferenceQueueDepthHigh", 1)],
        )
        .at(10),
    ]
}

/// The rules as a bare rules file, which is what promtool reads; JSON is YAML.
fn rules_file(stack: &Stack) -> Value {
    let rules = |group: Group| {
        let recordings = group.recordings.into_iter().map(|recording| {
            json!({ "record": recording.name, "labels": recording.labels, "expr": recording.expr })
        });
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
    let groups: Vec<Value> = groups(stack).into_iter().map(rules).collect();
    json!({ "groups": groups })
}

fn installed() -> bool {
    let found = Command::new("promtool").arg("--version").output().is_ok();
    if !found {
        println!("skipped: promtool is not installed");
    }
    found
}

fn promtool(folder: &Path, arguments: &[&str]) {
    let output = Command::new("promtool")
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
}

fn write(folder: &Path, name: &str, content: &Value) {
    std::fs::write(folder.join(name), content.to_string())
        .unwrap_or_else(|error| panic!("{error}"));
}

/// Has Prometheus evaluate the cases.
fn evaluate(cases: &[Case]) {
    if !installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write(folder.path(), "rules.yaml", &rules_file(&example::stack()));
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
    evaluate(&latency_cases());
}

#[test]
fn failures_fire() {
    evaluate(&error_cases());
}

#[test]
fn pods_that_do_not_serve_fire() {
    evaluate(&pod_cases());
}

#[test]
fn what_is_used_up_fires() {
    evaluate(&saturation_cases());
}

#[test]
fn a_cold_cache_fires() {
    evaluate(&cache_cases());
}

#[test]
fn blindness_fires() {
    evaluate(&sight_cases());
}

#[test]
fn an_alert_fires_after_its_time_and_not_before() {
    evaluate(&time_cases());
}

/// Stacks whose rules take other forms: counters of the cache, GPUs of the application, nothing that scales, nothing
/// stated.
fn forms() -> Vec<Profile> {
    let mut counters = example::profile();
    let name = |name: &str| Some(crate::located::Located::by_default(name.to_owned()));
    counters.metrics.cache_hits = name("cache_hits_total");
    counters.metrics.cache_lookups = name("cache_lookups_total");
    counters.metrics.gpu =
        crate::located::Located::by_default(crate::profile::GpuMetric::Application);
    let mut fixed = example::profile();
    fixed.autoscaling.enabled = crate::located::Located::by_default(false);
    fixed.alerts = crate::profile::Alerts::default();
    vec![example::profile(), counters, fixed]
}

#[test]
fn promtool_accepts_the_rules_of_every_form() {
    if !installed() {
        return;
    }
    for profile in forms() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        write(
            folder.path(),
            "rules.yaml",
            &rules_file(&example::resolve(profile)),
        );
        promtool(
            folder.path(),
            &["check", "rules", "--lint-fatal", "rules.yaml"],
        );
    }
}
