//! The items, members and variants that a visitor reads, each at its place.

use serde::de::value::{StrDeserializer, U64Deserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, IntoDeserializer as _, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use super::deserializer::Followed;
use super::place::At;
use super::refused::Error;
use super::trace::Marker;
use super::visitor::Watched;

fn marked<'de, S: DeserializeSeed<'de>>(seed: S, marker: Marker) -> Result<S::Value, Error> {
    let text: StrDeserializer<'_, Error> = Marker::TEXT.into_deserializer();
    let number: U64Deserializer<Error> = Marker::NUMBER.into_deserializer();
    match marker {
        Marker::Text => seed.deserialize(text),
        Marker::Number => seed.deserialize(number),
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

pub(super) struct Items<'t, A> {
    inner: A,
    at: At<'t>,
    next: usize,
}

impl<'t, A> Items<'t, A> {
    pub(super) fn of(inner: A, at: At<'t>) -> Self {
        Self { inner, at, next: 0 }
    }
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

pub(super) struct Members<'t, A> {
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

impl<'t, A> Members<'t, A> {
    pub(super) fn of(inner: A, at: At<'t>, is_tagged: bool) -> Self {
        Self {
            inner,
            at,
            next: 0,
            insert: at.inserted(),
            value: None,
            is_tagged,
        }
    }
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

pub(super) struct Variant<'t, A> {
    inner: A,
    at: At<'t>,
}

impl<'t, A> Variant<'t, A> {
    pub(super) fn of(inner: A, at: At<'t>) -> Self {
        Self { inner, at }
    }
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

pub(super) struct Content<'t, A> {
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
