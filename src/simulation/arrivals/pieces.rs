//! A Poisson process whose rate is linear between moments, by inversion: exact, and one draw for each arrival.
//! [R. W. Klein and S. D. Roberts, "A time-varying Poisson arrival process generator", 1984]

use crate::simulation::time::Nanos;

/// Rate over a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// Rate at its beginning, per second.
    from: f64,
    /// Rate at its end, per second.
    to: f64,
    /// Its end.
    until: Nanos,
}

impl Piece {
    pub(super) const fn new(from: f64, to: f64, until: Nanos) -> Self {
        Self { from, to, until }
    }
}

/// The stretches one after the other.
#[derive(Debug)]
pub(super) struct Pieces {
    list: Vec<Piece>,
    current: usize,
    /// Where the current piece begins.
    start: Nanos,
    /// Change of its rate in a second.
    slope: f64,
}

impl Pieces {
    pub(super) fn new(pieces: Vec<Piece>) -> Self {
        let mut this = Self { list: pieces, current: 0, start: Nanos::ZERO, slope: 0.0 };
        this.enter();
        this
    }

    /// The moment by which so many arrivals are expected after `now`.
    pub(super) fn after(&mut self, now: Nanos, mut expected: f64) -> Nanos {
        let mut now = now;
        while let Some(piece) = self.list.get(self.current) {
            let rate = self.rate(piece, now);
            let wait = wait(rate, self.slope, expected);
            let at = now + Nanos::of_seconds(wait);
            if wait.is_finite() && at < piece.until {
                return at;
            }
            let left = (piece.until - now).as_seconds();
            expected = (expected - (rate + self.slope * left / 2.0) * left).max(0.0);
            now = piece.until;
            self.current += 1;
            self.start = now;
            self.enter();
        }
        Nanos::NEVER
    }

    #[inline]
    fn rate(&self, piece: &Piece, now: Nanos) -> f64 {
        if self.is_flat() {
            return piece.from;
        }
        piece.from + self.slope * (now - self.start).as_seconds()
    }

    /// Whether the rate of the current piece stays the same.
    fn is_flat(&self) -> bool {
        self.slope.abs() <= 0.0
    }

    fn enter(&mut self) {
        self.slope = self.list.get(self.current).map_or(0.0, |piece| {
            let length = (piece.until - self.start).as_seconds();
            let change = piece.to - piece.from;
            if length > 0.0 { change / length } else { 0.0 }
        });
    }
}

/// The `x` at which `rate x + slope x^2 / 2` reaches `expected`; infinite if it never does.
fn wait(rate: f64, slope: f64, expected: f64) -> f64 {
    if slope.abs() <= 0.0 {
        return expected / rate;
    }
    let discriminant = rate * rate + 2.0 * slope * expected;
    if discriminant < 0.0 {
        return f64::INFINITY;
    }
    2.0 * expected / (rate + libm::sqrt(discriminant))
}
