//! What metrics do to a pass. [`horizontal.go`, `computeReplicasForMetrics`]

#[path = "hpa_controller/support.rs"]
mod support;

use infgen::hpa::{
    BehaviorSpec, Controller, Environment, Gates, Metric, MetricError, Milli, Outcome, Quantity, ReadyCount, RulesSpec,
    Scale, ScalingActive, SelectorFault, Source, Summary, TotalTarget, Version,
};

use support::{at, autoscaler, controller, scale, size};

#[test]
fn its_own_tolerance_needs_the_gate_and_the_release() {
    let tolerance = |millis| Some(RulesSpec { tolerance: Some(Quantity::from_milli(millis)), ..RulesSpec::default() });
    let behavior = BehaviorSpec { scale_up: tolerance(500), scale_down: tolerance(10) };
    let target = Ok(TotalTarget::AverageValue(Milli::new(100)));
    let values = [Milli::new(1_400)];
    let metric = [Metric::External { target, values: Ok(&values) }];
    let desired = |minor, gate| {
        let version = Version::new(minor).expect("a release in range");
        let gates = Gates { configurable_tolerance: gate, ..Gates::of(version) };
        let environment = Environment { gates, ..Environment::of(version) };
        let mut controller = Controller::new(environment, autoscaler(1, 20, Some(&behavior)));
        controller.reconcile(at(0), scale(10), &[], &metric).desired.get()
    };
    assert_eq!((desired(33, true), desired(33, false), desired(32, true)), (10, 14, 14));
}

#[test]
fn a_metric_within_tolerance_vetoes_a_scale_down() {
    let per_pod = |total| {
        let (target, total) = (Milli::new(100), Milli::new(total));
        (Source::External, Ok(Summary::PerPod { source: Source::External, target, total }))
    };
    let mut controller = controller(1, 20, None);
    controller.restart();
    let outcome = controller.reconcile_summaries(at(0), scale(10), &[per_pod(100), per_pod(950)]);
    assert_eq!(outcome.raw, Some(size(10)));
}

#[test]
fn failed_metrics_block_shrinking_and_are_reported_while_growing() {
    let failed = (Source::Pods, Err(MetricError::ApiCallFailed));
    let value = |total| {
        let pods = ReadyCount { pods: 4, ready: 4 };
        let (target, total) = (Milli::new(100), Milli::new(total));
        (Source::External, Ok(Summary::Value { target, total, pods }))
    };
    let pass = |total| -> Outcome {
        let mut controller = controller(1, 20, None);
        controller.reconcile_summaries(at(0), scale(4), &[failed, value(total)])
    };
    let low = pass(50);
    assert_eq!((low.desired, low.raw), (size(4), None));
    let reason = low.conditions.scaling_active.map(ScalingActive::reason);
    assert_eq!(reason, Some("FailedGetPodsMetric"));
    let high = pass(200);
    assert_eq!((high.desired, high.error.is_some()), (size(8), true));
    assert_eq!(high.conditions.scaling_active, Some(ScalingActive::ValidMetricFound));
}

#[test]
fn a_bad_selector_stops_the_pass_before_the_metrics() {
    let mut controller = controller(1, 10, None);
    let ambiguous = Scale { fault: Some(SelectorFault::Ambiguous), ..scale(3) };
    let outcome = controller.reconcile_raw(at(0), ambiguous, size(6));
    assert_eq!((outcome.desired, outcome.raw), (size(3), None));
    let reason = outcome.conditions.scaling_active.map(ScalingActive::reason);
    assert_eq!(reason, Some("AmbiguousSelector"));
    let log = controller.state().recommendations.clone().unwrap_or_default();
    assert_eq!(log.entries().len(), 1, "the size that the first pass found");
}
