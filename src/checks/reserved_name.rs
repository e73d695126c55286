//! `reserved-name`: a key that is infgen's own, or that its reader does not take.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::stack::Stack;
use crate::syntax;
use std::collections::BTreeMap;

pub(super) static CHECK: Check = Check {
    name: "reserved-name",
    code: "INF903",
    severity: Severity::Error,
    summary: "a key that is infgen's own, or that its reader does not take",
    doc: include_str!("../../docs/checks/reserved-name.md"),
    stage: Stage::Stack(run),
};

/// The variable that names the settings.
const CONFIG: &str = "INFERENCE_CONFIG";
/// Labels that infgen puts on every alert.
const ALERT: [&str; 8] = [
    "alertname",
    "severity",
    "service",
    "namespace",
    "environment",
    "slo",
    "threshold",
    "bound",
];
/// Annotations and labels that infgen, or the balancer's controller for it, alone writes.
const OWN: [&str; 4] = [
    "infgen.dev/",
    "checksum/",
    "service.beta.kubernetes.io/aws-load-balancer-",
    "alb.ingress.kubernetes.io/",
];

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    variables(cx.profile(), found);
    objects(cx.stack, found);
    selectors(cx.profile(), found);
    alerts_and_metrics(cx.profile(), found);
    Verdict::Checked
}

fn fault<'a, T>(
    found: &'a mut Findings,
    at: &Located<T>,
    message: String,
    why: &str,
) -> &'a mut Diagnostic {
    found.push(&CHECK, message).label(at, why)
}

fn variables(profile: &Profile, found: &mut Findings) {
    let keys = &profile.secrets.keys;
    let mut taken: BTreeMap<String, &String> = BTreeMap::new();
    for key in keys.iter() {
        let variable = syntax::variable_of(key);
        if !syntax::is_data_key(key) || !syntax::is_variable(&variable) {
            let message =
                format!("`{key}` cannot be a key of the secret and a variable `{variable}`");
            fault(found, keys, message, "one of these is refused");
        } else if let Some(other) = taken.insert(variable.clone(), key) {
            let message = format!("the keys `{other}` and `{key}` are one variable, `{variable}`");
            fault(found, keys, message, "the second hides the first");
        }
    }
    for (name, value) in &profile.app.env {
        if !syntax::is_variable(name) {
            let message = format!("`{name}` is no name of an environment variable");
            fault(found, value, message, "the API server refuses its name");
        } else if name == CONFIG {
            let message = format!("`{CONFIG}` is infgen's own: it names the file of the settings");
            fault(found, value, message, "the settings would not be read");
        } else if let Some(key) = taken.get(name) {
            let message = format!("`{name}` is what the secret's key `{key}` becomes");
            fault(found, value, message, "this hides the secret's value")
                .label(keys, format!("`{key}` is among the keys"));
        }
    }
}

fn objects(stack: &Stack, found: &mut Findings) {
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
fn selectors(profile: &Profile, found: &mut Findings) {
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

fn alerts_and_metrics(profile: &Profile, found: &mut Findings) {
    for (name, value) in &profile.alerts.labels {
        if !syntax::is_prometheus_label(name) {
            fault(
                found,
                value,
                format!("`{name}` is no label of Prometheus"),
                "the rules would be refused",
            );
        } else if ALERT.contains(&name.as_str()) {
            fault(
                found,
                value,
                format!("the alert label `{name}` is infgen's own"),
                "this would be replaced",
            );
        }
    }
    let metrics = &profile.metrics;
    let fixed = [
        &metrics.response_time,
        &metrics.requests,
        &metrics.errors,
        &metrics.queue,
        &metrics.cache_hit_rate,
    ];
    let counters = metrics.cache_hits.iter().chain(&metrics.cache_lookups);
    for name in fixed.into_iter().chain(counters) {
        if !syntax::is_metric(name) {
            fault(
                found,
                name,
                format!("`{name}` is no name of a metric"),
                "the rules would be refused",
            );
        }
    }
}
