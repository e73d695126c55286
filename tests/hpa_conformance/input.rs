//! Shapes that several kinds of cases share. A field that is not listed fails the case.

use std::collections::BTreeMap;

use infgen::hpa::{
    BehaviorSpec, Gates, Milli, Phase, Pod, PolicySpec, Quantity, ReadyCondition, ReadyStatus, Replicas, RulesSpec,
    Settings, Span, Time, Version,
};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

/// The moment of every case.
pub(crate) const NOW: Time = Time::from_nanos(0);

/// The input of a case as `T`; a field that is `null` is an absent one.
pub(crate) fn read<T: DeserializeOwned>(input: &Value) -> Result<T, String> {
    let mut input = input.clone();
    if let Some(fields) = input.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(input).map_err(|error| format!("input: {error}"))
}

/// Seconds, whole or with decimals.
#[derive(Clone, Copy)]
pub(crate) struct Seconds(pub(crate) Span);

impl Seconds {
    pub(crate) fn ago(self) -> Time {
        NOW - self.0
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Number::deserialize(deserializer)?.to_string();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        format!("{whole}{decimals:0<9}")
            .parse()
            .map(|nanos| Self(Span::from_nanos(nanos)))
            .map_err(|_| D::Error::custom(format!("`{text}` is not a number of seconds")))
    }
}

/// Controller settings; what is absent is the default.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    sync_period_s: Option<Seconds>,
    tolerance: Option<f64>,
    downscale_stabilization_s: Option<Seconds>,
    cpu_initialization_period_s: Option<Seconds>,
    initial_readiness_delay_s: Option<Seconds>,
    scale_up_limit_factor: Option<f64>,
    scale_up_limit_minimum: Option<i32>,
}

impl Config {
    pub(crate) fn settings(self) -> Settings {
        let default = Settings::default();
        let span = |given: Option<Seconds>, default| given.map_or(default, |seconds| seconds.0);
        let delay = default.initial_readiness_delay;
        let start = default.cpu_initialization_period;
        let minimum = default.scale_up_limit_minimum;
        Settings {
            sync_period: span(self.sync_period_s, default.sync_period),
            tolerance: self.tolerance.unwrap_or(default.tolerance),
            downscale_stabilization: span(self.downscale_stabilization_s, default.downscale_stabilization),
            cpu_initialization_period: span(self.cpu_initialization_period_s, start),
            initial_readiness_delay: span(self.initial_readiness_delay_s, delay),
            scale_up_limit_factor: self.scale_up_limit_factor.unwrap_or(default.scale_up_limit_factor),
            scale_up_limit_minimum: self.scale_up_limit_minimum.map_or(minimum, Replicas::new),
        }
    }
}

/// Feature gates as a case names them: tolerance is on unless said, scale to zero is off unless said.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatesInput {
    #[serde(rename = "HPAConfigurableTolerance")]
    configurable_tolerance: Option<bool>,
    #[serde(rename = "HPAScaleToZero")]
    scale_to_zero: Option<bool>,
    #[serde(rename = "PodLevelResources")]
    pod_level_resources: Option<bool>,
}

impl GatesInput {
    pub(crate) fn gates(self, version: Version) -> Gates {
        let default = Gates::of(version);
        let tolerance = version.has_configurable_tolerance();
        Gates {
            configurable_tolerance: self.configurable_tolerance.unwrap_or(tolerance),
            scale_to_zero: self.scale_to_zero.unwrap_or(false),
            pod_level_resources: self.pod_level_resources.unwrap_or(default.pod_level_resources),
        }
    }
}

/// Values by container, `null` for a container without one.
pub(crate) type PerContainer = BTreeMap<String, Option<i64>>;

/// A pod, with its requests for the resource of the case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PodInput {
    pub(crate) name: String,
    #[serde(default)]
    phase: Option<String>,
    #[serde(default)]
    deleting: bool,
    #[serde(default)]
    start_age_s: Option<Seconds>,
    #[serde(default)]
    ready: Option<String>,
    #[serde(default)]
    ready_transition_age_s: Option<Seconds>,
    #[serde(default)]
    pub(crate) requests_m: PerContainer,
    #[serde(default)]
    pub(crate) sidecar_requests_m: PerContainer,
    /// Plain init containers never count, so nobody asks for them.
    #[serde(default, rename = "init_requests_m")]
    _init_requests_m: PerContainer,
    #[serde(default)]
    pub(crate) pod_level_requests_m: Option<i64>,
}

impl PodInput {
    pub(crate) fn pod(&self) -> Result<Pod, String> {
        let since = self.ready_transition_age_s.map_or(Time::from_nanos(i64::MIN / 2), Seconds::ago);
        let ready = match self.ready.as_deref() {
            None => None,
            Some(status) => Some(ReadyCondition { status: ready_status(status)?, since }),
        };
        Ok(Pod {
            phase: phase(self.phase.as_deref().unwrap_or("Running"))?,
            deleting: self.deleting,
            start: self.start_age_s.map(Seconds::ago),
            ready,
        })
    }
}

fn phase(text: &str) -> Result<Phase, String> {
    match text {
        "Pending" => Ok(Phase::Pending),
        "Running" => Ok(Phase::Running),
        "Succeeded" => Ok(Phase::Succeeded),
        "Failed" => Ok(Phase::Failed),
        "Unknown" => Ok(Phase::Unknown),
        other => Err(format!("unknown phase `{other}`")),
    }
}

fn ready_status(text: &str) -> Result<ReadyStatus, String> {
    match text {
        "True" => Ok(ReadyStatus::True),
        "False" => Ok(ReadyStatus::False),
        "Unknown" => Ok(ReadyStatus::Unknown),
        other => Err(format!("unknown ready status `{other}`")),
    }
}

/// `behavior` as the user wrote it.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct BehaviorInput {
    #[serde(default)]
    scale_up: Option<RulesInput>,
    #[serde(default)]
    scale_down: Option<RulesInput>,
}

/// Rules of one direction as the user wrote them.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RulesInput {
    #[serde(default)]
    stabilization_window_seconds: Option<i32>,
    #[serde(default)]
    select_policy: Option<String>,
    #[serde(default)]
    policies: Option<Vec<PolicyInput>>,
    #[serde(default)]
    tolerance: Option<QuantityInput>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PolicyInput {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    value: i32,
    #[serde(default)]
    period_seconds: i32,
}

/// A quantity, as text or as a number.
#[derive(Clone, Copy)]
pub(crate) struct QuantityInput(pub(crate) Quantity);

impl<'de> Deserialize<'de> for QuantityInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            other => other.to_string(),
        };
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

impl BehaviorInput {
    pub(crate) fn spec(&self) -> BehaviorSpec {
        BehaviorSpec {
            scale_up: self.scale_up.as_ref().map(RulesInput::spec),
            scale_down: self.scale_down.as_ref().map(RulesInput::spec),
        }
    }
}

impl RulesInput {
    pub(crate) fn spec(&self) -> RulesSpec {
        let policy = |policy: &PolicyInput| PolicySpec {
            kind: policy.kind.clone(),
            value: policy.value,
            period_seconds: policy.period_seconds,
        };
        let policies = self.policies.as_ref();
        RulesSpec {
            stabilization_window_seconds: self.stabilization_window_seconds,
            select_policy: self.select_policy.clone(),
            policies: policies.map(|policies| policies.iter().map(policy).collect()),
            tolerance: self.tolerance.map(|tolerance| tolerance.0),
        }
    }
}

/// A value in thousandths, if there is one.
pub(crate) fn milli(value: Option<i64>) -> Option<Milli> {
    value.map(Milli::new)
}
