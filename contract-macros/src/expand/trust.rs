//! `#[contract(trust = "reason")]`: the places that it covers, and their marks in the schema.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::{LitStr, Path};

use super::marks;
use crate::attr::Trust;

/// The trusted places of a type, and the places that are being read.
pub(super) struct Trusts {
    ty: String,
    found: Vec<Place>,
    /// The steps to the current place, each with whether it is trusted.
    open: Vec<(String, bool)>,
}

struct Place {
    text: TokenStream,
    reason: LitStr,
    whole: bool,
}

impl Trusts {
    pub(super) fn new(ty: &Ident) -> Self {
        Self {
            ty: ty.unraw().to_string(),
            found: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Steps into the type, a variant or a field. Gives the mark of a trusted place that has a schema of its own; `whole`
    /// says that the schema of the type is marked instead.
    pub(super) fn open(
        &mut self,
        counterpart: &Path,
        step: &str,
        trust: &Trust,
        whole: bool,
    ) -> Option<TokenStream> {
        self.open.push((step.to_owned(), trust.is_given()));
        let reason = trust.0.clone()?;
        let steps: String = self.open.iter().map(|(step, _)| step.as_str()).collect();
        let within = format!("::{}{steps}", self.ty);
        let text = quote!(::core::concat!(::core::module_path!(), #within));
        let mark = (!whole).then(|| marks::trusted(counterpart, &text));
        self.found.push(Place { text, reason, whole });
        mark
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    /// Returns true if the current place, or one around it, is trusted.
    pub(super) fn cover(&self) -> bool {
        self.open.iter().any(|(_, trusted)| *trusted)
    }

    /// The list for the functions that make a schema.
    pub(super) fn list(&self, counterpart: &Path) -> TokenStream {
        let places = self.found.iter().map(|Place { text, reason, whole }| {
            let whole = whole.to_token_stream();
            quote!(#counterpart::__private::schema::Trusted { place: #text, reason: #reason, whole: #whole })
        });
        quote!(&[#(#places),*])
    }
}
