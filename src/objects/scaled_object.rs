//! `ScaledObject` of KEDA.

use super::CustomSpec;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerBehavior;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is scaled, between which bounds, by which triggers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaledObjectSpec {
    /// The Deployment.
    pub scale_target_ref: TargetRef,
    /// Seconds between KEDA's own readings, which matter for waking from zero only.
    pub polling_interval: i32,
    /// Seconds before scaling to zero; it matters for nothing else.
    pub cooldown_period: i32,
    /// Fewest pods.
    pub min_replica_count: i32,
    /// Most pods.
    pub max_replica_count: i32,
    /// What to do while triggers cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
    /// Settings of the HPA that KEDA makes.
    pub advanced: Advanced,
    /// The triggers.
    pub triggers: Vec<Trigger>,
}

impl CustomSpec for ScaledObjectSpec {
    const API_VERSION: &'static str = "keda.sh/v1alpha1";
    const KIND: &'static str = "ScaledObject";
}

/// What is scaled.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetRef {
    /// `apps/v1`.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// What to do while triggers cannot be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fallback {
    /// Failed readings in a row.
    pub failure_threshold: i32,
    /// Pods then.
    pub replicas: i32,
    /// How that number and the pods that run make one.
    pub behavior: FallbackBehavior,
}

/// The pods of a fallback. (KEDA since 2.17.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FallbackBehavior {
    /// No fewer than run: nobody who cannot see the load takes capacity away.
    CurrentReplicasIfHigher,
}

/// Settings of the HPA that KEDA makes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Advanced {
    /// Whether deleting the ScaledObject puts the first number of pods back.
    pub restore_to_original_replica_count: bool,
    /// The HPA.
    pub horizontal_pod_autoscaler_config: HpaConfig,
}

/// Name and behaviour of the HPA that KEDA makes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HpaConfig {
    /// Its name.
    pub name: String,
    /// Its behaviour.
    pub behavior: HorizontalPodAutoscalerBehavior,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trigger {
    /// `prometheus`, `cpu`, `memory` or `cron`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `AverageValue`, `Value` or `Utilization`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_type: Option<String>,
    /// Its settings, all text.
    pub metadata: BTreeMap<String, String>,
}
