//! How the number of pods follows the load.

use super::default;
use crate::located::Located;
use crate::units::{Duration, Rate, Replicas, Requests, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the number of pods follows the load. A metric that is left out is not used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Autoscaling {
    /// Whether anything scales the Deployment.
    pub enabled: Located<bool>,
    /// Who serves the metrics: the Prometheus adapter, to the service's own HPA, or KEDA, which makes that HPA itself.
    pub metrics_backend: Located<MetricsBackend>,
    /// Fewest pods.
    pub min: Located<Replicas>,
    /// Most pods.
    pub max: Located<Replicas>,
    /// Target share of the CPU request.
    pub cpu: Option<Located<Share>>,
    /// Target share of the memory request.
    pub memory: Option<Located<Share>>,
    /// Target busy share of the GPU.
    pub gpu: Option<Located<Share>>,
    /// Target rate of a pod.
    pub requests_per_pod: Option<Located<Rate>>,
    /// Target response time of the service.
    pub latency: Option<LatencyTarget>,
    /// Target number of requests that wait in a pod.
    pub queue: Option<Located<Requests>>,
    /// How pods are added.
    pub up: StepUp,
    /// How pods are taken away.
    pub down: StepDown,
    /// Pods that KEDA sees to while it cannot read a metric; it leaves more alone if they run. Left out: the fewest.
    pub fallback: Option<Located<Replicas>>,
    /// What the Vertical Pod Autoscaler does.
    pub vpa: Located<Vpa>,
    /// Times at which more pods are wanted whatever the load.
    pub schedules: Vec<Schedule>,
}

impl Default for Autoscaling {
    fn default() -> Self {
        Self {
            enabled: default(true),
            metrics_backend: default(MetricsBackend::PrometheusAdapter),
            min: default(Replicas::new(2)),
            max: default(Replicas::new(4)),
            cpu: None,
            memory: None,
            gpu: None,
            requests_per_pod: None,
            latency: None,
            queue: None,
            up: StepUp::default(),
            down: StepDown::default(),
            fallback: None,
            vpa: default(Vpa::Off),
            schedules: Vec::new(),
        }
    }
}

/// Who serves the metrics to the autoscaler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MetricsBackend {
    /// A HorizontalPodAutoscaler, which reads custom metrics from prometheus-adapter.
    PrometheusAdapter,
    /// A KEDA ScaledObject, which makes the HPA itself.
    Keda,
}

/// A target for the response time of the whole service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LatencyTarget {
    /// Which percentile.
    pub percentile: Located<Percentile>,
    /// Response time above which pods are added.
    pub target: Located<Duration>,
}

impl Default for LatencyTarget {
    fn default() -> Self {
        Self { percentile: default(Percentile::P95), target: default(Duration::from_millis(1500)) }
    }
}

/// A percentile that promises, targets and alerts may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Percentile {
    /// The median.
    P50,
    /// 95 of 100.
    P95,
    /// 99 of 100.
    P99,
}

impl Percentile {
    /// The share of requests within it.
    #[must_use]
    pub const fn share(self) -> Share {
        match self {
            Self::P50 => Share::percent(50),
            Self::P95 => Share::percent(95),
            Self::P99 => Share::percent(99),
        }
    }
}

impl fmt::Display for Percentile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
        })
    }
}

/// How pods are added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepUp {
    /// The HPA takes the lowest proposal of this time.
    pub stabilization: Located<Duration>,
    /// Most pods added in a period.
    pub pods: Located<Replicas>,
    /// The period.
    pub period: Located<Duration>,
    /// Part by which a metric may differ from its target before pods are added (Kubernetes 1.35).
    pub tolerance: Option<Located<Share>>,
}

impl Default for StepUp {
    fn default() -> Self {
        Self {
            stabilization: default(Duration::ZERO),
            pods: default(Replicas::new(4)),
            period: default(Duration::from_secs(60)),
            tolerance: None,
        }
    }
}

/// How pods are taken away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepDown {
    /// The HPA takes the highest proposal of this time.
    pub stabilization: Located<Duration>,
    /// Most pods taken away in a period.
    pub pods: Located<Replicas>,
    /// The period.
    pub period: Located<Duration>,
    /// Part by which a metric may differ from its target before pods are taken away (Kubernetes 1.35).
    pub tolerance: Option<Located<Share>>,
}

impl Default for StepDown {
    fn default() -> Self {
        Self {
            stabilization: default(Duration::from_secs(300)),
            pods: default(Replicas::new(1)),
            period: default(Duration::from_secs(60)),
            tolerance: None,
        }
    }
}

/// What the Vertical Pod Autoscaler does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Vpa {
    /// There is none.
    Off,
    /// It says what it would ask for, and changes nothing.
    Recommend,
    /// It changes requests of running pods.
    Auto,
}

/// A time at which more pods are wanted whatever the load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// When it begins, as cron (`0 8 * * 1-5`).
    pub start: Located<String>,
    /// When it ends, as cron.
    pub end: Located<String>,
    /// The IANA time zone of both (`Europe/Berlin`).
    #[serde(default = "utc")]
    pub timezone: Located<String>,
    /// Pods that run at least.
    pub replicas: Located<Replicas>,
    /// How it is done.
    #[serde(default = "keda")]
    pub by: Located<ScheduleMeans>,
}

fn utc() -> Located<String> {
    super::text("Etc/UTC")
}

fn keda() -> Located<ScheduleMeans> {
    default(ScheduleMeans::Keda)
}

/// How a schedule is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScheduleMeans {
    /// A cron trigger of the ScaledObject.
    Keda,
    /// Somebody types `kubectl scale deployment`. A finding: the autoscaler takes it back.
    KubectlScale,
}
