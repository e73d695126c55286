//! A run in the few numbers that are compared over replications.

use super::engine::{Decision, Run};
use super::ledger::Ledger;
use super::number::{place, real};
use super::pods::Counts;
use super::record::{self, Latencies, Promise, Record, Slot};
use super::scenario::{Scenario, WarmUp};
use super::time::Nanos;
use super::verdict::{Worst, budget_gone, worst};

/// Latencies of a run in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quantiles {
    pub(super) mean: f64,
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) p99: f64,
    pub(super) max: f64,
}

impl Quantiles {
    pub(super) fn of(latencies: &Latencies, mean: f64) -> Self {
        let at = |share| record::quantile(latencies, share);
        Self { mean, p50: at(0.50), p95: at(0.95), p99: at(0.99), max: at(1.0) }
    }
}

/// A promise in a run: the worst window of each length, the whole run at the end.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) worst: Vec<Option<Worst>>,
    pub(super) gone: Option<Nanos>,
}

/// A load test in a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tested {
    pub(super) done: u64,
    pub(super) failed: u64,
    pub(super) took: Nanos,
    pub(super) latency: Quantiles,
}

/// A run.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    pub(super) ledger: Ledger,
    pub(super) total: Slot,
    pub(super) latency: Quantiles,
    pub(super) promises: Vec<Kept>,
    pub(super) pod_time: Nanos,
    pub(super) tested: Option<Tested>,
    pub(super) settled: Option<Nanos>,
    /// Of the first replication only.
    pub(super) timeline: Vec<(Nanos, Counts)>,
    pub(super) decisions: Vec<Decision>,
}

/// What is promised, with the share of requests for which it may be broken.
pub(super) fn promises(scenario: &Scenario) -> Vec<(Promise, f64)> {
    let allowed = |share: crate::queueing::Share| 1.0 - share.value();
    let objectives = scenario.slo.latency.iter().enumerate();
    let latency = objectives.map(|(index, objective)| (Promise::Latency(index), allowed(objective.share)));
    std::iter::once((Promise::Success, allowed(scenario.slo.success))).chain(latency).collect()
}

impl Summary {
    pub(super) fn of(scenario: &Scenario, run: &Run) -> Self {
        let total = run.record.total();
        let latencies = run.record.latencies();
        let kept = |(promise, allowed): (Promise, f64)| {
            let windows = scenario.slo.windows.iter().chain([&scenario.horizon]);
            let worst = |window: &Nanos| worst(&run.record, promise, *window, scenario.slot);
            Kept {
                worst: windows.map(worst).collect(),
                gone: budget_gone(&run.record, promise, allowed, scenario.slot),
            }
        };
        let tested = run.load_test.as_ref().map(|test| Tested {
            done: test.done,
            failed: test.failed,
            took: test.took,
            latency: Quantiles::of(&test.latencies, test.latencies.mean() / 1e6),
        });
        let steady = matches!(scenario.warm_up, WarmUp::Steady(_));
        Self {
            ledger: run.ledger,
            total,
            latency: Quantiles::of(&latencies, total.mean_latency()),
            promises: promises(scenario).into_iter().map(kept).collect(),
            pod_time: run.pod_time,
            tested,
            settled: steady.then(|| settled(&run.record, scenario.slot)),
            timeline: run.timeline.clone(),
            decisions: run.decisions.clone(),
        }
    }

    /// Rejected requests over those that arrived.
    pub(super) fn rejected(&self) -> f64 {
        super::verdict::share(self.total.rejected, self.total.arrived)
    }
}

/// Slots whose means are averaged before the truncation point is looked for: the 5 of MSER-5.
const BATCH: usize = 5;

/// The time after which the mean latency of the slots is steadiest, by MSER-5; looked for in the first half.
fn settled(record: &Record, slot: Nanos) -> Nanos {
    let means: Vec<f64> = record.slots.iter().map(Slot::mean_latency).collect();
    let batch = |slots: &[f64]| slots.iter().sum::<f64>() / 5.0;
    let batches: Vec<f64> = means.chunks_exact(BATCH).map(batch).collect();
    let (mut sum, mut squares, mut n) = (0.0, 0.0, 0.0);
    let mut best = (f64::INFINITY, 0);
    for (index, value) in batches.iter().enumerate().rev() {
        sum += value;
        squares += value * value;
        n += 1.0;
        let error = (squares - sum * sum / n) / (n * n);
        if index * 2 <= batches.len() && error <= best.0 {
            best = (error, index);
        }
    }
    slot * super::number::count(best.1 * BATCH)
}

/// Pods over time in each bin, in pod nanoseconds.
pub(super) fn pod_time(run: &Run, scenario: &Scenario, pods: impl Fn(&Counts) -> u32) -> Vec<Nanos> {
    let lead = scenario.lead();
    let end = lead + scenario.horizon;
    let mut bins = vec![Nanos::ZERO; place(scenario.horizon / scenario.bin)];
    let ends = run.timeline.iter().skip(1).map(|(at, _)| *at).chain([end]);
    for ((from, counts), until) in run.timeline.iter().zip(ends) {
        let mut from = (*from).max(lead);
        while from < until {
            let bin = (from - lead) / scenario.bin;
            let stop = until.min(lead + scenario.bin * (bin + 1));
            let time = &mut bins[place(bin)];
            *time = *time + (stop - from) * u64::from(pods(counts));
            from = stop;
        }
    }
    bins
}

/// Whether the p95 is known to 1 % and the share of rejects, where it matters, to 10 %.
pub(super) fn is_precise(summaries: &[Summary]) -> bool {
    const P95: f64 = 0.01;
    const REJECTED: f64 = 0.10;
    let estimate = |value: fn(&Summary) -> f64| {
        let values: Vec<f64> = summaries.iter().map(value).collect();
        super::estimate::Estimate::of(&values)
    };
    let requests: u64 = summaries.iter().map(|summary| summary.total.arrived).sum();
    // Rejects that are too rare to be counted are not waited for.
    let rejected = estimate(Summary::rejected);
    let rare = rejected.mean * real(requests) < 100.0;
    estimate(|summary| summary.latency.p95).is_known_to(P95) && (rare || rejected.is_known_to(REJECTED))
}
