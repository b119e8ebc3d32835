//! The marks that are more than a flag, a number or a text.

/// The values that `#[serde(other)]` reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Other {
    /// On an enum of strings: every other string.
    Strings,
    /// On a tagged variant: every other tag under this key.
    Tags(String),
}

/// The place where a variant without content would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoContent {
    /// Under this key, next to the tag.
    Under(String),
    /// In the object that has the tag.
    BesideTag,
}

/// The flattened field that takes a key out of the message, so that no later field sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakenBy {
    /// The field with this number, in the order in which schemas are made.
    Field(u64),
    /// None: serde reads the field from all keys and takes none away, so that a flattened map reads them too, wherever it is.
    /// So it is for enums that are untagged or tagged internally, and for structs with a flattened field.
    None,
}

/// The keys that an alternative of a flattened field denies, if it is shown all keys that are left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Denies {
    /// It denies unknown fields itself. Otherwise only its references may.
    pub(crate) itself: bool,
    /// The names that it takes anyway, because the fields around have taken them before.
    pub(crate) allowed: Vec<String>,
    /// The number of its field, until the fields around are known.
    pub(crate) until_known: Option<u64>,
}

/// The names of the own fields of a type or a variant, because schemars merges a flattened field with the same name
/// into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnNames {
    /// The names that are read.
    pub(crate) read: Vec<String>,
    /// The names that are written.
    pub(crate) written: Vec<String>,
    /// The part of the schema that contains the fields.
    pub(crate) place: FieldsIn,
}

/// The part of a variant's schema that contains its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldsIn {
    /// In the schema itself.
    Own,
    /// In that of its only property.
    OnlyProperty,
    /// In that of the property with this name.
    Property(String),
}
