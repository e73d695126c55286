//! Numbers that `prod` leaves out, or has at zero, stated so that all still holds; each is pushed like those of `prod`.
#![allow(dead_code, reason = "each test file uses its part")]

use crate::profile::Edit;

/// A variant of the clean `prod` without a finding more.
pub(crate) struct Scene {
    /// What it states.
    pub(crate) what: &'static str,
    /// What is found in it whatever its numbers are.
    pub(crate) found: &'static [&'static str],
    pub(crate) edits: &'static [Edit],
}

pub(crate) const SCENES: &[Scene] = &[
    Scene {
        what: "the end and the start of a pod, stated and not derived",
        found: &[],
        edits: &[
            ("/rollout/pre_stop", Some("\"15s\"")),
            ("/rollout/grace_period", Some("\"90s\"")),
            ("/rollout/progress_deadline", Some("\"450s\"")),
            ("/rollout/min_ready", Some("\"10s\"")),
            ("/rollout/max_unavailable", Some("1")),
            ("/probes/startup/delay", Some("\"5s\"")),
            ("/probes/readiness/delay", Some("\"2s\"")),
            ("/probes/liveness/delay", Some("\"5s\"")),
            ("/cluster/node_provisioning", Some("\"10s\"")),
        ],
    },
    Scene {
        what: "traffic, promises and batches in detail",
        found: &[],
        edits: &[
            ("/traffic/longest_silence", Some("\"30s\"")),
            ("/traffic/largest_client", Some("\"1%\"")),
            ("/performance/batch_delay", Some("\"10ms\"")),
            ("/slo/objectives", Some("[{ \"share\": \"99%\", \"bound\": \"5s\" }]")),
            ("/dependencies/0/reserved_connections", Some("100")),
            ("/dependencies/0/retries", Some("1")),
        ],
    },
    Scene {
        what: "money, disks and secrets",
        found: &[],
        edits: &[
            ("/cost", Some("{ \"gpu_hour\": 1.2, \"hourly_budget\": 30.0, \"currency\": \"USD\" }")),
            (
                "/storage/data",
                Some("{ \"path\": \"/data\", \"size\": \"50Gi\", \"access\": \"ReadWriteMany\", \"zonal\": false }"),
            ),
            ("/secrets/owners", Some("[\"external-secrets\"]")),
            ("/secrets/store", Some("{ \"name\": \"aws\", \"path\": \"prod/ai\", \"refresh\": \"1h\" }")),
            (
                "/cluster/controllers",
                Some(
                    "[\"aws-load-balancer-controller\", \"nvidia-gpu-operator\", \"dcgm-exporter\", \"prometheus-operator\", \
                     \"prometheus-adapter\", \"metrics-server\", \"kube-state-metrics\", \"external-secrets\"]",
                ),
            ),
        ],
    },
    Scene {
        what: "batches that are not on a line",
        found: &[],
        edits: &[
            ("/measured/batch_constant", None),
            ("/measured/batch_per_request", None),
            (
                "/measured/batch_times",
                Some("[\"34ms\", \"40ms\", \"46ms\", \"52ms\", \"58ms\", \"64ms\", \"70ms\", \"76ms\"]"),
            ),
        ],
    },
    Scene {
        what: "pods that nothing scales",
        found: &[],
        edits: &[
            ("/autoscaling/enabled", Some("false")),
            ("/rollout/replicas", Some("23")),
            ("/disruption/min_available", Some("14")),
        ],
    },
    Scene {
        what: "an autoscaler with tolerances of its own",
        found: &[],
        edits: &[
            ("/cluster/kubernetes", Some("\"1.35\"")),
            ("/autoscaling/up/tolerance", Some("\"5%\"")),
            ("/autoscaling/down/tolerance", Some("\"20%\"")),
        ],
    },
    Scene {
        what: "KEDA, with a schedule and a fallback",
        found: &[],
        edits: &[
            ("/autoscaling/metrics_backend", Some("\"keda\"")),
            ("/autoscaling/fallback", Some("10")),
            (
                "/autoscaling/schedules",
                Some("[{ \"start\": \"0 8 * * *\", \"end\": \"0 20 * * *\", \"replicas\": 10 }]"),
            ),
            (
                "/cluster/controllers",
                Some(
                    "[\"aws-load-balancer-controller\", \"nvidia-gpu-operator\", \"dcgm-exporter\", \"prometheus-operator\", \
                     \"keda\", \"metrics-server\", \"kube-state-metrics\"]",
                ),
            ),
        ],
    },
    Scene {
        what: "spot nodes below no promise",
        found: &["disruption-budget-ignores-scale"],
        edits: &[
            ("/placement/spot", Some("{ \"enabled\": true, \"notice\": \"120s\" }")),
            ("/disruption/min_available", Some("0")),
            ("/disruption/budget", Some("\"min-available\"")),
        ],
    },
    Scene {
        what: "how a start varies, by triangles",
        found: &[],
        edits: &[
            ("/cluster/node_provisioning", Some("\"10s\"")),
            (
                "/measured/start",
                Some(
                    "{ \"scheduling\": { \"usual\": \"2s\", \"low\": \"1s\", \"high\": \"5s\" }, \
                 \"node\": { \"usual\": \"10s\", \"low\": \"5s\", \"high\": \"20s\" }, \
                 \"image\": { \"usual\": \"10s\", \"low\": \"5s\", \"high\": \"20s\" }, \
                 \"load\": { \"usual\": \"100s\", \"low\": \"80s\", \"high\": \"150s\" }, \
                 \"readiness\": { \"usual\": \"5s\", \"low\": \"1s\", \"high\": \"10s\" }, \
                 \"registration\": { \"usual\": \"5s\", \"low\": \"1s\", \"high\": \"10s\" } }",
                ),
            ),
        ],
    },
    Scene {
        what: "how a start varies, without bounds",
        found: &[],
        edits: &[
            ("/cluster/node_provisioning", Some("\"10s\"")),
            (
                "/measured/start",
                Some(
                    "{ \"scheduling\": { \"usual\": \"2s\", \"sigma\": \"30%\" }, \
                 \"node\": { \"usual\": \"10s\", \"sigma\": \"30%\" }, \
                 \"image\": { \"usual\": \"10s\", \"sigma\": \"30%\" }, \
                 \"load\": { \"usual\": \"100s\", \"sigma\": \"30%\" }, \
                 \"readiness\": { \"usual\": \"5s\", \"sigma\": \"30%\" }, \
                 \"registration\": { \"usual\": \"5s\", \"sigma\": \"30%\" } }",
                ),
            ),
        ],
    },
    Scene {
        what: "how the load moves",
        found: &[],
        edits: &[(
            "/traffic/pattern",
            Some(
                "{ \"kind\": \"burst\", \"low\": \"200rps\", \"high\": \"900rps\", \"start\": \"5m\", \"rise\": \"10m\", \
                 \"hold\": \"5m\", \"fall\": \"10m\", \"period\": \"24h\", \"factor\": 1.5, \
                 \"states\": [{ \"rate\": \"300rps\", \"stay\": \"5m\" }] }",
            ),
        )],
    },
    Scene {
        what: "an engine that computes tokens",
        found: &["latency-target-near-slo", "queue-wait-over-slo"],
        edits: &[(
            "/measured/tokens",
            Some(
                "{ \"prompt\": 200.0, \"answer\": 100.0, \"iteration\": \"10ms\", \"compute_us\": 20.0, \
                 \"context_us\": 1.0, \"prefill_chunks\": 2, \"deviation\": \"80%\" }",
            ),
        )],
    },
];

/// Numbers that no scene states, and why.
pub(crate) const ALWAYS_FOUND: &[(&str, &str)] = &[
    ("/load_test/concurrency", "a test of clients that wait is found at any number of them: load-test-cannot-show-slo"),
    ("/load_test/requests", "a test of clients that wait is found at any length of it: load-test-cannot-show-slo"),
];
