//! A declared type with its limits: `with = "String", pattern = "…"`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Type;

use super::context::TypeContext;
use crate::attr::WireType;

/// The declared type of the wire, within its limits. These become constants of a type of their own, because a type has
/// no text for a parameter.
pub(super) fn limited(wire: &WireType, context: &TypeContext) -> Option<Type> {
    let ty = wire.ty.clone()?;
    let limits = &wire.limits;
    let pattern = limits.pattern.as_ref().map(|(_, pattern)| pattern.value());
    let [min, max] =
        [&limits.min, &limits.max].map(|limit| limit.as_ref().map(|(_, number)| number.as_str()));
    Some(within(ty, pattern.as_deref(), min, max, context))
}

/// A type within limits, if there are any: a regular expression, and the least and the greatest number or length.
pub(super) fn within(
    ty: Type,
    pattern: Option<&str>,
    min: Option<&str>,
    max: Option<&str>,
    context: &TypeContext,
) -> Type {
    if pattern.is_none() && min.is_none() && max.is_none() {
        return ty;
    }
    let counterpart = context.counterpart;
    let mut all = context.items.borrow_mut();
    let name = format_ident!("__CounterpartLimits{}", all.len());
    let optional = |text: Option<TokenStream>| match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    };
    let [pattern, min, max] = [pattern, min, max].map(|limit| optional(limit.map(|limit| quote!(#limit))));
    let wire = quote!(#counterpart::__private::wire);
    all.push(quote! {
        struct #name;
        impl #wire::Restriction for #name {
            const LIMITS: #wire::Limits = #wire::Limits { pattern: #pattern, min: #min, max: #max };
        }
    });
    syn::parse_quote!(#wire::Restricted<#ty, #name>)
}
