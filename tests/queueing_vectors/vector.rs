//! A conformance vector as it is written.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use infgen::queueing::{PerSecond, Seconds, Share};
use serde::Deserialize;
use serde_json::Value;

/// A file of vectors.
#[derive(Deserialize)]
pub(crate) struct File {
    /// How many there are, if the file says so.
    #[serde(default)]
    pub(crate) count: Option<usize>,
    pub(crate) vectors: Vec<Vector>,
}

/// One case of one model.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vector {
    pub(crate) id: String,
    pub(crate) kind: String,
    #[serde(rename = "in")]
    pub(crate) inputs: BTreeMap<String, Value>,
    pub(crate) out: BTreeMap<String, f64>,
    #[serde(default)]
    pub(crate) rel_diff_of_2_methods: BTreeMap<String, f64>,
    #[serde(default)]
    pub(crate) des_check: BTreeMap<String, f64>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

impl Vector {
    /// What the simulation measured, without how long it ran.
    pub(crate) fn simulated(&self) -> impl Iterator<Item = (&str, f64)> {
        let measured = self.des_check.iter().filter(|(key, _)| *key != "arrivals");
        measured.map(|(key, value)| (key.as_str(), *value))
    }
}

/// The inputs of a vector, each of which has to be read.
pub(crate) struct Inputs<'a> {
    values: &'a BTreeMap<String, Value>,
    read: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Inputs<'a> {
    pub(crate) fn of(vector: &'a Vector) -> Self {
        Self { values: &vector.inputs, read: RefCell::default() }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    fn value(&self, key: &'static str) -> Result<&'a Value, String> {
        self.read.borrow_mut().insert(key);
        self.values.get(key).ok_or_else(|| format!("input `{key}` is missing"))
    }

    pub(crate) fn number(&self, key: &'static str) -> Result<f64, String> {
        self.value(key)?.as_f64().ok_or_else(|| format!("input `{key}` is no number"))
    }

    pub(crate) fn numbers(&self, key: &'static str) -> Result<Vec<f64>, String> {
        let values = self.value(key)?.as_array().ok_or_else(|| format!("input `{key}` is no list"))?;
        let number = |value: &Value| value.as_f64().ok_or_else(|| format!("`{key}` has a non-number"));
        values.iter().map(number).collect()
    }

    pub(crate) fn count(&self, key: &'static str) -> Result<u32, String> {
        let number = self.number(key)?;
        format!("{number}").parse().map_err(|_| format!("input `{key}` is no count: {number}"))
    }

    /// A count, or nothing for `null` and for a missing key.
    pub(crate) fn optional_count(&self, key: &'static str) -> Result<Option<u32>, String> {
        match self.value(key) {
            Ok(value) if !value.is_null() => self.count(key).map(Some),
            _ => Ok(None),
        }
    }

    pub(crate) fn text(&self, key: &'static str) -> Result<&'a str, String> {
        self.value(key)?.as_str().ok_or_else(|| format!("input `{key}` is no text"))
    }

    pub(crate) fn rate(&self, key: &'static str) -> Result<PerSecond, String> {
        self.number(key).map(PerSecond::new)
    }

    pub(crate) fn seconds(&self, key: &'static str) -> Result<Seconds, String> {
        self.number(key).map(Seconds::new)
    }

    pub(crate) fn milliseconds(&self, key: &'static str) -> Result<Seconds, String> {
        self.number(key).map(|value| Seconds::new(value / 1000.0))
    }

    pub(crate) fn share(&self, key: &'static str) -> Result<Share, String> {
        self.number(key).map(Share::new)
    }

    /// An error if the vector has an input that no model read.
    pub(crate) fn all_read(&self) -> Result<(), String> {
        let read = self.read.borrow();
        match self.values.keys().find(|key| !read.contains(key.as_str())) {
            Some(key) => Err(format!("unknown input `{key}`")),
            None => Ok(()),
        }
    }
}
