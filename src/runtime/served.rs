//! The tables of the serving runtimes: what each exports, where it answers, how it ends.
//!
//! What a runtime does not export is absent here, with the best substitute in [`Runtime::gaps`]: no rule is written that
//! no series can fire.

use super::{
    APPLICATION, APPLICATION_BUCKETS, Among, CacheMetric, Exporter, Failures, Metric, MetricType, Only, Part, Runtime,
    Unit, arguments, external,
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
    /// Cache hits.
    Cache,
}

/// [vLLM `vllm/v1/metrics/loggers.py`]
const VLLM_BUCKETS: &[u64] = &[
    300, 500, 800, 1_000, 1_500, 2_000, 2_500, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 60_000, 120_000,
    240_000, 480_000, 960_000, 1_920_000, 7_680_000,
];
/// [`SGLang` `python/sglang/srt/observability/metrics_collector.py`; its documentation shows those of an early version]
const SGLANG_BUCKETS: &[u64] = &[
    100, 200, 400, 600, 800, 1_000, 2_000, 4_000, 6_000, 8_000, 10_000, 20_000, 40_000, 60_000, 80_000, 100_000,
    200_000, 400_000, 600_000, 1_200_000, 1_800_000, 2_400_000,
];

const GIB: u64 = 1 << 30;

