//! The context that decides the schema of a field, besides the field itself: its type, and its position there.

use std::cell::RefCell;

use proc_macro2::TokenStream;
use syn::Type;

use super::trust::Trusts;
use crate::lint::Directions;

/// The effect of the containing type and its attributes on the schema of a field.
pub(super) struct TypeContext<'a> {
    pub(super) counterpart: &'a syn::Path,
    pub(super) real: &'a TokenStream,
    pub(super) generics: &'a syn::Generics,
    pub(super) transparent: bool,
    /// `#[serde(default)]` on the type.
    pub(super) all_default: bool,
    /// The type has the role of a consumer, and is read.
    pub(super) consumes: bool,
    /// The directions of the type. A part of a message does not know its direction, so it may have both.
    pub(super) directions: Directions,
    /// serde buffers the content before it knows the variant.
    pub(super) buffered: bool,
    /// The types of the fields so far that must have a schema.
    pub(super) parts: RefCell<Vec<Type>>,
    /// The constants and functions so far that the twin needs, each of a type that it names.
    pub(super) items: RefCell<Vec<TokenStream>>,
    pub(super) trusts: RefCell<Trusts>,
}

/// The position of the fields of a struct or a variant on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Struct,
    Variant,
    /// A variant whose only field is written next to the tag.
    TaggedNewtype,
    /// A variant whose only field is written as the content next to its tag.
    Content,
}
