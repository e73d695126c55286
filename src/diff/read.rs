//! Objects from a file that a person may have edited.

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
        if let Some(fault) = fault(value) {
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
    // The reader ends its message with the place, which stands in front here.
    let message = message.rfind(" at line ").map_or(message.as_str(), |end| &message[..end]);
    match error.location() {
        Some(place) => anyhow!("`{}` line {} column {}: {message}", path.display(), place.line(), place.column()),
        None => anyhow!("`{}`: {message}", path.display()),
    }
}

/// Why a document is no object, if it is none.
fn fault(value: &Value) -> Option<String> {
    if !value.is_object() {
        return Some("is not an object".to_owned());
    }
    let is_list = value["kind"] == "List";
    [("/apiVersion", "apiVersion"), ("/kind", "kind"), ("/metadata/name", "metadata.name")]
        .into_iter()
        .filter(|(_, field)| !(is_list && *field == "metadata.name"))
        .find(|(pointer, _)| !value.pointer(pointer).is_some_and(Value::is_string))
        .map(|(_, field)| format!("has no text for `{field}`"))
}
