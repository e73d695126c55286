//! What infgen says of the document that the project comes from, read literally.

mod support;

use infgen::compile::compile;
use infgen::diagnostic::{Diagnostic, Severity};
use infgen::source::{Library, Sources};
use std::path::PathBuf;
use support::{Infgen, keep, root};

/// A contradiction of the document: its row in `docs/checks/README.md`, what it is, and the check that finds it.
type Contradiction = (&'static str, &'static str, &'static str);

/// What fails as written, holds without margin, or contradicts itself.
const CONTRADICTIONS: &[Contradiction] = &[
    ("CAP-01", "20 pods x 50 rps is the promised 1000 rps without headroom", "no-headroom-at-peak"),
    ("CAP-02", "a lost zone leaves 13 pods for 1000 rps", "zone-loss-below-peak"),
    ("CAP-03", "the target of a pod is its capacity", "target-above-capacity"),
    ("AUT-11", "a counter of answers never exceeds what pods can answer", "completed-requests-as-signal"),
    ("CAP-04", "3 pods carry 150 rps until the next one serves", "floor-below-warm-up-load"),
    ("LAT-02", "the latency target leaves no time for a pod to start", "latency-target-near-slo"),
    ("LAT-07", "100 waiting clients send 200 rps", "load-test-cannot-show-slo"),
    ("ROL-01", "five minutes of start-up for a model that loads in up to five", "startup-budget-below-load"),
    ("OBS-05", "a page for a pod that has not started in five minutes", "not-ready-alert-inside-startup"),
    ("ROL-08", "SIGKILL comes before the drain is over", "grace-shorter-than-drain"),
    ("ROL-09", "60 s of draining for requests of 300 s", "drain-shorter-than-requests"),
    ("ROL-10", "no preStop for a balancer that lets go in minutes", "pre-stop-shorter-than-propagation"),
    ("LAT-01", "p99 within 3 s and requests of 300 s", "long-requests-contradict-slo"),
    ("ROL-16", "a rollout of 20 pods one by one", "rollout-longer-than-window"),
    ("ROL-18", "pods count before the balancer sends to them", "readiness-gate-missing"),
    ("AVA-02", "18 of 20 pods may be evicted at once", "disruption-budget-ignores-scale"),
    ("AUT-05", "memory of a loaded model against 75 % of a request", "memory-target-below-idle"),
    ("AUT-06", "70 % of 2 cores where 4 may be used", "cpu-target-below-idle"),
    ("AUT-07", "a busy GPU is not a load", "gpu-utilisation-as-signal"),
    ("AUT-08", "six metrics and nothing that serves them", "metric-without-reader"),
    ("CFG-08", "controllers that the prerequisites forget", "missing-controller"),
    ("AUT-22", "the VPA changes what the HPA divides by", "vpa-fights-autoscaler"),
    ("AUT-23", "kubectl scale against the HPA", "schedule-fights-autoscaler"),
    ("AUT-01", "three replicas in a manifest under an HPA", "replicas-under-autoscaler"),
    ("AUT-14", "pods go after 300 s and come back after more", "scale-down-before-warm-up"),
    ("LBA-02", "an idle timeout that an NLB does not take", "idle-timeout-not-settable"),
    ("LBA-04", "an hour of affinity on an NLB", "affinity-impossible"),
    ("LBA-05", "affinity that keeps clients from new pods", "affinity-outlasts-scale-up"),
    ("LBA-11", "port 80 in clear text, of which no log tells", "plain-text-port"),
    ("LBA-12", "cert-manager and ACM for one listener", "two-certificate-sources"),
    ("STO-01", "one claim for many nodes", "volume-single-writer"),
    ("STO-02", "one zone's claim for three zones", "volume-single-zone"),
    ("SEC-01", "user 1001 without an entry or a home", "user-unknown-to-image"),
    ("SEC-02", "a read-only root without /tmp", "read-only-root-without-scratch"),
    ("SEC-09", "nobody is let in from the balancer", "balancer-blocked-by-policy"),
    ("SEC-12", "credentials in deployment.yaml", "secret-values-in-manifest"),
    ("SEC-14", "a manifest and kubectl both fill the Secret", "secret-has-two-owners"),
    ("CAP-15", "2100 connections for a database that takes 100", "connection-pool-over-limit"),
    ("OBS-01", "thresholds that are no buckets", "threshold-off-bucket"),
    ("OBS-03", "an alert at 5 % for a promise of 1 %", "error-alert-over-budget"),
    ("OBS-04", "the first that is heard of slowness is the page", "no-warning-before-page"),
    ("OBS-06", "p99 that nobody watches", "objective-without-alert"),
    ("ROL-21", "two minutes of notice for five minutes of requests", "spot-notice-shorter-than-drain"),
    ("CST-07", "spot nodes carry the floor", "spot-carries-the-floor"),
];

/// What rests on a fact that the document does not state: said, and asked for.
const ASKED: &[Contradiction] = &[
    ("ROL-03", "ten minutes of progress for a start that may need them all", "progress-deadline-below-startup"),
    (
        "AVA-09",
        "one zone gone leaves the 2 pods that must stay; whether a third finds a node is not stated",
        "zone-loss-blocks-drain",
    ),
    ("LBA-08", "source ranges hold, or not, by the controller's version", "source-ranges-ignored"),
    ("CAP-05", "how fast the load grows", "ramp-faster-than-scale-up"),
    ("CAP-06", "how many GPUs there are", "gpus-over-quota"),
    ("LAT-04", "how long a batch of 8 takes", "batch-below-target-rate"),
];

#[test]
fn every_contradiction_of_the_document_is_found() {
    let library = Library { folder: PathBuf::from("profiles") };
    let outcome = compile(&library, "tests/fixtures/seed.toml", &[], &mut Sources::default()).expect("it can be read");
    let severities = |check: &str| -> Vec<Severity> {
        let waits = |found: &Diagnostic| found.lacks.iter().flat_map(|lack| &lack.waiting).any(|one| one.name == check);
        let about = |found: &&Diagnostic| found.check.name == check || waits(found);
        outcome.findings.diagnostics.iter().filter(about).map(|found| found.severity).collect()
    };
    for (row, contradiction, check) in CONTRADICTIONS {
        let found = severities(check).into_iter().any(|severity| severity < Severity::Note);
        assert!(found, "{row}, {contradiction}: {check} finds nothing");
    }
    for (row, contradiction, check) in ASKED {
        let asked = severities(check);
        assert!(asked.contains(&Severity::Note), "{row}, {contradiction}: {check} passes in silence");
    }
    let page = std::fs::read_to_string(root().join("docs/checks/README.md")).expect("the page can be read");
    for (row, _, check) in CONTRADICTIONS.iter().chain(ASKED) {
        let verdict = page.lines().find(|line| line.starts_with(&format!("| {row} |")));
        assert!(verdict.is_some_and(|verdict| verdict.contains(check)), "{row} does not name {check}");
    }
}

#[test]
fn what_is_said_of_the_document_is_kept() {
    let run = Infgen::new().args("check tests/fixtures/seed.toml");
    let output = run.command().current_dir(root()).output().expect("the program can be started");
    assert_eq!(output.status.code(), Some(1));
    keep("", "seed", &String::from_utf8_lossy(&output.stdout));
}
