//! Known numbers, to the digits they are known to.

use super::{linear, objective, quantile, reference};
use crate::queueing::batch_server::{Binding, QueueRoom};
use crate::queueing::quantity::{PerSecond, Seconds, Share};
use crate::queueing::{BatchServer, Md1, ServiceTable, UnlimitedBatch};

/// Load, rejects, busy, mean batch, mean, p50, p95, p99 (ms) with a queue of ten; twenty million simulated arrivals
/// agree to 0.02 % in the mean and 0.1 % in the quantiles.
const QUEUE_OF_TEN: [&str; 7] = [
    "10 1.1e-11 0.451 1.11 62.4 49.0 97.9 109.9",
    "30 5.9e-6 0.901 1.90 89.9 89.6 133.1 154.4",
    "50 2.7e-3 0.990 3.68 122.2 118.7 185.4 217.1",
    "56 9.0e-3 0.996 4.47 134.8 130.8 204.1 237.7",
    "60 1.8e-2 0.998 5.04 143.7 140.0 215.2 250.6",
    "71 6.9e-2 1.000 6.53 168.1 166.8 244.7 275.9",
    "333.3333333333333 7.9e-1 1.000 8.00 238.5 218.0 320.7 325.8",
];

#[test]
fn a_queue_of_ten_from_idle_to_overload() {
    let server = reference(10);
    for row in QUEUE_OF_TEN {
        let rate = PerSecond::new(row.split(' ').next().unwrap().parse().unwrap());
        let (steady, sojourn) = server.solve(rate).unwrap();
        let ms = |time: Seconds| 1000.0 * time.value();
        let at = |level| ms(sojourn.quantile(level).unwrap());
        let found = format!(
            "{} {:.1e} {:.3} {:.2} {:.1} {:.1} {:.1} {:.1}",
            rate.value(),
            steady.p_reject.value(),
            steady.busy.value(),
            steady.mean_batch,
            ms(steady.mean_sojourn),
            at(Share::P50),
            at(Share::P95),
            at(Share::P99),
        );
        assert_eq!(found, row);
    }
}

#[test]
fn reject_shares_as_percentages() {
    let server = reference(10);
    for (rate, printed) in
        [(50.0, "0.27 %"), (56.0, "0.90 %"), (60.0, "1.77 %"), (71.0, "6.88 %"), (1000.0 / 3.0, "78.57 %")]
    {
        let steady = server.steady_state(PerSecond::new(rate)).unwrap();
        assert_eq!(format!("{:.2} %", 100.0 * steady.p_reject.value()), printed);
    }
}

#[test]
fn a_longer_queue_trades_rejects_for_time_next_to_the_ceiling() {
    // 70 requests a second; three runs of ten million simulated arrivals lie around each of these.
    for (places, rejected, p95) in [(10, "6.3e-2", 0.242), (40, "5.9e-3", 0.587), (128, "1.3e-4", 1.128)] {
        let steady = reference(places).steady_state(PerSecond::new(70.0)).unwrap();
        assert_eq!(format!("{:.1e}", steady.p_reject.value()), rejected);
        assert!((quantile(&reference(places), 70.0, Share::P95) - p95).abs() < 0.0005);
    }
    let unbounded = linear(8, QueueRoom::Unbounded);
    assert!((quantile(&unbounded, 70.0, Share::P95) - 1.169).abs() < 0.0005);
    assert!((quantile(&unbounded, 70.0, Share::P99) - 1.728).abs() < 0.0005);
}

#[test]
fn one_percent_of_rejects_ends_the_capacity_of_a_queue_of_ten() {
    let seed = objective(&[(Share::P50, 0.5), (Share::P95, 2.0), (Share::P99, 5.0)]);
    let capacity = reference(10).capacity_at_slo(&seed).unwrap().unwrap();
    assert_eq!(format!("{:.1}", capacity.rate.value()), "56.6");
    assert_eq!(capacity.binding, Binding::Rejections);
}

#[test]
fn no_accepted_request_exceeds_the_hard_bound() {
    assert!((reference(10).longest_sojourn().unwrap().value() - 0.336).abs() < 1e-12);
    assert!((reference(128).longest_sojourn().unwrap().value() - 1.904).abs() < 1e-12);
    assert_eq!(linear(8, QueueRoom::Unbounded).longest_sojourn(), None);
}

#[test]
fn the_closed_form_bound_is_above_the_exact_mean_and_close() {
    // Inoue 2021 with a batch that is never full; exact means to five digits.
    let server = linear(240, QueueRoom::Places(480));
    for (rate, exact) in [(5.0, 0.055_437), (10.0, 0.062_364), (20.0, 0.076_268), (40.0, 0.104_615), (100.0, 0.6687)] {
        let arrival_rate = PerSecond::new(rate);
        let mean = server.steady_state(arrival_rate).unwrap().mean_sojourn.value();
        assert!((mean - exact).abs() < 1e-5 * f64::from(if rate < 50.0 { 1 } else { 10 }), "{rate}: {mean}");
        let (fixed, per_request) = (Seconds::new(0.040), Seconds::new(0.009));
        let bound = UnlimitedBatch { arrival_rate, fixed, per_request }.bound().unwrap();
        let above = bound.mean_sojourn().value() / mean - 1.0;
        assert!(above > 0.0 && above < 0.09, "{rate}: {above}");
    }
}

#[test]
fn without_batches_or_bound_it_is_the_single_server_of_erlang() {
    // Another method altogether: the formula of Franx 2001.
    let service = ServiceTable::measured(&[Seconds::new(0.05)]).unwrap();
    let server = BatchServer { service, room: QueueRoom::Unbounded };
    for rate in [0.1, 5.0, 12.0, 18.0, 19.6] {
        let arrival_rate = PerSecond::new(rate);
        let single = Md1 { arrival_rate, service: Seconds::new(0.05) }.solve().unwrap();
        let (steady, sojourn) = server.solve(arrival_rate).unwrap();
        let same = |one: Seconds, other: Seconds| (one.value() / other.value() - 1.0).abs() < 1e-10;
        assert!(same(steady.mean_sojourn, single.mean_sojourn()), "{rate}");
        for level in [Share::P50, Share::P95, Share::P99, Share::new(0.9999)] {
            let (found, known) = (sojourn.quantile(level).unwrap(), single.sojourn_quantile(level).unwrap());
            assert!(same(found, known), "{rate}: {found:?} {known:?}");
        }
    }
}

#[test]
fn without_a_queue_it_is_the_loss_system() {
    // Erlang B holds for any law of service: rejects a / (1 + a).
    let (steady, sojourn) = reference(0).solve(PerSecond::new(30.0)).unwrap();
    let offered = 30.0 * 0.049;
    assert!((steady.p_reject.value() - offered / (1.0 + offered)).abs() < 1e-14);
    assert!((sojourn.quantile(Share::P99).unwrap().value() - 0.049).abs() < 1e-14);
    assert!((sojourn.mean().value() - 0.049).abs() < 1e-14);
}
