//! The three Services: for the balancer, for every pod by address, for callers inside the cluster.

use super::{has_security_groups, nlb, source_ranges};
use crate::manifests::metadata;
use crate::profile::{BalancerKind, TargetType};
use crate::stack::{HTTP, Stack};
use crate::units::Port;
use k8s_openapi::api::core::v1::{ClientIPConfig, Service, ServicePort, ServiceSpec, SessionAffinityConfig};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// Label that tells the three apart, by which the `ServiceMonitor` finds exactly one.
pub(super) const ROLE: &str = "infgen.dev/service";
/// The headless Service's value of [`ROLE`].
pub(super) const HEADLESS: &str = "headless";

/// What the balancer sends to. An NLB is made from this Service, an ALB from the Ingress that names it.
pub(super) fn balancer(stack: &Stack) -> Service {
    let spec = match *stack.profile.load_balancer.kind {
        BalancerKind::Nlb => behind_nlb(stack),
        BalancerKind::Alb => behind_alb(stack),
    };
    let mut service = service(stack, stack.names.balancer(), "balancer", spec);
    // On any other Service these annotations would make a second balancer, whatever its type
    // (aws-load-balancer-controller#3059).
    if *stack.profile.load_balancer.kind == BalancerKind::Nlb {
        let annotations = service.metadata.annotations.get_or_insert_default();
        annotations.extend(nlb::annotations(stack));
    }
    service
}

/// Every pod by address: for callers that choose a pod themselves, and for Prometheus, which reads each.
pub(super) fn headless(stack: &Stack) -> Service {
    let ports = stack.ports().into_iter().map(|(name, number)| port(name, number, name));
    let spec = ServiceSpec {
        type_: Some("ClusterIP".to_owned()),
        cluster_ip: Some("None".to_owned()),
        ports: Some(ports.collect()),
        ..without_affinity()
    };
    service(stack, stack.names.headless(), HEADLESS, spec)
}

/// One address for callers inside the cluster.
pub(super) fn internal(stack: &Stack) -> Service {
    let spec = ServiceSpec {
        type_: Some("ClusterIP".to_owned()),
        ports: Some(vec![port(HTTP, *stack.profile.app.port, HTTP)]),
        ..with_affinity(stack)
    };
    service(stack, stack.names.internal(), "internal", spec)
}

fn service(stack: &Stack, name: String, role: &str, spec: ServiceSpec) -> Service {
    let mut metadata = metadata(stack, name);
    let labels = metadata.labels.get_or_insert_default();
    labels.insert(ROLE.to_owned(), role.to_owned());
    Service {
        metadata,
        spec: Some(ServiceSpec {
            selector: Some(stack.names.selector()),
            internal_traffic_policy: Some("Cluster".to_owned()),
            ip_family_policy: Some("SingleStack".to_owned()),
            ..spec
        }),
        status: None,
    }
}

/// A class leaves no doubt about who reconciles; annotations of type do (aws-load-balancer-controller#3203).
fn behind_nlb(stack: &Stack) -> ServiceSpec {
    let load_balancer = &stack.profile.load_balancer;
    let instance = *load_balancer.targets == TargetType::Instance;
    let http = load_balancer.http_port.as_deref();
    let https = load_balancer.https_port.as_deref();
    let ports: Vec<ServicePort> = [("http", http), ("https", https)]
        .into_iter()
        .filter_map(|(name, number)| Some(port(name, *number?, HTTP)))
        .collect();
    ServiceSpec {
        type_: Some("LoadBalancer".to_owned()),
        load_balancer_class: Some("service.k8s.aws/nlb".to_owned()),
        // Only instance targets are reached by a port of the node.
        allocate_load_balancer_node_ports: Some(instance),
        external_traffic_policy: Some("Cluster".to_owned()),
        load_balancer_source_ranges: (!has_security_groups(stack)).then(|| source_ranges(stack)),
        ports: (!ports.is_empty()).then_some(ports),
        // IP targets are pods: kube-proxy, which keeps a client on its pod, is not in the way.
        ..if instance { with_affinity(stack) } else { without_affinity() }
    }
}

/// An ALB keeps clients by cookie; kube-proxy would see the balancer's addresses only.
fn behind_alb(stack: &Stack) -> ServiceSpec {
    let instance = *stack.profile.load_balancer.targets == TargetType::Instance;
    let kind = if instance { "NodePort" } else { "ClusterIP" };
    ServiceSpec {
        type_: Some(kind.to_owned()),
        external_traffic_policy: instance.then(|| "Cluster".to_owned()),
        ports: Some(vec![port(HTTP, *stack.profile.app.port, HTTP)]),
        ..without_affinity()
    }
}

fn without_affinity() -> ServiceSpec {
    ServiceSpec { session_affinity: Some("None".to_owned()), ..ServiceSpec::default() }
}

/// A client's address stays on its pod for the stated time, if at all.
fn with_affinity(stack: &Stack) -> ServiceSpec {
    let affinity = &stack.profile.load_balancer.affinity;
    if !*affinity.enabled {
        return without_affinity();
    }
    ServiceSpec {
        session_affinity: Some("ClientIP".to_owned()),
        session_affinity_config: Some(SessionAffinityConfig {
            client_ip: Some(ClientIPConfig { timeout_seconds: Some(affinity.duration.secs_i32()) }),
        }),
        ..ServiceSpec::default()
    }
}

fn port(name: &str, number: Port, target: &str) -> ServicePort {
    ServicePort {
        name: Some(name.to_owned()),
        port: number.i32(),
        protocol: Some("TCP".to_owned()),
        target_port: Some(IntOrString::String(target.to_owned())),
        ..ServicePort::default()
    }
}
