//! The reference service and its autoscaler, as several rungs use them.

use std::num::NonZero;

use infgen::hpa::{
    BehaviorSpec, Environment, HpaSpec, MetricSpec, PodsSource, PolicySpec, Quantity, RulesSpec, TargetSpec, Version,
};
use infgen::queueing::{PerSecond, QueueRoom};
use infgen::simulation::{
    Counted, Delay, Drain, MetricsPipeline, Nanos, Passes, Policy, Replications, Report, Scaling, Scenario, Service,
    Signal, StartUp, Traffic, WarmUp, simulate,
};

pub(crate) fn seconds(seconds: u64) -> Nanos {
    Nanos::from_seconds(seconds)
}

pub(crate) fn millis(millis: u64) -> Nanos {
    Nanos::from_millis(millis)
}

pub(crate) fn rate(per_second: f64) -> PerSecond {
    PerSecond::new(per_second)
}

/// Whether the long versions of the tests are asked for.
pub(crate) fn long() -> bool {
    std::env::var_os("INFGEN_SIMULATION_LONG").is_some()
}

/// The report on two threads.
pub(crate) fn run(scenario: &Scenario) -> Report {
    let threads = NonZero::new(2).expect("two");
    simulate(scenario, threads, &|_| {}).expect("a scenario that can be simulated")
}

/// `s(b) = 40 ms + b 9 ms`, batches of at most 8: 71.4 requests a second at most.
pub(crate) fn reference() -> Service {
    Service::linear(millis(40), millis(9), 8)
}

/// The start of a pod in seconds: node, image, load, readiness and registration, 330 s warm behind an ALB.
#[derive(Clone, Copy)]
pub(crate) struct Chain {
    pub(crate) node: u64,
    pub(crate) image: u64,
    pub(crate) load: u64,
    pub(crate) registration: u64,
}

impl Chain {
    pub(crate) const WARM_ALB: Self = Self { node: 0, image: 0, load: 300, registration: 20 };

    fn start_up(self) -> StartUp {
        StartUp {
            scheduling: Delay::NONE,
            node: Delay::seconds(self.node),
            image: Delay::seconds(self.image),
            load: Delay::seconds(self.load),
            readiness: Delay::seconds(if self.load == 0 { 0 } else { 10 }),
            registration: Delay::seconds(self.registration),
        }
    }
}

/// The autoscaler of the seed: 3 to 20 pods, up by 4 after 30 s, down by 1 after 300 s.
#[derive(Clone)]
pub(crate) struct Hpa {
    pub(crate) min: i32,
    pub(crate) max: i32,
    pub(crate) up_pods: i32,
    pub(crate) period: i32,
    pub(crate) up_window: i32,
    /// Each metric: its target in thousandths and what it measures.
    pub(crate) metrics: Vec<(i64, Signal)>,
    pub(crate) window: u64,
}

impl Hpa {
    pub(crate) fn seed() -> Self {
        Self {
            min: 3,
            max: 20,
            up_pods: 4,
            period: 60,
            up_window: 30,
            metrics: vec![(50_000, Signal::Requests(Counted::Received))],
            window: 60,
        }
    }

    fn rules(window: i32, pods: i32, period: i32) -> RulesSpec {
        let policy = PolicySpec { kind: "Pods".to_owned(), value: pods, period_seconds: period };
        RulesSpec { stabilization_window_seconds: Some(window), policies: Some(vec![policy]), ..RulesSpec::default() }
    }

    pub(crate) fn scaling(&self) -> Scaling {
        let behavior = BehaviorSpec {
            scale_up: Some(Self::rules(self.up_window, self.up_pods, self.period)),
            scale_down: Some(Self::rules(300, 1, self.period)),
        };
        let spec = HpaSpec {
            min_replicas: Some(self.min),
            max_replicas: self.max,
            metrics: self.metrics.iter().map(|(target, _)| pods_metric(*target)).collect(),
            behavior: Some(behavior),
            ..HpaSpec::default()
        };
        Scaling {
            spec,
            environment: Environment::of(Version::default()),
            signals: self.metrics.iter().map(|(_, signal)| signal.clone()).collect(),
            pipeline: MetricsPipeline { window: seconds(self.window), ..MetricsPipeline::default() },
            passes: Passes::default(),
        }
    }
}

/// A metric of each pod with a target in thousandths.
pub(crate) fn pods_metric(target: i64) -> MetricSpec {
    let target = TargetSpec {
        kind: "AverageValue".to_owned(),
        average_value: Some(Quantity::from_milli(target)),
        ..TargetSpec::default()
    };
    MetricSpec {
        kind: "Pods".to_owned(),
        pods: Some(PodsSource { metric: "signal".to_owned(), target }),
        ..MetricSpec::default()
    }
}

/// The step from 150 to 1000 requests a second at time zero, on the minimum of the autoscaler; one hour.
pub(crate) fn step(hpa: &Hpa, chain: Chain) -> Scenario {
    let traffic = Traffic::Step { before: rate(150.0), after: rate(1000.0), at: Nanos::ZERO };
    Scenario {
        policy: Policy::RoundRobin,
        scaling: Some(hpa.scaling()),
        start_up: chain.start_up(),
        drain: Drain { deregistration: Delay::seconds(15), grace: seconds(60) },
        warm_up: WarmUp::Transient(Nanos::from_minutes(10)),
        replications: Replications::exactly(2),
        ..Scenario::fixed(reference(), QueueRoom::Places(10), u32::try_from(hpa.min).expect("a count"), traffic)
    }
}

/// Share of bad requests in the worst five minutes.
pub(crate) fn worst_five_minutes(report: &Report) -> f64 {
    report.promises[0].windows[0].broken.mean
}

/// Share of bad requests in the whole run.
pub(crate) fn bad(report: &Report) -> f64 {
    let windows = &report.promises[0].windows;
    windows[windows.len() - 1].broken.mean
}

/// Bad requests of the whole run as a share of those of an hour: nothing is bad once there are enough pods.
pub(crate) fn bad_of_hour(report: &Report) -> f64 {
    let windows = &report.promises[0].windows;
    let length = windows[windows.len() - 1].length;
    bad(report) * length.over(Nanos::from_hours(1))
}
