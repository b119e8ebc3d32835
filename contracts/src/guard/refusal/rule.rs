//! The kinds of refusals.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The kind of a refusal. The ids are stable. All but the last three are ids of rules of `cargo counterpart verify`.
///
/// A reader distinguishes less than `verify` does, so several of its rules lead to the same refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RefusalRule {
    /// A required member or header is absent. Also for `property-optional`.
    PropertyMissing,
    /// `null` in the place of another value.
    NullEmitted,
    /// A value of another JSON type, or a number with a fraction in the place of an integer.
    TypeMismatch,
    /// A number that its type cannot hold.
    NumberRange,
    /// A string that its type does not accept. Also for `format-mismatch`.
    StringContent,
    /// A value that is none of the expected ones, such as an unknown variant.
    ValueNotAccepted,
    /// No alternative of an enum accepts the value.
    AlternativeNotAccepted,
    /// A member that the type denies.
    PropertyDenied,
    /// An object with too few or too many members.
    PropertyCount,
    /// An array with too few or too many items.
    ArrayLength,
    /// An array that its type does not accept as a whole.
    ArrayContent,
    /// A value that the code of its type refuses, without saying more.
    ForbiddenShape,
    /// The key is absent, or is not the value of its field.
    KeyMismatch,
    /// The text is not JSON, is not UTF-8, or is nested too deeply to be read.
    MalformedText,
    /// A member that may stand there once stands there twice.
    PropertyRepeated,
    /// A kind that this version does not know: the refusal was written by a newer one.
    Other(Box<str>),
}

impl RefusalRule {
    /// Every kind that this version makes.
    pub const ALL: &'static [RefusalRule] = &[
        RefusalRule::PropertyMissing,
        RefusalRule::NullEmitted,
        RefusalRule::TypeMismatch,
        RefusalRule::NumberRange,
        RefusalRule::StringContent,
        RefusalRule::ValueNotAccepted,
        RefusalRule::AlternativeNotAccepted,
        RefusalRule::PropertyDenied,
        RefusalRule::PropertyCount,
        RefusalRule::ArrayLength,
        RefusalRule::ArrayContent,
        RefusalRule::ForbiddenShape,
        RefusalRule::KeyMismatch,
        RefusalRule::MalformedText,
        RefusalRule::PropertyRepeated,
    ];

    /// The stable id.
    pub fn id(&self) -> &str {
        match self {
            RefusalRule::PropertyMissing => "property-missing",
            RefusalRule::NullEmitted => "null-emitted",
            RefusalRule::TypeMismatch => "type-mismatch",
            RefusalRule::NumberRange => "number-range",
            RefusalRule::StringContent => "string-content",
            RefusalRule::ValueNotAccepted => "value-not-accepted",
            RefusalRule::AlternativeNotAccepted => "alternative-not-accepted",
            RefusalRule::PropertyDenied => "property-denied",
            RefusalRule::PropertyCount => "property-count",
            RefusalRule::ArrayLength => "array-length",
            RefusalRule::ArrayContent => "array-content",
            RefusalRule::ForbiddenShape => "forbidden-shape",
            RefusalRule::KeyMismatch => "key-mismatch",
            RefusalRule::MalformedText => "malformed-text",
            RefusalRule::PropertyRepeated => "property-repeated",
            RefusalRule::Other(id) => id,
        }
    }

    /// The kind of this id. An id that is not known is kept, cut if it is too long.
    pub fn of_id(id: &str) -> Self {
        let known = Self::ALL.iter().find(|rule| rule.id() == id);
        known
            .cloned()
            .unwrap_or_else(|| Self::Other(super::bounds::cut(id).into()))
    }
}

impl fmt::Display for RefusalRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for RefusalRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for RefusalRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|id| Self::of_id(&id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_read_from_its_own_id_and_an_unknown_one_is_kept() {
        for rule in RefusalRule::ALL {
            assert_eq!(RefusalRule::of_id(rule.id()), *rule);
        }
        let later = RefusalRule::of_id("of-a-later-version");
        assert_eq!(later, RefusalRule::Other("of-a-later-version".into()));
        assert_eq!(later.to_string(), "of-a-later-version");
    }
}
