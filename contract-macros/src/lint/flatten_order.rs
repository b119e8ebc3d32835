//! A flattened map also reads the keys of the flattened fields after it, so these must be values of the map. A map
//! that comes last reads only the remaining keys. Two maps that accept any value read the same keys, and write them
//! twice.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Field, Fields, GenericArgument, PathArguments, Type};

use crate::attr::SerdeAttrs;
use crate::errors::Errors;

pub(super) fn check(fields: &Fields, errors: &mut Errors) {
    let mut map: Option<&Field> = None;
    let mut anything: Option<&Field> = None;
    for field in fields {
        let serde = SerdeAttrs::read(&field.attrs);
        let is_read = serde.has("flatten") && !serde.has("skip") && !serde.has("skip_deserializing");
        if !is_read {
            continue;
        }
        if let Some(map) = map {
            let name = map.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            errors.at(
                field,
                format!(
                    "the flattened map `{name}` comes before this field and also reads its keys, so serde \
                     refuses every message in which they are not values of the map: move `{name}` after \
                     this field"
                ),
            );
        } else if reads_every_key(&field.ty) {
            map = Some(field);
        }
        if let (true, Some(first)) = (is_open(&field.ty), anything) {
            let name = first.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            errors.at(
                field,
                format!("this field and `{name}` read the same keys, and write them twice: keep one"),
            );
        } else if is_open(&field.ty) {
            anything = Some(field);
        }
    }
}

/// Returns true for a value of any kind, or a map of such values.
pub(super) fn is_open(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let is_map = ["HashMap", "BTreeMap", "IndexMap"]
                .iter()
                .any(|map| last.ident == map);
            let holds = ["Option", "Box", "Rc", "Arc"]
                .iter()
                .any(|holder| last.ident == holder);
            last.ident == "Value"
                || (is_map && mentions_any_value(last.arguments.to_token_stream()))
                || (holds && argument(&last.arguments).is_some_and(is_open))
        }),
        Type::Group(group) => is_open(&group.elem),
        Type::Paren(paren) => is_open(&paren.elem),
        _ => false,
    }
}

/// Returns true for a map of one kind of values. If the values may be anything, no key is of another kind.
pub(super) fn reads_every_key(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let is_map = ["HashMap", "BTreeMap", "IndexMap"]
                .iter()
                .any(|map| last.ident == map);
            is_map && !mentions_any_value(last.arguments.to_token_stream())
        }),
        Type::Group(group) => reads_every_key(&group.elem),
        Type::Paren(paren) => reads_every_key(&paren.elem),
        _ => false,
    }
}

/// The only argument of a type.
fn argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}

fn mentions_any_value(tokens: TokenStream) -> bool {
    tokens
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(ident) if ident == "Value"))
}
