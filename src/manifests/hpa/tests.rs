use super::*;
use crate::alerts::example::{profile, resolve};
use crate::located::Located;
use crate::profile::{Kubernetes, Profile, Schedule, ScheduleMeans};
use crate::units::{Replicas, Share};
use serde_json::{Value, json};

fn by<T>(value: T) -> Located<T> {
    Located::by_default(value)
}

fn text(value: &str) -> Located<String> {
    by(value.to_owned())
}

fn objects(profile: Profile) -> Vec<Value> {
    build(&resolve(profile))
        .iter()
        .map(|object| serde_json::to_value(object).unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

fn only(profile: Profile) -> Value {
    let mut objects = objects(profile);
    assert_eq!(objects.len(), 1);
    objects.remove(0)
}

fn keda() -> Profile {
    let mut profile = profile();
    profile.autoscaling.metrics_backend = by(MetricsBackend::Keda);
    profile
}

#[test]
fn the_hpa_follows_the_stated_metrics() {
    let hpa = only(profile());
    assert_eq!(hpa["kind"], "HorizontalPodAutoscaler");
    assert_eq!(hpa["metadata"]["name"], "ai-inference-hpa");
    assert_eq!(hpa["spec"]["minReplicas"], 3);
    assert_eq!(hpa["spec"]["maxReplicas"], 20);
    let resource = |name: &str, share: u32| {
        json!({ "type": "ContainerResource", "containerResource": {
            "name": name, "container": "ai-inference",
            "target": { "type": "Utilization", "averageUtilization": share },
        }})
    };
    let pods = |name: &str, value: &str| {
        json!({ "type": "Pods", "pods": {
            "metric": { "name": name },
            "target": { "type": "AverageValue", "averageValue": value },
        }})
    };
    assert_eq!(
        hpa["spec"]["metrics"],
        json!([
            resource("cpu", 70),
            resource("memory", 75),
            pods("gpu_utilization", "70"),
            pods("inference_requests_per_second", "50"),
            { "type": "External", "external": {
                "metric": {
                    "name": "inference_p95_seconds",
                    "selector": { "matchLabels": { "job": "ai-inference" } },
                },
                "target": { "type": "Value", "value": "1500m" },
            }},
            pods("inference_queue_depth", "10"),
        ])
    );
}

#[test]
fn both_directions_are_stated() {
    assert_eq!(
        only(profile())["spec"]["behavior"],
        json!({
            "scaleUp": {
                "stabilizationWindowSeconds": 30,
                "selectPolicy": "Max",
                "policies": [{ "type": "Pods", "value": 4, "periodSeconds": 60 }],
            },
            "scaleDown": {
                "stabilizationWindowSeconds": 300,
                "selectPolicy": "Max",
                "policies": [{ "type": "Pods", "value": 1, "periodSeconds": 60 }],
            },
        })
    );
}

#[test]
fn a_tolerance_is_written_for_clusters_that_keep_it() {
    let mut stated = profile();
    stated.autoscaling.up.tolerance = Some(by(Share::percent(5)));
    let up = |profile| only(profile)["spec"]["behavior"]["scaleUp"]["tolerance"].clone();
    assert_eq!(up(stated.clone()), Value::Null);
    stated.cluster.kubernetes = by(Kubernetes::minor(35));
    assert_eq!(up(stated.clone()), "50m");
    let down = &only(stated)["spec"]["behavior"]["scaleDown"]["tolerance"];
    assert_eq!(*down, Value::Null);
}

#[test]
fn keda_makes_the_hpa_of_the_same_name() {
    let object = only(keda());
    assert_eq!(object["kind"], "ScaledObject");
    let spec = &object["spec"];
    let config = &spec["advanced"]["horizontalPodAutoscalerConfig"];
    assert_eq!(config["name"], "ai-inference-hpa");
    assert_eq!(config["behavior"], only(profile())["spec"]["behavior"]);
    assert_eq!(
        spec["fallback"],
        json!({ "failureThreshold": 3, "replicas": 3, "behavior": "currentReplicasIfHigher" })
    );
    assert_eq!(object["metadata"]["annotations"]["scaledobject.keda.sh/transfer-hpa-ownership"], "true");
}

#[test]
fn keda_asks_for_one_number_and_takes_no_silence_for_zero() {
    let triggers = only(keda())["spec"]["triggers"].clone();
    let line = |trigger: &Value| {
        let metadata = &trigger["metadata"];
        let threshold = metadata["threshold"].as_str().or(metadata["value"].as_str());
        let name = trigger["name"].as_str().or(trigger["type"].as_str());
        let kind = trigger["metricType"].as_str().unwrap_or_default();
        format!("{} {kind} {}", name.unwrap_or_default(), threshold.unwrap_or_default())
    };
    let list = triggers.as_array().cloned().unwrap_or_default();
    assert_eq!(
        list.iter().map(line).collect::<Vec<_>>(),
        [
            "cpu Utilization 70",
            "memory Utilization 75",
            "gpu AverageValue 70",
            "requests AverageValue 50",
            "latency Value 1.5",
            "queue AverageValue 10",
        ]
    );
    for trigger in list.iter().filter(|trigger| trigger["type"] == "prometheus") {
        let metadata = &trigger["metadata"];
        assert_eq!(metadata["ignoreNullValues"], "false");
        let query = metadata["query"].as_str().unwrap_or_default();
        assert!(query.starts_with("sum(") || query.starts_with("(histogram_quantile("));
    }
}

#[test]
fn a_fallback_that_no_trigger_can_use_is_left_out() {
    let mut bare = keda();
    bare.autoscaling.gpu = None;
    bare.autoscaling.requests_per_pod = None;
    bare.autoscaling.queue = None;
    let spec = &only(bare)["spec"];
    assert_eq!(spec["fallback"], Value::Null);
}

#[test]
fn schedules_become_triggers_unless_a_person_types_them() {
    let schedule = |by_whom| Schedule {
        start: text("0 8 * * 1-5"),
        end: text("0 20 * * 1-5"),
        timezone: text("Europe/Berlin"),
        replicas: by(Replicas::new(10)),
        by: by(by_whom),
    };
    let mut scheduled = keda();
    scheduled.autoscaling.schedules = vec![schedule(ScheduleMeans::KubectlScale), schedule(ScheduleMeans::Keda)];
    let spec = &only(scheduled)["spec"];
    let triggers = spec["triggers"].as_array().cloned().unwrap_or_default();
    let cron: Vec<_> = triggers.iter().filter(|trigger| trigger["type"] == "cron").collect();
    assert_eq!(
        cron,
        [&json!({
            "type": "cron",
            "name": "schedule-1",
            "metadata": {
                "timezone": "Europe/Berlin",
                "start": "0 8 * * 1-5",
                "end": "0 20 * * 1-5",
                "desiredReplicas": "10",
            },
        })]
    );
}

#[test]
fn nothing_scales_where_nothing_is_asked_to() {
    let mut off = profile();
    off.autoscaling.enabled = by(false);
    assert_eq!(objects(off.clone()).len(), 0);
    off.autoscaling.vpa = by(Vpa::Recommend);
    let vpa = only(off);
    assert_eq!(vpa["kind"], "VerticalPodAutoscaler");
    assert_eq!(vpa["spec"]["updatePolicy"]["updateMode"], "Off");
}

#[test]
fn quantities_are_canonical() {
    for (millionths, written) in [(50_000_000, "50"), (1_500_000, "1500m"), (500, "500u"), (0, "0")] {
        assert_eq!(quantity(millionths).0, written);
    }
}
