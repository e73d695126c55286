//! `VerticalPodAutoscaler`.

use super::CustomSpec;
use super::scaled_object::TargetRef;
use serde::Serialize;

/// Whose requests are watched, and whether they are changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerticalPodAutoscalerSpec {
    /// The Deployment.
    pub target_ref: TargetRef,
    /// Whether requests are changed.
    pub update_policy: UpdatePolicy,
}

impl CustomSpec for VerticalPodAutoscalerSpec {
    const API_VERSION: &'static str = "autoscaling.k8s.io/v1";
    const KIND: &'static str = "VerticalPodAutoscaler";
}

/// Whether requests are changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatePolicy {
    /// `Off` recommends only.
    pub update_mode: String,
}
