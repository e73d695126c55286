//! What the API server refuses. [`pkg/apis/autoscaling/validation/validation.go`]

#[path = "hpa_validation/support.rs"]
mod support;

use infgen::hpa::{
    BehaviorSpec, FieldErrorKind, Gates, ObjectReference, PolicySpec, Quantity, RulesSpec, ValidationContext, validate,
    validate_name,
};

use support::{context, external, faults, faults_for, valid};

fn rules(policy: PolicySpec) -> RulesSpec {
    RulesSpec { policies: Some(vec![policy]), ..RulesSpec::default() }
}

fn pods(value: i32, period_seconds: i32) -> PolicySpec {
    PolicySpec { kind: "Pods".to_owned(), value, period_seconds }
}

fn scale_up(rules: RulesSpec) -> BehaviorSpec {
    BehaviorSpec { scale_up: Some(rules), scale_down: None }
}

#[test]
fn a_spec_of_defaults_is_valid() {
    assert!(faults(|_| {}).is_empty());
    assert!(faults(|spec| spec.min_replicas = Some(5)).is_empty(), "minimum equal to maximum");
}

#[test]
fn bounds_are_ordered_and_at_least_one() {
    let expected = [
        "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
        "spec.metrics: Forbidden: must specify at least one Object or External metric to support \
         scaling to zero replicas",
    ];
    assert_eq!(faults(|spec| spec.min_replicas = Some(0)), expected);
    let expected = [
        "spec.maxReplicas: Invalid value: 0: must be greater than 0",
        "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
    ];
    assert_eq!(faults(|spec| spec.max_replicas = 0), expected);
}

#[test]
fn a_minimum_of_zero_is_kept_by_an_update() {
    let mut zero = valid();
    zero.min_replicas = Some(0);
    zero.metrics = vec![external(Some(300), None)];
    let creation = context(35);
    assert_eq!(validate(&zero, &creation).len(), 1);
    let update = ValidationContext { old: Some(&zero), ..creation };
    assert!(validate(&zero, &update).is_empty());
    let gate = Gates { scale_to_zero: true, ..creation.gates };
    assert!(validate(&zero, &ValidationContext { gates: gate, ..creation }).is_empty());
}

#[test]
fn references_and_names_are_path_segments() {
    let found = faults(|spec| spec.scale_target = ObjectReference::default());
    let expected = ["spec.scaleTargetRef.kind: Required value", "spec.scaleTargetRef.name: Required value"];
    assert_eq!(found, expected);
    let found = faults(|spec| spec.scale_target.name = "a/b".to_owned());
    assert_eq!(found, ["spec.scaleTargetRef.name: Invalid value: \"a/b\": may not contain '/'"]);
    assert!(validate_name("my-hpa.v2").is_empty());
    let kinds = |name| validate_name(name).iter().map(|error| error.kind).collect::<Vec<_>>();
    assert_eq!(kinds("My_HPA"), [FieldErrorKind::Invalid]);
    assert_eq!(kinds(""), [FieldErrorKind::Required]);
}

#[test]
fn windows_and_policies_are_bounded() {
    let of = |rules| faults(|spec| spec.behavior = Some(scale_up(rules)));
    let window = |seconds| RulesSpec { stabilization_window_seconds: Some(seconds), ..rules(pods(1, 1)) };
    assert!(of(window(0)).is_empty() && of(window(3600)).is_empty());
    assert_eq!((of(window(-1)).len(), of(window(3601)).len()), (1, 1));
    assert!(of(rules(pods(1, 1800))).is_empty());
    assert_eq!((of(rules(pods(1, 1801))).len(), of(rules(pods(0, 0))).len()), (1, 2));
    let odd = PolicySpec { kind: "hm".to_owned(), ..pods(1, 1) };
    let path = "spec.behavior.scaleUp.policies[0].type";
    let detail = "Unsupported value: \"hm\": supported values: \"Percent\", \"Pods\"";
    assert_eq!(of(rules(odd)), [format!("{path}: {detail}")]);
    let none = RulesSpec { policies: Some(Vec::new()), ..RulesSpec::default() };
    let path = "spec.behavior.scaleUp.policies";
    assert_eq!(of(none), [format!("{path}: Required value: must specify at least one Policy")]);
}

#[test]
fn a_tolerance_needs_the_gate_or_an_object_that_has_one() {
    let tolerant = |millis| RulesSpec { tolerance: Some(Quantity::from_milli(millis)), ..rules(pods(1, 1)) };
    let of = |context: &ValidationContext<'_>, millis| {
        faults_for(context, |spec| {
            spec.behavior = Some(scale_up(tolerant(millis)));
        })
    };
    let on = context(35);
    assert!(of(&on, 0).is_empty() && of(&on, 100_000).is_empty());
    let path = "spec.behavior.scaleUp.tolerance";
    let negative = format!("{path}: Invalid value: \"-1m\": must be greater or equal to zero");
    assert_eq!(of(&on, -1), [negative]);
    let off = context(34);
    assert_eq!(of(&off, 1).len(), 1);
    assert!(of(&off, 1).iter().all(|fault| fault.contains("not supported")));
    let mut old = valid();
    old.behavior = Some(scale_up(tolerant(1)));
    assert!(of(&ValidationContext { old: Some(&old), ..off }, 1).is_empty());
    assert!(of(&context(32), -1).is_empty(), "the field does not exist and is dropped");
}
