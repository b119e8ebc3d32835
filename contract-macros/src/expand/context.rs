//! What decides the schema of a field beside the field: the type that it is in, and its position there.

use std::cell::RefCell;

use proc_macro2::TokenStream;
use syn::Type;

use super::trust::Trusts;
use crate::lint::Directions;

/// What the type of a field, and its attributes, mean for the schema of the field.
pub(super) struct TypeContext<'a> {
    pub(super) counterpart: &'a syn::Path,
    pub(super) real: &'a TokenStream,
    pub(super) generics: &'a syn::Generics,
    pub(super) transparent: bool,
    /// `#[serde(default)]` on the type.
    pub(super) all_default: bool,
    /// The type has the role of a consumer, and is what is read.
    pub(super) consumes: bool,
    /// What is done with the type; a part of a message does not know, so that it may be both.
    pub(super) directions: Directions,
    /// serde buffers the content before it knows the variant.
    pub(super) buffered: bool,
    /// The types of the fields so far that must have a schema.
    pub(super) parts: RefCell<Vec<Type>>,
    pub(super) trusts: RefCell<Trusts>,
}

/// Where the fields of a struct or of a variant are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Struct,
    Variant,
    /// A variant whose only field is written beside the tag.
    TaggedNewtype,
    /// A variant whose only field is written as the content beside its tag.
    Content,
}
