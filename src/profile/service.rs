//! What the service is called and where it lives.

use super::{default, text};
use crate::located::Located;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the service is called and where it lives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Service {
    /// The stem of every object's name, a DNS label of at most 40 characters (suffixes such as `-headless` follow it).
    pub name: Option<Located<String>>,
    /// The namespace of every object.
    pub namespace: Option<Located<String>>,
    /// The environment, for labels and alerts (`prod`).
    pub environment: Option<Located<String>>,
    /// What the service is part of (`app.kubernetes.io/part-of`).
    pub part_of: Option<Located<String>>,
    /// Labels put on every object besides infgen's own.
    pub labels: BTreeMap<String, Located<String>>,
    /// Annotations put on every object besides infgen's own.
    pub annotations: BTreeMap<String, Located<String>>,
    /// Whether the Namespace is one of the objects. `false` where another team owns it.
    pub create_namespace: Located<bool>,
    /// Where runbooks are; each alert links to `<base>/<alert>`.
    pub runbooks: Located<String>,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            name: None,
            namespace: None,
            environment: None,
            part_of: None,
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            create_namespace: default(true),
            runbooks: text("https://runbooks.example.com/inference"),
        }
    }
}
