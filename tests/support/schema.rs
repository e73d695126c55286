//! The numbers that a profile can state, by its schema.

use serde_json::Value;
use std::collections::BTreeMap;

/// Texts that are a number and its unit.
const UNITS: [&str; 6] = ["Bytes", "Cpu", "Duration", "Growth", "Rate", "Share"];

/// The paths of all numbers, each with its unit or with its type in TOML; `*` stands for an index, or for a key that the
/// profile chooses.
pub(crate) fn numbers() -> BTreeMap<String, &'static str> {
    let text = std::fs::read_to_string("profiles/profile.schema.json").expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    let mut found = BTreeMap::new();
    walk(&schema, &schema, String::new(), &mut found);
    assert!(found.len() > 150, "the walk finds the numbers");
    found
}

/// Whether a path is one of a pattern's: `*` stands for any step.
pub(crate) fn is(path: &str, pattern: &str) -> bool {
    let (path, pattern): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), pattern.split('/').collect());
    path.len() == pattern.len() && path.iter().zip(pattern).all(|(step, wanted)| wanted == "*" || *step == wanted)
}

fn walk(schema: &Value, node: &Value, path: String, found: &mut BTreeMap<String, &'static str>) {
    if let Some(name) = node["$ref"].as_str().and_then(|link| link.rsplit('/').next()) {
        if let Some(unit) = UNITS.into_iter().find(|unit| *unit == name) {
            found.insert(path, unit);
        } else {
            walk(schema, &schema["$defs"][name], path, found);
        }
        return;
    }
    let is =
        |kind: &str| node["type"] == kind || node["type"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()));
    found.extend(["integer", "number"].into_iter().filter(|kind| is(kind)).map(|kind| (path.clone(), kind)));
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
