//! From the tree to typed values, by serde, with the place of every value and all faults in one run.
//!
//! Serde stops at the first fault. Every key of a profile may be absent, so a faulty node is noted, taken out of the
//! tree, and the rest is read again: the run ends with each fault of the profile found once.

use super::{MOST_FAULTS, Node, Value};
use crate::located::{FIELDS, Place, TOKEN};
use crate::suggest::closest;
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};
use std::fmt;

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

/// A node as serde sees it.
#[derive(Clone, Copy)]
struct Cursor<'a>(&'a Node);

impl<'de> Deserializer<'de> for Cursor<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match &self.0.value {
            Value::Table(entries) => visitor.visit_map(Entries { rest: entries.iter(), current: None }),
            Value::Array(items) => visitor.visit_seq(Items { rest: items.iter().enumerate() }),
            Value::Text(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(value) => visitor.visit_bool(*value),
            Value::Datetime(text) => Err(de::Error::invalid_type(Unexpected::Other(text), &visitor)),
        };
        result.map_err(|fault| fault.at(&self.0.place))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == TOKEN {
            return visitor.visit_map(Parts { node: self.0, next: 0 });
        }
        if matches!(self.0.value, Value::Table(_)) {
            return self.deserialize_any(visitor);
        }
        // Serde would say "struct Slo", which is no word of the user's.
        let what = found(unexpected(&self.0.value));
        Err(Fault::new(FaultKind::WrongType, format!("expected a table, found {what}")).at(&self.0.place))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let result = match &self.0.value {
            Value::Text(text) => {
                let variant: StrDeserializer<'_, Fault> = text.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            other => {
                let what = found(unexpected(other));
                let message = format!("expected one of {}, found {what}", variants.join(", "));
                Err(Fault::new(FaultKind::WrongType, message))
            }
        };
        result.map_err(|fault| fault.at(&self.0.place))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Table(_) => Unexpected::Map,
        Value::Array(_) => Unexpected::Seq,
        Value::Text(text) => Unexpected::Str(text),
        Value::Integer(number) => Unexpected::Signed(*number),
        Value::Float(number) => Unexpected::Float(*number),
        Value::Boolean(value) => Unexpected::Bool(*value),
        Value::Datetime(text) => Unexpected::Other(text),
    }
}

struct Entries<'a> {
    rest: std::collections::btree_map::Iter<'a, String, Node>,
    current: Option<(&'a String, &'a Node)>,
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.current = self.rest.next();
        let Some((key, node)) = self.current else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Fault> = key.as_str().into_deserializer();
        let place = node.key.as_ref().unwrap_or(&node.place);
        seed.deserialize(name).map(Some).map_err(|fault| fault.within(key, place))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (key, node) = self.current.ok_or_else(|| <Fault as de::Error>::custom("value before its key"))?;
        seed.deserialize(Cursor(node)).map_err(|fault| fault.within(key, &node.place))
    }
}

struct Items<'a> {
    rest: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some((index, node)) = self.rest.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(Cursor(node));
        read.map(Some).map_err(|fault| fault.within(&index.to_string(), &node.place))
    }
}

/// The parts that `Located` asks for: source, start, end, value.
struct Parts<'a> {
    node: &'a Node,
    next: usize,
}

impl<'de> de::MapAccess<'de> for Parts<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(name) = FIELDS.get(self.next) else {
            return Ok(None);
        };
        seed.deserialize(de::value::BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        self.next += 1;
        let place = &self.node.place;
        let number = match self.next {
            1 => u64::from(place.source.0),
            2 => place.span().start as u64,
            3 => place.span().end as u64,
            _ => return seed.deserialize(Cursor(self.node)),
        };
        seed.deserialize(number.into_deserializer())
    }
}
