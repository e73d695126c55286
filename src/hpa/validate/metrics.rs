//! Faults of `metrics`.

use super::error::{Errors, Path, quoted};
use super::{names, validate_reference, validate_segment};
use crate::hpa::spec::{
    ContainerResourceSource, ExternalSource, MetricSpec, ObjectSource, PodsSource, ResourceSource, TargetSpec,
};

const SOURCE_TYPES: [&str; 5] = ["ContainerResource", "External", "Object", "Pods", "Resource"];
const TARGET_TYPES: [&str; 3] = ["Utilization", "Value", "AverageValue"];

pub(super) fn validate(metrics: &[MetricSpec], min_replicas: Option<i32>, path: &Path, errors: &mut Errors) {
    for (index, metric) in metrics.iter().enumerate() {
        validate_metric(metric, &path.index(index), errors);
    }
    let works_at_zero = |metric: &MetricSpec| matches!(metric.kind.as_str(), "Object" | "External");
    if min_replicas == Some(0) && !metrics.iter().any(works_at_zero) {
        errors
            .forbidden(path, "must specify at least one Object or External metric to support scaling to zero replicas");
    }
}

fn validate_metric(metric: &MetricSpec, path: &Path, errors: &mut Errors) {
    let kind = metric.kind.as_str();
    if kind.is_empty() {
        errors.required(&path.child("type"), "must specify a metric source type");
    }
    if !SOURCE_TYPES.contains(&kind) {
        errors.unsupported(&path.child("type"), kind, &SOURCE_TYPES);
    }
    validate_first_source(metric, path, errors);
    let populated = populated(metric);
    let Some(expected) = field_of(kind) else {
        errors.unsupported(&path.child("type"), kind, &SOURCE_TYPES);
        forbid_others(&populated, None, path, errors);
        return;
    };
    if !populated.contains(&expected) {
        let detail = "must populate information for the given metric source";
        errors.required(&path.child(expected), detail);
    }
    forbid_others(&populated, Some(expected), path, errors);
}

/// Only the first source that is populated is looked into.
fn validate_first_source(metric: &MetricSpec, path: &Path, errors: &mut Errors) {
    if let Some(source) = &metric.object {
        validate_object(source, &path.child("object"), errors);
    } else if let Some(source) = &metric.external {
        validate_external(source, &path.child("external"), errors);
    } else if let Some(source) = &metric.pods {
        validate_pods(source, &path.child("pods"), errors);
    } else if let Some(source) = &metric.resource {
        validate_resource(source, &path.child("resource"), errors);
    } else if let Some(source) = &metric.container_resource {
        validate_container_resource(source, &path.child("containerResource"), errors);
    }
}

fn populated(metric: &MetricSpec) -> Vec<&'static str> {
    let fields = [
        ("object", metric.object.is_some()),
        ("external", metric.external.is_some()),
        ("pods", metric.pods.is_some()),
        ("resource", metric.resource.is_some()),
        ("containerResource", metric.container_resource.is_some()),
    ];
    fields.into_iter().filter(|(_, set)| *set).map(|(field, _)| field).collect()
}

fn field_of(kind: &str) -> Option<&'static str> {
    match kind {
        "Object" => Some("object"),
        "Pods" => Some("pods"),
        "Resource" => Some("resource"),
        "ContainerResource" => Some("containerResource"),
        "External" => Some("external"),
        _ => None,
    }
}

/// Several sources are too many: those that do not belong to the type are named.
fn forbid_others(populated: &[&str], expected: Option<&str>, path: &Path, errors: &mut Errors) {
    if populated.len() < 2 {
        return;
    }
    for field in populated.iter().filter(|field| Some(**field) != expected) {
        errors.forbidden(&path.child(field), "must populate the given metric source only");
    }
}

