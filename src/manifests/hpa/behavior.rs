//! How fast the number of pods may change: both directions stated, since a `behavior` that leaves one out gets
//! defaults that depend on the other.

use super::quantity;
use crate::profile::Kubernetes;
use crate::stack::Stack;
use crate::units::{Duration, Replicas, Share};
use k8s_openapi::api::autoscaling::v2::{HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscalerBehavior};

pub(super) fn behavior(stack: &Stack) -> HorizontalPodAutoscalerBehavior {
    let (up, down) = (&stack.profile.autoscaling.up, &stack.profile.autoscaling.down);
    let tolerance =
        |stated: Option<Share>| stated.filter(|_| *stack.profile.cluster.kubernetes >= Kubernetes::TOLERANCE);
    HorizontalPodAutoscalerBehavior {
        scale_up: Some(rules(*up.stabilization, *up.pods, *up.period, tolerance(up.tolerance.as_deref().copied()))),
        scale_down: Some(rules(
            *down.stabilization,
            *down.pods,
            *down.period,
            tolerance(down.tolerance.as_deref().copied()),
        )),
    }
}

fn rules(stabilization: Duration, pods: Replicas, period: Duration, tolerance: Option<Share>) -> HPAScalingRules {
    HPAScalingRules {
        stabilization_window_seconds: Some(stabilization.secs_i32()),
        select_policy: Some("Max".to_owned()),
        policies: Some(vec![HPAScalingPolicy {
            type_: "Pods".to_owned(),
            value: pods.i32(),
            period_seconds: period.secs_i32(),
        }]),
        tolerance: tolerance.map(|share| quantity(u128::from(share.ppm()))),
    }
}
