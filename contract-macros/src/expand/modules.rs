//! Functions of other crates that `#[serde(with = "…")]` names, and the types that describe what they read and write.

use quote::quote;
use syn::{LitStr, Path, Type};

use crate::attr::SerdeAttrs;

/// The path of a module, and the type on the wire under `counterpart::__private::wire`.
///
/// Each module of `option` in these, or with such an ending, is for an `Option` of the type.
const MODULES: &[(&str, &str)] = &[
    ("chrono::naive::serde::ts_microseconds", "UnixMicros"),
    ("chrono::naive::serde::ts_milliseconds", "UnixMillis"),
    ("chrono::naive::serde::ts_nanoseconds", "UnixNanos"),
    ("chrono::naive::serde::ts_seconds", "UnixSeconds"),
    ("chrono::serde::ts_microseconds", "UnixMicros"),
    ("chrono::serde::ts_milliseconds", "UnixMillis"),
    ("chrono::serde::ts_nanoseconds", "UnixNanos"),
    ("chrono::serde::ts_seconds", "UnixSeconds"),
    ("hex", "Hex"),
    ("hex::serde", "Hex"),
    ("http_serde::method", "HttpMethod"),
    ("http_serde::status_code", "HttpStatus"),
    ("http_serde::uri", "HttpUri"),
    ("jiff::fmt::serde::timestamp::microsecond", "UnixMicros"),
    ("jiff::fmt::serde::timestamp::millisecond", "UnixMillis"),
    ("jiff::fmt::serde::timestamp::nanosecond", "UnixNanos"),
    ("jiff::fmt::serde::timestamp::second", "UnixSeconds"),
    ("rust_decimal::serde::float", "DecimalFloat"),
    ("rust_decimal::serde::str", "DecimalText"),
    ("serde_bytes", "FieldBytes"),
    ("time::serde::rfc3339", "Rfc3339"),
    ("time::serde::timestamp", "UnixSeconds"),
    ("time::serde::timestamp::microseconds", "UnixMicros"),
    ("time::serde::timestamp::milliseconds", "UnixMillis"),
    ("time::serde::timestamp::milliseconds_i64", "UnixMillis"),
    ("time::serde::timestamp::nanoseconds", "UnixNanos"),
    ("uuid::serde::simple", "UuidSimple"),
];

/// Names that say by themselves which module they are.
const KNOWN_ALONE: [&str; 4] = [
    "ts_microseconds",
    "ts_milliseconds",
    "ts_nanoseconds",
    "ts_seconds",
];

/// Functions that read a number from a number or from a text, by the paths and the name that people write.
const NUMBER_OR_TEXT: [&str; 3] = [
    "deserialize_number_from_string",
    "serde_aux::field_attributes::deserialize_number_from_string",
    "serde_aux::prelude::deserialize_number_from_string",
];

/// The type that describes the functions of a field, if all of them are known. `ty` is the field's own.
pub(super) fn written_as(serde: &SerdeAttrs, ty: Option<&Type>, counterpart: &Path) -> Option<Type> {
    if let (Some(path), Some(ty), false, false) = (
        serde.0.string("deserialize_with"),
        ty,
        serde.has("with"),
        serde.has("serialize_with"),
    ) {
        let path = path.value().replace(char::is_whitespace, "");
        if NUMBER_OR_TEXT.contains(&path.strip_prefix("::").unwrap_or(&path)) {
            return Some(syn::parse_quote!(#counterpart::__private::wire::NumberOrText<#ty>));
        }
    }
    let of = |key: &str, function: &str| {
        let path = serde.0.string(key)?;
        Some(module(&path, function))
    };
    let found = [
        of("with", ""),
        of("serialize_with", "::serialize"),
        of("deserialize_with", "::deserialize"),
    ];
    let mut found = found.into_iter().flatten();
    let first = found.next()??;
    if found.any(|other| other.as_ref() != Some(&first)) {
        return None;
    }
    let (name, optional) = first;
    let name: Path = syn::parse_str(name).ok()?;
    let ty = quote!(#counterpart::__private::wire::#name);
    Some(match optional {
        true => syn::parse_quote!(::core::option::Option<#ty>),
        false => syn::parse_quote!(#ty),
    })
}

/// The type of a module, and whether it is of an `Option`.
fn module(path: &LitStr, function: &str) -> Option<(&'static str, bool)> {
    let path = path.value().replace(char::is_whitespace, "");
    let path = path.strip_prefix("::").unwrap_or(&path);
    let path = path.strip_suffix(function)?;
    let plain = ["::option", "::optional", "_option"]
        .iter()
        .find_map(|ending| path.strip_suffix(ending));
    let required = path.strip_suffix("::required");
    let module = plain.or(required).unwrap_or(path);
    let is = |known: &str| {
        known == module
            || KNOWN_ALONE.contains(&module) && known.strip_prefix("chrono::serde::") == Some(module)
    };
    let (_, ty) = MODULES.iter().find(|(known, _)| is(known))?;
    Some((ty, plain.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_as_people_write_them() {
        let serde = |attr: syn::Attribute| SerdeAttrs::read(&[attr]);
        let of = |attr| {
            let ty = written_as(&serde(attr), Some(&syn::parse_quote!(u8)), &syn::parse_quote!(c));
            ty.map(|ty| quote!(#ty).to_string().replace(' ', ""))
        };
        let seconds = Some("c::__private::wire::UnixSeconds".to_owned());
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "chrono::serde::ts_seconds")])),
            seconds
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "::time::serde::timestamp")])),
            seconds
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(serialize_with = "ts_seconds::serialize")])),
            seconds
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "time::serde::rfc3339::option", default)])),
            Some("::core::option::Option<c::__private::wire::Rfc3339>".to_owned())
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "ts_seconds_option")])),
            Some("::core::option::Option<c::__private::wire::UnixSeconds>".to_owned())
        );
        for unknown in ["rfc3339", "my::serde::ts_seconds", "timestamp", "option", ""] {
            assert_eq!(
                of(syn::parse_quote!(#[serde(with = #unknown)])),
                None,
                "{unknown}"
            );
        }
        let two =
            syn::parse_quote!(#[serde(serialize_with = "ts_seconds::serialize", deserialize_with = "mine")]);
        assert_eq!(of(two), None);
        assert_eq!(of(syn::parse_quote!(#[serde(default)])), None);
    }
}
