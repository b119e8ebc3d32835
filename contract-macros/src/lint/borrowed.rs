//! serde only reads a borrowed string from a message without escapes. So the presence of `"\n"` decides, and no
//! schema can express that. Borrowed bytes are read from a string, although their type looks like a list.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use super::FieldView;
use crate::errors::Errors;

pub(super) fn check(view: &FieldView, errors: &mut Errors) {
    if let (true, Some(why)) = (view.consumes, why(view)) {
        errors.at(&view.field.ty, why);
    }
}

/// The reason why no consumer may have the field. A part of a message does not know whether it is read: there the
/// schema says it.
pub(crate) fn why(view: &FieldView) -> Option<String> {
    let is_read = view.wire.ty.is_none()
        && !["skip", "skip_deserializing"]
            .iter()
            .any(|key| view.serde.has(key));
    let instead = match borrowed(view.field.ty.to_token_stream()).filter(|_| is_read)? {
        Borrowed::Text => "`String`, or `Cow<'_, str>` with `#[serde(borrow)]`",
        Borrowed::Bytes => "`Vec<u8>`",
    };
    Some(format!(
        "serde can only read a borrowed value if the message contains it unescaped, so a contract cannot \
         promise it: use {instead}"
    ))
}

enum Borrowed {
    Text,
    Bytes,
}

/// The first `&str` or `&[u8]` in a type.
fn borrowed(ty: TokenStream) -> Option<Borrowed> {
    let mut after_and = false;
    let mut in_lifetime = false;
    for token in ty {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '&' => after_and = true,
            TokenTree::Punct(punct) if punct.as_char() == '\'' => in_lifetime = true,
            TokenTree::Ident(_) if in_lifetime => in_lifetime = false,
            TokenTree::Ident(ident) if after_and && ident == "str" => return Some(Borrowed::Text),
            TokenTree::Group(group) if after_and && group.stream().to_string() == "u8" => {
                return Some(Borrowed::Bytes);
            }
            // A type that a macro was given.
            TokenTree::Group(group) if after_and && group.stream().to_string() == "str" => {
                return Some(Borrowed::Text);
            }
            TokenTree::Group(group) => {
                if let Some(found) = borrowed(group.stream()) {
                    return Some(found);
                }
            }
            _ => after_and = false,
        }
    }
    None
}
