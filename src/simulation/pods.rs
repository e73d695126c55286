//! The pods of a run, from their order to their end.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::autoscaler::{Seen, moment};
use super::balancer::Slot;
use super::number::small;
use super::prometheus::Scrapes;
use super::time::Nanos;
use crate::hpa::{self, Phase, ReadyCondition, ReadyStatus, Time};

/// A pod and how far it has come.
#[derive(Clone, Debug)]
pub(super) struct Pod {
    pub(super) slot: Slot,
    pub(super) zone: u32,
    /// The version that it runs.
    pub(super) generation: u32,
    /// When each step was taken.
    pub(super) placed: Option<Nanos>,
    pub(super) started: Option<Nanos>,
    pub(super) ready: Option<Nanos>,
    /// Whether it was there long before the run.
    pub(super) from_before: bool,
    /// Whether it is deleted.
    pub(super) leaving: bool,
    /// Whether its node is gone.
    pub(super) dead: bool,
    pub(super) scrapes: Scrapes,
}

impl Pod {
    /// Whether it counts as one of the pods that are wanted.
    pub(super) const fn counts(&self) -> bool {
        !self.leaving
    }

    /// Whether it counts as available.
    pub(super) const fn available(&self) -> bool {
        self.ready.is_some() && !self.leaving && !self.dead
    }

    /// What the autoscaler sees of it.
    pub(super) fn seen(&self) -> Seen<'_> {
        let moment = |at| {
            if self.from_before { Time::default() } else { moment(at) }
        };
        let ready = ReadyCondition {
            status: if self.ready.is_some() && !self.dead { ReadyStatus::True } else { ReadyStatus::False },
            since: self.ready.or(self.started).map_or(Time::default(), moment),
        };
        let running = self.started.is_some();
        let pod = hpa::Pod {
            phase: if running { Phase::Running } else { Phase::Pending },
            deleting: self.leaving,
            start: self.started.map(moment),
            ready: running.then_some(ready),
        };
        Seen { pod, running: running && !self.dead, scrapes: &self.scrapes }
    }
}

/// Pods at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Pods that are wanted and exist, in whatever state.
    pub ordered: u32,
    /// Those of them whose container runs.
    pub started: u32,
    /// Those of them whose readiness probe has passed.
    pub ready: u32,
    /// Pods that get requests from the balancer, those it does not know to be gone too.
    pub in_service: u32,
}

/// All pods that exist, by the order in which they were ordered.
#[derive(Debug, Default)]
pub(super) struct Pods {
    existing: BTreeMap<u32, Pod>,
    ordered: u32,
    free: BTreeSet<Slot>,
    slots: u32,
    /// Zones that are down.
    down: BTreeSet<u32>,
}

impl Pods {
    /// A new pod, in the zone that has the fewest. Its number and its place.
    pub(super) fn order(&mut self, zones: u32, generation: u32) -> (u32, Slot) {
        let slot = self.free.pop_first().unwrap_or_else(|| {
            self.slots += 1;
            self.slots - 1
        });
        let pod = Pod {
            slot,
            zone: self.emptiest(zones),
            generation,
            placed: None,
            started: None,
            ready: None,
            from_before: false,
            leaving: false,
            dead: false,
            scrapes: Scrapes::default(),
        };
        let number = self.ordered;
        self.ordered += 1;
        self.existing.insert(number, pod);
        (number, slot)
    }

    fn emptiest(&self, zones: u32) -> u32 {
        let load = |zone: u32| {
            let there = self.existing.values().filter(|pod| pod.zone == zone && pod.counts());
            (self.down.contains(&zone), there.count())
        };
        (0..zones).min_by_key(|zone| load(*zone)).unwrap_or(0)
    }

    /// Marks a zone as down: new pods avoid it.
    pub(super) fn lose_zone(&mut self, zone: u32) {
        self.down.insert(zone);
    }

    pub(super) fn get(&self, number: u32) -> Option<&Pod> {
        self.existing.get(&number)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Pod> {
        self.existing.get_mut(&number)
    }

    /// Takes out a pod that is gone; its place is free.
    pub(super) fn take(&mut self, number: u32) -> Option<Pod> {
        let pod = self.existing.remove(&number)?;
        self.free.insert(pod.slot);
        Some(pod)
    }

    /// All pods with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Pod)> {
        self.existing.iter().map(|(number, pod)| (*number, pod))
    }

    /// The number of the pod in a place.
    pub(super) fn in_slot(&self, slot: Slot) -> Option<u32> {
        let mut pods = self.iter();
        pods.find(|(_, pod)| pod.slot == slot).map(|(number, _)| number)
    }

    /// Numbers of the pods that fit, in the order in which a scale-down takes them: those that have come least far
    /// first, and the newest of equals. [Kubernetes, `pkg/controller/controller_utils.go`, `ActivePodsWithRanks`]
    pub(super) fn victims(&self, fits: impl Fn(&Pod) -> bool) -> Vec<u32> {
        let mut found: Vec<(u32, &Pod)> = self.iter().filter(|(_, pod)| fits(pod)).collect();
        let progress = |pod: &Pod| {
            let since = pod.ready.unwrap_or(Nanos::NEVER);
            (pod.available(), pod.started.is_some(), std::cmp::Reverse(since))
        };
        found.sort_by_key(|(number, pod)| (progress(pod), std::cmp::Reverse(*number)));
        found.into_iter().map(|(number, _)| number).collect()
    }

    /// How many fit.
    pub(super) fn count(&self, fits: impl Fn(&Pod) -> bool) -> u32 {
        small(self.existing.values().filter(|pod| fits(pod)).count())
    }

    /// How far they have come.
    pub(super) fn counts(&self, in_service: usize) -> Counts {
        Counts {
            ordered: self.count(Pod::counts),
            started: self.count(|pod| pod.counts() && pod.started.is_some() && !pod.dead),
            ready: self.count(Pod::available),
            in_service: small(in_service),
        }
    }
}
