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
/// A profile that states what it must and nothing else.
const MINIMAL: &str = "tests/fixtures/autoscaler-without-metric/fail.toml";

const WRITABLE_ROOT: &str = "security.read_only_root=false";
const LIMITED: &str = "rate_limit.enabled=true";
const PER_CLIENT: &str = "rate_limit.per_client=\"10rps\"";
const PEAK: &str = "traffic.peak=\"1000rps\"";
/// A client that sends more than it is let through.
const LARGEST: &str = "traffic.largest_client=\"10%\"";

/// A profile whose server is known, and told what the profile says.
const TGI: &str = "tests/fixtures/argument-unlike-profile/pass.toml";

const CASES: &[Case] = &[
    ("slo-out-of-order", "prod", &["traffic.longest_request=\"2s\""], WARNING),
    ("slo-out-of-order", "prod", &["traffic.longest_request=\"3s\""], NONE),
    ("slo-out-of-order", "prod", &["slo.p95=\"4s\""], ERROR),
    ("loads-out-of-order", "prod", &["traffic.base=\"1001rps\""], ERROR),
    ("loads-out-of-order", "prod", &["traffic.base=\"1000rps\"", "slo.throughput=\"1000rps\""], NONE),
    ("loads-out-of-order", "prod", &["slo.throughput=\"1001rps\""], ERROR),
    ("promise-near-unloaded-latency", "prod", &["measured.unloaded_p95=\"2.1s\""], ERROR),
    ("promise-near-unloaded-latency", "prod", &["measured.unloaded_p95=\"1334ms\""], WARNING),
    ("promise-near-unloaded-latency", "prod", &["measured.unloaded_p95=\"1333ms\""], NONE),
    ("latency-target-near-slo", MINIMAL, &["autoscaling.latency.percentile=\"p50\"", "slo.p95=\"2s\""], WARNING),
    ("probe-timeout-under-load", "prod", &["measured.health_response=\"5.1s\""], &[Severity::Warning; 2]),
    ("probe-timeout-under-load", "prod", &["load_balancer.health_check.timeout=\"2s\""], NONE),
    (
        "probe-timeout-under-load",
        "prod",
        &["load_balancer.health_check.timeout=\"2s\"", "measured.health_response=\"2.5s\""],
        WARNING,
    ),
    ("no-headroom-at-peak", "prod", &["traffic.headroom=\"19%\""], WARNING),
    ("no-headroom-at-peak", "prod", &["traffic.headroom=\"60%\""], NONE),
    ("no-headroom-at-peak", "prod", &["traffic.headroom=\"61%\""], ERROR),
    ("cpu-below-workers", "prod", &["performance.workers=2"], WARNING),
    ("cpu-below-workers", "prod", &["performance.workers=2", "resources.cpu_request=\"3\""], NONE),
    ("gpus-left-idle", "prod", &["placement.anti_affinity=\"required\"", "cluster.gpus_per_node=2"], NONE),
    ("gpus-left-idle", "prod", &["placement.anti_affinity=\"required\"", "cluster.gpus_per_node=3"], WARNING),
    ("gpus-left-idle", "prod", &["cluster.gpus_per_node=8"], NONE),
    ("ceiling-over-budget", "prod", &["cost.gpu_hour=1.2", "cost.hourly_budget=23.9"], WARNING),
    ("ceiling-over-budget", "prod", &["cost.gpu_hour=1.2", "cost.hourly_budget=24.0"], NONE),
    ("model-over-gpu-memory", "prod", &["cluster.gpu_memory=\"2900Mi\""], ERROR),
    ("model-over-gpu-memory", "prod", &["cluster.gpu_memory=\"3Gi\""], WARNING),
    ("model-over-gpu-memory", "prod", &["cluster.gpu_memory=\"3500Mi\""], NONE),
    ("argument-unlike-profile", TGI, &["performance.max_batch=15"], ERROR),
    ("argument-unlike-profile", TGI, &["model.revision=\"main\""], NONE),
    ("argument-unlike-profile", TGI, &["app.args=[\"--port=8080\", \"--revision=other\"]"], WARNING),
    ("argument-unlike-profile", TGI, &["app.args=[]"], &[Severity::Error; 2]),
    ("argument-unlike-profile", TGI, &["app.args=[]", "app.port=80", "app.metrics_port=80"], NONE),
    ("argument-unlike-profile", TGI, &["app.args=[]", "app.env={ PORT = \"8080\" }"], NONE),
    ("argument-unlike-profile", TGI, &["app.args=[\"-c\", \"tgi --port 9\"]"], NONE),
    ("argument-unlike-profile", "prod", &["runtime=\"vllm\"", "resources.gpus=2"], WARNING),
    ("argument-unlike-profile", "prod", &["runtime=\"vllm\"", "app.args=[\"-tp\", \"2\"]"], ERROR),
    (
        "argument-unlike-profile",
        "prod",
        &["runtime=\"vllm\"", "app.args=[\"-tp=2\", \"-pp=2\"]", "resources.gpus=4"],
        NONE,
    ),
    ("argument-left-to-default", "prod", &["runtime=\"vllm\""], &[Severity::Warning; 2]),
    (
        "argument-left-to-default",
        "prod",
        &[
            "runtime=\"sglang\"",
            "app.args=[\"--enable-metrics\", \"--max-running-requests=8\", \"--context-length=4096\"]",
        ],
        ERROR,
    ),
    ("endpoint-unlike-runtime", TGI, &["app.health_path=\"/info\""], NONE),
    ("endpoint-unlike-runtime", TGI, &["probes.liveness.path=\"/alive\""], ERROR),
    ("endpoint-unlike-runtime", TGI, &["app.metrics_path=\"/prometheus\""], ERROR),
    ("server-drain-below-request", "prod", &["runtime=\"vllm\"", "app.drains_on_sigterm=true"], ERROR),
    ("server-drain-below-request", "prod", &["runtime=\"vllm\"", "app.drains_on_sigterm=false"], NONE),
    (
        "server-drain-below-request",
        "prod",
        &["runtime=\"vllm\"", "app.args=[\"--shutdown-timeout\", \"60\"]", "app.drains_on_sigterm=true"],
        NONE,
    ),
    ("replicas-out-of-order", "prod", &["autoscaling.min=0"], ERROR),
    ("replicas-out-of-order", "prod", &["autoscaling.min=0", "autoscaling.metrics_backend=\"keda\""], ERROR),
    ("replicas-out-of-order", "prod", &["autoscaling.fallback=20"], NONE),
    ("replicas-out-of-order", "prod", &["autoscaling.fallback=21"], ERROR),
    ("replicas-out-of-order", "prod", &["autoscaling.fallback=2"], ERROR),
    (
        "replicas-out-of-order",
        "prod",
        &["autoscaling.schedules=[{ start = \"0 8 * * *\", end = \"0 20 * * *\", replicas = 21 }]"],
        ERROR,
    ),
    ("metric-without-reader", "prod", &["resources.gpus=0"], ERROR),
    ("target-pins-at-maximum", "prod", &["autoscaling.requests_per_pod=\"45rps\""], WARNING),
    ("target-pins-at-maximum", "prod", &["autoscaling.requests_per_pod=\"46rps\""], NONE),
    ("queue-target-below-batch", "prod", &["autoscaling.queue=7"], WARNING),
    ("queue-target-below-batch", "prod", &["autoscaling.queue=8"], NONE),
    ("scale-up-unlimited", "prod", &["autoscaling.up.pods=16"], NONE),
    ("scale-up-unlimited", "prod", &["autoscaling.up.pods=17"], WARNING),
    ("scale-up-unlimited", "staging", &["autoscaling.up.pods=4"], NONE),
    ("cache-not-writable", "prod", &["app.env.VLLM_CACHE_ROOT=\"/models/vllm\""], ERROR),
    ("cache-not-writable", "prod", &["app.env.VLLM_CACHE_ROOT=\"/models/vllm\"", WRITABLE_ROOT], ERROR),
    ("cache-not-writable", "prod", &["app.env.VLLM_CACHE_ROOT=\"/opt/vllm\""], ERROR),
    ("cache-not-writable", "prod", &["app.env.VLLM_CACHE_ROOT=\"/opt/vllm\"", WRITABLE_ROOT], NONE),
    ("cache-not-writable", "prod", &["app.env.VLLM_CACHE_ROOT=\"/etc/ai-inference/x\"", WRITABLE_ROOT], ERROR),
    ("cache-not-writable", "prod", &["app.env.VLLM_CACHE_ROOT=\"/dev/shm/vllm\""], NONE),
    (
        "cache-not-writable",
        "prod",
        &["app.env.VLLM_CACHE_ROOT=\"/models/cache/vllm\"", "storage.scratch.\"/models/cache\"=\"1Gi\""],
        NONE,
    ),
    (
        "cache-not-writable",
        "prod",
        &[
            "app.env.VLLM_CACHE_ROOT=\"/tmp/extra/vllm\"",
            "storage.mounts=[{ path = \"/tmp/extra\", config_map = \"extra\" }]",
        ],
        ERROR,
    ),
    ("cache-not-writable", "prod", &["app.env.VLLM_CACHE_ROOT=\"$(HOME)/vllm\""], NONE),
    ("cache-not-writable", "prod", &["app.env.HF_HUB_CACHE=\"/models/hub\""], WARNING),
    ("cache-not-writable", "prod", &["app.env.HF_HUB_CACHE=\"/models/hub\"", "app.env.HF_HUB_OFFLINE=\"true\""], NONE),
    ("cache-not-writable", "prod", &["app.env.HF_HUB_CACHE=\"/models/hub\"", "app.env.HF_HUB_OFFLINE=\"0\""], WARNING),
    ("cache-not-writable", "prod", &["app.env.HOME=\"/opt/app\""], WARNING),
    ("cache-not-writable", "prod", &["app.env.HOME=\"/opt/app\"", "image.knows_user=false"], NONE),
    ("user-unknown-to-image", "prod", &["app.env.HOME=\"/models\"", "image.knows_user=false", WRITABLE_ROOT], ERROR),
    ("client-limit-below-traffic", MINIMAL, &[LIMITED, PER_CLIENT, PEAK], &[Severity::Note]),
    (
        "client-limit-below-traffic",
        MINIMAL,
        &[LIMITED, PER_CLIENT, PEAK, LARGEST],
        &[Severity::Warning, Severity::Note],
    ),
    (
        "client-limit-below-traffic",
        MINIMAL,
        &[LIMITED, PER_CLIENT, PEAK, "traffic.largest_client=\"1%\""],
        &[Severity::Note],
    ),
    ("client-limit-below-traffic", MINIMAL, &[LIMITED, PER_CLIENT, PEAK, LARGEST, "traffic.clients=1000"], WARNING),
    ("autoscaler-without-metric", MINIMAL, &[], ERROR),
    ("autoscaler-without-metric", MINIMAL, &["autoscaling.cpu=\"70%\""], NONE),
    ("autoscaler-without-metric", MINIMAL, &["autoscaling.enabled=false"], NONE),
    (
        "autoscaler-out-of-api-range",
        "prod",
        &["cluster.kubernetes=\"1.35\"", "autoscaling.down.tolerance=\"100%\""],
        WARNING,
    ),
    ("autoscaler-out-of-api-range", "prod", &["autoscaling.up.tolerance=\"5%\""], ERROR),
    ("startup-budget-far-above-load", "prod", &["probes.startup.failures=90"], NONE),
    ("startup-budget-far-above-load", "prod", &["probes.startup.failures=91"], WARNING),
    ("liveness-slower-than-start", "prod", &["probes.liveness.failures=10"], NONE),
    ("liveness-slower-than-start", "prod", &["probes.liveness.failures=11"], WARNING),
    ("healthy-before-loaded", "prod", &["app.health_waits_for_model=false"], ERROR),
    ("nothing-to-roll-back-to", "prod", &["rollout.history=0"], WARNING),
    ("nothing-to-roll-back-to", "prod", &["rollout.history=1"], NONE),
    ("model-not-pinned", MINIMAL, &[], WARNING),
    ("model-not-pinned", "prod", &["model.revision=\"Latest\""], WARNING),
    ("evictions-below-load", "prod", &["disruption.min_available=1"], WARNING),
    ("evictions-below-load", "prod", &["traffic.base=\"160rps\""], NONE),
    ("evictions-below-load", "prod", &["traffic.base=\"161rps\""], WARNING),
    ("evictions-below-load", "dev", &[], NONE),
    ("logs-without-bucket", MINIMAL, &["load_balancer.access_logs.prefix=\"logs\""], ERROR),
    ("logs-without-bucket", "prod", &["load_balancer.access_logs.bucket=\"s3://logs\""], ERROR),
    ("connections-outlive-scale-up", "prod", &["app.connection_age=\"300s\""], NONE),
    ("connections-outlive-scale-up", "prod", &["app.connection_age=\"301s\""], WARNING),
    ("connections-outlive-scale-up", "prod-alb", &["app.connection_age=\"1d\""], NONE),
    ("cross-zone-off", "prod", &["load_balancer.cross_zone=false"], WARNING),
    ("cross-zone-off", "dev", &["load_balancer.cross_zone=false"], NONE),
    ("remote-code-trusted", "prod", &["app.args=[\"--trust-remote-code=true\"]"], WARNING),
    ("remote-code-trusted", "prod", &["app.args=[\"--trust-remote-code=false\"]"], NONE),
    ("remote-code-trusted", MINIMAL, &["app.args=[\"--trust-remote-code\"]"], ERROR),
    ("reserved-name", "prod", &["metrics.queue=\"inference-queue\""], ERROR),
    ("reserved-name", "prod", &["app.env.REDIS_PASSWORD=\"$(OTHER)\""], ERROR),
    ("alert-says-nothing", "prod", &["alerts.queue=176"], ERROR),
    ("alert-says-nothing", "prod", &["alerts.queue=175"], NONE),
    ("alert-says-nothing", "prod", &["alerts.cache.threshold=\"0%\""], ERROR),
    ("alert-says-nothing", "prod", &["alerts.min_requests=45000"], NONE),
    ("alert-says-nothing", "prod", &["alerts.min_requests=45001"], WARNING),
    ("page-spends-budget", "prod", &["alerts.not_ready.for=\"518s\""], NONE),
    ("page-spends-budget", "prod", &["alerts.not_ready.for=\"519s\""], WARNING),
    ("page-spends-budget", "prod", &["alerts.errors=[{ threshold = \"14.4%\", severity = \"critical\" }]"], NONE),
    ("page-spends-budget", "prod", &["alerts.errors=[{ threshold = \"14.5%\", severity = \"critical\" }]"], WARNING),
    ("page-spends-budget", "prod", &["alerts.errors=[{ threshold = \"50%\", severity = \"warning\" }]"], NONE),
    ("one-request-fires-alert", "prod", &["alerts.min_requests=99"], WARNING),
    (
        "no-warning-before-page",
        "prod",
        &[concat!(
            "alerts.latency=[{ bound = \"2s\", slower = \"5%\", severity = \"critical\" },",
            "{ bound = \"1.5s\", slower = \"6%\", severity = \"warning\" }]"
        )],
        WARNING,
    ),
    ("alert-window-below-scrapes", "prod", &["alerts.load_failure.for=\"59s\""], WARNING),
    ("zero-of-something-needed", "prod", &["cluster.zones=0"], ERROR),
    ("zero-of-something-needed", "prod", &["cache.ttl=\"0s\"", "cache.enabled=false"], NONE),
    ("measurements-contradict", "prod", &["measured.unloaded_p95=\"33ms\""], ERROR),
    ("measurements-contradict", "prod", &["measured.unloaded_p95=\"34ms\""], NONE),
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
    // On an ALB preStop is derived as 40s and the longest request of 60s.
    (
        "stop-before-drain-ends",
        "prod-alb",
        &["app.drains_on_sigterm=false", "load_balancer.deregistration_delay=\"101s\""],
        WARNING,
    ),
    (
        "stop-before-drain-ends",
        "prod-alb",
        &["app.drains_on_sigterm=false", "load_balancer.deregistration_delay=\"100s\""],
        NONE,
    ),
    ("stop-before-drain-ends", "prod-alb", &["load_balancer.deregistration_delay=\"3600s\""], NONE),
    (
        "stop-before-drain-ends",
        "prod",
        &["app.drains_on_sigterm=false", "load_balancer.deregistration_delay=\"3600s\""],
        NONE,
    ),
    (
        "stop-before-drain-ends",
        "prod",
        &[
            IP,
            "app.drains_on_sigterm=false",
            "load_balancer.terminate_connections=true",
            "load_balancer.deregistration_delay=\"310s\"",
        ],
        NONE,
    ),
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
    ("image-not-pinned", "prod", &["image.digest=\"sha256:1.4.2\""], NONE),
    ("image-malformed", "prod", &["image.digest=\"sha256:1.4.2\""], ERROR),
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

/// What a page has under a heading.
fn section(page: &str, heading: &str) -> String {
    let (_, rest) = page.split_once(&format!("## {heading}\n")).unwrap_or_else(|| panic!("no `{heading}`"));
    rest.split("\n## ").next().unwrap_or_default().trim().to_owned()
}

#[test]
fn every_page_says_how_bad_it_is_and_why() {
    let words = |severity: Severity| match severity {
        Severity::Error => "n error",
        Severity::Warning => "a warning",
        Severity::Note => "note",
    };
    for check in checks::ALL {
        let why = section(check.doc, "Why this is bad").to_lowercase();
        let begins = if check.severity == Severity::Error { "an error" } else { "a warning" };
        assert!(why.starts_with(begins), "{}: the reason begins with `{begins}`", check.name);
        assert!(why.len() > 120, "{}: it says why", check.name);
    }
    for (name, _, _, expected) in CASES {
        let check = checks::find(name).unwrap_or_else(|| panic!("no check `{name}`"));
        let why = section(check.doc, "Why this is bad").to_lowercase();
        for severity in *expected {
            assert!(why.contains(words(*severity)), "{name}: its page does not say when it is {severity}");
        }
    }
}

#[test]
fn where_sources_disagree_the_page_cites_both() {
    for (name, sources) in [
        ("source-ranges-ignored", ["Service annotations", "model_build_managed_sg.go"]),
        ("healthy-before-loaded", ["gateway-api-inference-extension#550", "gateway-api-inference-extension#558"]),
        ("autoscaler-out-of-api-range", ["the KEP", "first code of 1.33"]),
    ] {
        let page = checks::find(name).unwrap_or_else(|| panic!("no check `{name}`")).doc;
        assert!(page.to_lowercase().contains("disagree"), "{name}: the page does not say that sources disagree");
        for source in sources {
            assert!(page.contains(source), "{name}: {source}");
        }
    }
}

#[test]
fn what_is_not_measured_is_a_note() {
    let seed = with("tests/fixtures/seed.toml", &[]);
    for name in [
        "memory-limit-below-need",
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
