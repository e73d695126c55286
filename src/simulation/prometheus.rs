//! Scrapes of a pod, and the values that a query makes of them.

use std::collections::VecDeque;

use super::number::real;
use super::scenario::{Counted, Signal};
use super::station::Counters;
use super::time::Nanos;

/// What a scrape saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scrape {
    pub(super) at: Nanos,
    pub(super) counters: Counters,
    pub(super) waiting: u64,
    pub(super) in_flight: u64,
}

/// The scrapes of a pod that a query may still need.
#[derive(Clone, Debug, Default)]
pub(super) struct Scrapes(VecDeque<Scrape>);

/// How long a sample stands for its series. [Prometheus, `--query.lookback-delta`]
const LOOKBACK: Nanos = Nanos::from_minutes(5);

/// What a rate is computed from: two scrapes of a range and how they lie in it. Times in seconds.
struct Range<'a> {
    first: &'a Scrape,
    last: &'a Scrape,
    window: f64,
    /// From the first scrape to the last.
    sampled: f64,
    /// From one scrape to the next, on average.
    average: f64,
    /// From the start of the range to the first scrape.
    before: f64,
    /// From the last scrape to the end of the range.
    after: f64,
}

impl Scrapes {
    /// Adds a scrape and forgets what no range reaches any more.
    pub(super) fn add(&mut self, scrape: Scrape, window: Nanos) {
        let keep = scrape.at - window;
        while self.0.len() > 1 && self.0.front().is_some_and(|first| first.at < keep) {
            self.0.pop_front();
        }
        self.0.push_back(scrape);
    }

    /// The value of a signal at a moment; none while there are too few scrapes.
    pub(super) fn read(&self, signal: &Signal, bounds: &[Nanos], now: Nanos, window: Nanos) -> Option<f64> {
        match signal {
            Signal::Requests(counted) => self.requests(*counted, now, window),
            Signal::Load { idle, per_request, counted } => {
                let rate = self.requests(*counted, now, window)?;
                Some(idle + per_request * rate)
            }
            Signal::Busy { scale } => {
                let busy = self.rate(now, window, |scrape| scrape.counters.busy.as_seconds());
                busy.map(|busy| busy * scale)
            }
            Signal::Waiting => self.latest(now).map(|scrape| real(scrape.waiting)),
            Signal::InFlight => self.latest(now).map(|scrape| real(scrape.in_flight)),
            Signal::Latency { level, buckets } => {
                let range = self.range(now, window)?;
                let counts = cumulative(&range, bounds, buckets);
                Some(histogram_quantile(level.value(), buckets, &counts))
            }
            Signal::Constant(_) | Signal::Scripted(_) => None,
        }
    }

    fn latest(&self, now: Nanos) -> Option<&Scrape> {
        self.0.back().filter(|scrape| now - scrape.at < LOOKBACK)
    }

    fn requests(&self, counted: Counted, now: Nanos, window: Nanos) -> Option<f64> {
        self.rate(now, window, |scrape| {
            real(match counted {
                Counted::Received => scrape.counters.received,
                Counted::Completed => scrape.counters.completed,
            })
        })
    }

    fn rate(&self, now: Nanos, window: Nanos, counter: impl Fn(&Scrape) -> f64) -> Option<f64> {
        let range = self.range(now, window)?;
        Some(range.rate(counter(range.first), counter(range.last)))
    }

    /// The scrapes within `(now - window, now]`, if there are two. [Prometheus, `promql/functions.go`, `extrapolatedRate`]
    fn range(&self, now: Nanos, window: Nanos) -> Option<Range<'_>> {
        let start = now - window;
        let mut inside = self.0.iter().filter(|scrape| scrape.at > start && scrape.at <= now);
        let first = inside.next()?;
        let mut steps = 0;
        let mut last = first;
        for scrape in inside {
            steps += 1;
            last = scrape;
        }
        if steps == 0 {
            return None;
        }
        let sampled = (last.at - first.at).as_seconds();
        Some(Range {
            first,
            last,
            window: window.as_seconds(),
            sampled,
            average: sampled / f64::from(steps),
            before: (first.at - start).as_seconds(),
            after: (now - last.at).as_seconds(),
        })
    }
}

impl Range<'_> {
    /// The rate of a counter that went from `low` to `high`: the ends of the range are filled in as far as scrapes are
    /// usually apart, but never below a counter of zero.
    fn rate(&self, low: f64, high: f64) -> f64 {
        const FAR: f64 = 1.1;
        let increase = high - low;
        let near = |gap: f64| {
            if gap >= self.average * FAR { self.average / 2.0 } else { gap }
        };
        let mut start = near(self.before);
        if increase > 0.0 && low >= 0.0 {
            start = start.min(self.sampled * (low / increase));
        }
        increase * (self.sampled + start + near(self.after)) / self.sampled / self.window
    }
}

