//! A flattened field whose names have something before or after them.

use quote::{format_ident, quote};
use syn::{Path, Type};

use super::context::TypeContext;
use crate::attr::SerdeAttrs;

/// The type that describes the field; the texts become constants of a type of their own. It also asks the function of the
/// field, which with serde_with's macros is one for any type.
pub(super) fn affixed(
    own: &Type,
    (prefix, suffix): (String, String),
    serde: &SerdeAttrs,
    context: &TypeContext,
) -> Option<Type> {
    let counterpart = context.counterpart;
    let functions = quote!(#counterpart::__private::functions);
    let path = |key: &str| -> Option<Path> { serde.0.string(key)?.parse().ok() };
    let ask = match (path("with"), path("serialize_with"), path("deserialize_with")) {
        (Some(module), ..) => quote!(#functions::written_name(name, #module::serialize)),
        (_, Some(function), _) => quote!(#functions::written_name(name, #function)),
        (.., Some(function)) => quote! {
            #functions::read_name(name, ::std::format!("{}{}{}", #prefix, name, #suffix), #function)
        },
        _ => return None,
    };
    let wire = quote!(#counterpart::__private::wire);
    let mut all = context.items.borrow_mut();
    let name = format_ident!("__CounterpartAffix{}", all.len());
    all.push(quote! {
        struct #name;
        impl #wire::Affix for #name {
            const PREFIX: &'static ::core::primitive::str = #prefix;
            const SUFFIX: &'static ::core::primitive::str = #suffix;
            fn ask(name: &::core::primitive::str) -> ::std::string::String {
                #ask
            }
        }
    });
    Some(syn::parse_quote!(#wire::Affixed<#own, #name>))
}
