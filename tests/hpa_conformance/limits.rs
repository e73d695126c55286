//! `normalize_behavior`, `stabilize` and `policy_limit`: from a recommendation to a size.

use infgen::hpa::{
    Behavior, BehaviorSpec, Bounds, Direction, Event, EventLog, Events, Limited, Recommendation, RecommendationLog,
    Replicas, ScalingRules, Settings, Span, Time, default_scale_up_limit, limit_by_behavior, limit_by_default,
    scale_down_limit, scale_up_limit,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::case::Figures;
use crate::input::{BehaviorInput, Config, NOW, RulesInput, Seconds, read};
use crate::metrics::figures;

/// A change of size in a log.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventInput {
    age_s: Seconds,
    change: i32,
    #[serde(default)]
    outdated: bool,
}

/// A recommendation in a log.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecommendationInput {
    age_s: Seconds,
    replicas: i32,
}

pub(crate) fn event_log(events: &[EventInput]) -> EventLog {
    let event = |event: &EventInput| Event {
        at: event.age_s.ago(),
        change: Replicas::new(event.change),
        outdated: event.outdated,
    };
    EventLog::new(events.iter().map(event).collect())
}

pub(crate) fn recommendation_log(entries: &[RecommendationInput]) -> RecommendationLog {
    let entry =
        |entry: &RecommendationInput| Recommendation { at: entry.age_s.ago(), replicas: Replicas::new(entry.replicas) };
    RecommendationLog::new(entries.iter().map(entry).collect())
}

pub(crate) fn slots(log: &RecommendationLog) -> Vec<i32> {
    log.entries().iter().map(|entry| entry.replicas.get()).collect()
}

/// Everything that a case of these kinds may state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitInput {
    #[serde(default)]
    min_replicas: Option<i32>,
    #[serde(default)]
    max_replicas: i32,
    #[serde(default)]
    current_replicas: i32,
    #[serde(default)]
    desired_replicas: i32,
    #[serde(default)]
    behavior: Option<BehaviorInput>,
    #[serde(default)]
    rules: Option<RulesInput>,
    #[serde(default)]
    direction: Option<String>,
    #[serde(default)]
    scale_up_events: Vec<EventInput>,
    #[serde(default)]
    scale_down_events: Vec<EventInput>,
    #[serde(default)]
    events: Vec<EventInput>,
    #[serde(default)]
    prev_replicas: i32,
    #[serde(default)]
    new_replicas: i32,
    #[serde(default)]
    probe_period_s: Option<Seconds>,
    #[serde(default)]
    recommendations: Vec<RecommendationInput>,
    #[serde(default)]
    window_s: Option<Seconds>,
    #[serde(default)]
    scale_up_window_s: Option<Seconds>,
    #[serde(default)]
    scale_down_window_s: Option<Seconds>,
    #[serde(default)]
    scale_up_limit_factor: Option<f64>,
    #[serde(default)]
    config: Config,
}

/// The figures of an op of these kinds.
pub(crate) fn compute(op: &str, input: &Value) -> Result<Figures, String> {
    let input: LimitInput = read(input)?;
    match op {
        "behavior_rate" => Ok(input.behavior_rate()),
        "default_rules" => Ok(input.default_rules()),
        "stabilize_default" => Ok(input.stabilize_default()),
        "stabilize_behavior" => Ok(input.stabilize_behavior()),
        "scale_up_limit" => Ok(input.policy_limit(Direction::Up)),
        "scale_down_limit" => Ok(input.policy_limit(Direction::Down)),
        "default_scale_up_limit" => {
            let limit = default_scale_up_limit(input.current(), &input.settings());
            Ok(figures(json!({ "limit": limit.get() })))
        }
        "store_event" => input.store_event(),
        _ => Err(format!("unknown op `{op}`")),
    }
}

impl LimitInput {
    fn current(&self) -> Replicas {
        Replicas::new(self.current_replicas)
    }

    fn desired(&self) -> Replicas {
        Replicas::new(self.desired_replicas)
    }

    fn bounds(&self) -> Bounds {
        Bounds { min: Replicas::new(self.min_replicas.unwrap_or(1)), max: Replicas::new(self.max_replicas) }
    }

    fn settings(&self) -> Settings {
        let settings = self.config.settings();
        let factor = self.scale_up_limit_factor.unwrap_or(settings.scale_up_limit_factor);
        Settings { scale_up_limit_factor: factor, ..settings }
    }

