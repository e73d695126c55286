//! From the stack to what is simulated.

mod autoscaler;
mod start;
mod traffic;

use super::model::{DEFAULT_CLIENTS, balancer};
use super::tokens;
use crate::profile::{BalancerKind, LoadTestMode, Profile, TargetType};
use crate::queueing::{self, QueueRoom};
use crate::simulation::{
    ClosedLoop, Delay, Drain, Failure, LatencyObjective, Nanos, Pin, Policy, Replications, Rollout, Scenario, Service,
    Slo, SpotLoss, Trace, Traffic, WarmUp, Work, ZoneLoss,
};
use crate::stack::{Stack, capacity, promises};
use crate::units::{Duration, Rate, Replicas, Share};
use std::sync::Arc;

/// Time before the measurement in which the service settles.
const SETTLE: Nanos = Nanos::from_minutes(10);

/// When something fails.
const FAILS_AT: Nanos = Nanos::from_minutes(5);

/// Until the pods of a lost zone are evicted: 40 s until a node counts as lost (`--node-monitor-grace-period`), and the
/// 300 s of toleration that every pod gets (Kubernetes, taint based evictions).
const EVICTION: Nanos = Nanos::from_seconds(340);

/// Notice of a spot interruption (Amazon EC2 user guide, spot instance interruption notices).
const SPOT_NOTICE: Nanos = Nanos::from_seconds(120);

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ScenarioName {
    /// The load moves as `traffic.pattern` says, or from the base to the peak at the stated growth.
    #[default]
    Pattern,
    /// The load goes from the base to the peak at once.
    Step,
    /// After five minutes the load rises from the base to the peak in half a minute, stays for ten, and falls.
    FlashCrowd,
    /// The peak, with the pods that it needs.
    Steady,
    /// At the peak a zone fails.
    ZoneLoss,
    /// At the peak a third of the pods is taken back.
    SpotLoss,
    /// At the peak a new version is rolled out.
    Rollout,
    /// At the base all pods are gone at once and start from nothing.
    ColdStart,
    /// At the base the team's closed load test runs; beside it, the step that it stands for.
    LoadTest,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Setting {
    /// What happens.
    pub name: ScenarioName,
    /// Time that is measured; none is as long as the load moves and half an hour more, one hour at least.
    pub horizon: Option<Duration>,
    /// How often.
    pub replications: Replications,
    /// Where random numbers start.
    pub seed: u64,
    /// Recorded requests, if the pattern replays them.
    pub trace: Option<Arc<Trace>>,
}

/// What is simulated.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The scenario.
    pub scenario: Scenario,
    /// What the profile states and the simulation leaves out, and what it takes for granted.
    pub notes: Vec<String>,
}

fn nanos(time: Duration) -> Nanos {
    Nanos::from_millis(time.millis())
}

fn per_second(rate: Rate) -> queueing::PerSecond {
    queueing::PerSecond::new(rate.as_f64())
}

fn part(share: Share) -> queueing::Share {
    queueing::Share::new(share.as_f64())
}

