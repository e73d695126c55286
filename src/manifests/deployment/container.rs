//! The one container: what it runs, asks for, proves and may do.

use super::{environment, positive};
use crate::profile::{self, PullPolicy};
use crate::stack::{HTTP, Stack};
use crate::units::{Bytes, Cpu, Duration, Port};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, ContainerPort, HTTPGetAction, Lifecycle, LifecycleHandler, Probe, ResourceRequirements,
    SecurityContext, SleepAction, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// The resource that NVIDIA's device plugin brings.
pub(super) const GPU: &str = "nvidia.com/gpu";

pub(super) fn container(stack: &Stack, mounts: Vec<VolumeMount>) -> Container {
    let app = &stack.profile.app;
    let probes = &stack.profile.probes;
    Container {
        name: stack.names.service.clone(),
        image: Some(stack.names.image.clone()),
        image_pull_policy: Some(pull_policy(*stack.profile.image.pull_policy).to_owned()),
        args: (!app.args.is_empty()).then(|| app.args.get().clone()),
        env: Some(environment::variables(stack)),
        ports: Some(stack.ports().into_iter().map(|(name, number)| port(name, number)).collect()),
        resources: Some(resources(&stack.profile.resources)),
        startup_probe: Some(probe(stack, &probes.startup)),
        readiness_probe: Some(probe(stack, &probes.readiness)),
        liveness_probe: Some(probe(stack, &probes.liveness)),
        lifecycle: lifecycle(*stack.shutdown.pre_stop),
        security_context: Some(security(&stack.profile.security)),
        volume_mounts: Some(mounts),
        termination_message_path: Some("/dev/termination-log".to_owned()),
        // The last words of a server that dies without writing its message.
        termination_message_policy: Some("FallbackToLogsOnError".to_owned()),
        ..Container::default()
    }
}

const fn pull_policy(policy: PullPolicy) -> &'static str {
    match policy {
        PullPolicy::Always => "Always",
        PullPolicy::IfNotPresent => "IfNotPresent",
        PullPolicy::Never => "Never",
    }
}

fn port(name: &str, number: Port) -> ContainerPort {
    ContainerPort {
        name: Some(name.to_owned()),
        container_port: number.i32(),
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }
}

fn resources(resources: &profile::Resources) -> ResourceRequirements {
    let all = |cpu: Cpu, memory: Bytes| {
        let mut quantities = BTreeMap::from([
            ("cpu".to_owned(), Quantity(cpu.to_string())),
            ("memory".to_owned(), Quantity(memory.to_string())),
            ("ephemeral-storage".to_owned(), Quantity(resources.ephemeral_storage.to_string())),
        ]);
        // Devices are never overcommitted: request and limit are equal (Kubernetes, Schedule GPUs).
        let gpus = resources.gpus.get().get();
        if gpus > 0 {
            quantities.insert(GPU.to_owned(), Quantity(gpus.to_string()));
        }
        Some(quantities)
    };
    ResourceRequirements {
        requests: all(*resources.cpu_request, *resources.memory_request),
        limits: all(*resources.cpu_limit, *resources.memory_limit),
        claims: None,
    }
}

fn probe(stack: &Stack, probe: &profile::Probe) -> Probe {
    let path = probe.path.as_ref().unwrap_or(&stack.profile.app.health_path);
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.get().clone()),
            port: IntOrString::String(HTTP.to_owned()),
            scheme: Some("HTTP".to_owned()),
            ..HTTPGetAction::default()
        }),
        initial_delay_seconds: positive(*probe.delay),
        period_seconds: Some(probe.interval.secs_i32()),
        timeout_seconds: Some(probe.timeout.secs_i32()),
        success_threshold: Some(1),
        failure_threshold: Some(i32::try_from(*probe.failures).unwrap_or(i32::MAX)),
        ..Probe::default()
    }
}

/// The wait before SIGTERM, by the kubelet itself (KEP-3960, on since Kubernetes 1.30): an image without a shell has no
/// `sleep` to run. No wait is no hook.
fn lifecycle(pre_stop: Duration) -> Option<Lifecycle> {
    (pre_stop > Duration::ZERO).then(|| Lifecycle {
        pre_stop: Some(LifecycleHandler {
            sleep: Some(SleepAction { seconds: pre_stop.secs_i64() }),
            ..LifecycleHandler::default()
        }),
        ..Lifecycle::default()
    })
}

/// What the `restricted` level of the Pod Security Standards asks of a container, and a root that nobody writes.
fn security(security: &profile::Security) -> SecurityContext {
    SecurityContext {
        allow_privilege_escalation: Some(false),
        privileged: Some(false),
        read_only_root_filesystem: Some(*security.read_only_root),
        capabilities: Some(Capabilities { add: None, drop: Some(vec!["ALL".to_owned()]) }),
        ..SecurityContext::default()
    }
}
