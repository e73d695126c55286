//! A Kubernetes object as block YAML, through serde.
//!
//! It knows only what such an object has: mappings with text for keys, lists, texts, whole numbers and truth values.
//! Lists stand at the column of their key, as kubectl prints them.

use super::scalar::{self, Style};
use serde::ser::{self, Impossible, Serialize};
use std::fmt::{self, Display, Write};

mod collection;

use collection::Collection;

/// Appends an object to a text.
pub(super) fn push(text: &mut String, object: &impl Serialize) -> Result<(), Unwritable> {
    object.serialize(Node { text, place: Place::Document })
}

/// What no Kubernetes object has: a fraction, bytes, a key that is no text.
#[derive(Debug)]
pub(super) struct Unwritable(String);

impl Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

fn unwritable<T>(what: &str) -> Result<T, Unwritable> {
    Err(Unwritable(format!("a Kubernetes object has no {what}")))
}

/// Where a value stands; a column is that of the collection around it.
#[derive(Clone, Copy)]
enum Place {
    /// It is the whole document.
    Document,
    /// It is a key.
    Key,
    /// After `key:`.
    Field { column: usize },
    /// After `- `.
    Item { column: usize },
}

/// A value that is about to be written.
struct Node<'a> {
    text: &'a mut String,
    place: Place,
}

impl<'a> Node<'a> {
    /// Writes what one line holds.
    fn line(self, write: impl FnOnce(&mut String)) {
        if let Place::Field { .. } = self.place {
            self.text.push(' ');
        }
        write(self.text);
        if !matches!(self.place, Place::Key) {
            self.text.push('\n');
        }
    }

    fn shown(self, value: impl Display) -> Result<(), Unwritable> {
        if matches!(self.place, Place::Key) {
            return unwritable("key that is not text");
        }
        self.line(|text| {
            // Writing to memory does not fail.
            let _ = write!(text, "{value}");
        });
        Ok(())
    }

    fn mapping(self) -> Result<Collection<'a>, Unwritable> {
        let column = match self.place {
            Place::Key => return unwritable("mapping for a key"),
            Place::Document => 0,
            Place::Field { column } | Place::Item { column } => column + 2,
        };
        Ok(Collection::new(self.text, self.place, column, "{}"))
    }

    fn list(self) -> Result<Collection<'a>, Unwritable> {
        let column = match self.place {
            Place::Key => return unwritable("list for a key"),
            Place::Document => 0,
            Place::Field { column } => column,
            Place::Item { column } => column + 2,
        };
        Ok(Collection::new(self.text, self.place, column, "[]"))
    }
}

macro_rules! shown {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method(self, value: $type) -> Result<(), Unwritable> {
            self.shown(value)
        }
    )*};
}

impl<'a> ser::Serializer for Node<'a> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Collection<'a>;
    type SerializeTuple = Collection<'a>;
    type SerializeTupleStruct = Impossible<(), Unwritable>;
    type SerializeTupleVariant = Impossible<(), Unwritable>;
    type SerializeMap = Collection<'a>;
    type SerializeStruct = Collection<'a>;
    type SerializeStructVariant = Impossible<(), Unwritable>;

    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        let style = match scalar::style(value) {
            Style::Block if matches!(self.place, Place::Key) => Style::Quoted,
            style => style,
        };
        let column = match self.place {
            Place::Field { column } | Place::Item { column } => column + 2,
            Place::Document | Place::Key => 0,
        };
        self.line(|text| match style {
            Style::Plain => text.push_str(value),
            Style::Block => scalar::push_block(text, value, column),
            Style::Quoted => scalar::push_quoted(text, value),
        });
        Ok(())
    }

    shown! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
    }

    /// A fraction is not read alike by everyone: Kubernetes has quantities instead.
    fn serialize_f32(self, _: f32) -> Result<(), Unwritable> {
        unwritable("fraction")
    }

    fn serialize_f64(self, _: f64) -> Result<(), Unwritable> {
        unwritable("fraction")
    }

    fn serialize_char(self, value: char) -> Result<(), Unwritable> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unwritable> {
        unwritable("bytes but as text in base64")
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.shown("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.shown("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.shown("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Unwritable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unwritable> {
        unwritable(name)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Unwritable> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritable> {
        self.list()
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Unwritable> {
        unwritable(name)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        unwritable(name)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unwritable> {
        self.mapping()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Unwritable> {
        self.mapping()
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        unwritable(name)
    }
}
