//! An enum that reads the name of a field or a variant, for a hand-written implementation. It is neither a message
//! nor a part of one, and no schema of its variants describes what it reads.

use crate::attr::Foreign;
use crate::errors::Errors;

pub(super) fn check(serde: &Foreign, errors: &mut Errors) {
    for key in ["field_identifier", "variant_identifier"] {
        if let Some(meta) = serde.find(key) {
            errors.at(
                meta,
                format!(
                    "`{key}` makes this type a reader of names, which is never part of a message: \
                         remove `derive(Contract)`"
                ),
            );
        }
    }
}
