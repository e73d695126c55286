//! Expected against computed figures: every expected one must be there and agree.

use serde_json::Value;

use crate::case::Figures;

/// What differs, in words.
pub(crate) fn differences(expected: &Value, computed: &Figures) -> Vec<String> {
    let Some(expected) = expected.as_object() else {
        return vec![format!("`expected` is not an object: {expected}")];
    };
    expected
        .iter()
        .filter_map(|(name, wanted)| match computed.get(name) {
            None => {
                let all = Value::Object(computed.clone());
                Some(format!("`{name}` should be {wanted} but is not computed: {all}"))
            }
            Some(found) if agrees(name, wanted, found) => None,
            Some(found) => Some(format!("`{name}` should be {wanted} but is {found}")),
        })
        .collect()
}

fn agrees(name: &str, wanted: &Value, found: &Value) -> bool {
    match name {
        "first_error" => first_error_agrees(wanted, found),
        "conditions" => conditions_agree(wanted, found),
        _ => value_agrees(wanted, found),
    }
}

/// Objects agree in the keys that are wanted, lists in length and order, numbers in value.
fn value_agrees(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.iter().all(|(key, wanted)| found.get(key).is_some_and(|found| value_agrees(wanted, found)))
        }
        (Value::Array(wanted), Value::Array(found)) => {
            let pairs = wanted.iter().zip(found);
            wanted.len() == found.len() && pairs.into_iter().all(|(w, f)| value_agrees(w, f))
        }
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64().zip(b.as_f64()).is_some_and(neighbours),
        _ => wanted == found,
    }
}

/// The same float64, or the next one: the reader of JSON may miss a number of seventeen digits by its last bit.
fn neighbours((a, b): (f64, f64)) -> bool {
    a.to_bits().abs_diff(b.to_bits()) <= 1
}

/// The field is the same and the message contains a text.
fn first_error_agrees(wanted: &Value, found: &Value) -> bool {
    let Some(wanted) = wanted.as_object() else {
        return wanted == found;
    };
    wanted.iter().all(|(key, wanted)| match key.as_str() {
        "field" => Some(wanted) == found.get("field"),
        "contains" => {
            let message = found.get("message").and_then(Value::as_str).unwrap_or_default();
            wanted.as_str().is_some_and(|text| message.contains(text))
        }
        _ => false,
    })
}

/// Both sides have the same conditions; a wanted `null` is an absent one.
fn conditions_agree(wanted: &Value, found: &Value) -> bool {
    let (Some(wanted), Some(found)) = (wanted.as_object(), found.as_object()) else {
        return false;
    };
    let present = |(kind, value): (&String, &Value)| (!value.is_null()).then(|| (kind.clone(), value.clone()));
    let wanted: Figures = wanted.iter().filter_map(present).collect();
    wanted == *found
}
