//! Requests: the hot path.

use super::Engine;
use crate::simulation::agenda::{Key, Rank};
use crate::simulation::crowd::Crowd;
use crate::simulation::number::{count, index, small};
use crate::simulation::prometheus::bucket;
use crate::simulation::station::Request;
use crate::simulation::time::Nanos;

impl Engine<'_> {
    /// A request reaches the balancer, and a pod if there is one.
    #[inline]
    pub(super) fn arrive(&mut self, request: Request) {
        self.ledger.arrived += 1;
        self.record.arrive(self.now);
        let Some(slot) = self.balancer.pick(&self.outstanding, self.now) else {
            return self.reject(request);
        };
        let station = &mut self.stations[index(slot)];
        if !station.alive {
            return self.lose(request);
        }
        station.counters.received += 1;
        if station.idle == 0 && station.waiting.len() >= self.limits.places {
            return self.reject(request);
        }
        station.waiting.push_back(request);
        self.outstanding[index(slot)] += 1;
        self.ledger.enter(self.now);
        if station.idle != 0 {
            self.dispatch(slot);
        }
    }

    /// A batch ends, or has waited long enough for more requests.
    #[inline]
    pub(super) fn engine_due(&mut self, number: u32, key: Key) {
        if let Some(iterations) = self.limits.shared {
            return self.shared_due(number, iterations);
        }
        let (slot, engine) = if self.limits.engines == 1 {
            (number, 0)
        } else {
            (number / self.limits.engines, number % self.limits.engines)
        };
        if key.is_batch_end() {
            self.finish(slot, engine);
        } else {
            self.stations[index(slot)].collecting = 0;
        }
        self.dispatch(slot);
        let station = &self.stations[index(slot)];
        if station.rests(engine) {
            self.calendar.set(number, Key::NEVER);
        }
        if station.ends && self.outstanding[index(slot)] == 0 {
            self.end_in_slot(slot);
        }
    }

    /// Starts batches on free engines for as long as there is something to start.
    #[inline]
    fn dispatch(&mut self, slot: u32) {
        if let Some(iterations) = self.limits.shared {
            return self.share(slot, iterations);
        }
        loop {
            let station = &mut self.stations[index(slot)];
            let Some(oldest) = station.waiting.front() else {
                return;
            };
            if station.idle == 0 {
                return;
            }
            let due = oldest.arrived + self.limits.delay;
            if due > self.now && station.waiting.len() < self.limits.max_batch {
                if station.collecting == 0 {
                    let engine = station.idle.trailing_zeros();
                    station.collecting = 1 << engine;
                    let number = self.limits.number(slot, engine);
                    self.calendar.set(number, Key::new(due, Rank::BatchTimer));
                }
                return;
            }
            self.start_batch(slot);
        }
    }

    #[inline]
    fn start_batch(&mut self, slot: u32) {
        let station = &mut self.stations[index(slot)];
        let chosen = if station.collecting == 0 { station.idle } else { station.collecting };
        let engine = chosen.trailing_zeros();
        station.begin(engine, self.now);
        let (mut size, mut work) = (0, 0.0);
        let mut abandoned = 0;
        while size < self.limits.max_batch
            && let Some(request) = station.waiting.pop_front()
        {
            if self.now - request.arrived >= self.limits.timeout {
                abandoned += 1;
                give_up(&mut self.ledger, &mut self.record, &mut self.crowd, request, self.now);
                continue;
            }
            size += 1;
            work += request.work;
            station.serving[index(engine)].push(request);
        }
        self.outstanding[index(slot)] -= abandoned;
        if size == 0 {
            station.end(engine, self.now);
            let number = self.limits.number(slot, engine);
            return self.calendar.set(number, Key::NEVER);
        }
        let ends = self.now + self.scenario.service.batch(size, work);
        let number = self.limits.number(slot, engine);
        self.calendar.set(number, Key::new(ends, Rank::BatchEnd));
    }

    /// Answers the requests of a batch.
    #[inline]
    fn finish(&mut self, slot: u32, engine: u32) {
        let station = &mut self.stations[index(slot)];
        station.end(engine, self.now);
        let mut batch = std::mem::take(&mut station.serving[index(engine)]);
        station.counters.completed += count(batch.len());
        self.outstanding[index(slot)] -= small(batch.len());
        for request in batch.drain(..) {
            self.answer(slot, request);
        }
        self.stations[index(slot)].serving[index(engine)] = batch;
    }

    /// Answers a request, if its client still waits.
    #[inline]
    pub(super) fn answer(&mut self, slot: u32, request: Request) {
        let now = self.now;
        let sojourn = now - request.arrived;
        if !self.bounds.is_empty() {
            self.stations[index(slot)].counters.buckets[bucket(&self.bounds, sojourn)] += 1;
        }
        let latency = sojourn + self.scenario.network;
        if latency > self.limits.timeout {
            return give_up(&mut self.ledger, &mut self.record, &mut self.crowd, request, now);
        }
        self.ledger.leave(request.arrived, now);
        self.ledger.done += 1;
        self.record.done(request.arrived, sojourn);
        if let (Some(crowd), Some(client)) = (&mut self.crowd, request.client) {
            crowd.answer(client, now, latency);
        }
    }

    /// A request finds no room.
    fn reject(&mut self, request: Request) {
        self.ledger.rejected += 1;
        if let Some(slot) = self.record.arriving(self.now) {
            slot.rejected += 1;
        }
        fail(&mut self.crowd, request, self.now);
    }

    /// A request is sent to a pod that is gone.
    fn lose(&mut self, request: Request) {
        self.ledger.lost += 1;
        if let Some(slot) = self.record.leaving(request.arrived) {
            slot.lost += 1;
        }
        fail(&mut self.crowd, request, self.now);
    }

    /// Everything in a pod dies with it.
    pub(super) fn lose_all(&mut self, slot: u32) {
        let requests = self.stations[index(slot)].empty(self.now);
        for request in requests {
            self.ledger.leave(request.arrived, self.now);
            self.lose(request);
        }
        self.outstanding[index(slot)] = 0;
        for engine in 0..self.limits.engines {
            self.calendar.set(self.limits.number(slot, engine), Key::NEVER);
        }
    }
}

/// The client of a request is gone when its turn comes or its answer is ready.
///
/// A client of the load test goes on when the server notices, not when its own patience ends.
#[cold]
pub(super) fn give_up(
    ledger: &mut super::Ledger,
    record: &mut super::Record,
    crowd: &mut Option<Crowd>,
    request: Request,
    now: Nanos,
) {
    ledger.leave(request.arrived, now);
    ledger.timed_out += 1;
    if let Some(slot) = record.leaving(request.arrived) {
        slot.timed_out += 1;
    }
    fail(crowd, request, now);
}

fn fail(crowd: &mut Option<Crowd>, request: Request, now: Nanos) {
    if let (Some(crowd), Some(client)) = (crowd, request.client) {
        crowd.fail(client, now);
    }
}
