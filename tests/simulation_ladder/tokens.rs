//! Rung 2 for language models: an engine that requests share, against the exact birth-death chain of its means.

use infgen::queueing::{PerSecond, QueueRoom, RequestTokens, Seconds, TokenServer, TokenTimes};
use infgen::simulation::{Iterations, Replications, Scenario, Service, Slo, Traffic, WarmUp, Work};

use crate::support::{rate, run, seconds};

/// The example of `llm-inferno/queue-analysis` with a batch of 8, so that requests wait and some find no room.
fn server(load: f64) -> TokenServer {
    TokenServer {
        arrival_rate: PerSecond::new(load),
        max_batch: 8,
        queue_places: 4,
        request: RequestTokens { input: 128.0, output: 64.0, prefill_chunks: 1 },
        times: TokenTimes {
            fixed: Seconds::new(0.012),
            compute: Seconds::new(0.000_05),
            memory: Seconds::new(0.000_000_5),
        },
        batch_offset: 0,
    }
}

/// Requests of exponential size on one pod.
fn scenario(server: &TokenServer) -> Scenario {
    let iterations = Iterations {
        fixed: server.times.fixed,
        each: server.times.each(&server.request),
        count: server.request.iterations(),
    };
    let service = Service::shared(iterations, server.max_batch).with_work(Work::Exponential);
    Scenario {
        horizon: seconds(3_000),
        bin: seconds(300),
        slot: seconds(300),
        warm_up: WarmUp::Steady(seconds(60)),
        replications: Replications::exactly(20),
        slo: Slo { windows: Vec::new(), ..Slo::default() },
        ..Scenario::fixed(
            service,
            QueueRoom::Places(server.queue_places),
            1,
            Traffic::Constant(rate(server.arrival_rate.value())),
        )
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn a_shared_engine_agrees_with_its_chain() {
    for load in [2.0, 6.0, 9.0] {
        let server = server(load);
        let exact = server.solve().expect("a server that can be solved");
        let report = run(&scenario(&server));
        let near = |name: &str, found: f64, wanted: f64, within: f64| {
            assert!((found - wanted).abs() <= within, "{name} at {load} rps: {found} and not {wanted} +- {within}");
        };
        let mean = exact.mean_response.value();
        near("mean", report.latency.mean.mean, mean, 0.01 * mean);
        near("rejected", report.outcome.rejected.mean, exact.p_reject.value(), 0.002 + 0.05 * exact.p_reject.value());
    }
}

#[test]
fn a_lone_request_takes_its_iterations() {
    let server = server(0.01);
    let alone = server.request.iterations() * (0.012 + server.times.each(&server.request).value());
    let mut scenario = scenario(&server);
    let Scenario { service, .. } = &scenario;
    scenario.service = service.clone().with_work(Work::Equal);
    scenario.replications = Replications::exactly(2);
    let report = run(&scenario);
    assert!((report.latency.mean.mean - alone).abs() < 1e-3 * alone, "{} and not {alone}", report.latency.mean.mean);
}
