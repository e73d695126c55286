//! Labels and annotations of objects, and labels by which others are found.

use super::fault;
use crate::checks::Findings;
use crate::located::Located;
use crate::profile::Profile;
use crate::stack::Stack;
use crate::suspicion;
use crate::syntax;

/// Beginnings of keys that infgen alone writes, with what stands in for them in a profile.
const OWN: [(&str, &str); 5] = [
    ("infgen.dev/", "infgen's own value replaces it"),
    ("checksum/", "infgen's own value replaces it"),
    ("pod-template-hash", "the Deployment's own value replaces it"),
    ("service.beta.kubernetes.io/aws-load-balancer-", "`[load_balancer]` decides what this says"),
    ("alb.ingress.kubernetes.io/", "`[load_balancer]` decides what this says"),
];

pub(super) fn of_objects(stack: &Stack, found: &mut Findings) {
    let service = &stack.profile.service;
    let own = stack.names.own_labels(&stack.profile);
    for (key, value) in &service.labels {
        if own.contains_key(key) {
            let message = format!("the label `{key}` is infgen's own");
            fault(found, value, message, "infgen's own value replaces it");
        } else {
            key_of_object("a label", key, value, found);
        }
        label_value(key, value, found);
    }
    for (key, value) in &service.annotations {
        key_of_object("an annotation", key, value, found);
    }
    for (key, value) in [("service.environment", &service.environment), ("service.part_of", &service.part_of)] {
        if let Some(value) = value {
            label_value(key, value, found);
        }
    }
}

fn key_of_object(what: &str, key: &str, value: &Located<String>, found: &mut Findings) {
    let own = OWN.iter().find(|(start, _)| key.starts_with(start));
    let (message, why) = if !syntax::is_label_key(key) {
        let message = format!("`{key}` cannot be the key of {what}");
        (message, "the API server refuses its key")
    } else if let Some((_, instead)) = own {
        (format!("`{key}`, the key of {what}, is infgen's own"), *instead)
    } else if syntax::is_no_text_in_yaml(key) {
        let message = format!("`{key}`, the key of {what}, is no text to some readers of YAML");
        (message, "`kubectl kustomize` fails on its key")
    } else {
        return;
    };
    fault(found, value, message, why);
}

fn label_value(key: &str, value: &Located<String>, found: &mut Findings) {
    if !syntax::is_label_value(value) {
        // Some teams put secrets even there.
        let shown = if suspicion::of(key, value).is_some() { "***" } else { value.as_str() };
        let message = format!("`{key}` is `{shown}`, which cannot be the value of a label");
        fault(found, value, message, "the API server refuses it").note(
            "a label's value has at most 63 letters, digits, `-`, `_` and `.`, and begins and ends \
             with one of the first two",
        );
    }
}

/// The label by which Grafana's sidecar finds the dashboard.
pub(super) fn of_dashboard(profile: &Profile, found: &mut Findings) {
    let dashboard = &profile.dashboard;
    if !syntax::is_label_key(&dashboard.label) {
        let message = format!("`{}` cannot be the key of a label", dashboard.label);
        fault(found, &dashboard.label, message, "the API server refuses its key");
    }
    label_value("dashboard.value", &dashboard.value, found);
}

/// Labels by which others are found: a key that cannot be one finds nothing.
pub(super) fn that_select(profile: &Profile, found: &mut Findings) {
    let clients = profile.network.clients.iter().map(|client| &client.labels);
    let peers = profile.dependencies.iter().map(|it| &it.peer.labels);
    let cluster = &profile.cluster;
    let spot = profile.placement.spot.iter().map(|spot| &spot.selector);
    let fixed = [&cluster.node_selector, &cluster.prometheus.selector];
    for (key, value) in fixed.into_iter().chain(spot).chain(clients).chain(peers).flatten() {
        if !syntax::is_label_key(key) {
            fault(found, value, format!("`{key}` cannot be the key of a label"), "the API server refuses its key");
        }
        label_value(key, value, found);
    }
}
