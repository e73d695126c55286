//! What the service exports, when somebody is told, and the dashboard.

use super::{default, text};
use crate::located::Located;
use crate::units::{Duration, Requests, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the service exports, and how it is scraped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Histogram of response times, in seconds, without the `_bucket` suffix.
    pub response_time: Located<String>,
    /// Upper bounds of the histogram's finite buckets.
    pub buckets: Located<Vec<Duration>>,
    /// Counter of requests.
    pub requests: Located<String>,
    /// Whether the request counter counts what arrives or what is answered. Only arrivals can show an overload.
    pub counted: Located<Counted>,
    /// Counter of failed requests.
    pub errors: Located<String>,
    /// Gauge of requests that wait.
    pub queue: Located<String>,
    /// GPU utilisation: the DCGM exporter's, or a gauge of the application's own.
    pub gpu: Located<GpuMetric>,
    /// Counters of cache hits and lookups; left out, the application has only a gauge.
    pub cache_hits: Option<Located<String>>,
    /// Counter of cache lookups.
    pub cache_lookups: Option<Located<String>>,
    /// Gauge of the cache hit rate, used where there are no counters.
    pub cache_hit_rate: Located<String>,
    /// Time between scrapes.
    pub scrape_interval: Located<Duration>,
    /// Time after which a scrape has failed.
    pub scrape_timeout: Located<Duration>,
    /// Window over which the autoscaler's rates are taken.
    pub rate_window: Located<Duration>,
}

impl Default for Metrics {
    fn default() -> Self {
        // The default buckets of Prometheus' client libraries, which is what an application exports that states none.
        let client_default = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
        Self {
            response_time: text("inference_response_time_seconds"),
            buckets: default(client_default.map(Duration::from_millis).to_vec()),
            requests: text("inference_requests_total"),
            counted: default(Counted::Completed),
            errors: text("inference_errors_total"),
            queue: text("inference_queue_depth"),
            gpu: default(GpuMetric::Dcgm),
            cache_hits: None,
            cache_lookups: None,
            cache_hit_rate: text("cache_hit_rate"),
            scrape_interval: default(Duration::from_secs(15)),
            scrape_timeout: default(Duration::from_secs(10)),
            rate_window: default(Duration::from_secs(120)),
        }
    }
}

/// Which requests a counter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// Every request that arrives, refused ones too.
    Received,
    /// Requests that were answered: never more than the pods can do.
    Completed,
}

/// Who measures GPU utilisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GpuMetric {
    /// `DCGM_FI_DEV_GPU_UTIL`, 0 to 100, with the pod in `exported_pod`.
    Dcgm,
    /// The application's own `gpu_utilization`, 0 to 100.
    Application,
}

/// When somebody is told. Thresholds and times; the expressions are infgen's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Alerts {
    /// Labels put on every alert, by which Alertmanager routes it.
    pub labels: BTreeMap<String, Located<String>>,
    /// Below this many requests in its window a ratio says nothing, and its alert stays silent.
    pub min_requests: Located<Requests>,
    /// Share of requests slower than a bound.
    pub latency: Vec<LatencyAlert>,
    /// Share of requests that fail.
    pub errors: Vec<ShareAlert>,
    /// A pod that should serve and does not.
    pub not_ready: AlertRule,
    /// Whether a pod inside its start-up budget is excused from `not_ready`.
    pub excuse_startup: Located<bool>,
    /// A container that cannot start: the model does not load, the image is missing.
    pub load_failure: AlertRule,
    /// GPU busy above this, with no pod left to add.
    pub gpu: Threshold,
    /// Memory above this share of its limit.
    pub memory: Threshold,
    /// Requests waiting in a pod, on average. Left out: twice the autoscaler's target.
    pub queue: Option<Located<Requests>>,
    /// Time that the queue stays above it.
    pub queue_for: Located<Duration>,
    /// Cache hit rate below this.
    pub cache: Threshold,
}

impl Default for Alerts {
    fn default() -> Self {
        Self {
            labels: BTreeMap::new(),
            min_requests: default(Requests::new(100)),
            latency: Vec::new(),
            errors: Vec::new(),
            not_ready: AlertRule { r#for: default(Duration::from_secs(300)) },
            excuse_startup: default(false),
            load_failure: AlertRule { r#for: default(Duration::from_secs(60)) },
            gpu: Threshold { threshold: default(Share::percent(95)), r#for: default(Duration::from_secs(900)) },
            memory: Threshold { threshold: default(Share::percent(90)), r#for: default(Duration::from_secs(300)) },
            queue: None,
            queue_for: default(Duration::from_secs(600)),
            cache: Threshold { threshold: default(Share::percent(70)), r#for: default(Duration::from_secs(1800)) },
        }
    }
}

/// Share of requests slower than a bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LatencyAlert {
    /// The bound, which must be a bucket of the histogram.
    pub bound: Located<Duration>,
    /// Share of requests above which it fires: `5%` slower than the bound says "p95 is above it".
    pub slower: Located<Share>,
    /// Time that it lasts.
    #[serde(rename = "for", default = "five_minutes")]
    pub r#for: Located<Duration>,
    /// Who is told.
    pub severity: Located<AlertSeverity>,
}

/// Share of requests that fail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareAlert {
    /// Share above which it fires.
    pub threshold: Located<Share>,
    /// Time that it lasts.
    #[serde(rename = "for", default = "five_minutes")]
    pub r#for: Located<Duration>,
    /// Who is told.
    pub severity: Located<AlertSeverity>,
}

fn five_minutes() -> Located<Duration> {
    default(Duration::from_secs(300))
}

/// An alert on a state, which has no threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertRule {
    /// Time that the state lasts.
    #[serde(rename = "for", default = "five_minutes")]
    pub r#for: Located<Duration>,
}

/// An alert on a share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The share.
    pub threshold: Located<Share>,
    /// Time that it lasts.
    #[serde(rename = "for", default = "five_minutes")]
    pub r#for: Located<Duration>,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlertSeverity {
    /// Somebody, tomorrow.
    Warning,
    /// Somebody, now.
    Critical,
}

impl AlertSeverity {
    /// As the label spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// The Grafana dashboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dashboard {
    /// Whether there is one.
    pub enabled: Located<bool>,
    /// Label by which Grafana's sidecar finds it.
    pub label: Located<String>,
    /// Value of that label.
    pub value: Located<String>,
}

impl Default for Dashboard {
    fn default() -> Self {
        Self { enabled: default(true), label: text("grafana_dashboard"), value: text("1") }
    }
}
