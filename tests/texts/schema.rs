//! The texts that a profile can state, by its schema.

use serde_json::Value;
use std::collections::BTreeSet;

/// The paths of all texts without a pattern; `*` stands for an index or a key that the profile chooses, and `#` for such
/// a key itself.
pub(crate) fn texts() -> BTreeSet<String> {
    let text = std::fs::read_to_string("profiles/profile.schema.json").expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    let mut found = BTreeSet::new();
    walk(&schema, &schema, String::new(), &mut found);
    // What a profile extends is read before it is one.
    assert!(found.remove("/extends") && found.len() > 80, "the walk finds the texts");
    found
}

fn walk(schema: &Value, node: &Value, path: String, found: &mut BTreeSet<String>) {
    if let Some(name) = node["$ref"].as_str().and_then(|link| link.rsplit('/').next()) {
        return walk(schema, &schema["$defs"][name], path, found);
    }
    let kind = &node["type"];
    let is_text = kind == "string" || kind.as_array().is_some_and(|kinds| kinds.contains(&"string".into()));
    if is_text && ["pattern", "enum", "const"].iter().all(|bound| node[bound].is_null()) {
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
    if node["additionalProperties"].is_object() {
        found.insert(format!("{path}/#"));
        walk(schema, &node["additionalProperties"], format!("{path}/*"), found);
    }
    if node["items"].is_object() {
        walk(schema, &node["items"], format!("{path}/*"), found);
    }
}
