//! A tuple's field that is left out moves the fields behind it to other places, and one that stands alone makes the variant
//! another: serde then writes or reads it as one without content.

use super::FieldView;
use crate::errors::Errors;

pub(super) fn check(view: &FieldView, errors: &mut Errors) {
    if view.field.ident.is_some() {
        return;
    }
    if view.in_tuple {
        if let Some(meta) = view.serde.0.find("skip_serializing_if") {
            errors.at(
                meta,
                "a tuple's field that is sometimes left out moves the fields behind it, and a reader cannot tell: \
                 give the fields names, or write the field always",
            );
        }
        return;
    }
    for key in ["skip", "skip_serializing", "skip_deserializing"] {
        if let Some(meta) = view.serde.0.find(key) {
            errors.at(
                meta,
                "the only field, left out, makes of this what has no content, in one direction or in both: remove the \
                 field, or give it a name",
            );
        }
    }
}
