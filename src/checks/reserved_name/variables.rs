//! Environment variables and the Secret's keys, which become variables.

use super::fault;
use crate::checks::Findings;
use crate::profile::Profile;
use crate::stack::names::SETTINGS_VARIABLE;
use crate::syntax;
use std::collections::BTreeMap;

pub(super) fn look(profile: &Profile, found: &mut Findings) {
    let keys = &profile.secrets.keys;
    let mut taken: BTreeMap<String, &String> = BTreeMap::new();
    for key in keys.iter() {
        let variable = syntax::variable_of(key);
        if !syntax::is_data_key(key) || !syntax::is_variable(&variable) {
            let message = format!("`{key}` cannot be a key of the secret and a variable `{variable}`");
            fault(found, keys, message, "one of these is refused");
        } else if let Some(other) = taken.insert(variable.clone(), key) {
            let message = format!("the keys `{other}` and `{key}` are one variable, `{variable}`");
            fault(found, keys, message, "the second hides the first");
        }
    }
    for (name, value) in &profile.app.env {
        if !syntax::is_variable(name) {
            let message = format!("`{name}` is no name of an environment variable");
            fault(found, value, message, "the API server refuses its name");
        } else if name == SETTINGS_VARIABLE {
            let message = format!("`{SETTINGS_VARIABLE}` is infgen's own: it names the file of the settings");
            fault(found, value, message, "the settings would not be read");
        } else if let Some(key) = taken.get(name) {
            let message = format!("`{name}` is what the secret's key `{key}` becomes");
            fault(found, value, message, "this hides the secret's value")
                .label(keys, format!("`{key}` is among the keys"));
        }
    }
}
