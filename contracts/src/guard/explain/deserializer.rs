//! A deserializer around another one that follows the place. Every call is handed on, so that serde and the inner
//! deserializer decide what is refused.

use std::any::type_name;
use std::fmt;

use serde::de::value::{StrDeserializer, U64Deserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, IntoDeserializer as _, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use super::refused::{Cause, Error, one_of};
use super::trace::{Change, Marker, Trace};

/// Follows a deserializer of the value at a depth.
pub(super) struct Followed<'t, D> {
    inner: D,
    at: At<'t>,
}

/// The place of what is read.
#[derive(Clone, Copy)]
struct At<'t> {
    trace: &'t Trace,
    depth: usize,
    is_name: bool,
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

impl<'t> At<'t> {
    /// An item or a member.
    fn child(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    fn named(self, is_name: bool) -> Self {
        Self { is_name, ..self }
    }

    fn pass<E: serde::de::Error>(self, error: Error) -> E {
        let mut error = self.trace.placed(error, self.depth);
        error.0.is_name |= self.is_name;
        self.trace.pass(error, self.depth)
    }

    fn caught<T, E>(self, result: Result<T, E>) -> Result<T, Error> {
        result.map_err(|_| self.trace.caught(self.depth))
    }

    /// A refused tag: what is refused is the value that has it.
    fn tag(self, mut error: Error) -> Error {
        let is_here = error.0.path.as_ref().is_none_or(|path| path.len() == self.depth);
        error.0.is_tag |= is_here && matches!(error.0.cause, Cause::UnknownVariant(_));
        error
    }

    /// Tells whether the value or the name here is to be read as another one.
    fn replaced(self) -> Option<Marker> {
        match &self.trace.change {
            Some(Change::Replace { at, is_name, with })
                if *is_name == self.is_name && self.trace.is_at(self.depth, at) =>
            {
                self.trace.is_changed.set(true);
                Some(*with)
            }
            _ => None,
        }
    }

    /// Tells whether the object here gets one more member.
    fn inserted(self) -> Option<(&'static str, Marker)> {
        match &self.trace.change {
            Some(Change::Insert { at, name, value }) if self.trace.is_at(self.depth, at) => {
                self.trace.is_changed.set(true);
                Some((name, *value))
            }
            _ => None,
        }
    }
}

fn marked<'de, S: DeserializeSeed<'de>>(seed: S, marker: Marker) -> Result<S::Value, Error> {
    let text: StrDeserializer<'_, Error> = Marker::TEXT.into_deserializer();
    let number: U64Deserializer<Error> = Marker::NUMBER.into_deserializer();
    match marker {
        Marker::Text => seed.deserialize(text),
        Marker::Number => seed.deserialize(number),
    }
}

/// Tells whether a visitor is the one of this name in serde, which keeps a value for later. There is no other sign of it.
/// Without it a place is less exact, and nothing else changes.
fn is_of_serde<V>(name: &str) -> bool {
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

/// A visitor whose errors are placed.
struct Watched<'t, V> {
    visitor: V,
    at: At<'t>,
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

fn expectation<'de, V: Visitor<'de>>(visitor: &V) -> String {
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
        let items = Items { inner, at, next: 0 };
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
        let members = Members {
            inner,
            at,
            next: 0,
            insert: at.inserted(),
            value: None,
            is_tagged: is_of_serde::<V>("TaggedContentVisitor"),
        };
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
            .visit_enum(Variant { inner, at })
            .map_err(|error| at.pass(error))
    }
}

/// The reader of a value, given to the inner deserializer, which may have no value for it.
struct Seed<'t, 's, S> {
    seed: &'s mut Option<S>,
    at: At<'t>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<'_, '_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        let at = self.at;
        let Some(seed) = self.seed.take() else {
            return Err(serde::de::Error::custom("a value is read once"));
        };
        let kept = at.trace.kept();
        let read = match at.replaced() {
            Some(marker) => {
                IgnoredAny::deserialize(inner)?;
                marked(seed, marker)
            }
            None => seed.deserialize(Followed { inner, at }),
        };
        if read.is_ok() {
            at.trace.done(at.depth, kept);
        }
        read.map_err(|error| at.pass(error))
    }
}

struct Items<'t, A> {
    inner: A,
    at: At<'t>,
    next: usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let at = self.at.child();
        // Before the text of an item starts, the last one is the place that is known.
        let mut seed = Some(seed);
        self.at.trace.step(self.at.depth, self.next);
        let read = self.inner.next_element_seed(Seed { seed: &mut seed, at });
        if seed.is_some() {
            self.at.trace.step(self.at.depth, self.next.saturating_sub(1));
        }
        self.next += 1;
        at.caught(read)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Members<'t, A> {
    inner: A,
    at: At<'t>,
    next: usize,
    /// One more member at the end.
    insert: Option<(&'static str, Marker)>,
    /// The value of that member, once its name was read.
    value: Option<Marker>,
    /// True if only the tag of an enum is read, and the rest is kept.
    is_tagged: bool,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, A> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let at = self.at.child().named(true);
        let mut seed = Some(seed);
        self.at.trace.step(self.at.depth, self.next);
        let read = self.inner.next_key_seed(Seed { seed: &mut seed, at });
        let Some(unread) = seed else {
            self.next += 1;
            let mut error = at.caught(read);
            if let Err(error) = &mut error {
                error.0.is_name |= error.0.path == Some(at.trace.path(at.depth));
            }
            return error;
        };
        self.at.trace.step(self.at.depth, self.next.saturating_sub(1));
        at.caught(read)?;
        let Some((name, value)) = self.insert.take() else {
            return Ok(None);
        };
        self.value = Some(value);
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        unread.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        if let Some(marker) = self.value.take() {
            return marked(seed, marker);
        }
        let at = self.at.child();
        let mut seed = Some(seed);
        let read = at.caught(self.inner.next_value_seed(Seed { seed: &mut seed, at }));
        match self.is_tagged {
            true => read.map_err(|error| at.tag(error)),
            false => read,
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Variant<'t, A> {
    inner: A,
    at: At<'t>,
}

impl<'de, 't, A: EnumAccess<'de>> EnumAccess<'de> for Variant<'t, A> {
    type Error = Error;
    type Variant = Content<'t, A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), Error> {
        let at = self.at;
        let mut seed = Some(seed);
        // The variant is the whole value, or the name of its only member: the place is that of the value.
        let read = self.inner.variant_seed(Seed { seed: &mut seed, at });
        let (name, inner) = at.caught(read)?;
        at.trace.step(at.depth, 0);
        let at = at.child();
        Ok((name, Content { inner, at }))
    }
}

struct Content<'t, A> {
    inner: A,
    at: At<'t>,
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Content<'_, A> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        // Content of a variant that has none: the refused value is the whole variant.
        let above = At {
            depth: self.at.depth - 1,
            ..self.at
        };
        let read = self.inner.unit_variant();
        above.trace.ask(&"a variant without content");
        above.caught(read)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        let (at, mut seed) = (self.at, Some(seed));
        let seed = Seed { seed: &mut seed, at };
        at.caught(self.inner.newtype_variant_seed(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        let at = self.at;
        at.caught(self.inner.tuple_variant(len, Watched { visitor, at }))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let at = self.at;
        at.caught(self.inner.struct_variant(fields, Watched { visitor, at }))
    }
}
