//! Types of other crates that the library knows by the compiler's names. The derive looks for their last names, and the
//! compiler says whether such a type has a schema, so that a user's type of that name is not taken for another.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Generics, Path, Type};

use super::parts::{mentions, parameters};

/// The last names of such types, sorted.
const NAMES: [&str; 50] = [
    "BigDecimal",
    "BigInt",
    "BigUint",
    "ByteBuf",
    "Bytes",
    "BytesMut",
    "CompactString",
    "Date",
    "DateTime",
    "Decimal",
    "Duration",
    "EcoString",
    "Feature",
    "FeatureCollection",
    "GeoJson",
    "Geometry",
    "IpNet",
    "Ipv4Net",
    "Ipv6Net",
    "Month",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "NotNan",
    "ObjectId",
    "OffsetDateTime",
    "OrderedFloat",
    "PlainDateTime",
    "PrimitiveDateTime",
    "RawValue",
    "SecretBox",
    "SecretString",
    "SignedDuration",
    "SmolStr",
    "Span",
    "Time",
    "TimeDelta",
    "Timestamp",
    "Ulid",
    "Url",
    "UtcDateTime",
    "UtcOffset",
    "Utf8Path",
    "Utf8PathBuf",
    "Uuid",
    "Version",
    "VersionReq",
    "Weekday",
    "Zoned",
    "ZonedDateTime",
];

/// The type, wrapped so that the library is asked about it if it has no schema.
pub(super) fn known(ty: &Type, counterpart: &Path, generics: &Generics) -> Option<Type> {
    is_known(ty, generics).then(|| {
        let wire = quote!(#counterpart::__private::wire);
        syn::parse_quote_spanned!(ty.span()=> #wire::Known<#ty, { #wire::HasSchema::<#ty>::ANSWER }>)
    })
}

/// Returns true for such a name. The answer of the compiler may not depend on a parameter.
pub(super) fn is_known(ty: &Type, generics: &Generics) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last().filter(|_| path.qself.is_none());
    last.is_some_and(|last| NAMES.iter().any(|name| last.ident == name)) && !depends(ty, generics)
}

/// Returns true if the compiler's answer about a type may depend on a parameter or a lifetime.
pub(super) fn depends(ty: &Type, generics: &Generics) -> bool {
    mentions(ty.to_token_stream(), &parameters(generics)) || has_lifetime(ty.to_token_stream())
}

/// Types that hold a type and are written as another one, under `counterpart::__private::wire` or as it is given.
const SHAPES: [(&str, &str); 4] = [
    ("EcoVec", "::std::vec::Vec"),
    ("RangeFrom", "RangeFrom"),
    ("RangeTo", "RangeTo"),
    ("Saturating", "Saturating"),
];

/// Such a type, wrapped with the other one; `held` is the type that it holds, as the twin names it.
pub(super) fn shaped(ty: &Type, held: &Type, counterpart: &Path, generics: &Generics) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let (_, shape) = SHAPES.iter().find(|(name, _)| last.ident == name)?;
    if depends(ty, generics) {
        return None;
    }
    let wire = quote!(#counterpart::__private::wire);
    let shape: Path = syn::parse_str(shape).ok()?;
    let shape = if shape.leading_colon.is_some() {
        quote!(#shape)
    } else {
        quote!(#wire::#shape)
    };
    Some(syn::parse_quote_spanned! {
        ty.span()=> #wire::Shaped<#ty, #shape<#held>, { #wire::HasSchema::<#ty>::ANSWER }>
    })
}

/// Returns true for the name of such a type.
pub(super) fn is_shape(ty: &Type, generics: &Generics) -> bool {
    let anything: Type = syn::parse_quote!(());
    shaped(ty, &anything, &syn::parse_quote!(c), generics).is_some()
}

/// Returns true if a lifetime is named other than `'static`. The answer of the compiler may not depend on one.
fn has_lifetime(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let depends = match token {
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                !matches!(tokens.next(), Some(TokenTree::Ident(name)) if name == "static")
            }
            TokenTree::Group(group) => has_lifetime(group.stream()),
            _ => false,
        };
        if depends {
            return true;
        }
    }
    false
}
