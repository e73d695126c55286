//! [`Located`]: a value and where it came from.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Range};

/// Which of the texts of a run a place is in: an index into [`crate::source::Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u32);

/// A place in a text: a file, a built-in profile, or a `--set` argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The text.
    pub source: SourceId,
    // A profile has hundreds of places, and no text of four gigabytes.
    start: u32,
    end: u32,
}

impl Place {
    /// The bytes of a text.
    #[must_use]
    pub fn new(source: SourceId, span: Range<usize>) -> Self {
        let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { source, start: narrow(span.start), end: narrow(span.end) }
    }

    /// The bytes of the value.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Somebody wrote it.
    Written(Place),
    /// Nobody did, and this is what infgen takes.
    Default,
    /// Computed from other values; the text shows the arithmetic (`180s + 10s`). One word, as most values have none.
    Derived(Box<String>),
}

impl Origin {
    /// The place of a written value.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Written(place) => Some(place),
            Self::Default | Self::Derived(_) => None,
        }
    }
}

/// A value with where it came from. Equality and order look at the value alone.
#[derive(Debug, Clone)]
pub struct Located<T> {
    value: T,
    origin: Origin,
}

impl<T> Located<T> {
    /// A value that stands in for one that nobody wrote.
    #[must_use]
    pub const fn by_default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }

    /// A value computed from others, with the arithmetic that made it.
    #[must_use]
    pub fn derived(value: T, arithmetic: impl Into<String>) -> Self {
        Self { value, origin: Origin::Derived(Box::new(arithmetic.into())) }
    }

    /// Where it came from.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The value alone.
    #[must_use]
    pub const fn get(&self) -> &T {
        &self.value
    }

    /// Whether somebody wrote it.
    #[must_use]
    pub const fn is_written(&self) -> bool {
        matches!(self.origin, Origin::Written(_))
    }

    /// Another value from the same place.
    #[must_use]
    pub fn map<U>(&self, f: impl FnOnce(&T) -> U) -> Located<U> {
        Located { value: f(&self.value), origin: self.origin.clone() }
    }
}

impl<T: Default> Default for Located<T> {
    /// Nobody wrote it.
    fn default() -> Self {
        Self::by_default(T::default())
    }
}

impl<T> Deref for Located<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: serde::Serialize> serde::Serialize for Located<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// The struct name and fields by which [`Located`] asks [`crate::document::decode`] for the place of a value.
/// Any other deserializer hands over the bare value.
pub(crate) const TOKEN: &str = "$infgen::Located";
pub(crate) const FIELDS: [&str; 4] = ["source", "start", "end", "value"];

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
            type Value = Located<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its place")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Located<T>, A::Error> {
                let mut number = || -> Result<u64, A::Error> {
                    map.next_key::<&str>()?;
                    map.next_value()
                };
                let (source, start, end) = (number()?, number()?, number()?);
                map.next_key::<&str>()?;
                let value = map.next_value()?;
                let index = |n| usize::try_from(n).map_err(serde::de::Error::custom);
                let source = SourceId(u32::try_from(source).map_err(serde::de::Error::custom)?);
                let span = index(start)?..index(end)?;
                Ok(Located { value, origin: Origin::Written(Place::new(source, span)) })
            }
        }
        deserializer.deserialize_struct(TOKEN, &FIELDS, Parts(PhantomData))
    }
}
