//! What a batch server has to reproduce, and what holds for every one of them.

mod extremes;
mod properties;
mod published;
mod simulated;

use super::{BatchServer, LatencyTarget, ModelError, Objective, QueueRoom, ServiceTable};
use crate::queueing::quantity::{PerSecond, Seconds, Share};

/// `s(b) = 40 ms + 9 ms b`.
fn linear(max_batch: u32, room: QueueRoom) -> BatchServer {
    let service = ServiceTable::linear(Seconds::new(0.040), Seconds::new(0.009), max_batch);
    BatchServer { service: service.unwrap(), room }
}

/// The linear server with batches of up to 8.
fn reference(places: u32) -> BatchServer {
    linear(8, QueueRoom::Places(places))
}

/// At most 1 % rejected, and these quantiles in time.
fn objective(targets: &[(Share, f64)]) -> Objective {
    let target = |&(level, within)| LatencyTarget { level, within: Seconds::new(within) };
    Objective { p_reject: Share::new(0.01), latency: targets.iter().map(target).collect() }
}

fn quantile(server: &BatchServer, rate: f64, level: Share) -> f64 {
    let sojourn = server.sojourn(PerSecond::new(rate)).unwrap();
    sojourn.quantile(level).unwrap().value()
}

#[test]
fn a_chain_that_no_memory_holds_is_refused() {
    let refused = |server: &BatchServer, rate: f64| {
        let error = server.steady_state(PerSecond::new(rate)).expect_err("too large");
        assert!(matches!(error, ModelError::OutOfRange { .. }), "{error}");
    };
    refused(&reference(40), 1e12);
    refused(&reference(u32::MAX), 1.0);
    let objective = Objective { p_reject: Share::new(0.01), latency: Vec::new() };
    assert!(reference(u32::MAX).capacity_at_slo(&objective).is_err());
}
