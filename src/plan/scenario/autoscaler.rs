//! The autoscaler of the stack and what its metrics measure.

use super::{nanos, part};
use crate::hpa::{
    BehaviorSpec, Environment, HpaSpec, MetricSpec, PodsSource, PolicySpec, Quantity, RulesSpec, TargetSpec,
};
use crate::profile::{Counted, Profile};
use crate::simulation::{self, MetricsPipeline, Passes, Phase, Scaling, Signal};
use crate::stack::{Stack, signals};
use crate::units::{Duration, Replicas, Share};

/// The autoscaler, and notes on what does not take part. One whose metrics all stay outside holds its pods.
pub(super) fn scaling(stack: &Stack) -> (Option<Scaling>, Vec<String>) {
    let profile = &stack.profile;
    let autoscaling = &profile.autoscaling;
    if !*autoscaling.enabled {
        return (None, Vec::new());
    }
    let outside = [("cpu", autoscaling.cpu.is_some()), ("memory", autoscaling.memory.is_some())];
    let notes = outside.iter().filter(|(_, stated)| *stated);
    let mut notes: Vec<String> = notes
        .map(|(name, _)| format!("not simulated: the {name} target, because how it follows the load was not measured"))
        .collect();
    if !autoscaling.schedules.is_empty() {
        notes.push("not simulated: the schedules".to_owned());
    }
    let metrics = metrics(profile);
    if metrics.is_empty() {
        notes.push("not simulated: the autoscaler, which has no other metric".to_owned());
        return (None, notes);
    }
    let (specs, signals) = metrics.into_iter().unzip();
    let (up, down) = (&autoscaling.up, &autoscaling.down);
    let tolerance = |stated: &Option<crate::located::Located<Share>>| stated.as_deref().copied();
    let spec = HpaSpec {
        min_replicas: Some(autoscaling.min.i32()),
        max_replicas: autoscaling.max.i32(),
        metrics: specs,
        behavior: Some(BehaviorSpec {
            scale_up: Some(rules(*up.stabilization, *up.pods, *up.period, tolerance(&up.tolerance))),
            scale_down: Some(rules(*down.stabilization, *down.pods, *down.period, tolerance(&down.tolerance))),
        }),
        ..HpaSpec::default()
    };
    let pipeline = MetricsPipeline {
        scrape: nanos(*profile.metrics.scrape_interval),
        window: nanos(*profile.metrics.rate_window),
        phase: Phase::Random,
    };
    let environment = Environment::of(signals::version(profile));
    (Some(Scaling { spec, environment, signals, pipeline, passes: Passes::default() }), notes)
}

fn rules(stabilization: Duration, pods: Replicas, period: Duration, tolerance: Option<Share>) -> RulesSpec {
    let policy = PolicySpec { kind: "Pods".to_owned(), value: pods.i32(), period_seconds: period.secs_i32() };
    RulesSpec {
        stabilization_window_seconds: Some(stabilization.secs_i32()),
        policies: Some(vec![policy]),
        tolerance: tolerance.map(|share| milli(share.ppm() / 1_000)),
        ..RulesSpec::default()
    }
}

fn milli(thousandths: u64) -> Quantity {
    Quantity::from_milli(i64::try_from(thousandths).unwrap_or(i64::MAX))
}

/// The metrics whose reading follows from requests, with their targets. The service's percentile counts as the mean of
/// the pods': of pods that are alike it is the same.
fn metrics(profile: &Profile) -> Vec<(MetricSpec, Signal)> {
    let stated = &profile.autoscaling;
    let counted = match *profile.metrics.counted {
        Counted::Received => simulation::Counted::Received,
        Counted::Completed => simulation::Counted::Completed,
    };
    let latency = stated.latency.as_ref().map(|latency| {
        let buckets = profile.metrics.buckets.iter().map(|bound| nanos(*bound)).collect();
        (latency.target.millis(), Signal::Latency { level: part(latency.percentile.share()), buckets })
    });
    let found = [
        stated.gpu.as_ref().map(|share| (share.ppm() / 10, Signal::Busy { scale: 100.0 })),
        stated.requests_per_pod.as_ref().map(|rate| (rate.milli(), Signal::Requests(counted))),
        latency,
        stated.queue.as_ref().map(|queue| (u64::from(queue.get().get()) * 1_000, Signal::Waiting)),
    ];
    found.into_iter().flatten().map(|(target, signal)| (of_pods(target), signal)).collect()
}

fn of_pods(target: u64) -> MetricSpec {
    let target =
        TargetSpec { kind: "AverageValue".to_owned(), average_value: Some(milli(target)), ..TargetSpec::default() };
    let pods = Some(PodsSource { metric: "signal".to_owned(), target });
    MetricSpec { kind: "Pods".to_owned(), pods, ..MetricSpec::default() }
}
