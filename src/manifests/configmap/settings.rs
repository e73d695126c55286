//! The application's settings: one TOML file in a ConfigMap, whose hash in the pod template rolls the pods.

use crate::manifests::metadata;
use crate::stack::Stack;
use crate::text::{hex, quoted, render, rps, template};
use crate::units::Duration;
use k8s_openapi::api::core::v1::ConfigMap;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The key of the file in the ConfigMap.
const FILE: &str = "settings.toml";

pub(super) fn config_map(stack: &Stack) -> ConfigMap {
    ConfigMap {
        metadata: metadata(stack, stack.names.config()),
        data: Some(BTreeMap::from([(FILE.to_owned(), text(stack))])),
        ..ConfigMap::default()
    }
}

/// SHA-256 of the settings: a pod does not see that a ConfigMap changed, and a changed pod template rolls it.
pub(in crate::manifests) fn settings_hash(stack: &Stack) -> String {
    hex(&Sha256::digest(text(stack)))
}

/// Every value as TOML writes it. Whole numbers are integers; times and rates always have a point, so that a strict
/// reader finds one type whatever the value.
#[derive(Serialize)]
struct Settings {
    title: String,
    model: String,
    revision: Option<String>,
    path: Option<String>,
    preload: &'static str,
    max_batch: u32,
    batch_delay: String,
    /// Text, since a template takes the number 0 for one that is absent.
    queue_limit: Option<String>,
    connection_pool: u32,
    workers: u32,
    longest_request: String,
    cache: &'static str,
    ttl: String,
    rate_limit: &'static str,
    per_client: String,
    burst: u32,
    features: Vec<Feature>,
}
template!(Settings, "config/settings.toml");

#[derive(Serialize)]
struct Feature {
    key: String,
    on: &'static str,
}

fn text(stack: &Stack) -> String {
    let profile = &stack.profile;
    let (model, performance) = (&profile.model, &profile.performance);
    let features = profile.features.iter();
    let mut text = render(&Settings {
        // A comment ends with its line, so a name may not bring a line of its own.
        title: quoted(&format!("{} in {}", stack.names.service, stack.names.environment)),
        model: quoted(&model.name),
        revision: model.revision.as_ref().map(|revision| quoted(revision)),
        path: profile.storage.model.as_ref().map(|volume| quoted(&volume.path)),
        preload: boolean(*model.preload),
        max_batch: performance.max_batch.get().get(),
        batch_delay: seconds(*performance.batch_delay),
        queue_limit: performance.queue_limit.as_ref().map(|limit| limit.get().get().to_string()),
        connection_pool: performance.connection_pool.get().get(),
        workers: performance.workers.get().get(),
        longest_request: seconds(*stack.shutdown.longest_request),
        cache: boolean(*profile.cache.enabled),
        ttl: seconds(*profile.cache.ttl),
        rate_limit: boolean(*profile.rate_limit.enabled),
        per_client: with_point(rps(*profile.rate_limit.per_client)),
        burst: profile.rate_limit.burst.get().get(),
        features: features.map(|(key, on)| Feature { key: quoted(key), on: boolean(**on) }).collect(),
    });
    text.push('\n');
    text
}

/// As TOML writes it; a template would print Python's `True`.
fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn seconds(time: Duration) -> String {
    with_point(time.seconds_text())
}

fn with_point(mut number: String) -> String {
    if !number.contains('.') {
        number.push_str(".0");
    }
    number
}
