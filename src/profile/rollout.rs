//! How a new version replaces the old, how a pod ends, and how many stay.

use super::default;
use crate::located::Located;
use crate::units::{Duration, Replicas};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a new version replaces the old, and how a pod ends.
///
/// What is left out is derived from the stack: see `infgen explain grace-shorter-than-drain`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rollout {
    /// Pods that may exist above the wanted number.
    pub max_surge: Located<Replicas>,
    /// Pods that may be missing from the wanted number.
    pub max_unavailable: Located<Replicas>,
    /// Time that a pod must be ready before it counts.
    pub min_ready: Located<Duration>,
    /// Time after which a rollout that does not move has failed. Left out: derived from the start of a pod.
    pub progress_deadline: Option<Located<Duration>>,
    /// Time between the decision to end a pod and SIGTERM, in which the balancer lets go of it. Left out: derived.
    pub pre_stop: Option<Located<Duration>>,
    /// Time between the decision to end a pod and SIGKILL. Left out: derived.
    pub grace_period: Option<Located<Duration>>,
    /// Time that the application needs to end once its last request is answered.
    pub shutdown: Located<Duration>,
    /// How long a rollout of all pods may take.
    pub window: Option<Located<Duration>>,
    /// Pods of the Deployment where nothing scales it. With an autoscaler it is a finding.
    pub replicas: Option<Located<Replicas>>,
    /// Old versions that are kept.
    pub history: Located<u32>,
}

impl Default for Rollout {
    fn default() -> Self {
        Self {
            max_surge: default(Replicas::new(1)),
            max_unavailable: default(Replicas::new(0)),
            min_ready: default(Duration::ZERO),
            progress_deadline: None,
            pre_stop: None,
            grace_period: None,
            shutdown: default(Duration::from_secs(15)),
            window: None,
            replicas: None,
            history: default(5),
        }
    }
}

/// How many pods stay through voluntary disruptions: node drains, upgrades, consolidation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Disruption {
    /// Pods that stay at least, when the smallest number runs.
    pub min_available: Located<Replicas>,
    /// How the budget is written.
    pub budget: Located<BudgetForm>,
}

impl Default for Disruption {
    fn default() -> Self {
        Self { min_available: default(Replicas::new(1)), budget: default(BudgetForm::MaxUnavailable) }
    }
}

/// How a disruption budget is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BudgetForm {
    /// As the pods that may go: holds at every number of pods.
    MaxUnavailable,
    /// As the pods that stay: at the largest number, all but these may go at once.
    MinAvailable,
}
