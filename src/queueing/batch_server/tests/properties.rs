//! What holds for every batch server and every load.

use super::{linear, objective, quantile, reference};
use crate::queueing::batch_server::{Arrivals, BatchServer, Binding, QueueRoom, ServiceTable, SojournDistribution};
use crate::queueing::quantity::{PerSecond, Seconds, Share};

/// Servers of every shape: linear, measured, with times that do not rise, with less room than a batch.
fn servers() -> Vec<BatchServer> {
    let measured = |times: &[f64], places| {
        let times: Vec<Seconds> = times.iter().map(|time| Seconds::new(*time)).collect();
        let service = ServiceTable::measured(&times).unwrap();
        BatchServer { service, room: QueueRoom::Places(places) }
    };
    vec![
        reference(10),
        reference(1),
        reference(5),
        reference(64),
        linear(1, QueueRoom::Places(7)),
        linear(3, QueueRoom::Places(4)),
        linear(16, QueueRoom::Places(17)),
        measured(&[0.05, 0.05, 0.05, 0.05], 9),
        measured(&[0.020, 0.031, 0.033, 0.060, 0.061], 12),
        measured(&[0.020, 0.050, 0.045, 0.044], 10),
        measured(&[0.001, 0.1], 6),
    ]
}

/// Loads from nearly none to several times the ceiling.
fn rates(server: &BatchServer) -> impl Iterator<Item = f64> {
    let ceiling = server.service.ceiling().value();
    [1e-4, 0.05, 0.3, 0.6, 0.85, 0.97, 1.0, 1.2, 3.0].into_iter().map(move |load| load * ceiling)
}

#[test]
fn the_mean_of_the_distribution_obeys_little_s_law() {
    for server in servers() {
        for rate in rates(&server) {
            let (steady, sojourn) = server.solve(PerSecond::new(rate)).unwrap();
            let gap = sojourn.mean().value() / steady.mean_sojourn.value() - 1.0;
            assert!(gap.abs() < 1e-12, "{server:?} at {rate}: {gap}");
        }
    }
}

#[test]
fn the_distribution_function_rises_from_zero_to_one() {
    for server in servers() {
        let longest = server.longest_sojourn().unwrap().value();
        for rate in rates(&server) {
            let sojourn = server.sojourn(PerSecond::new(rate)).unwrap();
            let at = |step: u32| sojourn.cdf(Seconds::new(longest * f64::from(step) / 400.0)).value();
            let values: Vec<f64> = (0..=400).map(at).collect();
            assert!(values[0].abs() < 1e-15);
            assert!((values[400] - 1.0).abs() < 1e-12, "{server:?} at {rate}: {}", values[400]);
            let rises = values.windows(2).all(|pair| pair[0] <= pair[1] + 1e-14);
            assert!(rises, "{server:?} at {rate}");
        }
    }
}

#[test]
fn the_mean_is_the_area_above_the_distribution_function() {
    for server in servers() {
        let longest = server.longest_sojourn().unwrap().value();
        let rate = 0.8 * server.service.ceiling().value();
        let sojourn = server.sojourn(PerSecond::new(rate)).unwrap();
        let steps = 20_000_u32;
        let step = longest / f64::from(steps);
        let late = |n: u32| 1.0 - sojourn.cdf(Seconds::new(step * (f64::from(n) + 0.5))).value();
        let area: f64 = (0..steps).map(|n| step * late(n)).sum();
        assert!((area / sojourn.mean().value() - 1.0).abs() < 1e-3, "{server:?}: {area}");
    }
}

#[test]
fn quantiles_are_where_the_distribution_function_says() {
    for server in servers() {
        for rate in rates(&server) {
            let sojourn = server.sojourn(PerSecond::new(rate)).unwrap();
            for level in [0.01, 0.5, 0.95, 0.999_999] {
                let time = sojourn.quantile(Share::new(level)).unwrap().value();
                let before = sojourn.cdf(Seconds::new(time * (1.0 - 1e-9))).value();
                assert!(sojourn.cdf(Seconds::new(time)).value() >= level && before < level + 1e-12);
            }
        }
    }
}

#[test]
fn what_arrives_is_served_or_rejected() {
    for server in servers() {
        for rate in rates(&server) {
            let steady = server.steady_state(PerSecond::new(rate)).unwrap();
            let accounted = steady.throughput.value() + rate * steady.p_reject.value();
            assert!((accounted / rate - 1.0).abs() < 1e-12, "{server:?} at {rate}");
            assert!(steady.busy.value() <= 1.0 + 1e-14);
            let batches = steady.throughput.value() / steady.mean_batch;
            assert!(batches * server.service.alone().value() <= 1.0 + 1e-9 || steady.mean_batch > 1.0);
        }
    }
}

