//! `contract!(Type, consumes = "…")`: a declaration for a type of another crate or for an instance of a generic type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Token, Type};

use super::declare::{declare, named, path_of, test_name};
use super::guarded;
use crate::attr::{DeclarationKeys, unknown};
use crate::errors::Errors;
use crate::names::text_of;

struct Call {
    counterpart: TokenStream,
    ty: Type,
    keys: TokenStream,
}

impl Parse for Call {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let path;
        syn::parenthesized!(path in input);
        let counterpart = path.parse()?;
        if input.is_empty() {
            return Err(
                input.error("write the type and its role: `contract!(path::Type, consumes = \"event\")`")
            );
        }
        let ty: Type = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Self {
            counterpart,
            ty,
            keys: input.parse()?,
        })
    }
}

/// Expands `contract!`.
///
/// # Errors
/// All at once, each at its place and with what to write instead.
pub(crate) fn instance(input: TokenStream) -> syn::Result<TokenStream> {
    let call: Call = syn::parse2(input)?;
    let mut errors = Errors::default();
    let mut keys = DeclarationKeys::default();
    let read = syn::meta::parser(|meta| {
        if keys.read(&meta)? {
            Ok(())
        } else {
            Err(unknown(&meta, ""))
        }
    })
    .parse2(call.keys);
    let read = errors.take(read).is_some();
    let declarations = keys.declarations(&mut errors);
    if read && declarations.is_empty() {
        errors.at(
            &call.ty,
            "the role is missing: add `consumes = \"event\"` or `emits = \"event\"`",
        );
    }
    if !is_named(&call.ty) {
        errors.at(
            &call.ty,
            "only a named type can be a message: write `path::Type` or `Type<Argument>`",
        );
    }
    errors.into_result()?;
    let ty = &call.ty;
    let path = path_of(ty);
    // The whole path: a module may declare types of one name from two crates.
    let name = text_of(ty.to_token_stream());
    let tests = declarations.iter().map(|declaration| {
        let test = test_name(&name, declaration);
        declare(&call.counterpart, ty, &path, &test, ty.span(), declaration)
    });
    let named = named(Some(ty), &declarations);
    let guarded = guarded::called(&call.counterpart, ty, &declarations);
    Ok(quote!(#named #guarded #(#tests)*))
}

/// Returns true if a file can be named after the type.
fn is_named(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.qself.is_none(),
        Type::Group(group) => is_named(&group.elem),
        Type::Paren(paren) => is_named(&paren.elem),
        _ => false,
    }
}
