//! Zone loss, spot loss and rollouts.

use super::Engine;
use crate::simulation::agenda::{Event, Step};
use crate::simulation::number::index;
use crate::simulation::pods::Pod;
use crate::simulation::scenario::{Failure, Rollout, SpotLoss, ZoneLoss};

impl Engine<'_> {
    /// The failure of this number strikes.
    pub(super) fn fail(&mut self, number: u32) {
        match self.scenario.failures[index(number)] {
            Failure::Zone(loss) => self.lose_zone(loss),
            Failure::Spot(loss) => self.lose_spot(loss),
            Failure::Rollout(rollout) => {
                self.rollout = Some(rollout);
                self.generation += 1;
                self.roll();
            }
        }
        self.note();
    }

    fn lose_zone(&mut self, loss: ZoneLoss) {
        self.pods.lose_zone(loss.zone);
        let hit: Vec<u32> =
            self.pods.iter().filter(|(_, pod)| pod.zone == loss.zone).map(|(number, _)| number).collect();
        for number in hit {
            let Some(pod) = self.pods.get_mut(number) else {
                continue;
            };
            pod.dead = true;
            let (slot, placed) = (pod.slot, pod.placed);
            self.lose_all(slot);
            self.stations[index(slot)].alive = false;
            self.pay(placed);
            let noticed = self.now + loss.detection;
            self.agenda.enter(noticed, Event::Pod(number, Step::Deregistered));
            let evicted = self.now + loss.eviction.max(loss.detection);
            self.agenda.enter(evicted, Event::Pod(number, Step::Killed));
        }
    }

    fn lose_spot(&mut self, loss: SpotLoss) {
        let victims = self.pods.victims(Pod::counts);
        for number in victims.into_iter().take(index(loss.pods)) {
            self.delete(number, loss.notice);
        }
        self.replenish();
    }

    /// Replaces as many pods of the old version as the rollout allows at this moment.
    /// [Kubernetes, `pkg/controller/deployment/rolling.go`]
    pub(super) fn roll(&mut self) {
        while let Some(rollout) = self.rollout
            && self.replace(rollout)
        {}
    }

    /// One round of orders and deletions; whether there was any.
    fn replace(&mut self, rollout: Rollout) -> bool {
        let generation = self.generation;
        let is_old = move |pod: &Pod| pod.counts() && pod.generation < generation;
        let (old, all) = (self.pods.count(is_old), self.pods.count(Pod::counts));
        if old == 0 {
            self.rollout = None;
            return false;
        }
        let room = (self.wanted + rollout.max_surge).saturating_sub(all);
        let orders = room.min(self.wanted.saturating_sub(all - old));
        (0..orders).for_each(|_| self.order_pod());
        let least = self.wanted.saturating_sub(rollout.max_unavailable);
        let mut spare = self.pods.count(Pod::available).saturating_sub(least);
        let mut deleted = false;
        for number in self.pods.victims(is_old) {
            let available = self.pods.get(number).is_some_and(Pod::available);
            if available && spare == 0 {
                break;
            }
            spare -= u32::from(available);
            deleted = true;
            self.delete(number, self.scenario.drain.grace);
        }
        orders > 0 || deleted
    }
}
