//! A deserializer around another one that follows the place. Every call is handed on, so that serde and the inner
//! deserializer decide what is refused.

use std::any::type_name;

use serde::de::{Deserializer, Visitor};

use super::place::At;
use super::refused::{Error, one_of};
use super::trace::Trace;
use super::visitor::{Watched, expectation};

/// Follows a deserializer of the value at a depth.
pub(super) struct Followed<'t, D> {
    pub(super) inner: D,
    pub(super) at: At<'t>,
}

impl<'t, D> Followed<'t, D> {
    /// Follows the deserializer of a whole message.
    pub(super) fn new(inner: D, trace: &'t Trace) -> Self {
        let at = At {
            trace,
            depth: 0,
            is_name: false,
        };
        Self { inner, at }
    }
}

/// Tells whether a visitor is the one of this name in serde, which keeps a value for later. There is no other sign of it.
/// Without it a place is less exact, and nothing else changes.
pub(super) fn is_of_serde<V>(name: &str) -> bool {
    let full = type_name::<V>();
    let full = full.split('<').next().unwrap_or(full);
    full.starts_with("serde") && full.rsplit("::").next() == Some(name)
}

macro_rules! follow {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $method<V: Visitor<'de>>(self $(, $argument: $type)*, visitor: V) -> Result<V::Value, Error> {
            self.at.trace.enter(self.at.depth);
            // serde_json does not ask in all of its errors.
            self.at.trace.ask(&expectation(&visitor));
            let watched = Watched { visitor, at: self.at };
            self.at.caught(self.inner.$method($($argument,)* watched))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Followed<'_, D> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.at.trace.enter(self.at.depth);
        if is_of_serde::<V>("ContentVisitor") {
            self.at.trace.keep(self.at.depth, false);
        } else if is_of_serde::<V>("TaggedContentVisitor") {
            self.at.trace.keep(self.at.depth, true);
        }
        let watched = Watched { visitor, at: self.at };
        self.at.caught(self.inner.deserialize_any(watched))
    }

    follow! {
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let at = self.at;
        at.trace.enter(at.depth);
        // serde_json does not ask for it when the value is of another type.
        at.trace.ask(&one_of(variants, "no variant"));
        let watched = Watched { visitor, at };
        let read = at.caught(self.inner.deserialize_enum(name, variants, watched));
        match is_of_serde::<V>("AdjacentlyTaggedEnumVariantVisitor") {
            true => read.map_err(|error| at.tag(error)),
            false => read,
        }
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}
