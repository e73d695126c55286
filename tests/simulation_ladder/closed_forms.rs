//! Rung 1: M/M/1, M/M/c, M/M/c/K and M/D/1 against their closed forms.

use infgen::queueing::QueueRoom;
use infgen::simulation::{Nanos, Replications, Report, Scenario, Service, Slo, Traffic, WarmUp, Work};

use crate::support::{long, rate, run};
use crate::vectors::{Faults, Tolerance, Vector, of_kind};

/// 20 replications of one pod whose `servers` engines share a queue.
fn single(service: Service, room: QueueRoom, arrivals: f64, mean_service: f64) -> Report {
    let requests = if long() { 1e6 } else { 40_000.0 };
    let bin = Nanos::of_seconds(requests / arrivals / 20.0);
    let traffic = Traffic::Constant(rate(arrivals));
    run(&Scenario {
        horizon: bin * 20,
        bin,
        slot: bin,
        warm_up: WarmUp::Steady(Nanos::of_seconds(3000.0 * mean_service)),
        replications: Replications::exactly(20),
        slo: Slo { windows: Vec::new(), ..Slo::default() },
        ..Scenario::fixed(service, room, 1, traffic)
    })
}

fn exponential(servers: u32, mu: f64) -> Service {
    Service::measured(vec![Nanos::of_seconds(1.0 / mu)]).with_work(Work::Exponential).with_engines(servers)
}

/// In a long run three standard errors and, at a load of up to 0.9, the caps of the ladder. Quantiles of short runs are
/// biased to the low side, so that these are given four.
fn tolerance(cap: f64, load: f64, digits: f64) -> Tolerance {
    let capped = long() && load <= 0.9;
    Tolerance { errors: if long() { 3.0 } else { 4.0 }, digits, cap: if capped { cap } else { f64::INFINITY } }
}

fn check_sojourn(faults: &mut Faults, vector: &Vector, report: &Report, load: f64, service: f64) {
    let latency = report.latency;
    let id = &vector.id;
    let sojourn = |level: &str| {
        let direct = vector.out(&format!("sojourn_{level}"));
        // A deterministic service only shifts the wait.
        direct.or_else(|| Some(vector.out(&format!("wait_{level}"))? + service))
    };
    let mean = tolerance(0.005, load, 0.0);
    faults.check(&format!("{id} mean"), latency.mean, vector.out("mean_sojourn"), mean);
    let (p50, p95, p99) = (sojourn("p50"), sojourn("p95"), sojourn("p99"));
    faults.check(&format!("{id} p50"), latency.p50, p50, tolerance(0.01, load, 0.001));
    faults.check(&format!("{id} p95"), latency.p95, p95, tolerance(0.01, load, 0.001));
    faults.check(&format!("{id} p99"), latency.p99, p99, tolerance(0.02, load, 0.001));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn exponential_servers_agree_with_erlang() {
    let mut faults = Faults::default();
    for vector in of_kind("mmc") {
        let (servers, lambda, mu) = (vector.count("servers"), vector.input("lambda"), vector.input("mu"));
        let load = lambda / mu / f64::from(servers);
        // Above, the queue needs longer to settle than the test runs.
        if load > 0.95 {
            continue;
        }
        let report = single(exponential(servers, mu), QueueRoom::Unbounded, lambda, 1.0 / mu);
        check_sojourn(&mut faults, &vector, &report, load, 0.0);
    }
    faults.none();
}

#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn bounded_queues_reject_what_they_should() {
    let mut faults = Faults::default();
    for vector in of_kind("mmck") {
        let (servers, lambda, mu) = (vector.count("servers"), vector.input("lambda"), vector.input("mu"));
        let places = vector.count("capacity_in_system") - servers;
        let service = exponential(servers, mu);
        let report = single(service, QueueRoom::Places(places), lambda, 1.0 / mu);
        let id = &vector.id;
        let exact = tolerance(f64::INFINITY, 1.0, 0.0);
        faults.check(&format!("{id} reject"), report.outcome.rejected, vector.out("p_reject"), exact);
        let answered = report.outcome.answered_rate;
        faults.check(&format!("{id} throughput"), answered, vector.out("throughput"), exact);
        let sojourn = vector.out("mean_wait_accepted").map(|wait| wait + 1.0 / mu);
        faults.check(&format!("{id} mean"), report.latency.mean, sojourn, tolerance(0.005, 0.9, 0.0));
    }
    faults.none();
}

#[test]
fn a_deterministic_server_agrees_with_pollaczek_and_khinchine() {
    let mut faults = Faults::default();
    for vector in of_kind("md1") {
        let (load, service) = (vector.input("rho"), vector.input("service"));
        let server = Service::measured(vec![Nanos::of_seconds(service)]);
        let report = single(server, QueueRoom::Unbounded, load / service, service);
        check_sojourn(&mut faults, &vector, &report, load, service);
    }
    faults.none();
}
