//! Adapters that are described where they write, and of which no schema says what they read.

use quote::{format_ident, quote};
use syn::Type;

use super::super::context::TypeContext;
use super::own;
use crate::names::text_of;
use quote::ToTokens;

/// The line for a field with this adapter, if each value of its type is one that is read.
pub(super) fn line(adapter: &Type) -> Option<String> {
    let ty = on_the_wire(adapter)?;
    Some(format!(
        "`#[contract(with = \"{ty}\", trust = \"reason\")]`, with the reason why each such value can be read"
    ))
}

/// The type on the wire of an adapter, as people write it.
fn on_the_wire(adapter: &Type) -> Option<String> {
    let arguments = own::arguments(adapter);
    match (own::name(adapter).as_str(), arguments.first()) {
        ("JsonString", _) => Some("String".to_owned()),
        ("TryFromInto" | "TryFromIntoRef" | "FromInto" | "FromIntoRef", Some(ty)) => {
            Some(text_of(ty.to_token_stream()))
        }
        (
            name @ ("Option" | "Box" | "Rc" | "Arc" | "Vec" | "VecDeque" | "BTreeSet" | "HashSet"),
            Some(inner),
        ) => Some(format!("{name}<{}>", on_the_wire(inner)?)),
        _ => None,
    }
}

/// A `written` where it is written; a contract of what is read is refused with this reason.
pub(in crate::expand) fn described(written: &Type, why: &str, context: &TypeContext) -> Type {
    let counterpart = context.counterpart;
    let wire = quote!(#counterpart::__private::wire);
    let mut all = context.items.borrow_mut();
    let name = format_ident!("__CounterpartReason{}", all.len());
    all.push(quote! {
        struct #name;
        impl #wire::Reason for #name {
            const WHY: &'static ::core::primitive::str = #why;
        }
    });
    syn::parse_quote!(#wire::OnlyWritten<#written, #name>)
}
