//! What must hold for any autoscaler, whatever its metrics ask for.

#[path = "hpa_properties/reference.rs"]
mod reference;

use infgen::hpa::{
    Autoscaler, Behavior, BehaviorSpec, Bounds, Controller, Environment, Evaluation, Metric, MetricError, Milli,
    Percent, Phase, Pod, PodSamples, Policy, PolicyKind, Quantity, ReadyCondition, ReadyStatus, Replicas, Requests,
    Resource, ResourceMetric, ResourceTarget, Sample, Scale, ScalingRules, SelectPolicy, Settings, Source, Span,
    Summary, Tolerance, Usage, Version, propose_per_pod,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::prop_oneof;
use proptest::sample::select;

use reference::{Drawn, NOW, Reference, sample};

fn versions() -> impl Strategy<Value = Version> {
    select(Version::all().collect::<Vec<_>>())
}

fn rules() -> impl Strategy<Value = ScalingRules> {
    let kind = prop_oneof![Just(PolicyKind::Pods), Just(PolicyKind::Percent)];
    let policy = (kind, 1..300_i32, 1..600_i64).prop_map(|(kind, value, seconds)| Policy {
        kind,
        value,
        period: Span::from_seconds(seconds),
    });
    let chosen = select(vec![SelectPolicy::Max, SelectPolicy::Min, SelectPolicy::Disabled]);
    (option::of(0..600_i64), chosen, vec(policy, 1..4)).prop_map(|(window, select, policies)| ScalingRules {
        window: window.map(Span::from_seconds),
        select,
        policies,
        tolerance: None,
    })
}

fn autoscalers() -> impl Strategy<Value = Autoscaler> {
    let behavior = (rules(), rules()).prop_map(|(up, down)| Behavior { up, down });
    (0..20_i32, 1..80_i32, option::of(behavior)).prop_map(|(min, more, behavior)| Autoscaler {
        bounds: Bounds { min: Replicas::new(min), max: Replicas::new(min + more) },
        behavior,
        works_at_zero: true,
    })
}

/// Seconds since the pass before, and what the metrics ask for.
fn asked() -> impl Strategy<Value = Vec<(i64, i32)>> {
    vec((1..120_i64, 0..200_i32), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_size_is_always_within_its_bounds(
        autoscaler in autoscalers(), version in versions(), start in 1..120_i32, asked in asked(),
    ) {
        let Bounds { min, max } = autoscaler.bounds;
        let mut controller = Controller::new(Environment::of(version), autoscaler.clone());
        let (mut now, mut current) = (NOW, Replicas::new(start));
        for (seconds, raw) in asked {
            now = now + Span::from_seconds(seconds);
            let scale = Scale::new(current, current);
            let outcome = controller.reconcile_raw(now, scale, Replicas::new(raw));
            prop_assert!(outcome.desired <= max);
            prop_assert!(outcome.desired >= min || current == Replicas::ZERO);
            prop_assert_eq!(outcome.rescaled, outcome.desired != current);
            prop_assert!(controller.state().conditions.able_to_scale.is_some());
            current = outcome.desired;
        }
    }

    #[test]
    fn a_disabled_direction_is_never_taken(
        autoscaler in autoscalers(), version in versions(), up in any::<bool>(), asked in asked(),
    ) {
        let mut autoscaler = autoscaler;
        let mut behavior = autoscaler.behavior.take().unwrap_or_else(|| Behavior::of(&BehaviorSpec::default()));
        let closed = if up { &mut behavior.up } else { &mut behavior.down };
        closed.select = SelectPolicy::Disabled;
        autoscaler.behavior = Some(behavior);
        let mut current = autoscaler.bounds.max.max(Replicas::ONE);
        let mut controller = Controller::new(Environment::of(version), autoscaler);
        let mut now = NOW;
        for (seconds, raw) in asked {
            now = now + Span::from_seconds(seconds);
            let outcome = controller.reconcile_raw(now, Scale::new(current, current), Replicas::new(raw));
            let (low, high) = if up { (outcome.desired, current) } else { (current, outcome.desired) };
            prop_assert!(low <= high);
            current = outcome.desired;
        }
    }

    #[test]
    fn without_behavior_a_pass_at_most_doubles_or_reaches_four(
        autoscaler in autoscalers(), start in 1..60_i32, asked in asked(),
    ) {
        let autoscaler = Autoscaler { behavior: None, ..autoscaler };
        let Bounds { min, .. } = autoscaler.bounds;
        let mut controller = Controller::new(Environment::of(Version::default()), autoscaler);
        let (mut now, mut current) = (NOW, Replicas::new(start));
        for (seconds, raw) in asked {
            now = now + Span::from_seconds(seconds);
            let outcome = controller.reconcile_raw(now, Scale::new(current, current), Replicas::new(raw));
            let limit = Replicas::new((2 * current.get()).max(4)).max(min);
            prop_assert!(outcome.desired <= limit);
            current = outcome.desired;
        }
    }

    #[test]
    fn the_log_never_outgrows_its_longest_window(
        autoscaler in autoscalers(), version in versions(), raw in 0..200_i32,
    ) {
        let mut controller = Controller::new(Environment::of(version), autoscaler);
        let mut current = Replicas::new(30);
        for pass in 0..400 {
            let now = NOW + Span::from_seconds(15 * pass);
            current = controller.reconcile_raw(now, Scale::new(current, current), Replicas::new(raw)).desired;
        }
        let log = controller.state().recommendations.clone().unwrap_or_default();
        prop_assert!(log.entries().len() <= 600 / 15 + 2);
    }

    #[test]
    fn a_target_per_pod_is_met_and_not_overshot(
        total in 0..1_000_000_000_i64, target in 1..1_000_000_i64, status in 0..500_i32,
    ) {
        let tolerance = Tolerance::of(Version::default(), 0.0, None, None);
        let (total, target) = (Milli::new(total), Milli::new(target));
        let proposal = propose_per_pod(Version::NEXT, Source::Object, total, target, Replicas::new(status), tolerance);
        let count = i64::from(proposal.replicas.get());
        if count < i64::from(i32::MAX) {
            prop_assert!(count * target.get() >= total.get());
            prop_assert!((count - 1) * target.get() < total.get() || count == 0);
        }
    }

    #[test]
    fn quantities_read_what_they_write(digits in -1_000_000_000_i64..1_000_000_000) {
        let quantity = Quantity::from_milli(digits);
        let again = quantity.to_string().parse::<Quantity>().map(Quantity::milli);
        prop_assert_eq!(again, Ok(quantity.milli()));
        prop_assert_eq!(quantity.milli(), Milli::new(digits));
    }
}

fn pods() -> impl Strategy<Value = Vec<Drawn>> {
    let phase = prop_oneof![
        8 => Just(Phase::Running),
        1 => Just(Phase::Pending),
        1 => Just(Phase::Failed),
        1 => Just(Phase::Succeeded),
    ];
    let status = prop_oneof![4 => Just(ReadyStatus::True), 1 => Just(ReadyStatus::False)];
    let ago = |seconds: i64| NOW - Span::from_seconds(seconds);
    let ready = (status, 0..700_i64).prop_map(move |(status, since)| ReadyCondition { status, since: ago(since) });
    let pod = (phase, 0..10_u8, option::of(0..700_i64), option::weighted(0.9, ready)).prop_map(
        move |(phase, deleting, start, ready)| Pod { phase, deleting: deleting == 0, start: start.map(ago), ready },
    );
    vec((pod, option::weighted(0.8, 0..3_000_i64), 1..2_000_i64), 0..12)
}

fn evaluation(version: Version, current: i32) -> Evaluation {
    Evaluation {
        now: NOW,
        version,
        settings: Settings::default(),
        tolerance: Tolerance::of(version, 0.1, None, None),
        spec: Replicas::new(current),
        status: Replicas::new(current),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn sums_propose_what_maps_by_pod_propose(
        drawn in pods(), strangers in vec(0..3_000_i64, 0..2), current in 0..15_i32,
        version in versions(), cpu in any::<bool>(),
        target in prop_oneof![(5..300_i32).prop_map(Ok), (5..3_000_i64).prop_map(Err)],
    ) {
        let resource = if cpu { Resource::Cpu } else { Resource::Other };
        let evaluation = evaluation(version, current);
        let reference =
            Reference { drawn: &drawn, strangers: &strangers, evaluation, resource, target };
        let pods: Vec<Pod> = drawn.iter().map(|(pod, ..)| *pod).collect();
        let of_pods: Vec<Option<Sample>> = drawn.iter().map(|(_, value, _)| value.map(sample)).collect();
        let requests: Vec<Milli> = drawn.iter().map(|(.., request)| Milli::new(*request)).collect();
        let strangers: Vec<Milli> = strangers.iter().copied().map(Milli::new).collect();
        let metric = Metric::Resource(ResourceMetric {
            resource,
            target: Ok(match target {
                Ok(percent) => ResourceTarget::Utilization(Percent::new(percent)),
                Err(average) => ResourceTarget::AverageValue(Milli::new(average)),
            }),
            samples: Ok(PodSamples { of_pods: &of_pods, strangers: &strangers }),
            requests: Requests::Each(&requests),
        });
        let proposal = metric
            .summarise(&pods, &evaluation)
            .and_then(|summary| summary.propose(&evaluation))
            .map(|proposal| proposal.replicas.get());
        prop_assert_eq!(proposal, reference.propose());
    }

    #[test]
    fn a_pass_over_sums_is_a_pass_over_pods(
        drawn in pods(), current in 1..15_i32, version in versions(), target in 5..300_i32,
    ) {
        let pods: Vec<Pod> = drawn.iter().map(|(pod, ..)| *pod).collect();
        let of_pods: Vec<Option<Sample>> = drawn.iter().map(|(_, value, _)| value.map(sample)).collect();
        let metrics = [Metric::Resource(ResourceMetric {
            resource: Resource::Cpu,
            target: Ok(ResourceTarget::Utilization(Percent::new(target))),
            samples: Ok(PodSamples { of_pods: &of_pods, strangers: &[] }),
            requests: Requests::Same(Milli::new(1_000)),
        })];
        let autoscaler = Autoscaler {
            bounds: Bounds { min: Replicas::ONE, max: Replicas::new(20) },
            behavior: None,
            works_at_zero: false,
        };
        let scale = Scale::new(Replicas::new(current), Replicas::new(current));
        let mut by_pod = Controller::new(Environment::of(version), autoscaler);
        let mut by_sum = by_pod.clone();
        let evaluation = by_sum.evaluation(NOW, scale);
        let summaries: Vec<(Source, Result<Summary, MetricError>)> = metrics
            .iter()
            .map(|metric| (metric.source(), metric.summarise(&pods, &evaluation)))
            .collect();
        let outcome = by_pod.reconcile(NOW, scale, &pods, &metrics);
        prop_assert_eq!(outcome, by_sum.reconcile_summaries(NOW, scale, &summaries));
        prop_assert_eq!(by_pod, by_sum);
        if let Some(Ok(proposal)) = summaries.first().map(|(_, s)| s.and_then(|s| s.propose(&evaluation))) {
            let shown = matches!(proposal.usage, Usage::Utilization { .. });
            prop_assert!(shown);
        }
    }
}
