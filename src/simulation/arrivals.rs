//! The next arrival of open traffic.

mod modulated;
mod pieces;
mod wave;

use std::sync::Arc;

use modulated::Modulated;
use pieces::{Piece, Pieces};
use wave::Wave;

use super::random::{Purpose, Stream};
use super::scenario::{Burst, Scenario, Traffic};
use super::time::Nanos;
use super::trace::Trace;

/// Open traffic as it comes, on the clock of the run.
#[derive(Debug)]
pub(super) struct Arrivals {
    stream: Stream,
    law: Law,
}

#[derive(Debug)]
enum Law {
    Pieces(Pieces),
    Modulated(Box<Modulated>),
    Wave(Wave),
    Replay { trace: Arc<Trace>, next: usize, start: Nanos },
}

/// An arrival of open traffic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Arrival {
    /// When.
    pub(super) at: Nanos,
    /// Its work, where the traffic says so.
    pub(super) work: f64,
}

impl Arrival {
    /// None ever.
    pub(super) const NEVER: Self = Self { at: Nanos::NEVER, work: 1.0 };
}

impl Arrivals {
    /// The traffic of a replication. The measurement starts `lead` after the clock.
    pub(super) fn new(scenario: &Scenario, replication: u32) -> Self {
        let lead = scenario.lead();
        let modulation = || Stream::new(scenario.seed, Purpose::Modulation, replication);
        Self {
            stream: Stream::new(scenario.seed, Purpose::Arrival, replication),
            law: law(&scenario.traffic, lead, modulation),
        }
    }

    /// The first arrival after a moment, which has to be that of the arrival before.
    pub(super) fn after(&mut self, now: Nanos) -> Arrival {
        let stream = &mut self.stream;
        let at = match &mut self.law {
            Law::Pieces(pieces) => pieces.after(now, stream.exponential()),
            Law::Modulated(states) => states.after(now, stream.exponential()),
            Law::Wave(wave) => wave.after(now, stream),
            Law::Replay { trace, next, start } => {
                let request = trace.requests().get(*next);
                *next += 1;
                return request
                    .map_or(Arrival::NEVER, |request| Arrival { at: *start + request.at, work: request.work });
            }
        };
        Arrival { at, work: 1.0 }
    }
}

fn law(traffic: &Traffic, lead: Nanos, modulation: impl Fn() -> Stream) -> Law {
    let flat = |rate: f64, until: Nanos| Piece::new(rate, rate, until);
    let pieces = match traffic {
        Traffic::Constant(rate) => vec![flat(rate.value(), Nanos::NEVER)],
        Traffic::Step { before, after, at } => {
            vec![flat(before.value(), lead + *at), flat(after.value(), Nanos::NEVER)]
        }
        Traffic::Ramp { from, to, start, end } => vec![
            flat(from.value(), lead + *start),
            Piece::new(from.value(), to.value(), lead + *end),
            flat(to.value(), Nanos::NEVER),
        ],
        Traffic::Burst(burst) => burst_pieces(burst, lead),
        Traffic::Diurnal(day) => return Law::Wave(Wave::new(day, lead)),
        Traffic::Modulated(states) => {
            return Law::Modulated(Box::new(Modulated::new(states, modulation())));
        }
        Traffic::Replay(trace) => {
            return Law::Replay { trace: Arc::clone(trace), next: 0, start: lead };
        }
    };
    Law::Pieces(Pieces::new(pieces))
}

fn burst_pieces(burst: &Burst, lead: Nanos) -> Vec<Piece> {
    let (base, peak) = (burst.base.value(), burst.peak.value());
    let rise = lead + burst.at;
    let top = rise + burst.rise;
    let fall = top + burst.hold;
    let end = fall + burst.fall;
    vec![
        Piece::new(base, base, rise),
        Piece::new(base, peak, top),
        Piece::new(peak, peak, fall),
        Piece::new(peak, base, end),
        Piece::new(base, base, Nanos::NEVER),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Arrivals, Scenario, Traffic};
    use crate::queueing::{PerSecond, QueueRoom};
    use crate::simulation::scenario::{Burst, Diurnal, LoadState, Service, WarmUp};
    use crate::simulation::time::Nanos;

    fn rate(per_second: f64) -> PerSecond {
        PerSecond::new(per_second)
    }

    /// Arrivals of each minute of half an hour.
    fn minutes(traffic: Traffic) -> Vec<i32> {
        let service = Service::measured(vec![Nanos::from_millis(1)]);
        let mut scenario = Scenario::fixed(service, QueueRoom::Unbounded, 1, traffic);
        scenario.warm_up = WarmUp::Transient(Nanos::ZERO);
        let mut arrivals = Arrivals::new(&scenario, 0);
        let mut counts = vec![0; 30];
        let mut now = arrivals.after(Nanos::ZERO).at;
        while now < Nanos::from_minutes(30) {
            counts[usize::try_from(now / Nanos::from_minutes(1)).expect("a minute")] += 1;
            now = arrivals.after(now).at;
        }
        counts
    }

    /// Whether a Poisson count is within five standard deviations of its mean.
    fn near(count: i32, mean: f64) -> bool {
        (f64::from(count) - mean).abs() < 5.0 * mean.sqrt()
    }

    #[test]
    fn a_step_changes_the_rate_at_its_moment() {
        let at = Nanos::from_minutes(10);
        let (before, after) = (rate(50.0), rate(200.0));
        let counts = minutes(Traffic::Step { before, after, at });
        assert!(near(counts[9], 3000.0) && near(counts[10], 12_000.0));
    }

    #[test]
    fn a_ramp_rises_evenly_and_a_burst_goes_back() {
        let (start, end) = (Nanos::from_minutes(10), Nanos::from_minutes(20));
        let (from, to) = (rate(0.0), rate(100.0));
        let counts = minutes(Traffic::Ramp { from, to, start, end });
        assert_eq!(counts[9], 0);
        assert!(near(counts[10], 300.0) && near(counts[19], 5700.0) && near(counts[20], 6000.0));
        let five = Nanos::from_minutes(5);
        let (base, peak) = (rate(10.0), rate(110.0));
        let burst = Burst { base, peak, at: five, rise: five, hold: five, fall: five };
        let counts = minutes(Traffic::Burst(burst));
        assert!(near(counts[7], 3600.0) && near(counts[12], 6600.0) && near(counts[25], 600.0));
    }

    #[test]
    fn a_wave_peaks_where_it_should() {
        let day = Diurnal {
            mean: rate(50.0),
            swing: 0.9,
            period: Nanos::from_minutes(20),
            peak_at: Nanos::from_seconds(10 * 60 + 30),
        };
        let counts = minutes(Traffic::Diurnal(day));
        // Over a minute about the peak the cosine averages sin(x)/x with x = pi/20, that is 0.9959.
        assert!(near(counts[10], 3000.0 * (1.0 + 0.9 * 0.9959)));
        assert!(near(counts[20], 3000.0 * (1.0 - 0.9 * 0.9959)));
    }

    #[test]
    fn modulated_traffic_spends_its_time_in_each_state() {
        let states = [(10.0, 10), (200.0, 30)]
            .map(|(per_second, stay)| LoadState { rate: rate(per_second), stay: Nanos::from_seconds(stay) });
        let total: i32 = minutes(Traffic::Modulated(states.to_vec())).iter().sum();
        assert!((f64::from(total) / 1800.0 / 152.5 - 1.0).abs() < 0.25, "{total}");
    }
}