/// Labels of a runtime's own beside those of the scrape.
macro_rules! labels {
    ($($own:literal),*) => {
        &["namespace", "job", "pod", "service", "endpoint", "container", "instance", $($own),*]
    };
}

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
    };
    match kind {
        RuntimeKind::Custom => None,
        RuntimeKind::Vllm => Some(openai),
        RuntimeKind::Sglang => {
            Some(Facts { port: Port::new(30_000), drains_on_sigterm: true, buckets: SGLANG_BUCKETS, ..openai })
        }
        RuntimeKind::Triton => Some(Facts {
            metrics_port: Some(Port::new(8002)),
            health_path: "/v2/health/ready",
            inference_path: "/v2/models/default/infer",
            drains_on_sigterm: true,
            shared_memory: Bytes::new(GIB),
            buckets: &[],
            ..openai
        }),
        RuntimeKind::Tgi => Some(Facts {
            port: Port::new(80),
            inference_path: "/generate",
            drains_on_sigterm: true,
            shared_memory: Bytes::new(GIB),
            buckets: &[],
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

/// A counter of requests with labels of its own.
const fn part(name: &'static str, labels: &'static [&'static str]) -> Part {
    Part::all(metric(name, MetricType::Counter, Unit::Requests, labels))
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

/// [vLLM `vllm/v1/metrics/loggers.py`, `vllm/entrypoints/serve/instrumentator/metrics.py`]
///
/// The engine counts what it finishes and no failure (vllm#9346, vllm#18765 was closed). Its HTTP server counts every
/// answer by the class of its status, probes and scrapes excepted; requests of models are all `POST`. An answer that
/// breaks off while it streams has its 200 already.
fn vllm() -> Runtime {
    let answers = || part("http_requests_total", labels!("handler", "method", "status"));
    Runtime {
        name: "vllm",
        response_time: Some(histogram("vllm:e2e_request_latency_seconds")),
        counts_slow: true,
        requests: counter("vllm:request_success_total", Unit::Requests),
        failures: Failures {
            failed: answers().only(Only {
                matchers: r#"method="POST",status="5xx""#,
                one: r#"method="POST",status="5xx""#,
                other: r#"method="POST",status="4xx""#,
            }),
            among: Among::Of(answers().only(Only {
                matchers: r#"method="POST""#,
                one: r#"method="POST",status="2xx""#,
                other: r#"method="GET",status="2xx""#,
            })),
        },
        queue: gauge("vllm:num_requests_waiting", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: Some(CacheMetric::Counters {
            hits: counter("vllm:prefix_cache_hits_total", Unit::Lookups),
            lookups: counter("vllm:prefix_cache_queries_total", Unit::Lookups),
        }),
        escaped: None,
        gaps: &[],
    }
}

/// [`SGLang` `python/sglang/srt/observability/metrics_collector.py`, `python/sglang/srt/utils/common.py`]
///
/// Its counter of aborted requests has those that clients gave up, too; its HTTP server counts answers by status. What
/// ends in an exception of the server itself has no answer and is not counted.
fn sglang() -> Runtime {
    let answers = || part("sglang:http_responses_total", labels!("status_code", "method"));
    Runtime {
        name: "sglang",
        response_time: Some(histogram("sglang:e2e_request_latency_seconds")),
        counts_slow: true,
        requests: counter("sglang:num_requests_total", Unit::Requests),
        failures: Failures {
            failed: answers().only(Only {
                matchers: r#"method="POST",status_code=~"5..""#,
                one: r#"method="POST",status_code="500""#,
                other: r#"method="POST",status_code="400""#,
            }),
            among: Among::Of(answers().only(Only {
                matchers: r#"method="POST""#,
                one: r#"method="POST",status_code="200""#,
                other: r#"method="GET",status_code="200""#,
            })),
        },
        queue: gauge("sglang:num_queue_reqs", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: Some(CacheMetric::Gauge(gauge("sglang:cache_hit_rate", Unit::Fraction))),
        // Its server negotiates OpenMetrics, for which its client library escapes the colon in samples only
        // (client_python#1177): Prometheus 3 then stores `sglang_…` (sglang#12618, inference-perf#600).
        escaped: Some("sglang"),
        gaps: &[],
    }
}

/// [Triton `docs/user_guide/metrics.md`; core `src/metric_model_reporter.cc`]
///
/// Successes and failures are counted apart, by model, from zero on when the model is loaded. An ensemble counts its
/// models' failures once more as its own. A client that goes away is no failure of the service; the counter says so
/// from 24.07 on, and before it has no `reason`. The histogram of first responses is experimental and off.
fn triton() -> Runtime {
    Runtime {
        name: "triton",
        response_time: None,
        counts_slow: false,
        requests: counter("nv_inference_request_success", Unit::Requests),
        failures: Failures {
            failed: part("nv_inference_request_failure", labels!("model", "version", "reason")).only(Only {
                matchers: r#"reason!="CANCELED""#,
                one: r#"reason="BACKEND""#,
                other: r#"reason="CANCELED""#,
            }),
            among: Among::Beside,
        },
        queue: gauge("nv_inference_pending_request_count", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: Some(CacheMetric::Apart {
            hits: counter("nv_cache_num_hits_per_model", Unit::Lookups),
            misses: counter("nv_cache_num_misses_per_model", Unit::Lookups),
        }),
        escaped: None,
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
        ],
    }
}

/// [TGI `router/src/{server,infer/mod}.rs`]
///
/// A prompt that is too long, or that its template cannot take, is the client's mistake.
fn tgi() -> Runtime {
    Runtime {
        name: "tgi",
        response_time: Some(histogram("tgi_request_duration")),
        counts_slow: false,
        requests: counter("tgi_request_count", Unit::Requests),
        failures: Failures {
            failed: part("tgi_request_failure", labels!("err")).only(Only {
                matchers: r#"err!~"template|validation""#,
                one: r#"err="overloaded""#,
                other: r#"err="validation""#,
            }),
            among: Among::Requests,
        },
        queue: gauge("tgi_queue_size", Unit::Requests),
        gpu: external::dcgm_utilisation(),
        cache: None,
        escaped: None,
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

/// The finite buckets of the response times: those that its arguments state, or its own.
pub(super) fn buckets(kind: RuntimeKind, facts: &Facts, args: &[String]) -> Vec<Duration> {
    let stated = arguments::of(kind).and_then(|table| arguments::words(args, table.buckets));
    match stated {
        Some(words) => words.into_iter().filter_map(|seconds| format!("{seconds}s").parse().ok()).collect(),
        None => facts.buckets.iter().map(|millis| Duration::from_millis(*millis)).collect(),
    }
}
