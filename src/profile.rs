//! A profile: the typed mirror of the TOML that people write. Fields and their defaults, no arithmetic.
//!
//! Every value knows where it was written ([`Located`]). A default stands in one place, the `Default` of its table,
//! from which the JSON Schema takes it too. A value without a sensible default is an `Option`: what infgen makes of
//! its absence (a derivation, or a finding that says what to measure) is the business of [`crate::stack`] and of the
//! checks.

use crate::located::Located;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod app;
mod autoscaling;
mod cluster;
mod load_balancer;
mod network;
mod observability;
mod pattern;
mod pod;
mod rollout;
mod service;
mod slo;
mod spread;
mod tokens;

pub use app::{
    App, Cache, Image, Model, Performance, PullPolicy, RateLimit, RuntimeKind, SecretOwner, SecretStore, Secrets,
};
pub use autoscaling::{
    Autoscaling, LatencyTarget, MetricsBackend, Percentile, Schedule, ScheduleMeans, StepDown, StepUp, Vpa,
};
pub use cluster::{Cluster, Controller, Kubernetes, Prometheus, Version};
pub use load_balancer::{AccessLogs, Affinity, BalancerKind, HealthCheck, LoadBalancer, Scheme, TargetType, Tls};
pub use network::{Dependency, Ingress, Network, Peer};
pub use observability::{
    AlertRule, AlertSeverity, Alerts, Counted, Dashboard, GpuMetric, LatencyAlert, Metrics, ShareAlert, Threshold,
};
pub use pattern::{Pattern, PatternKind, PatternState};
pub use pod::{
    AccessMode, AntiAffinity, ExtraMount, Placement, PodSecurity, Probe, Probes, Resources, Security, Spot, Storage,
    TaintEffect, Toleration, Volume,
};
pub use rollout::{BudgetForm, Disruption, Rollout};
pub use service::Service;
pub use slo::{Burn, LoadTest, LoadTestMode, Measured, Objective, Slo, Traffic};
pub use spread::{Cost, Spread, StartSpreads};
pub use tokens::Tokens;

/// One inference service in one environment: everything that its five files are made from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "infgen profile")]
pub struct Profile {
    /// The profile, by name or path, that this one is laid over: tables merge by key, anything else is replaced.
    pub extends: Option<Located<String>>,
    /// `false` in a profile that only others extend; it is not rendered.
    pub renderable: Option<Located<bool>>,
    /// What serves the model: it decides which metrics there are.
    pub runtime: Located<RuntimeKind>,
    /// What the service is called and where it lives.
    pub service: Service,
    /// The cluster that the files are applied to.
    pub cluster: Cluster,
    /// The promises to users.
    pub slo: Slo,
    /// The load that the promises hold under.
    pub traffic: Traffic,
    /// What was measured on the running service. Each is optional; a check that needs an absent one says `unverified`.
    pub measured: Measured,
    /// What the service costs.
    pub cost: Cost,
    /// The load test that the team runs.
    pub load_test: Option<LoadTest>,
    /// The container image.
    pub image: Image,
    /// The application: its ports, paths and behaviour.
    pub app: App,
    /// Application settings: the model.
    pub model: Model,
    /// Application settings: batching, queueing, connections.
    pub performance: Performance,
    /// Application settings: the response cache.
    pub cache: Cache,
    /// Application settings: the limit per client.
    pub rate_limit: RateLimit,
    /// Application settings: feature flags.
    pub features: std::collections::BTreeMap<String, Located<bool>>,
    /// What a pod asks of its node.
    pub resources: Resources,
    /// Volumes and scratch space.
    pub storage: Storage,
    /// When a pod counts as started, ready and alive.
    pub probes: Probes,
    /// What the pod may do.
    pub security: Security,
    /// Where pods go.
    pub placement: Placement,
    /// How a new version replaces the old, and how a pod ends.
    pub rollout: Rollout,
    /// How many pods stay through voluntary disruptions.
    pub disruption: Disruption,
    /// How the number of pods follows the load.
    pub autoscaling: Autoscaling,
    /// How traffic reaches the pods.
    pub load_balancer: LoadBalancer,
    /// Who may talk to the pods, and to whom they may talk.
    pub network: Network,
    /// Databases and other services that the pods use.
    pub dependencies: Vec<Dependency>,
    /// The Secret that the pods read.
    pub secrets: Secrets,
    /// What the service exports.
    pub metrics: Metrics,
    /// When somebody is told.
    pub alerts: Alerts,
    /// The Grafana dashboard.
    pub dashboard: Dashboard,
    /// Findings that the team has decided to live with, each with its reason.
    pub accept: Vec<Accept>,
}

/// A finding that stands as a note because somebody decided so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The check, by name (`plain-text-port`) or code.
    pub check: Located<String>,
    /// Why it is acceptable here.
    pub reason: Located<String>,
    /// The worst finding that it covers. An error is accepted only where this says so: a warning that becomes one, here
    /// or in a profile that extends this one, is found again.
    #[serde(default = "warnings")]
    pub severity: Located<Acceptable>,
}

fn warnings() -> Located<Acceptable> {
    default(Acceptable::Warning)
}

/// How bad a finding is that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Acceptable {
    /// It holds today without margin, or against good practice.
    Warning,
    /// It is rejected, or fails in production as written.
    Error,
}

/// A value that nobody wrote.
fn default<T>(value: T) -> Located<T> {
    Located::by_default(value)
}

/// A text that nobody wrote.
fn text(value: &str) -> Located<String> {
    Located::by_default(value.to_owned())
}
