//! A page says when its check's severity is another one; here is each of these cases.

use infgen::checks;
use infgen::compile::{Outcome, compile};
use infgen::diagnostic::Severity;
use infgen::source::{Library, Sources};
use std::path::PathBuf;

/// Compiles a shipped profile with arguments laid over it.
fn with(profile: &str, arguments: &[&str]) -> Outcome {
    let library = Library { folder: PathBuf::from("profiles") };
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    compile(&library, profile, &arguments, &mut Sources::default())
        .unwrap_or_else(|error| panic!("{profile} {arguments:?}: {error:#}"))
}

/// How bad the findings of a check are, before any `accept`.
fn severities(outcome: &Outcome, name: &str) -> Vec<Severity> {
    let check = checks::find(name).unwrap_or_else(|| panic!("no check `{name}`"));
    let findings = outcome.findings.diagnostics.iter();
    findings.filter(|found| *found.check == *check).map(|found| found.severity).collect()
}

/// A check, the profile and the arguments over it, and how bad it is; nothing where nothing is found.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [Severity]);

const NONE: &[Severity] = &[];
const ERROR: &[Severity] = &[Severity::Error];
const WARNING: &[Severity] = &[Severity::Warning];

const IP: &str = "load_balancer.targets=\"ip\"";
/// A profile whose image has no digest.
const UNPINNED: &str = "tests/fixtures/image-not-pinned/fail.toml";
const NO_ACCEPT: &str = "accept=[]";

