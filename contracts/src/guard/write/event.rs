//! An event of CloudEvents as it is written.

use serde::Serialize;
use serde::ser::SerializeMap;

use crate::guard::Extension;

/// The value of an attribute that is written.
#[derive(Clone, Copy)]
pub(super) enum Attribute<'e> {
    Text(&'e str),
    Extension(&'e Extension),
}

impl Attribute<'_> {
    pub(super) fn text(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Extension(Extension::Text(text)) => text.clone(),
            Self::Extension(Extension::Integer(value)) => value.to_string(),
            Self::Extension(Extension::Boolean(value)) => value.to_string(),
        }
    }
}

impl Serialize for Attribute<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Extension(Extension::Text(text)) => serializer.serialize_str(text),
            Self::Extension(Extension::Integer(value)) => serializer.serialize_i64(*value),
            Self::Extension(Extension::Boolean(value)) => serializer.serialize_bool(*value),
        }
    }
}

/// An event in structured mode.
pub(super) struct Structured<'e, T> {
    pub(super) attributes: &'e [(&'static str, Attribute<'e>)],
    pub(super) data: &'e T,
}

impl<T: Serialize> Serialize for Structured<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.attributes.len() + 1))?;
        for (name, value) in self.attributes {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("data", self.data)?;
        map.end()
    }
}

/// A header of HTTP: what is not printable ASCII, a blank, `"` and `%` are escaped.
pub(super) fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'%') {
            escaped.push(byte.into());
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}
