//! A function of the user writes or reads the field, so its Rust type does not describe its form on the wire.

use quote::ToTokens;
use syn::{Field, Type};

use crate::attr::{SerdeAttrs, WireType};
use crate::errors::Errors;
use crate::names::text_of;

/// `place` is the field, or what else has the attribute; `ty` is its Rust type, if it has one.
pub(super) fn check(
    serde: &SerdeAttrs,
    wire: &WireType,
    place: &str,
    ty: Option<&Type>,
    errors: &mut Errors,
) {
    if wire.ty.is_some() {
        return;
    }
    for key in ["with", "serialize_with", "deserialize_with"] {
        if let Some(meta) = serde.0.find(key) {
            let of = ty.map(|ty| format!(": {}", text_of(ty.to_token_stream())));
            let advice = match serde.has("flatten") {
                true => affix(serde.0.string(key).map(|path| path.value())),
                false => advice(ty),
            };
            errors.at(
                meta,
                format!(
                    "`{key}` changes the form of `{place}{}` on the wire, and no schema can tell how: add the line \
                     that describes it, {advice}",
                    of.unwrap_or_default(),
                ),
            );
            return;
        }
    }
}

/// The lines that may describe a flattened field.
fn affix(module: Option<String>) -> String {
    let module = module.unwrap_or_default();
    let module = module
        .rsplit("::")
        .find(|step| !["serialize", "deserialize"].contains(step));
    let module = module.unwrap_or("module");
    format!(
        "`#[contract(prefix = \"…\")]` with the text of serde_with's `with_prefix!({module} \"…\")`, `#[contract(suffix = \
         \"…\")]` with that of `with_suffix!`, or `#[contract(with = \"Type\")]`, where `Type` is written in the same \
         way"
    )
}

/// The reason why a contract is refused that reads through an adapter of `serde_with`, with the line to write. `place` is the
/// field, with its type if it is known.
pub(crate) fn unknown_adapter(place: &str, adapter: &str, why: &str, line: Option<&str>) -> String {
    let advice = match line {
        Some(line) => format!(
            "{line}; or `#[contract(with = \"Type\", pattern = \"^…$\")]`, `min` or `max`, if these say which values are \
             read"
        ),
        None => format!(
            "{}; `trust = \"reason\"` in it says that it holds where the type says less",
            advice(None)
        ),
    };
    format!(
        "no schema describes what `#[serde_as(as = \"{adapter}\")]` makes of {place}, because {why}: add the line that \
         describes the field, {advice}"
    )
}

/// The error of such a field.
pub(crate) fn refuse_adapter(field: &Field, message: String, errors: &mut Errors) {
    match &field.ident {
        Some(ident) => errors.at(ident, message),
        None => errors.at(&field.ty, message),
    }
}

/// The lines that may describe what a function makes of a type.
fn advice(ty: Option<&Type>) -> String {
    const ANY: &str = "`#[contract(with = \"String\", pattern = \"^…$\")]` or `#[contract(with = \"Type\")]`, where \
                       `Type` is written in the same way";
    let ours: &[&str] = match ty.map(innermost).as_deref() {
        Some(
            "DateTime" | "OffsetDateTime" | "UtcDateTime" | "Timestamp" | "SystemTime" | "Zoned"
            | "NaiveDateTime",
        ) => &["Rfc3339", "UnixSeconds", "UnixMillis"],
        Some("Date" | "NaiveDate") => &["DateOnly"],
        Some("Duration" | "SignedDuration" | "TimeDelta") => &["DurationSeconds", "DurationSeconds<f64>"],
        Some("Uuid") => &["UuidSimple"],
        Some("[u8]" | "Bytes" | "ByteBuf") => &["Hex", "Base64"],
        Some(
            "u8" | "u16" | "u32" | "u64" | "u128" | "i8" | "i16" | "i32" | "i64" | "i128" | "f32" | "f64",
        ) => &["Digits<u64>", "UnixMillis"],
        _ => &[],
    };
    let lines = ours
        .iter()
        .map(|name| format!("`#[contract(with = \"counterpart::wire::{name}\")]`, "));
    format!("{}{ANY}", lines.collect::<String>())
}

/// The last name of a type, or of what an option or a box holds; `[u8]` for bytes.
fn innermost(ty: &Type) -> String {
    match ty {
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else {
                return String::new();
            };
            if let syn::PathArguments::AngleBracketed(arguments) = &last.arguments {
                let inner = arguments.args.iter().find_map(|argument| match argument {
                    syn::GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                });
                match (last.ident.to_string().as_str(), inner.map(innermost)) {
                    ("Option" | "Box" | "Arc" | "Rc", Some(inner)) => return inner,
                    ("Vec", Some(inner)) if inner == "u8" => return "[u8]".to_owned(),
                    _ => {}
                }
            }
            last.ident.to_string()
        }
        Type::Array(array) if innermost(&array.elem) == "u8" => "[u8]".to_owned(),
        Type::Slice(slice) if innermost(&slice.elem) == "u8" => "[u8]".to_owned(),
        Type::Reference(reference) => innermost(&reference.elem),
        Type::Group(group) => innermost(&group.elem),
        Type::Paren(paren) => innermost(&paren.elem),
        _ => String::new(),
    }
}
