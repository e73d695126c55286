//! Every object is accepted without a warning, and applying it again changes nothing.

use crate::control_plane::{ControlPlane, control_plane, wait_for};
use crate::http::path_of;
use crate::profiles::{Profile, objects, only, profiles};
use serde_json::Value;

/// What kubectl itself repeats on every client-side apply. A budget's selector has the patch strategy `replace`
/// (Kubernetes, `api/policy/v1/types.go`), and such a field is put into the patch whether it differs or not
/// (`apimachinery/pkg/util/strategicpatch`, `handleMapDiff`); the server finds that nothing changed.
const ALWAYS_PATCHED: &str = "poddisruptionbudget.policy/";

/// What the server stores of objects, without what others than their owner write: status, book-keeping, and the
/// revision of a Deployment.
pub(crate) fn stored(plane: &ControlPlane, stream: &str) -> Vec<Value> {
    let mut all = plane.kubectl.stored(stream);
    for object in &mut all {
        let fields = object.as_object_mut().unwrap();
        fields.remove("status");
        let metadata = fields["metadata"].as_object_mut().unwrap();
        metadata.remove("resourceVersion");
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.remove("deployment.kubernetes.io/revision");
        }
    }
    all
}

/// The autoscaler of a stream, if it has one that the controller manager runs.
pub(crate) fn autoscaler(objects: &[Value]) -> Option<&Value> {
    objects.iter().find(|object| object["kind"] == "HorizontalPodAutoscaler")
}

/// Waits until the autoscaler, where one runs, has brought the Deployment to its minimum: from then on nobody writes.
pub(crate) fn settle(plane: &ControlPlane, objects: &[Value]) {
    let Some(autoscaler) = autoscaler(objects).filter(|_| plane.controllers) else { return };
    let path = path_of(only(objects, "Deployment"));
    let least = &autoscaler["spec"]["minReplicas"];
    wait_for("minimum of pods", None, || {
        plane.api.get(&path).succeeded()["spec"]["replicas"].as_u64() >= least.as_u64()
    });
}

/// Applies a stream in a fresh namespace, again, and compares, in one of the two ways of applying.
fn applies_twice(plane: &ControlPlane, stream: &str, flags: &[&str], first: &str, again: &str) {
    let objects = objects(stream);
    let said = plane.kubectl.apply(stream, flags).succeeded();
    assert_eq!(said.lines().count(), objects.len(), "{said}");
    assert!(said.lines().all(|line| line.ends_with(first)), "{said}");
    settle(plane, &objects);
    let before = stored(plane, stream);
    let said = plane.kubectl.apply(stream, flags).succeeded();
    for line in said.lines() {
        let always = line.starts_with(ALWAYS_PATCHED) && flags.is_empty();
        assert!(line.ends_with(again) || always, "{line}");
    }
    for (before, after) in before.iter().zip(stored(plane, stream)) {
        assert_eq!(before, &after, "the second apply changed it");
    }
    let difference = plane.kubectl.pipe(&[&["diff", "-f", "-"], flags].concat(), stream);
    assert_eq!((difference.code, difference.stdout.as_str(), difference.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn every_object_is_accepted_and_a_second_apply_changes_nothing() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let stream = profile.stream_in(&format!("{}-client", profile.name));
        applies_twice(plane, &stream, &[], " created", " unchanged");
    }
}

#[test]
fn a_server_side_apply_is_accepted_and_a_second_changes_nothing() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let stream = profile.stream_in(&format!("{}-server", profile.name));
        applies_twice(plane, &stream, &["--server-side"], " serverside-applied", " serverside-applied");
    }
}

#[test]
fn who_applied_on_the_client_may_go_on_on_the_server() {
    let Some(plane) = control_plane() else { return };
    let stream = Profile::of("prod").stream_in("prod-migrates");
    plane.kubectl.apply(&stream, &[]).succeeded();
    settle(plane, &objects(&stream));
    let specs = || -> Vec<Value> { stored(plane, &stream).iter().map(|object| object["spec"].clone()).collect() };
    let before = specs();
    plane.kubectl.apply(&stream, &["--server-side"]).succeeded();
    assert_eq!(before, specs());
}

