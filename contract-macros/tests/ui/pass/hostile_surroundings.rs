#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]
//! Names of the prelude mean something else here.

mod shadows {
    #![allow(dead_code, non_camel_case_types, missing_docs)]
    pub struct Option;
    pub struct String;
    pub struct Result;
    pub struct Vec;
    pub trait JsonSchema {}
    pub mod schemars {}
    pub mod serde_json {}
    pub mod std {}
    pub mod core {}
}
#[allow(unused_imports)]
use shadows::*;

/// A message.
#[derive(::counterpart::Contract)]
pub struct Message {
    /// A field.
    pub r#type: u8,
    /// Another.
    pub list: ::std::vec::Vec<::std::option::Option<::std::string::String>>,
    /// One of its own kind.
    pub next: ::std::option::Option<::std::boxed::Box<Self>>,
}

/// Marked for the passes.
#[derive(::counterpart::Contract)]
#[serde(tag = "kind")]
pub enum Kind {
    /// Read under two names.
    #[serde(alias = "other name")]
    Known {
        /// A field with two names.
        #[serde(alias = "other name")]
        field: u8,
    },
    /// All else.
    #[serde(other)]
    Other,
}

/// Plain strings.
#[derive(::counterpart::Contract)]
pub enum Plain {
    /// Read under two names.
    #[serde(alias = "other name")]
    Known,
    /// All else.
    #[serde(other)]
    Other,
}

fn main() {}
