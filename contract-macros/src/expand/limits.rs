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
    if !wire.limits.are_given() {
        return Some(ty);
    }
    let counterpart = context.counterpart;
    let mut all = context.items.borrow_mut();
    let name = format_ident!("__CounterpartLimits{}", all.len());
    let optional = |text: Option<TokenStream>| match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    };
    let pattern = optional(wire.limits.pattern.as_ref().map(|(_, pattern)| quote!(#pattern)));
    let min = optional(wire.limits.min.as_ref().map(|(_, number)| quote!(#number)));
    let max = optional(wire.limits.max.as_ref().map(|(_, number)| quote!(#number)));
    let wire = quote!(#counterpart::__private::wire);
    all.push(quote! {
        struct #name;
        impl #wire::Restriction for #name {
            const LIMITS: #wire::Limits = #wire::Limits { pattern: #pattern, min: #min, max: #max };
        }
    });
    Some(syn::parse_quote!(#wire::Restricted<#ty, #name>))
}
