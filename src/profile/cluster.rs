//! The cluster that the files are applied to.

use super::{default, text};
use crate::located::Located;
use crate::units::{Bytes, Duration, Gpus, Nodes, Zones};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The cluster that the files are applied to: what is installed, how large it is, how fast it moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cluster {
    /// The API server's minor version. A field that a newer minor brings is left out.
    pub kubernetes: Located<Kubernetes>,
    /// Zones that hold GPU nodes.
    pub zones: Located<Zones>,
    /// GPU nodes that the node group may grow to.
    pub gpu_nodes: Option<Located<Nodes>>,
    /// GPUs of one node.
    pub gpus_per_node: Located<Gpus>,
    /// Memory of one GPU, as `nvidia-smi` shows it.
    pub gpu_memory: Option<Located<Bytes>>,
    /// GPUs that the account may run at once, for this service.
    pub gpu_quota: Option<Located<Gpus>>,
    /// Time until a new node runs pods; `0s` where enough nodes wait.
    pub node_provisioning: Option<Located<Duration>>,
    /// Controllers that are installed. An object that needs an absent one is a finding.
    pub controllers: Located<Vec<Controller>>,
    /// Version of the AWS Load Balancer Controller.
    pub load_balancer_controller: Located<Version>,
    /// Labels that select the GPU nodes.
    pub node_selector: BTreeMap<String, Located<String>>,
    /// The Prometheus that scrapes and evaluates.
    pub prometheus: Prometheus,
}

impl Default for Cluster {
    fn default() -> Self {
        Self {
            kubernetes: default(Kubernetes::OLDEST),
            zones: default(Zones::new(3)),
            gpu_nodes: None,
            gpus_per_node: default(Gpus::new(1)),
            gpu_memory: None,
            gpu_quota: None,
            node_provisioning: None,
            controllers: default(Vec::new()),
            load_balancer_controller: default(Version { major: 2, minor: 13 }),
            node_selector: BTreeMap::new(),
            prometheus: Prometheus::default(),
        }
    }
}

/// The Prometheus that scrapes the pods and evaluates the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Prometheus {
    /// Namespace it runs in; the network policy lets it scrape.
    pub namespace: Located<String>,
    /// Labels by which its operator selects rules and monitors (`release` for kube-prometheus-stack).
    pub selector: BTreeMap<String, Located<String>>,
    /// Its version, which says what rules may use.
    pub version: Located<Version>,
    /// How long it keeps samples.
    pub retention: Option<Located<Duration>>,
    /// Address that KEDA asks.
    pub address: Located<String>,
}

impl Default for Prometheus {
    fn default() -> Self {
        Self {
            namespace: text("monitoring"),
            selector: BTreeMap::new(),
            version: default(Version { major: 2, minor: 42 }),
            retention: None,
            address: text("http://prometheus-operated.monitoring.svc:9090"),
        }
    }
}

/// A controller or add-on that objects need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    /// Reconciles the NLB and the ALB.
    AwsLoadBalancerController,
    /// Device plugin and drivers; brings `nvidia.com/gpu`.
    NvidiaGpuOperator,
    /// GPU metrics.
    DcgmExporter,
    /// `PrometheusRule` and `ServiceMonitor`.
    PrometheusOperator,
    /// Serves Prometheus metrics to the HPA.
    PrometheusAdapter,
    /// Serves CPU and memory to the HPA.
    MetricsServer,
    /// Pod and HPA state as metrics.
    KubeStateMetrics,
    /// Scales by `ScaledObject`.
    Keda,
    /// Issues certificates into Secrets.
    CertManager,
    /// Fills Secrets from a store.
    ExternalSecrets,
    /// Vertical Pod Autoscaler.
    VerticalPodAutoscaler,
    /// `VolumeSnapshot`.
    SnapshotController,
}

impl fmt::Display for Controller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AwsLoadBalancerController => "aws-load-balancer-controller",
            Self::NvidiaGpuOperator => "nvidia-gpu-operator",
            Self::DcgmExporter => "dcgm-exporter",
            Self::PrometheusOperator => "prometheus-operator",
            Self::PrometheusAdapter => "prometheus-adapter",
            Self::MetricsServer => "metrics-server",
            Self::KubeStateMetrics => "kube-state-metrics",
            Self::Keda => "keda",
            Self::CertManager => "cert-manager",
            Self::ExternalSecrets => "external-secrets",
            Self::VerticalPodAutoscaler => "vertical-pod-autoscaler",
            Self::SnapshotController => "snapshot-controller",
        })
    }
}

/// A Kubernetes minor version, written `"1.33"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kubernetes(u32);

impl Kubernetes {
    /// The oldest minor that infgen writes for, the oldest that `k8s-openapi` has the types of.
    pub const OLDEST: Self = Self(33);

    /// The minor from which the API server keeps a tolerance of the autoscaler's own (KEP-4951, beta); an older one
    /// drops or refuses it.
    pub const TOLERANCE: Self = Self(35);

    /// `1.<minor>`.
    #[must_use]
    pub const fn minor(minor: u32) -> Self {
        Self(minor)
    }

    /// The minor, such as 33.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Kubernetes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

/// A version of which major and minor matter, written `"2.13"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Incompatible changes.
    pub major: u32,
    /// Features.
    pub minor: u32,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

fn version(text: &str) -> Option<Version> {
    let mut parts = text.trim_start_matches('v').splitn(3, '.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next()?.parse().ok()?;
    Some(Version { major, minor })
}

macro_rules! version_text {
    ($type:ident, $expected:literal, $read:expr) => {
        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        let read: fn(&str) -> Option<$type> = $read;
                        read(text).ok_or_else(|| E::custom(format_args!("`{text}` is not {}", $expected)))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $expected, "pattern": r"^v?[0-9]+\.[0-9]+" })
            }
        }
    };
}

version_text!(Version, "a version such as `2.13` (in quotes)", version);
version_text!(Kubernetes, "a Kubernetes minor of at least `1.33` (in quotes)", |text| {
    let version = version(text)?;
    (version.major == 1 && version.minor >= Kubernetes::OLDEST.0).then_some(Kubernetes(version.minor))
});
