//! What holds for every profile that infgen accepts, on random edits of the shipped ones.

use infgen::compile::{Outcome, compile};
use infgen::source::{Library, Sources};
use infgen::yaml;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Keys with values that a person might try, right and wrong ones.
fn edits() -> impl Strategy<Value = String> {
    let key = |key: &'static str, values: &'static [&'static str]| {
        proptest::sample::select(values).prop_map(move |value| format!("{key}={value}"))
    };
    prop_oneof![
        key("service.name", &["ai-inference", "x", "model-server-2", "a-name-that-is-exactly-forty-characters1"]),
        key("service.namespace", &["pixelated-prod", "default", "n0"]),
        key("service.create_namespace", &["true", "false"]),
        key("app.port", &["8000", "8080", "1024", "9090", "65535"]),
        key("app.metrics_port", &["9090", "9100", "8000"]),
        key("autoscaling.metrics_backend", &["prometheus-adapter", "keda"]),
        key("autoscaling.enabled", &["true", "false"]),
        key("autoscaling.min", &["1", "3", "5", "20"]),
        key("autoscaling.max", &["3", "20", "24", "100"]),
        key("load_balancer.kind", &["nlb", "alb"]),
        key("load_balancer.targets", &["ip", "instance"]),
        key("load_balancer.deregistration_delay", &["60s", "240s", "0s"]),
        key("load_balancer.affinity.enabled", &["true", "false"]),
        key("secrets.owners", &["[\"kubectl\"]", "[\"external-secrets\"]"]),
        key("secrets.keys", &["[]", "[\"a\"]", "[\"postgres-password\", \"redis-password\"]"]),
        key("storage.data", &["{ path = \"/data\", access = \"ReadWriteMany\", zonal = false }"]),
        key("storage.shared_memory", &["64Mi", "1Gi", "20Gi"]),
        key("rollout.max_surge", &["1", "2", "0"]),
        key("rollout.grace_period", &["30s", "90s", "600s"]),
        key("traffic.longest_request", &["1s", "60s", "300s"]),
        key("disruption.min_available", &["0", "1", "2", "3"]),
        key("dashboard.enabled", &["true", "false"]),
        key("placement.spot.enabled", &["true", "false"]),
        key("cluster.kubernetes", &["1.33", "1.35", "1.37"]),
    ]
}

mod support;

fn compiled(profile: &str, arguments: &[String]) -> Outcome {
    let library = Library { folder: PathBuf::from("profiles") };
    compile(&library, profile, arguments, &mut Sources::default()).unwrap_or_else(|error| panic!("{error:#}"))
}

/// Every object of an outcome, as the API server would read it.
fn objects(outcome: &Outcome) -> Vec<Value> {
    let manifests = outcome.built.iter().flat_map(|(_, manifests)| manifests.objects());
    manifests.map(|object| serde_json::to_value(object).expect("an object is JSON")).collect()
}

fn of_kind<'a>(objects: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    objects.iter().filter(move |object| object["kind"] == kind)
}

/// Every value under a key, however deep.
fn deep<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                if name == key {
                    found.push(value);
                }
                deep(value, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| deep(item, key, found)),
        _ => {}
    }
}

fn all<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    deep(value, key, &mut found);
    found
}

fn names<'a>(objects: &'a [Value], kind: &'a str) -> BTreeSet<&'a str> {
    of_kind(objects, kind).filter_map(|object| object["metadata"]["name"].as_str()).collect()
}

/// Whether the labels hold all that a selector asks for.
fn selects(selector: &Value, labels: &Value) -> bool {
    let wanted = selector.get("matchLabels").unwrap_or(selector);
    wanted
        .as_object()
        .is_some_and(|wanted| !wanted.is_empty() && wanted.iter().all(|(key, value)| labels[key] == *value))
}

