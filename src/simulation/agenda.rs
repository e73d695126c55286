//! The order of what happens, and the agenda of everything that happens rarely.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::time::Nanos;

/// What goes first among things that happen in the same nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A pod changes, or something fails.
    Pod,
    /// A batch ends.
    BatchEnd,
    /// A batch that is not full has waited long enough.
    BatchTimer,
    /// A request arrives.
    Arrival,
    /// A pod is scraped.
    Scrape,
    /// The autoscaler looks.
    Sync,
}

/// A moment with a rank: time first, then rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

const RANK_BITS: u32 = 3;

impl Key {
    /// Later than everything.
    pub(super) const NEVER: Self = Self(u64::MAX);

    /// The key of something at a moment; a moment after 73 years never comes.
    #[expect(clippy::as_conversions, reason = "the number of a rank is its discriminant")]
    pub(super) const fn new(at: Nanos, rank: Rank) -> Self {
        let at = at.get();
        if at >> (u64::BITS - RANK_BITS) != 0 {
            return Self::NEVER;
        }
        Self((at << RANK_BITS) | rank as u64)
    }

    /// The moment.
    pub(super) const fn at(self) -> Nanos {
        Nanos::new(self.0 >> RANK_BITS)
    }

    /// Whether it is the end of a batch.
    pub(super) const fn is_batch_end(self) -> bool {
        self.0 & 0b111 == 1
    }
}

/// A step in the life of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Its node is ordered; from here on its GPUs are paid for.
    Placed,
    /// Its container runs.
    Started,
    /// Its model is loaded: it has metrics.
    Loaded,
    /// Its readiness probe has passed.
    Ready,
    /// The balancer sends it requests.
    InService,
    /// The balancer sends it no more.
    Deregistered,
    /// It is gone, with all it still has.
    Killed,
}

/// Something that happens rarely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A pod takes a step.
    Pod(u32, Step),
    /// The failure of this number strikes.
    Failure(u32),
    /// A pod is scraped.
    Scrape(u32),
    /// The autoscaler looks.
    Sync,
}

impl Event {
    const fn rank(self) -> Rank {
        match self {
            Self::Pod(..) | Self::Failure(_) => Rank::Pod,
            Self::Scrape(_) => Rank::Scrape,
            Self::Sync => Rank::Sync,
        }
    }
}

/// Rare events in the order of their keys, and of their entry if these are equal.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: BinaryHeap<Reverse<(Key, u64, Event)>>,
    entered: u64,
}

impl Agenda {
    /// Enters an event; one that never comes is left out.
    pub(super) fn enter(&mut self, at: Nanos, event: Event) {
        let key = Key::new(at, event.rank());
        if key != Key::NEVER {
            self.entries.push(Reverse((key, self.entered, event)));
            self.entered += 1;
        }
    }

    /// The key of the next event.
    pub(super) fn first(&self) -> Key {
        self.entries.peek().map_or(Key::NEVER, |entry| entry.0.0)
    }

    /// Takes the next event off.
    pub(super) fn take(&mut self) -> Option<Event> {
        self.entries.pop().map(|Reverse((_, _, event))| event)
    }
}

#[cfg(test)]
mod tests {
    use super::{Agenda, Event, Key, Rank, Step};
    use crate::simulation::time::Nanos;

    #[test]
    fn ties_go_by_rank_and_then_by_entry() {
        let mut agenda = Agenda::default();
        let at = Nanos::from_seconds(1);
        for event in [Event::Sync, Event::Scrape(9), Event::Scrape(2), Event::Pod(5, Step::Ready)] {
            agenda.enter(at, event);
        }
        let order: Vec<Event> = std::iter::from_fn(|| agenda.take()).collect();
        assert_eq!(order, [Event::Pod(5, Step::Ready), Event::Scrape(9), Event::Scrape(2), Event::Sync]);
    }

    #[test]
    fn keys_order_by_time_first() {
        let late = Key::new(Nanos::new(2), Rank::Pod);
        assert!(Key::new(Nanos::new(1), Rank::Sync) < late && late < Key::NEVER);
        assert_eq!(late.at(), Nanos::new(2));
        assert_eq!(Key::new(Nanos::NEVER, Rank::Pod), Key::NEVER);
    }
}
