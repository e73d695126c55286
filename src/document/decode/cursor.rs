//! A node of the tree as serde sees it: what it is, and where it stands for those who ask.

use super::{Fault, FaultKind, found};
use crate::document::{Node, Value};
use crate::located::{FIELDS, TOKEN};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Unexpected, Visitor};

/// A node as serde sees it.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a>(pub(super) &'a Node);

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
