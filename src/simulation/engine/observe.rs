//! Scrapes and passes of the autoscaler.

use super::{Decision, Engine};
use crate::simulation::agenda::Event;
use crate::simulation::autoscaler::{Autoscaler, Seen};
use crate::simulation::number::{count, index};
use crate::simulation::pods::Pod;
use crate::simulation::prometheus::Scrape;
use crate::simulation::scenario::{Passes, Phase};
use crate::simulation::time::Nanos;

impl Engine<'_> {
    /// The first scrape of a pod, and through it all others.
    pub(super) fn plan_scrapes(&mut self, number: u32) {
        let Some(scaling) = self.autoscaler.as_ref().map(Autoscaler::scaling) else {
            return;
        };
        if scaling.scrapes() {
            let pipeline = scaling.pipeline;
            let phase = self.phase(pipeline.phase, pipeline.scrape);
            self.agenda.enter(self.now + phase, Event::Scrape(number));
        }
    }

    pub(super) fn scrape(&mut self, number: u32) {
        let Some(scaling) = self.autoscaler.as_ref().map(Autoscaler::scaling) else {
            return;
        };
        let Some(pod) = self.pods.get_mut(number).filter(|pod| !pod.dead) else {
            return;
        };
        let station = &mut self.stations[index(pod.slot)];
        station.count_busy(self.now);
        let scrape = Scrape {
            at: self.now,
            counters: station.counters.clone(),
            waiting: count(station.waiting.len()),
            in_flight: u64::from(self.outstanding[index(pod.slot)]),
        };
        pod.scrapes.add(scrape, scaling.pipeline.window);
        self.agenda.enter(self.now + scaling.pipeline.scrape, Event::Scrape(number));
    }

    /// The first pass of the autoscaler, or all of them if they are listed.
    pub(super) fn plan_passes(&mut self) {
        let Some(scaling) = self.autoscaler.as_ref().map(Autoscaler::scaling) else {
            return;
        };
        match &scaling.passes {
            Passes::Periodic { phase, .. } => {
                let phase = self.phase(*phase, self.sync_period());
                self.agenda.enter(self.now + phase, Event::Sync);
            }
            Passes::At(moments) => {
                for at in moments {
                    self.agenda.enter(self.start + *at, Event::Sync);
                }
            }
        }
    }

    fn phase(&mut self, phase: Phase, period: Nanos) -> Nanos {
        match phase {
            Phase::Random => Nanos::of_seconds(period.as_seconds() * self.phases.uniform()),
            Phase::Fixed(after) => after,
        }
    }

    fn sync_period(&self) -> Nanos {
        let settings = self.scenario.scaling.as_ref();
        settings.map_or(Nanos::NEVER, |scaling| {
            let period = scaling.environment.settings.sync_period.as_nanos();
            Nanos::new(u64::try_from(period).unwrap_or(0)).max(Nanos::from_millis(1))
        })
    }

    /// A pass of the autoscaler.
    pub(super) fn sync(&mut self) {
        let (exist, period) = (self.pods.count(Pod::counts), self.sync_period());
        let Some(autoscaler) = &mut self.autoscaler else {
            return;
        };
        let seen: Vec<Seen<'_>> = self.pods.iter().map(|(_, pod)| pod.seen()).collect();
        let outcome = autoscaler.pass(self.now, self.wanted, exist, &seen);
        if let Passes::Periodic { drift, .. } = autoscaler.scaling().passes {
            self.agenda.enter(self.now + period + drift, Event::Sync);
        }
        let to = u32::try_from(outcome.desired.get()).unwrap_or(0);
        if outcome.rescaled {
            self.decisions.push(Decision {
                at: self.now,
                from: self.wanted,
                to,
                raw: outcome.raw.map(crate::hpa::Replicas::get),
            });
            self.resize(to);
        }
    }
}
