//! Lists of names with types, in parentheses.

use proc_macro2::TokenStream;
use syn::parse::ParseBuffer;
use syn::{LitStr, Token, Type};

/// Tokens left in parentheses after an error would cause an error of their own.
pub(super) fn drained<T>(list: &ParseBuffer<'_>, result: syn::Result<T>) -> syn::Result<T> {
    if result.is_err() {
        list.parse::<TokenStream>()?;
    }
    result
}

/// `"name" = Type, …`, each name once.
pub(super) fn named_types(
    list: &ParseBuffer<'_>,
    key: &str,
    is_name: fn(&str) -> bool,
    no_name: &str,
) -> syn::Result<Vec<(LitStr, Type)>> {
    let mut headers: Vec<(LitStr, Type)> = Vec::new();
    while !list.is_empty() {
        let name: LitStr = list
            .parse()
            .map_err(|error| syn::Error::new(error.span(), format!("write `{key}(\"name\" = Type, …)`")))?;
        list.parse::<Token![=]>()?;
        let ty = list.parse()?;
        let text = name.value();
        if !is_name(&text) {
            return Err(syn::Error::new(name.span(), no_name));
        }
        if headers
            .iter()
            .any(|(other, _)| other.value().eq_ignore_ascii_case(&text))
        {
            return Err(syn::Error::new(
                name.span(),
                "duplicate name (some brokers ignore case here): remove one",
            ));
        }
        headers.push((name, ty));
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    Ok(headers)
}
