//! Types of other crates in the arguments of another type, `Page<Uuid>`. The derive of that one does not see them, so they
//! need a schema of their own there: from a feature of the library, or in a newtype of the user.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, Generics, Path, PathArguments, Type};

use super::adapters::own;
use super::known;
use crate::names::text_of;

/// The features of the library that give a type a schema: its last name, its crate, the feature.
const FEATURES: [(&str, &str, &str); 22] = [
    ("BigDecimal", "bigdecimal", "bigdecimal04"),
    ("Bytes", "bytes", "bytes1"),
    ("BytesMut", "bytes", "bytes1"),
    ("Date", "jiff", "jiff02"),
    ("DateTime", "chrono", "chrono04"),
    ("DateTime", "jiff", "jiff02"),
    ("Decimal", "rust_decimal", "rust_decimal1"),
    ("Duration", "chrono", "chrono04"),
    ("NaiveDate", "chrono", "chrono04"),
    ("NaiveDateTime", "chrono", "chrono04"),
    ("NaiveTime", "chrono", "chrono04"),
    ("SignedDuration", "jiff", "jiff02"),
    ("SmolStr", "smol_str", "smol_str03"),
    ("Span", "jiff", "jiff02"),
    ("Time", "jiff", "jiff02"),
    ("TimeDelta", "chrono", "chrono04"),
    ("Timestamp", "jiff", "jiff02"),
    ("Url", "url", "url2"),
    ("Uuid", "uuid", "uuid1"),
    ("Version", "semver", "semver1"),
    ("Weekday", "chrono", "chrono04"),
    ("Zoned", "jiff", "jiff02"),
];

/// The types of other crates in the arguments of a type.
fn held(ty: &Type, generics: &Generics) -> Vec<Type> {
    let inside = |ty: &Type| match known::is_known(ty, generics) {
        true => vec![ty.clone()],
        false => held(ty, generics),
    };
    match ty {
        Type::Group(group) => held(&group.elem, generics),
        Type::Paren(paren) => held(&paren.elem, generics),
        Type::Tuple(tuple) => tuple.elems.iter().flat_map(inside).collect(),
        Type::Array(array) => inside(&array.elem),
        Type::Slice(slice) => inside(&slice.elem),
        Type::Path(path) if path.qself.is_none() => {
            let arguments = path.path.segments.last().map(|last| &last.arguments);
            let Some(PathArguments::AngleBracketed(arguments)) = arguments else {
                return Vec::new();
            };
            let types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            types.flat_map(inside).collect()
        }
        _ => Vec::new(),
    }
}

