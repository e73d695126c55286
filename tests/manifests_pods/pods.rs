//! The pods, their selectors, and the Secret.

use crate::fixture::{objects, pod, profile, stated, text};
use infgen::objects::Object;
use infgen::profile::{BalancerKind, BudgetForm, SecretOwner, TargetType};
use infgen::units::Replicas;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_objects_stand_in_the_order_of_application() {
    let names: Vec<String> =
        objects(profile()).iter().map(|object| format!("{}/{}", object.kind(), object.name())).collect();
    assert_eq!(
        names,
        [
            "Secret/ai-inference-secrets",
            "Service/ai-inference-lb",
            "Service/ai-inference-headless",
            "Service/ai-inference-internal",
            "NetworkPolicy/ai-inference",
            "ServiceMonitor/ai-inference",
            "ServiceAccount/ai-inference",
            "PersistentVolumeClaim/ai-inference-model",
            "PersistentVolumeClaim/ai-inference-data",
            "VolumeSnapshot/ai-inference-model-snapshot",
            "Deployment/ai-inference",
            "PodDisruptionBudget/ai-inference",
        ]
    );
}

#[test]
fn every_selector_finds_the_pods_and_every_port_name_exists() {
    for kind in [BalancerKind::Nlb, BalancerKind::Alb] {
        for targets in [TargetType::Ip, TargetType::Instance] {
            let mut profile = profile();
            profile.load_balancer.kind = stated(kind);
            profile.load_balancer.targets = stated(targets);
            let objects = objects(profile);
            let template = pod(&objects);
            let labels = template.metadata.and_then(|it| it.labels).unwrap_or_default();
            let spec = template.spec.expect("a pod");
            let ports = spec.containers[0].ports.iter().flatten();
            let ports: BTreeSet<_> = ports.filter_map(|port| port.name.clone()).collect();
            for object in &objects {
                let selected = selector(object).unwrap_or_default();
                let found = |(key, value): (&String, &String)| labels.get(key) == Some(value);
                assert!(selected.iter().all(found), "{}", object.name());
                assert!(targets_of(object).is_subset(&ports), "{}", object.name());
            }
        }
    }
}

/// The labels by which an object finds pods.
fn selector(object: &Object) -> Option<BTreeMap<String, String>> {
    match object {
        Object::Service(it) => it.spec.clone()?.selector,
        Object::Deployment(it) => it.spec.clone()?.selector.match_labels,
        Object::PodDisruptionBudget(it) => it.spec.clone()?.selector?.match_labels,
        Object::NetworkPolicy(it) => it.spec.clone()?.pod_selector?.match_labels,
        _ => None,
    }
}

/// The ports of pods that a Service names.
fn targets_of(object: &Object) -> BTreeSet<String> {
    let Object::Service(service) = object else {
        return BTreeSet::new();
    };
    let ports = service.spec.iter().flat_map(|spec| spec.ports.iter().flatten());
    ports
        .map(|port| match &port.target_port {
            Some(IntOrString::String(name)) => name.clone(),
            other => panic!("{other:?} is not a name"),
        })
        .collect()
}

#[test]
fn the_number_of_pods_belongs_to_whoever_scales() {
    let replicas = |objects: &[Object]| {
        objects.iter().find_map(|object| match object {
            Object::Deployment(deployment) => Some(deployment.spec.clone()?.replicas),
            _ => None,
        })
    };
    let mut fixed = profile();
    fixed.autoscaling.enabled = stated(false);
    fixed.rollout.replicas = Some(stated(Replicas::new(4)));
    assert_eq!(replicas(&objects(profile())), Some(None));
    assert_eq!(replicas(&objects(fixed)), Some(Some(4)));
}

#[test]
fn a_budget_keeps_the_promised_pods_at_the_fewest() {
    let budget = |profile| {
        objects(profile).iter().find_map(|object| match object {
            Object::PodDisruptionBudget(budget) => {
                let spec = budget.spec.clone()?;
                Some((spec.min_available, spec.max_unavailable))
            }
            _ => None,
        })
    };
    let mut literal = profile();
    literal.disruption.budget = stated(BudgetForm::MinAvailable);
    assert_eq!(budget(profile()), Some((None, Some(IntOrString::Int(1)))));
    assert_eq!(budget(literal), Some((Some(IntOrString::Int(2)), None)));
}

#[test]
fn every_volume_has_a_name_of_its_own_and_every_mount_its_volume() {
    let pod = pod(&objects(profile())).spec.expect("a pod");
    let volumes: Vec<String> = pod.volumes.iter().flatten().map(|it| it.name.clone()).collect();
    assert_eq!(
        volumes,
        [
            "settings",
            "model",
            "data",
            "shared-memory",
            "scratch-home-app-cache",
            "scratch-home-app-cache-2",
            "scratch-tmp",
        ]
    );
    let mounts = pod.containers[0].volume_mounts.iter().flatten();
    assert!(mounts.map(|mount| &mount.name).eq(&volumes));
}

#[test]
fn the_environment_names_everything_once_and_the_profile_has_the_last_word() {
    let mut profile = profile();
    profile.app.env.insert("HOME".to_owned(), text("/data"));
    let environment: Vec<(String, Option<String>)> = pod(&objects(profile)).spec.expect("a pod").containers[0]
        .env
        .iter()
        .flatten()
        .map(|variable| (variable.name.clone(), variable.value.clone()))
        .collect();
    let named = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
    assert_eq!(
        environment,
        [
            named("INFERENCE_CONFIG", Some("/etc/ai-inference/settings.toml")),
            named("USER", Some("ai-inference")),
            named("POSTGRES_HOST", None),
            named("REDIS_PASSWORD", None),
            named("HOME", Some("/data")),
            named("RUST_LOG", Some("info")),
        ]
    );
}

#[test]
fn the_secret_has_a_name_and_no_values() {
    let objects = objects(profile());
    let secret = objects.iter().find_map(|object| match object {
        Object::Secret(secret) => Some(secret),
        _ => None,
    });
    let secret = secret.expect("a Secret");
    assert_eq!((&secret.data, &secret.string_data), (&None, &None));
    let keys = secret.metadata.annotations.as_ref().map(|it| it["infgen.dev/required-keys"].as_str());
    assert_eq!(keys, Some("postgres-host,redis-password"));

    let mut external = profile();
    external.secrets.owners = stated(vec![SecretOwner::ExternalSecrets]);
    let kinds: Vec<&str> = self::objects(external).iter().map(Object::kind).collect();
    assert!(kinds.contains(&"ExternalSecret") && !kinds.contains(&"Secret"));
}
