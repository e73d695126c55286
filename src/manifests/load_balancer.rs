//! `load-balancer.yaml`: how traffic reaches the pods, who may send it, and who reads their metrics.

use crate::objects::Object;
use crate::profile::BalancerKind;
use crate::stack::Stack;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use std::collections::BTreeMap;

mod ingress;
mod network_policy;
mod nlb;
mod service_monitor;
mod services;

/// What a balancer's health check takes for healthy: what the kubelet takes, so that the two never disagree.
const SUCCESS_CODES: &str = "200-399";
/// The port that a target receives requests on; a name would not resolve behind a named `targetPort`.
const TRAFFIC_PORT: &str = "traffic-port";

pub(super) fn build(stack: &Stack) -> Vec<Object> {
    let mut objects: Vec<Object> =
        vec![services::balancer(stack).into(), services::headless(stack).into(), services::internal(stack).into()];
    if *stack.profile.load_balancer.kind == BalancerKind::Alb {
        objects.push(ingress::ingress(stack).into());
    }
    objects.push(network_policy::policy(stack).into());
    objects.push(service_monitor::monitor(stack).into());
    objects
}

/// What has these labels.
fn labelled(labels: BTreeMap<String, String>) -> LabelSelector {
    LabelSelector { match_labels: (!labels.is_empty()).then_some(labels), ..LabelSelector::default() }
}

/// The path that the balancer's health check asks for.
fn health_path(stack: &Stack) -> String {
    let profile = &stack.profile;
    let stated = profile.load_balancer.health_check.path.as_ref();
    stated.unwrap_or(&profile.app.health_path).get().clone()
}

/// AWS attributes, or tags, as one annotation takes them: a comma inside a value is escaped (AWS Load Balancer
/// Controller, pkg/annotations/parser.go).
///
/// Every attribute that the profile decides is written at every value: the controller never takes back one that it no
/// longer reads (aws-load-balancer-controller#2705, #1868, #3096).
fn attributes<const N: usize>(pairs: [(&str, String); N]) -> String {
    let written = pairs.map(|(key, value)| format!("{key}={}", value.replace(',', "\\,")));
    written.join(",")
}

/// Where access logs go, as attributes of the balancer. Without a bucket there are none.
fn access_logs(stack: &Stack) -> String {
    const ENABLED: &str = "access_logs.s3.enabled";
    let logs = stack.profile.load_balancer.access_logs.as_ref();
    let bucket = logs.and_then(|logs| logs.bucket.as_deref());
    let prefix = logs.and_then(|logs| logs.prefix.as_deref());
    match (bucket, prefix) {
        (None, _) => attributes([(ENABLED, false.to_string())]),
        (Some(bucket), None) => attributes([(ENABLED, true.to_string()), ("access_logs.s3.bucket", bucket.clone())]),
        (Some(bucket), Some(prefix)) => attributes([
            (ENABLED, true.to_string()),
            ("access_logs.s3.bucket", bucket.clone()),
            ("access_logs.s3.prefix", prefix.clone()),
        ]),
    }
}

/// Networks that may connect, as written or as what silence means: everybody.
fn source_ranges(stack: &Stack) -> Vec<String> {
    let stated = stack.profile.load_balancer.source_ranges.get();
    if stated.is_empty() { vec!["0.0.0.0/0".to_owned()] } else { stated.clone() }
}

/// Whether the team's own security groups stand in for the managed one; the controller then reads no source ranges.
fn has_security_groups(stack: &Stack) -> bool {
    !stack.profile.load_balancer.security_groups.is_empty()
}
