//! What each metric of the autoscaler can see of an overload.

use crate::profile::{Autoscaling, Counted};
use crate::stack::{Scaling, Stack, capacity};
use crate::units::Share;
use serde::Serialize;
use std::fmt;

/// A metric, and whether an overload moves it.
#[derive(Debug, Clone, Serialize)]
pub struct Signal {
    /// Which.
    pub metric: &'static str,
    /// Its target.
    pub target: String,
    /// Whether an overload moves it.
    pub sight: Sight,
    /// The largest reading over the target, where it is known.
    pub ratio: Option<f64>,
    /// Why.
    pub reason: String,
}

/// Whether an overload moves a metric beyond its target and the tolerance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// As far as the overload goes.
    Sees,
    /// Up to a limit that lies above the target: pods come in small steps.
    SeesLittle,
    /// It asks for more pods at almost any load.
    Always,
    /// Never.
    Never,
    /// Nobody measured what would decide it.
    Unknown,
}

impl fmt::Display for Sight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sees => "sees it",
            Self::SeesLittle => "sees little",
            Self::Always => "always high",
            Self::Never => "never",
            Self::Unknown => "unknown",
        })
    }
}

pub(super) fn signals(stack: &Stack) -> Vec<Signal> {
    let autoscaling = &stack.profile.autoscaling;
    if !*autoscaling.enabled {
        return Vec::new();
    }
    let found = [cpu(autoscaling), memory(stack), gpu(stack), requests(stack), latency(stack), queue(stack)];
    found.into_iter().flatten().collect()
}

/// The sight of a metric that goes up to a limit.
fn limited(stack: &Stack, most: u64, target: u64) -> Sight {
    if Scaling::adds_pods(&stack.profile, most, target) { Sight::SeesLittle } else { Sight::Never }
}

#[expect(clippy::cast_precision_loss, reason = "readings are far below 2^53")]
fn ratio(reading: u64, target: u64) -> f64 {
    reading as f64 / target.max(1) as f64
}

fn cpu(autoscaling: &Autoscaling) -> Option<Signal> {
    let target = autoscaling.cpu.as_ref()?;
    let reason = "how the processor's time follows the load was not measured".to_owned();
    Some(Signal { metric: "cpu", target: target.to_string(), sight: Sight::Unknown, ratio: None, reason })
}

fn memory(stack: &Stack) -> Option<Signal> {
    let target = stack.profile.autoscaling.memory.as_ref()?;
    let reason = "weights and caches stay in memory whatever the load".to_owned();
    Some(Signal { metric: "memory", target: target.to_string(), sight: Sight::Never, ratio: None, reason })
}

fn gpu(stack: &Stack) -> Option<Signal> {
    let target = stack.profile.autoscaling.gpu.as_ref()?;
    let most = Share::percent(100).ppm();
    let ratio = ratio(most, target.ppm());
    let reason = "a GPU is as busy with one request in each batch as with a full one".to_owned();
    let sight = if limited(stack, most, target.ppm()) == Sight::Never { Sight::Never } else { Sight::Always };
    Some(Signal { metric: "gpu", target: target.to_string(), sight, ratio: Some(ratio), reason })
}

fn requests(stack: &Stack) -> Option<Signal> {
    let target = stack.profile.autoscaling.requests_per_pod.as_ref()?;
    let signal =
        |sight, ratio, reason| Signal { metric: "requests a pod", target: target.to_string(), sight, ratio, reason };
    if *stack.profile.metrics.counted == Counted::Received {
        let least = u64::from(capacity::fewest(&stack.profile).get()).max(1);
        let peak = stack.capacity.peak.as_ref();
        let at_peak = peak.map(|peak| ratio(peak.milli(), target.milli().saturating_mul(least)));
        return Some(signal(Sight::Sees, at_peak, "every request that arrives is counted".to_owned()));
    }
    let Some(most) = stack.most_answered() else {
        let reason = "answers are counted, and how many a pod makes at most was not measured";
        return Some(signal(Sight::Unknown, None, reason.to_owned()));
    };
    let reason = format!("a pod answers {most} at most, whatever arrives");
    let (most, target) = (most.milli(), target.milli());
    Some(signal(limited(stack, most, target), Some(ratio(most, target)), reason))
}

fn latency(stack: &Stack) -> Option<Signal> {
    let latency = stack.profile.autoscaling.latency.as_ref()?;
    let target = format!("{} {}", latency.percentile, latency.target);
    let Some(stay) = stack.longest_stay() else {
        let reason = "nothing says how long a request stays at most".to_owned();
        return Some(Signal { metric: "latency", target, sight: Sight::Unknown, ratio: None, reason });
    };
    let (most, aim) = (stay.millis(), latency.target.millis());
    let reason = format!("no answer takes longer than {stay}");
    let sight = limited(stack, most, aim);
    Some(Signal { metric: "latency", target, sight, ratio: Some(ratio(most, aim)), reason })
}

fn queue(stack: &Stack) -> Option<Signal> {
    let target = stack.profile.autoscaling.queue.as_ref()?;
    let text = target.to_string();
    let Some(limit) = &stack.profile.performance.queue_limit else {
        let reason = "the queue has no stated end".to_owned();
        return Some(Signal { metric: "queue", target: text, sight: Sight::Sees, ratio: None, reason });
    };
    let (most, aim) = (u64::from(limit.get().get()), u64::from(target.get().get()));
    let reason = format!("a pod lets {limit} wait at most");
    let sight = limited(stack, most, aim);
    Some(Signal { metric: "queue", target: text, sight, ratio: Some(ratio(most, aim)), reason })
}
