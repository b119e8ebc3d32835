//! Fields of a type of another crate, which `#[serde(with = "TypeDef")]` reads and writes as another type: one with
//! `#[serde(remote = "Type")]`.

use syn::{Path, Type};

use crate::attr::SerdeAttrs;

/// The type that `with` names. Modules are in lower case, so a name in upper case is a type.
pub(super) fn written_as(serde: &SerdeAttrs) -> Option<Type> {
    if serde.has("serialize_with") || serde.has("deserialize_with") {
        return None;
    }
    let path: Path = serde.0.string("with")?.parse().ok()?;
    let last = path.segments.last()?.ident.to_string();
    let is_type = last.chars().next()?.is_uppercase();
    is_type.then(|| syn::parse_quote!(#path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_from_modules_by_their_names() {
        let is_type = |attr: syn::Attribute| written_as(&SerdeAttrs::read(&[attr])).is_some();
        assert!(is_type(syn::parse_quote!(#[serde(with = "DurationDef")])));
        assert!(is_type(
            syn::parse_quote!(#[serde(default, with = "defs::Pair::<u8>")])
        ));
        for module in ["seconds", "my::seconds", "r#type", "_Seconds", "", "1"] {
            assert!(!is_type(syn::parse_quote!(#[serde(with = #module)])), "{module}");
        }
        assert!(!is_type(
            syn::parse_quote!(#[serde(serialize_with = "DurationDef::serialize")])
        ));
    }
}
