//! A thing that seems to have another name on the other side.

use counterpart_engine::compat::Place;

/// A name that one side has and the other does not, if the other has a new name for a thing that
/// looks the same.
///
/// It is a guess that explains a finding; it decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Renamed {
    /// The thing that has the name.
    pub what: Named,
    /// The place of the object that has the field, or of the enum that has the variant or the tag.
    pub above: Place,
    /// The name that the consumer knows.
    pub consumer: String,
    /// The name that the producer sends.
    pub producer: String,
}

/// The things that have a name in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Named {
    /// A field.
    Field,
    /// A variant of an enum: a text, or the key or the value of a tag.
    Variant,
    /// The field that distinguishes variants.
    Tag,
}

impl Named {
    /// The word for it in code.
    pub fn noun(self) -> &'static str {
        match self {
            Named::Field => "field",
            Named::Variant => "variant",
            Named::Tag => "tag",
        }
    }
}
