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
    /// The field, variant or type in them.
    pub place: Place,
    /// What changes there.
    pub change: Change,
}

/// A change of Rust source at a field, a variant or a type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Change {
    /// `#[serde(…)]` with this in it, above the field, the variant or the type: `alias = "buyer_id"`.
    Attribute(String),
    /// This is taken out of the `#[serde(…)]` of the field, the variant or the type: `deny_unknown_fields`.
    WithoutAttribute(String),
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
    /// Whether the code is sure to compile with it: other code reads a field whose type changes, or matches an enum.
    pub fn keeps_code(&self) -> bool {
        matches!(self, Change::Attribute(text) if text.starts_with("alias"))
    }
}
