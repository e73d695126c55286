//! From the tree to typed values, by serde, with the place of every value and all faults in one run.
//!
//! Serde stops at the first fault. Every key of a profile may be absent, so a faulty node is noted, taken out of the
//! tree, and the rest is read again: the run ends with each fault of the profile found once.

use super::{MOST_FAULTS, Node};
use crate::located::Place;
use crate::suggest::closest;
use serde::Deserialize;
use serde::de::{self, Expected, Unexpected};
use std::fmt;

mod cursor;

use cursor::Cursor;

/// What kind of fault a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    UnknownKey,
    WrongType,
    BadValue,
    MissingKey,
}

/// A value that the profile's types do not take.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) message: String,
    /// What was probably meant.
    pub(crate) meant: Option<String>,
    /// What there is to choose from, where nothing is near.
    pub(crate) choices: Option<String>,
    pub(crate) place: Option<Place>,
    /// The keys from the root to the value.
    pub(crate) path: Vec<String>,
}

/// Reads a value of type `T`, with the faults of the tree; what is faulty counts as absent.
pub(crate) fn decode<T: for<'de> Deserialize<'de> + Default>(tree: &Node) -> (T, Vec<Fault>) {
    let mut fault = match T::deserialize(Cursor(tree)) {
        Ok(value) => return (value, Vec::new()),
        Err(fault) => fault,
    };
    let mut rest = tree.clone();
    let mut faults = Vec::new();
    loop {
        fault.path.reverse();
        let removed = rest.remove(&fault.path);
        faults.push(fault);
        if removed.is_none() || faults.len() == MOST_FAULTS {
            return (T::default(), faults);
        }
        fault = match T::deserialize(Cursor(&rest)) {
            Ok(value) => return (value, faults),
            Err(fault) => fault,
        };
    }
}

impl Fault {
    fn new(kind: FaultKind, message: String) -> Self {
        Self { kind, message, meant: None, choices: None, place: None, path: Vec::new() }
    }

    /// Says what was meant by a name, or what there is.
    fn suggest(mut self, name: &str, expected: &'static [&'static str]) -> Self {
        match closest(name, expected.iter().copied()) {
            Some(close) => self.meant = Some(format!("did you mean `{close}`?")),
            None => self.choices = Some(format!("there are: {}", expected.join(", "))),
        }
        self
    }

    /// Notes the nearest place, and one step of the way to it (the way is collected from the leaf up).
    fn within(mut self, step: &str, place: &Place) -> Self {
        self.place.get_or_insert(*place);
        self.path.push(step.to_owned());
        self
    }

    fn at(mut self, place: &Place) -> Self {
        self.place.get_or_insert(*place);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// What a key of any text expects.
const TEXT: &str = "a text, in quotes";

/// What was expected, in TOML's words where serde speaks Rust.
fn words(expected: &dyn Expected) -> String {
    match expected.to_string().as_str() {
        "u32" => "a whole number, without quotes".to_owned(),
        "i64" => "a whole number, also below zero, without quotes".to_owned(),
        "f64" => "a number, without quotes".to_owned(),
        "a boolean" => "`true` or `false`, without quotes".to_owned(),
        "a string" => TEXT.to_owned(),
        "a sequence" => "an array".to_owned(),
        "a map" => "a table".to_owned(),
        other => other.to_owned(),
    }
}

/// What was found, in TOML's words.
fn found(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Bool(value) => format!("the boolean `{value}`"),
        Unexpected::Unsigned(value) => format!("the integer `{value}`"),
        Unexpected::Signed(value) => format!("the integer `{value}`"),
        Unexpected::Float(value) => format!("the number `{value}`"),
        Unexpected::Str(text) => format!("the text \"{text}\""),
        Unexpected::Seq => "an array".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(FaultKind::BadValue, message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = words(expected);
        let found = match unexpected {
            // Where any text can stand, a number may be a password: it is not repeated.
            Unexpected::Unsigned(_) | Unexpected::Signed(_) if expected == TEXT => "an integer".to_owned(),
            Unexpected::Float(_) if expected == TEXT => "a number".to_owned(),
            other => found(other),
        };
        let message = format!("expected {expected}, found {found}");
        Self::new(FaultKind::WrongType, message)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {}", words(expected), found(unexpected));
        Self::new(FaultKind::BadValue, message)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("`{variant}` is not one of the choices");
        Self::new(FaultKind::BadValue, message).suggest(variant, expected)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(FaultKind::UnknownKey, format!("unknown key `{field}`")).suggest(field, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(FaultKind::MissingKey, format!("key `{field}` is missing"))
    }
}
