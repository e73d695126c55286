//! Numbers that may be ten times larger, or a tenth, without anything to say; each with the reason.

use serde_json::Value;

/// By ten, up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Push {
    Up,
    Down,
}

impl Push {
    /// The number ten times as large, or a tenth of it; an integer is rounded down.
    pub(crate) fn apply(self, number: &Value) -> Value {
        let scaled = |number: f64| if self == Self::Up { number * 10.0 } else { number / 10.0 };
        match number {
            Value::String(text) => {
                let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
                let (number, unit) = text.split_at(end);
                let number: f64 = number.parse().expect("a quantity begins with a number");
                if number == 0.0 { Value::from(text.clone()) } else { Value::from(format!("{}{unit}", scaled(number))) }
            }
            number => match number.as_i64() {
                Some(integer) if self == Self::Up => Value::from(integer * 10),
                Some(integer) => Value::from(integer / 10),
                None => Value::from(scaled(number.as_f64().expect("a number"))),
            },
        }
    }
}

use Push::{Down, Up};

const BOTH: &[Push] = &[Up, Down];
const UP: &[Push] = &[Up];
const DOWN: &[Push] = &[Down];

/// A port, a user: a name that happens to be a number.
const NAME: &str = "a name written as a number: another one is another place, and nothing is more or less";
/// More of what is there to be used.
const ROOM: &str = "more than is needed: it is the other side of the limit that the checks hold against";

/// What `infgen simulate` alone reads: it is how the load moves in a simulation, and breaks no promise by itself.
const SIMULATED: &str = "only a simulation reads it, and judges what it does; no check rests on it";

/// What makes an engine's capacity: the measured one goes before it in every check.
const TOKENS: &str = "plan and simulation compute with it; checks take the capacity that was measured under load";

