//! Applying never destroys what a person or the autoscaler put into the cluster.

use crate::apply::{autoscaler, settle};
use crate::control_plane::{ControlPlane, control_plane};
use crate::http::path_of;
use crate::profiles::{Profile, namespace_of, objects, only, profiles};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The seed's own command, with words for its passwords.
fn seeds_command(name: &str, namespace: &str) -> String {
    format!(
        "kubectl create secret generic {name} \
         --from-literal=postgres-host=postgres.example.com \
         --from-literal=postgres-db=pixelated \
         --from-literal=postgres-user=ai_inference \
         --from-literal=postgres-password=one \
         --from-literal=redis-password=two \
         --from-literal=mongodb-uri=three \
         -n {namespace}"
    )
}

/// Both ways of applying one object, each more than once, in both orders.
const APPLIES: [&[&str]; 5] = [&[], &[], &["--server-side"], &["--server-side"], &[]];

pub(crate) fn values(plane: &ControlPlane, secret: &Value) -> BTreeMap<String, String> {
    let stored = plane.api.get(&path_of(secret)).succeeded();
    serde_json::from_value(stored["data"].clone()).unwrap_or_default()
}

/// The Secrets that a person fills.
fn skeletons(objects: &[Value]) -> impl Iterator<Item = &Value> {
    objects.iter().filter(|object| object["kind"] == "Secret")
}

#[test]
fn values_that_were_there_before_survive() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let namespace = format!("{}-before", profile.name);
        let stream = profile.stream_in(&namespace);
        let objects = objects(&stream);
        let Some(secret) = skeletons(&objects).next() else { continue };
        plane.kubectl.succeed(&["create", "namespace", &namespace]);
        let name = secret["metadata"]["name"].as_str().unwrap();
        plane.kubectl.shell(&seeds_command(name, &namespace), &std::env::temp_dir()).succeeded();
        let before = values(plane, secret);
        assert_eq!(before.len(), 6);
        // What was created by hand gets its book-keeping on the first apply, of which kubectl tells.
        let first = plane.kubectl.apply(&stream, &[]);
        let told =
            |line: &str| line.contains("missing the kubectl.kubernetes.io/last-applied-configuration annotation");
        assert!(first.code == Some(0) && first.stderr.lines().all(told), "{first:?}");
        plane.kubectl.apply(&stream, &[]).succeeded();
        for flags in APPLIES {
            assert_eq!(values(plane, secret), before, "{}", profile.name);
            plane.kubectl.apply(&secret.to_string(), flags).succeeded();
        }
        assert_eq!(values(plane, secret), before, "{}", profile.name);
    }
}

/// The command in the comment above the skeleton, as a person copies it.
fn command_in_the_comment(stream: &str) -> String {
    let comments = stream.lines().skip_while(|line| !line.starts_with("#   kubectl create secret"));
    let lines = comments.map_while(|line| line.strip_prefix("#   ").or_else(|| line.strip_prefix("# ")));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn values_that_come_after_survive() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let namespace = format!("{}-after", profile.name);
        let stream = profile.stream_in(&namespace);
        let objects = objects(&stream);
        let Some(secret) = skeletons(&objects).next() else { continue };
        plane.kubectl.apply(&stream, &[]).succeeded();
        let name = secret["metadata"]["name"].as_str().unwrap();
        // The skeleton stands already, so that the seed's own command refuses rather than half succeeds.
        let refused = plane.kubectl.shell(&seeds_command(name, &namespace), &std::env::temp_dir()).refused();
        assert!(refused.contains("already exists"), "{refused}");
        let folder = tempfile::tempdir().unwrap();
        let keys = secret["metadata"]["annotations"]["infgen.dev/required-keys"].as_str().unwrap();
        let lines: Vec<String> = keys.split(',').map(|key| format!("{key}=value of {key}")).collect();
        std::fs::write(folder.path().join("secrets.env"), lines.join("\n")).unwrap();
        let declared = || plane.api.get(&path_of(secret)).succeeded()["metadata"].clone();
        let skeleton = declared();
        plane.kubectl.shell(&command_in_the_comment(&stream), folder.path()).succeeded();
        for field in ["labels", "annotations"] {
            assert_eq!(skeleton[field], declared()[field], "the command took something of the skeleton away");
        }
        let before = values(plane, secret);
        assert_eq!(before.len(), keys.split(',').count());
        plane.kubectl.apply(&stream, &[]).succeeded();
        for flags in APPLIES {
            assert_eq!(values(plane, secret), before, "{}", profile.name);
            plane.kubectl.apply(&secret.to_string(), flags).succeeded();
        }
        assert_eq!(values(plane, secret), before, "{}", profile.name);
    }
}

