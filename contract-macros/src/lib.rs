#![doc = include_str!("../README.md")]

mod attr;
mod errors;
mod expand;
mod lint;
mod literals;
mod manifest;
mod names;

use proc_macro::TokenStream;

/// See `counterpart::Contract`.
#[proc_macro_derive(Contract, attributes(contract, schemars, serde))]
pub fn derive_contract(input: TokenStream) -> TokenStream {
    syn::parse2(literals::ungrouped(input.into()))
        .map_or_else(syn::Error::into_compile_error, |input| expand::derive(&input))
        .into()
}

/// See `counterpart::contract!`. The first tokens, in parentheses, are the path of `counterpart`.
#[proc_macro]
pub fn contract(input: TokenStream) -> TokenStream {
    expand::instance(literals::ungrouped(input.into()))
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
