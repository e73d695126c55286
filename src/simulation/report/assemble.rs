//! From runs to the report.

use super::{
    CurvePoint, Latency, LoadTest, Outcome, PromiseReport, Promised, Report, ScalingDecision, TimelinePoint,
    WindowReport,
};
use crate::simulation::estimate::Estimate;
use crate::simulation::ledger::Ledger;
use crate::simulation::number::{count, index, real, small};
use crate::simulation::record::{Promise, Slot, quantile};
use crate::simulation::replicate::Pool;
use crate::simulation::scenario::Scenario;
use crate::simulation::summary::{Quantiles, Summary, Tested, promises};
use crate::simulation::time::Nanos;
use crate::simulation::verdict::{Verdict, Worst, share};

/// The report of these runs.
pub(in crate::simulation) fn report(scenario: &Scenario, summaries: &[Summary], pool: &Pool) -> Report {
    let promises = promise_reports(scenario, summaries);
    let verdicts = promises.iter().flat_map(|promise| &promise.windows);
    let mut ledger = Ledger::default();
    for summary in summaries {
        ledger.add(&summary.ledger);
    }
    let gpus = f64::from(scenario.gpus_per_pod);
    let hours = |summary: &Summary| summary.pod_time.as_seconds() / 3600.0 * gpus;
    Report {
        seed: scenario.seed,
        replications: small(summaries.len()),
        verdict: verdicts.map(|window| window.verdict).max().unwrap_or(Verdict::Pass),
        promises,
        outcome: outcome(scenario, summaries),
        latency: latency(summaries, |summary| summary.latency),
        gpu_hours: estimate(summaries, hours),
        curve: curve(scenario, pool, summaries.len()),
        timeline: timeline(scenario, summaries),
        decisions: decisions(scenario, summaries),
        load_test: load_test(summaries),
        settled_after: summaries.iter().filter_map(|summary| summary.settled).max(),
        ledger,
    }
}

fn estimate<T>(runs: &[T], value: impl Fn(&T) -> f64) -> Estimate {
    let values: Vec<f64> = runs.iter().map(value).collect();
    Estimate::of(&values)
}

fn latency<T>(runs: &[T], quantiles: impl Fn(&T) -> Quantiles) -> Latency {
    Latency {
        mean: estimate(runs, |run| quantiles(run).mean),
        p50: estimate(runs, |run| quantiles(run).p50),
        p95: estimate(runs, |run| quantiles(run).p95),
        p99: estimate(runs, |run| quantiles(run).p99),
        max: estimate(runs, |run| quantiles(run).max),
    }
}

fn outcome(scenario: &Scenario, summaries: &[Summary]) -> Outcome {
    let seconds = scenario.horizon.as_seconds();
    let rate = |part: fn(&Slot) -> u64| estimate(summaries, |summary| real(part(&summary.total)) / seconds);
    let part =
        |part: fn(&Slot) -> u64| estimate(summaries, |summary| share(part(&summary.total), summary.total.arrived));
    Outcome {
        arrived: summaries.iter().map(|summary| summary.total.arrived).sum(),
        offered_rate: rate(|slot| slot.arrived),
        answered_rate: rate(|slot| slot.done),
        rejected: part(|slot| slot.rejected),
        timed_out: part(|slot| slot.timed_out),
        lost: part(|slot| slot.lost),
        unfinished: part(|slot| slot.unfinished),
    }
}

