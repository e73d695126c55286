//! `infgen schema`: the JSON Schema of a profile.

use crate::exit::Exit;
use crate::profile::Profile;
use std::io::Write as _;

/// The schema, from the types that read profiles: keys, notations, defaults and their documentation.
pub(super) fn text() -> String {
    let schema = schemars::schema_for!(Profile);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is plain data with text keys");
    text + "\n"
}

pub(super) fn run() -> anyhow::Result<Exit> {
    std::io::stdout().write_all(text().as_bytes())?;
    Ok(Exit::Clean)
}
