//! The promises to users, the load they hold under, and what was measured.

use super::{Pattern, Percentile, StartSpreads, Tokens, default};
use crate::located::Located;
use crate::units::{Bytes, Cpu, Duration, Growth, Rate, Requests, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The promises to users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Slo {
    /// Half of all requests are answered within this time.
    pub p50: Option<Located<Duration>>,
    /// 95 of 100 requests are answered within this time.
    pub p95: Option<Located<Duration>>,
    /// 99 of 100 requests are answered within this time.
    pub p99: Option<Located<Duration>>,
    /// Share of requests that may fail.
    pub error_rate: Located<Share>,
    /// Rate that the service carries within its latency promises.
    pub throughput: Option<Located<Rate>>,
    /// The window over which the promises are judged.
    pub window: Located<Duration>,
    /// Further promises: a share of the requests within a bound.
    pub objectives: Vec<Objective>,
    /// When the use of an error budget tells somebody.
    pub burn: Burn,
}

/// A promise beside the three percentiles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// Share of the requests that are answered within the bound (`99.9%`).
    pub share: Located<Share>,
    /// The bound, which must be a bucket of the histogram.
    pub bound: Located<Duration>,
}

/// The share of an error budget that each tier lets go within its long window before it tells somebody; `0%` turns a
/// tier off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Burn {
    /// Whether there are alerts on the use of budgets.
    pub enabled: Located<bool>,
    /// Over an hour and five minutes: a page.
    pub fast: Located<Share>,
    /// Over six hours and thirty minutes: a page.
    pub mid: Located<Share>,
    /// Over a day and two hours: a ticket.
    pub slow: Located<Share>,
    /// Over three days and six hours: a ticket.
    pub trickle: Located<Share>,
}

impl Default for Burn {
    fn default() -> Self {
        Self {
            enabled: default(true),
            fast: default(Share::percent(2)),
            mid: default(Share::percent(5)),
            slow: default(Share::percent(10)),
            trickle: default(Share::percent(10)),
        }
    }
}

impl Default for Slo {
    fn default() -> Self {
        Self {
            p50: None,
            p95: None,
            p99: None,
            error_rate: default(Share::percent(1)),
            throughput: None,
            window: default(Duration::from_secs(30 * 86_400)),
            objectives: Vec::new(),
            burn: Burn::default(),
        }
    }
}

impl Slo {
    /// The promise for a percentile.
    #[must_use]
    pub const fn promise(&self, percentile: Percentile) -> Option<&Located<Duration>> {
        match percentile {
            Percentile::P50 => self.p50.as_ref(),
            Percentile::P95 => self.p95.as_ref(),
            Percentile::P99 => self.p99.as_ref(),
        }
    }
}

/// The load that the promises hold under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Traffic {
    /// Load at the quietest hour, which the smallest number of pods carries.
    pub base: Option<Located<Rate>>,
    /// Load at the busiest hour. Left out: the promised throughput.
    pub peak: Option<Located<Rate>>,
    /// The steepest rise that the service meets, beside single requests: load added a minute.
    pub growth: Option<Located<Growth>>,
    /// Spare capacity demanded above the peak.
    pub headroom: Located<Share>,
    /// The longest request that the service must answer. Left out: what the balancer's idle timeout lets through.
    pub longest_request: Option<Located<Duration>>,
    /// Longest silence inside an answer that streams; left out: the longest request is silent all the time.
    pub longest_silence: Option<Located<Duration>>,
    /// Clients of about equal weight.
    pub clients: Option<Located<Requests>>,
    /// Share of the load that the largest client sends. Left out: all send as much.
    pub largest_client: Option<Located<Share>>,
    /// Mean time for which a client stays before another takes its place; affinity holds it for as long. Left out: the
    /// same clients stay all the time.
    pub visit: Option<Located<Duration>>,
    /// How the load moves. Left out: from the quietest to the busiest hour at the stated growth,
    /// or at once without one.
    pub pattern: Option<Pattern>,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            base: None,
            peak: None,
            growth: None,
            headroom: default(Share::percent(20)),
            longest_request: None,
            longest_silence: None,
            clients: None,
            largest_client: None,
            visit: None,
            pattern: None,
        }
    }
}

/// What was measured on the running service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Measured {
    /// Where and when it was measured (`"2026-10-02, g5.xlarge, vegeta 30 min open loop"`).
    pub at: Option<Located<String>>,
    /// Rate that one pod carries within the latency promises and the error promise.
    pub capacity: Option<Located<Rate>>,
    /// Time of a batch of no requests: the constant part `alpha` of a batch's time `alpha + beta * size`.
    pub batch_constant: Option<Located<Duration>>,
    /// Time that each request adds to a batch, `beta`.
    pub batch_per_request: Option<Located<Duration>>,
    /// Times of batches of 1, 2, … up to the largest, where they are not on a line; they go before the two above.
    pub batch_times: Option<Located<Vec<Duration>>>,
    /// An engine that computes token by token; it goes before the times of batches.
    pub tokens: Option<Tokens>,
    /// Time from the container's start until the model answers, 99th percentile.
    pub model_load: Option<Located<Duration>>,
    /// Time to pull the image onto a node, 99th percentile; `0s` where it is cached.
    pub image_pull: Option<Located<Duration>>,
    /// Memory that a pod holds without load: weights, runtime, caches.
    pub idle_memory: Option<Located<Bytes>>,
    /// The most memory that a pod held, while loading or serving, without shared memory.
    pub peak_memory: Option<Located<Bytes>>,
    /// Processor time that a pod uses without load.
    pub idle_cpu: Option<Located<Cpu>>,
    /// 95th percentile of the response time at little load.
    pub unloaded_p95: Option<Located<Duration>>,
    /// 99th percentile of the time in which the health endpoint answers at full load.
    pub health_response: Option<Located<Duration>>,
    /// How much the steps of a start vary.
    pub start: StartSpreads,
}

/// The load test that the team runs before it says that the promises hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoadTest {
    /// Whether requests wait for answers (`closed`, as `hey` and `ab` do) or arrive at a rate (`open`).
    pub mode: Option<Located<LoadTestMode>>,
    /// Requests in flight of a closed test.
    pub concurrency: Option<Located<Requests>>,
    /// Requests of the whole test.
    pub requests: Option<Located<Requests>>,
    /// Rate of an open test.
    pub rate: Option<Located<Rate>>,
    /// Length of an open test.
    pub duration: Option<Located<Duration>>,
}

/// How a load test sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoadTestMode {
    /// Each client waits for its answer before it asks again.
    Closed,
    /// Requests arrive at a rate, whatever the service does.
    Open,
}
