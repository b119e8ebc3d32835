//! A field of the twin: its attributes, its marks, and the type that describes its form on the wire.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::{Field, LitStr, Type};

use super::context::{Position, TypeContext};
use super::self_type::replace_self;
use super::{adapters, affix, flags, keys, kinds, limits, marks, modules, parts, remote};
use crate::attr::{PartAttrs, SerdeAttrs};
use crate::errors::Errors;
use crate::lint::{self, FieldView};

/// serde's keys that name a function of the user; the wire type replaces the field's type.
pub(super) const FUNCTIONS: &[&str] = &[
    "with",
    "serialize_with",
    "deserialize_with",
    "bound",
    "borrow",
    "getter",
];

pub(super) fn field(
    at: usize,
    field: &Field,
    position: Position,
    in_tuple: bool,
    context: &TypeContext,
    errors: &mut Errors,
) -> TokenStream {
    let serde = SerdeAttrs::read(&field.attrs);
    let PartAttrs {
        mut wire,
        trust,
        affix,
    } = PartAttrs::read(&field.attrs, errors);
    let mut of_adapters = Vec::new();
    let mut unknown = None;
    let is_declared = wire.ty.is_some();
    if wire.ty.is_none() {
        match adapters::written_as(&serde, &field.ty, context) {
            Some(Ok(described)) => {
                wire.ty = Some(described.ty);
                of_adapters = described.parts;
            }
            Some(Err(adapter)) => unknown = Some(adapter),
            None if flags::is_of_bitflags(&field.ty) => wire.ty = flags::named(&field.ty, context),
            None => {
                wire.ty = modules::written_as(&serde, &field.ty, context);
                if let (None, Some(definition)) = (&wire.ty, remote::written_as(&serde)) {
                    of_adapters.push(definition.clone());
                    wire.ty = Some(definition);
                }
            }
        }
    }
    if let Some(affix) = affix.of(field, &serde, errors) {
        of_adapters.push(field.ty.clone());
        wire.ty = affix::affixed(&field.ty, affix, &serde, context);
    }
    let name = field
        .ident
        .as_ref()
        .map_or_else(|| at.to_string(), |ident| ident.unraw().to_string());
    // A flattened field, or the only content, has no place of its own in the schema.
    let whole = serde.has("flatten") || context.transparent || field.ident.is_none();
    let mut trusts = context.trusts.borrow_mut();
    let trust = trusts.open(context.counterpart, &format!(".{name}"), &trust, whole);
    let trusted = trusts.cover();
    trusts.close();
    drop(trusts);
    if let Some(unknown) = unknown.filter(|_| !trusted) {
        let ty = crate::names::text_of(field.ty.to_token_stream());
        let message = unknown.reason(&format!("`{name}: {ty}`"));
        lint::wire_type::refuse_adapter(field, message, errors);
        // Nothing more is said of it.
        wire.ty = Some(field.ty.clone());
    }
    let view = FieldView {
        field,
        serde: serde.clone(),
        wire: &wire,
        in_tuple,
        consumes: context.consumes,
        buffered: context.buffered,
    };
    let mut refused = None;
    if !trusted {
        lint::field(&view, errors);
        refused = lint::borrowed::why(&view).filter(|_| !context.consumes);
    }
    let refused = refused.map(|why| marks::refused(context.counterpart, &why));

    let own = keys::marked(&field.ty, context.counterpart, context.generics).to_token_stream();
    let own = Type::Verbatim(replace_self(own, context.real));
    let declared = limits::limited(&wire, context).map(|ty| {
        let ty = keys::marked(&ty, context.counterpart, context.generics).to_token_stream();
        let ty = replace_self(ty, context.real);
        let counterpart = context.counterpart;
        syn::parse_quote!(#counterpart::__private::wire::HeldAs<#ty, #own>)
    });
    if declared.is_none() && !never_sent(&serde) {
        context.parts.borrow_mut().extend(parts::of(&field.ty));
    }
    let of_adapters = of_adapters.iter().flat_map(parts::of);
    context.parts.borrow_mut().extend(of_adapters);
    // A function that is trusted to read and write the declared type.
    let through_function = trusted
        && ["with", "serialize_with", "deserialize_with"]
            .iter()
            .any(|key| serde.has(key));
    let declared = declared.or_else(|| through_function.then(|| own.clone()));
    let place = Place {
        position,
        named: field.ident.is_some(),
        in_tuple,
        reads_option: !is_declared
            && wire
                .ty
                .as_ref()
                .is_some_and(|ty| adapters::own::name(ty) == "Option"),
    };
    let mut ty = field_type(own, declared, &serde, place, context);
    ty = match serde.has("flatten") {
        true => kinds::named_in_flattened(&ty, context.counterpart),
        false => kinds::named(&ty, context.counterpart),
    };

    let mut dropped = FUNCTIONS.to_vec();
    dropped.push("alias");
    if !context.transparent {
        dropped.push("default");
    }
    // schemars takes the default of a field that is only written, and asks whether it would be skipped.
    let only_written = field.ident.is_some()
        && serde.has("skip_deserializing")
        && !serde.has("skip_serializing")
        && !serde.has("skip");
    let silenced = only_written.then(|| {
        let counterpart = context.counterpart;
        silence(
            &quote!(#counterpart::__private::wire),
            serde.has("skip_serializing_if"),
        )
    });
    if only_written {
        dropped.push("skip_serializing_if");
    }
    let kept = serde.without(&dropped);
    match &field.ident {
        Some(ident) => {
            let mark = (!context.transparent && !serde.has("flatten"))
                .then(|| marks::of_field(context.counterpart, &serde));
            let mark = mark.flatten();
            let written = (!context.transparent && !serde.has("flatten"))
                .then(|| marks::as_written(context.counterpart, field));
            // What the compiler says of the twin, it says in one place, and once.
            let mut ident = ident.clone();
            ident.set_span(Span::call_site());
            quote!(#kept #silenced #mark #trust #refused #written #ident: #ty)
        }
        None => quote!(#kept #refused #ty),
    }
}

/// The position of a field.
struct Place {
    position: Position,
    named: bool,
    in_tuple: bool,
    /// A function of another crate reads it, which asks for an option.
    reads_option: bool,
}

/// Neither written nor read.
pub(super) fn never_sent(serde: &SerdeAttrs) -> bool {
    serde.has("skip") || (serde.has("skip_serializing") && serde.has("skip_deserializing"))
}

/// Attributes under which schemars calls functions of ours, and none of the user's.
fn silence(wire: &TokenStream, skips: bool) -> TokenStream {
    let text = |function: &str| format!("{}::{function}", wire.to_string().replace(' ', ""));
    let default = text("no_default");
    let skip = skips.then(|| text("skips"));
    let skip = skip.map(|skip| quote!(#[serde(skip_serializing_if = #skip)]));
    quote!(#[serde(default = #default)] #skip)
}

/// The type that combines the field's type and its attributes into the form on the wire.
fn field_type(
    own: Type,
    declared: Option<Type>,
    serde: &SerdeAttrs,
    place: Place,
    context: &TypeContext,
) -> Type {
    let Place {
        position,
        named,
        in_tuple,
        reads_option,
    } = place;
    let counterpart = context.counterpart;
    let plain = declared.is_none();
    let mut ty = match declared {
        // The type around it may be lacking in a message, as an option may.
        Some(wire) if context.transparent && reads_option && serde.has("with") => wire,
        Some(wire) => with_functions(counterpart, serde, wire, Some(&own)),
        None => own,
    };
    if context.transparent {
        return ty;
    }
    if position == Position::TaggedNewtype {
        return syn::parse_quote!(#counterpart::__private::wire::BesideTag<#ty>);
    }
    if position == Position::Content && plain {
        return syn::parse_quote!(#counterpart::__private::wire::AsContent<#ty>);
    }
    let has_default = serde.has("default") || (context.all_default && position == Position::Struct);
    if !named {
        let may_end = has_default && in_tuple;
        return if may_end {
            syn::parse_quote!(#counterpart::__private::wire::MayEnd<#ty>)
        } else {
            ty
        };
    }
    // serde reads neither attribute below of a flattened field.
    if serde.has("flatten") {
        return syn::parse_quote!(#counterpart::__private::wire::Flattened<#ty>);
    }
    if plain && serde.skips_none() {
        ty = syn::parse_quote!(#counterpart::__private::wire::SkipsNone<#ty>);
    }
    if has_default {
        ty = syn::parse_quote!(#counterpart::__private::wire::Defaulted<#ty>);
    }
    ty
}

/// The declared type applies to the directions for which the user gave a function; without any function, to both.
pub(super) fn with_functions(
    counterpart: &syn::Path,
    serde: &SerdeAttrs,
    wire: Type,
    own: Option<&Type>,
) -> Type {
    let both = serde.has("with");
    let writes = both || serde.has("serialize_with");
    let reads = both || serde.has("deserialize_with");
    let wrappers = quote!(#counterpart::__private::wire);
    match (writes, reads, own) {
        (false, false, _) => wire,
        (true, false, Some(own)) => syn::parse_quote!(#wrappers::WritesAs<#own, #wire>),
        (false, true, Some(own)) => syn::parse_quote!(#wrappers::ReadsAs<#own, #wire>),
        _ => syn::parse_quote!(#wrappers::Wire<#wire>),
    }
}

pub(super) fn type_text(ty: &Type) -> LitStr {
    LitStr::new(&ty.to_token_stream().to_string(), Span::call_site())
}
