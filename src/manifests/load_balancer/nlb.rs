//! The annotations that make an NLB of a Service. The controller ignores a key that it does not know without a word
//! (aws-load-balancer-controller#1756), so each is from its guide, `service/annotations.md`.

use super::{SUCCESS_CODES, TRAFFIC_PORT, access_logs, attributes, has_security_groups, health_path};
use crate::balancer::{LISTENER_ATTRIBUTES, NLB_TLS_IDLE};
use crate::profile::{LoadBalancer, TargetType};
use crate::stack::Stack;
use std::collections::BTreeMap;

const PREFIX: &str = "service.beta.kubernetes.io/aws-load-balancer-";

pub(super) fn annotations(stack: &Stack) -> BTreeMap<String, String> {
    let load_balancer = &stack.profile.load_balancer;
    let mut all = base(stack);
    all.extend(health_check(stack));
    all.extend(tls(load_balancer));
    if has_security_groups(stack) {
        all.push(("security-groups".to_owned(), load_balancer.security_groups.join(",")));
        // Otherwise nothing lets the balancer reach the pods (aws-load-balancer-controller#3469).
        all.push(("manage-backend-security-group-rules".to_owned(), true.to_string()));
    }
    if *stack.profile.cluster.load_balancer_controller >= LISTENER_ATTRIBUTES {
        all.extend(idle_timeouts(load_balancer));
    }
    all.into_iter().map(|(key, value)| (format!("{PREFIX}{key}"), value)).collect()
}

type Annotations = Vec<(String, String)>;

fn named<const N: usize>(annotations: [(&str, String); N]) -> Annotations {
    annotations.map(|(key, value)| (key.to_owned(), value)).into()
}

fn base(stack: &Stack) -> Annotations {
    let load_balancer = &stack.profile.load_balancer;
    let cross_zone = attributes([("load_balancing.cross_zone.enabled", load_balancer.cross_zone.to_string())]);
    named([
        ("nlb-target-type", load_balancer.targets.name().to_owned()),
        ("scheme", load_balancer.scheme.name().to_owned()),
        ("ip-address-type", "ipv4".to_owned()),
        ("attributes", format!("{cross_zone},{}", access_logs(stack))),
        ("target-group-attributes", target_group(stack)),
        // From the balancer to the pods; TLS ends before.
        ("backend-protocol", "tcp".to_owned()),
    ])
}

fn target_group(stack: &Stack) -> String {
    let load_balancer = &stack.profile.load_balancer;
    let affinity = *load_balancer.affinity.enabled;
    let instance = *load_balancer.targets == TargetType::Instance;
    let shutdown = &stack.shutdown;
    attributes([
        ("deregistration_delay.timeout_seconds", shutdown.deregistration_delay.secs_i32().to_string()),
        ("deregistration_delay.connection_termination.enabled", load_balancer.terminate_connections.to_string()),
        // kube-proxy keeps a client on its pod by its address, and sees it only if it is preserved. Elsewhere it stays
        // off: a pod that calls its own balancer would be sent back to itself, and time out (NLB guide,
        // troubleshooting).
        ("preserve_client_ip.enabled", (instance && affinity).to_string()),
        ("stickiness.enabled", affinity.to_string()),
        ("stickiness.type", "source_ip".to_owned()),
        // On by default: two missed health checks would cut every inference that runs on the pod.
        ("target_health_state.unhealthy.connection_termination.enabled", false.to_string()),
        ("target_health_state.unhealthy.draining_interval_seconds", shutdown.longest_request.secs_i32().to_string()),
    ])
}

/// HTTP, not the default TCP, to which a pod that still loads its model looks healthy.
fn health_check(stack: &Stack) -> Annotations {
    let check = &stack.profile.load_balancer.health_check;
    named([
        ("healthcheck-protocol", "http".to_owned()),
        ("healthcheck-port", TRAFFIC_PORT.to_owned()),
        ("healthcheck-path", health_path(stack)),
        ("healthcheck-interval", check.interval.secs_i32().to_string()),
        ("healthcheck-timeout", check.timeout.secs_i32().to_string()),
        ("healthcheck-healthy-threshold", check.healthy.to_string()),
        ("healthcheck-unhealthy-threshold", check.unhealthy.to_string()),
        ("healthcheck-success-codes", SUCCESS_CODES.to_owned()),
    ])
}

/// TLS on the one port that is meant: without `ssl-ports` every port would speak it
/// (aws-load-balancer-controller#2825).
fn tls(load_balancer: &LoadBalancer) -> Annotations {
    let Some(port) = load_balancer.https_port.as_deref().filter(|_| load_balancer.terminates_tls()) else {
        return Annotations::new();
    };
    named([
        ("ssl-cert", load_balancer.tls.certificates.join(",")),
        ("ssl-ports", port.get().to_string()),
        ("ssl-negotiation-policy", load_balancer.tls.policy.get().clone()),
        ("alpn-policy", "None".to_owned()),
    ])
}

/// The idle timeout of each clear-text listener. A TLS listener's is fixed, and the controller drops the attribute
/// (aws-load-balancer-controller, `pkg/deploy/elbv2/listener_manager.go`).
fn idle_timeouts(load_balancer: &LoadBalancer) -> Annotations {
    let clear_text_https = load_balancer.https_port.as_deref().filter(|_| !load_balancer.terminates_tls());
    let timeout = load_balancer.idle_timeout.as_deref().copied();
    let timeout = timeout.unwrap_or(NLB_TLS_IDLE).secs_i32().to_string();
    let ports = load_balancer.http_port.as_deref().into_iter();
    ports
        .chain(clear_text_https)
        .map(|port| {
            let value = attributes([("tcp.idle_timeout.seconds", timeout.clone())]);
            (format!("listener-attributes.TCP-{}", port.get()), value)
        })
        .collect()
}
