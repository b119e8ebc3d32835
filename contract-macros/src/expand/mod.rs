//! The expansion of a type into code for the user's crate: the schema of the type, and its tests.

mod adapters;
mod affix;
mod containers;
mod context;
mod declare;
mod field;
mod flags;
mod functions;
mod guarded;
mod in_arguments;
mod instance;
mod keys;
mod kinds;
mod known;
mod limits;
mod marks;
mod modules;
mod numbered;
mod nutype;
mod parts;
mod remote;
mod schema;
mod self_type;
mod trust;
mod twin;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, GenericParam};

use crate::attr::ContainerAttrs;
use crate::errors::Errors;
use adapters::own;

pub(crate) use instance::instance;

/// Expands `#[derive(Contract)]`. Errors are in the code: all at once, each at its place and with what to write instead.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
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
    if let Err(error) = errors.into_result() {
        return refused(input, &attrs, &error);
    }
    let tests = attrs.declarations.iter().enumerate().map(|(at, declaration)| {
        declare::declared(&attrs.counterpart, input, declaration, &attrs.declarations[..at])
    });
    let named = declare::named(None, &attrs.declarations);
    let guarded = guarded::derived(&attrs.counterpart, input, &attrs.declarations);
    quote!(#schema #named #guarded #(#tests)*)
}

/// The errors of a type, and what other code asks of it: without that, one error would be followed by many.
fn refused(input: &DeriveInput, attrs: &ContainerAttrs, error: &syn::Error) -> TokenStream {
    let error = error.to_compile_error();
    let stub = (!attrs.json_schema).then(|| schema::stub(input, &attrs.counterpart));
    let params = input.generics.params.iter();
    let is_generic = params
        .into_iter()
        .any(|param| !matches!(param, GenericParam::Lifetime(_)));
    let guarded = (!is_generic).then(|| guarded::derived(&attrs.counterpart, input, &attrs.declarations));
    quote!(#error #stub #guarded)
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
