//! The metrics that rules, autoscaler and dashboard read: one table per serving runtime, one for everything else.
//!
//! Nobody else spells a metric's name. Alerts, the HPA, KEDA's triggers and the dashboard ask here, and a test looks
//! every name and every label of every expression up here.

use crate::profile::{GpuMetric, Metrics, Percentile, Profile};
use std::borrow::Cow;

pub mod arguments;
mod external;
mod failures;
mod gaps;
mod preset;
pub mod queries;
mod selectors;
pub mod served;
pub mod versions;

pub use external::EXTERNAL;
pub use failures::{Among, Failures, Only, Part};
pub use gaps::Unmeasured;
pub use preset::fill_in;
pub use selectors::Selectors;

/// A metric: what it counts, in what, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Its name; of a histogram, without `_bucket`, `_sum` and `_count`.
    pub name: Cow<'static, str>,
    /// What it is.
    pub kind: MetricType,
    /// What its values are in.
    pub unit: Unit,
    /// Labels that expressions may use: the exporter's own, and those that the scrape adds.
    pub labels: &'static [&'static str],
    /// Who exports it.
    pub exporter: Exporter,
}

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricType {
    /// Only rises, and begins anew with its process: read it by `rate` or `increase`.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Counters by upper bound (`le`), with a sum and a count.
    Histogram,
}

/// What a metric's values are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Seconds since 1970.
    Timestamp,
    /// Requests.
    Requests,
    /// Cache lookups.
    Lookups,
    /// Parts of a hundred.
    Percent,
    /// Parts of one.
    Fraction,
    /// Bytes.
    Bytes,
    /// Pods.
    Pods,
    /// Starts of a container.
    Restarts,
    /// 1 where it holds, 0 where it does not.
    State,
    /// Bytes, cores or whole devices: the label `unit` says which.
    Resource,
}

/// Who exports a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exporter {
    /// The pods themselves, scraped by the `ServiceMonitor`.
    Application,
    /// Prometheus, about its own scrapes.
    Prometheus,
    /// kube-state-metrics, with `honorLabels` as its charts set it: `pod` is the pod spoken of.
    KubeStateMetrics,
    /// The kubelet's cAdvisor.
    Cadvisor,
    /// NVIDIA's DCGM exporter, without `honorLabels` as its chart sets it: `pod` is the exporter's own, the pod spoken
    /// of is `exported_pod` (dcgm-exporter#27, #85).
    Dcgm,
}

impl Exporter {
    /// The labels that name a pod, namespace first.
    #[must_use]
    pub const fn pod_labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Dcgm => ("exported_namespace", "exported_pod"),
            Self::Application | Self::Prometheus | Self::KubeStateMetrics | Self::Cadvisor => ("namespace", "pod"),
        }
    }
}

impl Metric {
    /// The series of a histogram that has a counter for each upper bound.
    #[must_use]
    pub fn bucket(&self) -> String {
        format!("{}_bucket", self.name)
    }

    /// The series of a histogram that counts its observations.
    #[must_use]
    pub fn count(&self) -> String {
        format!("{}_count", self.name)
    }

    /// The metric's series that these matchers find.
    #[must_use]
    pub fn selector(&self, matchers: &str) -> String {
        format!("{}{{{matchers}}}", self.name)
    }

    /// Whether a series of this name is the metric's.
    #[must_use]
    pub fn has_series(&self, name: &str) -> bool {
        if self.kind == MetricType::Histogram {
            let suffix = name.strip_prefix(self.name.as_ref());
            suffix.is_some_and(|suffix| ["_bucket", "_sum", "_count"].contains(&suffix))
        } else {
            self.name == name
        }
    }
}

/// What a serving runtime exports, by role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runtime {
    /// What it is called.
    pub name: &'static str,
    /// Histogram of response times, in seconds.
    pub response_time: Option<Metric>,
    /// Whether a bound of a promise can be a bucket of it.
    pub counts_slow: bool,
    /// Counter of requests.
    pub requests: Metric,
    /// What counts failed requests, and what they are a share of.
    pub failures: Failures,
    /// Gauge of requests that wait in a pod.
    pub queue: Metric,
    /// Gauge of the busy share of a GPU.
    pub gpu: Metric,
    /// How often the cache has the answer.
    pub cache: Option<CacheMetric>,
    /// The part of its metrics' names before a colon that some of its versions write as `_`: whatever they are scraped
    /// as, they are recorded with the colon.
    pub escaped: Option<&'static str>,
    /// What it does not export.
    pub gaps: &'static [served::Gap],
}

/// How a runtime says how often its cache has the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CacheMetric {
    /// By counters, from which the share of any time follows.
    Counters {
        /// Lookups that found an answer.
        hits: Metric,
        /// All lookups.
        lookups: Metric,
    },
    /// By counters of hits and of misses, which are all lookups together.
    Apart {
        /// Lookups that found an answer.
        hits: Metric,
        /// Lookups that found none.
        misses: Metric,
    },
    /// By a gauge of each pod, which has to be weighted by the pod's requests.
    Gauge(Metric),
}

impl CacheMetric {
    /// The counter of hits, and those that are all lookups together.
    #[must_use]
    pub fn counters(&self) -> Option<(&Metric, Vec<&Metric>)> {
        match self {
            Self::Counters { hits, lookups } => Some((hits, vec![lookups])),
            Self::Apart { hits, misses } => Some((hits, vec![hits, misses])),
            Self::Gauge(_) => None,
        }
    }
}

/// What the `ServiceMonitor`'s scrape adds to each series of a pod.
const APPLICATION: &[&str] = &["namespace", "job", "pod", "service", "endpoint", "container", "instance"];
/// The same with a histogram's upper bound.
const APPLICATION_BUCKETS: &[&str] = &["namespace", "job", "pod", "service", "endpoint", "container", "instance", "le"];

