//! Labels and annotations of objects, and labels by which others are found.

use super::fault;
use crate::checks::Findings;
use crate::located::Located;
use crate::profile::Profile;
use crate::stack::Stack;
use crate::syntax;

/// Annotations and labels that infgen, or the balancer's controller for it, alone writes.
const OWN: [&str; 4] = [
    "infgen.dev/",
    "checksum/",
    "service.beta.kubernetes.io/aws-load-balancer-",
    "alb.ingress.kubernetes.io/",
];

pub(super) fn of_objects(stack: &Stack, found: &mut Findings) {
    let service = &stack.profile.service;
    for (what, map) in [
        ("label", &service.labels),
        ("annotation", &service.annotations),
    ] {
        for (key, value) in map {
            let own = OWN.iter().any(|prefix| key.starts_with(prefix));
            if !syntax::is_label_key(key) {
                fault(
                    found,
                    value,
                    format!("`{key}` is no key of a {what}"),
                    "the API server refuses its key",
                );
            } else if own
                || (what == "label" && stack.names.own_labels(&stack.profile).contains_key(key))
            {
                fault(
                    found,
                    value,
                    format!("the {what} `{key}` is infgen's own"),
                    "this would be replaced, or replace it",
                );
            } else if syntax::is_no_text_in_yaml(key) {
                let message = format!("the {what} key `{key}` is no text to every reader of YAML");
                fault(
                    found,
                    value,
                    message,
                    "`kubectl kustomize` fails on its key",
                );
            }
        }
    }
    for (key, value) in &service.labels {
        label_value(key, value, found);
    }
    for (key, value) in [
        ("environment", &service.environment),
        ("part_of", &service.part_of),
    ] {
        if let Some(value) = value {
            label_value(key, value, found);
        }
    }
}

fn label_value(key: &str, value: &Located<String>, found: &mut Findings) {
    if !syntax::is_label_value(value) {
        let message = format!("`{value}` is no value of a label, which `{key}` becomes");
        fault(found, value, message, "the API server refuses it")
            .note("a label's value has letters, digits, `-`, `_` and `.`, at most 63, and begins and ends with one of the first two");
    }
}

/// Labels by which others are found: a key that cannot be one finds nothing.
pub(super) fn that_select(profile: &Profile, found: &mut Findings) {
    let clients = profile.network.clients.iter().map(|client| &client.labels);
    let peers = profile.dependencies.iter().map(|it| &it.peer.labels);
    let cluster = &profile.cluster;
    let spot = profile.placement.spot.iter().map(|spot| &spot.selector);
    let fixed = [&cluster.node_selector, &cluster.prometheus.selector];
    for (key, value) in fixed
        .into_iter()
        .chain(spot)
        .chain(clients)
        .chain(peers)
        .flatten()
    {
        if !syntax::is_label_key(key) {
            fault(
                found,
                value,
                format!("`{key}` is no key of a label"),
                "the API server refuses its key",
            );
        }
        label_value(key, value, found);
    }
}
