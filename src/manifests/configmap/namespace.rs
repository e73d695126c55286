//! The Namespace.

use crate::manifests::metadata;
use crate::stack::Stack;
use k8s_openapi::api::core::v1::Namespace;

/// Enforces the Pod Security level of the cluster's own minor, so that an upgrade of the cluster refuses no pod that
/// it took before; warns and records by the newest one, so that what will be refused is known in time (Kubernetes, Pod
/// Security Admission, "versions").
pub(super) fn namespace(stack: &Stack) -> Namespace {
    let mut metadata = metadata(stack, stack.names.namespace.clone());
    metadata.namespace = None;
    let level = stack.profile.security.pod_security.name();
    let pinned = format!("v{}", stack.profile.cluster.kubernetes);
    let labels = metadata.labels.get_or_insert_default();
    for (mode, version) in [("enforce", pinned.as_str()), ("audit", "latest"), ("warn", "latest")] {
        let key = format!("pod-security.kubernetes.io/{mode}");
        labels.insert(format!("{key}-version"), version.to_owned());
        labels.insert(key, level.to_owned());
    }
    if stack.has_readiness_gate() {
        labels.insert("elbv2.k8s.aws/pod-readiness-gate-inject".to_owned(), "enabled".to_owned());
    }
    Namespace { metadata, ..Namespace::default() }
}