const CASES: &[Case] = &[
    ("startup-budget-below-load", "prod", &["probes.startup.failures=14"], ERROR),
    ("startup-budget-below-load", "prod", &["probes.startup.failures=15"], WARNING),
    ("startup-budget-below-load", "prod", &["probes.startup.failures=22"], WARNING),
    ("startup-budget-below-load", "prod", &["probes.startup.failures=23"], NONE),
    ("readiness-delay-behind-startup", "prod", &["probes.readiness.delay=\"10s\""], NONE),
    ("liveness-faster-than-readiness", "prod", &["probes.liveness.interval=\"20s\""], NONE),
    ("liveness-faster-than-readiness", "prod", &["probes.liveness.interval=\"19s\""], WARNING),
    ("progress-deadline-below-startup", "prod", &["rollout.progress_deadline=\"329s\""], ERROR),
    ("progress-deadline-below-startup", "prod", &["rollout.progress_deadline=\"330s\""], WARNING),
    ("progress-deadline-below-startup", "prod", &["rollout.progress_deadline=\"396s\""], NONE),
    // A readiness gate makes a pod wait for its balancer: 60s and two checks.
    ("progress-deadline-below-startup", "prod-alb", &["rollout.progress_deadline=\"409s\""], ERROR),
    ("progress-deadline-below-startup", "prod-alb", &["rollout.progress_deadline=\"492s\""], NONE),
    (
        "progress-deadline-below-startup",
        "prod-alb",
        &["rollout.progress_deadline=\"396s\"", "load_balancer.readiness_gate=false"],
        NONE,
    ),
    ("drain-shorter-than-requests", "prod", &["load_balancer.deregistration_delay=\"59s\""], WARNING),
    ("drain-shorter-than-requests", "prod-alb", &["load_balancer.deregistration_delay=\"59s\""], ERROR),
    ("drain-shorter-than-requests", "prod-alb", &["load_balancer.deregistration_delay=\"60s\""], NONE),
    ("drain-shorter-than-requests", "prod", &[IP, "load_balancer.deregistration_delay=\"119s\""], ERROR),
    ("drain-shorter-than-requests", "prod", &[IP, "load_balancer.deregistration_delay=\"120s\""], WARNING),
    ("drain-shorter-than-requests", "prod", &[IP, "load_balancer.deregistration_delay=\"250s\""], NONE),
    ("balancer-time-out-of-range", "prod", &["load_balancer.deregistration_delay=\"3601s\""], ERROR),
    ("pre-stop-shorter-than-propagation", "prod", &[IP, "rollout.pre_stop=\"129s\""], ERROR),
    ("pre-stop-shorter-than-propagation", "prod", &[IP, "rollout.pre_stop=\"130s\""], WARNING),
    ("pre-stop-shorter-than-propagation", "prod", &[IP, "rollout.pre_stop=\"190s\""], NONE),
    ("pre-stop-shorter-than-propagation", "prod", &["rollout.pre_stop=\"15s\""], NONE),
    // An application that drops its requests at SIGTERM needs the longest one before it.
    ("pre-stop-shorter-than-propagation", "prod", &["rollout.pre_stop=\"69s\"", "app.drains_on_sigterm=false"], ERROR),
    ("pre-stop-shorter-than-propagation", "prod", &["rollout.pre_stop=\"75s\"", "app.drains_on_sigterm=false"], NONE),
    ("connection-termination-cuts-requests", "prod", &["load_balancer.terminate_connections=true"], NONE),
    (
        "connection-termination-cuts-requests",
        "prod",
        &["load_balancer.terminate_connections=true", "load_balancer.deregistration_delay=\"59s\""],
        ERROR,
    ),
    ("readiness-gate-missing", "prod-alb", &["load_balancer.readiness_gate=false"], ERROR),
    (
        "readiness-gate-missing",
        "prod-alb",
        &["load_balancer.readiness_gate=false", "rollout.max_unavailable=1"],
        WARNING,
    ),
    ("readiness-gate-missing", "prod-alb", &["service.create_namespace=false"], ERROR),
    (
        "readiness-gate-missing",
        "prod-alb",
        &["service.create_namespace=false", "load_balancer.readiness_gate=true"],
        NONE,
    ),
    ("image-not-pinned", "prod", &["image.digest=\"sha256:1.4.2\""], ERROR),
    ("image-not-pinned", UNPINNED, &["image.tag=\"latest\""], ERROR),
    ("image-not-pinned", UNPINNED, &["image.tag=\"1.4.2\""], WARNING),
    ("spot-carries-the-floor", "prod", &["placement.spot.enabled=true"], ERROR),
    ("spot-carries-the-floor", "prod", &["placement.spot.enabled=true", "measured.model_load=\"90s\""], WARNING),
    ("spot-carries-the-floor", "prod", &["placement.spot.enabled=true", "disruption.min_available=0"], NONE),
    ("zone-loss-blocks-drain", "prod", &["cluster.gpu_nodes=3"], WARNING),
    ("zone-loss-blocks-drain", "prod", &["cluster.gpu_nodes=5"], NONE),
    ("zone-loss-blocks-drain", "prod", &["cluster.gpu_nodes=3", "disruption.min_available=1"], NONE),
    ("idle-timeout-below-request", "prod-alb", &["traffic.longest_request=\"301s\""], ERROR),
    ("idle-timeout-below-request", "prod-alb", &["traffic.longest_request=\"300s\""], WARNING),
    ("idle-timeout-below-request", "prod-alb", &["traffic.longest_request=\"299s\""], NONE),
    ("idle-timeout-not-settable", "prod", &[NO_ACCEPT], WARNING),
    ("idle-timeout-not-settable", "prod", &[NO_ACCEPT, "load_balancer.idle_timeout=\"350s\""], NONE),
    ("idle-timeout-not-settable", "prod", &[NO_ACCEPT, "load_balancer.idle_timeout=\"351s\""], ERROR),
    ("balancer-time-out-of-range", "prod-alb", &["load_balancer.idle_timeout=\"4001s\""], ERROR),
    // Beside TLS a listener of TCP, which takes 60s at the least.
    ("balancer-time-out-of-range", "prod", &["load_balancer.idle_timeout=\"59s\""], ERROR),
    ("keep-alive-below-idle-timeout", "prod-alb", &["app.keep_alive=\"300s\""], WARNING),
    ("affinity-impossible", "prod", &[NO_ACCEPT], WARNING),
    ("affinity-impossible", "prod", &[NO_ACCEPT, IP], ERROR),
    ("affinity-impossible", "prod-alb", &[], NONE),
    ("affinity-impossible", "prod-alb", &["load_balancer.targets=\"instance\""], ERROR),
    ("balancer-time-out-of-range", "prod-alb", &["load_balancer.affinity.duration=\"2d\""], ERROR),
    ("health-check-out-of-range", "prod-alb", &["load_balancer.health_check.timeout=\"10s\""], ERROR),
    ("health-check-out-of-range", "prod", &["load_balancer.health_check.timeout=\"10s\""], NONE),
    ("health-check-out-of-range", "prod", &["load_balancer.health_check.interval=\"4s\""], ERROR),
    ("health-check-out-of-range", "prod", &["load_balancer.health_check.timeout=\"2.5s\""], ERROR),
    ("health-check-out-of-range", "prod", &["load_balancer.health_check.healthy=1"], ERROR),
    ("health-check-out-of-range", "prod", &["load_balancer.health_check.unhealthy=11"], ERROR),
    ("source-ranges-ignored", "prod", &["cluster.load_balancer_controller=\"2.5\""], NONE),
    ("source-ranges-ignored", "prod", &[IP, "cluster.load_balancer_controller=\"2.5\""], ERROR),
    ("source-ranges-ignored", "prod", &[IP], NONE),
    ("source-ranges-ignored", "prod", &["load_balancer.source_ranges=[\"2001:db8::/32\"]"], ERROR),
    ("source-ranges-ignored", "prod", &["load_balancer.source_ranges=[\"office\"]"], ERROR),
    ("plain-text-port", "prod", &[NO_ACCEPT], WARNING),
    ("plain-text-port", "prod-alb", &["load_balancer.redirect_http=false"], WARNING),
    ("tls-without-certificate", "prod", &["load_balancer.tls.certificates=[]"], ERROR),
    ("tls-without-certificate", "prod-alb", &["load_balancer.tls.certificates=[]"], WARNING),
    ("tls-without-certificate", "prod-alb", &["load_balancer.tls.certificates=[]", "load_balancer.hosts=[]"], ERROR),
    (
        "tls-without-certificate",
        "prod",
        &["load_balancer.tls.certificates=[\"arn:aws:iam::123456789012:server-certificate/inference\"]"],
        NONE,
    ),
    ("tls-policy-outdated", "prod", &["load_balancer.tls.policy=\"ELBSecurityPolicy-TLS13-1-1-2021-06\""], WARNING),
    ("tls-policy-outdated", "prod", &["load_balancer.tls.policy=\"ELBSecurityPolicy-TLS13-1-3-2021-06\""], NONE),
    ("tls-policy-outdated", "prod", &["load_balancer.tls.policy=\"modern\""], ERROR),
    ("open-to-the-world", "prod", &["load_balancer.source_ranges=[\"10.0.0.0/8\", \"0.0.0.0/0\"]"], WARNING),
    ("redirect-impossible", "prod-alb", &[], NONE),
    ("balancer-blocked-by-policy", "prod", &["network.balancer_cidrs=[\"10.0.0.0\"]"], ERROR),
    ("controller-cannot-do", "staging", &["cluster.load_balancer_controller=\"2.4\""], ERROR),
    ("controller-cannot-do", "staging", &["cluster.load_balancer_controller=\"2.5\""], NONE),
    ("controller-cannot-do", "prod-alb", &["cluster.load_balancer_controller=\"2.4\""], NONE),
];

#[test]
fn each_severity_is_the_one_of_its_page() {
    let mut wrong = Vec::new();
    for (name, profile, arguments, expected) in CASES {
        let found = severities(&with(profile, arguments), name);
        if found != *expected {
            wrong.push(format!("{name}: {profile} {arguments:?}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_measured_is_a_note() {
    let seed = with("tests/fixtures/seed.toml", &[]);
    for name in [
        "startup-budget-below-load",
        "progress-deadline-below-startup",
        "zone-loss-blocks-drain",
        "idle-timeout-below-request",
        "source-ranges-ignored",
    ] {
        let found = severities(&seed, name);
        assert!(!found.is_empty(), "{name} says nothing");
        assert!(found.iter().all(|severity| *severity == Severity::Note), "{name}: {found:?}");
    }
}