impl Runtime {
    /// The runtime of a profile.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        served::table(*profile.runtime).unwrap_or_else(|| Self::custom(&profile.metrics))
    }

    /// The histogram that counts slow responses exactly.
    #[must_use]
    pub fn slow(&self) -> Option<&Metric> {
        self.response_time.as_ref().filter(|_| self.counts_slow)
    }

    /// An application with metrics of its own, by the names that the profile gives.
    #[must_use]
    pub fn custom(metrics: &Metrics) -> Self {
        let counter = |name: &str, unit| application(name, MetricType::Counter, unit);
        let gauge = |name: &str, unit| application(name, MetricType::Gauge, unit);
        Self {
            name: "custom",
            response_time: Some(Metric {
                labels: APPLICATION_BUCKETS,
                ..application(&metrics.response_time, MetricType::Histogram, Unit::Seconds)
            }),
            counts_slow: true,
            requests: counter(&metrics.requests, Unit::Requests),
            failures: Failures { failed: Part::all(counter(&metrics.errors, Unit::Requests)), among: Among::Requests },
            queue: gauge(&metrics.queue, Unit::Requests),
            gpu: match *metrics.gpu {
                GpuMetric::Dcgm => external::dcgm_utilisation(),
                GpuMetric::Application => gauge(GPU_UTILISATION, Unit::Percent),
            },
            cache: Some(match (&metrics.cache_hits, &metrics.cache_lookups) {
                (Some(hits), Some(lookups)) => CacheMetric::Counters {
                    hits: counter(hits, Unit::Lookups),
                    lookups: counter(lookups, Unit::Lookups),
                },
                _ => CacheMetric::Gauge(gauge(&metrics.cache_hit_rate, Unit::Fraction)),
            }),
            escaped: None,
            gaps: &[],
        }
    }

    /// Every metric of the runtime.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        let cache = match &self.cache {
            Some(CacheMetric::Counters { hits, lookups: other } | CacheMetric::Apart { hits, misses: other }) => {
                vec![hits, other]
            }
            Some(CacheMetric::Gauge(rate)) => vec![rate],
            None => Vec::new(),
        };
        let failures = self.failures.metrics();
        let others = [&self.requests, &self.queue, &self.gpu];
        self.response_time.iter().chain(failures).chain(others).chain(cache)
    }

    /// The metric, of the runtime or of another exporter, that a series belongs to.
    #[must_use]
    pub fn find(&self, series: &str) -> Option<&Metric> {
        self.metrics().chain(EXTERNAL).find(|metric| metric.has_series(series))
    }
}

fn application(name: &str, kind: MetricType, unit: Unit) -> Metric {
    Metric { name: Cow::Owned(name.to_owned()), kind, unit, labels: APPLICATION, exporter: Exporter::Application }
}

/// The matcher of a histogram's upper bound, in seconds.
///
/// A whole bound is `2` or `2.0`: Prometheus 3 writes the latter, Prometheus 2 keeps what the pod wrote, which is `2.0`
/// from Python and `2` from Go. `[.]` needs no escape in any notation (cloudfoundry/prometheus-boshrelease#594).
#[must_use]
pub fn le(bound: crate::units::Duration) -> String {
    let seconds = bound.seconds_text();
    if bound.is_whole_seconds() { format!("le=~\"{seconds}([.]0)?\"") } else { format!("le=\"{seconds}\"") }
}

/// What the metrics adapter calls a pod's completed requests a second.
pub const REQUEST_RATE: &str = "inference_requests_per_second";
/// What the metrics adapter calls a pod's GPU utilisation, in percent; also the application's own gauge.
pub const GPU_UTILISATION: &str = "gpu_utilization";
/// What the metrics adapter calls the requests that wait in a pod.
pub const QUEUE_DEPTH: &str = "inference_queue_depth";

/// What the metrics adapter calls a percentile of the service's response time, in seconds.
#[must_use]
pub fn response_time(percentile: Percentile) -> String {
    format!("inference_{percentile}_seconds")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Duration;

    #[test]
    fn a_whole_bound_is_matched_in_both_spellings() {
        assert_eq!(le(Duration::from_secs(2)), r#"le=~"2([.]0)?""#);
        assert_eq!(le(Duration::from_millis(1500)), r#"le="1.5""#);
    }

    #[test]
    fn finds_the_metric_of_a_series() {
        let runtime = Runtime::custom(&Metrics::default());
        for (series, found) in [
            ("inference_response_time_seconds_bucket", Some(MetricType::Histogram)),
            ("inference_response_time_seconds_count", Some(MetricType::Histogram)),
            ("inference_response_time_seconds", None),
            ("inference_requests_total", Some(MetricType::Counter)),
            ("DCGM_FI_DEV_GPU_UTIL", Some(MetricType::Gauge)),
            ("kube_pod_status_ready", Some(MetricType::Gauge)),
            ("nobody_knows", None),
        ] {
            assert_eq!(runtime.find(series).map(|m| m.kind), found, "{series}");
        }
    }

    #[test]
    fn counters_of_the_cache_come_in_pairs() {
        let mut metrics = Metrics::default();
        assert!(matches!(Runtime::custom(&metrics).cache, Some(CacheMetric::Gauge(_))));
        let name = |name: &str| Some(crate::located::Located::by_default(name.to_owned()));
        metrics.cache_hits = name("cache_hits_total");
        assert!(matches!(Runtime::custom(&metrics).cache, Some(CacheMetric::Gauge(_))));
        metrics.cache_lookups = name("cache_lookups_total");
        assert!(matches!(Runtime::custom(&metrics).cache, Some(CacheMetric::Counters { .. })));
    }
}