pub(crate) const FREE: &[(&str, &[Push], &str)] = &[
    ("/cluster/prometheus/retention", UP, "more history than any rule or panel looks back on"),
    ("/cluster/node_provisioning", DOWN, "a faster start: every time that rests on it only gets shorter"),
    ("/probes/liveness/delay", UP, "the start-up probe holds liveness back for longer than that"),
    ("/rollout/min_ready", DOWN, "a rollout that moves sooner: the pods are ready all the same"),
    ("/rollout/progress_deadline", UP, "a rollout that hangs fails later; its pods are reported as not ready before"),
    ("/rollout/grace_period", UP, "a bound: a pod that has drained ends before it"),
    ("/rollout/max_unavailable", DOWN, "fewer pods are missing in a rollout"),
    ("/traffic/longest_silence", DOWN, "less silence: no timeout is nearer"),
    ("/traffic/largest_client", DOWN, "a client that sends less of the load"),
    (
        "/performance/batch_delay",
        BOTH,
        "100 ms fit beside batches of 76 ms; from 1.85 s on batch-slower-than-slo speaks",
    ),
    ("/dependencies/0/retries", DOWN, "fewer tries leave more of the promise"),
    ("/placement/spot/notice", UP, "more notice leaves more time to drain"),
    ("/cost/gpu_hour", DOWN, "a lower price is within every budget"),
    ("/cost/hourly_budget", UP, ROOM),
    ("/storage/data/size", BOTH, "how much the application writes is nobody's number but its own"),
    ("/secrets/store/refresh", BOTH, "how soon a changed secret arrives; a pod reads it at its start"),
    ("/autoscaling/up/tolerance", DOWN, "pods are added sooner"),
    ("/autoscaling/down/tolerance", DOWN, "pods are taken away sooner, and one at a time"),
    ("/measured/tokens/prompt", BOTH, TOKENS),
    ("/measured/tokens/answer", BOTH, TOKENS),
    ("/measured/tokens/iteration", BOTH, TOKENS),
    ("/measured/tokens/compute_us", BOTH, TOKENS),
    ("/measured/tokens/context_us", BOTH, TOKENS),
    ("/measured/tokens/prefill_chunks", BOTH, TOKENS),
    ("/measured/tokens/deviation", BOTH, TOKENS),
    ("/measured/start/*/low", DOWN, SIMULATED),
    ("/measured/start/*/high", UP, SIMULATED),
    ("/measured/start/*/sigma", BOTH, SIMULATED),
    ("/traffic/pattern/low", DOWN, SIMULATED),
    ("/traffic/pattern/high", UP, "a load above the peak is what a stress test is for: only a simulation reads it"),
    ("/traffic/pattern/start", BOTH, SIMULATED),
    ("/traffic/pattern/rise", BOTH, SIMULATED),
    ("/traffic/pattern/hold", BOTH, SIMULATED),
    ("/traffic/pattern/fall", BOTH, SIMULATED),
    ("/traffic/pattern/period", BOTH, SIMULATED),
    ("/traffic/pattern/factor", BOTH, SIMULATED),
    ("/traffic/pattern/states/*/rate", BOTH, SIMULATED),
    ("/traffic/pattern/states/*/stay", BOTH, SIMULATED),
    ("/cluster/gpu_memory", UP, ROOM),
    ("/cluster/gpu_nodes", UP, ROOM),
    ("/cluster/gpu_quota", UP, ROOM),
    ("/cluster/gpus_per_node", UP, "pods may share a node here; where they may not, gpus-left-idle speaks"),
    ("/slo/throughput", DOWN, "a smaller promise under the same peak: everything is counted for the peak"),
    ("/slo/burn/fast", DOWN, "a page that comes sooner, still at more than the pace of the promise"),
    (
        "/slo/burn/trickle",
        UP,
        "a ticket when all of the budget is gone: the three shorter tiers have told of it before",
    ),
    ("/traffic/base", DOWN, "a quieter night: what carries the stated one carries it"),
    ("/traffic/growth", DOWN, "a slower rise: what follows the stated one follows it"),
    ("/traffic/longest_request", DOWN, "shorter requests end sooner; below the p99 slo-out-of-order speaks"),
    (
        "/traffic/visit",
        BOTH,
        "how soon one client follows another: the simulation spreads them by it, no check rests on it",
    ),
    (
        "/traffic/clients",
        BOTH,
        "how many share the load; below the peak over the limit per client, client-limit-below-traffic",
    ),
    ("/measured/image_pull", DOWN, "a faster start: every time that rests on it only gets shorter"),
    ("/measured/idle_cpu", DOWN, "an idle pod that idles more: it keeps no pod running"),
    ("/measured/health_response", BOTH, "2 s are within every probe's 5 s; above, probe-timeout-under-load speaks"),
    ("/load_test/rate", UP, "a harder test than the promise needs: what passes it passes the promise"),
    ("/load_test/duration", UP, "a longer test than a scale-up needs shows the same"),
    (
        "/app/keep_alive",
        BOTH,
        "an NLB keeps no connections of its own; behind an ALB keep-alive-below-idle-timeout speaks",
    ),
    ("/app/connection_age", DOWN, "connections that move sooner spread better and cost a handshake more"),
    (
        "/performance/connection_pool",
        DOWN,
        "fewer connections only wait for each other, which no profile can put in time",
    ),
    ("/cache/ttl", BOTH, "how old an answer may be is the application's business"),
    (
        "/rate_limit/per_client",
        BOTH,
        "what a client may send; below its part of the peak client-limit-below-traffic speaks",
    ),
    ("/rate_limit/burst", BOTH, "what a client may send at once: fairness among clients, which no promise speaks of"),
    ("/resources/cpu_limit", UP, "a limit reserves nothing: nodes are filled by requests"),
    ("/resources/memory_limit", UP, "a limit reserves nothing: nodes are filled by requests"),
    ("/resources/ephemeral_storage", UP, "room on a disk whose size no profile states"),
    ("/storage/model/size", UP, "a claim with room for many models, which the bill tells of"),
    ("/security/user", BOTH, NAME),
    (
        "/rollout/shutdown",
        BOTH,
        "the grace period is derived and follows it; where stated, grace-shorter-than-drain speaks",
    ),
    ("/rollout/window", UP, "a rollout may take longer than it does"),
    ("/rollout/history", UP, "ReplicaSets without pods: a few kilobytes each"),
    ("/autoscaling/gpu", DOWN, "gpu-utilisation-as-signal finds this target at any value, and prod accepts it"),
    ("/autoscaling/up/stabilization", DOWN, "a quicker reaction: the window up only damps"),
    ("/autoscaling/up/period", BOTH, "still faster than the load grows; slower, ramp-faster-than-scale-up speaks"),
    ("/autoscaling/down/stabilization", UP, "pods that stay longer than needed are a matter of cost"),
    ("/autoscaling/down/period", UP, "pods that stay longer than needed are a matter of cost"),
    ("/load_balancer/http_port", BOTH, NAME),
    ("/load_balancer/https_port", BOTH, NAME),
    (
        "/load_balancer/affinity/duration",
        BOTH,
        "affinity-outlasts-scale-up finds it down to 5 minutes, and prod accepts it",
    ),
    ("/load_balancer/deregistration_delay", UP, "it bounds what may run on, and ends nothing sooner or later"),
    ("/dependencies/0/port", BOTH, NAME),
    ("/dependencies/1/port", BOTH, NAME),
    ("/dependencies/2/port", DOWN, NAME),
    ("/dependencies/0/max_connections", UP, ROOM),
    ("/dependencies/1/max_connections", UP, ROOM),
    ("/dependencies/2/max_connections", UP, ROOM),
    (
        "/dependencies/0/reserved_connections",
        BOTH,
        "4000 are left of which 2300 are needed; below, connection-pool-over-limit speaks",
    ),
    ("/dependencies/0/timeout", DOWN, "giving up sooner leaves more of the promise"),
    ("/dependencies/1/timeout", BOTH, "1 s is within the p99 of 3 s; above, dependency-timeout-over-slo speaks"),
    ("/dependencies/2/timeout", DOWN, "giving up sooner leaves more of the promise"),
    ("/metrics/buckets/0", DOWN, "a finer histogram, below every promise"),
    ("/metrics/buckets/10", UP, "a wider histogram, above every promise"),
    ("/metrics/scrape_timeout", DOWN, "a target that answers within 1 s is usual; how fast it does nobody states"),
    ("/alerts/min_requests", UP, "150 rps are 45000 requests in 5 minutes; above them alert-says-nothing speaks"),
    (
        "/alerts/latency/0/slower",
        UP,
        "50% is ten times the promise's share: within the fast burn rate, and a warning stands at 5%",
    ),
    ("/alerts/latency/2/for", UP, "a warning below every promise: it spends none of a budget"),
    ("/alerts/errors/1/for", DOWN, "a warning that comes sooner, still after four scrapes"),
    ("/alerts/gpu/for", DOWN, "a warning that comes sooner, still after four scrapes"),
    ("/alerts/queue_for", DOWN, "a warning that comes sooner, on an average over 5 minutes"),
    ("/alerts/cache/threshold", DOWN, "how good a cache has to be is the application's business"),
    ("/alerts/cache/for", BOTH, "a cache that is cold breaks no promise by itself; its warning may take its time"),
];
