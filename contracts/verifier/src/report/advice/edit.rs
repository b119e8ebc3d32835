//! A fix as a change of Rust source.

use std::sync::Arc;

use counterpart_engine::compat::Place;

use super::super::Document;

/// A change of the Rust source of one side. Who knows the source finds the line: of the field or variant that `place` leads
/// to in the types of `document`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Whose types change.
    pub document: Arc<Document>,
    /// The field or the variant in them, or the value whose type changes: of an enum `/plan`, of the message itself nothing.
    pub place: Place,
    /// What changes there.
    pub change: Change,
}

/// A change of Rust source at a field, a variant or a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Change {
    /// `#[serde(…)]` with this in it, above the field, the variant or the type: `alias = "buyer_id"`. A field can have
    /// several aliases; of any other key, what is there is replaced: `tag = "kind"` for `tag = "type"`.
    Attribute(String),
    /// This is taken out of the `#[serde(…)]` of the field, the variant or the type: `deny_unknown_fields`.
    WithoutAttribute(String),
    /// One thing in the `#[serde(…)]` of the field, the variant or the type becomes another: `untagged` becomes
    /// `tag = "kind"`.
    Instead {
        /// What is there.
        old: String,
        /// What is there afterwards.
        new: String,
    },
    /// `Option<…>` around the type of the field.
    Optional,
    /// Another type for the field: `i64`.
    Type(String),
    /// A new unit variant at the end of the enum, with what is in its `#[serde(…)]`: `Unknown`, `other`.
    Variant {
        /// Its name in Rust.
        name: String,
        /// What is in its `#[serde(…)]`.
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

    /// Whether it is the type of the value at the place that changes, and not the field that holds it.
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

    /// Whether the code is sure to compile with it and to mean what it did: other code reads a field whose type changes, or
    /// matches an enum, and only a person knows whether another name is one of the same.
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
