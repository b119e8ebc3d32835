//! The declared type of a field whose functions are believed to be those of another crate.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::super::misuse;
use super::{Name, same_definition_as};

/// The functions of a field.
pub trait Functions {
    /// The module of the crate that its path leads to, if nothing in the user's crate has the same path.
    const MODULE: &'static str;
    /// The compiler's names of the functions.
    fn names() -> Vec<&'static str>;
}

/// A `W`, if the functions are those of the crate.
pub struct Called<W: ?Sized, F>(PhantomData<W>, PhantomData<F>);

impl<W: JsonSchema + ?Sized, F: Functions> JsonSchema for Called<W, F> {
    same_definition_as!(W);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names = F::names();
        let Some(other) = names.into_iter().find(|name| !is_of(name, F::MODULE)) else {
            return W::json_schema(generator);
        };
        let function = match other.split('<').next() {
            // The module lacks it.
            None | Some("") => "a function of your own".to_owned(),
            Some(path) => format!("`{path}`"),
        };
        let mut schema = Schema::default();
        let why = format!(
            "{function} is not the function of `{}`, so nothing is known of it: give the type on the wire, \
             `#[contract(with = \"Type\")]` on the field",
            F::MODULE
        );
        misuse(&mut schema, generator, &why);
        schema
    }
}

/// Returns true if the compiler's name of a function is in a module, wherever the crate has that inside.
fn is_of(name: &str, module: &str) -> bool {
    let name = name.split('<').next().unwrap_or(name);
    let mut steps = name.split("::");
    let mut wanted = module.split("::");
    if steps.next() != wanted.next() {
        return false;
    }
    let steps: Vec<&str> = steps.collect();
    let wanted: Vec<&str> = wanted.collect();
    let inside = steps.split_last().map(|(_, inside)| inside).unwrap_or_default();
    // `option` is in many modules.
    let names = match wanted.last() {
        Some(&("option" | "optional" | "required")) => 2,
        Some(_) => 1,
        None => 0,
    };
    inside.ends_with(&wanted[wanted.len().saturating_sub(names)..])
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn functions_are_known_by_their_crate_and_the_last_step_to_them() {
        for (name, module) in [
            ("hex::serde::serialize<&[u8; 4], x::S>", "hex"),
            ("serde_bytes::ser::serialize<x::S>", "serde_bytes"),
            (
                "chrono::datetime::serde::ts_seconds::serialize<x::S>",
                "chrono::serde::ts_seconds",
            ),
            (
                "time::serde::rfc3339::option::serialize<x::S>",
                "time::serde::rfc3339::option",
            ),
        ] {
            assert!(is_of(name, module), "{name}");
        }
        for (name, module) in [
            ("mine::hex::serialize<x::S>", "hex"),
            ("hex", "chrono::serde::ts_seconds"),
            (
                "chrono::datetime::serde::ts_milliseconds::serialize<x::S>",
                "chrono::serde::ts_seconds",
            ),
            (
                "time::serde::iso8601::option::serialize<x::S>",
                "time::serde::rfc3339::option",
            ),
            (
                "time::serde::rfc3339::serialize<x::S>",
                "time::serde::rfc3339::option",
            ),
            (
                "<m::_::F as counterpart::derived::wire::called::Functions>::names::serialize<A, B>",
                "hex",
            ),
        ] {
            assert!(!is_of(name, module), "{name}");
        }
    }
}