/// The scenario of a stack, or what the profile lacks for it.
pub fn planned(stack: &Stack, setting: &Setting) -> Result<Planned, String> {
    let profile = &stack.profile;
    // Its requests differ as those that were recorded, where it is what arrives.
    let trace = setting.trace.as_deref().filter(|_| setting.name == ScenarioName::Pattern);
    let (service, implied) = service(stack, trace).ok_or(
        "state how long batches take: `measured.batch_constant` and \
        `measured.batch_per_request`, or `measured.batch_times`; or how an engine computes tokens: `measured.tokens`",
    )?;
    let (traffic, before) = match setting.name {
        ScenarioName::Pattern => traffic::pattern(stack, setting.trace.clone())?,
        ScenarioName::Step => traffic::step(stack)?,
        ScenarioName::FlashCrowd => traffic::flash_crowd(stack)?,
        ScenarioName::ColdStart | ScenarioName::LoadTest => traffic::constant(traffic::base(stack)?),
        _ => traffic::constant(traffic::peak(stack)?),
    };
    let replicas = settled(stack, before);
    let room = profile.performance.queue_limit.as_ref();
    let (scaling, mut notes) = autoscaler::scaling(stack);
    notes.extend(implied);
    notes.extend(assumptions(stack));
    let scenario = Scenario {
        batch_delay: nanos(*profile.performance.batch_delay),
        policy: policy(profile),
        load_test: load_test(profile, setting.name)?,
        client_timeout: Some(nanos(*stack.shutdown.longest_request)),
        zones: profile.cluster.zones.get().get(),
        gpus_per_pod: profile.resources.gpus.get().get(),
        start_up: start::start_up(stack),
        drain: Drain {
            deregistration: Delay::Fixed(nanos(stack.shutdown.lag)),
            grace: nanos(*stack.shutdown.grace_period),
        },
        scaling,
        failures: failure(stack, setting.name, replicas).into_iter().collect(),
        slo: slo(profile),
        warm_up: if setting.name == ScenarioName::Steady { WarmUp::Steady(SETTLE) } else { WarmUp::Transient(SETTLE) },
        horizon: setting.horizon.map_or_else(|| traffic::horizon(&traffic), nanos),
        replications: setting.replications,
        seed: setting.seed,
        ..Scenario::fixed(
            service,
            room.map_or(QueueRoom::Unbounded, |room| QueueRoom::Places(room.get().get())),
            replicas.get(),
            Traffic::Constant(per_second(before)),
        )
    };
    Ok(Planned { scenario: Scenario { traffic, ..scenario }, notes })
}

/// The times of batches, or of an engine's iterations, for the requests of a trace or for those that the profile states;
/// and a note on what they rest on.
fn service(stack: &Stack, trace: Option<&Trace>) -> Option<(Service, Option<String>)> {
    if let Some(shared) = tokens::service(stack, trace) {
        return Some(shared);
    }
    let work = if trace.is_some_and(Trace::differs) { Work::Traced } else { Work::Equal };
    if let Some(times) = &stack.profile.measured.batch_times {
        let times = times.iter().map(|time| nanos(*time)).collect();
        return Some((Service::measured(times).with_work(work), None));
    }
    let (batching, implied) = stack.batching_or_implied()?;
    let (constant, each) = (nanos(batching.constant()), nanos(batching.per_request()));
    let service = Service::linear(constant, each, batching.size().get()).with_work(work);
    Some((service, implied.map(|words| format!("assumed: {words}"))))
}

/// What is taken for granted where nobody measured it.
fn assumptions(stack: &Stack) -> Vec<String> {
    let measured = stack.profile.measured.at.as_ref().map(|at| format!("measured: {at}"));
    let startup = &stack.startup;
    let spreads = &stack.profile.measured.start;
    let steps = [
        ("node", &startup.node, &spreads.node),
        ("image", &startup.image, &spreads.image),
        ("model load", &startup.load, &spreads.load),
    ];
    let mut notes: Vec<String> = steps
        .into_iter()
        .filter(|(_, _, spread)| spread.is_none())
        .map(|(name, step, _)| (name, step))
        .filter_map(|(name, step)| super::figure::assumption(name, step))
        .map(|step| format!("assumed: {step}"))
        .chain(measured)
        .collect();
    if let queueing::Balancer::Sticky { .. } = balancer(&stack.profile) {
        notes.extend(sticky_words(&stack.profile));
    }
    if stack.profile.performance.queue_limit.is_none() {
        notes.push(
            "assumed: a pod lets any number of requests wait; `performance.queue_limit` is not stated".to_owned(),
        );
    }
    notes
}

/// What affinity takes for granted.
fn sticky_words(profile: &Profile) -> Vec<String> {
    let mut notes = Vec::new();
    if profile.traffic.clients.is_none() {
        notes.push(format!("assumed: {DEFAULT_CLIENTS} clients; `traffic.clients` is not stated"));
    }
    notes.push(match pin(profile) {
        Pin::Hashed => "simulated: an NLB deals its clients anew with every pod that comes or goes".to_owned(),
        Pin::Visits(visit) => format!("simulated: a client stays on its pod for a visit of {} s", visit.as_seconds()),
        Pin::Kept => "assumed: the same clients all the time, each of whom stays on its pod while it is in service; \
             `traffic.visit` is not stated"
            .to_owned(),
    });
    notes
}

