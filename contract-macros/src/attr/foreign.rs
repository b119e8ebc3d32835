//! `#[serde(…)]` and `#[schemars(…)]`, as far as a contract depends on them. What cannot be read is left to serde's own
//! derive, which says so.

use super::rename::RenameRule;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Token};

/// The keys of all attributes of one name.
#[derive(Default, Clone)]
pub(crate) struct Foreign(pub(crate) Vec<Meta>);

impl Foreign {
    pub(crate) fn read(attrs: &[Attribute], name: &str) -> Self {
        let lists = attrs
            .iter()
            .filter(|attr| attr.path().is_ident(name))
            .filter_map(|attr| {
                attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                    .ok()
            });
        Self(lists.flatten().collect())
    }

    pub(crate) fn find(&self, key: &str) -> Option<&Meta> {
        self.0.iter().find(|meta| meta.path().is_ident(key))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The string of `key = "…"`.
    pub(crate) fn string(&self, key: &str) -> Option<LitStr> {
        string_of(self.find(key)?)
    }

    /// The strings of every `key = "…"`.
    pub(crate) fn strings(&self, key: &str) -> impl Iterator<Item = LitStr> {
        let these = self.0.iter().filter(move |meta| meta.path().is_ident(key));
        these.filter_map(string_of)
    }
}

fn string_of(meta: &Meta) -> Option<LitStr> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text), ..
            }) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// serde's attributes on one type, variant or field.
#[derive(Default, Clone)]
pub(crate) struct SerdeAttrs(pub(crate) Foreign);

impl SerdeAttrs {
    pub(crate) fn read(attrs: &[Attribute]) -> Self {
        Self(Foreign::read(attrs, "serde"))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.has(key)
    }

    /// The name for one direction, or the common one.
    pub(crate) fn rename(&self, direction: &str) -> Option<String> {
        self.of_direction("rename", direction)
    }

    /// The renaming of fields for one direction, by `rename_all` or a similar key.
    pub(crate) fn rename_all(&self, key: &str, direction: &str) -> Option<RenameRule> {
        RenameRule::of(&self.of_direction(key, direction)?)
    }

    /// The string of a key that may have one for each direction.
    fn of_direction(&self, key: &str, direction: &str) -> Option<String> {
        match self.0.find(key)? {
            Meta::List(list) => {
                let inner = list
                    .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                    .ok()?;
                let inner = inner.iter().find(|meta| meta.path().is_ident(direction))?;
                string_of(inner).map(|name| name.value())
            }
            meta => string_of(meta).map(|name| name.value()),
        }
    }

    /// Skipped where exactly the value `None` is: the wire then never carries the `null` of this level.
    pub(crate) fn skips_none(&self) -> bool {
        let Some(path) = self.0.string("skip_serializing_if") else {
            return false;
        };
        let path = path.value().replace(' ', "");
        matches!(
            path.trim_start_matches("::"),
            "Option::is_none" | "std::option::Option::is_none" | "core::option::Option::is_none"
        )
    }

    /// Returns `#[serde(…)]` without these keys, or nothing if no key is left.
    pub(crate) fn without(&self, keys: &[&str]) -> Option<Attribute> {
        let kept: Vec<_> = self
            .0
            .0
            .iter()
            .filter(|meta| !keys.iter().any(|key| meta.path().is_ident(key)))
            .map(ToTokens::to_token_stream)
            .collect();
        (!kept.is_empty()).then(|| syn::parse_quote!(#[serde(#(#kept),*)]))
    }
}
