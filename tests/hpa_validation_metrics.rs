//! Which metrics the API server refuses. [`pkg/apis/autoscaling/validation/validation.go`, `validateMetrics`]

#[path = "hpa_validation/support.rs"]
mod support;

use infgen::hpa::{ContainerResourceSource, MetricSpec, ObjectSource, PodsSource, Quantity, TargetSpec};

use support::{external, faults, valid};

#[test]
fn an_external_metric_has_one_target_and_a_positive_one() {
    let of = |value, average| faults(|spec| spec.metrics = vec![external(value, average)]);
    assert!(of(Some(1), None).is_empty() && of(None, Some(1)).is_empty());
    let path = "spec.metrics[0].external.target";
    assert_eq!(of(Some(0), None), [format!("{path}.value: Invalid value: \"0\": must be positive")]);
    assert_eq!(
        of(Some(1), Some(1)),
        [format!("{path}.value: Forbidden: may not set both a target value for metric and a per-pod target")]
    );
    assert_eq!(
        of(None, None),
        [format!("{path}.averageValue: Required value: must set either a target value for metric or a per-pod target")]
    );
}

#[test]
fn an_object_metric_may_have_both_targets() {
    let both = TargetSpec {
        kind: "Value".to_owned(),
        value: Some(Quantity::from_milli(1)),
        average_value: Some(Quantity::from_milli(1)),
        average_utilization: None,
    };
    let described_object = valid().scale_target;
    let object = ObjectSource { described_object, metric: "depth".to_owned(), target: both };
    let metric = MetricSpec { kind: "Object".to_owned(), object: Some(object), ..MetricSpec::default() };
    assert!(faults(|spec| spec.metrics = vec![metric]).is_empty());
}

#[test]
fn a_pods_metric_needs_an_average() {
    let target = TargetSpec { kind: "Value".to_owned(), value: Some(Quantity::from_milli(1)), ..TargetSpec::default() };
    let pods = Some(PodsSource { metric: "depth".to_owned(), target });
    let metric = MetricSpec { kind: "Pods".to_owned(), pods, ..MetricSpec::default() };
    let found = faults(|spec| spec.metrics = vec![metric]);
    let path = "spec.metrics[0].pods.target.averageValue";
    assert_eq!(found, [format!("{path}: Required value: must specify a positive target averageValue")]);
}

#[test]
fn a_resource_target_is_a_share_or_an_average_but_not_both() {
    let change = |change: fn(&mut TargetSpec)| {
        faults(|spec| {
            let metric = spec.metrics.first_mut().and_then(|metric| metric.resource.as_mut());
            change(&mut metric.expect("the default metric").target);
        })
    };
    let path = "spec.metrics[0].resource.target";
    assert_eq!(
        change(|target| target.average_utilization = Some(0)),
        [format!("{path}.averageUtilization: Invalid value: 0: must be greater than 0")]
    );
    assert_eq!(
        change(|target| target.average_value = Some(Quantity::from_milli(1))),
        [format!("{path}.averageValue: Forbidden: may not set both a target raw value and a target utilization")]
    );
}

#[test]
fn exactly_the_source_of_the_type_is_populated() {
    let found = faults(|spec| {
        let extra = external(Some(1), None).external;
        spec.metrics.iter_mut().for_each(|metric| metric.external.clone_from(&extra));
    });
    let detail = "must populate the given metric source only";
    assert_eq!(found, [format!("spec.metrics[0].external: Forbidden: {detail}")]);
    let found = faults(|spec| spec.metrics = vec![MetricSpec::default()]);
    assert_eq!(found.len(), 3, "required, and unsupported twice, as upstream says it: {found:?}");
}

#[test]
fn a_container_resource_names_both_and_properly() {
    let target = TargetSpec { kind: "Utilization".to_owned(), average_utilization: Some(70), ..TargetSpec::default() };
    let of = |name: &str, container: &str| {
        let (name, container) = (name.to_owned(), container.to_owned());
        let source = ContainerResourceSource { name, container, target: target.clone() };
        let container_resource = Some(source);
        let kind = "ContainerResource".to_owned();
        faults(|spec| {
            spec.metrics = vec![MetricSpec { kind, container_resource, ..MetricSpec::default() }];
        })
    };
    assert!(of("cpu", "server").is_empty());
    let path = "spec.metrics[0].containerResource";
    let expected = [
        format!("{path}.name: Required value: must specify a resource name"),
        format!("{path}.container: Required value: must specify a container"),
    ];
    assert_eq!(of("", ""), expected);
    let first = of("InvalidResource", "server").into_iter().next().unwrap_or_default();
    let detail = "must be a standard resource type or fully qualified";
    assert_eq!(first, format!("{path}.name: Invalid value: InvalidResource: {detail}"));
}
