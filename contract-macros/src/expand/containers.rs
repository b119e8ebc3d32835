//! Types of other crates that hold other types, `IndexMap`, and have a schema with a feature of the library alone.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, Path, Type};

use super::adapters::own;
use super::{in_arguments, keys, known};
use crate::names::text_of;

/// The last names of such types, and the features.
const FEATURES: [(&str, &str); 5] = [
    ("ArrayVec", "arrayvec07"),
    ("Either", "either1"),
    ("IndexMap", "indexmap2"),
    ("IndexSet", "indexmap2"),
    ("SmallVec", "smallvec1"),
];

/// The feature for such a type, if the compiler's answers about it can be asked.
fn feature(ty: &Type, generics: &Generics) -> Option<&'static str> {
    let (_, feature) = FEATURES.iter().find(|(name, _)| own::name(ty) == *name)?;
    (!known::depends(ty, generics)).then_some(feature)
}

/// The question whether such a type has a schema, or else one of the types that it holds has none: then the type is not what
/// lacks the feature.
fn answer(ty: &Type, counterpart: &Path, generics: &Generics) -> TokenStream {
    let wire = quote!(#counterpart::__private::wire);
    let as_held = keys::inside(ty, counterpart, generics);
    // The types that a map or a set of indexmap holds are wrapped, too, and those of the others are as they are.
    let is_wrapped = is_of_indexmap(ty);
    let held = own::arguments(ty)
        .into_iter()
        .map(|held| match own::plain(&held) {
            Type::Array(array) => (*array.elem).clone(),
            _ if is_wrapped => keys::marked(&held, counterpart, generics),
            _ => held,
        });
    quote!(#wire::HasSchema::<#as_held>::ANSWER #(|| !#wire::HasSchema::<#held>::ANSWER)*)
}

/// Returns true for a map or a set of indexmap, by its name.
fn is_of_indexmap(ty: &Type) -> bool {
    own::name(ty).starts_with("Index")
}

/// Returns true for the name of such a type.
pub(super) fn is_one(ty: &Type) -> bool {
    FEATURES.iter().any(|(name, _)| own::name(ty) == *name)
}

/// Such a type, `as_held` in the twin, wrapped so that what is said of it comes from [`question`].
pub(super) fn wrapped(ty: &Type, as_held: &Type, counterpart: &Path, generics: &Generics) -> Option<Type> {
    feature(ty, generics)?;
    let answer = answer(ty, counterpart, generics);
    Some(syn::parse_quote_spanned! {
        ty.span()=> #counterpart::__private::wire::WithArguments<#as_held, { #answer }>
    })
}

/// The question about such a type. Without the feature, the error is the line that turns it on.
pub(super) fn question(ty: &Type, counterpart: &Path, generics: &Generics) -> Option<TokenStream> {
    let feature = feature(ty, generics)?;
    let answer = answer(ty, counterpart, generics);
    let advice = format!(
        "`{}` has no schema: turn on the feature `{feature}` of `counterpart` in Cargo.toml, as `cargo add counterpart \
         --features {feature}` does; if it is a type of yours, add `#[derive(Contract)]` to it",
        text_of(ty.to_token_stream())
    );
    // What a map or a set of indexmap holds is known there.
    let advices = (!is_of_indexmap(ty)).then(|| in_arguments::advices(ty, counterpart, generics));
    Some(quote_spanned!(ty.span()=> const _: () = ::core::assert!(#answer, #advice); #advices))
}