/// The question whether a type, or else all of those in its arguments, have a schema.
fn answer(ty: &Type, held: &[Type], counterpart: &Path) -> TokenStream {
    let wire = quote!(#counterpart::__private::wire);
    quote!(#wire::HasSchema::<#ty>::ANSWER || true #(&& #wire::HasSchema::<#held>::ANSWER)*)
}

/// The types in the arguments of a type that no container is, if the compiler's answer about them can be asked.
fn asked(ty: &Type, generics: &Generics) -> Vec<Type> {
    match ty {
        Type::Path(_) if !known::depends(ty, generics) => held(ty, generics),
        _ => Vec::new(),
    }
}

/// Such a type, wrapped so that what is said of it comes from [`question`].
pub(super) fn wrapped(ty: &Type, counterpart: &Path, generics: &Generics) -> Option<Type> {
    let held = asked(ty, generics);
    if held.is_empty() {
        return None;
    }
    let answer = answer(ty, &held, counterpart);
    Some(syn::parse_quote_spanned! {
        ty.span()=> #counterpart::__private::wire::WithArguments<#ty, { #answer }>
    })
}

/// The question about a part of a message of such a type. Without a schema of an argument, the error is the advice alone.
pub(super) fn question(ty: &Type, counterpart: &Path, generics: &Generics) -> Option<TokenStream> {
    let held = asked(ty, generics);
    if held.is_empty() {
        return None;
    }
    let private = quote!(#counterpart::__private);
    let all = answer(ty, &held, counterpart);
    let part = quote_spanned!(ty.span()=> part_with_arguments);
    let advices = advices(ty, counterpart, generics);
    Some(quote!(#private::#part::<{ #all }, #ty>(); #advices))
}

/// The advice for each type of another crate in the arguments that has no schema.
pub(super) fn advices(ty: &Type, counterpart: &Path, generics: &Generics) -> TokenStream {
    let held = asked(ty, generics);
    let advices = held.iter().map(|one| {
        let answer = answer(ty, std::slice::from_ref(one), counterpart);
        let advice = advice(one, ty);
        quote_spanned!(ty.span()=> const _: () = ::core::assert!(#answer, #advice);)
    });
    advices.collect()
}

/// What to write for a type in the arguments of another one.
fn advice(held: &Type, ty: &Type) -> String {
    let text = |ty: &Type| text_of(ty.to_token_stream());
    let (name, own_name) = (text(held), format!("Own{}", own::name(held)));
    let whole = text(ty);
    let newtype = whole.replace(&name, &own_name);
    let features = match features(held).as_slice() {
        [] => String::new(),
        [(_, feature)] => format!("turn on the feature `{feature}` of `counterpart` in Cargo.toml, or "),
        several => {
            let each = several
                .iter()
                .map(|(krate, feature)| format!("`{feature}` for the one of `{krate}`"));
            let each: Vec<_> = each.collect();
            format!(
                "turn on the feature of `counterpart` in Cargo.toml, {}, or ",
                each.join(", ")
            )
        }
    };
    format!(
        "`{name}` in `{whole}` has no schema of its own: {features}write a newtype, `#[derive(Serialize, Deserialize, \
         Contract)] struct {own_name}({name});`, and `#[contract(with = \"{newtype}\")]` on the field; if `{name}` is a \
         type of yours, add `#[derive(Contract)]` to it"
    )
}

/// The features for a type. One whose path begins with another crate has none.
fn features(held: &Type) -> Vec<(&'static str, &'static str)> {
    let Type::Path(path) = held else { return Vec::new() };
    let steps = &path.path.segments;
    let krate = steps
        .first()
        .filter(|_| steps.len() > 1)
        .map(|step| step.ident.to_string());
    let name = own::name(held);
    let of_name = FEATURES.iter().filter(|(known, ..)| *known == name);
    of_name
        .filter(|(_, of, _)| krate.as_deref().is_none_or(|krate| krate == *of))
        .map(|(_, krate, feature)| (*krate, *feature))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_names_the_feature_or_a_newtype() {
        let of = |held: Type, ty: Type| advice(&held, &ty);
        let uuid = of(syn::parse_quote!(uuid::Uuid), syn::parse_quote!(Page<uuid::Uuid>));
        assert!(uuid.contains("the feature `uuid1` of"), "{uuid}");
        assert!(uuid.contains("struct OwnUuid(uuid::Uuid);"), "{uuid}");
        assert!(uuid.contains("with = \"Page<OwnUuid>\""), "{uuid}");
        let moment = of(
            syn::parse_quote!(DateTime<Utc>),
            syn::parse_quote!(Page<DateTime<Utc>>),
        );
        assert!(
            moment.contains("`chrono04` for the one of `chrono`, `jiff02` for"),
            "{moment}"
        );
        assert!(moment.contains("with = \"Page<OwnDateTime>\""), "{moment}");
        for other in [syn::parse_quote!(time::Date), syn::parse_quote!(Ulid)] {
            let other: Type = other;
            let said = of(other.clone(), syn::parse_quote!(SmallVec<[#other; 2]>));
            assert!(!said.contains("feature"), "{said}");
        }
    }

    #[test]
    fn types_in_arguments_are_found_at_any_depth() {
        let generics = syn::parse_quote!(<T>);
        let count = |ty: Type| asked(&ty, &generics).len();
        assert_eq!(count(syn::parse_quote!(Page<Vec<(u8, Uuid)>, [Ulid; 2]>)), 2);
        assert_eq!(count(syn::parse_quote!(Page<DateTime<Utc>>)), 1);
        assert_eq!(count(syn::parse_quote!(Page<String>)), 0);
        assert_eq!(count(syn::parse_quote!(Page<T, Uuid>)), 0);
        assert_eq!(count(syn::parse_quote!(Page<'a, Uuid>)), 0);
    }
}
