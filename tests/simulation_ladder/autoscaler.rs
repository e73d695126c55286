//! Rung 5: the controller in the loop, with metrics that do not depend on the load.

use infgen::hpa::{
    BehaviorSpec, Environment, ExternalSource, HpaSpec, MetricSpec, PolicySpec, Quantity, RulesSpec, Settings, Span,
    TargetSpec, Version,
};
use infgen::queueing::QueueRoom;
use infgen::simulation::{
    Counted, MetricsPipeline, Nanos, Passes, Phase, Replications, Report, Scaling, Scenario, Signal, Traffic, WarmUp,
};
use serde_json::Value;

use crate::support::{Hpa, rate, reference, run, seconds};

/// Pods that start and end at once, without any request.
fn idle(replicas: u32, scaling: Scaling, until: u64) -> Scenario {
    let bin = seconds(until + 60);
    Scenario {
        scaling: Some(scaling),
        warm_up: WarmUp::Transient(Nanos::ZERO),
        horizon: bin,
        bin,
        slot: bin,
        replications: Replications::exactly(1),
        slo: infgen::simulation::Slo { windows: Vec::new(), ..infgen::simulation::Slo::default() },
        ..Scenario::fixed(reference(), QueueRoom::Places(10), replicas, Traffic::Constant(rate(0.0)))
    }
}

/// The size after a moment.
fn size_at(report: &Report, start: u64, at: u64) -> u64 {
    let at = f64::from(u32::try_from(at).expect("short"));
    let last = report.decisions.iter().rfind(|made| made.at <= at);
    last.map_or(start, |made| u64::from(made.to))
}

fn number(value: &Value, name: &str) -> Option<u64> {
    value.get(name).and_then(Value::as_u64)
}

fn rules(value: &Value) -> RulesSpec {
    let int = |value: &Value, name: &str| number(value, name).map(|number| i32::try_from(number).expect("small"));
    let policy = |value: &Value| PolicySpec {
        kind: value["type"].as_str().expect("a type").to_owned(),
        value: int(value, "value").expect("a value"),
        period_seconds: int(value, "periodSeconds").expect("a period"),
    };
    RulesSpec {
        stabilization_window_seconds: int(value, "stabilizationWindowSeconds"),
        select_policy: value.get("selectPolicy").and_then(Value::as_str).map(str::to_owned),
        policies: value.get("policies").and_then(Value::as_array).map(|policies| policies.iter().map(policy).collect()),
        tolerance: None,
    }
}

/// An external total whose target is 1 for each pod: its value is the size it asks for.
fn asks_for_its_value() -> MetricSpec {
    let target = TargetSpec {
        kind: "AverageValue".to_owned(),
        average_value: Some(Quantity::from_milli(1000)),
        ..TargetSpec::default()
    };
    MetricSpec {
        kind: "External".to_owned(),
        external: Some(ExternalSource { metric: "size".to_owned(), target }),
        ..MetricSpec::default()
    }
}

/// The scenario of a case that replays passes.
fn replay(input: &Value) -> Scenario {
    let behavior = input.get("behavior").filter(|behavior| !behavior.is_null());
    let direction = |behavior: &Value, name: &str| behavior.get(name).map(rules);
    let spec = HpaSpec {
        min_replicas: number(input, "min_replicas").map(|min| i32::try_from(min).expect("small")),
        max_replicas: i32::try_from(number(input, "max_replicas").expect("a maximum")).expect("small"),
        metrics: vec![asks_for_its_value()],
        behavior: behavior.map(|behavior| BehaviorSpec {
            scale_up: direction(behavior, "scaleUp"),
            scale_down: direction(behavior, "scaleDown"),
        }),
        ..HpaSpec::default()
    };
    let mut environment = Environment::of(Version::default());
    let downscale = input["config"]["downscale_stabilization_s"].as_i64().unwrap_or(300);
    environment.settings =
        Settings { tolerance: 0.0, downscale_stabilization: Span::from_seconds(downscale), ..Settings::default() };
    let passes: Vec<(Nanos, f64)> = input["raw"]
        .as_array()
        .expect("passes")
        .iter()
        .map(|pass| {
            let at = seconds(number(pass, "t_s").expect("a time"));
            (at, pass["desired"].as_f64().expect("a size"))
        })
        .collect();
    let scaling = Scaling {
        spec,
        environment,
        passes: Passes::At(passes.iter().map(|(at, _)| *at).collect()),
        signals: vec![Signal::Scripted(passes)],
        pipeline: MetricsPipeline::default(),
    };
    let start = number(input, "start_replicas").expect("a start");
    idle(u32::try_from(start).expect("small"), scaling, 1200)
}

