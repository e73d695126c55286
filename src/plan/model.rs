//! The pod as a queue: its batches, its waiting room and what is promised of it.

use super::figure::{Figure, assumption};
use super::variants;
use crate::located::{Located, Origin};
use crate::profile::{BalancerKind, Profile, TargetType};
use crate::queueing::{
    self, BatchServer, Fleet, LatencyTarget, Objective, QueueRoom, Response, Seconds, ServiceTable, hottest_pod_clients,
};
use crate::stack::{self, Stack, promises};
use crate::units::{Duration, Rate, Replicas};

/// Clients where the profile does not say how many there are.
pub(super) const DEFAULT_CLIENTS: u32 = 10_000;

/// A pod whose batches were measured.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its batches and its waiting room.
    pub server: BatchServer,
    /// What is promised.
    pub objective: Objective,
    /// The largest Poisson load that keeps the promises; none keeps them where it is absent.
    pub capacity: Option<Rate>,
    /// The same of a pod among the most that run, behind the balancer of the profile.
    pub behind: Option<Rate>,
    /// What the times of batches take for granted where nobody measured them.
    pub assumed: Option<String>,
}

impl Model {
    /// The model; none without measured batches.
    #[must_use]
    pub fn of(stack: &Stack) -> Option<Self> {
        let profile = &stack.profile;
        let (service, assumed) = table(stack)?;
        let room = room(profile, &service);
        let server = BatchServer { service, room };
        let objective = objective(profile);
        let capacity = server.capacity_at_slo(&objective).ok()?;
        let capacity = capacity.map(|capacity| Rate::from_f64(capacity.rate.value()));
        let mut model = Self { server, objective, capacity, behind: None, assumed };
        model.behind = model.capacity_behind(balancer(profile), stack::most(profile));
        Some(model)
    }

    /// The largest load of a pod that keeps the promises where so many stand behind a balancer.
    #[must_use]
    pub fn capacity_behind(&self, balancer: queueing::Balancer, pods: Replicas) -> Option<Rate> {
        if let queueing::Balancer::Sticky { clients } = balancer {
            return self.capacity.map(|alone| Rate::from_f64(alone.as_f64() / hotter(clients, pods)));
        }
        if balancer == queueing::Balancer::Random {
            return self.capacity;
        }
        let fleet = self.fleet(pods);
        let total = fleet.capacity_at_slo(balancer, &self.objective).ok()??;
        Some(Rate::from_f64(total.value() / f64::from(fleet.pods)))
    }

    /// What a load meets behind a balancer; behind a sticky one, on the pod with the most clients.
    #[must_use]
    pub fn response(&self, balancer: queueing::Balancer, pods: Replicas, load: Rate) -> Option<Response> {
        let fleet = self.fleet(pods);
        let total = load.as_f64();
        match balancer {
            queueing::Balancer::Sticky { clients } => {
                let hottest = queueing::PerSecond::new(total * hotter(clients, pods));
                fleet.response(queueing::Balancer::Random, hottest).ok()
            }
            other => fleet.response(other, queueing::PerSecond::new(total)).ok(),
        }
    }

    /// So many pods.
    #[must_use]
    fn fleet(&self, pods: Replicas) -> Fleet {
        Fleet { pods: pods.get().max(1), server: self.server.clone() }
    }
}

/// Rate that one pod carries: measured, else the model's, else the autoscaler's target.
pub(super) fn carried(stack: &Stack, model: Option<&Model>) -> Option<Located<Rate>> {
    let solved = model.and_then(|model| Some((model.behind?, model.assumed.clone())));
    match (&stack.capacity.per_pod, solved) {
        (Some(per_pod), _) if stack.capacity.measured => Some(per_pod.clone()),
        (_, Some((solved, assumed))) => {
            let words = assumed.unwrap_or_else(|| "by the model, not measured under load".to_owned());
            Some(Located::derived(solved, words))
        }
        (per_pod, None) => per_pod.clone(),
    }
}

/// The same without where it comes from.
#[must_use]
pub fn carried_rate(stack: &Stack, model: Option<&Model>) -> Option<Rate> {
    carried(stack, model).map(|rate| *rate)
}

