//! By what an item of a list is the same item, wherever in the list it stands.

use serde_json::Value;
use std::collections::BTreeSet;

/// A name is made of parts, and a part is the first of these pointers that leads to something. All but the first part
/// may be missing.
type Name = &'static [&'static [&'static str]];

/// What can tell the items of a list apart, the most telling first: the API's own merge keys, and that by which the
/// operators know rules, metrics and tolerations.
const NAMES: [Name; 13] = [
    &[&["/name"]],
    &[&["/alert", "/record"]],
    &[&["/alert", "/record"], &["/labels/threshold", "/labels/bound", "/labels/severity"]],
    &[&["/alert", "/record"], &["/labels/objective"], &["/labels/tier", "/labels/bound"]],
    &[&[
        "/resource/name",
        "/pods/metric/name",
        "/external/metric/name",
        "/object/metric/name",
        "/containerResource/name",
    ]],
    &[&["/mountPath"]],
    &[&["/containerPort"]],
    &[&["/secretKey"]],
    &[&["/topologyKey", "/podAffinityTerm/topologyKey"]],
    &[&["/key"]],
    &[&["/key"], &["/effect"]],
    &[&["/port"], &["/protocol"]],
    &[&["/type"]],
];

/// The names of the items of two lists, by the first kind of name that tells the items of each list apart.
pub(super) fn names(old: &[Value], new: &[Value]) -> Option<(Vec<String>, Vec<String>)> {
    NAMES.into_iter().find_map(|name| Some((distinct(name, old)?, distinct(name, new)?)))
}

fn distinct(name: Name, items: &[Value]) -> Option<Vec<String>> {
    let names: Option<Vec<String>> = items.iter().map(|item| text(name, item)).collect();
    let names = names?;
    let different: BTreeSet<&String> = names.iter().collect();
    (different.len() == names.len()).then_some(names)
}

fn text(name: Name, item: &Value) -> Option<String> {
    let part = |pointers: &&[&str]| {
        pointers.iter().find_map(|pointer| match item.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    let (first, rest) = name.split_first()?;
    let parts: Vec<String> = std::iter::once(part(first)?).chain(rest.iter().filter_map(part)).collect();
    Some(parts.join("/"))
}