fn promise_reports(scenario: &Scenario, summaries: &[Summary]) -> Vec<PromiseReport> {
    let each = |(number, (promise, allowed)): (usize, (Promise, f64))| {
        let windows = window_reports(scenario, summaries, number, allowed);
        let whole = windows.last().map_or(Estimate::default(), |whole| whole.broken);
        let scaled = |value: f64| value / allowed;
        let gone = summaries.iter().filter_map(|summary| summary.promises[number].gone);
        let gone: Vec<f64> = gone.map(Nanos::as_seconds).collect();
        PromiseReport {
            promised: match promise {
                Promise::Success => Promised::Success,
                Promise::Latency(index) => Promised::Within(scenario.slo.latency[index].within),
            },
            allowed,
            budget_spent: (allowed > 0.0)
                .then(|| Estimate { mean: scaled(whole.mean), half_width: whole.half_width.map(scaled) }),
            budget_gone_after: (!gone.is_empty()).then(|| Estimate::of(&gone).mean),
            windows,
        }
    };
    promises(scenario).into_iter().enumerate().map(each).collect()
}

/// The windows of a promise that fit into the measurement.
fn window_reports(scenario: &Scenario, summaries: &[Summary], promise: usize, allowed: f64) -> Vec<WindowReport> {
    let rolling = scenario.slo.windows.iter().map(|length| (*length, false));
    let all = rolling.chain([(scenario.horizon, true)]);
    let report = |(window, (length, whole)): (usize, (Nanos, bool))| {
        let of = |summary: &Summary| summary.promises[promise].worst[window];
        let worst: Vec<Worst> = summaries.iter().filter_map(of).collect();
        let first = worst.first()?;
        let broken = estimate(&worst, |worst| worst.share);
        Some(WindowReport { length, whole, broken, at: first.at, verdict: Verdict::of(broken, allowed) })
    };
    all.enumerate().filter_map(report).collect()
}

fn curve(scenario: &Scenario, pool: &Pool, runs: usize) -> Vec<CurvePoint> {
    let seconds = scenario.bin.as_seconds() * real(count(runs));
    let point = |bin: usize| {
        let slot = &pool.slots[bin];
        let at = |share| quantile(&pool.latencies[bin], share);
        CurvePoint {
            at: scenario.bin * count(bin),
            offered_rate: real(slot.arrived) / seconds,
            failed: share(slot.bad(Promise::Success), slot.arrived),
            p50: at(0.50),
            p95: at(0.95),
            p99: at(0.99),
            ordered: pool.ordered[bin].as_seconds() / seconds,
            started: pool.started[bin].as_seconds() / seconds,
            in_service: pool.in_service[bin].as_seconds() / seconds,
        }
    };
    (0..pool.slots.len()).map(point).collect()
}

/// Seconds since the start of the measurement.
fn since_start(scenario: &Scenario, at: Nanos) -> f64 {
    at.as_seconds() - scenario.lead().as_seconds()
}

fn timeline(scenario: &Scenario, summaries: &[Summary]) -> Vec<TimelinePoint> {
    let points = summaries.first().map(|summary| summary.timeline.iter());
    let point = |(at, pods): &(Nanos, crate::simulation::pods::Counts)| TimelinePoint {
        at: since_start(scenario, *at),
        pods: *pods,
    };
    points.into_iter().flatten().map(point).collect()
}

fn decisions(scenario: &Scenario, summaries: &[Summary]) -> Vec<ScalingDecision> {
    let made = summaries.first().map(|summary| summary.decisions.iter());
    let shown = made.into_iter().flatten().map(|decision| ScalingDecision {
        at: since_start(scenario, decision.at),
        from: decision.from,
        to: decision.to,
        raw: decision.raw,
    });
    shown.collect()
}

fn load_test(summaries: &[Summary]) -> Option<LoadTest> {
    let tests: Vec<Tested> = summaries.iter().filter_map(|summary| summary.tested).collect();
    tests.get(index(0))?;
    Some(LoadTest {
        done: estimate(&tests, |test| real(test.done)),
        failed: estimate(&tests, |test| real(test.failed)),
        seconds: estimate(&tests, |test| test.took.as_seconds()),
        answered_rate: estimate(&tests, |test| real(test.done) / test.took.as_seconds().max(1e-9)),
        latency: latency(&tests, |test| test.latency),
    })
}
