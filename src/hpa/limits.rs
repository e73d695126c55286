//! How far one pass may move the size. [`horizontal.go`, `convertDesiredReplicasWith{Rules,BehaviorRate}`]

use super::behavior::{Behavior, Policy, PolicyKind, ScalingRules, SelectPolicy};
use super::conditions::LimitReason;
use super::events::Events;
use super::float;
use super::settings::Settings;
use super::units::{Replicas, Time};

/// `minReplicas` and `maxReplicas`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The smallest size.
    pub min: Replicas,
    /// The largest size.
    pub max: Replicas,
}

/// A size and what it was limited by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    /// The size.
    pub replicas: Replicas,
    /// The limit that it met, if any.
    pub reason: LimitReason,
}

impl Limited {
    const fn within_range(replicas: Replicas) -> Self {
        Self { replicas, reason: LimitReason::DesiredWithinRange }
    }
}

/// The lower of `maxReplicas` and the rate, with the reason a size above it is given.
fn ceiling(max: Replicas, rate: Replicas) -> Limited {
    if max > rate {
        Limited { replicas: rate, reason: LimitReason::ScaleUpLimit }
    } else {
        Limited { replicas: max, reason: LimitReason::TooManyReplicas }
    }
}

/// The higher of `minReplicas` and the rate, with the reason a size below it is given.
fn floor(min: Replicas, rate: Replicas) -> Limited {
    if min < rate {
        Limited { replicas: rate, reason: LimitReason::ScaleDownLimit }
    } else {
        Limited { replicas: min, reason: LimitReason::TooFewReplicas }
    }
}

/// Without `behavior` a pass may reach max(2 * current, 4).
#[must_use]
pub fn default_scale_up_limit(current: Replicas, settings: &Settings) -> Replicas {
    let grown = settings.scale_up_limit_factor * current.as_f64();
    Replicas::new(float::to_i32(grown.max(settings.scale_up_limit_minimum.as_f64())))
}

/// Without `behavior`: bounds, and a rate on the way up only. Steps of earlier passes are not remembered.
#[must_use]
pub fn limit_by_default(bounds: Bounds, current: Replicas, stabilized: Replicas, settings: &Settings) -> Limited {
    let allowed = ceiling(bounds.max, default_scale_up_limit(current, settings));
    if stabilized < bounds.min {
        Limited { replicas: bounds.min, reason: LimitReason::TooFewReplicas }
    } else if stabilized > allowed.replicas {
        allowed
    } else {
        Limited::within_range(stabilized)
    }
}

/// With `behavior`: the rate of the direction asked for, and the bound that lies in that direction.
#[must_use]
pub fn limit_by_behavior(
    bounds: Bounds,
    current: Replicas,
    stabilized: Replicas,
    behavior: &Behavior,
    events: &Events,
    now: Time,
) -> Limited {
    if stabilized > current {
        let rate = scale_up_limit(current, &behavior.up, events, now).max(current);
        let allowed = ceiling(bounds.max, rate);
        if stabilized > allowed.replicas {
            return allowed;
        }
    } else if stabilized < current {
        let rate = scale_down_limit(current, &behavior.down, events, now).min(current);
        let allowed = floor(bounds.min, rate);
        if stabilized < allowed.replicas {
            return allowed;
        }
    }
    Limited::within_range(stabilized)
}

/// The size that the scale-up policies allow, which may lie below the current one after many recent steps.
#[must_use]
pub fn scale_up_limit(current: Replicas, rules: &ScalingRules, events: &Events, now: Time) -> Replicas {
    let allowed = rules.policies.iter().map(|policy| {
        let start = events.start_of(policy.period, now, current);
        grown(start, policy)
    });
    match rules.select {
        SelectPolicy::Disabled => current,
        SelectPolicy::Min => allowed.min().unwrap_or(Replicas::MAX),
        SelectPolicy::Max => allowed.max().unwrap_or(Replicas::MIN),
    }
}

/// The size that the scale-down policies allow, which may lie above the current one, or below zero.
#[must_use]
pub fn scale_down_limit(current: Replicas, rules: &ScalingRules, events: &Events, now: Time) -> Replicas {
    let allowed = rules.policies.iter().map(|policy| {
        let start = events.start_of(policy.period, now, current);
        shrunk(start, policy)
    });
    match rules.select {
        SelectPolicy::Disabled => current,
        SelectPolicy::Min => allowed.max().unwrap_or(Replicas::MIN),
        SelectPolicy::Max => allowed.min().unwrap_or(Replicas::MAX),
    }
}

