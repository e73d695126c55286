//! `configmap.yaml`: the namespace, the application's settings, the rules and the dashboard.

use super::metadata;
use crate::dashboard;
use crate::objects::Object;
use crate::stack::Stack;
use k8s_openapi::api::core::v1::ConfigMap;
use std::collections::BTreeMap;

mod namespace;
mod rules;
mod settings;

pub(super) use settings::settings_hash;

pub(super) fn build(stack: &Stack) -> Vec<Object> {
    let profile = &stack.profile;
    let mut objects = Vec::new();
    if *profile.service.create_namespace {
        objects.push(namespace::namespace(stack).into());
    }
    objects.push(settings::config_map(stack).into());
    objects.push(rules::prometheus_rule(stack).into());
    if *profile.dashboard.enabled {
        objects.push(dashboard_config_map(stack).into());
    }
    objects
}

/// The dashboard where Grafana's sidecar looks for it: a ConfigMap with its label, under a key that ends in `.json`.
fn dashboard_config_map(stack: &Stack) -> ConfigMap {
    let mut metadata = metadata(stack, stack.names.dashboard());
    let stated = &stack.profile.dashboard;
    metadata.labels.get_or_insert_default().insert(stated.label.get().clone(), stated.value.get().clone());
    let key = format!("{}.json", stack.names.service);
    ConfigMap { metadata, data: Some(BTreeMap::from([(key, dashboard::json(stack))])), ..ConfigMap::default() }
}

#[cfg(test)]
mod tests;
