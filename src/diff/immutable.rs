//! Fields that the API server does not let change.

use super::Field;
use crate::units::Bytes;
use serde_json::Value;

/// Kind, beginning of the path, and the reason (Kubernetes, API validation of each kind).
const IMMUTABLE: [(&str, &str, &str); 13] = [
    ("Deployment", "spec.selector", "the selector of a Deployment never changes"),
    ("Service", "spec.clusterIP", "the address of a Service never changes"),
    ("Service", "spec.loadBalancerClass", "the class of a Service never changes once it is set"),
    ("PersistentVolumeClaim", "spec.accessModes", "a claim keeps its access mode"),
    ("PersistentVolumeClaim", "spec.storageClassName", "a claim keeps its class"),
    ("PersistentVolumeClaim", "spec.volumeMode", "a claim keeps its mode"),
    ("PersistentVolumeClaim", "spec.resources.requests.storage", "a claim never shrinks"),
    ("PersistentVolumeClaim", "spec.volumeName", "a claim keeps its volume"),
    ("PersistentVolumeClaim", "spec.selector", "a claim keeps its selector"),
    ("PersistentVolumeClaim", "spec.dataSource", "a claim keeps its source"),
    ("Secret", "type", "a Secret keeps its type"),
    ("VolumeSnapshot", "spec.source", "a snapshot keeps its source"),
    ("VolumeSnapshot", "spec.volumeSnapshotClassName", "a snapshot keeps its class"),
];

/// Why a change of the field is refused, if it is.
pub(super) fn reason(kind: &str, field: &Field) -> Option<&'static str> {
    let (_, path, reason) = IMMUTABLE.iter().find(|(of, path, _)| *of == kind && field.path.starts_with(path))?;
    let size = |value: &Option<Value>| -> Option<Bytes> { value.as_ref()?.as_str()?.parse().ok() };
    let grows = match (size(&field.old), size(&field.new)) {
        (Some(old), Some(new)) => new > old,
        _ => false,
    };
    let may_grow = path.ends_with("storage") && grows;
    // A class that is set for the first time, or a Service that stops having one, is let through.
    let class_comes_or_goes = path.ends_with("Class") && (field.old.is_none() || field.new.is_none());
    if may_grow || class_comes_or_goes { None } else { Some(reason) }
}
