//! The lints refuse what no schema can express, and suggest a fix. Each lint has its own file.

pub(crate) mod borrowed;
mod flatten_order;
mod identifier;
mod integer_keys;
mod try_from;
mod tuple_skip;
mod validation;
pub(crate) mod wire_names;
pub(crate) mod wire_type;

use syn::{Attribute, Field, Fields, Variant};

use crate::attr::{ContainerAttrs, Foreign, SerdeAttrs, WireType};
use crate::errors::Errors;

pub(crate) use wire_names::{Directions, Renames};

/// A field as the lints see it.
pub(crate) struct FieldView<'a> {
    pub(crate) field: &'a Field,
    pub(crate) serde: SerdeAttrs,
    pub(crate) wire: &'a WireType,
    pub(crate) in_tuple: bool,
    /// The type has the role of a consumer. A part of a message does not know who uses it.
    pub(crate) consumes: bool,
    /// The field belongs to an enum whose content serde buffers before it knows the variant.
    pub(crate) buffered: bool,
}

/// Runs every lint on one field.
pub(crate) fn field(view: &FieldView, errors: &mut Errors) {
    let name = view
        .field
        .ident
        .as_ref()
        .map_or_else(|| "0".to_owned(), |ident| ident.to_string());
    wire_type::check(&view.serde, view.wire, &name, Some(&view.field.ty), errors);
    validation::check(&view.field.attrs, errors);
    tuple_skip::check(view, errors);
    borrowed::check(view, errors);
    integer_keys::check(view, errors);
}

/// Runs every lint on the fields of a struct or a variant.
pub(crate) fn fields(fields: &Fields, renames: Renames, directions: Directions, errors: &mut Errors) {
    if directions.reads {
        flatten_order::check(fields, errors);
    }
    wire_names::check(fields, renames, directions, errors);
}

/// Runs every lint on one variant, its fields apart.
pub(crate) fn variant(variant: &Variant, wire: &WireType, errors: &mut Errors) {
    let name = variant.ident.to_string();
    wire_type::check(&SerdeAttrs::read(&variant.attrs), wire, &name, None, errors);
    validation::check(&variant.attrs, errors);
}

/// Runs every lint on the attributes of the type itself.
pub(crate) fn container(attrs: &[Attribute], ours: &ContainerAttrs, errors: &mut Errors) {
    identifier::check(&Foreign::read(attrs, "serde"), errors);
    validation::check(attrs, errors);
    try_from::check(attrs, ours, errors);
}

/// Returns true for the fields of a tuple of two or more, in which an omitted field moves the rest.
pub(crate) fn is_tuple(fields: &Fields) -> bool {
    matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() > 1)
}
