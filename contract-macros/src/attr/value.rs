//! The value of a key, after `key =`.

use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::{LitStr, Token};

/// The string after `key =`.
pub(crate) fn string(meta: &ParseNestedMeta) -> syn::Result<LitStr> {
    let value: LitStr = meta
        .value()
        .and_then(|value| value.parse())
        .map_err(|error| syn::Error::new(error.span(), format!("{error}: write a string, `key = \"…\"`")))?;
    if value.value().is_empty() {
        return Err(syn::Error::new(
            value.span(),
            "empty name: give it at least one character",
        ));
    }
    Ok(value)
}

/// `key = "path"`, as serde writes it, or `key = path`.
pub(crate) fn quoted_or_plain<T>(
    meta: &ParseNestedMeta,
    parse: fn(ParseStream) -> syn::Result<T>,
) -> syn::Result<T> {
    if meta.input.peek(Token![=]) && meta.input.peek2(LitStr) {
        string(meta)?.parse_with(parse)
    } else {
        parse(meta.value()?)
    }
}
