//! The autoscaler that infgen renders, held against the API's own rules.

use infgen::compile::{Outcome, compile};
use infgen::hpa::Version;
use infgen::source::{Library, Sources};
use serde_json::{Value, json};
use std::path::PathBuf;

use crate::validate::validate_hpa;

/// `prod` with a value of its autoscaler replaced.
pub(crate) fn with(argument: &str) -> Outcome {
    let library = Library { folder: PathBuf::from("profiles") };
    compile(&library, "prod", &[argument.to_owned()], &mut Sources::default()).expect("prod is there")
}

/// Whether the API server takes the rendered autoscaler, and what it says first if not.
pub(crate) fn taken(outcome: &Outcome) -> Result<(), Value> {
    let (_, manifests) = outcome.built.as_ref().expect("it can be built");
    let objects = manifests.objects().map(|object| serde_json::to_value(object).expect("an object is JSON"));
    let mut autoscalers = objects.filter(|object| object["kind"] == "HorizontalPodAutoscaler");
    let autoscaler = autoscalers.next().expect("there is an autoscaler");
    let input = json!({ "name": autoscaler["metadata"]["name"], "spec": autoscaler["spec"] });
    let verdict = validate_hpa(&input, Version::new(33).expect("a release")).expect("it can be read");
    let first = verdict.get("first_error").cloned().unwrap_or_default();
    if first.is_null() { Ok(()) } else { Err(first) }
}

/// Values at the edges of what the API takes, and beyond them.
pub(crate) const EDGES: &[&str] = &[
    "autoscaling.min=0",
    "autoscaling.min=1",
    "autoscaling.max=0",
    "autoscaling.max=2",
    "autoscaling.max=3",
    "autoscaling.cpu=0%",
    "autoscaling.cpu=1%",
    "autoscaling.memory=0%",
    "autoscaling.gpu=0%",
    "autoscaling.requests_per_pod=0rps",
    "autoscaling.requests_per_pod=0.001rps",
    "autoscaling.queue=0",
    "autoscaling.queue=1",
    "autoscaling.latency.target=0s",
    "autoscaling.latency.target=1ms",
    "autoscaling.up.stabilization=0s",
    "autoscaling.up.stabilization=3600s",
    "autoscaling.up.stabilization=3601s",
    "autoscaling.down.stabilization=3601s",
    "autoscaling.up.period=0s",
    "autoscaling.up.period=1s",
    "autoscaling.up.period=1800s",
    "autoscaling.up.period=1801s",
    "autoscaling.down.period=1801s",
    "autoscaling.up.pods=0",
    "autoscaling.up.pods=1",
    "autoscaling.down.pods=0",
    "service.name=Inference",
    "service.name=a.b",
];
