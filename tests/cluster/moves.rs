//! Changes that the server refuses, and whether `infgen diff` says so first.

use crate::apply::settle;
use crate::control_plane::{ControlPlane, control_plane};
use crate::http::path_of;
use crate::profiles::{Profile, by_namespace, infgen, objects, profiles};
use infgen::diff::{Change, compare};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// Objects that `infgen diff` says the server will not change.
fn announced(profile: &Profile, against: &Path, values: &[&str]) -> BTreeSet<String> {
    let mut arguments = vec!["diff", "--profile", &profile.asked, "--format", "json"];
    arguments.extend(["--against", against.to_str().unwrap()]);
    arguments.extend(values.iter().flat_map(|value| ["--set", value]));
    let output = infgen(&arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = found[0]["changes"].as_array().unwrap();
    let immutable = |change: &&Value| {
        let fields = change["fields"].as_array();
        fields.is_some_and(|fields| fields.iter().any(|field| field["immutable"].is_string()))
    };
    let name = |change: &Value| format!("{}/{}", change["object"]["kind"], change["object"]["name"]).replace('"', "");
    changes.iter().filter(immutable).map(name).collect()
}

/// Objects that the server refuses to change, of a stream over what it has.
fn refused(plane: &ControlPlane, stream: &str) -> BTreeSet<String> {
    let over = |object: &Value| plane.kubectl.apply(&object.to_string(), &["--dry-run=server"]);
    let objects = objects(stream);
    let refused = objects.iter().filter(|object| over(object).code != Some(0));
    let name = |object: &Value| format!("{}/{}", object["kind"], object["metadata"]["name"]).replace('"', "");
    refused.map(name).collect()
}

/// The files of a profile as a release left them.
fn released(profile: &Profile, name: &str, values: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("rendered");
    let mut arguments = vec!["render", "--quiet", "--profile", &profile.asked, "--out", out.to_str().unwrap()];
    arguments.extend(values.iter().flat_map(|value| ["--set", value]));
    assert!(infgen(&arguments).status.success());
    std::fs::rename(out.join(&profile.name), folder.path().join(name)).unwrap();
    folder
}

#[test]
fn a_profile_gives_way_to_another_of_its_namespace() {
    let Some(plane) = control_plane() else { return };
    let mut moves = 0;
    for group in by_namespace().into_values() {
        for (from, to) in group.iter().flat_map(|from| group.iter().map(move |to| (from, to))) {
            if from == to {
                continue;
            }
            moves += 1;
            let namespace = format!("service.namespace={}-to-{}", from.name, to.name);
            let (before, after) = (from.stream_with(&[&namespace]), to.stream_with(&[&namespace]));
            plane.kubectl.apply(&before, &[]).succeeded();
            settle(plane, &objects(&before));
            let folder = released(from, &to.name, &[&namespace]);
            let said = announced(to, folder.path(), &[&namespace]);
            assert_eq!(refused(plane, &after), said, "{} to {}", from.name, to.name);
            assert_eq!(said, BTreeSet::new(), "{} to {}", from.name, to.name);
            plane.kubectl.apply(&after, &[]).succeeded();
        }
    }
    assert!(moves >= 2, "prod and prod-alb share a namespace");
}

/// What git prints, where there is git and a history.
fn git(arguments: &[&str]) -> Option<String> {
    let output = std::process::Command::new("git").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    output.ok().filter(|output| output.status.success()).map(|output| String::from_utf8(output.stdout).unwrap())
}

/// The commits whose output of a profile may still run somewhere: the releases; while none is tagged, every commit that
/// changed it.
fn earlier(profile: &Profile) -> Vec<String> {
    let releases = git(&["tag", "--list", "v*", "--merged"]).unwrap_or_default();
    let folder = format!("out/{}", profile.name);
    let commits = || git(&["log", "--format=%h", "--", &folder]).unwrap_or_default();
    let found = if releases.is_empty() { commits() } else { releases };
    found.lines().map(str::to_owned).collect()
}

/// The five files of a commit, in a namespace of the test's own, in a folder named as the profile.
fn rendered_at(commit: &str, profile: &Profile, namespace: &str) -> Option<(String, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(&profile.name)).unwrap();
    let mut stream = String::new();
    for file in ["configmap", "secrets", "load-balancer", "deployment", "hpa"] {
        let file = format!("{}/{file}.yaml", profile.name);
        // A file that holds nothing is not written.
        let Some(text) = git(&["show", &format!("{commit}:out/{file}")]) else { continue };
        let was = profile.stream();
        let text = text.replace(&crate::profiles::namespace_of(&objects(&was)), namespace);
        std::fs::write(folder.path().join(&file), &text).unwrap();
        stream.push_str("---\n");
        stream.push_str(&text);
    }
    (!stream.is_empty()).then_some((stream, folder))
}

