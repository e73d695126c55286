//! One run: the clock goes from event to event.

mod fleet;
mod observe;
mod serve;
mod share;
mod upheaval;

use super::agenda::{Agenda, Event, Key, Rank};
use super::arrivals::{Arrival, Arrivals};
use super::autoscaler::Autoscaler;
use super::balancer::Balancer;
use super::calendar::Calendar;
use super::crowd::{Crowd, Measured};
use super::ledger::Ledger;
use super::number::{index, small};
use super::pods::{Counts, Pods};
use super::random::{Purpose, Stream};
use super::record::Record;
use super::scenario::{Iterations, Rollout, Scenario, Work};
use super::station::{Request, Station};
use super::time::Nanos;
use crate::queueing::QueueRoom;

/// A run in progress.
#[derive(Debug)]
pub(super) struct Engine<'a> {
    scenario: &'a Scenario,
    now: Nanos,
    /// The measurement goes from here
    start: Nanos,
    /// to here.
    end: Nanos,
    arrivals: Arrivals,
    next: Arrival,
    crowd: Option<Crowd>,
    work: Stream,
    draws_work: bool,
    balancer: Balancer,
    /// By slot: what waits and is served.
    stations: Vec<Station>,
    outstanding: Vec<u32>,
    calendar: Calendar,
    agenda: Agenda,
    pods: Pods,
    wanted: u32,
    rollout: Option<Rollout>,
    generation: u32,
    autoscaler: Option<Autoscaler<'a>>,
    bounds: Vec<Nanos>,
    starts: Stream,
    phases: Stream,
    limits: Limits,
    ledger: Ledger,
    record: Record,
    timeline: Vec<(Nanos, Counts)>,
    decisions: Vec<Decision>,
    paid: Nanos,
}

/// What the hot path needs of the scenario.
#[derive(Clone, Copy, Debug)]
struct Limits {
    places: usize,
    max_batch: usize,
    engines: u32,
    delay: Nanos,
    timeout: Nanos,
    /// Whether requests share the engine.
    shared: Option<Iterations>,
}

/// A change of size by the autoscaler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) at: Nanos,
    pub(super) from: u32,
    pub(super) to: u32,
    /// What the metrics asked for, if they were read.
    pub(super) raw: Option<i32>,
}

/// What a run leaves behind.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) ledger: Ledger,
    pub(super) record: Record,
    /// Pods from each moment on, on the clock of the run.
    pub(super) timeline: Vec<(Nanos, Counts)>,
    pub(super) decisions: Vec<Decision>,
    /// Time of all pods, from their order at the cloud to their end, within the measurement.
    pub(super) pod_time: Nanos,
    pub(super) load_test: Option<Measured>,
}

impl<'a> Engine<'a> {
    /// A replication of a scenario that was checked.
    pub(super) fn new(scenario: &'a Scenario, replication: u32) -> Self {
        Self::with_calendar(scenario, replication, Calendar::new())
    }

    fn with_calendar(scenario: &'a Scenario, replication: u32, calendar: Calendar) -> Self {
        let stream = |purpose| Stream::new(scenario.seed, purpose, replication);
        let start = scenario.lead();
        let mut arrivals = Arrivals::new(scenario, replication);
        let next = arrivals.after(Nanos::ZERO);
        let scaling = scenario.scaling.as_ref();
        let mut engine = Self {
            scenario,
            now: Nanos::ZERO,
            start,
            end: start + scenario.horizon,
            arrivals,
            next,
            crowd: scenario.load_test.map(|test| Crowd::new(test, scenario, replication)),
            work: stream(Purpose::Work),
            draws_work: !matches!(scenario.service.work(), Work::Equal | Work::Traced),
            balancer: Balancer::new(scenario, replication),
            stations: Vec::new(),
            outstanding: Vec::new(),
            calendar,
            agenda: Agenda::default(),
            pods: Pods::default(),
            wanted: scenario.replicas,
            rollout: None,
            generation: 0,
            autoscaler: scaling.map(Autoscaler::new),
            bounds: scaling.map(super::scenario::Scaling::buckets).unwrap_or_default(),
            starts: stream(Purpose::Start),
            phases: stream(Purpose::Phase),
            limits: Limits::of(scenario),
            ledger: Ledger::default(),
            record: Record::new(scenario),
            timeline: Vec::new(),
            decisions: Vec::new(),
            paid: Nanos::ZERO,
        };
        engine.prepare();
        engine
    }

    fn prepare(&mut self) {
        (0..self.wanted).for_each(|_| self.begin_with_pod());
        self.note();
        for (failure, number) in self.scenario.failures.iter().zip(0..) {
            self.agenda.enter(self.start + failure.at(), Event::Failure(number));
        }
        self.plan_passes();
    }

