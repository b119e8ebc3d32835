//! The expansion of a type into code for the user's crate: the schema of the type, and its tests.

mod context;
mod declare;
mod field;
mod guarded;
mod instance;
mod keys;
mod kinds;
mod marks;
mod names;
mod parts;
mod schema;
mod self_type;
mod trust;
mod twin;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, GenericParam};

use crate::attr::ContainerAttrs;
use crate::errors::Errors;

pub(crate) use instance::instance;

/// Expands `#[derive(Contract)]`.
///
/// # Errors
/// All at once, each at its place and with what to write instead.
pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let attrs = ContainerAttrs::read(&input.attrs, &mut errors);
    if let Data::Union(data) = &input.data {
        errors.at(
            data.union_token,
            "serde cannot write a union: derive Contract on a struct or an enum",
        );
    }
    refuse_generic_roles(input, &attrs, &mut errors);
    if !attrs.trust.is_given() {
        crate::lint::container(&input.attrs, &attrs, &mut errors);
    }
    if let (true, Some(reason)) = (attrs.json_schema, &attrs.trust.0) {
        errors.at(reason, "a hand-written schema is used unchanged: remove `trust`");
    }
    let schema = if attrs.json_schema {
        TokenStream::new()
    } else {
        schema::expand(input, &attrs, &mut errors)
    };
    errors.into_result()?;
    let tests = attrs.declarations.iter().enumerate().map(|(at, declaration)| {
        declare::declared(&attrs.counterpart, input, declaration, &attrs.declarations[..at])
    });
    let named = declare::named(None, &attrs.declarations);
    let guarded = guarded::derived(&attrs.counterpart, input, &attrs.declarations);
    Ok(quote!(#schema #named #guarded #(#tests)*))
}

/// A generic type has no schema of its own: each instance has one.
fn refuse_generic_roles(input: &DeriveInput, attrs: &ContainerAttrs, errors: &mut Errors) {
    let is_generic = input
        .generics
        .params
        .iter()
        .any(|param| !matches!(param, GenericParam::Lifetime(_)));
    if !is_generic {
        return;
    }
    for declaration in &attrs.declarations {
        let (role, event) = (declaration.role.as_str(), declaration.event.value());
        errors.at(
            &declaration.event,
            format!(
                "`{name}` is generic, and only its instances are messages: keep `#[derive(Contract)]`, \
                 remove the role here, and declare the instance with `counterpart::contract!({name}<…>, \
                 {role} = {event:?});`",
                name = input.ident,
            ),
        );
    }
}
