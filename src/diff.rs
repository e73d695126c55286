//! What differs between two sets of objects: object by object, field by field. The order of keys and comments do not
//! count, and an item of a list is known by its name where it has one.

use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

mod immutable;

/// By what an object is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Identity {
    /// Group without version: an object that moves to a newer version stays itself.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace, empty for an object of the cluster.
    pub namespace: String,
    /// Name.
    pub name: String,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        write!(f, "{} {}{slash}{}", self.kind, self.namespace, self.name)
    }
}

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum Change {
    /// It is new.
    Added {
        /// The object.
        object: Identity,
    },
    /// It is gone. `kubectl apply` leaves it in the cluster.
    Removed {
        /// The object.
        object: Identity,
    },
    /// Some of its fields differ.
    Changed {
        /// The object.
        object: Identity,
        /// The fields.
        fields: Vec<Field>,
    },
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// The way to it: `spec.template.spec.containers[ai-inference].image`.
    pub path: String,
    /// What it was; absent where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What it is; absent where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// Why the API server refuses the change on an object that exists, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<&'static str>,
}

/// Compares two sets of objects.
#[must_use]
pub fn compare(old: &[Value], new: &[Value]) -> Vec<Change> {
    let (old, new) = (by_identity(old), by_identity(new));
    let identities: BTreeSet<&Identity> = old.keys().chain(new.keys()).collect();
    identities
        .into_iter()
        .filter_map(|identity| {
            let object = identity.clone();
            match (old.get(identity), new.get(identity)) {
                (None, _) => Some(Change::Added { object }),
                (_, None) => Some(Change::Removed { object }),
                (Some(old), Some(new)) => {
                    let mut fields = Vec::new();
                    walk("", Some(old), Some(new), &mut fields);
                    for field in &mut fields {
                        field.immutable = immutable::reason(&identity.kind, field);
                    }
                    (!fields.is_empty()).then_some(Change::Changed { object, fields })
                }
            }
        })
        .collect()
}

/// The objects of a stream by what they are known by; the items of a `List` count one by one.
fn by_identity(objects: &[Value]) -> BTreeMap<Identity, &Value> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    objects
        .iter()
        .flat_map(listed)
        .map(|object| {
            let version = object["apiVersion"].as_str().unwrap_or_default();
            let identity = Identity {
                group: version
                    .split_once('/')
                    .map_or("", |(group, _)| group)
                    .to_owned(),
                kind: text(&object["kind"]),
                namespace: text(&object["metadata"]["namespace"]),
                name: text(&object["metadata"]["name"]),
            };
            (identity, object)
        })
        .collect()
}

/// The items of a `List`, or the object itself.
fn listed(object: &Value) -> &[Value] {
    match object.get("items") {
        Some(Value::Array(items)) if object["kind"] == "List" => items,
        _ => std::slice::from_ref(object),
    }
}

