//! Everything that an object names is there, as the server stores it.

use crate::control_plane::control_plane;
use crate::profiles::{namespace_of, objects, profiles};
use serde_json::{Value, json};

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether labels have all that a selector asks for. One that asks for nothing selects everything, which none of the
/// five files wants.
fn selects(selector: &Value, labels: &Value) -> bool {
    let wanted = selector.as_object();
    wanted.is_some_and(|wanted| !wanted.is_empty() && wanted.iter().all(|(key, value)| labels[key] == *value))
}

/// Every place of a tree at which a key stands, whatever is around it.
fn each<'a>(tree: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match tree {
        Value::Object(fields) => {
            found.extend(fields.get(key));
            fields.values().for_each(|value| each(value, key, found));
        }
        Value::Array(items) => items.iter().for_each(|item| each(item, key, found)),
        _ => {}
    }
}

fn all<'a>(tree: &'a Value, key: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    each(tree, key, &mut found);
    found
}

/// What the objects of a namespace are searched by.
struct Namespace<'a>(&'a [Value]);

impl Namespace<'_> {
    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |object| object["kind"] == kind)
    }

    fn has(&self, kind: &str, name: &str) -> bool {
        self.of_kind(kind).any(|object| text(object, "/metadata/name") == name)
    }

    fn pod(&self) -> &Value {
        &self.of_kind("Deployment").next().unwrap()["spec"]["template"]
    }

    fn container_port(&self, wanted: &Value) -> bool {
        let ports = list(self.pod(), "/spec/containers").iter().flat_map(|container| list(container, "/ports"));
        ports.into_iter().any(|port| port["name"] == *wanted || port["containerPort"] == *wanted)
    }

    /// The keys that a ConfigMap has, or that a Secret says it needs: whoever fills it reads them there.
    fn has_key(&self, kind: &str, name: &str, key: &str) -> bool {
        self.of_kind(kind).filter(|object| text(object, "/metadata/name") == name).any(|object| {
            let promised = text(object, "/metadata/annotations/infgen.dev~1required-keys");
            let made = list(object, "/spec/data").iter().any(|item| text(item, "/secretKey") == key);
            object["data"].get(key).is_some() || promised.split(',').any(|promised| promised == key) || made
        })
    }

    /// An `ExternalSecret` makes the Secret that it names.
    fn has_secret(&self, name: &str) -> bool {
        self.has("Secret", name)
            || self.of_kind("ExternalSecret").any(|object| text(object, "/spec/target/name") == name)
    }
}

/// What does not resolve, one line each.
fn unresolved(objects: &[Value]) -> Vec<String> {
    let namespace = Namespace(objects);
    let mut found = Vec::new();
    found.extend(pod_references(&namespace));
    found.extend(service_references(&namespace));
    found.extend(selectors(&namespace));
    found.extend(targets(&namespace));
    found
}

fn pod_references(namespace: &Namespace<'_>) -> Vec<String> {
    let pod = namespace.pod();
    let spec = &pod["spec"];
    let mut found = Vec::new();
    let mut need = |holds: bool, what: String| found.extend((!holds).then_some(what));
    let account = text(spec, "/serviceAccountName");
    need(namespace.has("ServiceAccount", account), format!("service account {account}"));
    for volume in list(spec, "/volumes") {
        let (map, secret) = (text(volume, "/configMap/name"), text(volume, "/secret/secretName"));
        let claim = text(volume, "/persistentVolumeClaim/claimName");
        need(map.is_empty() || namespace.has("ConfigMap", map), format!("config map {map}"));
        need(secret.is_empty() || namespace.has_secret(secret), format!("secret {secret}"));
        need(claim.is_empty() || namespace.has("PersistentVolumeClaim", claim), format!("claim {claim}"));
    }
    let volumes: Vec<&str> = list(spec, "/volumes").iter().map(|volume| text(volume, "/name")).collect();
    for mount in all(spec, "volumeMounts").into_iter().flat_map(|mounts| mounts.as_array().unwrap()) {
        need(volumes.contains(&text(mount, "/name")), format!("volume {}", mount["name"]));
    }
    for (field, kinds) in [("configMapKeyRef", &["ConfigMap"][..]), ("secretKeyRef", &["Secret", "ExternalSecret"])] {
        for reference in all(spec, field) {
            let (name, key) = (text(reference, "/name"), text(reference, "/key"));
            let made = kinds.iter().any(|kind| {
                namespace.has_key(kind, name, key)
                    || *kind == "ExternalSecret"
                        && namespace.of_kind(kind).any(|object| {
                            text(object, "/spec/target/name") == name
                                && namespace.has_key(kind, text(object, "/metadata/name"), key)
                        })
            });
            need(made, format!("{field} {name}/{key}"));
        }
    }
    for probe in all(spec, "httpGet") {
        need(namespace.container_port(&probe["port"]), format!("probed port {}", probe["port"]));
    }
    found
}

