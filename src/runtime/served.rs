//! The tables of the serving runtimes: what each exports, where it answers, how it ends.
//!
//! What a runtime does not export is absent here, with the best substitute in [`Runtime::gaps`]: no rule is written that
//! no series can fire.

use super::{
    APPLICATION, APPLICATION_BUCKETS, Among, CacheMetric, Exporter, Failures, Metric, MetricType, Part, Runtime, Unit,
    external,
};
use crate::profile::RuntimeKind;
use crate::units::{Bytes, Duration, Port};
use std::borrow::Cow;

/// What a runtime is like besides its metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Port that serves requests unless it is told another.
    pub port: Port,
    /// Port that serves metrics; nothing where it is that of the requests.
    pub metrics_port: Option<Port>,
    /// Path that answers once the model does.
    pub health_path: &'static str,
    /// Path of the metrics.
    pub metrics_path: &'static str,
    /// Path that requests are posted to.
    pub inference_path: &'static str,
    /// Whether it finishes what it has begun after SIGTERM, as it starts without further flags.
    pub drains_on_sigterm: bool,
    /// Shared memory that several GPUs of a pod need.
    pub shared_memory: Bytes,
    /// The finite buckets of its response times, where they are whole milliseconds.
    pub buckets: &'static [u64],
    /// From which version on this table holds, and what has to be switched on.
    pub gate: &'static str,
}

/// Something that the profile may ask for and the runtime does not export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// What is asked for.
    pub role: Role,
    /// Why there is nothing.
    pub why: &'static str,
    /// What comes closest.
    pub substitute: &'static str,
}

/// What a metric is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Counting slow responses.
    Slow,
    /// Quantiles of the response time.
    Quantile,
    /// Counting failures.
    Errors,
    /// Cache hits.
    Cache,
}

/// [vLLM `vllm/v1/metrics/loggers.py`; `SGLang` has the same up to 60 s, `docs/references/production_metrics.md`]
const VLLM_BUCKETS: &[u64] = &[
    300, 500, 800, 1_000, 1_500, 2_000, 2_500, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 60_000, 120_000,
    240_000, 480_000, 960_000, 1_920_000, 7_680_000,
];
const SGLANG_BUCKETS: &[u64] =
    &[300, 500, 800, 1_000, 1_500, 2_000, 2_500, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 60_000];

const NO_ERRORS: &str = "the 5xx answers that the gateway or the Ingress in front of the pods counts";

const GIB: u64 = 1 << 30;

/// The facts of a runtime; `None` for an application of one's own, of which the profile says everything.
#[must_use]
pub fn facts(kind: RuntimeKind) -> Option<Facts> {
    let openai = Facts {
        port: Port::new(8000),
        metrics_port: None,
        health_path: "/health",
        metrics_path: "/metrics",
        inference_path: "/v1/completions",
        drains_on_sigterm: false,
        shared_memory: Bytes::new(10 * GIB),
        buckets: VLLM_BUCKETS,
        gate: "vLLM 0.8 or later (engine V1); it drains only from 0.18 on, with `--shutdown-timeout`",
    };
    match kind {
        RuntimeKind::Custom => None,
        RuntimeKind::Vllm => Some(openai),
        RuntimeKind::Sglang => Some(Facts {
            port: Port::new(30_000),
            drains_on_sigterm: true,
            buckets: SGLANG_BUCKETS,
            gate: "SGLang 0.4 or later, started with `--enable-metrics`",
            ..openai
        }),
        RuntimeKind::Triton => Some(Facts {
            metrics_port: Some(Port::new(8002)),
            health_path: "/v2/health/ready",
            inference_path: "/v2/models/default/infer",
            drains_on_sigterm: true,
            shared_memory: Bytes::new(GIB),
            buckets: &[],
            gate: "Triton 23.12 or later for the queue's gauge; it drains for `--exit-timeout-secs`, 30 s by default",
            ..openai
        }),
        RuntimeKind::Tgi => Some(Facts {
            port: Port::new(80),
            inference_path: "/generate",
            drains_on_sigterm: true,
            shared_memory: Bytes::new(GIB),
            buckets: &[],
            gate: "TGI 1.0 or later; it is in maintenance mode, its makers send new users to vLLM and SGLang",
            ..openai
        }),
    }
}

