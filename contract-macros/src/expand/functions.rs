//! The functions of another crate that a field names, so that the compiler says which ones they are: a module of the
//! user may have the same path.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{LitStr, Path, Type};

use super::context::TypeContext;
use super::parts::{mentions, parameters};
use super::self_type::replace_self;
use crate::attr::SerdeAttrs;

/// A function is called with the field or with a deserializer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Writes,
    Reads,
}

/// The type `known` describes these functions, if they are those of the module. `ty` is the field's own type, and
/// `module` is where the functions are. `None` if the type depends on a parameter: then nothing can be asked.
pub(super) fn checked(
    known: &TokenStream,
    module: &str,
    serde: &SerdeAttrs,
    ty: &Type,
    context: &TypeContext,
) -> Option<Type> {
    let counterpart = context.counterpart;
    if mentions_parameter(ty, context) {
        return None;
    }
    let writes = context.directions.writes;
    // A part of a message may be read, too. Then the derived test asks serde.
    let reads = context.consumes || !writes;
    let mut asked = Vec::new();
    let mut ask = |key: &str, function: Option<&str>, way: Way| {
        let Some(path) = serde.0.string(key) else {
            return Some(());
        };
        let mut path: Path = path.parse().ok()?;
        if let Some(function) = function {
            let function = Ident::new(function, path.segments.last()?.ident.span());
            path.segments.push(function.into());
        }
        asked.push(question(&path, way, ty, context)?);
        Some(())
    };
    if writes {
        ask("with", Some("serialize"), Way::Writes)?;
        ask("serialize_with", None, Way::Writes)?;
    }
    if reads {
        ask("with", Some("deserialize"), Way::Reads)?;
    }
    if reads || !serde.has("serialize_with") {
        ask("deserialize_with", None, Way::Reads)?;
    }
    let wire = quote!(#counterpart::__private::wire);
    let mut all = context.items.borrow_mut();
    let name = format_ident!("__CounterpartFunctions{}", all.len());
    all.push(quote! {
        struct #name;
        impl #wire::Functions for #name {
            const MODULE: &'static ::core::primitive::str = #module;
            fn names() -> #counterpart::__private::vec::Vec<&'static ::core::primitive::str> {
                #counterpart::__private::vec![#(#asked),*]
            }
        }
    });
    Some(syn::parse_quote!(#wire::Called<#known, #name>))
}

fn mentions_parameter(ty: &Type, context: &TypeContext) -> bool {
    let real = replace_self(ty.to_token_stream(), context.real);
    mentions(real, &parameters(context.generics))
}

/// The name of a function, which is never called. A module of the user may lack it, so there is another one behind its
/// names.
fn question(path: &Path, way: Way, ty: &Type, context: &TypeContext) -> Option<TokenStream> {
    let counterpart = context.counterpart;
    let functions = quote!(#counterpart::__private::functions);
    let ty = replace_self(ty.to_token_stream(), context.real);
    let ty = forever(ty);
    let mut module = path.clone();
    let function = module.segments.pop()?.ident;
    module.segments.pop_punct();
    let (import, fallback) = match module.segments.is_empty() {
        true => (None, None),
        false => (
            Some(quote!(use #module::*;)),
            Some(match way {
                Way::Writes => quote! {
                    fn #function<A, B>(_: A, _: B) -> ::core::result::Result<(), ()> { ::core::result::Result::Ok(()) }
                },
                Way::Reads => quote! {
                    fn #function<A, B>(_: A) -> ::core::result::Result<B, ()> { ::core::result::Result::Err(()) }
                },
            }),
        ),
    };
    let call = match way {
        Way::Writes => quote! {
            let _ = function(#functions::never::<&'static #ty>(), #functions::never::<#functions::Serializer>());
        },
        Way::Reads => quote! {
            let _: ::core::result::Result<#ty, _> = function(#functions::never::<#functions::Deserializer>());
        },
    };
    Some(quote! {{
        #fallback
        {
            #import
            let function = #function;
            if false { #call }
            #functions::name_of(&function)
        }
    }})
}

/// The type with `'static` for each lifetime.
pub(super) fn forever(ty: TokenStream) -> TokenStream {
    let mut of_lifetime = false;
    ty.into_iter()
        .map(|token| {
            let is_name = std::mem::take(&mut of_lifetime);
            match token {
                TokenTree::Ident(name) if is_name => Ident::new("static", name.span()).into(),
                TokenTree::Group(group) => {
                    let mut inside = Group::new(group.delimiter(), forever(group.stream()));
                    inside.set_span(group.span());
                    TokenTree::Group(inside)
                }
                other => {
                    of_lifetime = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '\'');
                    other
                }
            }
        })
        .collect()
}

/// A path in an attribute, without spaces and the `::` before it.
pub(super) fn path_text(path: &LitStr) -> String {
    let path = path.value().replace(char::is_whitespace, "");
    path.strip_prefix("::").unwrap_or(&path).to_owned()
}
