//! What the API server refuses, on an object with its defaults. [`pkg/apis/autoscaling/validation/validation.go`]

mod behavior;
mod error;
mod metrics;
mod names;
mod surprises;

pub use error::{FieldError, FieldErrorKind};
pub use surprises::{Surprise, surprises};

use error::{Errors, Path};

use super::spec::{BehaviorSpec, HpaSpec, ObjectReference, RulesSpec};
use super::version::{Gates, Version};

/// The API server that judges, and the object that an update replaces.
#[derive(Clone, Copy, Debug)]
pub struct ValidationContext<'a> {
    /// Its release.
    pub version: Version,
    /// Its feature gates.
    pub gates: Gates,
    /// The object before an update; `None` on creation.
    pub old: Option<&'a HpaSpec>,
}

impl ValidationContext<'_> {
    /// The smallest `minReplicas`: 0 with the gate, or if the object has 0 already.
    fn least_min_replicas(&self) -> i32 {
        let had_zero = self.old.is_some_and(|old| old.min_replicas == Some(0));
        i32::from(!self.gates.scale_to_zero && !had_zero)
    }

    /// Whether a tolerance may be stated: with the gate, or if the object has one already.
    fn allows_tolerance(&self) -> bool {
        let used = |behavior: &BehaviorSpec| {
            let rules: [&Option<RulesSpec>; 2] = [&behavior.scale_up, &behavior.scale_down];
            rules.iter().any(|rules| rules.as_ref().is_some_and(|r| r.tolerance.is_some()))
        };
        let had_one = self.old.and_then(|old| old.behavior.as_ref()).is_some_and(used);
        self.gates.configurable_tolerance || had_one
    }
}

/// Every fault of a spec, in the order in which the API server lists them.
#[must_use]
pub fn validate(spec: &HpaSpec, context: &ValidationContext<'_>) -> Vec<FieldError> {
    let path = Path::new("spec");
    let mut errors = Errors::default();
    validate_bounds(spec, context, &path, &mut errors);
    validate_reference(&spec.scale_target, &path.child("scaleTargetRef"), &mut errors);
    metrics::validate(&spec.metrics, spec.min_replicas, &path.child("metrics"), &mut errors);
    if let Some(behavior) = &spec.behavior {
        behavior::validate(behavior, context, &path.child("behavior"), &mut errors);
    }
    errors.into_vec()
}

/// Faults of `metadata.name`, which must be a DNS subdomain.
#[must_use]
pub fn validate_name(name: &str) -> Vec<FieldError> {
    let path = Path::new("metadata").child("name");
    let mut errors = Errors::default();
    if name.is_empty() {
        errors.required(&path, "name or generateName is required");
    } else {
        for fault in names::dns_subdomain(name) {
            errors.invalid(&path, &error::quoted(name), &fault);
        }
    }
    errors.into_vec()
}

fn validate_bounds(spec: &HpaSpec, context: &ValidationContext<'_>, path: &Path, errors: &mut Errors) {
    let least = context.least_min_replicas();
    let max = spec.max_replicas;
    if let Some(min) = spec.min_replicas.filter(|min| *min < least) {
        let fault = format!("must be greater than or equal to {least}");
        errors.invalid(&path.child("minReplicas"), &min, &fault);
    }
    let path = path.child("maxReplicas");
    if max < 1 {
        errors.invalid(&path, &max, "must be greater than 0");
    }
    if spec.min_replicas.is_some_and(|min| max < min) {
        errors.invalid(&path, &max, "must be greater than or equal to `minReplicas`");
    }
}

fn validate_reference(reference: &ObjectReference, path: &Path, errors: &mut Errors) {
    for (field, value) in [("kind", &reference.kind), ("name", &reference.name)] {
        let path = path.child(field);
        if value.is_empty() {
            errors.required(&path, "");
        } else {
            validate_segment(value, &path, errors);
        }
    }
}

fn validate_segment(value: &str, path: &Path, errors: &mut Errors) {
    for fault in names::path_segment(value) {
        errors.invalid(path, &error::quoted(value), &fault);
    }
}
