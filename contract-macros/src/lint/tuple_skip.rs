//! A tuple's field that is left out moves the fields behind it to other places.

use super::FieldView;
use crate::errors::Errors;

pub(super) fn check(view: &FieldView, errors: &mut Errors) {
    if !view.in_tuple {
        return;
    }
    if let Some(meta) = view.serde.0.find("skip_serializing_if") {
        errors.at(
            meta,
            "a tuple's field that is sometimes left out moves the fields behind it, and a reader cannot tell: \
             give the fields names, or write the field always",
        );
    }
}
