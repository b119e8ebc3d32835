//! `#[serde(try_from = "Type")]` may refuse any value of a `Type`, and no schema can tell which.

use syn::Attribute;

use crate::attr::{ContainerAttrs, Role, SerdeAttrs};
use crate::errors::Errors;

pub(super) fn check(attrs: &[Attribute], ours: &ContainerAttrs, errors: &mut Errors) {
    let roles = &ours.declarations;
    let is_only_written =
        !roles.is_empty() && roles.iter().all(|declaration| declaration.role == Role::Emits);
    let says_what_is_read = ours.wire.ty.is_some() || ours.json_schema;
    if is_only_written || says_what_is_read {
        return;
    }
    if let Some(meta) = SerdeAttrs::read(attrs).0.find("try_from") {
        errors.at(
            meta,
            "`try_from` may refuse values of its type, and no schema can tell which: if it accepts all of \
             them, add `#[contract(trust = \"reason\")]`; otherwise describe the accepted values with \
             `#[contract(with = \"Type\")]`",
        );
    }
}
