//! A Poisson process whose rate jumps between states.

use crate::simulation::number::{index, small};
use crate::simulation::random::Stream;
use crate::simulation::scenario::LoadState;
use crate::simulation::time::Nanos;

/// The states and which of them holds.
#[derive(Debug)]
pub(super) struct Modulated {
    states: Vec<LoadState>,
    current: u32,
    until: Nanos,
    stream: Stream,
}

impl Modulated {
    pub(super) fn new(states: &[LoadState], mut stream: Stream) -> Self {
        let current = stream.below(small(states.len()));
        let mut this = Self { states: states.to_vec(), current, until: Nanos::ZERO, stream };
        this.stay();
        this
    }

    /// The moment by which so many arrivals are expected after `now`.
    pub(super) fn after(&mut self, now: Nanos, mut expected: f64) -> Nanos {
        let mut now = now;
        loop {
            let rate = self.states[index(self.current)].rate.value();
            let wait = expected / rate;
            let at = now + Nanos::of_seconds(wait);
            if wait.is_finite() && at < self.until {
                return at;
            }
            if self.until == Nanos::NEVER {
                return Nanos::NEVER;
            }
            expected = (expected - rate * (self.until - now).as_seconds()).max(0.0);
            now = self.until;
            self.jump();
        }
    }

    fn jump(&mut self) {
        let others = small(self.states.len()) - 1;
        if others > 0 {
            let chosen = self.stream.below(others);
            self.current = chosen + u32::from(chosen >= self.current);
        }
        self.stay();
    }

    fn stay(&mut self) {
        let mean = self.states[index(self.current)].stay.as_seconds();
        let stay = Nanos::of_seconds(mean * self.stream.exponential());
        self.until = self.until + stay.max(Nanos::new(1));
    }
}
