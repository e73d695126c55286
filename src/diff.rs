//! What differs between two sets of objects: object by object, field by field. The order of keys and comments do not
//! count, an item of a list is known by its name where it has one, and a quantity by its amount. The values of a Secret
//! are never shown.

use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

mod fields;
mod immutable;
mod items;
mod quantities;
mod read;

pub use read::read;

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

impl Identity {
    fn of(object: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let version = object["apiVersion"].as_str().unwrap_or_default();
        Self {
            group: version.split_once('/').map_or("", |(group, _)| group).to_owned(),
            kind: text(&object["kind"]),
            namespace: text(&object["metadata"]["namespace"]),
            name: text(&object["metadata"]["name"]),
        }
    }
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
                    let mut fields = fields::compare(old, new);
                    for field in &mut fields {
                        field.immutable = immutable::reason(&identity.kind, field);
                        hide_secret(&identity.kind, field);
                    }
                    (!fields.is_empty()).then_some(Change::Changed { object, fields })
                }
            }
        })
        .collect()
}

/// The changes that the API server refuses on objects that exist: the object must be deleted and made again.
pub fn refused(changes: &[Change]) -> impl Iterator<Item = (&Identity, &Field)> {
    changes.iter().flat_map(|change| {
        let (object, fields) = match change {
            Change::Changed { object, fields } => (object, fields.as_slice()),
            Change::Added { object } | Change::Removed { object } => (object, [].as_slice()),
        };
        fields.iter().filter(|field| field.immutable.is_some()).map(move |field| (object, field))
    })
}

/// The first object that a set of objects has twice.
#[must_use]
pub fn repeated(objects: &[Value]) -> Option<Identity> {
    let mut seen = BTreeSet::new();
    objects.iter().flat_map(listed).map(Identity::of).find(|identity| !seen.insert(identity.clone()))
}

/// The first Secret of a set of objects that has values.
#[must_use]
pub fn secret_with_values(objects: &[Value]) -> Option<Identity> {
    let has = |object: &Value, field: &str| object[field].as_object().is_some_and(|values| !values.is_empty());
    let with_values = |object: &&Value| has(object, "data") || has(object, "stringData") || applied(object).is_some();
    let secrets = objects.iter().flat_map(listed).filter(|object| object["kind"] == "Secret");
    secrets.filter(with_values).map(Identity::of).next()
}

/// Where `kubectl apply` notes all that was applied, the values of a Secret too.
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

fn applied(object: &Value) -> Option<&Value> {
    object["metadata"]["annotations"].get(APPLIED)
}

/// Takes the values of a Secret out: a difference is printed, logged by CI and posted to reviews.
fn hide_secret(kind: &str, field: &mut Field) {
    let path = field.path.as_str();
    let is_value = path.starts_with("data") || path.starts_with("stringData") || path.contains(APPLIED);
    for value in [&mut field.old, &mut field.new] {
        // An object that had no annotations has all of them in one field.
        let hidden = |value: &Value| is_value || value.to_string().contains(APPLIED);
        if kind == "Secret" && value.as_ref().is_some_and(hidden) {
            *value = Some(Value::from("(hidden)"));
        }
    }
}

/// The objects of a stream by what they are known by; the items of a `List` count one by one.
fn by_identity(objects: &[Value]) -> BTreeMap<Identity, &Value> {
    objects.iter().flat_map(listed).map(|object| (Identity::of(object), object)).collect()
}

/// The items of a `List`, or the object itself.
fn listed(object: &Value) -> &[Value] {
    match object.get("items") {
        Some(Value::Array(items)) if object["kind"] == "List" => items,
        _ => std::slice::from_ref(object),
    }
}

#[cfg(test)]
mod tests;
