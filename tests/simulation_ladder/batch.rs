//! Rung 2: the batch server against its exact chain.

use infgen::queueing::QueueRoom;
use infgen::simulation::{Nanos, Replications, Report, Scenario, Service, Slo, Traffic, WarmUp};

use crate::support::{long, rate, run};
use crate::vectors::{Faults, Tolerance, Vector, of_kind};

/// Requests of one of the 20 replications.
fn requests() -> f64 {
    if long() { 1e6 } else { 60_000.0 }
}

fn simulated(vector: &Vector) -> Report {
    let [lambda, alpha, beta] = ["lambda", "alpha", "beta"].map(|name| vector.input(name));
    let service = Service::linear(Nanos::of_seconds(alpha), Nanos::of_seconds(beta), vector.count("max_batch"));
    let room = QueueRoom::Places(vector.count("queue_capacity_waiting"));
    let bin = Nanos::of_seconds(requests() / lambda / 10.0);
    run(&Scenario {
        horizon: bin * 10,
        bin,
        slot: bin,
        warm_up: WarmUp::Steady(Nanos::ZERO),
        replications: Replications::exactly(20),
        slo: Slo { windows: Vec::new(), ..Slo::default() },
        ..Scenario::fixed(service, room, 1, Traffic::Constant(rate(lambda)))
    })
}

/// The caps of the ladder, four times as wide for short runs.
fn tolerance(cap: f64, digits: f64) -> Tolerance {
    Tolerance { errors: 3.5, digits, cap: if long() { cap } else { cap * 4.0 } }
}

fn check(faults: &mut Faults, vector: &Vector, report: &Report) {
    let (latency, outcome) = (report.latency, report.outcome);
    let mut check = |name: &str, found, key: &str, tolerance| {
        faults.check(&format!("{} {name}", vector.id), found, vector.out(key), tolerance);
    };
    check("mean", latency.mean, "mean_sojourn", tolerance(0.002, 0.0));
    check("p50", latency.p50, "sojourn_p50", tolerance(0.003, 0.001));
    check("p95", latency.p95, "sojourn_p95", tolerance(0.003, 0.001));
    check("p99", latency.p99, "sojourn_p99", tolerance(0.003, 0.001));
    // Rejects come in clusters: rare ones say nothing.
    if vector.out("p_reject").is_some_and(|share| share >= 1e-3) {
        check("reject", outcome.rejected, "p_reject", tolerance(0.03, 0.0));
    }
    // Those in the system at the end arrived in the measurement and are answered after it.
    let seconds = requests() / vector.input("lambda");
    let unfinished = 20.0 / seconds / outcome.answered_rate.mean;
    check("throughput", outcome.answered_rate, "throughput", tolerance(0.002, unfinished));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn batches_agree_with_the_embedded_chain() {
    let mut faults = Faults::default();
    for vector in of_kind("batch_greedy") {
        check(&mut faults, &vector, &simulated(&vector));
    }
    faults.none();
}
