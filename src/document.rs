//! A profile as a tree of values, each with its place: parsed, extended and overridden before any type is looked at.

use crate::located::{Place, SourceId};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

pub(crate) mod decode;
mod load;

pub use load::{LoadFault, Loaded, load};

/// A value of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the value stands.
    pub place: Place,
    /// Where its key stands; an element of an array has none.
    pub key: Option<Place>,
    /// What it is.
    pub value: Value,
}

/// What TOML knows.
#[derive(Debug, Clone)]
pub enum Value {
    /// `key = …` and `[table]`.
    Table(BTreeMap<String, Node>),
    /// `[a, b]` and `[[table]]`.
    Array(Vec<Node>),
    /// `"text"`.
    Text(String),
    /// `3`.
    Integer(i64),
    /// `0.5`.
    Float(f64),
    /// `true`.
    Boolean(bool),
    /// `2026-01-01`, which no key takes.
    Datetime(String),
}

/// A tree that a text does not make: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxFault {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

/// The most faults that a run looks for: a text that is no profile at all has some on every line.
pub(crate) const MOST_FAULTS: usize = 100;

/// Reads a text, with the faults of its syntax.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (Node, Vec<SyntaxFault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors.iter().map(|error| SyntaxFault {
        place: Place::new(source, error.span().unwrap_or(0..0)),
        message: error.message().trim().to_owned(),
    });
    // Of a thousand brackets that are open at the end, each is a fault at the same place.
    let mut faults: Vec<SyntaxFault> = faults.collect();
    faults.dedup();
    faults.truncate(MOST_FAULTS);
    let span = table.span();
    let mut reader = Reader { source, faults };
    let value = reader.table(table.get_ref());
    (Node { place: Place::new(source, span), key: None, value }, reader.faults)
}

struct Reader {
    source: SourceId,
    faults: Vec<SyntaxFault>,
}

impl Reader {
    fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.source, span)
    }

    fn table(&mut self, table: &DeTable<'_>) -> Value {
        let entries = table.iter().map(|(key, value)| {
            let place = self.place(key.span());
            let mut node = self.node(value.get_ref(), value.span());
            node.key = Some(place);
            (key.get_ref().to_string(), node)
        });
        Value::Table(entries.collect())
    }

    fn node(&mut self, value: &DeValue<'_>, span: Range<usize>) -> Node {
        let place = self.place(span);
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => self.number(i64::from_str_radix(number.as_str(), number.radix()), &place),
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => Value::Float(number),
                Err(error) => self.wrong(&place, &error),
            },
            DeValue::Boolean(value) => Value::Boolean(*value),
            DeValue::Datetime(value) => Value::Datetime(value.to_string()),
            DeValue::Array(items) => {
                Value::Array(items.iter().map(|item| self.node(item.get_ref(), item.span())).collect())
            }
            DeValue::Table(table) => self.table(table),
        };
        Node { place, key: None, value }
    }

    fn number(&mut self, number: Result<i64, std::num::ParseIntError>, place: &Place) -> Value {
        match number {
            Ok(number) => Value::Integer(number),
            Err(error) => self.wrong(place, &error),
        }
    }

    fn wrong(&mut self, place: &Place, error: &dyn std::fmt::Display) -> Value {
        self.faults.push(SyntaxFault { place: *place, message: error.to_string() });
        Value::Integer(0)
    }
}

impl Node {
    /// Lays another tree over this one: tables merge by key, anything else is replaced.
    pub fn overlay(&mut self, over: Self) {
        match (&mut self.value, over.value) {
            (Value::Table(under), Value::Table(entries)) => {
                for (key, node) in entries {
                    match under.get_mut(&key) {
                        Some(existing) => existing.overlay(node),
                        None => {
                            under.insert(key, node);
                        }
                    }
                }
                self.place = over.place;
                self.key = over.key;
            }
            (_, value) => *self = Self { place: over.place, key: over.key, value },
        }
    }

    /// The node at a dotted path, `autoscaling.max`; a key may stand in quotes, `storage.scratch."/tmp"`.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, key| match &node.value {
            Value::Table(entries) => entries.get(key.trim_matches('"')),
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Takes the node at a path out of the tree.
    pub(crate) fn remove(&mut self, path: &[String]) -> Option<Self> {
        let (last, parents) = path.split_last()?;
        let parent = parents.iter().try_fold(self, |node, key| match &mut node.value {
            Value::Table(entries) => entries.get_mut(key),
            Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
            _ => None,
        })?;
        match &mut parent.value {
            Value::Table(entries) => entries.remove(last),
            Value::Array(items) => {
                let index = last.parse::<usize>().ok().filter(|index| *index < items.len())?;
                Some(items.remove(index))
            }
            _ => None,
        }
    }
}
