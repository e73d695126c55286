//! What infgen says of the document that the project comes from, read literally.

mod support;

use infgen::compile::compile;
use infgen::diagnostic::Severity;
use infgen::source::{Library, Sources};
use std::path::PathBuf;
use support::{Infgen, keep, root};

/// Every contradiction of the document, by what it is, with the check that finds it.
const CONTRADICTIONS: [(&str, &str); 38] = [
    ("20 pods x 50 rps is the promised 1000 rps without headroom", "no-headroom-at-peak"),
    ("a lost zone leaves 13 pods for 1000 rps", "zone-loss-below-peak"),
    ("the target of a pod is its capacity", "target-above-capacity"),
    ("a counter of answers never exceeds what pods can answer", "completed-requests-as-signal"),
    ("3 pods carry 150 rps until the next one serves", "floor-below-warm-up-load"),
    ("100 waiting clients send 200 rps", "load-test-cannot-show-slo"),
    ("the latency target leaves no time for a pod to start", "latency-target-near-slo"),
    ("SIGKILL comes before the drain is over", "grace-shorter-than-drain"),
    ("60 s of draining for requests of 300 s", "drain-shorter-than-requests"),
    ("no preStop for a balancer that lets go in minutes", "pre-stop-shorter-than-propagation"),
    ("p99 within 3 s and requests of 300 s", "long-requests-contradict-slo"),
    ("a rollout of 20 pods one by one", "rollout-longer-than-window"),
    ("pods count before the balancer sends to them", "readiness-gate-missing"),
    ("18 of 20 pods may be evicted at once", "disruption-budget-ignores-scale"),
    ("memory of a loaded model against 75 % of a request", "memory-target-below-idle"),
    ("70 % of 2 cores where 4 may be used", "cpu-target-below-idle"),
    ("a busy GPU is not a load", "gpu-utilisation-as-signal"),
    ("six metrics and nothing that serves them", "metric-without-reader"),
    ("controllers that the prerequisites forget", "missing-controller"),
    ("the VPA changes what the HPA divides by", "vpa-fights-autoscaler"),
    ("kubectl scale against the HPA", "schedule-fights-autoscaler"),
    ("three replicas in a manifest under an HPA", "replicas-under-autoscaler"),
    ("an idle timeout that an NLB does not take", "idle-timeout-not-settable"),
    ("an hour of affinity on an NLB", "affinity-impossible"),
    ("affinity that keeps clients from new pods", "affinity-outlasts-scale-up"),
    ("port 80 in clear text", "plain-text-port"),
    ("cert-manager and ACM for one listener", "two-certificate-sources"),
    ("one claim for many nodes", "volume-single-writer"),
    ("one zone's claim for three zones", "volume-single-zone"),
    ("user 1001 without an entry or a home", "user-unknown-to-image"),
    ("a read-only root without /tmp", "read-only-root-without-scratch"),
    ("credentials in deployment.yaml", "secret-values-in-manifest"),
    ("a manifest and kubectl both fill the Secret", "secret-has-two-owners"),
    ("2100 connections for a database that takes 100", "connection-pool-over-limit"),
    ("thresholds that are no buckets", "threshold-off-bucket"),
    ("an alert at 5 % for a promise of 1 %", "error-alert-over-budget"),
    ("p99 that nobody watches", "objective-without-alert"),
    ("two minutes of notice for five minutes of requests", "spot-notice-shorter-than-drain"),
];

#[test]
fn every_contradiction_of_the_document_is_found() {
    let library = Library { folder: PathBuf::from("profiles") };
    let outcome = compile(&library, "tests/fixtures/seed.toml", &[], &mut Sources::default()).expect("it can be read");
    for (contradiction, check) in CONTRADICTIONS {
        let found = outcome.findings.diagnostics.iter().find(|found| found.check.name == check);
        assert!(found.is_some_and(|found| found.severity < Severity::Note), "{contradiction}: {check} finds nothing");
    }
}

#[test]
fn what_is_said_of_the_document_is_kept() {
    let run = Infgen::new().args("check tests/fixtures/seed.toml");
    let output = run.command().current_dir(root()).output().expect("the program can be started");
    assert_eq!(output.status.code(), Some(1));
    keep("", "seed", &String::from_utf8_lossy(&output.stdout));
}