#[test]
fn an_earlier_output_gives_way_to_this_one() {
    let Some(plane) = control_plane() else { return };
    let mut moves = 0;
    for profile in profiles() {
        for commit in earlier(&profile) {
            let namespace = format!("{}-from-{}", profile.name, commit.replace('.', "-"));
            let Some((before, folder)) = rendered_at(&commit, &profile, &namespace) else { continue };
            moves += 1;
            plane.kubectl.apply(&before, &[]).succeeded();
            settle(plane, &objects(&before));
            let after = profile.stream_in(&namespace);
            let said = announced(&profile, folder.path(), &[&format!("service.namespace={namespace}")]);
            assert_eq!(refused(plane, &after), said, "{}: {commit} to this", profile.name);
            if said.is_empty() {
                plane.kubectl.apply(&after, &[]).succeeded();
            }
        }
    }
    if moves == 0 {
        eprintln!("skipped: git knows no earlier output");
    }
}

/// Changes of a profile, and whether the server lets them through.
const CHANGES: [(&str, bool); 6] = [
    ("storage.model.class=fsx", false),
    ("storage.model.size=10Gi", false),
    ("storage.model.access=ReadOnlyMany", false),
    ("image.tag=1.4.3", true),
    ("performance.workers=2", true),
    ("load_balancer.http_port=8080", true),
];

#[test]
fn a_change_that_the_server_refuses_is_announced() {
    let Some(plane) = control_plane() else { return };
    let profile = Profile::of("prod");
    let namespace = "service.namespace=prod-changes";
    plane.kubectl.apply(&profile.stream_with(&[namespace]), &[]).succeeded();
    let folder = released(&profile, "prod", &[namespace]);
    for (change, passes) in CHANGES {
        let values = [namespace, change];
        let said = announced(&profile, folder.path(), &values);
        assert_eq!(refused(plane, &profile.stream_with(&values)), said, "{change}");
        assert_eq!(said.is_empty(), passes, "{change}: {said:?}");
    }
}

/// Every leaf of a tree, as JSON pointers.
fn leaves(pointer: &str, value: &Value, found: &mut Vec<String>) {
    let step = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(key, value)| leaves(&step(key), value, found));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(at, value)| leaves(&step(&at.to_string()), value, found));
        }
        _ => found.push(pointer.to_owned()),
    }
}

/// Another value of the same kind, as likely to be a valid one as can be told without knowing the field.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(value) => json!(!value),
        Value::Number(number) => json!(number.as_i64().unwrap() + 1),
        Value::String(text) => match text.as_str() {
            "ReadWriteMany" => json!("ReadWriteOnce"),
            "Filesystem" => json!("Block"),
            "Opaque" => json!("example.com/other"),
            "20Gi" => json!("10Gi"),
            "None" => json!("10.96.77.77"),
            _ => json!(format!("{text}x")),
        },
        other => other.clone(),
    }
}

/// Words of Kubernetes' validation for a field that stays as it was made.
fn says_immutable(status: &Value) -> bool {
    let said = status["message"].as_str().unwrap_or_default();
    ["immutable", "may not change once set", "may not be changed once set"].iter().any(|words| said.contains(words))
}

#[test]
fn every_field_that_never_changes_is_known() {
    let Some(plane) = control_plane() else { return };
    let (mut tried, mut immutable) = (0, BTreeSet::new());
    for name in ["prod", "prod-alb"] {
        let stream = Profile::of(name).stream_in(&format!("{name}-fields"));
        plane.kubectl.apply(&stream, &[]).succeeded();
        for (written, stored) in objects(&stream).iter().zip(plane.kubectl.stored(&stream)) {
            let mut pointers = Vec::new();
            leaves("", written, &mut pointers);
            pointers.retain(|pointer| !["/apiVersion", "/kind"].contains(&pointer.as_str()));
            pointers.retain(|pointer| !pointer.starts_with("/metadata/"));
            for pointer in pointers {
                let (mut asked, mut announced) = (stored.clone(), written.clone());
                // The number of the version is not sent, so that another's write in between is no conflict.
                asked["metadata"].as_object_mut().unwrap().remove("resourceVersion");
                for object in [&mut asked, &mut announced] {
                    let leaf = object.pointer_mut(&pointer).unwrap();
                    *leaf = other(leaf);
                }
                let answer = plane.api.put(&format!("{}?dryRun=All", path_of(written)), &asked);
                let refused = answer.status == 422 && says_immutable(&answer.object);
                let known = compare(std::slice::from_ref(written), &[announced]).iter().any(|change| match change {
                    Change::Changed { fields, .. } => fields.iter().any(|field| field.immutable.is_some()),
                    _ => false,
                });
                let kind = written["kind"].as_str().unwrap();
                assert_eq!(refused, known, "{kind} {pointer}: {:#}", answer.object["message"]);
                tried += 1;
                immutable.extend(refused.then(|| format!("{kind}{pointer}")));
            }
        }
    }
    // The test has seen some, of different kinds.
    assert!(tried > 300 && immutable.len() >= 7, "{tried} {immutable:?}");
}
