//! A mapping or a list, entry by entry.

use super::super::scalar;
use super::{Node, Place, Unwritable};
use serde::ser::{self, Serialize};

/// A mapping or a list whose entries are being written.
pub(super) struct Collection<'a> {
    text: &'a mut String,
    place: Place,
    column: usize,
    /// How many entries stand already.
    written: usize,
    /// Where the third field of a document begins: see [`Collection::field`].
    head: Option<usize>,
    /// How it looks without entries.
    empty: &'static str,
}

impl<'a> Collection<'a> {
    /// One without entries yet; `empty` is how it looks if none comes.
    pub(super) const fn new(text: &'a mut String, place: Place, column: usize, empty: &'static str) -> Self {
        Self { text, place, column, written: 0, head: None, empty }
    }

    /// Goes to where the next entry begins: after `- ` if it is the first of an item, else on a line of its own.
    fn begin(&mut self) {
        if self.written == 0 {
            match self.place {
                Place::Item { .. } => {
                    self.written = 1;
                    return;
                }
                Place::Field { .. } => self.text.push('\n'),
                Place::Document | Place::Key => {}
            }
        }
        self.written += 1;
        scalar::push_blanks(self.text, self.column);
    }

    fn key(&mut self, key: &(impl Serialize + ?Sized)) -> Result<(), Unwritable> {
        self.begin();
        key.serialize(Node { text: self.text, place: Place::Key })?;
        self.text.push(':');
        Ok(())
    }

    fn value(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Unwritable> {
        value.serialize(Node { text: self.text, place: Place::Field { column: self.column } })
    }

    fn item(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Unwritable> {
        self.begin();
        self.text.push_str("- ");
        value.serialize(Node { text: self.text, place: Place::Item { column: self.column } })
    }

    /// Writes a field of a typed object. `metadata` goes third in a document, after `apiVersion` and `kind`:
    /// `k8s-openapi` writes fields by alphabet, so that the data of a `ConfigMap` would come before its name.
    fn field(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Result<(), Unwritable> {
        let start = self.text.len();
        self.key(key)?;
        self.value(value)?;
        if let Place::Document = self.place {
            match self.head {
                Some(head) if key == "metadata" => {
                    let metadata = self.text.split_off(start);
                    self.text.insert_str(head, &metadata);
                }
                None if self.written == 2 => self.head = Some(self.text.len()),
                _ => {}
            }
        }
        Ok(())
    }

    fn close(self) {
        if self.written == 0 {
            if let Place::Field { .. } = self.place {
                self.text.push(' ');
            }
            self.text.push_str(self.empty);
            self.text.push('\n');
        }
    }
}

impl ser::SerializeSeq for Collection<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.item(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for Collection<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.item(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeMap for Collection<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.value(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Collection<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unwritable> {
        self.field(key, value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}