fn selectors_match_labels(objects: &[Value]) {
    let deployment = of_kind(objects, "Deployment").next().expect("there is a Deployment");
    let labels = &deployment["spec"]["template"]["metadata"]["labels"];
    assert!(selects(&deployment["spec"]["selector"], labels), "the Deployment");
    for service in of_kind(objects, "Service") {
        assert!(selects(&service["spec"]["selector"], labels), "{}", service["metadata"]["name"]);
    }
    for kind in ["PodDisruptionBudget", "NetworkPolicy"] {
        for object in of_kind(objects, kind) {
            let selector = object["spec"].get("selector").unwrap_or(&object["spec"]["podSelector"]);
            assert!(selects(selector, labels), "{kind}");
        }
    }
    for selector in all(&deployment["spec"]["template"], "labelSelector") {
        assert!(selects(selector, labels), "affinity and spread");
    }
    for monitor in of_kind(objects, "ServiceMonitor") {
        let matching = of_kind(objects, "Service")
            .filter(|service| selects(&monitor["spec"]["selector"], &service["metadata"]["labels"]));
        assert_eq!(matching.count(), 1, "a ServiceMonitor selects one Service");
    }
}

fn named_ports_exist(objects: &[Value]) {
    let deployment = of_kind(objects, "Deployment").next().expect("there is a Deployment");
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    let ports: BTreeMap<&str, i64> = container["ports"]
        .as_array()
        .expect("a container has ports")
        .iter()
        .map(|port| (port["name"].as_str().expect("named"), port["containerPort"].as_i64().expect("numbered")))
        .collect();
    let exists = |port: &Value, of: &str| match port {
        Value::String(name) => assert!(ports.contains_key(name.as_str()), "{of}: port {name}"),
        number => assert!(ports.values().any(|port| number == port), "{of}: port {number}"),
    };
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        exists(&container[probe]["httpGet"]["port"], probe);
    }
    for service in of_kind(objects, "Service") {
        for port in all(service, "targetPort") {
            exists(port, "Service");
        }
    }
    for policy in of_kind(objects, "NetworkPolicy") {
        for port in all(&policy["spec"]["ingress"], "port") {
            exists(port, "NetworkPolicy");
        }
    }
}

/// The monitor's Service has its port, the container the port behind it, the application its path; and the network
/// policy lets the Prometheus that the profile names in, to this port and no other.
fn prometheus_reaches_the_metrics(outcome: &Outcome, objects: &[Value]) {
    let (stack, _) = outcome.built.as_ref().expect("it was built");
    let monitor = of_kind(objects, "ServiceMonitor").next().expect("there is a ServiceMonitor");
    let endpoint = &monitor["spec"]["endpoints"][0];
    assert_eq!(monitor["spec"]["endpoints"].as_array().map(Vec::len), Some(1), "each pod is scraped once");
    assert_eq!(endpoint["path"], stack.profile.app.metrics_path.get().as_str());
    let service = of_kind(objects, "Service")
        .find(|service| selects(&monitor["spec"]["selector"], &service["metadata"]["labels"]))
        .expect("it selects a Service");
    let job = monitor["spec"]["jobLabel"].as_str().expect("a label");
    assert_eq!(service["metadata"]["labels"][job], stack.names.service.as_str(), "`job` is what rules select by");
    let named = |list: &Value, name: &Value| {
        let ports = list.as_array().expect("a list of ports").iter();
        ports.filter(|port| port["name"] == *name).cloned().collect::<Vec<_>>()
    };
    let of_service = named(&service["spec"]["ports"], &endpoint["port"]);
    assert_eq!(of_service.len(), 1, "the Service has {}", endpoint["port"]);
    let deployment = of_kind(objects, "Deployment").next().expect("there is a Deployment");
    let of_container =
        named(&deployment["spec"]["template"]["spec"]["containers"][0]["ports"], &of_service[0]["targetPort"]);
    assert_eq!(of_container.len(), 1, "the container has {}", of_service[0]["targetPort"]);
    let number = &of_container[0]["containerPort"];
    assert_eq!(*number, stack.profile.app.metrics_port.get().get(), "where the application serves metrics");
    let prometheus = stack.profile.cluster.prometheus.namespace.get().as_str();
    let policy = of_kind(objects, "NetworkPolicy").next().expect("there is a NetworkPolicy");
    let opened: Vec<&Value> = policy["spec"]["ingress"]
        .as_array()
        .expect("rules")
        .iter()
        .filter(|rule| {
            all(&rule["from"], "kubernetes.io/metadata.name").iter().any(|namespace| *namespace == prometheus)
                && all(&rule["from"], "podSelector").iter().any(|selector| all(selector, "matchLabels").is_empty())
        })
        .flat_map(|rule| all(&rule["ports"], "port"))
        .collect();
    assert_eq!(opened, [number], "the policy opens the metrics to {prometheus}, and nothing else");
}

