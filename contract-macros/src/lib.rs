//! The macros of `counterpart`. Use them through that crate, where they are documented.

mod attr;
mod errors;
mod expand;
mod lint;
mod manifest;

use proc_macro::TokenStream;

/// See `counterpart::Contract`.
#[proc_macro_derive(Contract, attributes(contract, schemars, serde))]
pub fn derive_contract(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::derive(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// See `counterpart::contract!`. The first tokens, in parentheses, are the path of `counterpart`.
#[proc_macro]
pub fn contract(input: TokenStream) -> TokenStream {
    expand::instance(input.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
