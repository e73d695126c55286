//! Rung 4: the books balance exactly on every run, whatever happens in it.
//!
//! [`simulate`](infgen::simulation::simulate) refuses to answer if they do not; here are the runs.

use infgen::queueing::{QueueRoom, Share};
use infgen::simulation::{
    ClosedLoop, Delay, Failure, Nanos, Pin, Policy, Replications, Rollout, Scenario, SpotLoss, Work, ZoneLoss,
};

use crate::support::{Chain, Hpa, millis, reference, run, seconds, step};

fn policies() -> [Policy; 6] {
    let sticky = |pin| Policy::Sticky { clients: 100, largest_share: Share::new(0.05), pin };
    [
        Policy::Random,
        Policy::RoundRobin,
        Policy::LeastOutstanding,
        Policy::PowerOfTwo,
        sticky(Pin::Kept),
        sticky(Pin::Hashed),
    ]
}

fn failures() -> Vec<Failure> {
    vec![
        Failure::Zone(ZoneLoss { at: seconds(20), zone: 0, detection: seconds(5), eviction: seconds(40) }),
        Failure::Spot(SpotLoss { at: seconds(70), pods: 2, notice: seconds(1) }),
        Failure::Rollout(Rollout { at: seconds(100), max_surge: 2, max_unavailable: 1 }),
    ]
}

/// Everything at once, in five minutes.
fn turmoil(policy: Policy, room: QueueRoom) -> Scenario {
    let chain = Chain { load: 20, registration: 5, ..Chain::WARM_ALB };
    let mut scenario = Scenario {
        policy,
        room,
        service: reference().with_work(Work::LogNormal { scv: 1.0 }).with_engines(2),
        batch_delay: millis(3),
        client_timeout: Some(millis(250)),
        load_test: Some(ClosedLoop {
            clients: 20,
            requests: None,
            think: millis(50),
            rejection: millis(5),
            start: seconds(10),
        }),
        zones: 3,
        failures: failures(),
        warm_up: infgen::simulation::WarmUp::Transient(seconds(30)),
        horizon: Nanos::from_minutes(5),
        replications: Replications::exactly(2),
        ..step(&Hpa::seed(), chain)
    };
    scenario.drain.deregistration = Delay::seconds(2);
    scenario
}

#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn nothing_gets_lost_in_any_turmoil() {
    for policy in policies() {
        for room in [QueueRoom::Places(10), QueueRoom::Unbounded] {
            let report = run(&turmoil(policy, room));
            let ledger = report.ledger;
            assert!(ledger.balances(), "{policy:?}: {ledger:?}");
            let went = [ledger.done, ledger.timed_out, ledger.lost, ledger.unfinished];
            assert!(went.iter().all(|count| *count > 0), "{policy:?}: {ledger:?}");
            assert_eq!(ledger.rejected > 0, room == QueueRoom::Places(10), "{policy:?}");
        }
    }
}
