//! A valid spec, and the faults of it after a change.

use infgen::hpa::{
    ExternalSource, Gates, HpaSpec, MetricSpec, ObjectReference, Quantity, TargetSpec, ValidationContext, Version,
    default_spec, validate,
};

pub(crate) fn valid() -> HpaSpec {
    let scale_target = ObjectReference { kind: "Deployment".to_owned(), name: "ai-inference".to_owned() };
    let mut spec = HpaSpec { scale_target, max_replicas: 5, ..HpaSpec::default() };
    default_spec(&mut spec);
    spec
}

pub(crate) fn external(value: Option<i64>, average: Option<i64>) -> MetricSpec {
    let target = TargetSpec {
        kind: "Value".to_owned(),
        value: value.map(Quantity::from_milli),
        average_value: average.map(Quantity::from_milli),
        average_utilization: None,
    };
    let external = Some(ExternalSource { metric: "queue_depth".to_owned(), target });
    MetricSpec { kind: "External".to_owned(), external, ..MetricSpec::default() }
}

pub(crate) fn context(minor: u8) -> ValidationContext<'static> {
    let version = Version::new(minor).expect("a release in range");
    ValidationContext { version, gates: Gates::of(version), old: None }
}

pub(crate) fn faults_for(context: &ValidationContext<'_>, change: impl FnOnce(&mut HpaSpec)) -> Vec<String> {
    let mut spec = valid();
    change(&mut spec);
    validate(&spec, context).iter().map(ToString::to_string).collect()
}

/// The faults of the valid spec after a change, each `field: message`.
pub(crate) fn faults(change: impl FnOnce(&mut HpaSpec)) -> Vec<String> {
    faults_for(&context(35), change)
}
