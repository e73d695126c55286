//! The objects of the five files, built from the stack. Each file has a module, each object a function or a file.

use crate::objects::Object;
use crate::stack::Stack;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;

mod configmap;
mod deployment;
mod hpa;
mod load_balancer;
mod secrets;

/// A file of the five, with its objects in the order of application.
#[derive(Debug)]
pub struct Manifest {
    /// Its name without ending (`hpa`), as `--only` takes it.
    pub name: &'static str,
    /// Its objects.
    pub objects: Vec<Object>,
}

/// The five files, in the order that is safe to apply.
#[derive(Debug)]
pub struct Manifests {
    /// configmap, secrets, load-balancer, deployment, hpa.
    pub files: Vec<Manifest>,
}

/// Makes the objects of a file.
pub type Builder = fn(&Stack) -> Vec<Object>;

/// The names of the files and their builders, in the order that is safe to apply: what pods refer to comes before
/// them, the Services before the pods (a readiness gate is injected only when its target group exists), and what
/// scales them last.
pub const FILES: [(&str, Builder); 5] = [
    ("configmap", configmap::build),
    ("secrets", secrets::build),
    ("load-balancer", load_balancer::build),
    ("deployment", deployment::build),
    ("hpa", hpa::build),
];

/// Builds the objects of a stack.
#[must_use]
pub fn build(stack: &Stack) -> Manifests {
    Manifests { files: FILES.iter().map(|(name, build)| Manifest { name, objects: build(stack) }).collect() }
}

impl Manifests {
    /// All objects, in the order of application.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.files.iter().flat_map(|file| &file.objects)
    }
}

/// The metadata of an object of the service's namespace.
fn metadata(stack: &Stack, name: impl Into<String>) -> ObjectMeta {
    let annotations: BTreeMap<String, String> =
        stack.profile.service.annotations.iter().map(|(key, value)| (key.clone(), value.get().clone())).collect();
    ObjectMeta {
        name: Some(name.into()),
        namespace: Some(stack.names.namespace.clone()),
        labels: Some(stack.names.labels(&stack.profile)),
        annotations: (!annotations.is_empty()).then_some(annotations),
        ..ObjectMeta::default()
    }
}
