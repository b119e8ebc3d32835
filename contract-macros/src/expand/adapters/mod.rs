//! The adapters of `serde_with` on a field. Its `#[serde_as]` writes them into serde's attributes, as
//! `with = "::serde_with::As::<…>"`, and they become the types that describe what they read and write.

mod forms;
pub(super) mod only_written;
pub(super) mod own;
mod times;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{GenericArgument, LitStr, Path, PathArguments, Type};

use super::context::TypeContext;
use crate::attr::SerdeAttrs;
use crate::lint::wire_type::unknown_adapter;
use crate::names::text_of;

/// The form that the adapters of a field give it.
pub(super) struct Described {
    /// The type on the wire.
    pub(super) ty: Type,
    /// The types in it that must have a schema.
    pub(super) parts: Vec<Type>,
}

/// An adapter that no type describes.
pub(super) struct Unknown {
    /// The adapter as it is written.
    pub(super) adapter: String,
    /// Why nothing describes it.
    pub(super) why: String,
    /// The line that describes the whole field, if it is known: it holds where the reader takes every such value.
    pub(super) line: Option<String>,
}

impl Unknown {
    /// The reason of the refusal, with the line to write. `place` is the field.
    pub(super) fn reason(&self, place: &str) -> String {
        unknown_adapter(place, &self.adapter, &self.why, self.line.as_deref())
    }
}

/// The adapters of a field. `None` if it has none.
pub(super) fn written_as(
    serde: &SerdeAttrs,
    own: &Type,
    context: &TypeContext,
) -> Option<Result<Described, Unknown>> {
    let of = |key: &str, function: Option<&str>| adapter(&serde.0.string(key)?, function);
    let (writes, reads) = match of("with", None) {
        Some(both) => (Some(both.clone()), Some(both)),
        None => (
            of("serialize_with", Some("serialize")),
            of("deserialize_with", Some("deserialize")),
        ),
    };
    // Of another function nothing is known.
    let other = |key: &str, adapter: &Option<Type>| serde.has(key) && adapter.is_none();
    if (writes.is_none() && reads.is_none())
        || other("serialize_with", &writes)
        || other("deserialize_with", &reads)
    {
        return None;
    }
    let mut forms = forms::Forms::new(context, reads.as_ref().and_then(only_written::line));
    let described = match (writes, reads) {
        (Some(writes), Some(reads)) if text(&writes) != text(&reads) => {
            let wire = &context.counterpart;
            forms.of_direction(&writes, own, false).and_then(|writes| {
                let reads = forms.of_direction(&reads, own, true)?;
                Ok(syn::parse_quote!(#wire::__private::wire::ReadsAs<#writes, #reads>))
            })
        }
        (_, Some(adapter)) => forms.of_direction(&adapter, own, true),
        (Some(adapter), None) => forms.of_direction(&adapter, own, false),
        (None, None) => return None,
    };
    Some(described.map(|ty| Described {
        ty: match serde.skips_none() && own::name(&ty) == "Option" {
            true => forms.without_none(&ty),
            false => ty,
        },
        parts: forms.parts,
    }))
}

/// The adapter in `::serde_with::As::<Adapter>`, or in one of its functions.
fn adapter(text: &LitStr, function: Option<&str>) -> Option<Type> {
    let mut path: Path = syn::parse_str(&text.value()).ok()?;
    if let Some(function) = function {
        let last = path.segments.pop()?;
        if last.ident != function {
            return None;
        }
        // The `::` before the function.
        path.segments.pop_punct();
    }
    let last = path.segments.last().filter(|last| last.ident == "As")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(adapter)) if arguments.args.len() == 1 => Some(adapter.clone()),
        _ => None,
    }
}

/// An adapter or a type as people write it.
fn text(ty: &Type) -> String {
    text_of(ty.to_token_stream()).replace("::serde_with::Same", "_")
}

/// The span of what the derive adds.
fn here() -> Span {
    Span::call_site()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adapters_are_found_as_serde_as_writes_them() {
        let of = |text: &str, function| {
            let found = adapter(&LitStr::new(text, here()), function)?;
            Some(super::text(&found))
        };
        assert_eq!(
            of(
                ":: serde_with :: As :: < Option < :: serde_with :: Same > >",
                None
            )
            .as_deref(),
            Some("Option<_>")
        );
        assert_eq!(
            of("As::<DisplayFromStr>", None).as_deref(),
            Some("DisplayFromStr")
        );
        assert_eq!(
            of("::serde_with::As::<Hex>::serialize", Some("serialize")).as_deref(),
            Some("Hex")
        );
        for other in [
            "::serde_with::As::<Hex>::serialize",
            "mine",
            "mine::<As>",
            "As",
            "As::<A, B>",
            "",
        ] {
            assert_eq!(of(other, Some("deserialize")), None, "{other}");
        }
        assert_eq!(of("::serde_with::As::<Hex>::serialize", None), None);
    }
}
