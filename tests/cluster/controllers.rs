//! The real controllers: what they make of infgen's objects is what infgen's arithmetic says.

use crate::control_plane::{ControlPlane, wait_for, with_controllers};
use crate::http::path_of;
use crate::model::{Load, Model};
use crate::profiles::{Profile, objects, only, profiles};
use serde_json::{Map, Value, json};
use std::sync::Mutex;

/// A service whose pods say that they are ready, in a namespace of its own.
struct Service<'a> {
    plane: &'a ControlPlane,
    objects: Vec<Value>,
    namespace: String,
}

impl<'a> Service<'a> {
    /// All but the autoscaler is applied, and the Deployment has so many pods.
    fn start(plane: &'a ControlPlane, profile: &Profile, namespace: &str, values: &[&str]) -> Self {
        let own = format!("service.namespace={namespace}");
        let stream = profile.stream_with(&[&[own.as_str()], values].concat());
        let objects = objects(&stream);
        let service = Self { plane, objects, namespace: namespace.to_owned() };
        for object in service.objects.iter().filter(|object| object["kind"] != "HorizontalPodAutoscaler") {
            plane.kubectl.apply(&object.to_string(), &[]).succeeded();
        }
        service.scale_to(service.least());
        service
    }

    fn autoscaler(&self) -> Option<&Value> {
        self.objects.iter().find(|object| object["kind"] == "HorizontalPodAutoscaler")
    }

    /// The fewest pods: the autoscaler's, of whichever kind, or the profile's.
    fn least(&self) -> i64 {
        let stated = |kind: &str, field: &str| {
            self.objects.iter().find(|object| object["kind"] == kind).and_then(|object| object["spec"][field].as_i64())
        };
        stated("HorizontalPodAutoscaler", "minReplicas")
            .or_else(|| stated("ScaledObject", "minReplicaCount"))
            .or_else(|| stated("Deployment", "replicas"))
            .unwrap()
    }

    fn deployment(&self) -> Value {
        self.plane.api.get(&path_of(only(&self.objects, "Deployment"))).succeeded()
    }

    fn scale_to(&self, pods: i64) {
        let path = format!("{}/scale", path_of(only(&self.objects, "Deployment")));
        self.plane.api.patch(&path, &json!({ "spec": { "replicas": pods } })).succeeded();
        wait_for("pods", None, || self.pods().len() == usize::try_from(pods).unwrap());
    }

    fn pods(&self) -> Vec<String> {
        let path = format!("/api/v1/namespaces/{}/pods", self.namespace);
        let list = self.plane.api.get(&path).succeeded();
        let living =
            list["items"].as_array().unwrap().iter().filter(|pod| pod["metadata"]["deletionTimestamp"].is_null());
        living.map(|pod| pod["metadata"]["name"].as_str().unwrap().to_owned()).collect()
    }

    /// What a kubelet would say of pods that have run for long.
    fn make_ready(&self) {
        const LONG_AGO: &str = "2020-01-01T00:00:00Z";
        for (at, pod) in self.pods().into_iter().enumerate() {
            let condition = |kind: &str| json!({ "type": kind, "status": "True", "lastTransitionTime": LONG_AGO });
            let ip = format!("10.1.0.{}", at + 1);
            let status = json!({ "phase": "Running", "startTime": LONG_AGO, "podIP": ip, "podIPs": [{ "ip": ip }],
                "conditions": [condition("Ready"), condition("ContainersReady")] });
            let path = format!("/api/v1/namespaces/{}/pods/{pod}/status", self.namespace);
            self.plane.api.patch(&path, &json!({ "status": status })).succeeded();
        }
    }

