//! The declarations of a type as constants in production code, for counterpart's feature `guard`. Without the feature the
//! macro that is called here makes nothing.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, GenericParam, LitStr, Path, Type};

use crate::attr::{Declaration, Role};
use crate::manifest::declared_service;

/// The declarations of a derive.
pub(super) fn derived(counterpart: &Path, input: &DeriveInput, declarations: &[Declaration]) -> TokenStream {
    let ident = &input.ident;
    let params = input.generics.params.iter();
    let lifetimes: Vec<_> = params
        .filter(|param| matches!(param, GenericParam::Lifetime(_)))
        .map(|_| quote!('_))
        .collect();
    let ty: Type = if lifetimes.is_empty() {
        syn::parse_quote!(#ident)
    } else {
        syn::parse_quote!(#ident<#(#lifetimes),*>)
    };
    guarded(&quote!(#counterpart), &quote!(derive), &ty, declarations)
}

/// The declarations of a `contract!`.
pub(super) fn called(counterpart: &TokenStream, ty: &Type, declarations: &[Declaration]) -> TokenStream {
    guarded(counterpart, &quote!(call), ty, declarations)
}

fn guarded(
    counterpart: &TokenStream,
    by: &TokenStream,
    ty: &Type,
    declarations: &[Declaration],
) -> TokenStream {
    let of_role = |role| -> Vec<_> {
        let of_role = declarations.iter().filter(|declaration| declaration.role == role);
        of_role.map(described).collect()
    };
    let (consumes, emits) = (of_role(Role::Consumes), of_role(Role::Emits));
    let older = declarations.iter().flat_map(|declaration| &declaration.older);
    // Two declarations may name the same older type.
    let mut older: Vec<&Type> = older.collect();
    let mut seen = std::collections::HashSet::new();
    older.retain(|ty| seen.insert(quote!(#ty).to_string()));
    if declarations.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #counterpart::__private::guarded! {
            by: #by,
            type: [#ty],
            consumes: [#({#consumes})*],
            emits: [#({#emits})*],
            older: [#([#older])*],
        }
    }
}

fn described(declaration: &Declaration) -> TokenStream {
    let optional = |value: &Option<LitStr>| match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    };
    let layout = &declaration.layout;
    let event = &declaration.event;
    let service = match (&declaration.service, declared_service()) {
        (Some(service), _) => quote!(#service),
        // The manifest is named as a source file, because cargo does not compile again when its metadata changes.
        (None, Some(service)) => quote!({
            const _: &::core::primitive::str = ::core::include_str!(::core::concat!(
                ::core::env!("CARGO_MANIFEST_DIR"),
                "/Cargo.toml"
            ));
            #service
        }),
        (None, None) => quote!(::core::env!("CARGO_PKG_NAME")),
    };
    let (name, key) = (optional(&declaration.name), optional(&layout.key));
    let event_type = layout
        .envelope
        .iter()
        .map(|_| layout.event_type.as_ref().unwrap_or(event));
    let extensions = layout.extensions.iter().map(|(name, ty)| quote!(#name: #ty));
    let headers = layout.headers.iter().map(|(name, ty)| quote!(#name: #ty));
    quote! {
        event: #event,
        service: #service,
        name: #name,
        key: #key,
        event_type: [#(#event_type)*],
        extensions: [#(#extensions),*],
        headers: [#(#headers),*],
    }
}