/// `start + v`, or `ceil(start * (1 + v / 100))`: 100 pods and 10 % are 111, by the last bit of 1.1.
fn grown(start: Replicas, policy: &Policy) -> Replicas {
    match policy.kind {
        PolicyKind::Pods => start.wrapping_add(Replicas::new(policy.value)),
        PolicyKind::Percent => {
            let size = start.as_f64() * (1.0 + f64::from(policy.value) / 100.0);
            Replicas::new(float::to_i32(size.ceil()))
        }
    }
}

/// `start - v`, or `trunc(start * (1 - v / 100))`: 10 pods and 80 % are 1, by the last bit of 0.2.
fn shrunk(start: Replicas, policy: &Policy) -> Replicas {
    match policy.kind {
        PolicyKind::Pods => start.wrapping_sub(Replicas::new(policy.value)),
        PolicyKind::Percent => {
            let size = start.as_f64() * (1.0 - f64::from(policy.value) / 100.0);
            Replicas::new(float::to_i32(size))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounds, grown, limit_by_behavior, limit_by_default, scale_up_limit, shrunk};
    use crate::hpa::{Behavior, BehaviorSpec, Events, LimitReason, Policy, PolicyKind, Replicas, Settings, Span, Time};

    fn percent(value: i32) -> Policy {
        Policy { kind: PolicyKind::Percent, value, period: Span::from_seconds(60) }
    }

    const BOUNDS: Bounds = Bounds { min: Replicas::ZERO, max: Replicas::new(1000) };

    #[test]
    fn percent_is_float_arithmetic_to_the_last_bit() {
        assert_eq!(grown(Replicas::new(100), &percent(10)), Replicas::new(111));
        assert_eq!(shrunk(Replicas::new(10), &percent(80)), Replicas::new(1));
        assert_eq!(shrunk(Replicas::new(10), &percent(90)), Replicas::ZERO);
        assert_eq!(shrunk(Replicas::new(10), &percent(1000)), Replicas::new(-90));
    }

    #[test]
    fn default_rules_and_no_behavior_differ_near_zero() {
        let behavior = Behavior::of(&BehaviorSpec::default());
        let (events, now) = (Events::default(), Time::default());
        for (current, with, without) in [(0, 4, 4), (1, 5, 4), (2, 6, 4), (5, 10, 10)] {
            let current = Replicas::new(current);
            let wanted = Replicas::new(500);
            let limited = limit_by_behavior(BOUNDS, current, wanted, &behavior, &events, now);
            assert_eq!(limited.replicas.get(), with);
            let limited = limit_by_default(BOUNDS, current, wanted, &Settings::default());
            assert_eq!((limited.replicas.get(), limited.reason), (without, LimitReason::ScaleUpLimit));
        }
    }

    #[test]
    fn a_policy_tightened_after_many_steps_never_forces_a_step_back() {
        let mut behavior = Behavior::of(&BehaviorSpec::default());
        behavior.up.policies = vec![Policy { kind: PolicyKind::Pods, value: 1, period: Span::from_seconds(60) }];
        let mut events = Events::default();
        let now = Time::default();
        events.record(Some(&behavior), now, Replicas::ZERO, Replicas::new(50));
        let current = Replicas::new(50);
        assert_eq!(scale_up_limit(current, &behavior.up, &events, now), Replicas::ONE);
        let wanted = Replicas::new(60);
        let limited = limit_by_behavior(BOUNDS, current, wanted, &behavior, &events, now);
        assert_eq!((limited.replicas, limited.reason), (current, LimitReason::ScaleUpLimit));
    }

    #[test]
    fn many_recent_steps_down_never_force_a_step_up() {
        let behavior = Behavior::of(&BehaviorSpec::default());
        let mut behavior = behavior;
        behavior.down.policies = vec![percent(10)];
        let mut events = Events::default();
        let now = Time::default();
        events.record(Some(&behavior), now, Replicas::new(130), Replicas::new(100));
        let current = Replicas::new(100);
        let wanted = Replicas::new(50);
        let limited = limit_by_behavior(BOUNDS, current, wanted, &behavior, &events, now);
        assert_eq!((limited.replicas, limited.reason), (current, LimitReason::ScaleDownLimit));
    }

    #[test]
    fn a_rate_that_meets_a_bound_is_named_after_the_bound() {
        let behavior = Behavior::of(&BehaviorSpec::default());
        let (events, now) = (Events::default(), Time::default());
        let limited = |min: i32, max: i32, wanted: i32| {
            let bounds = Bounds { min: Replicas::new(min), max: Replicas::new(max) };
            let (current, wanted) = (Replicas::new(10), Replicas::new(wanted));
            limit_by_behavior(bounds, current, wanted, &behavior, &events, now).reason
        };
        assert_eq!(limited(0, 20, 30), LimitReason::TooManyReplicas);
        assert_eq!(limited(0, 21, 30), LimitReason::ScaleUpLimit);
        assert_eq!(limited(0, 20, -1), LimitReason::TooFewReplicas);
    }
}
