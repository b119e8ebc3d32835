//! The adapters for moments and spans of time, of which there are sixteen with the same arguments.

use proc_macro2::TokenStream;
use syn::{Path, Type};

use super::own;

/// The Rust types of these.
const HELD: [&str; 12] = [
    "DateTime",
    "Duration",
    "NaiveDateTime",
    "OffsetDateTime",
    "PlainDateTime",
    "PrimitiveDateTime",
    "SignedDuration",
    "SystemTime",
    "TimeDelta",
    "Timestamp",
    "Zoned",
    "ZonedDateTime",
];

/// The type that describes such an adapter; `None` if it is none. The error says why nothing describes it.
pub(super) fn of(adapter: &Type, held: &Type, wire: &TokenStream) -> Option<Result<Type, String>> {
    let name = own::name(adapter);
    let (is_moment, rest) = match (name.strip_prefix("Timestamp"), name.strip_prefix("Duration")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return None,
    };
    let (unit, is_fraction) = match rest.strip_suffix("WithFrac") {
        Some(unit) => (unit, true),
        None => (rest, false),
    };
    let digits: u32 = match unit {
        "Seconds" => 0,
        "MilliSeconds" => 3,
        "MicroSeconds" => 6,
        "NanoSeconds" => 9,
        _ => return None,
    };
    if !HELD.contains(&own::name(held).as_str()) {
        return Some(Err(
            "only moments and spans of chrono, time, jiff and the standard library are known".to_owned(),
        ));
    }
    let arguments = own::arguments(adapter);
    let format = arguments.first().map(own::name);
    let format = format.as_deref().unwrap_or(match (is_fraction, is_moment) {
        (true, _) => "f64",
        (false, true) => "i64",
        (false, false) => "u64",
    });
    let format: Path = match format {
        "u64" | "i64" | "f64" => syn::parse_str(format).ok()?,
        "String" => syn::parse_quote!(::std::string::String),
        other => return Some(Err(format!("the format `{other}` is not known"))),
    };
    let is_flexible = match arguments.get(1).map(own::name).as_deref() {
        None | Some("Strict") => false,
        Some("Flexible") => true,
        Some(other) => return Some(Err(format!("`{other}` is not known"))),
    };
    Some(Ok(
        syn::parse_quote!(#wire::Times<#format, #digits, #is_fraction, #is_flexible>),
    ))
}