    fn events(&self) -> Events {
        Events { up: event_log(&self.scale_up_events), down: event_log(&self.scale_down_events) }
    }

    fn behavior_rate(&self) -> Figures {
        let spec = self.behavior.as_ref().map(BehaviorInput::spec).unwrap_or_default();
        let behavior = Behavior::of(&spec);
        let (bounds, events) = (self.bounds(), self.events());
        shown(limit_by_behavior(bounds, self.current(), self.desired(), &behavior, &events, NOW))
    }

    fn default_rules(&self) -> Figures {
        let settings = self.settings();
        shown(limit_by_default(self.bounds(), self.current(), self.desired(), &settings))
    }

    fn stabilize_default(&self) -> Figures {
        let window = span(self.window_s).unwrap_or(self.settings().downscale_stabilization);
        let mut log = recommendation_log(&self.recommendations);
        let stabilized = log.stabilize_by_default(NOW, self.desired(), window);
        logged(stabilized, &log)
    }

    fn stabilize_behavior(&self) -> Figures {
        let up = span(self.scale_up_window_s).unwrap_or_default();
        let down = span(self.scale_down_window_s).unwrap_or(self.settings().downscale_stabilization);
        let mut log = recommendation_log(&self.recommendations);
        let stabilized = log.stabilize_by_behavior(NOW, self.current(), self.desired(), up, down);
        logged(stabilized, &log)
    }

    fn policy_limit(&self, direction: Direction) -> Figures {
        let rules = self.rules.as_ref().map(RulesInput::spec);
        let rules = ScalingRules::of(direction, rules.as_ref());
        let (current, events) = (self.current(), self.events());
        let limit = match direction {
            Direction::Up => scale_up_limit(current, &rules, &events, NOW),
            Direction::Down => scale_down_limit(current, &rules, &events, NOW),
        };
        figures(json!({ "limit": limit.get() }))
    }

    fn store_event(&self) -> Result<Figures, String> {
        let direction = direction(self.direction.as_deref())?;
        let rules = self.rules.as_ref().map(RulesInput::spec);
        let behavior = rules.map(|rules| {
            Behavior::of(&match direction {
                Direction::Up => BehaviorSpec { scale_up: Some(rules), scale_down: None },
                Direction::Down => BehaviorSpec { scale_up: None, scale_down: Some(rules) },
            })
        });
        let mut events = Events::default();
        *of(&mut events, direction) = event_log(&self.events);
        let period = span(self.probe_period_s).unwrap_or_default();
        let before = of(&mut events, direction).change_within(NOW, period);
        let (from, to) = (Replicas::new(self.prev_replicas), Replicas::new(self.new_replicas));
        events.record(behavior.as_ref(), NOW, from, to);
        let after = of(&mut events, direction).events().iter().map(shown_event);
        Ok(figures(json!({
            "change_in_probe_period_before": before.get(),
            "events_after": after.collect::<Vec<Value>>(),
        })))
    }
}

fn of(events: &mut Events, direction: Direction) -> &mut EventLog {
    match direction {
        Direction::Up => &mut events.up,
        Direction::Down => &mut events.down,
    }
}

/// The direction that a case names.
pub(crate) fn direction(text: Option<&str>) -> Result<Direction, String> {
    match text {
        Some("up" | "scaleUp") => Ok(Direction::Up),
        Some("down" | "scaleDown") => Ok(Direction::Down),
        other => Err(format!("unknown direction {other:?}")),
    }
}

fn span(seconds: Option<Seconds>) -> Option<Span> {
    seconds.map(|seconds| seconds.0)
}

fn shown(limited: Limited) -> Figures {
    let Limited { replicas, reason } = limited;
    figures(json!({ "replicas": replicas.get(), "reason": reason.reason() }))
}

fn logged(stabilized: Replicas, log: &RecommendationLog) -> Figures {
    figures(json!({
        "stabilized": stabilized.get(),
        "log_length": log.entries().len(),
        "recommendations_after": slots(log),
    }))
}

pub(crate) fn shown_event(event: &Event) -> Value {
    let age = Time::from_nanos(0).as_nanos() - event.at.as_nanos();
    json!({
        "age_s": age / 1_000_000_000,
        "change": event.change.get(),
        "outdated": event.outdated,
    })
}
