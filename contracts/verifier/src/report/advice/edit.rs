//! A fix as a change of Rust source.

use std::sync::Arc;

use counterpart_engine::compat::Place;

use super::super::Document;

/// A change of the Rust source of one side. A caller that knows the source finds the line of the
/// field or variant that `place` leads to in the types of `document`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The document whose types change.
    pub document: Arc<Document>,
    /// The field or the variant in them, or the value whose type changes: for an enum `/plan`, for
    /// the message itself nothing.
    pub place: Place,
    /// The change there.
    pub change: Change,
}

/// A change of Rust source at a field, a variant or a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Change {
    /// `#[serde(…)]` with this item, above the field, the variant or the type: `alias =
    /// "buyer_id"`. A field can have several aliases. For any other key, the existing item is
    /// replaced: `tag = "kind"` for `tag = "type"`.
    Attribute(String),
    /// This is removed from the `#[serde(…)]` of the field, the variant or the type:
    /// `deny_unknown_fields`.
    WithoutAttribute(String),
    /// One thing in the `#[serde(…)]` of the field, the variant or the type becomes another: `untagged` becomes
    /// `tag = "kind"`.
    Instead {
        /// The present text.
        old: String,
        /// The new text.
        new: String,
    },
    /// `Option<…>` around the type of the field.
    Optional,
    /// Another type for the field: `i64`.
    Type(String),
    /// A new unit variant at the end of the enum, with the contents of its `#[serde(…)]`:
    /// `Unknown`, `other`.
    Variant {
        /// Its name in Rust.
        name: String,
        /// The contents of its `#[serde(…)]`.
        attribute: Option<String>,
    },
}

impl Change {
    /// The stable id of its kind, as reports write it.
    pub fn id(&self) -> &'static str {
        match self {
            Change::Attribute(_) => "attribute",
            Change::WithoutAttribute(_) => "without-attribute",
            Change::Instead { .. } => "instead",
            Change::Optional => "optional",
            Change::Type(_) => "type",
            Change::Variant { .. } => "variant",
        }
    }

    /// Returns `true` if the type of the value at the place changes, and not the field that holds
    /// it.
    pub fn is_of_type(&self) -> bool {
        match self {
            Change::Attribute(text) | Change::WithoutAttribute(text) | Change::Instead { old: text, .. } => {
                let key = text.split([' ', '=', '(']).next().unwrap_or_default();
                ["tag", "content", "untagged", "deny_unknown_fields"].contains(&key)
            }
            Change::Variant { .. } => true,
            Change::Optional | Change::Type(_) => false,
        }
    }

    /// Returns `true` if the code is sure to compile with the change, and to keep its meaning. Other code
    /// may read a field whose type changes, or match an enum; only a person knows what another name means.
    pub fn keeps_code(&self) -> bool {
        match self {
            Change::WithoutAttribute(text) => text == "deny_unknown_fields",
            Change::Attribute(_)
            | Change::Instead { .. }
            | Change::Optional
            | Change::Type(_)
            | Change::Variant { .. } => false,
        }
    }
}
