//! Continuous batching: the requests in service share the engine and advance together, an iteration at a time.
//!
//! A request needs a number of iterations; an iteration takes longer the more requests are in service. What is kept is
//! the progress that every one of them makes, so that a request costs two events and not one for each token.

use super::Engine;
use super::serve::give_up;
use crate::simulation::agenda::{Key, Rank};
use crate::simulation::number::index;
use crate::simulation::scenario::Iterations;
use crate::simulation::station::{Request, Station};
use crate::simulation::time::Nanos;

impl Engine<'_> {
    /// Takes in what waits, for as long as there is room in the batch, and finds when the next request is done.
    pub(super) fn share(&mut self, slot: u32, iterations: Iterations) {
        let (now, most) = (self.now, self.limits.max_batch);
        let station = &mut self.stations[index(slot)];
        advance(station, now, iterations);
        let mut abandoned = 0;
        while station.serving[0].len() < most
            && let Some(request) = station.waiting.pop_front()
        {
            if now - request.arrived >= self.limits.timeout {
                abandoned += 1;
                give_up(&mut self.ledger, &mut self.record, &mut self.crowd, request, now);
                continue;
            }
            // From here on its work is the progress at which it is done.
            let work = station.progress + request.work * iterations.count;
            station.serving[0].push(Request { work, ..request });
        }
        self.outstanding[index(slot)] -= abandoned;
        let in_service = station.serving[0].len();
        station.idle = u64::from(in_service < most);
        station.works(in_service > 0, now);
        let due = first_done(station).map_or(Key::NEVER, |place| {
            let left = (station.serving[0][place].work - station.progress).max(0.0);
            Key::new(now + Nanos::of_seconds(left * iterations.time(in_service)), Rank::BatchEnd)
        });
        self.calendar.set(slot, due);
    }

    /// Answers the request that is done.
    pub(super) fn shared_due(&mut self, slot: u32, iterations: Iterations) {
        let now = self.now;
        let station = &mut self.stations[index(slot)];
        advance(station, now, iterations);
        if let Some(place) = first_done(station) {
            let request = station.serving[0].swap_remove(place);
            station.progress = station.progress.max(request.work);
            station.counters.completed += 1;
            self.outstanding[index(slot)] -= 1;
            self.answer(slot, request);
        }
        self.share(slot, iterations);
        if self.stations[index(slot)].ends && self.outstanding[index(slot)] == 0 {
            self.end_in_slot(slot);
        }
    }
}

/// Brings the progress up to a moment.
fn advance(station: &mut Station, now: Nanos, iterations: Iterations) {
    let in_service = station.serving[0].len();
    if in_service > 0 {
        station.progress += (now - station.progressed_until).as_seconds() / iterations.time(in_service);
    }
    station.progressed_until = now;
}

/// The place of the request that is done next.
fn first_done(station: &Station) -> Option<usize> {
    let places = station.serving[0].iter().enumerate();
    places.min_by(|(_, a), (_, b)| a.work.total_cmp(&b.work)).map(|(place, _)| place)
}
