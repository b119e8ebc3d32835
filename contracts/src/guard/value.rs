//! The value of a header or of an attribute, read as the type that the contract names.

use std::borrow::Cow;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, Unexpected, Visitor};

use super::cloud_event::Extension;
use super::declared::Header;
use super::explain::{Cause, Error, Refused};

/// A value that is given for a header.
#[derive(Debug, Clone)]
pub(super) enum Given<'v> {
    /// A text, which is read as the key of a map is: an integer in digits, `true` or `false`.
    Text(Cow<'v, str>),
    /// A string in the JSON of an envelope, and nothing else.
    String(Cow<'v, str>),
    Integer(i64),
    Bool(bool),
}

/// Reads a value as `T`, and drops it.
pub(super) fn read<T: DeserializeOwned>(given: Option<Given<'_>>) -> Result<(), Box<Refused>> {
    let read = match given {
        Some(given) => T::deserialize(given).map(drop),
        None => T::deserialize(Missing(Error::missing as fn() -> Error)).map(drop),
    };
    read.map_err(|Error(refused)| refused)
}

/// A member that is not there: only an `Option` does without it.
pub(super) struct Missing<F>(pub(super) F);

impl<'de, E: de::Error, F: FnOnce() -> E> Deserializer<'de> for Missing<F> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err((self.0)())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl Error {
    fn missing() -> Self {
        Self(Refused::of(Cause::Missing(""), String::new()))
    }
}

macro_rules! parsed {
    ($($method:ident: $visit:ident,)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match &self {
                Given::Text(text) => match text.parse() {
                    Ok(value) => visitor.$visit(value),
                    Err(_) => Err(de::Error::invalid_type(Unexpected::Str(text), &visitor)),
                },
                _ => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Given<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Given::Text(text) | Given::String(text) => visitor.visit_str(&text),
            Given::Integer(value) => match u64::try_from(value) {
                Ok(value) => visitor.visit_u64(value),
                Err(_) => visitor.visit_i64(value),
            },
            Given::Bool(value) => visitor.visit_bool(value),
        }
    }

    parsed! {
        deserialize_bool: visit_bool,
        deserialize_i8: visit_i8,
        deserialize_i16: visit_i16,
        deserialize_i32: visit_i32,
        deserialize_i64: visit_i64,
        deserialize_i128: visit_i128,
        deserialize_u8: visit_u8,
        deserialize_u16: visit_u16,
        deserialize_u32: visit_u32,
        deserialize_u64: visit_u64,
        deserialize_u128: visit_u128,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Given::Text(text) | Given::String(text) => {
                visitor.visit_enum(de::value::CowStrDeserializer::new(text))
            }
            other => other.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A value of an extension attribute in an envelope: it is checked where it is read, so that the place is known.
pub(super) struct Attribute(pub(super) &'static Header);

impl<'de> de::DeserializeSeed<'de> for Attribute {
    type Value = Option<Extension>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        struct Read(&'static Header);
        impl Read {
            fn check<E: de::Error>(self, given: Given<'_>) -> Result<Option<Extension>, E> {
                let extension = match &given {
                    Given::Text(text) | Given::String(text) => Extension::Text(text.to_string()),
                    Given::Integer(value) => Extension::Integer(*value),
                    Given::Bool(value) => Extension::Boolean(*value),
                };
                let read = (self.0.read)(Some(given));
                read.map_err(|refused| refused.raise(self.0.name))?;
                Ok(Some(extension))
            }
        }
        impl<'de> Visitor<'de> for Read {
            type Value = Option<Extension>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string, an integer or a boolean")
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
                self.check(Given::String(value.into()))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                self.check(Given::Integer(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
                match i64::try_from(value) {
                    Ok(value) => self.check(Given::Integer(value)),
                    Err(_) => Err(E::invalid_value(
                        Unexpected::Unsigned(value),
                        &"an integer of 32 bits",
                    )),
                }
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
                self.check(Given::Bool(value))
            }
            /// Readers of CloudEvents take `null` for an absent attribute.
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                match (self.0.read)(None) {
                    Ok(()) => Ok(None),
                    Err(_) => Err(E::invalid_type(Unexpected::Unit, &self)),
                }
            }
        }
        deserializer.deserialize_any(Read(self.0))
    }
}

/// Absent members of which the contract names a type.
pub(super) fn absent<'de, T: Deserialize<'de>, E: de::Error>(name: &'static str) -> Result<T, E> {
    T::deserialize(Missing(|| E::missing_field(name)))
}
