//! Skipping a tuple field moves the fields after it. Skipping the only field changes the variant: serde then writes
//! or reads it as one without content.

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
                "skipping a tuple field moves the fields after it, and a reader cannot tell: name the \
                 fields, or always write this one",
            );
        }
        return;
    }
    for key in ["skip", "skip_serializing", "skip_deserializing"] {
        if let Some(meta) = view.serde.0.find(key) {
            errors.at(
                meta,
                "skipping the only field leaves a type without content, in one direction or in both: remove \
                 the field, or name it",
            );
        }
    }
}