fn validate_object(source: &ObjectSource, path: &Path, errors: &mut Errors) {
    validate_reference(&source.described_object, &path.child("describedObject"), errors);
    validate_metric_name(&source.metric, path, errors);
    let target = path.child("target");
    validate_target(&source.target, &target, errors);
    if source.target.value.is_none() && source.target.average_value.is_none() {
        let detail = "must set either a target value or averageValue";
        errors.required(&target.child("averageValue"), detail);
    }
}

fn validate_external(source: &ExternalSource, path: &Path, errors: &mut Errors) {
    validate_metric_name(&source.metric, path, errors);
    let target = path.child("target");
    validate_target(&source.target, &target, errors);
    match (&source.target.value, &source.target.average_value) {
        (None, None) => {
            let detail = "must set either a target value for metric or a per-pod target";
            errors.required(&target.child("averageValue"), detail);
        }
        (Some(_), Some(_)) => {
            let detail = "may not set both a target value for metric and a per-pod target";
            errors.forbidden(&target.child("value"), detail);
        }
        _ => {}
    }
}

fn validate_pods(source: &PodsSource, path: &Path, errors: &mut Errors) {
    validate_metric_name(&source.metric, path, errors);
    let target = path.child("target");
    validate_target(&source.target, &target, errors);
    if source.target.average_value.is_none() {
        let detail = "must specify a positive target averageValue";
        errors.required(&target.child("averageValue"), detail);
    }
}

fn validate_resource(source: &ResourceSource, path: &Path, errors: &mut Errors) {
    if source.name.is_empty() {
        errors.required(&path.child("name"), "must specify a resource name");
    }
    validate_resource_target(&source.target, &path.child("target"), errors);
}

fn validate_container_resource(source: &ContainerResourceSource, path: &Path, errors: &mut Errors) {
    let name = path.child("name");
    if source.name.is_empty() {
        errors.required(&name, "must specify a resource name");
    }
    let faults = Some(&source.name).filter(|name| !name.is_empty());
    for fault in faults.into_iter().flat_map(|name| names::container_resource(name)) {
        errors.invalid(&name, &source.name, &fault);
    }
    let container = path.child("container");
    if source.container.is_empty() {
        errors.required(&container, "must specify a container");
    } else {
        for fault in names::dns_label(&source.container) {
            errors.invalid(&container, &quoted(&source.container), &fault);
        }
    }
    validate_resource_target(&source.target, &path.child("target"), errors);
}

fn validate_resource_target(target: &TargetSpec, path: &Path, errors: &mut Errors) {
    validate_target(target, path, errors);
    match (&target.average_utilization, &target.average_value) {
        (None, None) => {
            let detail = "must set either a target raw value or a target utilization";
            errors.required(&path.child("averageUtilization"), detail);
        }
        (Some(_), Some(_)) => {
            let detail = "may not set both a target raw value and a target utilization";
            errors.forbidden(&path.child("averageValue"), detail);
        }
        _ => {}
    }
}

fn validate_target(target: &TargetSpec, path: &Path, errors: &mut Errors) {
    let kind = target.kind.as_str();
    if kind.is_empty() {
        errors.required(&path.child("type"), "must specify a metric target type");
    }
    if !TARGET_TYPES.contains(&kind) {
        let detail = "must be either Utilization, Value, or AverageValue";
        errors.invalid(&path.child("type"), &quoted(kind), detail);
    }
    for (field, value) in [("value", &target.value), ("averageValue", &target.average_value)] {
        if let Some(value) = value.filter(|value| !value.is_positive()) {
            errors.invalid(&path.child(field), &quoted(&value.to_string()), "must be positive");
        }
    }
    if let Some(percent) = target.average_utilization.filter(|percent| *percent < 1) {
        errors.invalid(&path.child("averageUtilization"), &percent, "must be greater than 0");
    }
}

fn validate_metric_name(name: &str, path: &Path, errors: &mut Errors) {
    let path = path.child("metric").child("name");
    if name.is_empty() {
        errors.required(&path, "must specify a metric name");
    } else {
        validate_segment(name, &path, errors);
    }
}
