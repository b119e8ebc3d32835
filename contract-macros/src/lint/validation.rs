//! Constraints of schemars, validator and garde that serde does not enforce. The contract would promise something
//! that the code does not check when it reads a message, or would accept a message that the code refuses later.

use syn::{Attribute, Meta};

use crate::attr::Foreign;
use crate::errors::Errors;

/// Annotations: they never decide, so they may stay and are left out.
const HARMLESS: [&str; 6] = ["title", "description", "example", "deprecated", "crate", "inline"];

/// Keys that constrain nothing: they apply to the parts, or disable a check.
const NO_CONSTRAINT: [&str; 8] = [
    "nested",
    "dive",
    "skip",
    "context",
    "crate",
    "message",
    "code",
    "allow_unvalidated",
];

pub(super) fn check(attrs: &[Attribute], errors: &mut Errors) {
    schemars(&Foreign::read(attrs, "schemars"), errors);
    for name in ["validate", "garde"] {
        let of_name = attrs.iter().filter(|attr| attr.path().is_ident(name));
        for attr in of_name {
            // A bare `#[validate]` applies to the parts.
            let constraints = match &attr.meta {
                Meta::Path(_) => continue,
                _ => Foreign::read(std::slice::from_ref(attr), name).0,
            };
            for meta in constraints {
                if NO_CONSTRAINT.iter().any(|key| meta.path().is_ident(key)) {
                    continue;
                }
                let key = quote::ToTokens::to_token_stream(meta.path()).to_string();
                errors.at(
                    &meta,
                    format!(
                        "`{key}` is checked after serde has read the message, so a contract does not know \
                         it: give the field a type that enforces it when deserialized, or say with \
                         `#[contract(trust = \"reason\")]` what happens to other values"
                    ),
                );
            }
        }
    }
}

fn schemars(schemars: &Foreign, errors: &mut Errors) {
    for meta in &schemars.0 {
        if HARMLESS.iter().any(|key| meta.path().is_ident(key)) || meta.path().is_ident("with") {
            continue;
        }
        let key = quote::ToTokens::to_token_stream(meta.path()).to_string();
        errors.at(
            meta,
            match key.as_str() {
                "length" | "range" | "regex" | "pattern" | "contains" | "required" | "inner" | "email"
                | "url" | "ip" | "ipv4" | "ipv6" | "extend" | "transform" => format!(
                    "serde does not enforce `{key}`, so a contract cannot promise it: remove it, or give \
                     the field a type that enforces it when deserialized"
                ),
                "schema_with" => {
                    "contracts ignore `schema_with`: give the type on the wire with `#[contract(with = \
                     \"Type\")]`"
                        .to_owned()
                }
                _ => format!(
                    "a contract only follows serde's attributes: write `#[serde({key} …)]`, or \
                              remove it"
                ),
            },
        );
    }
}
