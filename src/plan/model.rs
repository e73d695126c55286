//! The pod as a queue: its batches, its waiting room and what is promised of it.

use super::figure::{Figure, assumption};
use crate::located::{Located, Origin};
use crate::profile::{BalancerKind, Profile, TargetType};
use crate::queueing::{self, BatchServer, LatencyTarget, Objective, QueueRoom, Seconds, ServiceTable};
use crate::stack::{Stack, promises};
use crate::units::{Duration, Rate};

/// Clients where the profile does not say how many there are.
const CLIENTS: u32 = 10_000;

/// A pod whose batches were measured.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its batches and its waiting room.
    pub server: BatchServer,
    /// What is promised.
    pub objective: Objective,
    /// The largest Poisson load that keeps the promises; none keeps them where it is absent.
    pub capacity: Option<Rate>,
}

impl Model {
    /// The model; none without measured batches.
    #[must_use]
    pub fn of(stack: &Stack) -> Option<Self> {
        let profile = &stack.profile;
        let server = BatchServer { service: table(stack)?, room: room(profile) };
        let objective = objective(profile);
        let capacity = server.capacity_at_slo(&objective).ok()?;
        let capacity = capacity.map(|capacity| Rate::from_f64(capacity.rate.value()));
        Some(Self { server, objective, capacity })
    }
}

/// Rate that one pod carries: measured, else the model's, else the autoscaler's target.
pub(super) fn carried(stack: &Stack, model: Option<&Model>) -> Option<Located<Rate>> {
    let solved = model.and_then(|model| model.capacity);
    match (&stack.capacity.per_pod, solved) {
        (Some(per_pod), _) if stack.capacity.measured => Some(per_pod.clone()),
        (_, Some(solved)) => Some(Located::derived(solved, "batches under Poisson arrivals, not measured under load")),
        (per_pod, None) => per_pod.clone(),
    }
}

/// What a figure takes for granted that rests on the capacity of a pod.
pub(super) fn assumed(stack: &Stack, per_pod: &Located<Rate>) -> Option<String> {
    if stack.capacity.measured { None } else { assumption("capacity of a pod", per_pod) }
}

fn seconds(time: Duration) -> Seconds {
    Seconds::new(time.as_secs_f64())
}

fn table(stack: &Stack) -> Option<ServiceTable> {
    if let Some(times) = &stack.profile.measured.batch_times {
        let times: Vec<Seconds> = times.iter().map(|time| seconds(*time)).collect();
        return ServiceTable::measured(&times).ok();
    }
    let batching = stack.batching?;
    let fixed = batching.time(crate::units::Requests::new(0));
    let per_request = batching.time(crate::units::Requests::new(1)) - fixed;
    ServiceTable::linear(seconds(fixed), seconds(per_request), batching.size().get()).ok()
}

fn room(profile: &Profile) -> QueueRoom {
    let limit = profile.performance.queue_limit.as_ref();
    limit.map_or(QueueRoom::Unbounded, |limit| QueueRoom::Places(limit.get().get()))
}

#[expect(clippy::cast_precision_loss, reason = "a million parts are exact")]
fn objective(profile: &Profile) -> Objective {
    let part = |share: crate::units::Share| queueing::Share::new(share.ppm() as f64 / 1e6);
    let latency = promises::objectives(profile)
        .map(|(percentile, bound)| LatencyTarget { level: part(percentile.share()), within: seconds(**bound) });
    Objective { p_reject: part(*profile.slo.error_rate), latency: latency.collect() }
}

/// How requests come to pods: an ALB takes turns over pods; an NLB, and kube-proxy behind a node, choose at random for
/// each connection (ELB user guide, routing algorithms); affinity holds clients to pods.
#[must_use]
pub fn balancer(profile: &Profile) -> queueing::Balancer {
    let load_balancer = &profile.load_balancer;
    if *load_balancer.affinity.enabled {
        let clients = profile.traffic.clients.as_ref().map_or(CLIENTS, |clients| clients.get().get());
        return queueing::Balancer::Sticky { clients };
    }
    match (*load_balancer.kind, *load_balancer.targets) {
        (BalancerKind::Alb, TargetType::Ip) => queueing::Balancer::RoundRobin,
        _ => queueing::Balancer::Random,
    }
}

pub(super) fn figures(stack: &Stack, model: Option<&Model>) -> Vec<Figure> {
    let mut figures = Vec::new();
    match stack.batching {
        Some(batching) => {
            let arithmetic = format!("{} / {}, full batches", batching.size().get(), batching.full());
            figures.push(Figure::rate("ceiling", batching.ceiling(), arithmetic));
        }
        None => {
            figures.push(Figure::unknown("ceiling", "`measured.batch_constant` and `batch_per_request` are absent"));
        }
    }
    let solved = model.and_then(|model| model.capacity);
    if let Some(solved) = solved {
        let name = "capacity by the model";
        figures.push(Figure::rate(name, solved, "the largest Poisson load that keeps the promises".to_owned()));
    } else if model.is_some() {
        figures.push(Figure::unknown("capacity by the model", "a batch of one already breaks a promise"));
    }
    match carried(stack, model) {
        Some(per_pod) => {
            let how = if stack.capacity.measured { "measured" } else { "assumed" };
            let figure = Figure::rate("capacity planned with", *per_pod, how.to_owned());
            figures.push(figure.assuming(assumed(stack, &per_pod)));
        }
        None => figures.push(Figure::unknown("capacity planned with", "neither measured nor implied by a target")),
    }
    if let Some(stay) = stack.longest_stay() {
        let arithmetic = match stay.origin() {
            Origin::Derived(arithmetic) => arithmetic.clone(),
            Origin::Written(_) | Origin::Default => String::new(),
        };
        figures.push(Figure::time("longest stay of a request", *stay, arithmetic));
    }
    figures
}
