//! The Ingress that an ALB is made from. Its annotations are from the controller's guide, `ingress/annotations.md`.

use super::{SUCCESS_CODES, TRAFFIC_PORT, access_logs, attributes, has_security_groups, health_path, source_ranges};
use crate::manifests::metadata;
use crate::profile::LoadBalancer;
use crate::stack::{HTTP, Stack};
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec,
    ServiceBackendPort,
};

const PREFIX: &str = "alb.ingress.kubernetes.io/";

pub(super) fn ingress(stack: &Stack) -> Ingress {
    let hosts = stack.profile.load_balancer.hosts.get();
    let rules = if hosts.is_empty() {
        vec![rule(stack, None)]
    } else {
        hosts.iter().map(|host| rule(stack, Some(host.clone()))).collect()
    };
    let mut metadata = metadata(stack, stack.names.balancer());
    let written = annotations(stack).into_iter().map(|(key, value)| (format!("{PREFIX}{key}"), value));
    metadata.annotations.get_or_insert_default().extend(written);
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: Some("alb".to_owned()),
            rules: Some(rules),
            ..IngressSpec::default()
        }),
        status: None,
    }
}

fn rule(stack: &Stack, host: Option<String>) -> IngressRule {
    let backend = IngressServiceBackend {
        name: stack.names.balancer(),
        port: Some(ServiceBackendPort { name: Some(HTTP.to_owned()), number: None }),
    };
    IngressRule {
        host,
        http: Some(HTTPIngressRuleValue {
            paths: vec![HTTPIngressPath {
                path: Some("/".to_owned()),
                path_type: "Prefix".to_owned(),
                backend: IngressBackend { service: Some(backend), resource: None },
            }],
        }),
    }
}

type Annotations = Vec<(&'static str, String)>;

fn annotations(stack: &Stack) -> Annotations {
    let load_balancer = &stack.profile.load_balancer;
    let mut all = base(stack);
    all.extend(health_check(stack));
    all.extend(listeners(load_balancer));
    if has_security_groups(stack) {
        all.push(("security-groups", load_balancer.security_groups.join(",")));
        // Otherwise nothing lets the balancer reach the pods (aws-load-balancer-controller#3469).
        all.push(("manage-backend-security-group-rules", true.to_string()));
    } else {
        all.push(("inbound-cidrs", source_ranges(stack).join(",")));
    }
    all
}

fn base(stack: &Stack) -> Annotations {
    let load_balancer = &stack.profile.load_balancer;
    let idle = attributes([("idle_timeout.timeout_seconds", stack.shutdown.idle_timeout.secs_i32().to_string())]);
    vec![
        ("scheme", load_balancer.scheme.name().to_owned()),
        ("target-type", load_balancer.targets.name().to_owned()),
        ("ip-address-type", "ipv4".to_owned()),
        ("backend-protocol", "HTTP".to_owned()),
        ("backend-protocol-version", "HTTP1".to_owned()),
        ("load-balancer-attributes", format!("{idle},{}", access_logs(stack))),
        ("target-group-attributes", target_group(stack)),
    ]
}

fn target_group(stack: &Stack) -> String {
    let load_balancer = &stack.profile.load_balancer;
    let affinity = &load_balancer.affinity;
    // A cookie names a target; with instance targets that is a node, and kube-proxy picks any pod behind it.
    let sticky = *affinity.enabled && stack.balancer.affinity.is_some();
    attributes([
        ("deregistration_delay.timeout_seconds", stack.shutdown.deregistration_delay.secs_i32().to_string()),
        ("stickiness.enabled", sticky.to_string()),
        ("stickiness.type", "lb_cookie".to_owned()),
        ("stickiness.lb_cookie.duration_seconds", affinity.duration.secs_i32().to_string()),
        // An ALB's own switch is always on; a target group's is not.
        ("load_balancing.cross_zone.enabled", load_balancer.cross_zone.to_string()),
        // Inferences differ in length: the next goes where the fewest run.
        ("load_balancing.algorithm.type", "least_outstanding_requests".to_owned()),
    ])
}

fn health_check(stack: &Stack) -> Annotations {
    let check = &stack.profile.load_balancer.health_check;
    vec![
        ("healthcheck-protocol", "HTTP".to_owned()),
        ("healthcheck-port", TRAFFIC_PORT.to_owned()),
        ("healthcheck-path", health_path(stack)),
        ("healthcheck-interval-seconds", check.interval.secs_i32().to_string()),
        ("healthcheck-timeout-seconds", check.timeout.secs_i32().to_string()),
        ("healthy-threshold-count", check.healthy.to_string()),
        ("unhealthy-threshold-count", check.unhealthy.to_string()),
        ("success-codes", SUCCESS_CODES.to_owned()),
    ]
}

/// The listeners, TLS with its policy, and the redirect to it.
fn listeners(load_balancer: &LoadBalancer) -> Annotations {
    let http = load_balancer.http_port.as_deref();
    let https = load_balancer.https_port.as_deref();
    let ports: Vec<String> = [("HTTP", http), ("HTTPS", https)]
        .into_iter()
        .filter_map(|(protocol, port)| Some(format!(r#"{{"{protocol}":{}}}"#, port?.get())))
        .collect();
    let mut all = Annotations::new();
    if !ports.is_empty() {
        all.push(("listen-ports", format!("[{}]", ports.join(","))));
    }
    if let Some(port) = https {
        all.push(("ssl-policy", load_balancer.tls.policy.get().clone()));
        if load_balancer.terminates_tls() {
            all.push(("certificate-arn", load_balancer.tls.certificates.join(",")));
        }
        if *load_balancer.redirect_http && http.is_some() {
            all.push(("ssl-redirect", port.get().to_string()));
        }
    }
    all
}
