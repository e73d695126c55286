//! How traffic reaches the pods.

use super::{default, text};
use crate::located::Located;
use crate::units::{Duration, Port};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The balancer in front of the pods. What a balancer cannot do is a finding, never an annotation that nobody reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoadBalancer {
    /// Which balancer.
    pub kind: Located<BalancerKind>,
    /// What it sends to: pods (`ip`) or nodes, from which kube-proxy goes on (`instance`).
    pub targets: Located<TargetType>,
    /// Who can reach it.
    pub scheme: Located<Scheme>,
    /// Whether each zone's balancer sends to pods of all zones.
    pub cross_zone: Located<bool>,
    /// Port of clear text; left out, there is none.
    pub http_port: Option<Located<Port>>,
    /// Port of TLS; left out, there is none.
    pub https_port: Option<Located<Port>>,
    /// Whether clear text is answered with a redirect to TLS. An NLB cannot.
    pub redirect_http: Located<bool>,
    /// TLS at the balancer.
    pub tls: Tls,
    /// How the balancer finds out which targets serve.
    pub health_check: HealthCheck,
    /// Whether a client stays on its pod.
    pub affinity: Affinity,
    /// Time after which a silent connection is dropped.
    pub idle_timeout: Option<Located<Duration>>,
    /// Time that a target which is taken out may go on with what it has. Left out: derived.
    pub deregistration_delay: Option<Located<Duration>>,
    /// Whether connections that are left after that time are cut (NLB).
    pub terminate_connections: Located<bool>,
    /// Where access logs go; left out, nowhere.
    pub access_logs: Option<AccessLogs>,
    /// Networks that may connect; empty, everybody.
    pub source_ranges: Located<Vec<String>>,
    /// Security groups of the balancer instead of a managed one; the source ranges then do not hold.
    pub security_groups: Located<Vec<String>>,
    /// Host names of an ALB's Ingress; empty, any.
    pub hosts: Located<Vec<String>>,
    /// Whether a pod counts as ready only once the balancer sends to it (IP targets). Left out: yes, with IP targets
    /// and a namespace that infgen creates. In a namespace of another's, `true` says that its owner has labelled it.
    pub readiness_gate: Option<Located<bool>>,
}

impl Default for LoadBalancer {
    fn default() -> Self {
        Self {
            kind: default(BalancerKind::Nlb),
            targets: default(TargetType::Ip),
            scheme: default(Scheme::Internal),
            cross_zone: default(true),
            http_port: None,
            https_port: Some(default(Port::new(443))),
            redirect_http: default(false),
            tls: Tls::default(),
            health_check: HealthCheck::default(),
            affinity: Affinity::default(),
            idle_timeout: None,
            deregistration_delay: None,
            terminate_connections: default(false),
            access_logs: None,
            source_ranges: default(Vec::new()),
            security_groups: default(Vec::new()),
            hosts: default(Vec::new()),
            readiness_gate: None,
        }
    }
}

/// Which balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BalancerKind {
    /// AWS Network Load Balancer: connections, by a Service.
    Nlb,
    /// AWS Application Load Balancer: requests, by an Ingress.
    Alb,
}

impl fmt::Display for BalancerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nlb => "NLB",
            Self::Alb => "ALB",
        })
    }
}

/// What a balancer sends to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetType {
    /// Pods. An NLB needs minutes to begin and to stop sending.
    Ip,
    /// Nodes; kube-proxy switches the pods behind them.
    Instance,
}

impl TargetType {
    /// As the annotation spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Instance => "instance",
        }
    }
}

/// Who can reach a balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// The VPC.
    Internal,
    /// Everybody.
    InternetFacing,
}

impl Scheme {
    /// As the annotation spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::InternetFacing => "internet-facing",
        }
    }
}

/// TLS at the balancer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// ARNs of ACM certificates; the first is the default one.
    pub certificates: Located<Vec<String>>,
    /// Security policy of the listener.
    pub policy: Located<String>,
    /// Whether a cert-manager certificate is meant to serve the balancer. It cannot: a finding.
    pub cert_manager: Located<bool>,
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            certificates: default(Vec::new()),
            policy: text("ELBSecurityPolicy-TLS13-1-2-2021-06"),
            cert_manager: default(false),
        }
    }
}

/// How the balancer finds out which targets serve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HealthCheck {
    /// Path; left out, the application's health path.
    pub path: Option<Located<String>>,
    /// Time between checks.
    pub interval: Located<Duration>,
    /// Time after which a check has failed.
    pub timeout: Located<Duration>,
    /// Good checks in a row after which a target serves.
    pub healthy: Located<u32>,
    /// Bad checks in a row after which it does not.
    pub unhealthy: Located<u32>,
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            path: None,
            interval: default(Duration::from_secs(10)),
            timeout: default(Duration::from_secs(5)),
            healthy: default(2),
            unhealthy: default(2),
        }
    }
}

/// Whether a client stays on its pod.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Affinity {
    /// Whether it does.
    pub enabled: Located<bool>,
    /// For how long.
    pub duration: Located<Duration>,
}

impl Default for Affinity {
    fn default() -> Self {
        Self { enabled: default(false), duration: default(Duration::from_secs(3600)) }
    }
}

/// Where access logs go.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccessLogs {
    /// S3 bucket.
    pub bucket: Option<Located<String>>,
    /// Prefix inside the bucket.
    pub prefix: Option<Located<String>>,
}

impl LoadBalancer {
    /// Whether TLS ends at the balancer.
    #[must_use]
    pub fn terminates_tls(&self) -> bool {
        self.https_port.is_some() && !self.tls.certificates.is_empty()
    }

    /// Whether a port of an NLB passes bytes on as they are, which makes its listener one of TCP.
    #[must_use]
    pub fn has_tcp_listener(&self) -> bool {
        let plain = self.http_port.is_some() || (self.https_port.is_some() && !self.terminates_tls());
        *self.kind == BalancerKind::Nlb && plain
    }
}
