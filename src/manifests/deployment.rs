//! `deployment.yaml`: the pods, what they keep, and how many may go at once.
//!
//! A field whose zero the API server drops (`minReadySeconds: 0`, `initialDelaySeconds: 0`, `hostNetwork: false`) is
//! left out: written, it would make every `kubectl apply` report a change that never arrives.

use super::{configmap, metadata};
use crate::objects::Object;
use crate::stack::{Stack, fewest};
use crate::units::Duration;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment};
use k8s_openapi::api::core::v1::{
    LocalObjectReference, PodSecurityContext, PodSpec, PodTemplateSpec, SeccompProfile, ServiceAccount,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

mod claims;
mod container;
mod disruption;
mod environment;
mod placement;
mod volumes;

/// Annotation of the pod template that changes with the settings, so that a new setting rolls the pods: a mounted
/// `ConfigMap` changes under a running process that has read it already (helm/helm#2610).
const SETTINGS_HASH: &str = "checksum/settings";

pub(super) fn build(stack: &Stack) -> Vec<Object> {
    let mut objects = vec![service_account(stack).into()];
    objects.extend(claims::claims(stack).into_iter().map(Object::from));
    objects.extend(claims::snapshots(stack).into_iter().map(Object::from));
    objects.push(deployment(stack).into());
    objects.push(disruption::budget(stack).into());
    objects
}

/// An identity without a token: nothing in the pod calls the API server.
fn service_account(stack: &Stack) -> ServiceAccount {
    ServiceAccount {
        metadata: metadata(stack, &stack.names.service),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    }
}

fn deployment(stack: &Stack) -> Deployment {
    let rollout = &stack.profile.rollout;
    let scaled = *stack.profile.autoscaling.enabled;
    Deployment {
        metadata: metadata(stack, &stack.names.service),
        spec: Some(DeploymentSpec {
            // Who scales owns the number: written here, each apply would put it back.
            replicas: (!scaled).then(|| fewest(&stack.profile).i32()),
            selector: pods(stack),
            strategy: Some(DeploymentStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: Some(RollingUpdateDeployment {
                    max_surge: Some(IntOrString::Int(rollout.max_surge.i32())),
                    max_unavailable: Some(IntOrString::Int(rollout.max_unavailable.i32())),
                }),
            }),
            min_ready_seconds: positive(*rollout.min_ready),
            progress_deadline_seconds: Some(stack.startup.progress_deadline.secs_i32()),
            revision_history_limit: Some(i32::try_from(*rollout.history).unwrap_or(i32::MAX)),
            template: template(stack),
            ..DeploymentSpec::default()
        }),
        status: None,
    }
}

fn template(stack: &Stack) -> PodTemplateSpec {
    let hash = configmap::settings_hash(stack);
    PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: Some(stack.names.labels(&stack.profile)),
            annotations: Some(BTreeMap::from([(SETTINGS_HASH.to_owned(), hash)])),
            ..ObjectMeta::default()
        }),
        spec: Some(pod(stack)),
    }
}

fn pod(stack: &Stack) -> PodSpec {
    let (volumes, mounts) = volumes::mounted(stack).into_iter().unzip();
    let priority = &stack.profile.placement.priority_class;
    PodSpec {
        service_account_name: Some(stack.names.service.clone()),
        automount_service_account_token: Some(false),
        // Service links put `<SERVICE>_PORT=tcp://…` into the environment, where servers look for a number
        // (vllm-project/vllm#34199).
        enable_service_links: Some(false),
        restart_policy: Some("Always".to_owned()),
        dns_policy: Some("ClusterFirst".to_owned()),
        scheduler_name: Some("default-scheduler".to_owned()),
        priority_class_name: priority.as_deref().cloned(),
        termination_grace_period_seconds: Some(stack.shutdown.grace_period.secs_i64()),
        node_selector: placement::node_selector(stack),
        affinity: placement::affinity(stack),
        topology_spread_constraints: placement::spread(stack),
        tolerations: placement::tolerations(stack),
        security_context: Some(security(stack)),
        image_pull_secrets: pull_secrets(stack),
        containers: vec![container::container(stack, mounts)],
        volumes: Some(volumes),
        ..PodSpec::default()
    }
}

/// What the `restricted` level of the Pod Security Standards asks of a pod, and a group that may write its volumes.
fn security(stack: &Stack) -> PodSecurityContext {
    let user = *stack.profile.security.user;
    PodSecurityContext {
        run_as_non_root: Some(true),
        run_as_user: Some(user),
        run_as_group: Some(user),
        fs_group: Some(user),
        // `Always` walks a whole volume at every start: minutes, on a model's.
        fs_group_change_policy: Some("OnRootMismatch".to_owned()),
        seccomp_profile: Some(SeccompProfile { type_: "RuntimeDefault".to_owned(), ..SeccompProfile::default() }),
        ..PodSecurityContext::default()
    }
}

fn pull_secrets(stack: &Stack) -> Option<Vec<LocalObjectReference>> {
    let secrets = &stack.profile.image.pull_secrets;
    let reference = |name: &String| LocalObjectReference { name: name.clone() };
    (!secrets.is_empty()).then(|| secrets.iter().map(reference).collect())
}

/// The pods of the service.
fn pods(stack: &Stack) -> LabelSelector {
    LabelSelector { match_labels: Some(stack.names.selector()), ..LabelSelector::default() }
}

/// Whole seconds for a field whose zero the API server drops.
fn positive(time: Duration) -> Option<i32> {
    (time > Duration::ZERO).then(|| time.secs_i32())
}
