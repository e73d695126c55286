//! The VerticalPodAutoscaler, which watches what the pods use.

use crate::manifests::metadata;
use crate::objects::Custom;
use crate::objects::vertical_pod_autoscaler::{UpdatePolicy, VerticalPodAutoscalerSpec};
use crate::profile::Vpa;
use crate::stack::Stack;

pub(super) fn vertical_pod_autoscaler(stack: &Stack) -> Custom<VerticalPodAutoscalerSpec> {
    let mode = match *stack.profile.autoscaling.vpa {
        Vpa::Off | Vpa::Recommend => "Off",
        // What `Auto` has meant since VPA 1.4, said plainly.
        Vpa::Auto => "Recreate",
    };
    Custom {
        metadata: metadata(stack, stack.names.service.clone()),
        spec: VerticalPodAutoscalerSpec {
            target_ref: super::target(stack),
            update_policy: UpdatePolicy { update_mode: mode.to_owned() },
        },
    }
}
