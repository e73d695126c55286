//! Faults of `behavior`. [KEP-853, KEP-4951]

use super::ValidationContext;
use super::error::{Errors, Path, quoted};
use crate::hpa::quantity::Quantity;
use crate::hpa::spec::{BehaviorSpec, PolicySpec, RulesSpec};

const MAX_WINDOW_SECONDS: i32 = 3600;
const MAX_PERIOD_SECONDS: i32 = 1800;
const SELECT_POLICIES: [&str; 3] = ["Disabled", "Max", "Min"];
const POLICY_TYPES: [&str; 2] = ["Percent", "Pods"];

pub(super) fn validate(behavior: &BehaviorSpec, context: &ValidationContext<'_>, path: &Path, errors: &mut Errors) {
    for (field, rules) in [("scaleUp", &behavior.scale_up), ("scaleDown", &behavior.scale_down)] {
        if let Some(rules) = rules {
            validate_rules(rules, context, &path.child(field), errors);
        }
    }
}

fn validate_rules(rules: &RulesSpec, context: &ValidationContext<'_>, path: &Path, errors: &mut Errors) {
    validate_window(rules.stabilization_window_seconds, path, errors);
    if let Some(select) = rules.select_policy.as_deref()
        && !SELECT_POLICIES.contains(&select)
    {
        errors.unsupported(&path.child("selectPolicy"), select, &SELECT_POLICIES);
    }
    let policies = rules.policies.as_deref().unwrap_or_default();
    let listed = path.child("policies");
    if policies.is_empty() {
        errors.required(&listed, "must specify at least one Policy");
    }
    for (index, policy) in policies.iter().enumerate() {
        validate_policy(policy, &listed.index(index), errors);
    }
    if let Some(tolerance) = rules.tolerance {
        validate_tolerance(tolerance, context, &path.child("tolerance"), errors);
    }
}

fn validate_window(seconds: Option<i32>, path: &Path, errors: &mut Errors) {
    let path = path.child("stabilizationWindowSeconds");
    match seconds {
        Some(seconds) if seconds < 0 => {
            errors.invalid(&path, &seconds, "must be greater than or equal to zero");
        }
        Some(seconds) if seconds > MAX_WINDOW_SECONDS => {
            let detail = format!("must be less than or equal to {MAX_WINDOW_SECONDS}");
            errors.invalid(&path, &seconds, &detail);
        }
        _ => {}
    }
}

fn validate_policy(policy: &PolicySpec, path: &Path, errors: &mut Errors) {
    if !POLICY_TYPES.contains(&policy.kind.as_str()) {
        errors.unsupported(&path.child("type"), &policy.kind, &POLICY_TYPES);
    }
    if policy.value <= 0 {
        errors.invalid(&path.child("value"), &policy.value, "must be greater than zero");
    }
    let period = path.child("periodSeconds");
    if policy.period_seconds <= 0 {
        errors.invalid(&period, &policy.period_seconds, "must be greater than zero");
    }
    if policy.period_seconds > MAX_PERIOD_SECONDS {
        let detail = format!("must be less than or equal to {MAX_PERIOD_SECONDS}");
        errors.invalid(&period, &policy.period_seconds, &detail);
    }
}

/// Releases without the field drop it unread; later ones refuse it while the gate is off.
fn validate_tolerance(tolerance: Quantity, context: &ValidationContext<'_>, path: &Path, errors: &mut Errors) {
    if !context.version.has_configurable_tolerance() {
        return;
    }
    if !context.allows_tolerance() {
        errors.forbidden(path, "not supported while the HPAConfigurableTolerance feature gate is off");
    } else if tolerance.is_negative() {
        let value = quoted(&tolerance.to_string());
        errors.invalid(path, &value, "must be greater or equal to zero");
    }
}
