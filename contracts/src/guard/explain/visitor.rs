//! The visitor of a type, watched: its errors get the place, and its expectation is kept.

use std::fmt;

use serde::de::{Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};

use super::access::{Items, Members, Variant};
use super::deserializer::{Followed, is_of_serde};
use super::place::At;
use super::refused::{Cause, Error};

/// A visitor whose errors are placed.
pub(super) struct Watched<'t, V> {
    pub(super) visitor: V,
    pub(super) at: At<'t>,
}

macro_rules! watch {
    ($($method:ident($type:ty);)*) => {
        $(fn $method<E: serde::de::Error>(self, value: $type) -> Result<V::Value, E> {
            let at = self.at;
            let expected = expectation(&self.visitor);
            self.visitor.$method(value).map_err(|error| at.pass(expecting(error, expected)))
        })*
    };
}

pub(super) fn expectation<'de, V: Visitor<'de>>(visitor: &V) -> String {
    struct Expectation<'a, V>(&'a V);
    impl<'de, V: Visitor<'de>> fmt::Display for Expectation<'_, V> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f)
        }
    }
    Expectation(visitor).to_string()
}

/// The error of a visitor whose own code refused the value: its expectation says what that code is for.
fn expecting(mut error: Error, expected: String) -> Error {
    if error.0.path.is_none() && error.0.cause == Cause::Code && error.0.expected.is_empty() {
        error.0.expected = expected;
    }
    error
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at.trace.ask(&expectation(&self.visitor));
        self.visitor.expecting(f)
    }

    watch! {
        visit_bool(bool);
        visit_i8(i8);
        visit_i16(i16);
        visit_i32(i32);
        visit_i64(i64);
        visit_i128(i128);
        visit_u8(u8);
        visit_u16(u16);
        visit_u32(u32);
        visit_u64(u64);
        visit_u128(u128);
        visit_f32(f32);
        visit_f64(f64);
        visit_char(char);
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
        visit_bytes(&[u8]);
        visit_borrowed_bytes(&'de [u8]);
        visit_byte_buf(Vec<u8>);
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none().map_err(|error| self.at.pass(error))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit().map_err(|error| self.at.pass(error))
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let at = self.at;
        let inner = Followed { inner, at };
        self.visitor.visit_some(inner).map_err(|error| at.pass(error))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let at = self.at;
        let inner = Followed { inner, at };
        self.visitor
            .visit_newtype_struct(inner)
            .map_err(|error| at.pass(error))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let at = self.at;
        let expected = expectation(&self.visitor);
        let items = Items::of(inner, at);
        match self.visitor.visit_seq(items) {
            Ok(value) => {
                // serde_json refuses further items, and does not ask.
                at.trace.enter(at.depth);
                at.trace.ask(&expected);
                Ok(value)
            }
            Err(error) => Err(at.pass(expecting(error, expected))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let at = self.at;
        let members = Members::of(inner, at, is_of_serde::<V>("TaggedContentVisitor"));
        let expected = expectation(&self.visitor);
        match self.visitor.visit_map(members) {
            Ok(value) => {
                at.trace.enter(at.depth);
                at.trace.ask(&expected);
                Ok(value)
            }
            Err(error) => Err(at.pass(expecting(error, expected))),
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let at = self.at;
        self.visitor
            .visit_enum(Variant::of(inner, at))
            .map_err(|error| at.pass(error))
    }
}
