//! Functions of other crates that `#[serde(with = "…")]` names, and the types that describe what they read and write.

use quote::quote;
use syn::{LitStr, Path, Type};

use super::adapters::own;
use super::context::TypeContext;
use super::functions;
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
    ("http_serde::authority", "HttpAuthority"),
    ("http_serde::header_map", "HttpHeaders"),
    ("http_serde::method", "HttpMethod"),
    ("http_serde::status_code", "HttpStatus"),
    ("http_serde::uri", "HttpUri"),
    ("http_serde::version", "HttpVersion"),
    ("jiff::fmt::serde::timestamp::microsecond", "UnixMicros"),
    ("jiff::fmt::serde::timestamp::millisecond", "UnixMillis"),
    ("jiff::fmt::serde::timestamp::nanosecond", "UnixNanos"),
    ("jiff::fmt::serde::timestamp::second", "UnixSeconds"),
    ("jiff::fmt::serde::tz", "JiffTimeZone"),
    ("jiff::fmt::serde::unsigned_duration", "UnsignedIso"),
    (
        "jiff::fmt::serde::unsigned_duration::friendly::compact",
        "UnsignedFriendly",
    ),
    ("rust_decimal::serde::float", "DecimalFloat"),
    ("rust_decimal::serde::str", "DecimalText"),
    ("serde_bytes", "FieldBytes"),
    ("time::serde::iso8601", "Iso8601OfTime"),
    ("time::serde::rfc2822", "Rfc2822OfTime"),
    ("time::serde::rfc3339", "Rfc3339"),
    ("time::serde::timestamp", "UnixSeconds"),
    ("time::serde::timestamp::microseconds", "UnixMicros"),
    ("time::serde::timestamp::milliseconds", "UnixMillis"),
    ("time::serde::timestamp::milliseconds_i64", "MillisI64OfTime"),
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

/// Functions that only read, of serde-aux, with the type that describes what they read.
const READERS: [(&str, &str, Of); 4] = [
    ("deserialize_default_from_null", "Nullable", Of::Field),
    ("deserialize_number_from_string", "NumberOrText", Of::Field),
    (
        "deserialize_option_number_from_string",
        "OptionalNumberOrText",
        Of::Inside,
    ),
    ("deserialize_string_from_number", "TextOrNumber", Of::Nothing),
];

/// The modules of serde-aux in which they are, as people write them.
const OF_SERDE_AUX: [&str; 3] = ["", "serde_aux::field_attributes::", "serde_aux::prelude::"];

/// The argument of a type that describes a function.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Of {
    Nothing,
    /// The field's own type.
    Field,
    /// The type in the field's `Option`.
    Inside,
}

/// The type that describes the functions of a field, if all of them are known. `ty` is the field's own.
pub(super) fn written_as(serde: &SerdeAttrs, ty: &Type, context: &TypeContext) -> Option<Type> {
    let known = find(serde)?;
    let wire = &context.counterpart;
    let name: Path = syn::parse_str(known.ty).ok()?;
    let mut described = quote!(#wire::__private::wire::#name);
    match known.of {
        Of::Nothing => {}
        Of::Field => described = quote!(#described<#ty>),
        Of::Inside => {
            let inside = own::arguments(ty).into_iter().next();
            let inside = inside.filter(|_| own::name(ty) == "Option")?;
            described = quote!(#described<#inside>);
        }
    }
    let checked = functions::checked(&described, &known.module, serde, ty, context)?;
    let krate = known.module.split("::").next();
    Some(match (known.optional, krate) {
        (false, _) => checked,
        (true, Some("rust_decimal")) => {
            syn::parse_quote!(#wire::__private::wire::OptionalDecimal<#checked>)
        }
        (true, Some("http_serde")) => syn::parse_quote!(#wire::__private::wire::OptionalHttp<#checked>),
        (true, _) => syn::parse_quote!(::core::option::Option<#checked>),
    })
}

/// Functions that are known by their paths.
#[derive(Debug, PartialEq)]
struct Found {
    /// The type that describes them, under `counterpart::__private::wire`.
    ty: &'static str,
    /// Its argument.
    of: Of,
    /// They are for an `Option` of the type.
    optional: bool,
    /// The whole path of the module.
    module: String,
}

fn find(serde: &SerdeAttrs) -> Option<Found> {
    if let (Some(path), false, false) = (
        serde.0.string("deserialize_with"),
        serde.has("with"),
        serde.has("serialize_with"),
    ) {
        let path = functions::path_text(&path);
        let known = READERS.iter().find(|(name, ..)| {
            let before = path.strip_suffix(name);
            before.is_some_and(|before| OF_SERDE_AUX.contains(&before))
        });
        if let Some((_, ty, of)) = known {
            return Some(Found {
                ty,
                of: *of,
                optional: false,
                module: "serde_aux::field_attributes".to_owned(),
            });
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
    Some(first)
}

fn module(path: &LitStr, function: &str) -> Option<Found> {
    let path = functions::path_text(path);
    let path = path.strip_suffix(function)?;
    if let Some(of_http) = path.strip_prefix("http_serde::option::") {
        let known = format!("http_serde::{of_http}");
        let (_, ty) = MODULES.iter().find(|(module, _)| *module == known)?;
        return Some(Found {
            ty,
            of: Of::Nothing,
            optional: true,
            module: path.to_owned(),
        });
    }
    let plain = ["::option", "::optional", "_option"]
        .iter()
        .find_map(|ending| path.strip_suffix(ending));
    let required = path.strip_suffix("::required");
    let module = plain.or(required).unwrap_or(path);
    let is = |known: &str| {
        known == module
            || KNOWN_ALONE.contains(&module) && known.strip_prefix("chrono::serde::") == Some(module)
    };
    let (known, ty) = MODULES.iter().find(|(known, _)| is(known))?;
    Some(Found {
        ty,
        of: Of::Nothing,
        optional: plain.is_some(),
        module: format!("{known}{}", &path[module.len()..]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_as_people_write_them() {
        let of = |attr: syn::Attribute| {
            let found = find(&SerdeAttrs::read(&[attr]))?;
            Some((found.ty, found.optional, found.module))
        };
        let found = |ty, optional, module: &str| Some((ty, optional, module.to_owned()));
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "chrono::serde::ts_seconds")])),
            found("UnixSeconds", false, "chrono::serde::ts_seconds")
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "::time::serde::timestamp")])),
            found("UnixSeconds", false, "time::serde::timestamp")
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(serialize_with = "ts_seconds::serialize")])),
            found("UnixSeconds", false, "chrono::serde::ts_seconds")
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "time::serde::rfc3339::option", default)])),
            found("Rfc3339", true, "time::serde::rfc3339::option")
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "ts_seconds_option")])),
            found("UnixSeconds", true, "chrono::serde::ts_seconds_option")
        );
        assert_eq!(
            of(syn::parse_quote!(#[serde(with = "jiff::fmt::serde::timestamp::second::required")])),
            found(
                "UnixSeconds",
                false,
                "jiff::fmt::serde::timestamp::second::required"
            )
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