/// Fields of the first value that the other has not, or has otherwise. A list's items are matched by their place.
pub(crate) fn missing(path: &str, this: &Value, other: Option<&Value>, found: &mut Vec<String>) {
    match (this, other) {
        (Value::Object(this), Some(Value::Object(other))) => {
            for (key, value) in this {
                missing(&format!("{path}.{key}"), value, other.get(key), found);
            }
        }
        (Value::Array(this), Some(Value::Array(other))) if this.len() == other.len() => {
            for (at, (this, other)) in this.iter().zip(other).enumerate() {
                missing(&format!("{path}[{at}]"), this, Some(other), found);
            }
        }
        (this, other) if Some(this) == other => {}
        _ => found.push(path.to_owned()),
    }
}

/// What the server adds to a field that infgen wrote, or left out. Nothing of it is a choice: metadata, addresses and
/// node ports are given out by the cluster, `serviceAccount` is the deprecated twin of `serviceAccountName`, and the
/// number of pods is the autoscaler's.
fn is_the_servers_own(field: &str) -> bool {
    let end = |ends: &[&str]| ends.iter().any(|end| field.ends_with(end));
    field.split('.').nth(1) == Some("metadata")
        || field == "Namespace.spec"
        || field == "Deployment.spec.template.spec.serviceAccount"
        || field == "Deployment.spec.replicas"
        || field.starts_with("Service.spec") && end(&[".clusterIP", ".clusterIPs", ".ipFamilies", ".nodePort"])
}

#[test]
fn the_server_stores_what_was_written_and_decides_nothing() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let stream = profile.stream_in(&format!("{}-stored", profile.name));
        plane.kubectl.apply(&stream, &[]).succeeded();
        let written = objects(&stream);
        let keda = written.iter().any(|object| object["kind"] == "ScaledObject");
        let scaled = autoscaler(&written).is_some() || keda;
        assert_ne!(scaled, only(&written, "Deployment")["spec"]["replicas"].is_number(), "{}", profile.name);
        let (mut lost, mut added) = (Vec::new(), Vec::new());
        for (written, stored) in written.iter().zip(stored(plane, &stream)) {
            let kind = written["kind"].as_str().unwrap();
            missing(kind, written, Some(&stored), &mut lost);
            missing(kind, &stored, Some(written), &mut added);
        }
        assert_eq!(lost, Vec::<String>::new(), "{}: written, and not stored so", profile.name);
        added.retain(|field| !is_the_servers_own(field));
        assert_eq!(added, Vec::<String>::new(), "{}: decided by a default of Kubernetes", profile.name);
    }
}

/// For judges that hold files against the schemas of a server: what this one publishes, where a folder is asked for.
#[test]
fn the_server_publishes_its_schemas() {
    let Some(plane) = control_plane() else { return };
    let index = plane.api.get("/openapi/v3").succeeded();
    let groups = index["paths"].as_object().unwrap();
    assert!(
        ["api/v1", "apis/apps/v1", "apis/monitoring.coreos.com/v1"].iter().all(|group| groups.contains_key(*group))
    );
    let Some(folder) = std::env::var_os("INFGEN_OPENAPI").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for group in
        groups.keys().filter(|group| group.ends_with("/v1") || group.contains("autoscaling") || group.contains("keda"))
    {
        let schemas = plane.api.get(&format!("/openapi/v3/{group}")).succeeded();
        std::fs::write(folder.join(format!("{}.json", group.replace('/', "_"))), schemas.to_string()).unwrap();
    }
    std::fs::write(folder.join("version.json"), plane.api.get("/version").succeeded().to_string()).unwrap();
}
