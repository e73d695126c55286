//! Quantities: `1000m`, `1` and a bare number are one amount, and the API server stores them in one form.

use crate::hpa::Quantity;
use serde_json::Value;

/// Whether a field that holds a quantity says the same in two ways.
pub(super) fn same(path: &str, old: &Value, new: &Value) -> bool {
    if !holds_one(path) {
        return false;
    }
    match (amount(old), amount(new)) {
        (Some(old), Some(new)) => old.same_amount(new),
        _ => false,
    }
}

/// Whether the API has a quantity there. (Kubernetes API reference: `ResourceList`, `emptyDir`, `MetricTarget`,
/// `HPAScalingRules`; the VPA's `ContainerResourcePolicy`.)
fn holds_one(path: &str) -> bool {
    let steps = path.strip_suffix("\"]").and_then(|path| path.rsplit_once("[\""));
    let (under, last) = steps.or_else(|| path.rsplit_once('.')).unwrap_or(("", path));
    let amounts = [".requests", ".limits", ".capacity", ".minAllowed", ".maxAllowed"];
    matches!(last, "sizeLimit" | "averageValue" | "tolerance")
        || (last == "value" && under.ends_with(".target"))
        || amounts.iter().any(|amounts| under.ends_with(amounts))
}

fn amount(value: &Value) -> Option<Quantity> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}
