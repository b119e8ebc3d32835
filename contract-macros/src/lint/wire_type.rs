//! A function of the user writes or reads the field, so its Rust type does not describe its form on the wire.

use crate::attr::{SerdeAttrs, WireType};
use crate::errors::Errors;

pub(super) fn check(serde: &SerdeAttrs, wire: &WireType, errors: &mut Errors) {
    if wire.0.is_some() {
        return;
    }
    for key in ["with", "serialize_with", "deserialize_with"] {
        if let Some(meta) = serde.0.find(key) {
            errors.at(
                meta,
                format!(
                    "`{key}` changes the form on the wire, and no schema can tell how: describe it with \
                     `#[contract(with = \"Type\")]`, where `Type` is written in the same way"
                ),
            );
        }
    }
}