/// What a figure takes for granted that rests on the capacity of a pod.
pub(super) fn assumed(stack: &Stack, per_pod: &Located<Rate>) -> Option<String> {
    if stack.capacity.measured { None } else { assumption("capacity of a pod", per_pod) }
}

/// How many times the mean number of clients the pod with the most of them has. The mixture over all pods is exact and
/// takes a thousand times as long; the hottest pod is what breaks first.
fn hotter(clients: u32, pods: Replicas) -> f64 {
    let mean = f64::from(clients) / f64::from(pods.get().max(1));
    (hottest_pod_clients(clients, pods.get()) / mean.max(1e-9)).max(1.0)
}

fn seconds(time: Duration) -> Seconds {
    Seconds::new(time.as_secs_f64())
}

/// The times of batches, and what they take for granted.
fn table(stack: &Stack) -> Option<(ServiceTable, Option<String>)> {
    if let Some(times) = &stack.profile.measured.batch_times {
        let times: Vec<Seconds> = times.iter().map(|time| seconds(*time)).collect();
        return Some((ServiceTable::measured(&times).ok()?, None));
    }
    let (batching, assumed) = stack.batching_or_implied()?;
    let (fixed, each) = (seconds(batching.constant()), seconds(batching.per_request()));
    Some((ServiceTable::linear(fixed, each, batching.size().get()).ok()?, assumed))
}

/// Places of a queue without an end for whom the model counts as rejected: who would wait for longer than the loosest
/// promise breaks it anyway.
fn room(profile: &Profile, service: &ServiceTable) -> QueueRoom {
    let loosest = promises::objectives(profile).map(|(_, bound)| **bound).max().unwrap_or(Duration::from_secs(3));
    let places = Rate::from_f64(loosest.as_secs_f64() * service.ceiling().value()).milli().div_ceil(1000);
    let limit = profile.performance.queue_limit.as_ref();
    let places = limit.map_or(u32::try_from(places).unwrap_or(u32::MAX), |limit| limit.get().get());
    QueueRoom::Places(places)
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
        let clients = profile.traffic.clients.as_ref().map_or(DEFAULT_CLIENTS, |clients| clients.get().get());
        return queueing::Balancer::Sticky { clients };
    }
    match (*load_balancer.kind, *load_balancer.targets) {
        (BalancerKind::Alb, TargetType::Ip) => queueing::Balancer::RoundRobin,
        _ => queueing::Balancer::Random,
    }
}

pub(super) fn figures(stack: &Stack, model: Option<&Model>) -> Vec<Figure> {
    let mut figures = Vec::new();
    let assumed_times: Vec<String> = model.and_then(|model| model.assumed.clone()).into_iter().collect();
    match stack.batching_or_implied() {
        Some((batching, _)) => {
            let arithmetic = format!("{} / {}, full batches", batching.size().get(), batching.full());
            figures.push(Figure::rate("ceiling", batching.ceiling(), arithmetic).assuming(assumed_times.clone()));
        }
        None => {
            figures.push(Figure::unknown("ceiling", "`measured.batch_constant` and `batch_per_request` are absent"));
        }
    }
    if let Some(model) = model {
        figures.extend(by_model(stack, model).into_iter().map(|figure| figure.assuming(assumed_times.clone())));
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

/// What the solved chain says a pod carries, alone and among the most pods.
fn by_model(stack: &Stack, model: &Model) -> Vec<Figure> {
    let (alone, behind) = ("capacity, random arrivals", "capacity behind the balancer");
    let Some(solved) = model.capacity else {
        return vec![Figure::unknown(alone, "a batch of one already breaks a promise")];
    };
    let most = stack::most(&stack.profile);
    let how = variants::words(balancer(&stack.profile));
    let mut figures = vec![Figure::rate(alone, solved, "the most that keeps the promises".to_owned())];
    figures.push(match model.behind {
        Some(rate) => Figure::rate(behind, rate, format!("each of {most}, {how}")),
        None => Figure::unknown(behind, "no load keeps the promises"),
    });
    figures
}
