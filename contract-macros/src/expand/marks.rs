//! The names that serde reads in addition to those that schemars records. Marks in the twin describe them for the
//! passes over a consumer's schema, and extra variants represent second names.
//!
//! A function of `counterpart::__private::marks` writes a mark; schemars calls it with the schema. So only that
//! crate defines the form of a mark.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Data, DeriveInput, Field, Fields, Path};

use crate::attr::{Foreign, SerdeAttrs};
use crate::lint::{self, Renames};
use crate::names::text_of;

/// The way in which the variants of an enum are distinguished on the wire.
pub(super) enum Tagging {
    External,
    Internal { tag: String },
    Adjacent { tag: String, content: String },
    Untagged,
}

impl Tagging {
    pub(super) fn of(container: &SerdeAttrs) -> Self {
        let text = |key| container.0.string(key).map(|text| text.value());
        match (container.has("untagged"), text("tag"), text("content")) {
            (true, ..) => Tagging::Untagged,
            (_, Some(tag), Some(content)) => Tagging::Adjacent { tag, content },
            (_, Some(tag), None) => Tagging::Internal { tag },
            (_, None, _) => Tagging::External,
        }
    }
}

/// The attribute by which schemars calls one of our functions with the schema of the item that it is on.
fn mark(counterpart: &Path, call: &TokenStream) -> TokenStream {
    quote!(#[schemars(transform = #counterpart::__private::marks::#call)])
}

/// Names. (An array would be the plain way, but schemars' derive reads no such expression.)
fn list(counterpart: &Path, names: &[String]) -> TokenStream {
    quote!(#counterpart::__private::vec![#(#names),*])
}

/// The mark of a field that no consumer may have.
pub(super) fn refused(counterpart: &Path, why: &str) -> TokenStream {
    mark(counterpart, &quote!(refused(#why)))
}

/// The mark of a trusted place.
pub(super) fn trusted(counterpart: &Path, place: &TokenStream) -> TokenStream {
    mark(counterpart, &quote!(trusted(#place)))
}

/// The mark of an enum that any plain string may be: its variants are tagged externally, and one is `other`. It
/// does not apply if another type is read instead.
pub(super) fn of_container(
    counterpart: &Path,
    tagging: &Tagging,
    container: &SerdeAttrs,
    any_other: bool,
) -> Option<TokenStream> {
    let is_read = !["from", "try_from"].iter().any(|key| container.has(key));
    (any_other && is_read && matches!(tagging, Tagging::External))
        .then(|| mark(counterpart, &quote!(reads_other_strings())))
}

/// The marks of a variant: it is read for every unknown tag, and its content may only be `null`, or anything next
/// to a tag.
pub(super) fn of_variant(
    counterpart: &Path,
    tagging: &Tagging,
    variant: &SerdeAttrs,
    is_unit: bool,
) -> TokenStream {
    if variant.has("untagged") {
        return TokenStream::new();
    }
    let other = match tagging {
        Tagging::Internal { tag } | Tagging::Adjacent { tag, .. } if variant.has("other") => {
            Some(mark(counterpart, &quote!(reads_other_tags(#tag))))
        }
        _ => None,
    };
    let content = match tagging {
        Tagging::Adjacent { content, .. } if is_unit => {
            Some(mark(counterpart, &quote!(no_content(#content))))
        }
        Tagging::Internal { .. } if is_unit => Some(mark(counterpart, &quote!(no_content_beside_tag()))),
        _ => None,
    };
    quote!(#other #content)
}

/// The marks of a struct or a variant that flattens: the names of its own fields, because schemars merges a
/// flattened field with the same name into them. In a variant, the fields may be in a schema of their own.
pub(super) fn of_own_names(
    counterpart: &Path,
    fields: &Fields,
    renames: Renames,
    place: &FieldsIn,
) -> Option<TokenStream> {
    let flattens = fields
        .iter()
        .any(|field| SerdeAttrs::read(&field.attrs).has("flatten"));
    let (read, written) = lint::wire_names::of_fields(fields, renames);
    flattens.then(|| {
        let (read, written) = (list(counterpart, &read), list(counterpart, &written));
        let names = quote!(#read, #written);
        let call = match place {
            FieldsIn::Own => quote!(own_names(#names)),
            FieldsIn::OnlyProperty => quote!(own_names_in_only_property(#names)),
            FieldsIn::Property(name) => quote!(own_names_in_property(#name, #names)),
        };
        mark(counterpart, &call)
    })
}

/// The part of a type's or a variant's schema that contains its fields.
pub(super) enum FieldsIn<'a> {
    Own,
    OnlyProperty,
    Property(&'a str),
}

impl<'a> FieldsIn<'a> {
    pub(super) fn of_variant(tagging: &'a Tagging, variant: &SerdeAttrs) -> Self {
        match tagging {
            _ if variant.has("untagged") => Self::Own,
            Tagging::External => Self::OnlyProperty,
            Tagging::Adjacent { content, .. } => Self::Property(content),
            Tagging::Internal { .. } | Tagging::Untagged => Self::Own,
        }
    }
}

/// The mark of a named field: other names under which it is read.
pub(super) fn of_field(counterpart: &Path, field: &SerdeAttrs) -> Option<TokenStream> {
    let names = aliases(field);
    (!names.is_empty()).then(|| {
        let names = list(counterpart, &names);
        mark(counterpart, &quote!(aliases(#names)))
    })
}

/// A type with the attributes that put another type, or code of the user, between it and the wire.
pub(super) fn type_as_written(input: &DeriveInput) -> Option<String> {
    const DECIDE: [&str; 11] = [
        "from",
        "try_from",
        "into",
        "with",
        "pattern",
        "min",
        "max",
        "remote",
        "trust",
        "transparent",
        "default",
    ];
    let attrs: Vec<String> = ["serde", "contract", "schemars"]
        .into_iter()
        .filter_map(|name| {
            let kept = Foreign::read(&input.attrs, name).0.into_iter();
            let kept: Vec<_> = kept
                .filter(|meta| DECIDE.iter().any(|key| meta.path().is_ident(key)))
                .map(|meta| text_of(meta.to_token_stream()))
                .collect();
            (!kept.is_empty()).then(|| format!("#[{name}({})]", kept.join(", ")))
        })
        .collect();
    let kind = match &input.data {
        Data::Enum(_) => "enum",
        _ => "struct",
    };
    (!attrs.is_empty()).then(|| format!("{} {kind} {}", attrs.join(" "), input.ident))
}

/// In tests, the mark of a field with attributes that decide its form on the wire, as the source writes them.
pub(super) fn as_written(counterpart: &Path, field: &Field) -> Option<TokenStream> {
    let ours = |name: &str| ["serde", "contract", "schemars"].contains(&name);
    let attrs: Vec<String> = field
        .attrs
        .iter()
        .filter(|attr| {
            attr.path()
                .get_ident()
                .is_some_and(|name| ours(&name.to_string()))
        })
        .map(|attr| text_of(attr.to_token_stream()))
        .collect();
    let ident = field.ident.as_ref().filter(|_| !attrs.is_empty())?;
    let text = format!(
        "{} {ident}: {}",
        attrs.join(" "),
        text_of(field.ty.to_token_stream())
    );
    Some(quote!(#[cfg_attr(test, schemars(transform = #counterpart::__private::marks::field(#text)))]))
}

/// One more identifier and name for each alias of a variant. A variant that is read under two names becomes two
/// variants, and one of them is never written. None of the four tagging forms has another place for an alias.
pub(super) fn variant_aliases(
    tagging: &Tagging,
    ident: &Ident,
    variant: &SerdeAttrs,
) -> Vec<(Ident, String)> {
    if variant.has("untagged") || variant.has("other") || matches!(tagging, Tagging::Untagged) {
        return Vec::new();
    }
    let names = aliases(variant).into_iter().enumerate();
    names
        .map(|(at, name)| (format_ident!("{}__Alias{}", ident, at), name))
        .collect()
}

fn aliases(attrs: &SerdeAttrs) -> Vec<String> {
    if attrs.has("skip") || attrs.has("skip_deserializing") {
        return Vec::new();
    }
    attrs.0.strings("alias").map(|name| name.value()).collect()
}