#[test]
fn a_key_in_the_skeleton_would_overwrite_its_value() {
    let Some(plane) = control_plane() else { return };
    let namespace = "prod-overwritten";
    let stream = Profile::of("prod").stream_in(namespace);
    let mut secret = only(&objects(&stream), "Secret").clone();
    plane.kubectl.succeed(&["create", "namespace", namespace]);
    let name = secret["metadata"]["name"].as_str().unwrap();
    plane.kubectl.shell(&seeds_command(name, namespace), &std::env::temp_dir()).succeeded();
    let before = values(plane, &secret);
    secret["data"] = json!({ "postgres-password": "" });
    plane.kubectl.apply(&secret.to_string(), &["--server-side", "--force-conflicts"]).succeeded();
    assert_ne!(values(plane, &secret), before);
}

fn replicas(plane: &ControlPlane, objects: &[Value]) -> Value {
    plane.api.get(&path_of(only(objects, "Deployment"))).succeeded()["spec"]["replicas"].clone()
}

#[test]
fn the_number_of_pods_that_was_scaled_to_survives() {
    let Some(plane) = control_plane() else { return };
    for profile in profiles() {
        let stream = profile.stream_in(&format!("{}-scaled", profile.name));
        let objects = objects(&stream);
        plane.kubectl.apply(&stream, &[]).succeeded();
        settle(plane, &objects);
        // A size that the autoscaler may choose, and that is not its minimum, where it would come back by itself.
        let least = autoscaler(&objects).map_or(1, |object| object["spec"]["minReplicas"].as_u64().unwrap());
        let (chosen, namespace) = (least + 1, namespace_of(&objects));
        let name = only(&objects, "Deployment")["metadata"]["name"].as_str().unwrap();
        let scale = format!("--replicas={chosen}");
        let scale = ["scale", "deployment", name, &scale, "--namespace", &namespace];
        plane.kubectl.succeed(&scale);
        let scaled = objects
            .iter()
            .any(|object| matches!(object["kind"].as_str(), Some("HorizontalPodAutoscaler" | "ScaledObject")));
        let deployment = only(&objects, "Deployment");
        for (flags, text) in
            [(APPLIES[0], stream)].into_iter().chain(APPLIES.map(|flags| (flags, deployment.to_string())))
        {
            let applied = plane.kubectl.apply(&text, flags);
            if scaled {
                applied.succeeded();
                assert_eq!(replicas(plane, &objects), chosen, "{} {flags:?}", profile.name);
            }
        }
        if !scaled {
            // Nothing scales it: the profile's number is the number.
            assert_eq!(replicas(plane, &objects), only(&objects, "Deployment")["spec"]["replicas"], "{}", profile.name);
        }
    }
}

#[test]
fn a_stated_number_of_pods_would_undo_the_autoscaler() {
    let Some(plane) = control_plane() else { return };
    let stream = Profile::of("prod").stream_in("prod-undone");
    let objects = objects(&stream);
    plane.kubectl.apply(&stream, &[]).succeeded();
    settle(plane, &objects);
    let mut deployment = only(&objects, "Deployment").clone();
    let name = deployment["metadata"]["name"].as_str().unwrap();
    plane.kubectl.succeed(&["scale", "deployment", name, "--replicas=5", "--namespace", "prod-undone"]);
    deployment["spec"]["replicas"] = json!(4);
    plane.kubectl.apply(&deployment.to_string(), &[]).succeeded();
    assert_ne!(replicas(plane, &objects), 5);
}