/// What holds a client. An NLB in front of pods hashes addresses and has no timer (ELB user guide, sticky sessions);
/// kube-proxy and a cookie remember the pod, for longer than most visits.
fn pin(profile: &Profile) -> Pin {
    let load_balancer = &profile.load_balancer;
    if (*load_balancer.kind, *load_balancer.targets) == (BalancerKind::Nlb, TargetType::Ip) {
        return Pin::Hashed;
    }
    let visit = profile.traffic.visit.as_ref();
    visit.map_or(Pin::Kept, |visit| Pin::Visits(nanos(**visit)))
}

/// The pods that the autoscaler has settled on under this load.
fn settled(stack: &Stack, load: Rate) -> Replicas {
    let profile = &stack.profile;
    let (least, most) = (capacity::fewest(profile), capacity::most(profile));
    let target = profile.autoscaling.requests_per_pod.as_deref().copied();
    let each = target.or(stack.capacity.per_pod.as_deref().copied());
    each.and_then(|each| load.pods(each)).unwrap_or(least).clamp(least, most.max(least))
}

fn policy(profile: &Profile) -> Policy {
    match balancer(profile) {
        queueing::Balancer::Random => Policy::Random,
        queueing::Balancer::RoundRobin => Policy::RoundRobin,
        queueing::Balancer::LeastOutstanding => Policy::LeastOutstanding,
        queueing::Balancer::Sticky { clients } => {
            let even = queueing::Share::new(1.0 / f64::from(clients.max(1)));
            let largest_share = profile.traffic.largest_client.as_ref().map_or(even, |share| part(**share));
            Policy::Sticky { clients, largest_share, pin: pin(profile) }
        }
    }
}

fn slo(profile: &Profile) -> Slo {
    let latency = promises::objectives(profile)
        .map(|(percentile, bound)| LatencyObjective { within: nanos(**bound), share: part(percentile.share()) });
    Slo { success: part(profile.slo.error_rate.complement()), latency: latency.collect(), ..Slo::default() }
}

fn load_test(profile: &Profile, name: ScenarioName) -> Result<Option<ClosedLoop>, String> {
    if name != ScenarioName::LoadTest {
        return Ok(None);
    }
    let stated = profile.load_test.as_ref();
    let closed = stated.filter(|test| test.mode.as_deref().copied() == Some(LoadTestMode::Closed));
    let clients = closed.and_then(|test| test.concurrency.as_ref());
    let Some((test, clients)) = closed.zip(clients) else {
        return Err("state the closed load test: `load_test.mode = \"closed\"` and `load_test.concurrency`".to_owned());
    };
    Ok(Some(ClosedLoop {
        clients: clients.get().get(),
        requests: test.requests.as_ref().map(|requests| u64::from(requests.get().get())),
        think: Nanos::ZERO,
        rejection: Nanos::from_millis(2),
        start: Nanos::ZERO,
    }))
}

fn failure(stack: &Stack, name: ScenarioName, replicas: Replicas) -> Option<Failure> {
    let profile = &stack.profile;
    let check = &profile.load_balancer.health_check;
    match name {
        ScenarioName::ZoneLoss => Some(Failure::Zone(ZoneLoss {
            at: FAILS_AT,
            zone: 0,
            detection: nanos(*check.interval * u64::from(*check.unhealthy)),
            eviction: EVICTION,
        })),
        ScenarioName::SpotLoss => Some(Failure::Spot(SpotLoss {
            at: FAILS_AT,
            pods: replicas.get().div_ceil(3),
            notice: profile.placement.spot.as_ref().map_or(SPOT_NOTICE, |spot| nanos(*spot.notice)),
        })),
        ScenarioName::Rollout => Some(Failure::Rollout(Rollout {
            at: FAILS_AT,
            max_surge: profile.rollout.max_surge.get().get(),
            max_unavailable: profile.rollout.max_unavailable.get().get(),
        })),
        ScenarioName::ColdStart => {
            Some(Failure::Spot(SpotLoss { at: Nanos::ZERO, pods: replicas.get(), notice: Nanos::ZERO }))
        }
        ScenarioName::Pattern
        | ScenarioName::Step
        | ScenarioName::FlashCrowd
        | ScenarioName::Steady
        | ScenarioName::LoadTest => None,
    }
}
