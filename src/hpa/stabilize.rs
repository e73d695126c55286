//! The log of past recommendations and the two ways to stabilize with it. [`horizontal.go`, `stabilizeRecommendation*`]

use super::units::{Replicas, Span, Time};

/// A size that the metrics asked for, before any stabilization or limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recommendation {
    /// When they asked.
    pub at: Time,
    /// The size.
    pub replicas: Replicas,
}

/// Recent recommendations in slot order. One slot is reused in a pass, so the log stays about as long as a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecommendationLog {
    entries: Vec<Recommendation>,
}

impl RecommendationLog {
    /// A log with these slots.
    #[must_use]
    pub fn new(entries: Vec<Recommendation>) -> Self {
        Self { entries }
    }

    /// The slots.
    #[must_use]
    pub fn entries(&self) -> &[Recommendation] {
        &self.entries
    }

    /// Without `behavior`: the highest of `raw` and all entries not older than the window. Logs `raw`.
    ///
    /// An entry exactly as old as the window still counts.
    pub fn stabilize_by_default(&mut self, now: Time, raw: Replicas, window: Span) -> Replicas {
        let cutoff = now - window;
        let mut highest = raw;
        let mut stale = None;
        for (slot, entry) in self.entries.iter().enumerate() {
            if entry.at < cutoff {
                stale = Some(slot);
            } else {
                highest = highest.max(entry.replicas);
            }
        }
        self.record(now, raw, stale);
        highest
    }

    /// With `behavior`: `current`, raised to the lowest of the scale-up window, then lowered to the highest of the
    /// scale-down window, `raw` being part of both. Logs `raw`.
    ///
    /// An entry exactly as old as a window no longer counts.
    pub fn stabilize_by_behavior(
        &mut self,
        now: Time,
        current: Replicas,
        raw: Replicas,
        up_window: Span,
        down_window: Span,
    ) -> Replicas {
        let (up_cutoff, down_cutoff) = (now - up_window, now - down_window);
        let (mut lowest, mut highest) = (raw, raw);
        let mut stale = None;
        for (slot, entry) in self.entries.iter().enumerate() {
            if entry.at > up_cutoff {
                lowest = lowest.min(entry.replicas);
            }
            if entry.at > down_cutoff {
                highest = highest.max(entry.replicas);
            }
            if entry.at < up_cutoff && entry.at < down_cutoff {
                stale = Some(slot);
            }
        }
        self.record(now, raw, stale);
        current.max(lowest).min(highest)
    }

    fn record(&mut self, now: Time, replicas: Replicas, stale: Option<usize>) {
        let entry = Recommendation { at: now, replicas };
        match stale.and_then(|slot| self.entries.get_mut(slot)) {
            Some(slot) => *slot = entry,
            None => self.entries.push(entry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Recommendation, RecommendationLog};
    use crate::hpa::{Replicas, Span, Time};

    const NOW: Time = Time::from_nanos(1_000_000_000_000);
    const WINDOW: Span = Span::from_seconds(300);

    fn log(entries: &[(i64, i32)]) -> RecommendationLog {
        let entry = |&(age, size): &(i64, i32)| Recommendation {
            at: NOW - Span::from_seconds(age),
            replicas: Replicas::new(size),
        };
        RecommendationLog::new(entries.iter().map(entry).collect())
    }

    fn sizes(log: &RecommendationLog) -> Vec<i32> {
        log.entries().iter().map(|entry| entry.replicas.get()).collect()
    }

    #[test]
    fn the_edge_of_the_window_counts_only_without_behavior() {
        let raw = Replicas::new(3);
        let mut default = log(&[(300, 9)]);
        assert_eq!(default.stabilize_by_default(NOW, raw, WINDOW), Replicas::new(9));
        let mut behavior = log(&[(300, 9)]);
        let current = Replicas::new(9);
        assert_eq!(behavior.stabilize_by_behavior(NOW, current, raw, Span::ZERO, WINDOW), raw);
        assert_eq!((sizes(&default), sizes(&behavior)), (vec![9, 3], vec![9, 3]));
    }

    #[test]
    fn the_last_stale_slot_is_reused() {
        let mut log = log(&[(600, 10), (301, 9), (60, 4), (400, 8)]);
        log.stabilize_by_default(NOW, Replicas::new(3), WINDOW);
        assert_eq!(sizes(&log), vec![10, 9, 4, 3]);
    }

    #[test]
    fn the_current_size_stays_between_both_windows() {
        let mut log = log(&[(20, 5), (10, 8)]);
        let current = Replicas::new(6);
        let held = log.stabilize_by_behavior(NOW, current, Replicas::new(7), WINDOW, WINDOW);
        assert_eq!(held, current);
    }

    #[test]
    fn a_long_run_keeps_the_log_as_long_as_its_window() {
        let mut log = RecommendationLog::default();
        for pass in 0..10_000 {
            let now = NOW + Span::from_seconds(15 * pass);
            log.stabilize_by_default(now, Replicas::ONE, WINDOW);
        }
        assert_eq!(log.entries().len(), 21);
    }
}
