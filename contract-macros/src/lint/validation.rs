//! Constraints that serde does not enforce, of schemars, validator and garde: the contract would promise what the code does
//! not keep when it reads a message, or would let through what the code refuses later.

use syn::{Attribute, Meta};

use crate::attr::Foreign;
use crate::errors::Errors;

/// Annotations: they never decide, so they may stay and are left out.
const HARMLESS: [&str; 6] = ["title", "description", "example", "deprecated", "crate", "inline"];

/// What constrains nothing: it goes on into the parts, or says that there is nothing to check.
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
            // `#[validate]` alone goes on into the parts.
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
                        "`{key}` is checked after serde has read the message, so a contract does not know of it: give the \
                         field a type that holds it when it is deserialized, or say with \
                         `#[contract(trust = \"reason\")]` what becomes of other values"
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
                "length" | "range" | "regex" | "pattern" | "contains" | "required" | "inner" | "email" | "url"
                | "ip" | "ipv4" | "ipv6" | "extend" | "transform" => format!(
                    "`{key}` is not enforced by serde, so a contract cannot promise it: remove it, or give the field a \
                     type that holds it when it is deserialized"
                ),
                "schema_with" => {
                    "`schema_with` is not read by contracts: say the type on the wire with `#[contract(with = \"Type\")]`"
                        .to_owned()
                }
                _ => format!("a contract follows serde's attributes only: write `#[serde({key} …)]`, or remove it"),
            },
        );
    }
}
