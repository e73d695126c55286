//! Objects that are wrong on purpose: what accepts infgen's output must refuse these.

use crate::control_plane::control_plane;
use crate::profiles::{Profile, objects};
use serde_json::{Value, json};

/// Kind, place, what is put there, and what the server says of it.
fn mistakes() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    vec![
        ("ConfigMap", "/dataa", json!({ "x": "y" }), "unknown field \"dataa\""),
        ("Deployment", "/spec/template/spec/containers/0/imagePulPolicy", json!("Always"), "unknown field"),
        ("PrometheusRule", "/spec/groups/0/rulez", json!([]), "unknown field"),
        ("ServiceMonitor", "/spec/endpoints/0/intervall", json!("15s"), "unknown field"),
        ("Service", "/spec/externalTrafficPolicy", json!("Nearby"), "Unsupported value"),
        ("Deployment", "/spec/strategy/type", json!("Rolling"), "supported values"),
        ("ServiceMonitor", "/spec/endpoints/0/scheme", json!("ftp"), "Unsupported value"),
        ("PrometheusRule", "/spec/groups/0/interval", json!("soon"), "should match"),
        ("HorizontalPodAutoscaler", "/spec/maxReplicas", json!(1), "must be greater than or equal"),
        ("Deployment", "/spec/selector/matchLabels/component", json!("other"), "field is immutable"),
        ("PersistentVolumeClaim", "/spec/storageClassName", json!("gp3"), "immutable after creation"),
    ]
}

/// Puts a value at a place whose parent is there.
fn put(object: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    object.pointer_mut(parent).unwrap()[key] = value;
}

#[test]
fn each_mistake_is_refused_in_both_ways_of_applying() {
    let Some(plane) = control_plane() else { return };
    let stream = Profile::of("prod").stream_in("prod-wrong");
    let objects = objects(&stream);
    plane.kubectl.apply(&stream, &[]).succeeded();
    for (kind, pointer, value, said) in mistakes() {
        let mut object = objects.iter().find(|object| object["kind"] == kind).unwrap().clone();
        put(&mut object, pointer, value);
        for flags in [&[][..], &["--server-side"]] {
            let refused = plane.kubectl.apply(&object.to_string(), flags).refused();
            // A server-side apply names an unknown field in words of its own.
            let said =
                if said.contains("unknown field") && !flags.is_empty() { "field not declared in schema" } else { said };
            assert!(refused.contains(said), "{kind} {pointer} {flags:?}: {refused}");
        }
    }
}

#[test]
fn a_quantity_that_is_not_canonical_is_seen() {
    let Some(plane) = control_plane() else { return };
    let stream = Profile::of("prod").stream_in("prod-canonical");
    let mut object = objects(&stream).into_iter().find(|object| object["kind"] == "HorizontalPodAutoscaler").unwrap();
    plane.kubectl.apply(&stream, &[]).succeeded();
    let metrics = object["spec"]["metrics"].as_array_mut().unwrap();
    let value = metrics.iter_mut().find_map(|metric| metric.pointer_mut("/external/target/value")).unwrap();
    assert_eq!(*value, "1500m");
    *value = json!("1.5");
    let mut lost = Vec::new();
    plane.kubectl.apply(&object.to_string(), &[]).succeeded();
    let stored = crate::apply::stored(plane, &object.to_string());
    crate::apply::missing("it", &object, Some(&stored[0]), &mut lost);
    assert_eq!(lost, ["it.spec.metrics[4].external.target.value"]);
}