fn walk(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Field>) {
    match (old, new) {
        (old, new) if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                walk(&step(path, key), old.get(key), new.get(key), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => items(path, old, new, found),
        (old, new) => found.push(Field {
            path: path.to_owned(),
            old: old.cloned(),
            new: new.cloned(),
            immutable: None,
        }),
    }
}

/// The items of two lists, matched by their names if all have one of their own, else by their places.
fn items(path: &str, old: &[Value], new: &[Value], found: &mut Vec<Field>) {
    match names(old).zip(names(new)) {
        Some((old_names, new_names)) => {
            let position =
                |names: &[String], name: &String| names.iter().position(|other| other == name);
            for (name, item) in old_names.iter().zip(old) {
                let other = position(&new_names, name).map(|at| &new[at]);
                walk(&format!("{path}[{name}]"), Some(item), other, found);
            }
            for (name, item) in new_names
                .iter()
                .zip(new)
                .filter(|(name, _)| !old_names.contains(name))
            {
                walk(&format!("{path}[{name}]"), None, Some(item), found);
            }
        }
        None => {
            for at in 0..old.len().max(new.len()) {
                walk(&format!("{path}[{at}]"), old.get(at), new.get(at), found);
            }
        }
    }
}

/// Keys by which Kubernetes and Prometheus know the items of their lists, the most telling first.
const NAMES: [&str; 8] = [
    "name",
    "alert",
    "record",
    "mountPath",
    "containerPort",
    "key",
    "topologyKey",
    "secretKey",
];

/// The names of all items, where each has one of its own under the same key.
fn names(items: &[Value]) -> Option<Vec<String>> {
    NAMES.iter().find_map(|key| {
        let names: Option<Vec<String>> = items
            .iter()
            .map(|item| match item.get(key)? {
                Value::String(name) => Some(name.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .collect();
        let names = names.filter(|names| !names.is_empty())?;
        let unique: BTreeSet<&String> = names.iter().collect();
        (unique.len() == names.len()).then_some(names)
    })
}

/// One step of a path; a key that holds dots is quoted.
fn step(path: &str, key: &str) -> String {
    let plain = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte));
    match (path.is_empty(), plain) {
        (true, _) => key.to_owned(),
        (false, true) => format!("{path}.{key}"),
        (false, false) => format!("{path}[\"{key}\"]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(spec: &Value) -> Value {
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "x" }, "spec": spec })
    }

    fn fields(old: &Value, new: &Value) -> Vec<String> {
        let changes = compare(&[object(old)], &[object(new)]);
        let fields = changes.into_iter().flat_map(|change| match change {
            Change::Changed { fields, .. } => fields,
            other => panic!("{other:?}"),
        });
        fields.map(|field| field.path).collect()
    }

    #[test]
    fn the_order_of_named_items_does_not_count() {
        let old = json!({ "env": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }] });
        let new = json!({ "env": [{ "name": "B", "value": "2" }, { "name": "A", "value": "3" }] });
        assert_eq!(fields(&old, &new), ["spec.env[A].value"]);
    }

    #[test]
    fn items_without_names_are_compared_by_place() {
        assert_eq!(
            fields(
                &json!({ "args": ["a", "b"] }),
                &json!({ "args": ["a", "c"] })
            ),
            ["spec.args[1]"]
        );
        assert_eq!(
            fields(&json!({ "args": [] }), &json!({ "args": ["c"] })),
            ["spec.args[0]"]
        );
    }

    #[test]
    fn an_empty_map_is_not_an_absent_one() {
        assert_eq!(fields(&json!({ "a": {} }), &json!({})), ["spec.a"]);
    }

    #[test]
    fn a_text_is_not_the_number_that_it_spells() {
        assert_eq!(fields(&json!({ "a": "1" }), &json!({ "a": 1 })), ["spec.a"]);
    }

    #[test]
    fn a_newer_version_of_a_kind_is_the_same_object() {
        let old =
            json!({ "apiVersion": "autoscaling/v1", "kind": "H", "metadata": { "name": "x" } });
        let new =
            json!({ "apiVersion": "autoscaling/v2", "kind": "H", "metadata": { "name": "x" } });
        let changes = compare(&[old], &[new]);
        assert!(
            matches!(&changes[..], [Change::Changed { fields, .. }] if fields[0].path == "apiVersion")
        );
    }

    #[test]
    fn objects_that_come_and_go_are_named() {
        let changes = compare(&[object(&json!({}))], &[]);
        assert!(
            matches!(&changes[..], [Change::Removed { object }] if object.to_string() == "Deployment x")
        );
        assert!(matches!(
            &compare(&[], &[object(&json!({}))])[..],
            [Change::Added { .. }]
        ));
    }

    #[test]
    fn a_list_is_its_items() {
        let list =
            json!({ "apiVersion": "v1", "kind": "List", "items": [object(&json!({ "a": 1 }))] });
        assert_eq!(compare(&[list], &[object(&json!({ "a": 1 }))]), []);
    }

    #[test]
    fn an_immutable_field_says_so() {
        let old = object(&json!({ "selector": { "matchLabels": { "a": "1" } } }));
        let new = object(&json!({ "selector": { "matchLabels": { "a": "2" } } }));
        let changes = compare(&[old], &[new]);
        assert!(
            matches!(&changes[..], [Change::Changed { fields, .. }] if fields[0].immutable.is_some())
        );
    }
}