fn service_references(namespace: &Namespace<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for service in namespace.of_kind("Service") {
        for port in list(service, "/spec/ports") {
            if !namespace.container_port(&port["targetPort"]) {
                found.push(format!("Service {}: target port {}", service["metadata"]["name"], port["targetPort"]));
            }
        }
    }
    for backend in namespace.of_kind("Ingress").flat_map(|ingress| all(ingress, "backend")) {
        let (name, port) = (text(backend, "/service/name"), &backend["service"]["port"]);
        let has = |service: &Value| {
            let ports = list(service, "/spec/ports");
            text(service, "/metadata/name") == name
                && ports.iter().any(|of| port["name"] == of["name"] || port["number"] == of["port"])
        };
        // The controller's own actions are named as a Service with the port `use-annotation`.
        if text(port, "/name") != "use-annotation" && !namespace.of_kind("Service").any(has) {
            found.push(format!("Ingress backend {name}:{port}"));
        }
    }
    for monitor in namespace.of_kind("ServiceMonitor") {
        let matched =
            |service: &&Value| selects(&monitor["spec"]["selector"]["matchLabels"], &service["metadata"]["labels"]);
        let services: Vec<&Value> = namespace.of_kind("Service").filter(matched).collect();
        for endpoint in list(monitor, "/spec/endpoints") {
            let has =
                |service: &&Value| list(service, "/spec/ports").iter().any(|port| port["name"] == endpoint["port"]);
            if services.len() != 1 || !services.iter().all(has) {
                found.push(format!("ServiceMonitor: port {} of {} Services", endpoint["port"], services.len()));
            }
        }
        let own = json!([monitor["metadata"]["namespace"]]);
        if monitor["spec"]["namespaceSelector"]["matchNames"] != own {
            found.push("ServiceMonitor: another namespace".to_owned());
        }
    }
    found
}

fn selectors(namespace: &Namespace<'_>) -> Vec<String> {
    let pod = namespace.pod();
    let labels = &pod["metadata"]["labels"];
    let mut selectors: Vec<(String, &Value)> = Vec::new();
    for (kind, pointer) in [
        ("Service", "/spec/selector"),
        ("Deployment", "/spec/selector/matchLabels"),
        ("PodDisruptionBudget", "/spec/selector/matchLabels"),
        ("NetworkPolicy", "/spec/podSelector/matchLabels"),
    ] {
        let of_kind = namespace.of_kind(kind).map(|object| object.pointer(pointer).unwrap_or(&Value::Null));
        selectors.extend(of_kind.map(|selector| (kind.to_owned(), selector)));
    }
    let placed = all(&pod["spec"], "labelSelector").into_iter().map(|selector| &selector["matchLabels"]);
    selectors.extend(placed.map(|selector| ("placement".to_owned(), selector)));
    let wrong = selectors.into_iter().filter(|(_, selector)| !selects(selector, labels));
    wrong.map(|(kind, selector)| format!("{kind} selects {selector}")).collect()
}

fn targets(namespace: &Namespace<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (kind, field) in [
        ("HorizontalPodAutoscaler", "scaleTargetRef"),
        ("ScaledObject", "scaleTargetRef"),
        ("VerticalPodAutoscaler", "targetRef"),
    ] {
        for target in namespace.of_kind(kind).map(|object| &object["spec"][field]) {
            // KEDA's default.
            let of = target["kind"].as_str().unwrap_or("Deployment");
            if !namespace.has(of, text(target, "/name")) {
                found.push(format!("{kind} target {target}"));
            }
        }
    }
    let containers = list(namespace.pod(), "/spec/containers");
    for metric in namespace.of_kind("HorizontalPodAutoscaler").flat_map(|object| all(object, "containerResource")) {
        if metric.get("container").is_some()
            && !containers.iter().any(|container| container["name"] == metric["container"])
        {
            found.push(format!("metric of container {}", metric["container"]));
        }
    }
    found
}

#[test]
fn everything_that_is_named_is_there() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let stream = profile.stream_in(&format!("{}-named", profile.name));
        plane.kubectl.apply(&stream, &[]).succeeded();
        assert!(objects(&stream).iter().all(|object| {
            object["kind"] == "Namespace" || object["metadata"]["namespace"] == namespace_of(&objects(&stream)).as_str()
        }));
        assert_eq!(unresolved(&plane.kubectl.stored(&stream)), Vec::<String>::new(), "{}", profile.name);
    }
}

/// A name in the stored objects that is changed, and what must then be missed.
const BREAKS: [(&str, &str, &str); 13] = [
    ("Deployment", "/spec/template/spec/serviceAccountName", "service account"),
    ("Deployment", "/spec/template/spec/volumes/0/configMap/name", "config map"),
    ("Deployment", "/spec/template/spec/volumes/1/persistentVolumeClaim/claimName", "claim"),
    ("Deployment", "/spec/template/spec/containers/0/volumeMounts/0/name", "volume"),
    ("Deployment", "/spec/template/spec/containers/0/readinessProbe/httpGet/port", "probed port"),
    ("Deployment", "/spec/template/metadata/labels/component", "PodDisruptionBudget selects"),
    ("Secret", "/metadata/annotations/infgen.dev~1required-keys", "secretKeyRef"),
    ("Service", "/spec/ports/0/targetPort", "target port"),
    ("Service", "/spec/selector/component", "Service selects"),
    ("Ingress", "/spec/rules/0/http/paths/0/backend/service/name", "Ingress backend"),
    ("ServiceMonitor", "/spec/endpoints/0/port", "ServiceMonitor: port"),
    ("ServiceMonitor", "/spec/namespaceSelector/matchNames/0", "another namespace"),
    ("HorizontalPodAutoscaler", "/spec/scaleTargetRef/name", "HorizontalPodAutoscaler target"),
];

#[test]
fn a_name_that_leads_nowhere_is_noticed() {
    let objects = objects(&crate::profiles::Profile::of("prod-alb").stream());
    assert_eq!(unresolved(&objects), Vec::<String>::new());
    for (kind, pointer, noticed) in BREAKS {
        let mut broken = objects.clone();
        let object = broken.iter_mut().find(|object| object["kind"] == kind).unwrap();
        *object.pointer_mut(pointer).unwrap_or_else(|| panic!("{kind} has no {pointer}")) = json!("elsewhere");
        let found = unresolved(&broken);
        assert!(found.iter().any(|line| line.contains(noticed)), "{kind} {pointer}: {found:?}");
    }
}
