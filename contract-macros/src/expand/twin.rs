//! The twin: the user's type once more, under a hidden name, with schemars' own derive on it.
//!
//! It holds what decides the schema and nothing else. Doc comments would become schema text (and change what flattened
//! unit variants accept), default values would be evaluated, so both stay behind; what a default and other attributes
//! mean for the wire is said by the type of the field instead, through the wrappers in `counterpart::__private::wire`.

use std::cell::RefCell;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Fields, GenericParam, Type, Variant};

use super::field::{FUNCTIONS, field, never_sent, type_text, wire_type, with_functions};
use super::keys;
use super::marks::{self, Tagging};
use super::parts;
use super::trust::Trusts;
use crate::attr::{ContainerAttrs, PartAttrs, Role, SerdeAttrs};
use crate::errors::Errors;
use crate::lint::{self, Directions, Renames};

/// What the place of a field means for its schema.
pub(super) struct Surroundings<'a> {
    pub(super) counterpart: &'a syn::Path,
    pub(super) real: &'a TokenStream,
    pub(super) generics: &'a syn::Generics,
    pub(super) transparent: bool,
    /// `#[serde(default)]` on the type.
    pub(super) all_default: bool,
    /// The type has the role of a consumer, and is what is read.
    pub(super) consumes: bool,
    /// What is done with the type; a part of a message does not know, so that it may be both.
    pub(super) directions: Directions,
    /// serde buffers the content before it knows the variant.
    pub(super) buffered: bool,
    /// The types of the fields so far that must have a schema.
    pub(super) parts: RefCell<Vec<Type>>,
    pub(super) trusts: RefCell<Trusts>,
}

/// The twin, and what is trusted of it.
pub(super) struct Twin {
    pub(super) tokens: TokenStream,
    pub(super) trusts: Trusts,
}

