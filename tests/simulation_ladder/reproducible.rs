//! Rung 6: the same seed gives the same bytes, on one thread or many.

use std::num::NonZero;

use infgen::simulation::{Nanos, Replications, Scenario, simulate};

use crate::support::{Chain, Hpa, step};

fn bytes(scenario: &Scenario, threads: usize) -> String {
    let threads = NonZero::new(threads).expect("at least one");
    let report = simulate(scenario, threads, &|_| {}).expect("a report");
    serde_json::to_string(&report).expect("JSON")
}

fn scenario(seed: u64) -> Scenario {
    let chain = Chain { load: 60, ..Chain::WARM_ALB };
    Scenario {
        seed,
        horizon: Nanos::from_minutes(5),
        replications: Replications::exactly(5),
        ..step(&Hpa::seed(), chain)
    }
}

#[test]
fn threads_change_no_byte() {
    let one = bytes(&scenario(1), 1);
    assert!(one == bytes(&scenario(1), 2) && one == bytes(&scenario(1), 7));
}

#[test]
fn another_seed_changes_the_bytes() {
    assert!(bytes(&scenario(1), 2) != bytes(&scenario(2), 2));
}

#[test]
fn more_replications_begin_with_the_same_ones() {
    let first = |most| {
        let mut scenario = scenario(3);
        scenario.replications = Replications::exactly(most);
        let threads = NonZero::new(2).expect("two");
        simulate(&scenario, threads, &|_| {}).expect("a report")
    };
    let (few, many) = (first(2), first(4));
    assert_eq!((few.replications, many.replications), (2, 4));
    assert_eq!(few.timeline, many.timeline);
}
