//! An event of CloudEvents 1.0 around a payload.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{
    self, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Unexpected, Visitor,
};

use super::declared::Declared;
use super::value::{Attribute, absent};

/// An event of CloudEvents 1.0.
///
/// ```
/// use counterpart::guard::CloudEvent;
///
/// let mut event = CloudEvent::new("7", "/users", "data");
/// event.time = Some("2026-01-01T00:00:00Z".to_owned());
/// assert_eq!(event.map(str::len).data, 4);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CloudEvent<T> {
    /// The id, unique for its source.
    pub id: String,
    /// The source, a URI reference.
    pub source: String,
    /// What the event is about, in the context of its source.
    pub subject: Option<String>,
    /// When it happened, in RFC 3339.
    pub time: Option<String>,
    /// The media type of the data.
    pub datacontenttype: Option<String>,
    /// The schema of the data, a URI.
    pub dataschema: Option<String>,
    /// The extension attributes that the contract names, if they are there. Others are not read, and not sent.
    pub extensions: Vec<(&'static str, Extension)>,
    /// The payload.
    pub data: T,
}

/// The value of an extension attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Extension {
    /// A string. In binary mode each value is one.
    Text(String),
    /// An integer.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
}

impl<T> CloudEvent<T> {
    /// An event with the attributes that each has.
    pub fn new(id: impl Into<String>, source: impl Into<String>, data: T) -> Self {
        Self {
            id: id.into(),
            source: source.into(),
            subject: None,
            time: None,
            datacontenttype: None,
            dataschema: None,
            extensions: Vec::new(),
            data,
        }
    }

    /// The same event with other data.
    pub fn map<U>(self, other: impl FnOnce(T) -> U) -> CloudEvent<U> {
        CloudEvent {
            id: self.id,
            source: self.source,
            subject: self.subject,
            time: self.time,
            datacontenttype: self.datacontenttype,
            dataschema: self.dataschema,
            extensions: self.extensions,
            data: other(self.data),
        }
    }
}

/// Reads an event of a declaration in the structured mode.
pub(super) struct Structured<T> {
    declared: &'static Declared,
    payload: PhantomData<fn() -> T>,
}

impl<T> Clone for Structured<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Structured<T> {}

impl<T> Structured<T> {
    pub(super) const fn of(declared: &'static Declared) -> Self {
        Self {
            declared,
            payload: PhantomData,
        }
    }
}

/// The name of a member: one of the standard's, or the position of a declared extension.
enum Name {
    Specversion,
    Id,
    Source,
    Type,
    Subject,
    Time,
    Datacontenttype,
    Dataschema,
    Data,
    Extension(usize),
    Other,
}

#[derive(Clone, Copy)]
struct NameOf(&'static Declared);

impl<'de> DeserializeSeed<'de> for NameOf {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameOf {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an attribute")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        Ok(match name {
            "specversion" => Name::Specversion,
            "id" => Name::Id,
            "source" => Name::Source,
            "type" => Name::Type,
            "subject" => Name::Subject,
            "time" => Name::Time,
            "datacontenttype" => Name::Datacontenttype,
            "dataschema" => Name::Dataschema,
            "data" => Name::Data,
            name => {
                let mut extensions = self.0.extensions.iter();
                let position = extensions.position(|extension| extension.name == name);
                position.map_or(Name::Other, Name::Extension)
            }
        })
    }
}

/// A string that has one value.
struct Exactly(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Exactly {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Exactly {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        if self.0.contains(&value) {
            return Ok(());
        }
        Err(E::unknown_variant(value, self.0))
    }
}

/// A string that is not empty.
#[derive(Deserialize)]
#[serde(transparent)]
struct Filled(#[serde(deserialize_with = "filled")] String);

fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Err(D::Error::invalid_value(
            Unexpected::Str(""),
            &"a string that is not empty",
        ));
    }
    Ok(text)
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Structured<T> {
    type Value = CloudEvent<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<CloudEvent<T>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// Reads the value of a member that may be there once.
fn once<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    slot: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = Some(map.next_value()?);
    Ok(())
}

/// The same for one that is only compared.
fn exactly<'de, A: MapAccess<'de>>(
    slot: &mut Option<()>,
    name: &'static str,
    values: &'static [&'static str],
    map: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *slot = Some(map.next_value_seed(Exactly(values))?);
    Ok(())
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Structured<T> {
    type Value = CloudEvent<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event of CloudEvents")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<CloudEvent<T>, A::Error> {
        let (mut specversion, mut event_type) = (None, None);
        let (mut id, mut source): (Option<Filled>, Option<Filled>) = (None, None);
        let (mut subject, mut dataschema): (Option<Option<Filled>>, Option<Option<Filled>>) = (None, None);
        let (mut time, mut datacontenttype) = (None, None);
        let mut data = None;
        let mut extensions = Vec::new();
        let mut read = vec![false; self.declared.extensions.len()];
        while let Some(name) = map.next_key_seed(NameOf(self.declared))? {
            match name {
                Name::Specversion => exactly(&mut specversion, "specversion", &["1.0"], &mut map)?,
                Name::Type => exactly(&mut event_type, "type", self.declared.event_type, &mut map)?,
                Name::Id => once(&mut id, "id", &mut map)?,
                Name::Source => once(&mut source, "source", &mut map)?,
                Name::Subject => once(&mut subject, "subject", &mut map)?,
                Name::Time => once(&mut time, "time", &mut map)?,
                Name::Datacontenttype => once(&mut datacontenttype, "datacontenttype", &mut map)?,
                Name::Dataschema => once(&mut dataschema, "dataschema", &mut map)?,
                Name::Data => once(&mut data, "data", &mut map)?,
                Name::Extension(position) => {
                    let extension = &self.declared.extensions[position];
                    if std::mem::replace(&mut read[position], true) {
                        return Err(A::Error::duplicate_field(extension.name));
                    }
                    let value = map.next_value_seed(Attribute(extension))?;
                    extensions.extend(value.map(|value| (extension.name, value)));
                }
                Name::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        specversion.ok_or_else(|| A::Error::missing_field("specversion"))?;
        event_type.ok_or_else(|| A::Error::missing_field("type"))?;
        let id = id.ok_or_else(|| A::Error::missing_field("id"))?;
        let source = source.ok_or_else(|| A::Error::missing_field("source"))?;
        for (extension, is_read) in self.declared.extensions.iter().zip(read) {
            if !is_read {
                (extension.read)(None).map_err(|refused| refused.raise::<A::Error>(extension.name))?;
            }
        }
        let time: Option<String> = time.flatten();
        if self.declared.requires_time && time.is_none() {
            return Err(A::Error::missing_field("time"));
        }
        let data = match data {
            Some(data) => data,
            None => absent("data")?,
        };
        Ok(CloudEvent {
            id: id.0,
            source: source.0,
            subject: subject.flatten().map(|text| text.0),
            time,
            datacontenttype: datacontenttype.flatten(),
            dataschema: dataschema.flatten().map(|text| text.0),
            extensions,
            data,
        })
    }
}
