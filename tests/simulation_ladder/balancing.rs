//! The balancer's policies with batching servers: a table of 20 pods at 50 requests a second each, K = 10.
//!
//! The random row is the exact chain; the others are those of an independent simulation of 4 million arrivals.

use infgen::queueing::QueueRoom;
use infgen::simulation::{Nanos, Policy, Replications, Scenario, Traffic, WarmUp};

use crate::support::{long, rate, reference, run};

#[test]
fn policies_differ_as_the_table_says() {
    let table = [
        (Policy::RoundRobin, 109.9, 143.8, 152.0),
        (Policy::PowerOfTwo, 119.4, 152.9, 162.0),
        (Policy::Random, 122.2, 185.4, 217.1),
        (Policy::LeastOutstanding, 134.8, 152.0, 160.3),
    ];
    for (policy, mean, p95, p99) in table {
        let report = run(&Scenario {
            policy,
            warm_up: WarmUp::Steady(Nanos::from_seconds(30)),
            horizon: Nanos::from_minutes(if long() { 60 } else { 5 }),
            replications: Replications::exactly(2),
            ..Scenario::fixed(reference(), QueueRoom::Places(10), 20, Traffic::Constant(rate(1000.0)))
        });
        let found = report.latency;
        let part = if long() { 0.003 } else { 0.008 };
        for (exact, found) in [(mean, found.mean), (p95, found.p95), (p99, found.p99)] {
            let off = (found.mean * 1e3 / exact - 1.0_f64).abs();
            assert!(off < part, "{policy:?}: {} s for {exact} ms", found.mean);
        }
    }
}
