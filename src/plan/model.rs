//! The pod as a queue: its batches, its waiting room and what is promised of it.

use super::figure::{Figure, assumption};
use super::variants;
use crate::located::{Located, Origin};
use crate::profile::{BalancerKind, Profile, TargetType};
use crate::queueing::{self, BatchServer, Fleet, Objective, Response, hottest_pod_clients};
use crate::stack::capacity::Basis;
use crate::stack::{self, Stack, queue};
use crate::units::{Rate, Replicas};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Clients where the profile does not say how many there are.
pub(super) const DEFAULT_CLIENTS: u32 = 10_000;

/// A pod whose batches were measured.
#[derive(Debug)]
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
    /// Capacities behind the balancer by pods, each of which takes milliseconds to solve.
    solved: Mutex<BTreeMap<Replicas, Option<Rate>>>,
}

impl Model {
    /// The model; none without measured batches.
    #[must_use]
    pub fn of(stack: &Stack) -> Option<Self> {
        let profile = &stack.profile;
        let (batching, assumed) = stack.batching_or_implied()?;
        let server = queue::server(profile, batching)?;
        let objective = queue::objective(profile);
        let capacity = match (stack.capacity.basis, &stack.capacity.per_pod) {
            (Basis::Modelled, Some(solved)) => Some(**solved),
            _ => queue::capacity(&server, &objective),
        };
        let mut model = Self { server, objective, capacity, behind: None, assumed, solved: Mutex::default() };
        model.behind = model.capacity_among(profile, stack::most(profile));
        Some(model)
    }

    /// The same behind the balancer of the profile, solved once.
    fn capacity_among(&self, profile: &Profile, pods: Replicas) -> Option<Rate> {
        let mut solved = self.solved.lock().unwrap_or_else(PoisonError::into_inner);
        *solved.entry(pods).or_insert_with(|| self.capacity_behind(balancer(profile), pods))
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

/// Rate that one pod carries: what the checks compute with, or with a queue that has no end what the model makes of it.
pub(super) fn carried(stack: &Stack, model: Option<&Model>) -> Option<Located<Rate>> {
    let solved = model.and_then(|model| Some((model.behind?, model.assumed.clone())));
    match (&stack.capacity.per_pod, solved) {
        (Some(per_pod), _) if stack.capacity.basis == Basis::Measured => Some(per_pod.clone()),
        (_, Some((solved, assumed))) => {
            let words = assumed.unwrap_or_else(|| queue::MODELLED.to_owned());
            Some(Located::derived(solved, words))
        }
        (per_pod, None) => per_pod.clone(),
    }
}

/// Rate that each of so many pods carries: fewer pods behind one balancer even out less, so that each carries less.
pub(super) fn carried_by(stack: &Stack, model: Option<&Model>, pods: Replicas) -> Option<Located<Rate>> {
    let carried = carried(stack, model)?;
    let modelled = model.filter(|_| stack.capacity.basis != Basis::Measured);
    let few = modelled.and_then(|model| model.capacity_among(&stack.profile, pods));
    let Some(few) = few.filter(|few| *few < *carried) else {
        return Some(carried);
    };
    let words = match carried.origin() {
        Origin::Derived(words) => words.to_string(),
        Origin::Written(_) | Origin::Default => queue::MODELLED.to_owned(),
    };
    Some(Located::derived(few, words))
}

/// The same without where it comes from.
#[must_use]
pub fn carried_rate(stack: &Stack, model: Option<&Model>) -> Option<Rate> {
    carried(stack, model).map(|rate| *rate)
}

/// What a figure takes for granted that rests on the capacity of a pod.
pub(super) fn assumed(stack: &Stack, per_pod: &Located<Rate>) -> Option<String> {
    if stack.capacity.basis == Basis::Measured { None } else { assumption("capacity of a pod", per_pod) }
}

/// How many times the mean number of clients the pod with the most of them has. The mixture over all pods is exact and
/// takes a thousand times as long; the hottest pod is what breaks first.
fn hotter(clients: u32, pods: Replicas) -> f64 {
    let mean = f64::from(clients) / f64::from(pods.get().max(1));
    (hottest_pod_clients(clients, pods.get()) / mean.max(1e-9)).max(1.0)
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

/// What full batches make, and what the solved chain says that a pod carries.
pub(super) fn ceiling_figures(stack: &Stack, model: Option<&Model>) -> Vec<Figure> {
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
    figures
}

/// What is planned with, and how long a request stays at most.
pub(super) fn figures(stack: &Stack, model: Option<&Model>) -> Vec<Figure> {
    let mut figures = Vec::new();
    match carried(stack, model) {
        Some(per_pod) => {
            let how = if stack.capacity.basis == Basis::Measured { "measured" } else { "assumed" };
            let figure = Figure::rate("capacity planned with", *per_pod, how.to_owned());
            figures.push(figure.assuming(assumed(stack, &per_pod)));
        }
        None => figures.push(Figure::unknown("capacity planned with", "neither measured nor implied by a target")),
    }
    if let Some(stay) = stack.longest_stay() {
        let arithmetic = match stay.origin() {
            Origin::Derived(arithmetic) => arithmetic.to_string(),
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
