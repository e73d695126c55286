//! When each engine is done: the hot part of the event list.
//!
//! Up to 32 entries a flat array is searched for its minimum, above that a 4-ary heap is kept; the order is the same:
//! by key, and by the number of the engine if the keys are equal.

mod heap;

use heap::Heap;

use super::agenda::Key;
use super::number::index;

/// Entries up to which a flat array is faster.
const FLAT: usize = 32;

/// One key for each engine.
#[derive(Debug)]
pub(super) struct Calendar {
    keys: Vec<Key>,
    /// Where the first key stands; stale while it has to be looked for.
    first: (Key, u32),
    stale: bool,
    heap: Option<Heap>,
    flat: usize,
}

impl Calendar {
    pub(super) fn new() -> Self {
        Self::with_flat(FLAT)
    }

    /// A calendar that is flat up to so many entries.
    pub(super) fn with_flat(flat: usize) -> Self {
        Self { keys: Vec::new(), first: (Key::NEVER, 0), stale: false, heap: None, flat }
    }

    /// Makes room for so many engines; new ones are idle.
    pub(super) fn grow(&mut self, engines: usize) {
        if engines > self.keys.len() {
            self.keys.resize(engines, Key::NEVER);
        }
        if self.keys.len() > self.flat {
            self.heap = Some(Heap::new(&self.keys));
        }
    }

    /// The first key and its engine.
    #[inline]
    pub(super) fn first(&mut self) -> (Key, u32) {
        if self.stale {
            self.first = self.search();
            self.stale = false;
        }
        self.first
    }

    /// Sets the key of an engine.
    #[inline]
    pub(super) fn set(&mut self, engine: u32, key: Key) {
        self.keys[index(engine)] = key;
        if let Some(heap) = &mut self.heap {
            heap.set(engine, key);
            self.first = heap.first();
        } else if engine == self.first.1 {
            self.stale = true;
        } else if !self.stale && (key, engine) < self.first {
            self.first = (key, engine);
        }
    }

    fn search(&self) -> (Key, u32) {
        let mut first = (Key::NEVER, 0);
        for (key, engine) in self.keys.iter().zip(0..) {
            if *key < first.0 {
                first = (*key, engine);
            }
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, Key};
    use crate::simulation::agenda::Rank;
    use crate::simulation::random::{Purpose, Stream};
    use crate::simulation::time::Nanos;

    #[test]
    fn heap_and_array_agree() {
        let mut stream = Stream::new(1, Purpose::Work, 0);
        let mut flat = Calendar::with_flat(1000);
        let mut heap = Calendar::with_flat(0);
        for _ in 0..20_000 {
            let engines = 1 + stream.below(60);
            flat.grow(usize::try_from(engines).expect("small"));
            heap.grow(usize::try_from(engines).expect("small"));
            let engine = stream.below(engines);
            let key = match stream.below(4) {
                0 => Key::NEVER,
                _ => Key::new(Nanos::new(u64::from(stream.below(200))), Rank::BatchEnd),
            };
            flat.set(engine, key);
            heap.set(engine, key);
            let (first, other) = (flat.first(), heap.first());
            assert_eq!(first.0, other.0);
            assert!(first == other || first.0 == Key::NEVER);
        }
    }
}
