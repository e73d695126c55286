//! Rung 3: D/D^[B], worked out by hand to the nanosecond.

use std::sync::Arc;

use infgen::queueing::QueueRoom;
use infgen::simulation::{Nanos, Replications, Report, Scenario, Service, Trace, TracedRequest, Traffic, WarmUp, Work};

use crate::support::{millis, reference, run, seconds};

/// One pod and arrivals at these milliseconds, measured for ten seconds.
fn replay(service: Service, places: u32, arrivals: &[u64]) -> Scenario {
    let trace = Trace::at(arrivals.iter().map(|at| millis(*at)));
    Scenario {
        horizon: seconds(10),
        bin: seconds(10),
        warm_up: WarmUp::Transient(Nanos::ZERO),
        replications: Replications::exactly(2),
        ..Scenario::fixed(service, QueueRoom::Places(places), 1, Traffic::Replay(Arc::new(trace)))
    }
}

/// Time in the system of all requests, in milliseconds.
fn total(report: &Report) -> u128 {
    report.ledger.sojourns / 1_000_000 / u128::from(report.replications)
}

#[test]
fn evenly_spaced_requests_settle_into_batches() {
    // 0 alone until 49; 20, 40 together until 107; 60, 80, 100 until 174; 120, 140, 160 until 241; 180 to 240 until 317,
    // where 240 comes in before the batch that ends at 241.
    let arrivals: Vec<u64> = (0..13).map(|i| i * 20).collect();
    let report = run(&replay(reference(), 10, &arrivals));
    let by_hand = 49 + (87 + 67) + (114 + 94 + 74) + (121 + 101 + 81) + (137 + 117 + 97 + 77);
    assert_eq!(total(&report), by_hand);
    assert_eq!(report.ledger.done, 26);
    assert!((report.latency.max.mean / 0.137 - 1.0).abs() < 1e-3);
}

#[test]
fn a_batch_that_ends_with_an_arrival_is_gone_before_it() {
    let service = Service::measured(vec![millis(10)]);
    let report = run(&replay(service, 0, &[0, 10, 20, 25, 30]));
    // No place to wait: only the one at 25 finds the server busy.
    assert_eq!((report.ledger.done, report.ledger.rejected), (8, 2));
}

#[test]
fn a_full_queue_rejects_and_keeps_its_order() {
    let service = Service::measured(vec![millis(100), millis(100)]);
    let report = run(&replay(service, 2, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    assert_eq!((report.ledger.done, report.ledger.rejected), (6, 14));
    assert_eq!(total(&report), 100 + 199 + 198);
}

#[test]
fn a_batch_waits_for_others_as_long_as_it_may() {
    let service = Service::linear(millis(40), millis(10), 4);
    let mut scenario = replay(service, 10, &[0, 6, 200, 201, 202, 203]);
    scenario.batch_delay = millis(10);
    // Two until 10, then 60 ms; four fill the batch at 203 and go at once, 80 ms.
    let report = run(&scenario);
    assert_eq!(total(&report), (70 + 64) + (83 + 82 + 81 + 80));
}

#[test]
fn who_waits_too_long_is_not_served_and_who_is_served_too_late_was_served_in_vain() {
    let service = Service::measured(vec![millis(100)]);
    let mut scenario = replay(service, 10, &[0, 1, 2, 3]);
    scenario.client_timeout = Some(millis(150));
    // 100 in time; 199 in service when the client leaves; 2 and 3 are 198 and 197 old when their turn comes.
    let report = run(&scenario);
    assert_eq!((report.ledger.done, report.ledger.timed_out), (2, 6));
    assert_eq!(total(&report), 100 + 199 + 198 + 197);
}

#[test]
fn a_batch_that_takes_no_time_blocks_no_engine() {
    let service = Service::measured(vec![millis(100)]).with_work(Work::Traced);
    let request = |at, work| TracedRequest { at: millis(at), work };
    // The second one waits and then ends in the nanosecond in which it begins.
    let trace = Trace::of(vec![request(0, 2.0), request(1, 0.0), request(300, 1.0)]);
    let mut scenario = replay(service, 10, &[]);
    scenario.traffic = Traffic::Replay(Arc::new(trace));
    let report = run(&scenario);
    assert_eq!((report.ledger.done, report.ledger.unfinished), (6, 0));
    assert_eq!(total(&report), 200 + 199 + 100);
}

#[test]
fn engines_of_a_pod_share_its_queue() {
    let service = Service::measured(vec![millis(100)]).with_engines(2);
    let report = run(&replay(service, 10, &[0, 10, 20, 30]));
    assert_eq!(total(&report), 100 + 100 + 180 + 180);
}
