//! serde buffers flattened, untagged and internally tagged content before it knows its type. In the buffer, the
//! keys of a map are strings, and are never read as integers.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use super::FieldView;
use crate::errors::Errors;

pub(super) fn check(view: &FieldView, errors: &mut Errors) {
    let is_read = view.consumes
        && view.wire.ty.is_none()
        && !["skip", "skip_deserializing"]
            .iter()
            .any(|key| view.serde.has(key));
    let place = match () {
        () if !is_read => return,
        () if view.serde.has("flatten") => "in a flattened field",
        () if view.buffered => "in an untagged or internally tagged enum",
        () => return,
    };
    if let Some(key) = integer_key(view.field.ty.to_token_stream()) {
        errors.at(
            &view.field.ty,
            format!(
                "serde never reads keys of type `{key}` {place}, so it would refuse every message: use a \
                 map with `String` keys"
            ),
        );
    }
}

const INTEGERS: [&str; 12] = [
    "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// The key of the first map with integer keys in a type.
fn integer_key(ty: TokenStream) -> Option<String> {
    let tokens: Vec<_> = ty.into_iter().collect();
    let is = |at: usize, what: &dyn Fn(&str) -> bool| matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if what(&ident.to_string()));
    for (at, token) in tokens.iter().enumerate() {
        let map = is(at, &|name| ["HashMap", "BTreeMap", "IndexMap"].contains(&name));
        if map && is(at + 2, &|name| INTEGERS.contains(&name)) {
            return tokens.get(at + 2).map(ToString::to_string);
        }
        if let TokenTree::Group(group) = token {
            if let Some(found) = integer_key(group.stream()) {
                return Some(found);
            }
        }
    }
    None
}
