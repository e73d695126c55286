//! The values of a profile's Secret, on their way from a file that is not committed to `kubectl patch`.
//!
//! The file is the one that `kubectl create secret --from-env-file` takes, and is read as kubectl reads it. What is said
//! of it names lines and the keys that the pods need, and never what stands in a line: of two that a person mixed up
//! the one may be a password.

use crate::suggest::closest;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What a file of `KEY=VALUE` lines comes to.
#[derive(Debug, Default, PartialEq)]
pub struct Values {
    /// By key; only keys that the pods need.
    values: Map<String, Value>,
    /// Why the values are not to be taken, each with its line.
    pub faults: Vec<String>,
    /// What is taken as it stands and may not be meant so.
    pub doubts: Vec<String>,
}

impl Values {
    /// Reads the lines for the keys that the pods need; `partial` is for some of them only.
    #[must_use]
    pub fn read(text: &str, keys: &[String], partial: bool) -> Self {
        let mut read = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, at) in text.lines().zip(1..) {
            let line = line.trim_start();
            if !line.is_empty() && !line.starts_with('#') {
                read.line(at, line, keys);
            }
        }
        let missing = keys.iter().filter(|key| !read.values.contains_key(*key)).map(String::as_str);
        let missing: Vec<&str> = missing.filter(|_| !partial).collect();
        if let [_, ..] = missing[..] {
            let missing = missing.join("`, `");
            read.faults.push(format!("no line sets `{missing}`; `--partial` patches only the keys that are there"));
        }
        if read.values.is_empty() && read.faults.is_empty() {
            read.faults.push("no line sets a key".to_owned());
        }
        read
    }

    fn line(&mut self, at: u32, line: &str, keys: &[String]) {
        let Some((key, value)) = line.split_once('=') else {
            return self.faults.push(format!("line {at} has no `=`; a line is `KEY=VALUE`"));
        };
        if !keys.iter().any(|known| known == key) {
            let close = closest(key.trim(), keys.iter().map(String::as_str));
            let meant = close.map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
            return self.faults.push(format!("line {at} sets a key that the pods do not need{meant}"));
        }
        if let Some(fault) = fault(value) {
            self.faults.push(format!("line {at}: the value of `{key}` {fault}"));
        }
        if let Some(doubt) = doubt(value) {
            self.doubts.push(format!("line {at}: the value of `{key}` {doubt}"));
        }
        if self.values.insert(key.to_owned(), value.into()).is_some() {
            self.faults.push(format!("line {at} sets `{key}` a second time"));
        }
    }

    /// The patch: it sets these keys and leaves all others as they are. The API server takes `stringData` into `data`.
    #[must_use]
    pub fn patch(self) -> String {
        let patch = json!({ "stringData": self.values });
        patch.to_string() + "\n"
    }
}

/// Why a value cannot be meant.
fn fault(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        Some("is empty")
    } else if value.contains('\0') {
        Some("holds a NUL, which no environment variable can")
    } else if value.starts_with('<') && value.ends_with('>') {
        Some("is the `<…>` of an example")
    } else {
        None
    }
}

/// What of a value is taken as it stands, and kubectl would too.
fn doubt(value: &str) -> Option<&'static str> {
    let quoted = |quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    if quoted('"') || quoted('\'') {
        Some("has quotes around it, which become part of it")
    } else if value.trim() != value {
        Some("has blanks around it, which become part of it")
    } else {
        None
    }
}

/// Keys that are named twice in a profile count once.
#[must_use]
pub fn distinct(keys: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    keys.iter().filter(|key| seen.insert(*key)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::{Values, distinct};

    fn keys() -> Vec<String> {
        distinct(&["postgres-password", "redis-password", "redis-password"].map(str::to_owned))
    }

    fn read(text: &str) -> Values {
        Values::read(text, &keys(), false)
    }

    #[test]
    fn a_file_becomes_a_patch_that_sets_its_keys_alone() {
        let text = "\u{feff}# mine\r\n\r\n  redis-password=a=b#c\r\npostgres-password=\"\u{e9}\" \n";
        let values = read(text);
        assert_eq!(values.faults, [""; 0]);
        assert_eq!(
            values.doubts,
            ["line 4: the value of `postgres-password` has blanks around it, which become part of it"]
        );
        let patch = "{\"stringData\":{\"redis-password\":\"a=b#c\",\"postgres-password\":\"\\\"\u{e9}\\\" \"}}\n";
        assert_eq!(values.patch(), patch);
    }

    #[test]
    fn what_cannot_be_meant_is_located_and_never_repeated() {
        let text = "redis-pasword=hunter2\nhunter3=redis-password\nhunter4\nredis-password=\npostgres-password=<hunter5>\n\
                    postgres-password=hunter6\0\n";
        let faults = read(text).faults;
        assert!(!faults.iter().any(|fault| fault.contains("hunter")), "{faults:#?}");
        insta::assert_snapshot!(faults.join("\n"), @r"
        line 1 sets a key that the pods do not need; did you mean `redis-password`?
        line 2 sets a key that the pods do not need
        line 3 has no `=`; a line is `KEY=VALUE`
        line 4: the value of `redis-password` is empty
        line 5: the value of `postgres-password` is the `<…>` of an example
        line 6: the value of `postgres-password` holds a NUL, which no environment variable can
        line 6 sets `postgres-password` a second time
        ");
        assert_eq!(Values::read("redis-password=x", &keys(), true).faults, [""; 0]);
        assert_eq!(Values::read("# nothing", &keys(), true).faults, ["no line sets a key"]);
        let missing = read("redis-password=x\n").faults.join("\n");
        insta::assert_snapshot!(missing, @"no line sets `postgres-password`; `--partial` patches only the keys that are there");
    }
}
