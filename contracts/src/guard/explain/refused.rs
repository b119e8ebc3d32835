//! serde's own words about a refusal, kept as data: the error type of the second reading.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use crate::guard::Found;

/// What a reader said, and the place where it said it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::guard) struct Refused {
    pub(in crate::guard) cause: Cause,
    /// The reader's expectation.
    pub(in crate::guard) expected: String,
    /// The steps to the value whose reader said it; `None` while only that reader knows of it.
    pub(in crate::guard) path: Option<Vec<usize>>,
    /// True if the name of a member was refused, rather than its value.
    pub(in crate::guard) is_name: bool,
    /// True if the refused value is the tag of an enum.
    pub(in crate::guard) is_tag: bool,
}

/// The kinds of refusals that serde has.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::guard) enum Cause {
    /// A value of another type.
    Type(Named),
    /// A value of this type that is not accepted.
    Value(Named),
    /// A wrong number of items or members.
    Length(usize),
    /// The name is no variant.
    UnknownVariant(String),
    /// The name is no field.
    UnknownField(String),
    /// A field is not there.
    Missing(&'static str),
    /// A field is there twice.
    Repeated(&'static str),
    /// No variant of an enum without tags fits.
    NoVariant,
    /// The code of a type refused it.
    Code,
    /// serde_json refused the text, or the type of a value in it.
    Text,
}

/// A value, as far as serde names it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::guard) enum Named {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    Array,
    Object,
    /// A variant without content.
    Variant,
    /// Something that is no value of JSON.
    Other,
}

impl From<Unexpected<'_>> for Named {
    fn from(unexpected: Unexpected<'_>) -> Self {
        match unexpected {
            Unexpected::Bool(value) => Self::Bool(value),
            Unexpected::Unsigned(value) => Self::Unsigned(value),
            Unexpected::Signed(value) => u64::try_from(value).map_or(Self::Signed(value), Self::Unsigned),
            Unexpected::Float(value) => Self::Float(value),
            Unexpected::Char(value) => Self::Text(value.into()),
            Unexpected::Str(value) => Self::Text(value.to_owned()),
            Unexpected::Bytes(value) => String::from_utf8(value.to_owned()).map_or(Self::Other, Self::Text),
            Unexpected::Unit | Unexpected::Option => Self::Null,
            Unexpected::Seq => Self::Array,
            Unexpected::Map => Self::Object,
            Unexpected::UnitVariant => Self::Variant,
            _ => Self::Other,
        }
    }
}

impl Refused {
    pub(in crate::guard) fn of(cause: Cause, expected: String) -> Box<Self> {
        Box::new(Self {
            cause,
            expected,
            path: None,
            is_name: false,
            is_tag: false,
        })
    }
}

/// The words of serde's derived code for enums whose variants are tried one after the other. Only the beginning: the name of
/// the enum follows.
const NO_VARIANT: [&str; 2] = [
    "data did not match any variant of untagged enum ",
    "no variant of enum ",
];

/// An error must be an error of the standard library; nobody prints this one.
#[derive(Debug)]
pub(in crate::guard) struct Error(pub(in crate::guard) Box<Refused>);

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the message is refused")
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    /// The text may hold values of the message, so it is compared and not kept.
    fn custom<T: Display>(text: T) -> Self {
        let text = text.to_string();
        let is_no_variant = NO_VARIANT.iter().any(|words| text.starts_with(words));
        let cause = if is_no_variant {
            Cause::NoVariant
        } else {
            Cause::Code
        };
        Self(Refused::of(cause, String::new()))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(Refused::of(Cause::Type(unexpected.into()), expected.to_string()))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(Refused::of(Cause::Value(unexpected.into()), expected.to_string()))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self(Refused::of(Cause::Length(length), expected.to_string()))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self(Refused::of(
            Cause::UnknownVariant(variant.to_owned()),
            one_of(expected, "no variant"),
        ))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self(Refused::of(
            Cause::UnknownField(field.to_owned()),
            one_of(expected, "no members"),
        ))
    }

    fn missing_field(field: &'static str) -> Self {
        Self(Refused::of(
            Cause::Missing(field),
            format!("the member `{field}`"),
        ))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self(Refused::of(
            Cause::Repeated(field),
            format!("the member `{field}` once"),
        ))
    }
}

/// ``one of `free`, `paid` ``
pub(in crate::guard) fn one_of(names: &[&str], none: &str) -> String {
    match names {
        [] => none.to_owned(),
        [one] => format!("`{one}`"),
        names => format!("one of `{}`", names.join("`, `")),
    }
}

impl Refused {
    /// The same refusal as an error of another deserializer, which names the place.
    pub(in crate::guard) fn raise<E: de::Error>(&self, name: &'static str) -> E {
        let expected = &self.expected.as_str();
        match &self.cause {
            Cause::Missing(_) => E::missing_field(name),
            Cause::Type(named) => E::invalid_type(named.unexpected(), expected),
            Cause::Value(named) => E::invalid_value(named.unexpected(), expected),
            Cause::UnknownVariant(said) => E::invalid_value(Unexpected::Str(said), expected),
            _ => E::custom("the value is refused"),
        }
    }
}

impl Named {
    pub(in crate::guard) fn kind(&self) -> Found {
        match self {
            Self::Null => Found::Null,
            Self::Bool(_) => Found::Boolean,
            Self::Unsigned(_) | Self::Signed(_) | Self::Float(_) => Found::Number,
            Self::Text(_) | Self::Variant => Found::String,
            Self::Array => Found::Array,
            Self::Object | Self::Other => Found::Object,
        }
    }

    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Unsigned(value) => Unexpected::Unsigned(*value),
            Self::Signed(value) => Unexpected::Signed(*value),
            Self::Float(value) => Unexpected::Float(*value),
            Self::Text(value) => Unexpected::Str(value),
            Self::Array => Unexpected::Seq,
            Self::Object => Unexpected::Map,
            Self::Variant => Unexpected::UnitVariant,
            Self::Other => Unexpected::Other("another value"),
        }
    }
}
