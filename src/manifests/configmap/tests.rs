use super::*;
use crate::alerts::example::{profile, resolve};
use crate::located::Located;
use crate::profile::Profile;
use crate::units::{Duration, Requests};
use serde_json::Value;

fn by<T>(value: T) -> Located<T> {
    Located::by_default(value)
}

fn objects(profile: Profile) -> Vec<Value> {
    build(&resolve(profile))
        .iter()
        .map(|object| serde_json::to_value(object).unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

fn settings(profile: Profile) -> String {
    let config = settings::config_map(&resolve(profile));
    config.data.unwrap_or_default()["settings.toml"].clone()
}

#[test]
fn the_objects_come_in_the_order_of_application() {
    let kinds = |profile| -> Vec<String> {
        objects(profile)
            .iter()
            .map(|object| {
                let name = object["metadata"]["name"].as_str().unwrap_or_default();
                format!("{} {name}", object["kind"].as_str().unwrap_or_default())
            })
            .collect()
    };
    assert_eq!(
        kinds(profile()),
        [
            "Namespace pixelated-prod",
            "ConfigMap ai-inference-config",
            "PrometheusRule ai-inference",
            "ConfigMap ai-inference-dashboard",
        ]
    );
    let mut bare = profile();
    bare.service.create_namespace = by(false);
    bare.dashboard.enabled = by(false);
    assert_eq!(kinds(bare), ["ConfigMap ai-inference-config", "PrometheusRule ai-inference",]);
}

#[test]
fn the_namespace_enforces_its_own_minor_and_lives_in_none() {
    let namespace = &objects(profile())[0]["metadata"];
    assert_eq!(namespace["namespace"], Value::Null);
    let labels = &namespace["labels"];
    for (label, value) in [
        ("pod-security.kubernetes.io/enforce", "restricted"),
        ("pod-security.kubernetes.io/enforce-version", "v1.33"),
        ("pod-security.kubernetes.io/warn-version", "latest"),
        ("pod-security.kubernetes.io/audit-version", "latest"),
        ("elbv2.k8s.aws/pod-readiness-gate-inject", "enabled"),
    ] {
        assert_eq!(labels[label], value, "{label}");
    }
    let mut ungated = profile();
    ungated.load_balancer.readiness_gate = Some(by(false));
    let labels = &objects(ungated)[0]["metadata"]["labels"];
    assert_eq!(labels["elbv2.k8s.aws/pod-readiness-gate-inject"], Value::Null);
}

#[test]
fn prometheus_selects_the_rules() {
    let rule = &objects(profile())[2];
    assert_eq!(rule["metadata"]["labels"]["release"], "kube-prometheus-stack");
    let groups = rule["spec"]["groups"].as_array().cloned().unwrap_or_default();
    let names: Vec<_> = groups.iter().map(|group| &group["name"]).collect();
    let expected = ["requests", "slo", "pods", "saturation", "sight"].map(|group| format!("ai-inference.{group}"));
    assert_eq!(names, expected.each_ref());
    assert!(groups.iter().all(|group| group["interval"] == "15s"));
}

#[test]
fn the_settings_are_toml_that_says_what_the_profile_says() {
    let mut awkward = profile();
    awkward.model.name = by("a \"b\"\n[model]\u{7f}".to_owned());
    awkward.performance.batch_delay = by(Duration::from_millis(5));
    awkward.performance.queue_limit = Some(by(Requests::new(64)));
    awkward.features = BTreeMap::from([("streaming".to_owned(), by(true)), ("no = \"dots.\"".to_owned(), by(false))]);
    awkward.service.environment = Some(by("prod\n[evil]".to_owned()));
    let text = settings(awkward);
    let read: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(read["model"]["name"].as_str(), Some("a \"b\"\n[model]\u{7f}"));
    assert_eq!(read["performance"]["batch_delay_seconds"].as_float(), Some(0.005));
    assert_eq!(read["performance"]["queue_limit"].as_integer(), Some(64));
    assert_eq!(read["cache"]["ttl_seconds"].as_float(), Some(3600.0));
    assert_eq!(read["rate_limit"]["requests_per_second"].as_float(), Some(10.0));
    assert_eq!(read["features"]["no = \"dots.\""].as_bool(), Some(false));
    assert_eq!(read["features"]["streaming"].as_bool(), Some(true));
    assert!(!read.contains_key("evil"));
}

#[test]
fn what_is_not_stated_is_not_set() {
    let read: toml::Table = settings(profile()).parse().unwrap_or_else(|error| panic!("{error}"));
    let model = read["model"].as_table().cloned().unwrap_or_default();
    assert!(!model.contains_key("revision") && !model.contains_key("path"));
    let mut none = profile();
    none.performance.queue_limit = Some(by(Requests::new(0)));
    assert!(settings(none).contains("queue_limit = 0\n"), "zero is stated");
}

#[test]
fn the_hash_follows_the_settings_and_nothing_else() {
    let hash = |profile| settings_hash(&resolve(profile));
    let before = hash(profile());
    assert_eq!(before.len(), 64);
    let mut other = profile();
    other.alerts.labels.insert("team".to_owned(), by("x".to_owned()));
    assert_eq!(hash(other), before);
    let mut changed = profile();
    changed.cache.ttl = by(Duration::from_secs(60));
    assert_ne!(hash(changed), before);
}

#[test]
fn the_dashboard_is_found_and_every_panel_asks_for_something() {
    let stack = resolve(profile());
    let map = dashboard_config_map(&stack);
    let labels = map.metadata.labels.unwrap_or_default();
    assert_eq!(labels["grafana_dashboard"], "1");
    let text = &map.data.unwrap_or_default()["ai-inference.json"];
    let read: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    let uid = read["uid"].as_str().unwrap_or_default();
    assert_eq!(uid, stack.names.dashboard_uid);
    assert!(uid.len() <= 40);
    let panels = read["panels"].as_array().cloned().unwrap_or_default();
    let titles: Vec<&str> = panels.iter().filter_map(|panel| panel["title"].as_str()).collect();
    let expected = [
        "Error budget left",
        "Error budget: times too fast",
        "Response times",
        "Response time",
        "Traffic",
        "Failures",
        "Pods",
        "Requests of a pod",
        "Queue",
        "GPU",
        "Processor",
        "Memory",
        "Cache",
    ];
    assert_eq!(titles, expected);
    let steps = &panels[3]["fieldConfig"]["defaults"]["thresholds"]["steps"];
    let limits: Vec<&Value> = steps.as_array().into_iter().flatten().map(|step| &step["value"]).collect();
    assert_eq!(limits, [&Value::Null, &0.5.into(), &1.5.into(), &2.0.into()], "the promises, and the scale's target");
    for panel in &panels {
        assert!(panel["targets"].as_array().is_some_and(|targets| !targets.is_empty()), "{}", panel["title"]);
    }
}
