//! The names that serde itself knows: a `Deserializer` that records the arguments of `deserialize_struct` and
//! `deserialize_enum` while a message is read. They include aliases.
//!
//! serde buffers some content before it reads it (internally tagged and untagged enums, flattened fields). A
//! deserializer of serde's own reads that buffer, so its names are not seen here.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use counterpart_engine::json::{self, Json, Pointer};

/// Records the names that a type asks for in a message.
pub(crate) type Record = fn(&str) -> Vec<Names>;

/// The names that serde was given at one place of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    pub at: Pointer,
    pub of: NamesOf,
    pub names: &'static [&'static str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamesOf {
    Fields,
    Variants,
}

/// The names that a type asks for. The message is never freed, as a type may borrow from it.
pub(crate) fn names_leaked<T: Deserialize<'static>>(message: &str) -> Vec<Names> {
    let Ok(value) = json::parse(message.as_bytes()) else {
        return Vec::new();
    };
    let noted: &'static RefCell<Vec<Names>> = Box::leak(Box::default());
    let read = T::deserialize(Part {
        value: Box::leak(Box::new(value)),
        at: Rc::new(Place::Top),
        noted,
    });
    drop(read);
    noted.take()
}

type Error = serde::de::value::Error;

/// The name under which serde_json's `RawValue` asks for the text of a value: as the only member of a map.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// A part of the message that is read.
struct Part<'de> {
    value: &'de Json,
    at: Rc<Place<'de>>,
    noted: &'de RefCell<Vec<Names>>,
}

/// The position of a part; the pointer is only made when names are recorded.
enum Place<'de> {
    Top,
    Item(Rc<Place<'de>>, usize),
    Member(Rc<Place<'de>>, &'de str),
}

impl Place<'_> {
    fn pointer(&self) -> Pointer {
        let mut steps = Vec::new();
        let mut at = self;
        loop {
            at = match at {
                Place::Top => break,
                Place::Item(above, index) => {
                    steps.push(index.to_string());
                    above
                }
                Place::Member(above, name) => {
                    steps.push((*name).to_owned());
                    above
                }
            };
        }
        steps.reverse();
        Pointer::of(steps)
    }
}

/// The integers that a number without a fraction is visited as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Bits64,
    Bits128,
}

impl<'de> Part<'de> {
    fn item(&self, index: usize, value: &'de Json) -> Part<'de> {
        let at = Rc::new(Place::Item(Rc::clone(&self.at), index));
        Part { value, at, ..*self }
    }

    fn member(&self, name: &'de str, value: &'de Json) -> Part<'de> {
        let at = Rc::new(Place::Member(Rc::clone(&self.at), name));
        Part { value, at, ..*self }
    }

    fn note(&self, of: NamesOf, names: &'static [&'static str]) {
        let at = self.at.pointer();
        self.noted.borrow_mut().push(Names { at, of, names });
    }

    fn visit<V: Visitor<'de>>(self, width: Width, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::String(text) => visitor.visit_borrowed_str(text),
            Json::Array(items) => visitor.visit_seq(Items {
                part: self,
                items: items.iter().enumerate(),
            }),
            Json::Object(members) => visitor.visit_map(Members {
                members: members.iter(),
                value: None,
                part: self,
            }),
            Json::Number(number) => {
                let Some(integer) = number.to_integer() else {
                    return visitor.visit_f64(number.to_f64());
                };
                if let Ok(positive) = u64::try_from(&integer) {
                    return visitor.visit_u64(positive);
                }
                if let Ok(negative) = i64::try_from(&integer) {
                    return visitor.visit_i64(negative);
                }
                match (u128::try_from(&integer), i128::try_from(&integer)) {
                    (Ok(positive), _) if width == Width::Bits128 => visitor.visit_u128(positive),
                    (_, Ok(negative)) if width == Width::Bits128 => visitor.visit_i128(negative),
                    _ => visitor.visit_f64(number.to_f64()),
                }
            }
        }
    }
}

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit(Width::Bits64, visitor)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit(Width::Bits128, visitor)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit(Width::Bits128, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name != RAW_VALUE {
            return visitor.visit_newtype_struct(self);
        }
        let text: &'static str = Box::leak(self.value.to_string().into_boxed_str());
        let member = (RAW_VALUE, BorrowedStrDeserializer::new(text));
        visitor.visit_map(MapDeserializer::new(std::iter::once(member)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(NamesOf::Fields, names);
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(NamesOf::Variants, names);
        match self.value {
            Json::String(name) => visitor.visit_enum(Variant { name, content: None }),
            Json::Object(members) => match members.iter().next() {
                Some((name, content)) => visitor.visit_enum(Variant {
                    name,
                    content: Some(self.member(name, content)),
                }),
                None => Err(Error::custom("no variant")),
            },
            _ => Err(Error::custom("no variant")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Items<'de> {
    part: Part<'de>,
    items: std::iter::Enumerate<std::slice::Iter<'de, Json>>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((index, item)) = self.items.next() else {
            return Ok(None);
        };
        seed.deserialize(self.part.item(index, item)).map(Some)
    }
}

struct Members<'de, I> {
    part: Part<'de>,
    members: I,
    value: Option<(&'de str, &'de Json)>,
}

impl<'de, I: Iterator<Item = (&'de String, &'de Json)>> MapAccess<'de> for Members<'de, I> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((name, value)) = self.members.next() else {
            return Ok(None);
        };
        self.value = Some((name, value));
        seed.deserialize(Key(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        match self.value.take() {
            Some((name, value)) => seed.deserialize(self.part.member(name, value)),
            None => Err(Error::custom("a value before its key")),
        }
    }
}