    /// Puts the pods on a node: only those of a node become endpoints.
    fn place(&self) {
        let node = json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": self.namespace },
            "status": { "conditions": [{ "type": "Ready", "status": "True", "reason": "x", "message": "x" }] } });
        self.plane.api.post("/api/v1/nodes", &node).succeeded();
        for pod in self.pods() {
            let path = format!("/api/v1/namespaces/{}/pods/{pod}/binding", self.namespace);
            let target = json!({ "apiVersion": "v1", "kind": "Node", "name": self.namespace });
            let binding =
                json!({ "apiVersion": "v1", "kind": "Binding", "metadata": { "name": pod }, "target": target });
            self.plane.api.post(&path, &binding).succeeded();
        }
    }

    fn budget(&self) -> Value {
        self.plane.api.get(&path_of(only(&self.objects, "PodDisruptionBudget"))).succeeded()
    }

    fn evict(&self, pod: &str) -> u16 {
        let path = format!("/api/v1/namespaces/{}/pods/{pod}/eviction", self.namespace);
        let eviction = json!({ "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": pod } });
        self.plane.api.post(&path, &eviction).status
    }

    /// Puts every pod under a load.
    fn load(&self, load: &Load) {
        static FILE: Mutex<()> = Mutex::new(());
        let autoscaler = self.autoscaler().unwrap();
        let answers = load.answers(autoscaler, only(&self.objects, "Deployment"), &self.pods());
        let _one_at_a_time = FILE.lock().unwrap();
        let text = std::fs::read_to_string(&self.plane.values).unwrap();
        let mut all: Map<String, Value> = serde_json::from_str(&text).unwrap();
        all.insert(self.namespace.clone(), answers);
        let fresh = self.plane.values.with_extension("new");
        std::fs::write(&fresh, Value::from(all).to_string()).unwrap();
        std::fs::rename(&fresh, &self.plane.values).unwrap();
    }

    fn start_autoscaler(&self) {
        self.plane.kubectl.apply(&self.autoscaler().unwrap().to_string(), &[]).succeeded();
    }

    /// Waits for the next size, and says it.
    fn next_size(&self, before: i64) -> i64 {
        let mut size = before;
        wait_for("other size", None, || {
            size = self.deployment()["spec"]["replicas"].as_i64().unwrap();
            size != before
        });
        size
    }
}

/// The promise of the profile itself.
fn promised_to_stay(profile: &Profile) -> u64 {
    let library = infgen::source::Library { folder: "profiles".into() };
    let mut sources = infgen::source::Sources::default();
    let outcome = infgen::compile::compile(&library, &profile.asked, &[], &mut sources).unwrap();
    let (stack, _) = outcome.built.unwrap();
    u64::from(stack.profile.disruption.min_available.get().get())
}

#[test]
fn the_controllers_run_what_was_promised() {
    let Some(plane) = with_controllers() else { return };
    for profile in profiles() {
        let service = Service::start(plane, &profile, &format!("{}-runs", profile.name), &[]);
        service.make_ready();
        let pods = u64::try_from(service.least()).unwrap();
        wait_for("ready pods", None, || service.deployment()["status"]["readyReplicas"] == pods);
        wait_for("healthy pods", None, || service.budget()["status"]["currentHealthy"] == pods);
        let allowed = service.budget()["status"]["disruptionsAllowed"].as_u64().unwrap();
        assert!(allowed >= 1, "{}: a node with one of the pods could not be drained", profile.name);
        assert!(pods - allowed >= promised_to_stay(&profile), "{}: {allowed} of {pods}", profile.name);
        let names = service.pods();
        let evicted = names.iter().take_while(|pod| service.evict(pod) == 201).count();
        assert_eq!(u64::try_from(evicted).unwrap(), allowed.min(pods), "{}", profile.name);
        assert!(names.len() == evicted || service.evict(&names[evicted]) == 429, "{}", profile.name);
    }
}

#[test]
fn every_service_finds_the_pods_and_their_ports() {
    let Some(plane) = with_controllers() else { return };
    for profile in profiles() {
        let service = Service::start(plane, &profile, &format!("{}-found", profile.name), &[]);
        service.place();
        service.make_ready();
        let pods = service.pods().len();
        for object in service.objects.iter().filter(|object| object["kind"] == "Service") {
            let name = object["metadata"]["name"].as_str().unwrap();
            let slices = format!(
                "/apis/discovery.k8s.io/v1/namespaces/{}/endpointslices?labelSelector=kubernetes.io/service-name={name}",
                service.namespace
            );
            let ready = |slices: &Value| {
                let endpoints =
                    slices["items"].as_array().unwrap().iter().filter_map(|slice| slice["endpoints"].as_array());
                endpoints.flatten().filter(|endpoint| endpoint["conditions"]["ready"] == true).count()
            };
            wait_for("endpoints", None, || ready(&plane.api.get(&slices).succeeded()) == pods);
            let found = plane.api.get(&slices).succeeded();
            let ports = found["items"][0]["ports"].as_array().unwrap().len();
            assert_eq!(ports, object["spec"]["ports"].as_array().unwrap().len(), "{} {name}", profile.name);
        }
    }
}