const fn metric(name: &'static str, kind: MetricType, unit: Unit, labels: &'static [&'static str]) -> Metric {
    Metric { name: Cow::Borrowed(name), kind, unit, labels, exporter: Exporter::Application }
}

const fn counter(name: &'static str, unit: Unit) -> Metric {
    metric(name, MetricType::Counter, unit, APPLICATION)
}

const fn gauge(name: &'static str, unit: Unit) -> Metric {
    metric(name, MetricType::Gauge, unit, APPLICATION)
}

const fn histogram(name: &'static str) -> Metric {
    metric(name, MetricType::Histogram, Unit::Seconds, APPLICATION_BUCKETS)
}

/// The table of a runtime.
pub(super) fn table(kind: RuntimeKind) -> Option<Runtime> {
    match kind {
        RuntimeKind::Custom => None,
        RuntimeKind::Vllm => Some(vllm()),
        RuntimeKind::Sglang => Some(sglang()),
        RuntimeKind::Triton => Some(triton()),
        RuntimeKind::Tgi => Some(tgi()),
    }
}

/// [vLLM `vllm/v1/metrics/loggers.py`]
fn vllm() -> Runtime {
    Runtime {
        name: "vllm",
        response_time: Some(histogram("vllm:e2e_request_latency_seconds")),
        counts_slow: true,
        requests: counter("vllm:request_success_total", Unit::Requests),
        failures: None,
        queue: gauge("vllm:num_requests_waiting", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: Some(CacheMetric::Counters {
            hits: counter("vllm:prefix_cache_hits_total", Unit::Lookups),
            lookups: counter("vllm:prefix_cache_queries_total", Unit::Lookups),
        }),
        gaps: &[Gap { role: Role::Errors, why: "it counts only what it finishes", substitute: NO_ERRORS }],
    }
}

/// [`SGLang` `python/sglang/srt/metrics/collector.py`]
fn sglang() -> Runtime {
    Runtime {
        name: "sglang",
        response_time: Some(histogram("sglang:e2e_request_latency_seconds")),
        counts_slow: true,
        requests: counter("sglang:num_requests_total", Unit::Requests),
        failures: None,
        queue: gauge("sglang:num_queue_reqs", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: Some(CacheMetric::Gauge(gauge("sglang:cache_hit_rate", Unit::Fraction))),
        gaps: &[Gap {
            role: Role::Errors,
            why: "its counter of aborted requests has those that clients gave up too",
            substitute: NO_ERRORS,
        }],
    }
}

/// [Triton `docs/user_guide/metrics.md`]
fn triton() -> Runtime {
    Runtime {
        name: "triton",
        response_time: None,
        counts_slow: false,
        requests: counter("nv_inference_request_success", Unit::Requests),
        failures: None,
        queue: gauge("nv_inference_pending_request_count", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: None,
        gaps: &[
            Gap {
                role: Role::Slow,
                why: "it sums response times and has no histogram of them",
                substitute: "a histogram at the gateway; the queue's alert tells of slowness first",
            },
            Gap {
                role: Role::Quantile,
                why: "it sums response times and has no histogram of them",
                substitute: "the queue as the autoscaler's signal",
            },
            Gap {
                role: Role::Errors,
                why: "it counts successes and failures apart, and no counter has both",
                substitute: NO_ERRORS,
            },
            Gap {
                role: Role::Cache,
                why: "it counts hits and misses by model, and no counter has all lookups",
                substitute: "its own panels; a cold cache shows in the queue",
            },
        ],
    }
}

/// [TGI `router/src/{server,infer,queue}.rs`]
fn tgi() -> Runtime {
    Runtime {
        name: "tgi",
        response_time: Some(histogram("tgi_request_duration")),
        counts_slow: false,
        requests: counter("tgi_request_count", Unit::Requests),
        failures: Some(Failures {
            failed: Part::all(counter("tgi_request_failure", Unit::Requests)),
            among: Among::Requests,
        }),
        queue: gauge("tgi_queue_size", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: None,
        gaps: &[
            Gap {
                role: Role::Slow,
                why: "its buckets are powers of 1.5, of which none is a bound that anybody promises",
                substitute: "a histogram at the gateway; its quantiles are good for a picture and a scale",
            },
            Gap { role: Role::Cache, why: "it counts no lookups", substitute: "none; its prefix cache is inside" },
        ],
    }
}

/// The buckets as times.
pub(super) fn buckets(facts: &Facts) -> Vec<Duration> {
    facts.buckets.iter().map(|millis| Duration::from_millis(*millis)).collect()
}
