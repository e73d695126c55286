//! The smallest edits that trip a check, and what cannot but come with it.

use crate::profile::Edit;

/// Edits of the clean `prod` that are smaller than the check's failing fixture.
pub(crate) const EDITS: &[(&str, &[Edit])] = &[
    ("slo-out-of-order", &[("/slo/p50", Some("\"3s\""))]),
    ("latency-target-near-slo", &[("/autoscaling/latency/percentile", Some("\"p50\""))]),
    ("queue-wait-over-slo", &[("/performance/queue_limit", Some("201"))]),
    ("batch-slower-than-slo", &[("/performance/batch_delay", Some("\"1.85s\""))]),
    ("zone-loss-below-peak", &[("/autoscaling/max", Some("18")), ("/autoscaling/requests_per_pod", Some("\"60rps\""))]),
    (
        "anti-affinity-over-nodes",
        &[
            ("/placement/anti_affinity", Some("\"required\"")),
            ("/cluster/gpu_nodes", Some("12")),
            ("/cluster/gpus_per_node", Some("2")),
        ],
    ),
    ("replicas-out-of-order", &[("/autoscaling/fallback", Some("21"))]),
    (
        "autoscaler-without-metric",
        &[
            ("/autoscaling/cpu", None),
            ("/autoscaling/memory", None),
            ("/autoscaling/gpu", None),
            ("/autoscaling/requests_per_pod", None),
            ("/autoscaling/latency", None),
            ("/autoscaling/queue", None),
        ],
    ),
    ("gpu-utilisation-as-signal", &[("/accept/4", None)]),
    ("drain-shorter-than-requests", &[("/load_balancer/deregistration_delay", Some("\"59s\""))]),
    ("pre-stop-shorter-than-propagation", &[("/rollout/pre_stop", Some("\"14s\""))]),
    (
        "stop-before-drain-ends",
        &[
            ("/load_balancer/kind", Some("\"alb\"")),
            ("/load_balancer/targets", Some("\"ip\"")),
            ("/app/drains_on_sigterm", Some("false")),
            ("/load_balancer/deregistration_delay", Some("\"101s\"")),
        ],
    ),
    (
        "connection-termination-cuts-requests",
        &[
            ("/load_balancer/terminate_connections", Some("true")),
            ("/load_balancer/deregistration_delay", Some("\"59s\"")),
        ],
    ),
    (
        "readiness-gate-missing",
        &[
            ("/load_balancer/kind", Some("\"alb\"")),
            ("/load_balancer/targets", Some("\"ip\"")),
            ("/load_balancer/redirect_http", Some("true")),
            ("/load_balancer/readiness_gate", Some("false")),
        ],
    ),
    ("spot-notice-shorter-than-drain", &[("/placement/spot", Some("{ \"enabled\": true, \"notice\": \"60s\" }"))]),
    ("image-not-pinned", &[("/image/digest", None)]),
    ("image-malformed", &[("/image/tag", Some("\"v1.4.2+gpu\""))]),
    (
        "floor-below-zones",
        &[
            ("/autoscaling/min", Some("2")),
            ("/traffic/base", Some("\"50rps\"")),
            ("/disruption/min_available", Some("1")),
        ],
    ),
    ("idle-timeout-below-request", &[("/traffic/longest_silence", Some("\"400s\""))]),
    ("affinity-impossible", &[("/accept/0", None)]),
    ("affinity-outlasts-scale-up", &[("/accept/1", None)]),
    ("idle-timeout-not-settable", &[("/accept/2", None)]),
    ("plain-text-port", &[("/accept/3", None)]),
    ("logs-without-tls", &[("/load_balancer/tls/certificates", Some("[]"))]),
    ("logs-without-bucket", &[("/load_balancer/access_logs/bucket", None)]),
    (
        "shared-memory-too-small",
        &[
            ("/performance/workers", Some("2")),
            ("/resources/cpu_request", Some("\"3\"")),
            ("/storage/shared_memory", Some("\"512Mi\"")),
        ],
    ),
    ("requests-over-limits", &[("/resources/cpu_request", Some("\"5\""))]),
    ("cache-not-writable", &[("/app/env", Some("{ \"TRITON_CACHE_DIR\": \"/models/.triton\" }"))]),
    ("read-only-root-without-scratch", &[("/storage/scratch/~1tmp", None)]),
    ("rules-not-selected", &[("/cluster/prometheus/selector/release", None)]),
    ("alert-window-below-scrapes", &[("/alerts/load_failure/for", Some("\"30s\""))]),
    (
        "alert-fires-within-promise",
        &[("/alerts/errors/0/threshold", Some("\"0.9%\"")), ("/alerts/min_requests", Some("200"))],
    ),
    ("not-exported-by-runtime", &[("/runtime", Some("\"tgi\""))]),
    ("text-malformed", &[("/placement/priority_class", Some("\"Inference High\""))]),
    ("out-of-api-range", &[("/app/metrics_port", Some("90900"))]),
];

/// Checks that cannot be tripped alone, what comes with them, and why.
pub(crate) const COMPANIONS: &[(&str, &[&str], &str)] = &[
    ("profile-not-toml", &["unknown-key"], "what is read of a broken line is a key that nobody knows"),
    (
        "queue-wait-over-slo",
        &["latency-target-near-slo"],
        "a queue that lets late answers through no longer excuses a late target",
    ),
    (
        "batch-slower-than-slo",
        &["latency-target-near-slo", "queue-wait-over-slo"],
        "the last of a full queue waits for the same batches",
    ),
    (
        "promise-near-unloaded-latency",
        &["unloaded-latency-over-target"],
        "the autoscaler's target lies below the promise",
    ),
    (
        "unloaded-latency-over-target",
        &["promise-near-unloaded-latency"],
        "the promise lies within a third above the target",
    ),
    (
        "gpus-over-node",
        &["cpu-below-workers", "zone-loss-blocks-drain"],
        "each GPU wants a core, and nodes that hold no pod hold none after the loss of a zone either",
    ),
    ("vpa-fights-autoscaler", &["missing-controller"], "a VPA that changes pods needs the VPA's controller"),
    (
        "queue-target-unreachable",
        &["alert-at-scaling-target"],
        "between a target at the limit and the limit no alert fits",
    ),
    (
        "gpu-target-unreachable",
        &["alert-at-scaling-target"],
        "where the autoscaler lets a GPU be busy all the time no alert fits",
    ),
    (
        "promise-lets-all-fail",
        &["alert-fires-within-promise", "burn-tier-cannot-fire"],
        "an alert that is none of a budget of everything",
    ),
    (
        "connection-termination-cuts-requests",
        &["drain-shorter-than-requests"],
        "behind nodes, what cuts requests is the delay that is too short for them",
    ),
    (
        "spot-notice-shorter-than-drain",
        &["spot-carries-the-floor"],
        "without a promise that pods stay, evictions-below-load speaks instead",
    ),
    (
        "zone-loss-blocks-drain",
        &["gpus-over-quota"],
        "nodes that are too few after the loss of a zone are too few for the peak",
    ),
    ("logs-without-tls", &["tls-without-certificate"], "TLS ends at an NLB by a certificate alone"),
    (
        "not-exported-by-runtime",
        &["argument-left-to-default", "argument-unlike-profile", "endpoint-unlike-runtime"],
        "a server that is known has arguments, ports and paths, and those of prod are its application's",
    ),
];
