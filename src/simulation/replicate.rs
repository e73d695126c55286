//! Replications on several threads. What a thread adds to the common pool are whole numbers, so that neither the number
//! of threads nor their order changes a bit of the result.

use std::fmt;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::engine::{Engine, Run};
use super::ledger::Ledger;
use super::number::{index, small};
use super::record::{Latencies, Slot, latencies, merge};
use super::report::{Report, report};
use super::scenario::{Scenario, ScenarioError};
use super::summary::{Summary, is_precise, pod_time};
use super::time::Nanos;

/// Why a simulation has no answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SimulationError {
    /// The scenario makes no sense.
    Scenario(ScenarioError),
    /// The books of a run do not balance: a fault of the program.
    Unbalanced(Ledger),
}

impl fmt::Display for SimulationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scenario(error) => error.fmt(out),
            Self::Unbalanced(ledger) => {
                write!(out, "the books of a run do not balance: {ledger:?}")
            }
        }
    }
}

impl std::error::Error for SimulationError {}

/// What is added up over the replications.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) slots: Vec<Slot>,
    pub(super) latencies: Vec<Latencies>,
    pub(super) ordered: Vec<Nanos>,
    pub(super) started: Vec<Nanos>,
    pub(super) in_service: Vec<Nanos>,
}

impl Pool {
    fn new(bins: usize) -> Self {
        Self {
            slots: vec![Slot::default(); bins],
            latencies: (0..bins).map(|_| latencies()).collect(),
            ordered: vec![Nanos::ZERO; bins],
            started: vec![Nanos::ZERO; bins],
            in_service: vec![Nanos::ZERO; bins],
        }
    }

    fn add(&mut self, run: &Run, scenario: &Scenario) {
        for (sum, slot) in self.slots.iter_mut().zip(run.record.by_bin()) {
            *sum = sum.plus(&slot);
        }
        for (all, bin) in self.latencies.iter_mut().zip(&run.record.bins) {
            if let Some(bin) = bin {
                merge(all, bin);
            }
        }
        add(&mut self.ordered, pod_time(run, scenario, |pods| pods.ordered));
        add(&mut self.started, pod_time(run, scenario, |pods| pods.started));
        add(&mut self.in_service, pod_time(run, scenario, |pods| pods.in_service));
    }
}

fn add(sums: &mut [Nanos], bins: Vec<Nanos>) {
    for (sum, bin) in sums.iter_mut().zip(bins) {
        *sum = *sum + bin;
    }
}

/// Simulates a scenario on so many threads; `progress` hears how many replications are done after each.
///
/// The result depends on the scenario alone, to the last bit.
///
/// # Errors
/// The scenario makes no sense.
pub fn simulate(
    scenario: &Scenario,
    threads: NonZero<usize>,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Report, SimulationError> {
    scenario.check().map_err(SimulationError::Scenario)?;
    let pool = Mutex::new(Pool::new(super::number::place(scenario.horizon / scenario.bin)));
    let mut summaries: Vec<Summary> = Vec::new();
    let plan = scenario.replications;
    loop {
        let done = small(summaries.len());
        let next = (done + plan.first).min(plan.most.max(plan.first));
        let more = Batch { scenario, pool: &pool, progress, next: AtomicU32::new(done), until: next };
        summaries.extend(more.run(done, threads));
        if next >= plan.most || is_precise(&summaries) {
            break;
        }
    }
    if let Some(faulty) = summaries.iter().find(|summary| !summary.ledger.balances()) {
        return Err(SimulationError::Unbalanced(faulty.ledger));
    }
    let pool = pool.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(report(scenario, &summaries, &pool))
}

/// Replications that are made together.
struct Batch<'a> {
    scenario: &'a Scenario,
    pool: &'a Mutex<Pool>,
    progress: &'a (dyn Fn(u32) + Sync),
    next: AtomicU32,
    until: u32,
}

impl Batch<'_> {
    fn run(&self, from: u32, threads: NonZero<usize>) -> Vec<Summary> {
        let count = index(self.until - from);
        let results: Mutex<Vec<Option<Summary>>> = Mutex::new(vec![None; count]);
        std::thread::scope(|scope| {
            for _ in 1..threads.get().min(count) {
                scope.spawn(|| self.work(from, &results));
            }
            self.work(from, &results);
        });
        let results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        results.into_iter().flatten().collect()
    }

    fn work(&self, from: u32, results: &Mutex<Vec<Option<Summary>>>) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.until {
                return;
            }
            let run = Engine::new(self.scenario, number).run();
            let mut summary = Summary::of(self.scenario, &run);
            if number > 0 {
                summary.timeline.clear();
                summary.decisions.clear();
            }
            if let Ok(mut pool) = self.pool.lock() {
                pool.add(&run, self.scenario);
            }
            if let Ok(mut results) = results.lock() {
                results[index(number - from)] = Some(summary);
                let done = results.iter().flatten().count();
                (self.progress)(from + small(done));
            }
        }
    }
}
