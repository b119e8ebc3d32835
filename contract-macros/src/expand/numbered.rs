//! Enums whose variants may be numbers on the wire: those with `#[repr(u8)]` or the like, and no variant with fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Fields, Ident, Path, Token};

use crate::attr::SerdeAttrs;

/// The primitive representations, and schemars' formats of them.
const REPRESENTATIONS: [(&str, &str); 12] = [
    ("i128", "int128"),
    ("i16", "int16"),
    ("i32", "int32"),
    ("i64", "int64"),
    ("i8", "int8"),
    ("isize", "int"),
    ("u128", "uint128"),
    ("u16", "uint16"),
    ("u32", "uint32"),
    ("u64", "uint64"),
    ("u8", "uint8"),
    ("usize", "uint"),
];

/// serde's attributes that serde_repr does not have.
const OTHERWISE: [&str; 7] = ["tag", "content", "untagged", "from", "try_from", "into", "remote"];

/// The question to serde; `None` if the type cannot be such an enum.
pub(super) fn asked(input: &DeriveInput, counterpart: &Path, serde: &SerdeAttrs) -> Option<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return None;
    };
    let is_plain = data
        .variants
        .iter()
        .all(|variant| matches!(variant.fields, Fields::Unit));
    if !is_plain || !input.generics.params.is_empty() || OTHERWISE.iter().any(|key| serde.has(key)) {
        return None;
    }
    let format = input.attrs.iter().find_map(|attr| {
        let is_repr = attr.path().is_ident("repr");
        let words = is_repr.then(|| attr.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated));
        let words = words?.ok()?;
        let known = REPRESENTATIONS
            .iter()
            .find(|(name, _)| words.iter().any(|word| word == name));
        known.map(|(_, format)| format)
    })?;
    let ident = &input.ident;
    let variants = data.variants.iter().map(|variant| &variant.ident);
    let mut attrs = data
        .variants
        .iter()
        .map(|variant| SerdeAttrs::read(&variant.attrs));
    let reads_others = attrs.any(|serde| serde.has("other"));
    Some(quote!(#counterpart::__private::numbered!(#ident, #format, #reads_others, [#(#variants),*])))
}
