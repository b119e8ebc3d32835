//! The test that keeps a contract file current, and the marker that identifies it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{DeriveInput, GenericParam, LitStr, Path, Type};

use crate::attr::{Declaration, Role};
use crate::manifest::declared_features;
use crate::names::{identifier_of, text_of};

/// The code for a type's declaration; `earlier` are the type's declarations before it.
pub(super) fn declared(
    counterpart: &Path,
    input: &DeriveInput,
    declaration: &Declaration,
    earlier: &[Declaration],
) -> TokenStream {
    let ident = &input.ident;
    let lifetimes: Vec<_> = input
        .generics
        .params
        .iter()
        .filter(|param| matches!(param, GenericParam::Lifetime(_)))
        .map(|_| quote!('static))
        .collect();
    let ty: Type = if lifetimes.is_empty() {
        syn::parse_quote!(#ident)
    } else {
        syn::parse_quote!(#ident<#(#lifetimes),*>)
    };
    let name = &*ident.unraw().to_string();
    let path = quote!(::core::concat!(::core::module_path!(), "::", #name));
    let base = test_name(name, declaration);
    let taken = earlier
        .iter()
        .filter(|earlier| test_name(name, earlier) == base)
        .count();
    let test = if taken == 0 {
        base
    } else {
        format!("{base}_{}", taken + 1)
    };
    declare(
        &quote!(#counterpart),
        &ty,
        &path,
        &test,
        ident.span(),
        declaration,
    )
}

pub(super) fn test_name(ty: &str, declaration: &Declaration) -> String {
    let mut name = format!(
        "contract_of_{}_{}_{}",
        identifier_of(ty),
        declaration.role.as_str(),
        identifier_of(&declaration.event.value())
    );
    for more in [&declaration.name, &declaration.service].into_iter().flatten() {
        name = format!("{name}_{}", identifier_of(&more.value()));
    }
    name
}

/// The path of a type as the source writes it, from the root if that is known.
pub(super) fn path_of(ty: &Type) -> TokenStream {
    let text = text_of(ty.to_token_stream());
    if text.contains("::") && !text.starts_with("Self") {
        quote!(#text)
    } else {
        quote!(::core::concat!(::core::module_path!(), "::", #text))
    }
}

/// The part of a declaration in a plain build: the types that only the declaration names. A missing type is an
/// error there too, and imports that only the declaration uses are not reported as unused. It compiles to no
/// machine code.
pub(super) fn named(of_call: Option<&Type>, declarations: &[Declaration]) -> TokenStream {
    let of_declarations = declarations.iter().flat_map(|declaration| {
        let layout = &declaration.layout;
        let texts = layout.headers.iter().chain(layout.extensions());
        texts.map(|(_, ty)| ty).chain(&declaration.older)
    });
    let types: Vec<&Type> = of_call.into_iter().chain(of_declarations).collect();
    if types.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[cfg(not(test))]
        const _: () = {
            #(const _: ::core::marker::PhantomData<#types> = ::core::marker::PhantomData;)*
        };
    }
}

/// One macro of `counterpart` contains both the registration and the test. Without the feature `testing` it is a
/// compile error. The user's program contains nothing of it outside of tests.
pub(super) fn declare(
    counterpart: &TokenStream,
    ty: &Type,
    path: &TokenStream,
    test: &str,
    span: Span,
    declaration: &Declaration,
) -> TokenStream {
    let test = Ident::new(test, span);
    let (role, bound) = match declaration.role {
        Role::Consumes => (format_ident!("Consumes"), format_ident!("deserialize")),
        Role::Emits => (format_ident!("Emits"), format_ident!("serialize")),
    };
    let event = &declaration.event;
    let optional = |value: &Option<LitStr>| match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    };
    let (name, producer) = (optional(&declaration.name), optional(&declaration.producer));
    let (owner, service) = (optional(&declaration.owner), optional(&declaration.service));
    let (samples, messages) = (&declaration.samples, &declaration.messages);
    let layout = &declaration.layout;
    let reader = match &layout.reader {
        Some(reader) => quote!(::core::option::Option::Some(#counterpart::__private::EventReader::#reader)),
        None => quote!(::core::option::Option::None),
    };
    let requires_time = declaration.requires_time();
    let envelope = layout.envelope.as_ref().map(|envelope| {
        let (variant, binding) = (&envelope.variant, &envelope.binding);
        let event_type = optional(&envelope.event_type);
        quote!(#variant [#binding], #event_type, #reader, #requires_time)
    });
    let key = optional(&layout.key);
    let retention = optional(&layout.retention);
    let headers = layout.headers.iter().map(|(name, ty)| quote!(#name: #ty));
    let extensions = layout.extensions().iter().map(|(name, ty)| quote!(#name: #ty));
    let inside = layout.envelope.as_ref().map(|envelope| &envelope.variant);
    let older = declaration.older.iter().map(|older| quote!(#older: [#inside]));
    let features = declared_features();
    let advice = format!(
        "the test of this contract needs counterpart's feature `testing`; add it for tests only:\n\n    \
         [dev-dependencies]\n    counterpart = {{ version = \"{}\", features = [\"testing\"] }}\n",
        env!("CARGO_PKG_VERSION")
    );
    let body = quote!({
        advice: #advice,
        test: #test,
        bound: #bound,
        type: #ty,
        path: #path,
        role: #role,
        event: #event,
        name: #name,
        producer: #producer,
        owner: #owner,
        service: #service,
        samples: [#samples],
        messages: [#messages],
        envelope: [#envelope],
        extensions: [#(#extensions),*],
        key: #key,
        headers: [#(#headers),*],
        retention: #retention,
        older: [#(#older),*],
        features: [#(#features),*],
    });
    quote_spanned! {span=>
        #[cfg(test)]
        #counterpart::__private::declare! #body
    }
}
