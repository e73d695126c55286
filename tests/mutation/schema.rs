//! The numbers that a profile can state, by its schema.

use serde_json::Value;
use std::collections::BTreeSet;

/// Texts that are a number and its unit.
const UNITS: [&str; 6] = ["Bytes", "Cpu", "Duration", "Growth", "Rate", "Share"];

/// The paths of all numbers; `*` stands for an index, or for a key that the profile chooses.
pub(crate) fn numbers() -> BTreeSet<String> {
    let text = std::fs::read_to_string("profiles/profile.schema.json").expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    let mut found = BTreeSet::new();
    walk(&schema, &schema, String::new(), &mut found);
    assert!(found.len() > 150, "the walk finds the numbers");
    found
}

fn walk(schema: &Value, node: &Value, path: String, found: &mut BTreeSet<String>) {
    if let Some(name) = node["$ref"].as_str().and_then(|link| link.rsplit('/').next()) {
        if UNITS.contains(&name) {
            found.insert(path);
        } else {
            walk(schema, &schema["$defs"][name], path, found);
        }
        return;
    }
    let is =
        |kind: &str| node["type"] == kind || node["type"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()));
    if is("integer") || is("number") {
        found.insert(path.clone());
    }
    for kind in ["anyOf", "oneOf", "allOf"] {
        for one in node[kind].as_array().into_iter().flatten() {
            walk(schema, one, path.clone(), found);
        }
    }
    for (key, value) in node["properties"].as_object().into_iter().flatten() {
        walk(schema, value, format!("{path}/{key}"), found);
    }
    for any in ["additionalProperties", "items"] {
        if node[any].is_object() {
            walk(schema, &node[any], format!("{path}/*"), found);
        }
    }
}