    /// Goes through all events up to the end.
    pub(super) fn run(mut self) -> Run {
        let end = Key::new(self.end, Rank::Pod);
        loop {
            let crowd = self.crowd.as_ref().map_or(Nanos::NEVER, Crowd::next);
            let arrival = Key::new(self.next.at.min(crowd), Rank::Arrival);
            let (engine, number) = self.calendar.first();
            let rare = self.agenda.first();
            let first = arrival.min(engine).min(rare);
            if first >= end {
                break;
            }
            self.now = first.at();
            if first == arrival {
                self.admit(crowd);
            } else if first == engine {
                self.engine_due(number, engine);
            } else if let Some(event) = self.agenda.take() {
                self.happen(event);
            }
        }
        self.close()
    }

    /// Takes the next request from the traffic or from the load test.
    #[inline]
    fn admit(&mut self, crowd: Nanos) {
        if self.next.at <= crowd {
            let work = self.draw_work(self.next.work);
            self.next = self.arrivals.after(self.now);
            self.arrive(Request { arrived: self.now, work, client: None });
        } else {
            let client = self.crowd.as_mut().and_then(Crowd::send);
            let work = self.draw_work(1.0);
            self.arrive(Request { arrived: self.now, work, client });
        }
    }

    #[inline]
    fn draw_work(&mut self, traced: f64) -> f64 {
        if self.draws_work { self.scenario.service.work().draw(&mut self.work) } else { traced }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Pod(pod, step) => self.step(pod, step),
            Event::Failure(number) => self.fail(number),
            Event::Scrape(pod) => self.scrape(pod),
            Event::Sync => self.sync(),
        }
    }

    fn close(mut self) -> Run {
        self.now = self.end;
        for station in &self.stations {
            for request in station.requests() {
                self.ledger.stay(request.arrived, self.end);
                self.record.unfinished(request.arrived, self.end);
            }
        }
        let alive = self.pods.iter().filter(|(_, pod)| !pod.dead);
        let open: Vec<Option<Nanos>> = alive.map(|(_, pod)| pod.placed).collect();
        for placed in open {
            self.pay(placed);
        }
        Run {
            ledger: self.ledger,
            record: self.record,
            timeline: self.timeline,
            decisions: self.decisions,
            pod_time: self.paid,
            load_test: self.crowd.map(Crowd::measured),
        }
    }

    /// Notes how many pods there are, if that has changed.
    fn note(&mut self) {
        let counts = self.pods.counts(self.balancer.targets().len());
        if self.timeline.last().is_none_or(|(_, last)| *last != counts) {
            self.timeline.push((self.now, counts));
        }
    }
}

impl Limits {
    fn of(scenario: &Scenario) -> Self {
        let service = &scenario.service;
        Self {
            places: match scenario.room {
                QueueRoom::Places(places) => index(places),
                QueueRoom::Unbounded => usize::MAX,
            },
            max_batch: index(service.max_batch()),
            engines: service.engines(),
            delay: scenario.batch_delay,
            timeout: scenario.client_timeout.unwrap_or(Nanos::NEVER),
            shared: service.iterations(),
        }
    }

    /// The number of an engine in the calendar.
    const fn number(self, slot: u32, engine: u32) -> u32 {
        slot * self.engines + engine
    }
}

/// The number of living slots, for the calendar.
fn engines(slots: usize, limits: Limits) -> usize {
    index(small(slots) * limits.engines)
}

#[cfg(test)]
mod tests {
    use super::{Calendar, Engine, Scenario};
    use crate::queueing::{PerSecond, QueueRoom};
    use crate::simulation::scenario::{Policy, Service, Traffic};
    use crate::simulation::time::Nanos;

    #[test]
    fn heap_and_array_give_the_same_run() {
        let ms = Nanos::from_millis;
        let service = Service::linear(ms(40), ms(9), 8).with_engines(2);
        let traffic = Traffic::Constant(PerSecond::new(1200.0));
        let mut scenario = Scenario::fixed(service, QueueRoom::Places(4), 12, traffic);
        scenario.policy = Policy::LeastOutstanding;
        scenario.batch_delay = ms(5);
        scenario.horizon = Nanos::from_minutes(1);
        let run = |flat| Engine::with_calendar(&scenario, 3, Calendar::with_flat(flat)).run();
        let (flat, heap) = (run(100), run(0));
        assert!(flat.ledger.balances() && flat.ledger.rejected > 0);
        assert_eq!(flat.ledger, heap.ledger);
        assert_eq!(flat.record.slots, heap.record.slots);
    }
}
