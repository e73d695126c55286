//! The profiles under `profiles/examples`: one for each runtime and for KEDA, each clean, together with every object
//! that a profile can ask for.

mod support;

use infgen::compile::{Outcome, compile};
use infgen::diagnostic::Severity;
use infgen::profile::RuntimeKind;
use infgen::source::{Library, Sources};
use std::collections::BTreeSet;
use std::path::PathBuf;
use support::{Infgen, root, shipped};

fn compiled(profile: &str) -> Outcome {
    let library = Library { folder: PathBuf::from("profiles") };
    compile(&library, profile, &[], &mut Sources::default()).unwrap_or_else(|error| panic!("{error:#}"))
}

fn examples() -> Vec<Outcome> {
    shipped().iter().filter(|name| name.contains("examples")).map(|name| compiled(name)).collect()
}

#[test]
fn there_is_one_for_every_runtime() {
    use RuntimeKind::{Custom, Sglang, Tgi, Triton, Vllm};
    let kinds = [Custom, Vllm, Triton, Sglang, Tgi];
    for kind in kinds {
        let outcome = compiled(&format!("profiles/examples/{}.toml", kind.name()));
        let (stack, _) = outcome.built.unwrap_or_else(|| panic!("{}", kind.name()));
        assert_eq!(*stack.profile.runtime, kind);
    }
}

#[test]
fn they_are_clean_and_every_acceptance_says_why() {
    for outcome in examples() {
        for found in &outcome.findings.diagnostics {
            let accepted = found.accepted.as_ref();
            assert!(found.severity == Severity::Note, "{}: {}", outcome.name, found.message);
            assert!(accepted.is_some(), "{}: {}", outcome.name, found.message);
        }
        let (stack, _) = outcome.built.as_ref().unwrap_or_else(|| panic!("{}", outcome.name));
        for accept in &stack.profile.accept {
            assert!(accept.reason.split_whitespace().count() >= 5, "{}: {}", outcome.name, *accept.reason);
        }
    }
}

#[test]
fn together_they_have_every_object_that_can_be_asked_for() {
    let names = shipped();
    let outcomes: Vec<Outcome> = names.iter().map(|name| compiled(name)).collect();
    let built = outcomes.iter().filter_map(|outcome| outcome.built.as_ref());
    let objects = built.flat_map(|(_, manifests)| manifests.objects());
    let kinds: BTreeSet<String> = objects
        .map(|object| {
            let object = serde_json::to_value(object).expect("an object is JSON");
            object["kind"].as_str().expect("it has a kind").to_owned()
        })
        .collect();
    let expected = [
        "ConfigMap",
        "Deployment",
        "ExternalSecret",
        "HorizontalPodAutoscaler",
        "Ingress",
        "Namespace",
        "NetworkPolicy",
        "PersistentVolumeClaim",
        "PodDisruptionBudget",
        "PrometheusRule",
        "ScaledObject",
        "Secret",
        "Service",
        "ServiceAccount",
        "ServiceMonitor",
        "VerticalPodAutoscaler",
        "VolumeSnapshot",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// A folder of profiles is a whole library, so that the examples are taken together by their own folder.
#[test]
fn they_are_reached_by_path_and_by_folder() {
    let folder = root().join("profiles/examples");
    let by_path = Infgen::new().args(&format!("render --quiet --profile {}/vllm.toml", folder.display())).output();
    assert!(by_path.status.success() && !by_path.stdout.is_empty());
    let all = Infgen::new().args(&format!("check --all --deny warnings --profiles {}", folder.display())).output();
    assert!(all.status.success(), "{}", String::from_utf8_lossy(&all.stdout));
    let said = String::from_utf8_lossy(&all.stdout).into_owned();
    for name in ["custom", "keda", "sglang", "tgi", "triton", "vllm"] {
        assert!(said.lines().any(|line| line.starts_with(&format!("{name}: "))), "{name}: {said}");
    }
}
