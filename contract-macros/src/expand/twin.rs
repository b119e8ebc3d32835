//! The twin: the user's type once more, under a hidden name, with schemars' own derive on it.
//!
//! It contains only what decides the schema. Doc comments are left out, because they would become schema text and
//! change what flattened unit variants accept. Default values are left out, because they would be evaluated. The
//! type of the field expresses the effect of a default and of other attributes on the wire instead, through the
//! wrappers in `counterpart::__private::wire`.

use std::cell::RefCell;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Fields, GenericParam, Type, Variant};

use super::context::{Position, TypeContext};
use super::field::{FUNCTIONS, field, never_sent, type_text, with_functions};
use super::marks::{self, FieldsIn, Tagging};
use super::self_type::{real_type, replace_self};
use super::trust::Trusts;
use super::{functions, keys, limits, modules, nutype, parts};
use crate::attr::{ContainerAttrs, PartAttrs, Role, SerdeAttrs};
use crate::errors::Errors;
use crate::lint::{self, Directions, Renames};

/// The twin, and its trusted places.
pub(super) struct Twin {
    pub(super) tokens: TokenStream,
    pub(super) trusts: Trusts,
    /// The type is written as another one, which an attribute declares.
    pub(super) is_declared: bool,
}

pub(super) fn expand(
    input: &DeriveInput,
    attrs: &ContainerAttrs,
    serde: &SerdeAttrs,
    twin: &Ident,
    errors: &mut Errors,
) -> Twin {
    let counterpart = &attrs.counterpart;
    let real = real_type(input);
    let has_role = |role| {
        attrs
            .declarations
            .iter()
            .any(|declaration| declaration.role == role)
    };
    let context = TypeContext {
        counterpart,
        real: &real,
        generics: &input.generics,
        transparent: serde.has("transparent"),
        all_default: serde.has("default"),
        consumes: has_role(Role::Consumes) && !serde.has("from") && !serde.has("try_from"),
        directions: Directions {
            reads: has_role(Role::Consumes) || !has_role(Role::Emits),
            writes: has_role(Role::Emits) || !has_role(Role::Consumes),
        },
        buffered: matches!(Tagging::of(serde), Tagging::Untagged | Tagging::Internal { .. })
            && matches!(input.data, Data::Enum(_)),
        parts: RefCell::default(),
        items: RefCell::default(),
        trusts: RefCell::new(Trusts::new(&input.ident)),
    };
    context
        .trusts
        .borrow_mut()
        .open(counterpart, "", &attrs.trust, true);

    let schemars = quote!(#counterpart::__private::schemars).to_string();
    let name = serde
        .rename("deserialize")
        .unwrap_or_else(|| input.ident.unraw().to_string());
    let kept = serde.without(&["default", "rename", "bound", "crate", "expecting"]);
    let of_nutype = |nutype| nutype::described(nutype, input, &context);
    let with = limits::limited(&attrs.wire, &context).or_else(|| attrs.nutype.as_ref().and_then(of_nutype));
    let with = with.map(|ty| {
        let ty = keys::marked(&ty, counterpart, &input.generics);
        let text = type_text(&match &input.data {
            Data::Struct(data) => held_as(&ty, &data.fields, &context),
            Data::Enum(_) | Data::Union(_) => ty,
        });
        quote!(#[schemars(with = #text)])
    });
    let mut generics = input.generics.clone();
    for param in &mut generics.params {
        match param {
            GenericParam::Type(param) => param.default = None,
            GenericParam::Const(param) => param.default = None,
            GenericParam::Lifetime(_) => {}
        }
    }
    let own_params = replace_self(generics.params.to_token_stream(), &real);
    generics.params.push(syn::parse_quote!(const __COUNTERPART: bool));
    let where_clause = replace_self(generics.where_clause.take().to_token_stream(), &real);
    let params = replace_self(generics.to_token_stream(), &real);

    let body = match &input.data {
        Data::Struct(data) => {
            let fields = fields(
                &data.fields,
                Position::Struct,
                renames(serde, "rename_all"),
                &context,
                errors,
            );
            let own = marks::of_own_names(
                counterpart,
                &data.fields,
                renames(serde, "rename_all"),
                &FieldsIn::Own,
            );
            if let Some(tag) = serde.0.string("tag").filter(|_| !context.trusts.borrow().cover()) {
                lint::wire_names::tag(&data.fields, &tag.value(), context.directions, errors);
            }
            match &data.fields {
                Fields::Named(_) => quote!(#own struct #twin #params #where_clause #fields),
                Fields::Unnamed(_) | Fields::Unit => quote!(struct #twin #params #fields #where_clause;),
            }
        }
        Data::Enum(data) => {
            let tagging = Tagging::of(serde);
            if !matches!(tagging, Tagging::Untagged) && !context.trusts.borrow().cover() {
                let renames = renames(serde, "rename_all");
                lint::wire_names::variants(data, renames, context.directions, errors);
            }
            let variants: Vec<_> = data
                .variants
                .iter()
                .map(|one| variant(one, &tagging, serde, &context, errors))
                .collect();
            // serde takes no notice of it on a variant that is never read.
            let any_other = data.variants.iter().any(|variant| {
                let serde = SerdeAttrs::read(&variant.attrs);
                serde.has("other") && !serde.has("skip") && !serde.has("skip_deserializing")
            });
            let mark = marks::of_container(counterpart, &tagging, serde, any_other && with.is_none());
            quote!(#mark enum #twin #params #where_clause { #(#variants),* })
        }
        Data::Union(_) => TokenStream::new(),
    };
    let is_another =
        attrs.wire.ty.is_some() || (serde.has("into") && (serde.has("from") || serde.has("try_from")));
    let parts = if is_another {
        Vec::new()
    } else {
        context.parts.take()
    };
    let parts = parts::assertions(counterpart, &parts, &input.generics);
    let parts = replace_self(quote!(fn parts <#own_params> () #where_clause { #parts }), &real);
    let items = context.items.take();
    let tokens = quote! {
        #parts
        #(#items)*

        #[derive(#counterpart::__private::schemars::JsonSchema)]
        #[schemars(crate = #schemars)]
        #[serde(rename = #name)]
        #kept
        #with
        #body
    };
    Twin {
        tokens,
        is_declared: with.is_some(),
        trusts: context.trusts.into_inner(),
    }
}

/// A declared type with the Rust types of the content that it replaces: of several fields, as one tuple. These go through the
/// text of an attribute, which the path of a macro, `$crate::Type`, does not survive. So they get a name, unless a parameter is
/// in them.
fn held_as(ty: &Type, fields: &Fields, context: &TypeContext) -> Type {
    let types = fields.iter().map(|field| {
        let marked = keys::marked(&field.ty, context.counterpart, context.generics);
        functions::forever(replace_self(marked.to_token_stream(), context.real))
    });
    let types: Vec<TokenStream> = types.collect();
    let mut held = match &types[..] {
        [only] => quote!(#only),
        several => quote!((#(#several),*)),
    };
    if !parts::mentions(held.clone(), &parts::parameters(context.generics)) {
        let mut all = context.items.borrow_mut();
        let name = format_ident!("__CounterpartHeld{}", all.len());
        all.push(quote!(type #name = #held;));
        held = name.into_token_stream();
    }
    let (ty, counterpart) = (
        replace_self(ty.to_token_stream(), context.real),
        context.counterpart,
    );
    syn::parse_quote!(#counterpart::__private::wire::HeldAs<#ty, #held>)
}

/// A variant, and once more for each other name that it is read under.
fn variant(
    variant: &Variant,
    tagging: &Tagging,
    container: &SerdeAttrs,
    context: &TypeContext,
    errors: &mut Errors,
) -> TokenStream {
    let PartAttrs {
        mut wire,
        trust,
        affix,
    } = PartAttrs::read(&variant.attrs, errors);
    affix.refuse(errors);
    let serde = SerdeAttrs::read(&variant.attrs);
    if wire.ty.is_none() {
        let mut fields = variant.fields.iter();
        if let (Some(only), None) = (fields.next(), fields.next()) {
            wire.ty = modules::written_as(&serde, &only.ty, context);
        }
    }
    let step = format!("::{}", variant.ident.unraw());
    let trust = context
        .trusts
        .borrow_mut()
        .open(context.counterpart, &step, &trust, false);
    if !context.trusts.borrow().cover() {
        lint::variant(variant, &wire, errors);
    }
    let position = match (tagging, &variant.fields) {
        (Tagging::Internal { .. }, Fields::Unnamed(fields))
            if fields.unnamed.len() == 1 && !serde.has("untagged") =>
        {
            Position::TaggedNewtype
        }
        (Tagging::Adjacent { .. }, Fields::Unnamed(fields))
            if fields.unnamed.len() == 1 && !serde.has("untagged") =>
        {
            Position::Content
        }
        _ => Position::Variant,
    };
    let with = limits::limited(&wire, context).map(|ty| {
        let ty = keys::marked(&ty, context.counterpart, context.generics);
        let ty = held_as(&ty, &variant.fields, context);
        let text = type_text(&with_functions(context.counterpart, &serde, ty, None));
        quote!(#[schemars(with = #text)])
    });
    let is_unit = matches!(variant.fields, Fields::Unit) && with.is_none();
    // schemars takes a marked variant out of the list of plain strings, which then flattens to something else.
    let trust = trust.filter(|_| !is_unit);
    let marks = marks::of_variant(context.counterpart, tagging, &serde, is_unit);
    let marks = quote!(#marks #trust);
    let ident = &variant.ident;
    let before = context.parts.borrow().len();
    let (own, of_all) = (
        renames(&serde, "rename_all"),
        renames(container, "rename_all_fields"),
    );
    let renames = Renames {
        serialize: own.serialize.or(of_all.serialize),
        deserialize: own.deserialize.or(of_all.deserialize),
    };
    let place = FieldsIn::of_variant(tagging, &serde);
    let own = marks::of_own_names(context.counterpart, &variant.fields, renames, &place);
    let marks = quote!(#marks #own);
    let fields = fields(&variant.fields, position, renames, context, errors);
    context.trusts.borrow_mut().close();
    if with.is_some() || never_sent(&serde) {
        context.parts.borrow_mut().truncate(before);
    }
    let mut dropped = FUNCTIONS.to_vec();
    dropped.extend(["alias", "other"]);
    let kept = serde.without(&dropped);
    dropped.extend(["rename", "skip_serializing"]);
    let kept_by_all = serde.without(&dropped);
    let aliases = marks::variant_aliases(tagging, ident, &serde);
    let aliases = aliases.iter().map(|(ident, name)| {
        quote! {
            #kept_by_all
            #[serde(rename = #name, skip_serializing)]
            #with #marks #ident #fields
        }
    });
    quote!(#kept #with #marks #ident #fields #(, #aliases)*)
}

fn renames(serde: &SerdeAttrs, key: &str) -> Renames {
    Renames {
        serialize: serde.rename_all(key, "serialize"),
        deserialize: serde.rename_all(key, "deserialize"),
    }
}

fn fields(
    fields: &Fields,
    position: Position,
    renames: Renames,
    context: &TypeContext,
    errors: &mut Errors,
) -> TokenStream {
    let in_tuple = lint::is_tuple(fields);
    if !context.trusts.borrow().cover() {
        lint::fields(fields, renames, context.directions, errors);
    }
    let twins: Vec<_> = fields
        .iter()
        .enumerate()
        .map(|(at, one)| field(at, one, position, in_tuple, context, errors))
        .collect();
    match fields {
        Fields::Named(_) => quote!({ #(#twins),* }),
        Fields::Unnamed(_) => quote!((#(#twins),*)),
        Fields::Unit => TokenStream::new(),
    }
}

/// The arguments of the twin: the user's, and one that makes the twin generic, so that the compiler only generates
/// code for it where it is used.
pub(super) fn arguments(generics: &syn::Generics) -> TokenStream {
    let own = generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    });
    quote!(#(#own,)* false)
}