fn references_resolve(objects: &[Value]) {
    let deployment = of_kind(objects, "Deployment").next().expect("there is a Deployment");
    let pod = &deployment["spec"]["template"]["spec"];
    let mut secrets = names(objects, "Secret");
    secrets.extend(of_kind(objects, "ExternalSecret").filter_map(|object| object["spec"]["target"]["name"].as_str()));
    for reference in all(pod, "secretKeyRef") {
        assert!(secrets.contains(reference["name"].as_str().expect("named")), "{reference}");
    }
    let maps = names(objects, "ConfigMap");
    for volume in pod["volumes"].as_array().expect("a pod has volumes") {
        if let Some(name) = volume["configMap"]["name"].as_str() {
            assert!(maps.contains(name), "{volume}");
        }
        if let Some(claim) = volume["persistentVolumeClaim"]["claimName"].as_str() {
            assert!(names(objects, "PersistentVolumeClaim").contains(claim), "{volume}");
        }
    }
    let volumes: Vec<&Value> = pod["volumes"].as_array().expect("volumes").iter().map(|v| &v["name"]).collect();
    for mount in pod["containers"][0]["volumeMounts"].as_array().expect("a container mounts") {
        assert!(volumes.contains(&&mount["name"]), "{mount}");
    }
    assert!(names(objects, "ServiceAccount").contains(pod["serviceAccountName"].as_str().expect("an account")));
    for target in objects.iter().flat_map(|object| all(object, "scaleTargetRef")) {
        assert_eq!(target["name"], deployment["metadata"]["name"], "what is scaled");
    }
    for backend in of_kind(objects, "Ingress").flat_map(|ingress| all(ingress, "service")) {
        assert!(names(objects, "Service").contains(backend["name"].as_str().expect("named")), "{backend}");
    }
}

fn one_writer_scales(objects: &[Value]) {
    let scalers = of_kind(objects, "HorizontalPodAutoscaler").count() + of_kind(objects, "ScaledObject").count();
    let deployment = of_kind(objects, "Deployment").next().expect("there is a Deployment");
    let states = deployment["spec"].get("replicas").is_some();
    assert_eq!(scalers + usize::from(states), 1, "one of manifest, HPA and KEDA says how many pods there are");
}

fn no_secret_is_written(objects: &[Value]) {
    for secret in of_kind(objects, "Secret") {
        assert!(secret.get("data").is_none() && secret.get("stringData").is_none(), "{secret}");
    }
}

fn text(outcome: &Outcome) -> String {
    let files = outcome.built.iter().flat_map(|(_, manifests)| &manifests.files);
    files.map(|file| yaml::file(file, &outcome.name)).collect()
}

fn holds_together(outcome: &Outcome) {
    let objects = objects(outcome);
    prometheus_reaches_the_metrics(outcome, &objects);
    let mut identities = BTreeSet::new();
    for object in &objects {
        let identity = format!("{}/{}", object["kind"], object["metadata"]["name"]);
        assert!(identities.insert(identity.clone()), "{identity} is there twice");
    }
    selectors_match_labels(&objects);
    named_ports_exist(&objects);
    references_resolve(&objects);
    one_writer_scales(&objects);
    no_secret_is_written(&objects);
}

#[test]
fn the_shipped_profiles_hold_together() {
    for profile in support::shipped() {
        let outcome = compiled(&profile, &[]);
        assert!(!outcome.findings.has_errors(), "{profile}");
        holds_together(&outcome);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn an_accepted_profile_holds_together(
        profile in proptest::sample::select(support::shipped()),
        arguments in proptest::collection::vec(edits(), 0..5),
    ) {
        let outcome = compiled(&profile, &arguments);
        if outcome.findings.has_errors() {
            return Ok(());
        }
        holds_together(&outcome);
        prop_assert_eq!(text(&outcome), text(&compiled(&profile, &arguments)));
    }

    #[test]
    fn no_text_makes_the_program_panic(text in "(\\PC{0,40}\n?){0,6}|([a-z_.]{1,12} = [\\[\\]{}\"a-z0-9.,= ]{0,30}\n){0,8}") {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("random.toml");
        std::fs::write(&path, format!("extends = \"prod\"\n{text}")).expect("written");
        compiled(&path.to_string_lossy(), &[]);
    }
}
