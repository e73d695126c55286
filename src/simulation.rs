//! The service in motion: requests, pods, the balancer, the metrics and the autoscaler, event by event.
//!
//! ```text
//! traffic ─> balancer ─> pods: queue ─ batch ─> answers ─> slots, bins ─> windows ─> verdict
//!               ^          │ scrapes                                       estimates over replications
//!               └─ start-up chain <─ size <─ HPA <─ rates
//! ```
//!
//! Time is whole nanoseconds. What happens in the same nanosecond is ordered by kind (a pod changes, a batch ends, a
//! batch has waited long enough, a request arrives, a pod is scraped, the autoscaler looks), then by the number of the
//! engine or by the order of entry: a total order. Random numbers come from counter-based streams, one for each purpose
//! and replication, and elementary functions from `libm`: a scenario gives the same bytes on one thread or on many and
//! on every machine.
//!
//! Rejected and abandoned requests stay in the denominator of every share, and a request belongs to the window in
//! which it arrived. Each run keeps books ([`Ledger`]) whose two sides have to agree exactly.
//!
//! What is left out: retries, prefill and decode phases, throttling of GPUs, and any correlation between requests but
//! that of the traffic.

mod agenda;
mod arrivals;
mod autoscaler;
mod balancer;
mod calendar;
mod crowd;
mod engine;
mod estimate;
mod ledger;
mod number;
mod pods;
mod prometheus;
mod random;
mod record;
mod replicate;
mod report;
mod scenario;
mod station;
mod summary;
mod time;
mod trace;
mod verdict;

pub use estimate::Estimate;
pub use ledger::Ledger;
pub use pods::Counts;
pub use replicate::{SimulationError, simulate};
pub use report::{
    CurvePoint, Latency, LoadTest, Outcome, PromiseReport, Promised, Report, ScalingDecision, TimelinePoint,
    WindowReport,
};
pub use scenario::{
    Burst, ClosedLoop, Counted, Delay, Diurnal, Drain, Failure, Iterations, LatencyObjective, LoadState,
    MAX_OBJECTIVES, MetricsPipeline, Passes, Phase, Pin, Policy, Replications, Rollout, Scaling, Scenario,
    ScenarioError, Service, Signal, Slo, SpotLoss, StartUp, Traffic, WarmUp, Work, ZoneLoss,
};
pub use time::Nanos;
pub use trace::{Measure, Trace, TraceError, TracedRequest, TracedTokens};
pub use verdict::Verdict;
