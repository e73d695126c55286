//! The logs of past changes of size, which the policies of `behavior` measure. [`horizontal.go`, `storeScaleEvent`]

use super::behavior::{Behavior, ScalingRules};
use super::units::{Replicas, Span, Time};

/// A change of size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it was written.
    pub at: Time,
    /// By how much; never negative.
    pub change: Replicas,
    /// Whether it is too old for every policy of its direction and its slot may be taken.
    pub outdated: bool,
}

/// Changes in one direction, in slot order. One slot is reused per event; other stale ones stay and still count for
/// a policy of the other direction whose period reaches them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventLog {
    events: Vec<Event>,
}

impl EventLog {
    /// A log with these slots.
    #[must_use]
    pub fn new(events: Vec<Event>) -> Self {
        Self { events }
    }

    /// The slots.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Sum of the changes younger than the period; one exactly as old does not count.
    #[must_use]
    pub fn change_within(&self, now: Time, period: Span) -> Replicas {
        let cutoff = now - period;
        self.events
            .iter()
            .filter(|event| event.at > cutoff)
            .fold(Replicas::ZERO, |sum, event| sum.wrapping_add(event.change))
    }

    fn record(&mut self, now: Time, change: Replicas, rules: &ScalingRules) {
        let cutoff = now - rules.longest_period();
        let mut stale = None;
        for event in &mut self.events {
            event.outdated |= event.at < cutoff;
            if event.outdated {
                stale = Some(event);
            }
        }
        let event = Event { at: now, change, outdated: false };
        match stale {
            Some(slot) => *slot = event,
            None => self.events.push(event),
        }
    }
}

/// The logs of both directions; every policy reads both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Changes to more replicas.
    pub up: EventLog,
    /// Changes to fewer replicas.
    pub down: EventLog,
}

impl Events {
    /// Logs a change of size; without `behavior` nothing is kept.
    pub fn record(&mut self, behavior: Option<&Behavior>, now: Time, before: Replicas, after: Replicas) {
        let Some(behavior) = behavior else { return };
        if after > before {
            self.up.record(now, after.wrapping_sub(before), &behavior.up);
        } else {
            self.down.record(now, before.wrapping_sub(after), &behavior.down);
        }
    }

    /// The size at the start of a trailing period: `current` less what was added, plus what was removed in it.
    #[must_use]
    pub fn start_of(&self, period: Span, now: Time, current: Replicas) -> Replicas {
        let added = self.up.change_within(now, period);
        let removed = self.down.change_within(now, period);
        current.wrapping_sub(added).wrapping_add(removed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, EventLog, Events};
    use crate::hpa::{Behavior, BehaviorSpec, Replicas, Span, Time};

    const NOW: Time = Time::from_nanos(1_000_000_000_000);

    fn event(age: i64, change: i32) -> Event {
        let at = NOW - Span::from_seconds(age);
        Event { at, change: Replicas::new(change), outdated: false }
    }

    #[test]
    fn a_change_exactly_one_period_old_is_outside_it() {
        let log = EventLog::new(vec![event(60, 5), event(59, 3)]);
        assert_eq!(log.change_within(NOW, Span::from_seconds(60)), Replicas::new(3));
    }

    #[test]
    fn only_strictly_older_events_give_up_their_slot() {
        let behavior = Behavior::of(&BehaviorSpec::default());
        let mut events = Events { up: EventLog::new(vec![event(16, 1), event(15, 2)]), ..Events::default() };
        events.record(Some(&behavior), NOW, Replicas::ONE, Replicas::new(5));
        let changes: Vec<i32> = events.up.events().iter().map(|e| e.change.get()).collect();
        assert_eq!(changes, [4, 2]);
        assert!(events.down.events().is_empty());
    }

    #[test]
    fn without_behavior_nothing_is_kept() {
        let mut events = Events::default();
        events.record(None, NOW, Replicas::ONE, Replicas::new(5));
        assert_eq!(events, Events::default());
    }

    #[test]
    fn a_step_of_one_goes_to_the_log_of_its_direction() {
        let behavior = Behavior::of(&BehaviorSpec::default());
        let mut events = Events::default();
        events.record(Some(&behavior), NOW, Replicas::ONE, Replicas::new(2));
        events.record(Some(&behavior), NOW, Replicas::new(2), Replicas::ONE);
        let sizes = (events.up.events().len(), events.down.events().len());
        assert_eq!(sizes, (1, 1));
        let start = events.start_of(Span::from_seconds(1), NOW, Replicas::ONE);
        assert_eq!(start, Replicas::ONE);
    }
}