/// Increases up to each bucket bound, and of all.
fn cumulative(range: &Range<'_>, bounds: &[Nanos], buckets: &[Nanos]) -> Vec<f64> {
    let increase = |upto: usize| -> u64 {
        let sum = |scrape: &Scrape| -> u64 { scrape.counters.buckets[..upto].iter().sum() };
        sum(range.last) - sum(range.first)
    };
    let upto = |bucket: &Nanos| bounds.partition_point(|bound| bound <= bucket);
    let finite = buckets.iter().map(|bucket| real(increase(upto(bucket))));
    let all = real(increase(range.last.counters.buckets.len()));
    finite.chain([all]).collect()
}

/// A quantile in seconds, linear within its bucket; in the last one its lower bound. 0 while nothing was counted, as the
/// adapter makes of a value that is no number. [Prometheus, `promql/quantile.go`, `bucketQuantile`]
fn histogram_quantile(level: f64, buckets: &[Nanos], counts: &[f64]) -> f64 {
    let total = counts.last().copied().unwrap_or(0.0);
    if total <= 0.0 || buckets.is_empty() {
        return 0.0;
    }
    let rank = level * total;
    let bucket = counts.iter().take_while(|below| **below < rank).count();
    let bound = |index: usize| buckets[index].as_seconds();
    if bucket >= buckets.len() {
        return bound(buckets.len() - 1);
    }
    let (start, before) = match bucket.checked_sub(1) {
        Some(below) => (bound(below), counts[below]),
        None => (0.0, 0.0),
    };
    start + (bound(bucket) - start) * (rank - before) / (counts[bucket] - before)
}

/// The bucket of a latency among rising bounds; the last one has no bound.
pub(super) fn bucket(bounds: &[Nanos], latency: Nanos) -> usize {
    bounds.partition_point(|bound| *bound < latency)
}

/// The value of a script at a moment: that of its last entry until then, 0 before the first.
pub(super) fn scripted(script: &[(Nanos, f64)], now: Nanos) -> f64 {
    let past = script.iter().take_while(|(at, _)| *at <= now);
    past.last().map_or(0.0, |(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::{Scrape, Scrapes, bucket, histogram_quantile, scripted};
    use crate::simulation::scenario::{Counted, Signal};
    use crate::simulation::station::Counters;
    use crate::simulation::time::Nanos;

    fn s(seconds: u64) -> Nanos {
        Nanos::from_seconds(seconds)
    }

    fn scrapes(samples: &[(u64, u64)]) -> Scrapes {
        let mut scrapes = Scrapes::default();
        for (at, received) in samples {
            let counters = Counters { received: *received, ..Counters::default() };
            let scrape = Scrape { at: s(*at), counters, waiting: 0, in_flight: 0 };
            scrapes.add(scrape, s(60));
        }
        scrapes
    }

    fn received(scrapes: &Scrapes, now: u64) -> Option<f64> {
        let signal = Signal::Requests(Counted::Received);
        scrapes.read(&signal, &[], s(now), s(60))
    }

    #[test]
    fn a_rate_needs_two_scrapes_and_is_extrapolated_to_the_window() {
        assert_eq!(received(&scrapes(&[(10, 100)]), 12), None);
        // 50 a second: the gap of 2 s at the end is filled in, the one at the start by half an interval.
        let two = received(&scrapes(&[(100, 5000), (115, 5750)]), 117);
        assert!((two.expect("two") - 50.0 * (15.0 + 7.5 + 2.0) / 60.0).abs() < 1e-9);
        let full: Vec<(u64, u64)> = (0..9).map(|i| (100 + 15 * i, 5000 + 750 * i)).collect();
        assert!((received(&scrapes(&full), 227).expect("four") - 50.0).abs() < 1e-9);
    }

    #[test]
    fn a_counter_is_never_extrapolated_below_zero() {
        let fresh = received(&scrapes(&[(100, 10), (115, 760)]), 115);
        assert!((fresh.expect("two") - 750.0 * (15.0 + 0.2) / 15.0 / 60.0).abs() < 1e-9);
    }

    #[test]
    fn old_scrapes_are_forgotten() {
        let many: Vec<(u64, u64)> = (0..99).map(|i| (15 * i, i)).collect();
        assert!(scrapes(&many).0.len() <= 6);
    }

    #[test]
    fn a_quantile_is_linear_within_its_bucket_and_stops_at_the_last_bound() {
        let buckets = [Nanos::from_millis(100), Nanos::from_millis(200)];
        let median = histogram_quantile(0.5, &buckets, &[20.0, 80.0, 100.0]);
        assert!((median - 0.15).abs() < 1e-12);
        assert!((histogram_quantile(0.95, &buckets, &[20.0, 80.0, 100.0]) - 0.2).abs() < 1e-12);
        assert!(histogram_quantile(0.95, &buckets, &[0.0, 0.0, 0.0]).abs() < 1e-12);
        assert_eq!(bucket(&buckets, Nanos::from_millis(100)), 0);
        assert_eq!(bucket(&buckets, Nanos::from_millis(201)), 2);
    }

    #[test]
    fn a_script_holds_its_last_value() {
        let script = [(s(1), 5.0), (s(3), 7.0)];
        let values: Vec<u32> =
            (0..5).map(|at| scripted(&script, s(at))).map(|value| format!("{value}").parse().expect("whole")).collect();
        assert_eq!(values, [0, 5, 5, 7, 7]);
    }
}