/// The key of a map: a string, which may contain an integer or a `bool`.
struct Key<'de>(&'de str);

macro_rules! parsed {
    ($($method:ident: $visit:ident,)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visitor.visit_borrowed_str(self.0),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
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
        deserialize_f32: visit_f32,
        deserialize_f64: visit_f64,
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
        visitor.visit_enum(Variant {
            name: self.0,
            content: None,
        })
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Variant<'de> {
    name: &'de str,
    content: Option<Part<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Content<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content<'de>), Error> {
        let name: StrDeserializer<'de, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Content(self.content)))
    }
}

struct Content<'de>(Option<Part<'de>>);

impl<'de> Content<'de> {
    fn part(self) -> Result<Part<'de>, Error> {
        self.0.ok_or_else(|| Error::custom("no content"))
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            Some(part) => Deserialize::deserialize(part),
            None => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.part()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.part()?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let part = self.part()?;
        part.note(NamesOf::Fields, names);
        part.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn said<T: Deserialize<'static>>(message: &str) -> Vec<String> {
        let names = names_leaked::<T>(message).into_iter();
        names
            .map(|names| format!("{} {:?} {}", names.at, names.of, names.names.join(" ")))
            .collect()
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "serde reads it")]
    struct Part<'a> {
        #[serde(alias = "total", default)]
        count: u8,
        #[serde(borrow)]
        text: Option<&'a str>,
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "serde reads it")]
    enum Kind<'a> {
        #[serde(alias = "nothing")]
        Unit,
        Held(#[serde(borrow)] Part<'a>),
        Named {
            #[serde(rename = "a", alias = "b")]
            c: u128,
        },
        Pair(i8, f32),
    }

    #[test]
    fn the_names_of_every_level_are_noted_with_their_aliases() {
        assert_eq!(
            said::<BTreeMap<i8, Vec<(Part<'static>, Option<Kind<'static>>)>>>(
                r#"{"-1":[[{"text":"a"},"Unit"],[{"count":1},{"Held":{"total":1}}],[{},{"Named":{"b":1}}],[{},{"Pair":[1,0.5]}]],"2":[]}"#
            ),
            [
                "/-1/0/0 Fields count total text",
                "/-1/0/1 Variants Unit nothing Held Named Pair",
                "/-1/1/0 Fields count total text",
                "/-1/1/1 Variants Unit nothing Held Named Pair",
                "/-1/1/1/Held Fields count total text",
                "/-1/2/0 Fields count total text",
                "/-1/2/1 Variants Unit nothing Held Named Pair",
                "/-1/2/1/Named Fields a b",
                "/-1/3/0 Fields count total text",
                "/-1/3/1 Variants Unit nothing Held Named Pair",
            ]
        );
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "serde reads it")]
    struct Raw<'a> {
        owned: Box<serde_json::value::RawValue>,
        #[serde(borrow)]
        held: &'a serde_json::value::RawValue,
        part: Part<'a>,
    }

    #[test]
    fn names_behind_a_raw_value_are_recorded() {
        assert_eq!(
            said::<Raw<'static>>(r#"{"owned":{"a":[1]},"held":null,"part":{}}"#),
            [" Fields owned held part", "/part Fields count total text"]
        );
    }

    #[test]
    fn names_read_before_a_refusal_are_recorded() {
        assert_eq!(
            said::<Vec<Part<'static>>>("[1,{}]"),
            ["/0 Fields count total text"]
        );
        assert!(said::<Part<'static>>("no JSON").is_empty());
        assert!(said::<u8>("7").is_empty());
    }
}
