//! Objects from a file that a person may have edited.

use super::listed;
use anyhow::anyhow;
use serde_json::Value;
use serde_saphyr::{Options, options};
use std::path::Path;

/// The objects of a file's text, one a document; documents of comments have none. `path` is where messages say that the
/// text stands.
pub fn read(path: &Path, text: &str) -> anyhow::Result<Vec<Value>> {
    let values: Vec<Value> =
        serde_saphyr::from_multiple_with_options(text, as_kubectl_reads()).map_err(|error| located(path, &error))?;
    for (at, value) in values.iter().enumerate() {
        if let Some(fault) = listed(value).iter().find_map(fault) {
            return Err(anyhow!("`{}` document {} {fault}", path.display(), at + 1));
        }
    }
    Ok(values)
}

/// A bare `on` is a truth and a bare `0644` is octal, so that an edit that loses its quotes shows.
fn as_kubectl_reads() -> Options {
    options! { with_snippet: false, legacy_octal_numbers: true }
}

fn located(path: &Path, error: &serde_saphyr::Error) -> anyhow::Error {
    let message = error.to_string();
    // The reader ends its message with the place, which stands in front here, or with words for programmers.
    let end = [" at line ", ", set DuplicateKeyPolicy"].iter().filter_map(|tail| message.find(tail)).min();
    let message = end.map_or(message.as_str(), |end| &message[..end]);
    let message = if message.starts_with("budget breached") {
        "more values than are read of a manifest, by themselves or by aliases that multiply"
    } else {
        message
    };
    match error.location() {
        Some(place) => anyhow!("`{}` line {} column {}: {message}", path.display(), place.line(), place.column()),
        None => anyhow!("`{}`: {message}", path.display()),
    }
}

/// Why a document, or an item of a `List`, is no object, if it is none.
fn fault(value: &Value) -> Option<String> {
    if !value.is_object() {
        return Some("is not an object".to_owned());
    }
    if value["kind"] == "List" {
        return Some("is a `List` in a `List`, or has no list of `items`".to_owned());
    }
    [("/apiVersion", "apiVersion"), ("/kind", "kind"), ("/metadata/name", "metadata.name")]
        .into_iter()
        .find(|(pointer, _)| !value.pointer(pointer).is_some_and(Value::is_string))
        .map(|(_, field)| format!("has no text for `{field}`"))
}