#[test]
fn the_autoscaler_takes_the_first_step_that_the_model_takes() {
    let Some(plane) = with_controllers() else { return };
    let scaled = profiles().into_iter().map(|profile| {
        let namespace = format!("{}-step", profile.name);
        Service::start(plane, &profile, &namespace, &[])
    });
    let scaled: Vec<Service<'_>> = scaled.filter(|service| service.autoscaler().is_some()).collect();
    assert!(!scaled.is_empty());
    let double = Load::of_all(2_000);
    for service in &scaled {
        service.make_ready();
        service.load(&double);
    }
    for service in &scaled {
        service.start_autoscaler();
    }
    for service in &scaled {
        let mut model = Model::new(service.autoscaler().unwrap());
        let (expected, _) = model.next_size(service.least(), &double);
        assert_eq!(service.next_size(service.least()), expected, "{}", service.namespace);
    }
}

#[test]
fn the_autoscaler_scales_to_what_the_model_says() {
    let Some(plane) = with_controllers() else { return };
    let at_once = ["autoscaling.up.stabilization=0s", "autoscaling.up.pods=20"];
    let service = Service::start(plane, &Profile::of("prod"), "prod-scales", &at_once);
    service.make_ready();
    let autoscaler = service.autoscaler().unwrap().clone();
    let metrics = autoscaler["spec"]["metrics"].as_array().unwrap().len();
    let quiet = Load::of_all(500);
    service.load(&quiet);
    service.start_autoscaler();
    let (mut model, mut size) = (Model::new(&autoscaler), service.least());
    let mut sizes = vec![size];
    // One metric after another rises by a fifth to a half over its target, while the others are quiet.
    for (metric, ratio) in (0..metrics).zip([1_334, 1_251, 1_500, 1_220, 1_180, 1_160]) {
        let load = quiet.but(metric, ratio);
        service.load(&load);
        let (expected, _) = model.next_size(size, &load);
        let reached = service.next_size(size);
        assert_eq!(reached, expected, "metric {metric} at {ratio} thousandths of its target, from {size}");
        service.load(&quiet);
        wait_for("pods", None, || service.pods().len() == usize::try_from(reached).unwrap());
        service.make_ready();
        size = reached;
        sizes.push(size);
        if size == autoscaler["spec"]["maxReplicas"].as_i64().unwrap() {
            break;
        }
    }
    assert!(sizes.len() >= 5, "{sizes:?}");
}

#[test]
fn a_load_within_the_tolerance_moves_nothing() {
    let Some(plane) = with_controllers() else { return };
    let at_once = ["autoscaling.up.stabilization=0s"];
    let service = Service::start(plane, &Profile::of("prod"), "prod-stays", &at_once);
    service.make_ready();
    let load = Load::of_all(1_090);
    service.load(&load);
    service.start_autoscaler();
    let path = path_of(service.autoscaler().unwrap());
    wait_for("metrics", None, || {
        let seen = plane.api.get(&path).succeeded()["status"]["currentMetrics"].as_array().map_or(0, Vec::len);
        seen == service.autoscaler().unwrap()["spec"]["metrics"].as_array().unwrap().len()
    });
    assert_eq!(service.deployment()["spec"]["replicas"], service.least());
    assert_eq!(Model::new(service.autoscaler().unwrap()).next_size(service.least(), &load).0, service.least());
    // The negative: a little more, and both move.
    let more = Load::of_all(1_110);
    service.load(&more);
    let (expected, _) = Model::new(service.autoscaler().unwrap()).next_size(service.least(), &more);
    assert_eq!(service.next_size(service.least()), expected);
}
