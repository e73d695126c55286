//! Zone loss, spot loss and rollouts as they look from outside.

use infgen::queueing::QueueRoom;
use infgen::simulation::{
    Counts, Delay, Failure, Nanos, Policy, Replications, Report, Rollout, Scenario, SpotLoss, StartUp, Traffic, WarmUp,
    ZoneLoss,
};

use crate::support::{rate, reference, run, seconds};

/// Six pods in three zones at a fifth of their capacity; a new one needs 60 s.
fn calm(failure: Failure) -> Scenario {
    Scenario {
        zones: 3,
        policy: Policy::RoundRobin,
        start_up: StartUp { load: Delay::seconds(50), registration: Delay::seconds(10), ..StartUp::default() },
        failures: vec![failure],
        warm_up: WarmUp::Transient(seconds(10)),
        horizon: Nanos::from_minutes(20),
        replications: Replications::exactly(1),
        ..Scenario::fixed(reference(), QueueRoom::Places(10), 6, Traffic::Constant(rate(60.0)))
    }
}

fn pods_at(report: &Report, at: f64) -> Counts {
    let past = report.timeline.iter().take_while(|point| point.at <= at);
    past.last().expect("a point").pods
}

#[test]
fn a_lost_zone_costs_requests_until_it_is_noticed_and_is_replaced_elsewhere() {
    let report = run(&calm(Failure::Zone(ZoneLoss {
        at: seconds(100),
        zone: 1,
        detection: seconds(20),
        eviction: seconds(340),
    })));
    let (blind, noticed) = (pods_at(&report, 110.0), pods_at(&report, 130.0));
    assert_eq!((blind.in_service, noticed.in_service), (6, 4));
    // Two of six pods for 20 s at 60 requests a second.
    let lost = report.ledger.lost;
    assert!(lost.abs_diff(400) < 30, "{lost}");
    assert_eq!(pods_at(&report, 499.0).in_service, 4);
    assert_eq!(pods_at(&report, 501.0).in_service, 6);
}

#[test]
fn a_spot_notice_loses_nothing_if_the_pods_drain_in_time() {
    let mut scenario = calm(Failure::Spot(SpotLoss { at: seconds(100), pods: 2, notice: seconds(120) }));
    scenario.drain.deregistration = Delay::seconds(5);
    let report = run(&scenario);
    assert_eq!((report.ledger.lost, report.ledger.rejected), (0, 0));
    assert_eq!(pods_at(&report, 110.0).in_service, 4);
    assert_eq!(pods_at(&report, 161.0).in_service, 6);
}

#[test]
fn a_rollout_with_one_surge_pod_replaces_one_pod_after_the_other() {
    let report = run(&calm(Failure::Rollout(Rollout { at: seconds(100), max_surge: 1, max_unavailable: 0 })));
    let most = report.timeline.iter().map(|point| point.pods.ordered).max();
    assert_eq!(most, Some(7));
    // Ready after 50 s, six times; the last one is in service 10 s later.
    assert_eq!(pods_at(&report, 395.0).ordered, 7);
    let last = report.timeline.last().expect("a point");
    assert!((last.at - 410.0).abs() < 1.0, "{}", last.at);
    assert_eq!((last.pods.ordered, last.pods.in_service), (6, 6));
    assert_eq!((report.ledger.lost, report.ledger.rejected), (0, 0));
}

#[test]
fn a_rollout_may_also_run_short() {
    let report = run(&calm(Failure::Rollout(Rollout { at: seconds(100), max_surge: 0, max_unavailable: 2 })));
    let ready = report.timeline.iter().map(|point| point.pods.ready).min();
    assert_eq!(ready, Some(4));
    assert_eq!(pods_at(&report, 300.0).in_service, 6);
}
