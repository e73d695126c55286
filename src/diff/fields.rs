//! What differs between two objects, as the paths of fields.

use super::{Field, items, quantities};
use serde_json::Value;
use similar::{Algorithm, DiffOp};
use std::collections::{BTreeMap, BTreeSet};

/// The fields in which two versions of an object differ.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<Field> {
    let mut found = Vec::new();
    walk("", Some(old), Some(new), &mut found);
    found
}

fn walk(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Field>) {
    match (old, new) {
        (old, new) if old == new => {}
        (Some(old), Some(new)) if quantities::same(path, old, new) => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                walk(&step(path, key), old.get(key), new.get(key), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => match items::names(old, new) {
            Some((old_names, new_names)) => {
                named(path, (old, &old_names), (new, &new_names), found);
            }
            None => nameless(path, old, new, found),
        },
        (old, new) => {
            found.push(Field { path: path.to_owned(), old: old.cloned(), new: new.cloned(), immutable: None });
        }
    }
}

/// The items of two lists, matched by their names.
fn named(
    path: &str,
    (old, old_names): (&[Value], &[String]),
    (new, new_names): (&[Value], &[String]),
    found: &mut Vec<Field>,
) {
    let by_name: BTreeMap<&String, &Value> = new_names.iter().zip(new).collect();
    for (name, item) in old_names.iter().zip(old) {
        walk(&format!("{path}[{name}]"), Some(item), by_name.get(name).copied(), found);
    }
    let there: BTreeSet<&String> = old_names.iter().collect();
    for (name, item) in new_names.iter().zip(new).filter(|(name, _)| !there.contains(name)) {
        walk(&format!("{path}[{name}]"), None, Some(item), found);
    }
}

/// The items of two lists, matched so that most stay the same: one that is put in front does not change those behind
/// it. Items are numbered as in the new list, those that go as in the old.
fn nameless(path: &str, old: &[Value], new: &[Value], found: &mut Vec<Field>) {
    for part in similar::capture_diff_slices(Algorithm::Myers, old, new) {
        if matches!(part, DiffOp::Equal { .. }) {
            continue;
        }
        let mut gone = part.old_range();
        for at in part.new_range() {
            let was = gone.next().map(|at| &old[at]);
            walk(&format!("{path}[{at}]"), was, Some(&new[at]), found);
        }
        for at in gone {
            walk(&format!("{path}[{at}]"), Some(&old[at]), None, found);
        }
    }
}

/// One step of a path; a key that holds dots is quoted.
fn step(path: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte));
    match (path.is_empty(), plain) {
        (true, _) => key.to_owned(),
        (false, true) => format!("{path}.{key}"),
        (false, false) => format!("{path}[\"{key}\"]"),
    }
}
