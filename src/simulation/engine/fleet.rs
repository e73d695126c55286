//! Pods come and go.

use super::{Engine, engines};
use crate::simulation::agenda::{Event, Step};
use crate::simulation::number::index;
use crate::simulation::pods::Pod;
use crate::simulation::scenario::Delay;
use crate::simulation::station::Station;
use crate::simulation::time::Nanos;

impl Engine<'_> {
    /// A pod that is in service when the run begins.
    pub(super) fn begin_with_pod(&mut self) {
        let (number, slot) = self.new_pod();
        if let Some(pod) = self.pods.get_mut(number) {
            pod.placed = Some(self.now);
            pod.started = Some(self.now);
            pod.ready = Some(self.now);
            pod.from_before = true;
        }
        self.balancer.add(slot);
        self.plan_scrapes(number);
    }

    /// Orders a pod; each step of its start is drawn now.
    pub(super) fn order_pod(&mut self) {
        let (number, _) = self.new_pod();
        let chain = self.scenario.start_up;
        let mut at = self.now;
        let mut after = |delay: Delay| {
            at = at + delay.draw(&mut self.starts);
            at
        };
        let placed = after(chain.scheduling);
        after(chain.node);
        let steps = [
            (placed, Step::Placed),
            (after(chain.image), Step::Started),
            (after(chain.load), Step::Loaded),
            (after(chain.readiness), Step::Ready),
            (after(chain.registration), Step::InService),
        ];
        for (at, step) in steps {
            self.agenda.enter(at, Event::Pod(number, step));
        }
    }

    fn new_pod(&mut self) -> (u32, u32) {
        let (number, slot) = self.pods.order(self.scenario.zones, self.generation);
        let buckets = if self.bounds.is_empty() { 0 } else { self.bounds.len() + 1 };
        let station = Station::new(self.limits.engines, buckets, self.now);
        if index(slot) < self.stations.len() {
            self.stations[index(slot)] = station;
        } else {
            self.stations.push(station);
            self.outstanding.push(0);
            self.calendar.grow(engines(self.stations.len(), self.limits));
        }
        (number, slot)
    }

    /// A pod takes a step, unless it is gone or on its way out.
    pub(super) fn step(&mut self, number: u32, step: Step) {
        let Some(pod) = self.pods.get_mut(number) else {
            return;
        };
        let ends = matches!(step, Step::Deregistered | Step::Killed);
        if (pod.leaving || pod.dead) && !ends {
            return;
        }
        let slot = pod.slot;
        match step {
            Step::Placed => pod.placed = Some(self.now),
            Step::Started => pod.started = Some(self.now),
            Step::Loaded => self.plan_scrapes(number),
            Step::Ready => {
                pod.ready = Some(self.now);
                self.roll();
            }
            Step::InService => self.balancer.add(slot),
            Step::Deregistered => self.deregister(number, slot),
            Step::Killed => self.kill(number),
        }
        self.note();
    }

    /// Deletes a pod: it drains for at most `grace`, and is gone at once if it never served.
    pub(super) fn delete(&mut self, number: u32, grace: Nanos) {
        let Some(pod) = self.pods.get_mut(number) else {
            return;
        };
        pod.leaving = true;
        if !self.balancer.sends_to(pod.slot) {
            return self.kill(number);
        }
        let deregistered = self.scenario.drain.deregistration.draw(&mut self.starts);
        let stop = self.now + deregistered.min(grace);
        self.agenda.enter(stop, Event::Pod(number, Step::Deregistered));
        self.agenda.enter(self.now + grace, Event::Pod(number, Step::Killed));
    }

    /// The balancer stops sending requests; a pod that leaves ends when it is empty.
    fn deregister(&mut self, number: u32, slot: u32) {
        self.balancer.remove(slot);
        let Some(pod) = self.pods.get(number) else {
            return;
        };
        if pod.leaving && !pod.dead {
            self.stations[index(slot)].ends = true;
            if self.outstanding[index(slot)] == 0 {
                self.kill(number);
            }
        }
    }

    /// The pod in a slot has nothing left to do.
    #[cold]
    pub(super) fn end_in_slot(&mut self, slot: u32) {
        if let Some(number) = self.pods.in_slot(slot) {
            self.kill(number);
            self.note();
        }
    }

    /// A pod is gone, with all it still has.
    pub(super) fn kill(&mut self, number: u32) {
        let Some(pod) = self.pods.take(number) else {
            return;
        };
        self.lose_all(pod.slot);
        self.balancer.remove(pod.slot);
        self.stations[index(pod.slot)].ends = false;
        if !pod.dead {
            self.pay(pod.placed);
        }
        self.replenish();
    }

    /// Adds the time that a pod was paid for until now, within the measurement.
    pub(super) fn pay(&mut self, placed: Option<Nanos>) {
        if let Some(placed) = placed {
            let until = self.now.min(self.end);
            self.paid = self.paid + (until - placed.max(self.start));
        }
    }

    /// Sets the number of pods that are wanted.
    pub(super) fn resize(&mut self, wanted: u32) {
        self.wanted = wanted;
        if self.rollout.is_some() {
            self.roll();
        }
        let exist = self.pods.count(Pod::counts);
        let surge = self.rollout.map_or(0, |rollout| rollout.max_surge);
        let excess = exist.saturating_sub(wanted + surge);
        let victims = self.pods.victims(Pod::counts);
        for number in victims.into_iter().take(index(excess)) {
            self.delete(number, self.scenario.drain.grace);
        }
        self.replenish();
        self.note();
    }

    /// Orders what is missing.
    pub(super) fn replenish(&mut self) {
        let exist = self.pods.count(Pod::counts);
        (exist..self.wanted).for_each(|_| self.order_pod());
    }
}
