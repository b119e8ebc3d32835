//! The declarations of a type as constants in production code, for counterpart's feature `guard`. Without the feature the
//! macro that is called here makes nothing.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, GenericArgument, GenericParam, LitStr, Path, PathArguments, Type};

use crate::attr::{Declaration, PartAttrs, Role, SerdeAttrs};
use crate::errors::Errors;
use crate::lint::wire_names::{self, Renames};
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
    let with = with(input);
    guarded(&quote!(#counterpart), &quote!(derive), &ty, declarations, &with)
}

/// The declarations of a `contract!`.
pub(super) fn called(counterpart: &TokenStream, ty: &Type, declarations: &[Declaration]) -> TokenStream {
    guarded(counterpart, &quote!(call), ty, declarations, &[])
}

fn guarded(
    counterpart: &TokenStream,
    by: &TokenStream,
    ty: &Type,
    declarations: &[Declaration],
    with: &[(String, Type)],
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
    let (with_names, with_types): (Vec<_>, Vec<_>) = with
        .iter()
        .filter(|_| !emits.is_empty())
        .map(|(name, ty)| (name, ty))
        .unzip();
    quote! {
        #counterpart::__private::guarded! {
            by: #by,
            type: [#ty],
            consumes: [#({#consumes})*],
            emits: [#({#emits})*],
            older: [#([#older])*],
            with: [#(#with_names: #with_types),*],
        }
    }
}

/// The fields whose type on the wire is declared, by their names in messages. Only types of which it is known that they
/// read what they write; a field of another type, and of a part of the message, is not checked when it is written.
fn with(input: &DeriveInput) -> Vec<(String, Type)> {
    let Data::Struct(data) = &input.data else {
        return Vec::new();
    };
    let renames = Renames {
        serialize: SerdeAttrs::read(&input.attrs).rename_all("rename_all", "serialize"),
        ..Renames::default()
    };
    let declared = data.fields.iter().filter_map(|field| {
        // What is wrong in an attribute was reported when the schema was made.
        let attrs = PartAttrs::read(&field.attrs, &mut Errors::default());
        let ty = attrs.wire.ty.filter(is_symmetric)?;
        Some((wire_names::written(field, renames)?, ty))
    });
    declared.collect()
}

/// Returns true for the standard library's types of JSON's values.
fn is_symmetric(ty: &Type) -> bool {
    const PLAIN: [&str; 17] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64",
        "bool", "char", "String",
    ];
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last().filter(|_| path.qself.is_none()) else {
        return false;
    };
    match &last.arguments {
        PathArguments::None => PLAIN.iter().any(|plain| last.ident == plain),
        PathArguments::AngleBracketed(arguments) if last.ident == "Option" || last.ident == "Vec" => {
            let is_symmetric = |argument: &GenericArgument| match argument {
                GenericArgument::Type(ty) => is_symmetric(ty),
                _ => false,
            };
            arguments.args.iter().all(is_symmetric)
        }
        _ => false,
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
        .map(|envelope| envelope.event_type.as_ref().unwrap_or(event));
    let mode = match layout.envelope.as_ref() {
        None => quote!(Structured),
        Some(envelope) => {
            let (mode, binding) = (envelope.guard_mode(), &envelope.binding);
            quote!(#mode #binding)
        }
    };
    let requires_time = declaration.requires_time();
    let extensions = layout.extensions().iter().map(|(name, ty)| quote!(#name: #ty));
    let headers = layout.headers.iter().map(|(name, ty)| quote!(#name: #ty));
    quote! {
        event: #event,
        service: #service,
        name: #name,
        key: #key,
        event_type: [#(#event_type)*],
        mode: [#mode],
        requires_time: #requires_time,
        extensions: [#(#extensions),*],
        headers: [#(#headers),*],
    }
}