#[test]
fn replayed_cases_give_their_sizes() {
    let file = include_str!("../conformance/hpa/hpa-cases.json");
    let file: Value = serde_json::from_str(file).expect("cases");
    let cases = file["cases"].as_array().expect("a list");
    let mut replayed = 0;
    for case in cases.iter().filter(|case| case["op"] == "replay") {
        let input = &case["input"];
        let report = run(&replay(input));
        let start = number(input, "start_replicas").expect("a start");
        for expected in case["expected"]["series"].as_array().expect("a series") {
            let at = number(expected, "t_s").expect("a time");
            let (wanted, found) = (number(expected, "replicas"), size_at(&report, start, at));
            assert_eq!(wanted, Some(found), "{} at {at} s", case["id"]);
        }
        replayed += 1;
    }
    assert!(replayed >= 6, "{replayed} cases");
}

#[test]
fn a_metric_at_twice_its_target_doubles_the_pods_up_to_the_maximum() {
    let hpa = Hpa { metrics: vec![(50_000, Signal::Constant(100.0))], ..Hpa::seed() };
    let mut scaling = hpa.scaling();
    scaling.spec.behavior = None;
    scaling.passes = Passes::Periodic { drift: Nanos::from_millis(1), phase: Phase::Fixed(seconds(15)) };
    let report = run(&idle(3, scaling, 120));
    let sizes: Vec<u32> = report.decisions.iter().map(|made| made.to).collect();
    assert_eq!(sizes, [6, 12, 20]);
    let raw: Vec<Option<i32>> = report.decisions.iter().map(|made| made.raw).collect();
    assert_eq!(raw, [Some(6), Some(12), Some(24)]);
}

#[test]
fn pods_that_start_hold_the_size_until_they_are_measured() {
    // Without start-up every pass would double; with one the new pods count as idle, and 3 of 6 at twice the target
    // are on target.
    let hpa = Hpa { metrics: vec![(50_000, Signal::Constant(100.0))], ..Hpa::seed() };
    let mut scaling = hpa.scaling();
    scaling.spec.behavior = None;
    let mut scenario = idle(3, scaling, 840);
    scenario.start_up.image = infgen::simulation::Delay::seconds(300);
    let report = run(&scenario);
    let at: Vec<f64> = report.decisions.iter().map(|made| made.at).collect();
    let sizes: Vec<u32> = report.decisions.iter().map(|made| made.to).collect();
    assert_eq!(sizes, [6, 12, 20]);
    assert!(at[1] - at[0] >= 300.0 && at[2] - at[1] >= 300.0, "{at:?}");
}

#[test]
fn without_requests_the_pods_fall_to_the_minimum_one_by_one() {
    let hpa = Hpa { metrics: vec![(50_000, Signal::Requests(Counted::Received))], ..Hpa::seed() };
    let report = run(&idle(6, hpa.scaling(), 840));
    let sizes: Vec<u32> = report.decisions.iter().map(|made| made.to).collect();
    assert_eq!(sizes, [5, 4, 3]);
    assert!(report.decisions[0].at >= 300.0);
    let last = report.timeline.last().expect("a timeline").pods;
    assert_eq!((last.ordered, last.in_service), (3, 3));
}
