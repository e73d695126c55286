//! Clients that stay with a pod.

use super::Slot;
use crate::queueing::Share;
use crate::simulation::number::{count, index, place, small};
use crate::simulation::random::{Stream, spread};
use crate::simulation::scenario::Pin;
use crate::simulation::time::Nanos;

const UNPINNED: Slot = Slot::MAX;

/// The clients and where they are pinned.
#[derive(Debug)]
pub(super) struct Clients {
    stream: Stream,
    pin: Pin,
    /// Share of the requests that the largest client sends.
    largest: f64,
    others: u32,
    /// Makes the hashes of two replications differ.
    salt: u64,
    pins: Vec<Slot>,
    /// When the visit of each ends; empty if nobody leaves.
    ends: Vec<Nanos>,
}

impl Clients {
    pub(super) fn new(clients: u32, largest_share: Share, pin: Pin, mut stream: Stream) -> Self {
        let salt = stream.bits();
        let visitors = if matches!(pin, Pin::Visits(_)) { clients } else { 0 };
        Self {
            stream,
            pin,
            largest: largest_share.value(),
            others: clients.saturating_sub(1),
            salt,
            pins: vec![UNPINNED; index(clients)],
            ends: vec![Nanos::ZERO; index(visitors)],
        }
    }

    /// Unpins the clients of a pod that leaves.
    pub(super) fn forget(&mut self, slot: Slot) {
        for pin in &mut self.pins {
            if *pin == slot {
                *pin = UNPINNED;
            }
        }
    }

    /// The pod of the client that sends the next request.
    pub(super) fn pod(&mut self, targets: &[Slot], choice: &mut Stream, now: Nanos) -> Slot {
        let client = self.client();
        if let Pin::Visits(mean) = self.pin {
            self.take_leave(client, mean, choice, now);
        }
        match self.pin {
            Pin::Hashed => {
                let hash = spread(u64::from(client) ^ self.salt);
                targets[place(hash % count(targets.len()))]
            }
            Pin::Kept | Pin::Visits(_) => {
                let pin = &mut self.pins[index(client)];
                if *pin == UNPINNED {
                    *pin = targets[index(choice.below(small(targets.len())))];
                }
                *pin
            }
        }
    }

    /// Another client takes the place of one whose visit is over.
    fn take_leave(&mut self, client: u32, mean: Nanos, choice: &mut Stream, now: Nanos) {
        let end = &mut self.ends[index(client)];
        if now >= *end {
            *end = now + Nanos::of_seconds(mean.as_seconds() * choice.exponential());
            self.pins[index(client)] = UNPINNED;
        }
    }

    fn client(&mut self) -> u32 {
        let of_largest = self.stream.uniform() <= self.largest;
        let other = self.stream.below(self.others);
        if of_largest || self.others == 0 { 0 } else { other + 1 }
    }
}