#[test]
fn rejects_grow_with_the_load_and_shrink_with_the_room() {
    let rejected = |places, rate| reference(places).steady_state(PerSecond::new(rate)).unwrap().p_reject.value();
    for places in [0, 1, 7, 8, 9, 10, 40, 176] {
        let shares: Vec<f64> = (1..120).map(|step| rejected(places, f64::from(step))).collect();
        assert!(shares.windows(2).all(|pair| pair[0] < pair[1] || pair[1] < 1e-280), "{places}");
    }
    let shares: Vec<f64> = (0..60).map(|places| rejected(places, 60.0)).collect();
    assert!(shares.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn quantiles_grow_with_the_load_up_to_the_ceiling() {
    for level in [Share::P50, Share::P95, Share::P99] {
        let times: Vec<f64> = (1..72).map(|step| quantile(&reference(24), f64::from(step), level)).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12), "{level:?}");
    }
}

#[test]
fn an_unbounded_queue_is_the_limit_of_long_ones() {
    let (bounded, unbounded) = (reference(800), linear(8, QueueRoom::Unbounded));
    for rate in [0.5, 20.0, 50.0, 66.0] {
        let rate = PerSecond::new(rate);
        let (long, endless) = (bounded.solve(rate).unwrap(), unbounded.solve(rate).unwrap());
        let apart = long.0.mean_sojourn.value() / endless.0.mean_sojourn.value() - 1.0;
        assert!(apart.abs() < 1e-12, "{apart}");
        assert!(endless.0.p_reject.value().abs() < f64::MIN_POSITIVE);
        let p99 = |solved: &SojournDistribution| solved.quantile(Share::P99).unwrap().value();
        assert!((p99(&long.1) / p99(&endless.1) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn a_capacity_keeps_its_objective_and_a_little_more_does_not() {
    for places in [10, 40, 176] {
        for scale in [0.11, 0.25, 0.5, 1.0, 2.0] {
            let targets = [(Share::P50, 0.6 * scale), (Share::P95, scale), (Share::P99, 1.2 * scale)];
            let objective = objective(&targets);
            let server = reference(places);
            let capacity = server.capacity_at_slo(&objective).unwrap().unwrap();
            let kept = |rate: f64| {
                let (steady, sojourn) = server.solve(PerSecond::new(rate)).unwrap();
                let in_time = |&(level, within): &(Share, f64)| sojourn.cdf(Seconds::new(within)) >= level;
                steady.p_reject <= objective.p_reject && targets.iter().all(in_time)
            };
            assert!(kept(capacity.rate.value()), "{places} {scale}: {capacity:?}");
            assert!(!kept(capacity.rate.value() * (1.0 + 1e-6)), "{places} {scale}: {capacity:?}");
        }
    }
}

#[test]
fn a_capacity_names_what_ends_it() {
    let tight = objective(&[(Share::P50, 1.0), (Share::P95, 0.15)]);
    let capacity = reference(10).capacity_at_slo(&tight).unwrap().unwrap();
    assert_eq!(capacity.binding, Binding::Latency(tight.latency[1]));
    let unbounded = linear(8, QueueRoom::Unbounded);
    let capacity = unbounded.capacity_at_slo(&tight).unwrap().unwrap();
    assert_eq!(capacity.binding, Binding::Latency(tight.latency[1]));
    let idle = unbounded.capacity_at_slo(&objective(&[])).unwrap().unwrap();
    assert_eq!(idle.binding, Binding::Ceiling);
}

#[test]
fn a_target_below_a_single_service_has_no_capacity() {
    let impossible = objective(&[(Share::P50, 0.048)]);
    assert_eq!(reference(10).capacity_at_slo(&impossible).unwrap(), None);
    // Half of the requests have to find the server idle, and to stay alone.
    let barely = objective(&[(Share::P50, 0.049)]);
    let capacity = reference(10).capacity_at_slo(&barely).unwrap().unwrap();
    assert!(capacity.rate.value() > 5.0 && capacity.rate.value() < 20.0, "{capacity:?}");
}

#[test]
fn evener_arrivals_are_rejected_less_and_wait_less() {
    let server = reference(10);
    for rate in [20.0, 50.0, 66.0, 80.0] {
        let at = |stages| server.solve(Arrivals { rate: PerSecond::new(rate), stages }).unwrap();
        let solved: Vec<_> = [1, 2, 3, 5, 8, 13].map(at).into();
        for (steady, sojourn) in &solved {
            let gap = sojourn.mean().value() / steady.mean_sojourn.value() - 1.0;
            assert!(gap.abs() < 1e-12, "{rate}: {gap}");
            let accounted = steady.throughput.value() + rate * steady.p_reject.value();
            assert!((accounted / rate - 1.0).abs() < 1e-12);
        }
        for pair in solved.windows(2) {
            assert!(pair[1].0.p_reject < pair[0].0.p_reject, "{rate}");
            let p99 = |law: &SojournDistribution| law.quantile(Share::P99).unwrap().value();
            assert!(p99(&pair[1].1) <= p99(&pair[0].1) + 1e-12 || rate > 70.0);
        }
    }
}
