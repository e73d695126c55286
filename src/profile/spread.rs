//! How much the steps of a start vary, and what a GPU costs.

use super::text;
use crate::located::Located;
use crate::units::{Duration, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much the steps of a pod's start vary, for `infgen simulate`. A step that is left out always takes what the rest
/// of the profile says of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StartSpreads {
    /// Until it is decided where the pod goes. Left out: no time.
    pub scheduling: Option<Spread>,
    /// Until a node is there.
    pub node: Option<Spread>,
    /// Until the image is pulled.
    pub image: Option<Spread>,
    /// Until the model is loaded.
    pub load: Option<Spread>,
    /// Until the readiness probe has passed.
    pub readiness: Option<Spread>,
    /// Until the balancer sends requests.
    pub registration: Option<Spread>,
}

/// A time that varies: with `low` and `high` a triangle, with `sigma` lognormal, alone always the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// The most likely time of a triangle, the median of a lognormal.
    pub usual: Located<Duration>,
    /// The shortest.
    pub low: Option<Located<Duration>>,
    /// The longest.
    pub high: Option<Located<Duration>>,
    /// Standard deviation of the logarithm (`40%`).
    pub sigma: Option<Located<Share>>,
}

/// What the service costs, and what it may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cost {
    /// Price of a GPU for an hour. Left out: GPU-hours alone are said.
    pub gpu_hour: Option<Located<f64>>,
    /// Most that an hour may cost while the most pods run. Left out: nobody has said.
    pub hourly_budget: Option<Located<f64>>,
    /// Its currency.
    pub currency: Located<String>,
}

impl Default for Cost {
    fn default() -> Self {
        Self { gpu_hour: None, hourly_budget: None, currency: text("USD") }
    }
}
