//! `prefix = "…"` and `suffix = "…"` in `#[contract(…)]`: what serde_with's `with_prefix!` and `with_suffix!` add to the
//! names of a flattened field.

use syn::meta::ParseNestedMeta;
use syn::{Field, Ident, LitStr};

use super::SerdeAttrs;
use crate::errors::Errors;

/// The text before or after each name.
#[derive(Default)]
pub(crate) struct Affix(Option<(Ident, LitStr)>);

impl Affix {
    /// Reads one key if it is one of these.
    pub(super) fn read(&mut self, meta: &ParseNestedMeta) -> syn::Result<bool> {
        let Some(key) = meta
            .path
            .get_ident()
            .filter(|key| *key == "prefix" || *key == "suffix")
        else {
            return Ok(false);
        };
        let text: LitStr = meta.value().and_then(|value| value.parse()).map_err(|error| {
            syn::Error::new(error.span(), format!("{error}: write `{key} = \"shipping_\"`"))
        })?;
        if text.value().is_empty() {
            return Err(syn::Error::new(
                text.span(),
                format!("an empty `{key}` adds nothing: remove it"),
            ));
        }
        if self.0.is_some() {
            return Err(meta.error("a field has one prefix or one suffix: remove one"));
        }
        self.0 = Some((key.clone(), text));
        Ok(true)
    }

    /// The texts before and after each name, on a field that serde flattens through a function.
    pub(crate) fn of(
        &self,
        field: &Field,
        serde: &SerdeAttrs,
        errors: &mut Errors,
    ) -> Option<(String, String)> {
        let (key, text) = self.0.as_ref()?;
        let has_function = ["with", "serialize_with", "deserialize_with"]
            .iter()
            .any(|key| serde.has(key));
        if !serde.has("flatten") || !has_function || field.ident.is_none() {
            errors.at(
                key,
                format!(
                    "`{key}` says what a module of serde_with's `with_{key}!` adds to the names of a flattened field: \
                     write `#[serde(flatten, with = \"module\")]`, or remove it"
                ),
            );
            return None;
        }
        Some(match *key == "prefix" {
            true => (text.value(), String::new()),
            false => (String::new(), text.value()),
        })
    }

    /// Refuses it on a variant.
    pub(crate) fn refuse(&self, errors: &mut Errors) {
        if let Some((key, _)) = &self.0 {
            errors.at(key, format!("`{key}` is only for flattened fields: remove it"));
        }
    }
}
