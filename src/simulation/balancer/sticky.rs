//! Clients that stay with a pod.

use super::Slot;
use crate::queueing::Share;
use crate::simulation::number::{count, index, place, small};
use crate::simulation::random::{Stream, spread};
use crate::simulation::scenario::Pin;

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
}

impl Clients {
    pub(super) fn new(clients: u32, largest_share: Share, pin: Pin, mut stream: Stream) -> Self {
        let salt = stream.bits();
        Self {
            stream,
            pin,
            largest: largest_share.value(),
            others: clients.saturating_sub(1),
            salt,
            pins: vec![UNPINNED; index(clients)],
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
    pub(super) fn pod(&mut self, targets: &[Slot], choice: &mut Stream) -> Slot {
        let client = self.client();
        match self.pin {
            Pin::Hashed => {
                let hash = spread(u64::from(client) ^ self.salt);
                targets[place(hash % count(targets.len()))]
            }
            Pin::Kept => {
                let pin = &mut self.pins[index(client)];
                if *pin == UNPINNED {
                    *pin = targets[index(choice.below(small(targets.len())))];
                }
                *pin
            }
        }
    }

    fn client(&mut self) -> u32 {
        let of_largest = self.stream.uniform() <= self.largest;
        let other = self.stream.below(self.others);
        if of_largest || self.others == 0 { 0 } else { other + 1 }
    }
}
