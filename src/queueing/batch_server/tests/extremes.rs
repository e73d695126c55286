//! Parameters at the ends of their ranges.

use super::{linear, objective, reference};
use crate::queueing::ModelError;
use crate::queueing::batch_server::{Arrivals, BatchServer, Objective, QueueRoom, ServiceTable};
use crate::queueing::quantity::{PerSecond, Seconds, Share};

#[test]
fn answers_are_numbers_from_one_request_a_year_to_a_billion_a_second() {
    for places in [0, 1, 8, 10, 176] {
        for exponent in -8..=6 {
            let rate = libm::exp10(f64::from(exponent));
            let (steady, sojourn) = reference(places).solve(PerSecond::new(rate)).unwrap();
            let p99 = sojourn.quantile(Share::P99).unwrap();
            assert!(steady.p_reject.value() >= 0.0 && steady.p_reject.value() <= 1.0);
            assert!(p99.value() >= 0.049 - 1e-12, "{places} {rate}: {p99:?}");
            assert!(p99 <= reference(places).longest_sojourn().unwrap());
            let gap = sojourn.mean().value() / steady.mean_sojourn.value() - 1.0;
            assert!(gap.abs() < 1e-9, "{places} {rate}: {gap}");
        }
    }
}

#[test]
fn a_quiet_server_answers_in_the_time_of_one() {
    let (steady, sojourn) = reference(10).solve(PerSecond::new(1e-6)).unwrap();
    assert!((steady.mean_sojourn.value() / 0.049 - 1.0).abs() < 1e-6);
    assert!((sojourn.quantile(Share::P99).unwrap().value() - 0.049).abs() < 1e-12);
    assert!(steady.p_reject.value() > 0.0 && steady.p_reject.value() < 1e-60);
}

#[test]
fn in_the_deepest_overload_the_first_arrivals_after_a_start_fill_the_queue() {
    // A batch of 8 starts and leaves 2 waiting; at once 8 more come. 6 of them join those 2, the other 2 the next.
    let (steady, sojourn) = reference(10).solve(PerSecond::new(1e7)).unwrap();
    assert!((steady.throughput.value() - 8.0 / 0.112).abs() < 1e-6);
    let at_most = |time| sojourn.cdf(Seconds::new(time)).value();
    assert!((at_most(0.2240) - 0.75).abs() < 1e-3 && at_most(0.2239) < 1e-3);
    assert!((at_most(0.3360) - 1.0).abs() < 1e-9 && at_most(0.3359) < 0.751);
}

#[test]
fn a_queue_without_bound_ends_at_the_ceiling() {
    let server = linear(8, QueueRoom::Unbounded);
    let ceiling = server.service.ceiling().value();
    let at = |load: f64| server.steady_state(PerSecond::new(load * ceiling));
    assert!(matches!(at(1.0), Err(ModelError::Unstable { .. })));
    assert!(matches!(at(1.0 - 1e-6), Err(ModelError::NearCeiling { .. })));
    let near = at(0.998).unwrap();
    // Heavy traffic: the queue grows as one over the idle share.
    let nearer = at(0.999).unwrap();
    assert!((nearer.mean_queue / near.mean_queue - 2.0).abs() < 0.02);
}

#[test]
fn large_batches_and_long_tables_are_solved() {
    let times: Vec<Seconds> = (1..=128).map(|b| Seconds::new(0.02 + 0.001 * f64::from(b))).collect();
    let service = ServiceTable::measured(&times).unwrap();
    let server = BatchServer { service, room: QueueRoom::Places(256) };
    let rate = PerSecond::new(0.9 * server.service.ceiling().value());
    let (steady, sojourn) = server.solve(rate).unwrap();
    assert!((sojourn.mean().value() / steady.mean_sojourn.value() - 1.0).abs() < 1e-12);
    assert!(sojourn.quantile(Share::P99).unwrap() < server.longest_sojourn().unwrap());
}

#[test]
fn refuses_what_is_no_load_and_no_objective() {
    let server = reference(10);
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(server.solve(PerSecond::new(rate)).is_err());
    }
    let sojourn = server.sojourn(PerSecond::new(50.0)).unwrap();
    assert!(sojourn.quantile(Share::new(1.0)).is_err());
    assert!(server.capacity_at_slo(&objective(&[(Share::P50, -1.0)])).is_err());
    assert!(server.capacity_at_slo(&objective(&[(Share::new(0.0), 1.0)])).is_err());
    let none_rejected = Objective { p_reject: Share::new(0.0), ..objective(&[]) };
    assert!(server.capacity_at_slo(&none_rejected).is_err());
    assert!(server.capacity_of(0, &objective(&[])).is_err());
    assert!(server.solve(Arrivals { rate: PerSecond::new(1.0), stages: 0 }).is_err());
}
