//! `combine`: one full pass, or a series of them.

use infgen::hpa::{
    Autoscaler, Behavior, Bounds, Conditions, Controller, Environment, EventLog, Events, Metric, Outcome, Pod,
    Replicas, Scale, ScaledToZero, SelectorFault, State, Status, Version,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::case::Figures;
use crate::input::{BehaviorInput, Config, GatesInput, NOW, PodInput, Seconds, read};
use crate::limits::{EventInput, RecommendationInput, event_log, recommendation_log, shown_event, slots};
use crate::metrics::figures;
use crate::reading::{MetricInput, Readings};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReconcileInput {
    min_replicas: Option<i32>,
    max_replicas: i32,
    spec_replicas: i32,
    status_replicas: i32,
    behavior: Option<BehaviorInput>,
    #[serde(default)]
    config: Config,
    #[serde(default)]
    gates: GatesInput,
    scaled_to_zero: Option<bool>,
    recommendations: Option<Vec<RecommendationInput>>,
    #[serde(default)]
    scale_up_events: Vec<EventInput>,
    #[serde(default)]
    scale_down_events: Vec<EventInput>,
    metrics: Vec<MetricInput>,
    #[serde(default)]
    pods: Vec<PodInput>,
    selector: Option<String>,
}

impl ReconcileInput {
    fn state(&self) -> State {
        let scaled_to_zero = self
            .scaled_to_zero
            .map(|truth| if truth { ScaledToZero::ScaledToZero } else { ScaledToZero::NotScaledToZero });
        let log = self.recommendations.as_deref().map(recommendation_log);
        State {
            recommendations: log,
            events: Events { up: event_log(&self.scale_up_events), down: event_log(&self.scale_down_events) },
            conditions: Conditions { scaled_to_zero, ..Conditions::default() },
            ..State::default()
        }
    }

    fn scale(&self) -> Result<Scale, String> {
        let fault = match self.selector.as_deref() {
            None | Some("ok") => None,
            Some("InvalidSelector") => Some(SelectorFault::Invalid),
            Some("AmbiguousSelector") => Some(SelectorFault::Ambiguous),
            Some(other) => return Err(format!("unknown selector fault `{other}`")),
        };
        let (spec, status) = (Replicas::new(self.spec_replicas), Replicas::new(self.status_replicas));
        Ok(Scale { fault, ..Scale::new(spec, status) })
    }
}

fn autoscaler(min: Option<i32>, max: i32, behavior: Option<&BehaviorInput>, works_at_zero: bool) -> Autoscaler {
    Autoscaler {
        bounds: Bounds { min: Replicas::new(min.unwrap_or(1)), max: Replicas::new(max) },
        behavior: behavior.map(|behavior| Behavior::of(&behavior.spec())),
        works_at_zero,
    }
}

/// One full pass.
pub(crate) fn reconcile(input: &Value, version: Version) -> Result<Figures, String> {
    let input: ReconcileInput = read(input)?;
    let pods: Vec<Pod> = input.pods.iter().map(PodInput::pod).collect::<Result<_, _>>()?;
    let gates = input.gates.gates(version);
    let readings: Vec<Readings> =
        input.metrics.iter().map(|metric| metric.readings(&input.pods, gates, version)).collect();
    let metrics: Vec<Metric<'_>> =
        input.metrics.iter().zip(&readings).map(|(metric, own)| metric.metric(own)).collect();
    let at_zero = metrics.iter().any(|metric| metric.source().works_at_zero());
    let autoscaler = autoscaler(input.min_replicas, input.max_replicas, input.behavior.as_ref(), at_zero);
    let environment = Environment { version, gates, settings: input.config.settings() };
    let mut controller = Controller::resume(environment, autoscaler, input.state());
    let outcome = controller.reconcile(NOW, input.scale()?, &pods, &metrics);
    Ok(shown(&outcome, controller.state()))
}

fn shown(outcome: &Outcome, state: &State) -> Figures {
    let log = state.recommendations.clone().unwrap_or_default();
    let events = |events: &EventLog| -> Vec<Value> { events.events().iter().map(shown_event).collect() };
    figures(json!({
        "desired_replicas": outcome.desired.get(),
        "rescaled": outcome.rescaled,
        "error": outcome.error.is_some(),
        "conditions": conditions(&outcome.conditions),
        "recommendations_after": slots(&log),
        "log_length": log.entries().len(),
        "scale_up_events_after": events(&state.events.up),
        "scale_down_events_after": events(&state.events.down),
    }))
}

fn conditions(conditions: &Conditions) -> Value {
    let text = |status: Status, reason: &str| json!([status.text(), reason]);
    let Conditions { able_to_scale, scaling_active, scaling_limited, scaled_to_zero } = *conditions;
    let all = [
        ("AbleToScale", able_to_scale.map(|c| text(c.status(), c.reason()))),
        ("ScalingActive", scaling_active.map(|c| text(c.status(), c.reason()))),
        ("ScalingLimited", scaling_limited.map(|c| text(c.status(), c.reason()))),
        ("ScaledToZero", scaled_to_zero.map(|c| text(c.status(), c.reason()))),
    ];
    let present = all.into_iter().filter_map(|(kind, value)| Some((kind.to_owned(), value?)));
    Value::Object(present.collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplayInput {
    min_replicas: Option<i32>,
    max_replicas: i32,
    start_replicas: i32,
    behavior: Option<BehaviorInput>,
    #[serde(default)]
    config: Config,
    #[serde(default)]
    gates: GatesInput,
    raw: Vec<RawInput>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInput {
    t_s: Seconds,
    desired: i32,
}

/// A series of passes whose pods follow at once.
pub(crate) fn replay(input: &Value, version: Version) -> Result<Figures, String> {
    let times = input.get("raw").and_then(Value::as_array).cloned().unwrap_or_default();
    let input: ReplayInput = read(input)?;
    let gates = input.gates.gates(version);
    let environment = Environment { version, gates, settings: input.config.settings() };
    let autoscaler = autoscaler(input.min_replicas, input.max_replicas, input.behavior.as_ref(), true);
    let mut controller = Controller::new(environment, autoscaler);
    let mut size = Replicas::new(input.start_replicas);
    let passes = input.raw.iter().zip(times);
    let series: Vec<Value> = passes
        .map(|(raw, given)| {
            let scale = Scale::new(size, size);
            let outcome = controller.reconcile_raw(NOW + raw.t_s.0, scale, Replicas::new(raw.desired));
            size = outcome.desired;
            json!({ "t_s": given.get("t_s"), "replicas": size.get() })
        })
        .collect();
    Ok(figures(json!({ "series": series })))
}