/// Which fields these are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Struct,
    Variant,
    /// A variant whose only field is written beside the tag.
    TaggedNewtype,
    /// A variant whose only field is written as the content beside its tag.
    Content,
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
    let around = Surroundings {
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
        trusts: RefCell::new(Trusts::new(&input.ident)),
    };
    around.trusts.borrow_mut().open("", &attrs.trust, true);

    let schemars = quote!(#counterpart::__private::schemars).to_string();
    let name = serde.rename("deserialize").unwrap_or_else(|| unraw(&input.ident));
    let kept = serde.without(&["default", "rename", "bound", "crate", "expecting"]);
    let with = wire_type(&attrs.wire, &input.attrs, errors);
    let with = with.map(|ty| {
        let text = type_text(&keys::marked(&ty, counterpart, &input.generics));
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
                Of::Struct,
                renames(serde, "rename_all"),
                &around,
                errors,
            );
            let own = marks::of_own_names(&data.fields, renames(serde, "rename_all"), None);
            if let Some(tag) = serde.0.string("tag").filter(|_| !around.trusts.borrow().cover()) {
                lint::wire_names::tag(&data.fields, &tag.value(), around.directions, errors);
            }
            match &data.fields {
                Fields::Named(_) => quote!(#own struct #twin #params #where_clause #fields),
                Fields::Unnamed(_) | Fields::Unit => quote!(struct #twin #params #fields #where_clause;),
            }
        }
        Data::Enum(data) => {
            let tagging = Tagging::of(serde);
            if !matches!(tagging, Tagging::Untagged) && !around.trusts.borrow().cover() {
                let renames = renames(serde, "rename_all");
                lint::wire_names::variants(data, renames, around.directions, errors);
            }
            let variants: Vec<_> = data
                .variants
                .iter()
                .map(|one| variant(one, &tagging, serde, &around, errors))
                .collect();
            // serde takes no notice of it on a variant that is never read.
            let any_other = data.variants.iter().any(|variant| {
                let serde = SerdeAttrs::read(&variant.attrs);
                serde.has("other") && !serde.has("skip") && !serde.has("skip_deserializing")
            });
            let mark = marks::of_container(&tagging, serde, any_other && with.is_none());
            quote!(#mark enum #twin #params #where_clause { #(#variants),* })
        }
        Data::Union(_) => TokenStream::new(),
    };
    let is_another = with.is_some() || (serde.has("into") && (serde.has("from") || serde.has("try_from")));
    let parts = if is_another {
        Vec::new()
    } else {
        around.parts.take()
    };
    let parts = parts::assertions(counterpart, &parts, &input.generics);
    let parts = replace_self(quote!(fn parts <#own_params> () #where_clause { #parts }), &real);
    let tokens = quote! {
        #parts

        #[derive(#counterpart::__private::schemars::JsonSchema)]
        #[schemars(crate = #schemars)]
        #[serde(rename = #name)]
        #kept
        #with
        #body
    };
    Twin {
        tokens,
        trusts: around.trusts.into_inner(),
    }
}

/// A variant, and once more for each other name that it is read under.
fn variant(
    variant: &Variant,
    tagging: &Tagging,
    container: &SerdeAttrs,
    around: &Surroundings,
    errors: &mut Errors,
) -> TokenStream {
    let PartAttrs { wire, trust } = PartAttrs::read(&variant.attrs, errors);
    let serde = SerdeAttrs::read(&variant.attrs);
    let trust = around
        .trusts
        .borrow_mut()
        .open(&format!("::{}", unraw(&variant.ident)), &trust, false);
    if !around.trusts.borrow().cover() {
        lint::variant(variant, &wire, errors);
    }
    let of = match (tagging, &variant.fields) {
        (Tagging::Internal { .. }, Fields::Unnamed(fields))
            if fields.unnamed.len() == 1 && !serde.has("untagged") =>
        {
            Of::TaggedNewtype
        }
        (Tagging::Adjacent { .. }, Fields::Unnamed(fields))
            if fields.unnamed.len() == 1 && !serde.has("untagged") =>
        {
            Of::Content
        }
        _ => Of::Variant,
    };
    let with = wire_type(&wire, &variant.attrs, errors).map(|ty| {
        let ty = keys::marked(&ty, around.counterpart, around.generics);
        let text = type_text(&with_functions(around.counterpart, &serde, ty, None));
        quote!(#[schemars(with = #text)])
    });
    let is_unit = matches!(variant.fields, Fields::Unit) && with.is_none();
    // schemars takes a marked variant out of the list of plain strings, which then flattens to something else.
    let trust = trust.filter(|_| !is_unit);
    let marks = marks::of_variant(tagging, &serde, is_unit);
    let marks = quote!(#marks #trust);
    let ident = &variant.ident;
    let before = around.parts.borrow().len();
    let (own, of_all) = (
        renames(&serde, "rename_all"),
        renames(container, "rename_all_fields"),
    );
    let renames = Renames {
        serialize: own.serialize.or(of_all.serialize),
        deserialize: own.deserialize.or(of_all.deserialize),
    };
    let inside = marks::inside(tagging, &serde);
    let own = marks::of_own_names(&variant.fields, renames, inside.as_ref());
    let marks = quote!(#marks #own);
    let fields = fields(&variant.fields, of, renames, around, errors);
    around.trusts.borrow_mut().close();
    if with.is_some() || never_sent(&serde) {
        around.parts.borrow_mut().truncate(before);
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
    of: Of,
    renames: Renames,
    around: &Surroundings,
    errors: &mut Errors,
) -> TokenStream {
    let in_tuple = lint::is_tuple(fields);
    if !around.trusts.borrow().cover() {
        lint::fields(fields, renames, around.directions, errors);
    }
    let twins: Vec<_> = fields
        .iter()
        .enumerate()
        .map(|(at, one)| field(at, one, of, in_tuple, around, errors))
        .collect();
    match fields {
        Fields::Named(_) => quote!({ #(#twins),* }),
        Fields::Unnamed(_) => quote!((#(#twins),*)),
        Fields::Unit => TokenStream::new(),
    }
}

/// The arguments of the twin: the user's, and the one that makes the twin generic, so that the compiler makes code of it
/// only where it is used.
pub(super) fn arguments(generics: &syn::Generics) -> TokenStream {
    let own = generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    });
    quote!(#(#own,)* false)
}

/// The user's type with its arguments, to stand for `Self`, which in the twin would be the twin.
fn real_type(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (_, ty_generics, _) = input.generics.split_for_impl();
    let turbofish = ty_generics.as_turbofish();
    quote!(#ident #turbofish)
}

pub(super) fn replace_self(tokens: TokenStream, real: &TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => real.clone(),
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), replace_self(group.stream(), real));
                replaced.set_span(group.span());
                TokenTree::Group(replaced).into()
            }
            other => other.into(),
        })
        .collect()
}

/// The name as serde takes it.
pub(super) fn unraw(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}
