//! Pod Security admits the pods of the namespace that infgen makes.

use crate::control_plane::control_plane;
use crate::profiles::{Profile, namespace_of, objects, only, profiles};
use serde_json::{Value, json};

/// A real pod of the template.
fn pod(objects: &[Value]) -> Value {
    let template = &only(objects, "Deployment")["spec"]["template"];
    let mut pod =
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": template["metadata"], "spec": template["spec"] });
    pod["metadata"]["name"] = json!("by-hand");
    pod["metadata"]["namespace"] = json!(namespace_of(objects));
    pod
}

#[test]
fn a_restricted_namespace_admits_the_pod() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let stream = profile.stream_in(&format!("{}-admits", profile.name));
        let objects = objects(&stream);
        let labels = &only(&objects, "Namespace")["metadata"]["labels"];
        assert_eq!(labels["pod-security.kubernetes.io/enforce"], "restricted", "{}", profile.name);
        plane.kubectl.apply(&stream, &[]).succeeded();
        plane.kubectl.pipe(&["create", "-f", "-"], &pod(&objects).to_string()).succeeded();
    }
}

#[test]
fn a_pod_that_asks_for_more_is_refused() {
    let Some(plane) = control_plane() else { return };
    let stream = Profile::of("prod").stream_in("prod-refuses");
    plane.kubectl.apply(&stream, &[]).succeeded();
    let sound = pod(&objects(&stream));
    for (pointer, value) in [
        ("/spec/securityContext/runAsNonRoot", json!(false)),
        ("/spec/securityContext/seccompProfile/type", json!("Unconfined")),
        ("/spec/containers/0/securityContext/allowPrivilegeEscalation", json!(true)),
        ("/spec/containers/0/securityContext/capabilities/drop/0", json!("NET_RAW")),
    ] {
        let mut pod = sound.clone();
        *pod.pointer_mut(pointer).unwrap() = value;
        let refused = plane.kubectl.pipe(&["create", "-f", "-"], &pod.to_string()).refused();
        assert!(refused.contains("violates PodSecurity \"restricted"), "{pointer}: {refused}");
    }
}
