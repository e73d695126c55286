//! A 4-ary heap whose entries know where they stand, so that each engine has one entry that moves.
//! [D. B. Johnson, "Priority queues with update and finding minimum spanning trees", 1975]

use crate::simulation::agenda::Key;
use crate::simulation::number::{index, small};

const CHILDREN: usize = 4;

/// Keys of engines, the first at the front.
#[derive(Debug)]
pub(super) struct Heap {
    entries: Vec<(Key, u32)>,
    /// Where the entry of each engine stands.
    places: Vec<u32>,
}

impl Heap {
    pub(super) fn new(keys: &[Key]) -> Self {
        let mut entries: Vec<(Key, u32)> = keys.iter().copied().zip(0..).collect();
        // A sorted list is a heap.
        entries.sort_unstable();
        let mut places = vec![0; entries.len()];
        for (place, (_, engine)) in entries.iter().enumerate() {
            places[index(*engine)] = small(place);
        }
        Self { entries, places }
    }

    pub(super) fn first(&self) -> (Key, u32) {
        self.entries.first().copied().unwrap_or((Key::NEVER, 0))
    }

    pub(super) fn set(&mut self, engine: u32, key: Key) {
        let place = index(self.places[index(engine)]);
        let entry = (key, engine);
        let rises = entry < self.entries[place];
        self.entries[place] = entry;
        if rises {
            self.rise(place);
        } else {
            self.sink(place);
        }
    }

    fn rise(&mut self, mut place: usize) {
        let entry = self.entries[place];
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if self.entries[parent] <= entry {
                break;
            }
            self.put(place, self.entries[parent]);
            place = parent;
        }
        self.put(place, entry);
    }

    fn sink(&mut self, mut place: usize) {
        let entry = self.entries[place];
        loop {
            let first = place * CHILDREN + 1;
            let end = (first + CHILDREN).min(self.entries.len());
            let least = (first..end).min_by_key(|child| self.entries[*child]);
            let Some(child) = least.filter(|child| self.entries[*child] < entry) else {
                break;
            };
            self.put(place, self.entries[child]);
            place = child;
        }
        self.put(place, entry);
    }

    fn put(&mut self, place: usize, entry: (Key, u32)) {
        self.entries[place] = entry;
        self.places[index(entry.1)] = small(place);
    }
}
