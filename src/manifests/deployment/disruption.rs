//! How many pods voluntary disruptions may take at once.

use super::pods;
use crate::manifests::metadata;
use crate::profile::BudgetForm;
use crate::stack::{Stack, fewest};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The promise "so many stay when the fewest run", as a budget: the pods that may go hold it at every number of pods,
/// and "maxUnavailable is recommended" where that number changes (Kubernetes, Specifying a Disruption Budget).
pub(super) fn budget(stack: &Stack) -> PodDisruptionBudget {
    let disruption = &stack.profile.disruption;
    let stay = *disruption.min_available;
    let (min_available, max_unavailable) = match *disruption.budget {
        BudgetForm::MaxUnavailable => (None, Some(fewest(&stack.profile) - stay)),
        BudgetForm::MinAvailable => (Some(stay), None),
    };
    PodDisruptionBudget {
        metadata: metadata(stack, &stack.names.service),
        spec: Some(PodDisruptionBudgetSpec {
            min_available: min_available.map(|pods| IntOrString::Int(pods.i32())),
            max_unavailable: max_unavailable.map(|pods| IntOrString::Int(pods.i32())),
            selector: Some(pods(stack)),
            // A pod that never becomes ready holds up no drain.
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".to_owned()),
        }),
        status: None,
    }
}
