//! Who may talk to the pods, and to whom they may talk.

use super::default;
use crate::located::Located;
use crate::units::{Connections, Duration, Port};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who may talk to the pods, and to whom they may talk besides their dependencies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Networks that the balancer's connections come from: its subnets with IP targets, the nodes' with instance ones.
    pub balancer_cidrs: Located<Vec<String>>,
    /// Pods that may call the service inside the cluster: the web application.
    pub clients: Vec<Ingress>,
    /// Whether pods may call any HTTPS address outside.
    pub external_https: Located<bool>,
    /// Networks that external HTTPS never reaches; the metadata service is always among them.
    pub https_except: Located<Vec<String>>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            balancer_cidrs: default(Vec::new()),
            clients: Vec::new(),
            external_https: default(false),
            https_except: default(Vec::new()),
        }
    }
}

/// Pods of a namespace that may call the service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ingress {
    /// Their namespace; left out, the service's own.
    pub namespace: Option<Located<String>>,
    /// Their labels; empty, all pods.
    pub labels: BTreeMap<String, Located<String>>,
}

/// A database or another service that the pods use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// What it is called (`postgres`).
    pub name: Located<String>,
    /// Its port.
    pub port: Located<Port>,
    /// Where it is.
    pub peer: Peer,
    /// Connections that it accepts.
    pub max_connections: Option<Located<Connections>>,
    /// Connections that it keeps for others.
    #[serde(default = "none_reserved")]
    pub reserved_connections: Located<Connections>,
    /// Whether the pool of `performance.connection_pool` goes to it.
    #[serde(default = "yes")]
    pub pooled: Located<bool>,
    /// Time after which the application gives up on a call.
    pub timeout: Option<Located<Duration>>,
    /// How often the application tries again.
    #[serde(default = "no_retries")]
    pub retries: Located<u32>,
}

fn none_reserved() -> Located<Connections> {
    default(Connections::new(0))
}

fn yes() -> Located<bool> {
    default(true)
}

fn no_retries() -> Located<u32> {
    default(0)
}

/// Where a dependency is: pods by label, or addresses.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Peer {
    /// Namespace of its pods; left out with labels, the service's own.
    pub namespace: Option<Located<String>>,
    /// Labels of its pods.
    pub labels: BTreeMap<String, Located<String>>,
    /// Networks that it is in, outside the cluster; the metadata service is left out of wider ones.
    pub cidrs: Option<Located<Vec<String>>>,
}
