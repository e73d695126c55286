//! What each way of spreading requests over the pods would make of the same load.

use super::model::{DEFAULT_CLIENTS, Model, balancer};
use super::replicas::needed;
use crate::parallel;
use crate::queueing::{Balancer, Basis, Response};
use crate::stack::{Stack, capacity};
use crate::units::{Rate, Replicas};
use serde::Serialize;

/// The peak behind a balancer.
#[derive(Debug, Clone, Serialize)]
pub struct Variant {
    /// How it chooses.
    pub balancer: String,
    /// Whether it is the profile's.
    pub chosen: bool,
    /// Pods that serve.
    pub pods: Replicas,
    /// Load of all.
    pub load: Rate,
    /// What requests meet.
    #[serde(flatten)]
    pub numbers: Numbers,
    /// What they take for granted.
    pub assumed: Option<String>,
}

/// What requests meet.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Numbers {
    /// Share that is rejected.
    pub rejected: f64,
    /// Mean time to the answer, in seconds.
    pub mean: f64,
    /// Its median.
    pub p50: f64,
    /// Its 95th percentile.
    pub p95: f64,
    /// Its 99th percentile.
    pub p99: f64,
    /// What the numbers rest on.
    pub basis: &'static str,
}

/// How a balancer chooses, in words.
pub(super) fn words(balancer: Balancer) -> String {
    match balancer {
        Balancer::Random => "at random".to_owned(),
        Balancer::RoundRobin => "in turn".to_owned(),
        Balancer::LeastOutstanding => "fewest requests".to_owned(),
        Balancer::Sticky { clients } => format!("{clients} sticky"),
    }
}

/// The variants at the peak, on the pods that it is planned with; none where no batch time is known.
pub(super) fn variants(stack: &Stack, model: Option<&Model>) -> Vec<Variant> {
    let Some((model, load)) = model.zip(stack.capacity.peak.as_ref()) else {
        return Vec::new();
    };
    let profile = &stack.profile;
    let pods = needed(stack, Some(model), load).map_or(Replicas::new(1), |(pods, _)| pods);
    let pods = pods.clamp(capacity::fewest(profile), capacity::most(profile).max(capacity::fewest(profile)));
    let chosen = balancer(profile);
    let clients = match chosen {
        Balancer::Sticky { clients } => clients,
        _ => profile.traffic.clients.as_ref().map_or(DEFAULT_CLIENTS, |clients| clients.get().get()),
    };
    let all = [Balancer::RoundRobin, Balancer::LeastOutstanding, Balancer::Random, Balancer::Sticky { clients }];
    let answer = |balancer| {
        let response = model.response(balancer, pods, **load)?;
        let (numbers, assumed) = (self::numbers(response, balancer), model.assumed.clone());
        Some(Variant { balancer: words(balancer), chosen: balancer == chosen, pods, load: **load, numbers, assumed })
    };
    parallel::map(all.to_vec(), answer).into_iter().flatten().collect()
}

pub(super) fn numbers(found: Response, balancer: Balancer) -> Numbers {
    let sticky = matches!(balancer, Balancer::Sticky { .. });
    Numbers {
        rejected: found.p_reject.value(),
        mean: found.mean.value(),
        p50: found.p50.value(),
        p95: found.p95.value(),
        p99: found.p99.value(),
        basis: match found.basis {
            Basis::Exact if sticky => "hottest pod",
            Basis::Exact => "exact",
            Basis::Approximation => "limit",
            Basis::Planning => "to plan with",
        },
    }
}
