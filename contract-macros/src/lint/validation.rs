//! Constraints that schemars writes into a schema and serde does not enforce: the contract would promise what the code
//! does not keep.

use crate::attr::Foreign;
use crate::errors::Errors;

/// Annotations: they never decide, so they may stay and are left out.
const HARMLESS: [&str; 6] = ["title", "description", "example", "deprecated", "crate", "inline"];

pub(super) fn check(schemars: &Foreign, errors: &mut Errors) {
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
