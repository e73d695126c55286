//! `defaults` and `validate`: what the API server fills in, and what it refuses.

use infgen::hpa::{
    ContainerResourceSource, ExternalSource, HpaSpec, MetricSpec, ObjectReference, ObjectSource, PodsSource,
    ResourceSource, RulesSpec, TargetSpec, ValidationContext, Version, default_rules, validate, validate_name,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::case::Figures;
use crate::input::{BehaviorInput, GatesInput, QuantityInput, RulesInput, read};
use crate::limits::direction;
use crate::metrics::figures;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultsInput {
    direction: Option<String>,
    rules: Option<RulesInput>,
}

/// Rules of one direction after defaulting.
pub(crate) fn apply_defaults(input: &Value) -> Result<Figures, String> {
    let input: DefaultsInput = read(input)?;
    let direction = direction(input.direction.as_deref())?;
    let rules = default_rules(direction, input.rules.as_ref().map(RulesInput::spec));
    Ok(figures(json!({ "rules": shown(&rules) })))
}

fn shown(rules: &RulesSpec) -> Value {
    let policies: Option<Vec<Value>> = rules.policies.as_ref().map(|policies| {
        let policy = policies.iter().map(|policy| {
            json!({
                "type": policy.kind,
                "value": policy.value,
                "periodSeconds": policy.period_seconds,
            })
        });
        policy.collect()
    });
    json!({
        "stabilizationWindowSeconds": rules.stabilization_window_seconds,
        "selectPolicy": rules.select_policy,
        "policies": policies,
        "tolerance": rules.tolerance.map(|tolerance| tolerance.to_string()),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidateInput {
    #[serde(default)]
    gates: GatesInput,
    name: Option<String>,
    spec: SpecInput,
    old_spec: Option<SpecInput>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SpecInput {
    #[serde(default)]
    scale_target_ref: ReferenceInput,
    min_replicas: Option<i32>,
    #[serde(default)]
    max_replicas: i32,
    #[serde(default)]
    metrics: Vec<MetricInput>,
    behavior: Option<BehaviorInput>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ReferenceInput {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    /// The API server lets any through.
    #[serde(rename = "apiVersion")]
    _api_version: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct MetricInput {
    #[serde(rename = "type", default)]
    kind: String,
    object: Option<SourceInput>,
    pods: Option<SourceInput>,
    resource: Option<SourceInput>,
    container_resource: Option<SourceInput>,
    external: Option<SourceInput>,
}

/// Any source: each takes the fields that are its own.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
struct SourceInput {
    described_object: ReferenceInput,
    metric: MetricNameInput,
    name: String,
    container: String,
    target: TargetInput,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MetricNameInput {
    name: String,
    /// Labels do not decide whether a metric is valid.
    #[serde(rename = "selector")]
    _selector: Value,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
struct TargetInput {
    #[serde(rename = "type")]
    kind: String,
    value: Option<QuantityInput>,
    average_value: Option<QuantityInput>,
    average_utilization: Option<i32>,
}

impl SpecInput {
    fn spec(&self) -> HpaSpec {
        HpaSpec {
            scale_target: self.scale_target_ref.reference(),
            min_replicas: self.min_replicas,
            max_replicas: self.max_replicas,
            metrics: self.metrics.iter().map(MetricInput::spec).collect(),
            behavior: self.behavior.as_ref().map(BehaviorInput::spec),
        }
    }
}

impl ReferenceInput {
    fn reference(&self) -> ObjectReference {
        ObjectReference { kind: self.kind.clone(), name: self.name.clone() }
    }
}

impl MetricInput {
    fn spec(&self) -> MetricSpec {
        let object = |source: &SourceInput| ObjectSource {
            described_object: source.described_object.reference(),
            metric: source.metric.name.clone(),
            target: source.target.spec(),
        };
        let pods =
            |source: &SourceInput| PodsSource { metric: source.metric.name.clone(), target: source.target.spec() };
        let resource =
            |source: &SourceInput| ResourceSource { name: source.name.clone(), target: source.target.spec() };
        let container_resource = |source: &SourceInput| ContainerResourceSource {
            name: source.name.clone(),
            container: source.container.clone(),
            target: source.target.spec(),
        };
        let external =
            |source: &SourceInput| ExternalSource { metric: source.metric.name.clone(), target: source.target.spec() };
        MetricSpec {
            kind: self.kind.clone(),
            object: self.object.as_ref().map(object),
            pods: self.pods.as_ref().map(pods),
            resource: self.resource.as_ref().map(resource),
            container_resource: self.container_resource.as_ref().map(container_resource),
            external: self.external.as_ref().map(external),
        }
    }
}

impl TargetInput {
    fn spec(&self) -> TargetSpec {
        TargetSpec {
            kind: self.kind.clone(),
            value: self.value.map(|value| value.0),
            average_value: self.average_value.map(|value| value.0),
            average_utilization: self.average_utilization,
        }
    }
}

/// The verdict of the API server on a spec.
pub(crate) fn validate_hpa(input: &Value, version: Version) -> Result<Figures, String> {
    let input: ValidateInput = read(input)?;
    let old = input.old_spec.as_ref().map(SpecInput::spec);
    let gates = input.gates.gates(version);
    let context = ValidationContext { version, gates, old: old.as_ref() };
    let mut errors = input.name.as_deref().map(validate_name).unwrap_or_default();
    errors.extend(validate(&input.spec.spec(), &context));
    let first = errors.first().map(|error| json!({ "field": error.field, "message": error.message }));
    Ok(figures(json!({
        "valid": errors.is_empty(),
        "error_count": errors.len(),
        "first_error": first,
    })))
}
