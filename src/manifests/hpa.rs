//! `hpa.yaml`: who changes the number of pods, and who advises on their size.
//!
//! The HPA and a ScaledObject never stand side by side: KEDA makes an HPA of its own, and its webhook refuses a second
//! one for the same target (keda#4066).

use super::metadata;
use crate::objects::Object;
use crate::objects::scaled_object::TargetRef;
use crate::profile::{MetricsBackend, Vpa};
use crate::stack::Stack;
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

mod behavior;
mod keda;
mod metrics;
mod vpa;

pub(super) fn build(stack: &Stack) -> Vec<Object> {
    let autoscaling = &stack.profile.autoscaling;
    let mut objects = Vec::new();
    if *autoscaling.enabled {
        objects.push(match *autoscaling.metrics_backend {
            MetricsBackend::PrometheusAdapter => horizontal_pod_autoscaler(stack).into(),
            MetricsBackend::Keda => keda::scaled_object(stack).into(),
        });
    }
    if *autoscaling.vpa != Vpa::Off {
        objects.push(vpa::vertical_pod_autoscaler(stack).into());
    }
    objects
}

fn horizontal_pod_autoscaler(stack: &Stack) -> HorizontalPodAutoscaler {
    let autoscaling = &stack.profile.autoscaling;
    HorizontalPodAutoscaler {
        metadata: metadata(stack, stack.names.autoscaler()),
        spec: Some(HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: "Deployment".to_owned(),
                name: stack.names.service.clone(),
            },
            min_replicas: Some(autoscaling.min.i32()),
            max_replicas: autoscaling.max.i32(),
            // Never left out: the API server would put 80 % CPU in its place.
            metrics: Some(metrics::metrics(stack)),
            behavior: Some(behavior::behavior(stack)),
        }),
        ..HorizontalPodAutoscaler::default()
    }
}

/// The Deployment, as custom resources refer to it.
fn target(stack: &Stack) -> TargetRef {
    TargetRef { api_version: "apps/v1".to_owned(), kind: "Deployment".to_owned(), name: stack.names.service.clone() }
}

/// A number in millionths as the API server writes it: `2`, `1500m`, `500u`.
fn quantity(millionths: u128) -> Quantity {
    let (unit, suffix) = [(1_000_000, ""), (1_000, "m")]
        .into_iter()
        .find(|(unit, _)| millionths.is_multiple_of(*unit))
        .unwrap_or((1, "u"));
    Quantity(format!("{}{suffix}", millionths / unit))
}

#[cfg(test)]
mod tests;
