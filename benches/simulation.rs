//! Events of the simulation, which are arrivals and departures, on 20 batching pods under 1000 requests a second:
//! `cargo bench --bench simulation`. The items of a second are its events.

use divan::Bencher;
use divan::counter::ItemsCount;
use infgen::compile::compile;
use infgen::plan::Plan;
use infgen::queueing::{PerSecond, QueueRoom, Share};
use infgen::simulation::{
    Diurnal, Nanos, Pin, Policy, Replications, Report, Scenario, Service, Traffic, WarmUp, Work, simulate,
};
use infgen::source::{Library, Sources};
use std::num::NonZero;

const POLICIES: [&str; 6] =
    ["random", "round robin", "least outstanding", "power of two", "sticky 10000", "sticky 200"];

#[expect(clippy::print_stdout, reason = "the other simulators print theirs")]
fn note(text: &str) {
    println!("{text}");
}

fn main() {
    divan::main();
}

fn policy(name: &str) -> Policy {
    let sticky =
        |clients: u32| Policy::Sticky { clients, largest_share: Share::new(1.0 / f64::from(clients)), pin: Pin::Kept };
    match name {
        "random" => Policy::Random,
        "least outstanding" => Policy::LeastOutstanding,
        "power of two" => Policy::PowerOfTwo,
        "sticky 10000" => sticky(10_000),
        "sticky 200" => sticky(200),
        _ => Policy::RoundRobin,
    }
}

/// An hour of the reference server: 40 ms and 9 ms a request, batches of 8, 10 places; 50 requests a second a pod.
fn hour(policy: Policy) -> Scenario {
    let service = Service::linear(Nanos::from_millis(40), Nanos::from_millis(9), 8);
    let traffic = Traffic::Constant(PerSecond::new(1000.0));
    Scenario {
        policy,
        warm_up: WarmUp::Steady(Nanos::from_seconds(30)),
        replications: Replications::exactly(1),
        ..Scenario::fixed(service, QueueRoom::Places(10), 20, traffic)
    }
}

/// A day about a mean of 500 requests a second.
fn day() -> Scenario {
    Scenario {
        traffic: Traffic::Diurnal(Diurnal {
            mean: PerSecond::new(500.0),
            swing: 0.8,
            period: Nanos::from_hours(24),
            peak_at: Nanos::from_hours(14),
        }),
        horizon: Nanos::from_hours(24),
        bin: Nanos::from_minutes(5),
        ..hour(Policy::RoundRobin)
    }
}

fn run(scenario: &Scenario, threads: usize) -> Report {
    let threads = NonZero::new(threads).expect("at least one");
    simulate(scenario, threads, &|_| {}).expect("the scenario is sound")
}

fn measured(bencher: Bencher<'_, '_>, scenario: &Scenario, threads: usize) {
    let ledger = run(scenario, threads).ledger;
    bencher.counter(ItemsCount::new(ledger.arrived + ledger.done + ledger.rejected)).bench(|| run(scenario, threads));
}

/// One core, by how the balancer chooses.
#[divan::bench(args = POLICIES, sample_count = 5, sample_size = 1)]
fn one_hour(bencher: Bencher<'_, '_>, name: &str) {
    measured(bencher, &hour(policy(name)), 1);
}

/// What a verdict takes, by threads.
#[divan::bench(args = [1, 2], sample_count = 3, sample_size = 1)]
fn ten_hours(bencher: Bencher<'_, '_>, threads: usize) {
    let ten = Scenario { replications: Replications::exactly(10), ..hour(Policy::RoundRobin) };
    measured(bencher, &ten, threads);
}

/// A whole day on one core.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn one_day(bencher: Bencher<'_, '_>) {
    measured(bencher, &day(), 1);
}

/// The queue that `benches/compare.py` gives to other simulators, by threads: M/M/20 at a load of 0.8, 4 million
/// customers.
#[divan::bench(args = [1, 2], sample_count = 5, sample_size = 1)]
fn mm20(bencher: Bencher<'_, '_>, threads: usize) {
    let service = Service::measured(vec![Nanos::from_seconds(1)]).with_work(Work::Exponential).with_engines(20);
    let scenario = Scenario {
        warm_up: WarmUp::Steady(Nanos::from_seconds(1)),
        replications: Replications::exactly(2),
        horizon: Nanos::from_hours(35),
        bin: Nanos::from_hours(1),
        ..Scenario::fixed(service, QueueRoom::Unbounded, 1, Traffic::Constant(PerSecond::new(16.0)))
    };
    let mean = run(&scenario, threads).latency.mean.mean;
    note(&format!("mean time in the system {mean:.4} s"));
    measured(bencher, &scenario, threads);
}

/// A plan, from the text of the profile on: what `infgen plan` does but for starting and printing.
#[divan::bench(args = ["prod", "prod-alb", "dev"])]
fn plan(bencher: Bencher<'_, '_>, name: &str) {
    let library = Library { folder: "profiles".into() };
    bencher.bench(|| {
        let outcome = compile(&library, name, &[], &mut Sources::default()).expect("the profile is there");
        outcome.built.map(|(stack, _)| Plan::of(name, &stack))
    });
}
