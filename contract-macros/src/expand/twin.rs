//! The twin: the user's type once more, under a hidden name, with schemars' own derive on it.
//!
//! It holds what decides the schema and nothing else. Doc comments would become schema text (and change what flattened
//! unit variants accept), default values would be evaluated, so both stay behind; what a default and other attributes
//! mean for the wire is said by the type of the field instead, through the wrappers in `counterpart::__private::wire`.

use std::cell::RefCell;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Field, Fields, GenericParam, LitStr, Type, Variant};

use super::keys;
use super::kinds;
use super::marks::{self, Tagging};
use super::parts;
use super::trust::Trusts;
use crate::attr::{ContainerAttrs, Foreign, PartAttrs, Role, SerdeAttrs, WireType};
use crate::errors::Errors;
use crate::lint::{self, Directions, FieldView, Renames};

/// What the place of a field means for its schema.
struct Surroundings<'a> {
    counterpart: &'a syn::Path,
    real: &'a TokenStream,
    generics: &'a syn::Generics,
    transparent: bool,
    /// `#[serde(default)]` on the type.
    all_default: bool,
    /// The type has the role of a consumer, and is what is read.
    consumes: bool,
    /// What is done with the type; a part of a message does not know, so that it may be both.
    directions: Directions,
    /// serde buffers the content before it knows the variant.
    buffered: bool,
    /// The types of the fields so far that must have a schema.
    parts: RefCell<Vec<Type>>,
    trusts: RefCell<Trusts>,
}

/// The twin, and what is trusted of it.
pub(super) struct Twin {
    pub(super) tokens: TokenStream,
    pub(super) trusts: Trusts,
}

/// Which fields these are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
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
            match &data.fields {
                Fields::Named(_) => quote!(struct #twin #params #where_clause #fields),
                Fields::Unnamed(_) | Fields::Unit => quote!(struct #twin #params #fields #where_clause;),
            }
        }
        Data::Enum(data) => {
            let tagging = Tagging::of(serde);
            let variants: Vec<_> = data
                .variants
                .iter()
                .map(|one| variant(one, &tagging, serde, &around, errors))
                .collect();
            let any_other = data
                .variants
                .iter()
                .any(|variant| SerdeAttrs::read(&variant.attrs).has("other"));
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

/// serde's keys that put a function of the user in the way; the type of the wire stands in for them.
const FUNCTIONS: &[&str] = &[
    "with",
    "serialize_with",
    "deserialize_with",
    "bound",
    "borrow",
    "getter",
];

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

fn field(
    at: usize,
    field: &Field,
    of: Of,
    in_tuple: bool,
    around: &Surroundings,
    errors: &mut Errors,
) -> TokenStream {
    let serde = SerdeAttrs::read(&field.attrs);
    let PartAttrs { wire, trust } = PartAttrs::read(&field.attrs, errors);
    let name = field.ident.as_ref().map_or_else(|| at.to_string(), unraw);
    // What is flattened, or all that there is, has no place of its own in the schema.
    let whole = serde.has("flatten") || around.transparent || field.ident.is_none();
    let mut trusts = around.trusts.borrow_mut();
    let trust = trusts.open(&format!(".{name}"), &trust, whole);
    let trusted = trusts.cover();
    trusts.close();
    drop(trusts);
    let view = FieldView {
        field,
        serde: serde.clone(),
        wire: &wire,
        in_tuple,
        consumes: around.consumes,
        buffered: around.buffered,
    };
    let mut refused = None;
    if !trusted {
        lint::field(&view, errors);
        refused = lint::borrowed::why(&view).filter(|_| !around.consumes);
    }
    let refused = refused.map(|why| quote!(#[schemars(extend("x-counterpart-refused" = #why))]));

    let own = keys::marked(&field.ty, around.counterpart, around.generics).to_token_stream();
    let own = Type::Verbatim(replace_self(own, around.real));
    let declared = wire_type(&wire, &field.attrs, errors).map(|ty| {
        let ty = keys::marked(&ty, around.counterpart, around.generics).to_token_stream();
        Type::Verbatim(replace_self(ty, around.real))
    });
    if declared.is_none() && !never_sent(&serde) {
        around.parts.borrow_mut().extend(parts::of(&field.ty));
    }
    // A function that is trusted to write and read what the type says.
    let through_function = trusted
        && ["with", "serialize_with", "deserialize_with"]
            .iter()
            .any(|key| serde.has(key));
    let declared = declared.or_else(|| through_function.then(|| own.clone()));
    let mut ty = field_type(own, declared, &serde, of, field.ident.is_some(), around);
    if !serde.has("flatten") {
        ty = kinds::named(&ty, around.counterpart);
    }

    let mut dropped = FUNCTIONS.to_vec();
    dropped.push("alias");
    if !around.transparent {
        dropped.push("default");
    }
    // schemars takes the default of a field that is only written, and asks whether it would be skipped.
    let only_written = field.ident.is_some()
        && serde.has("skip_deserializing")
        && !serde.has("skip_serializing")
        && !serde.has("skip");
    let silenced = only_written.then(|| {
        let counterpart = around.counterpart;
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
            let mark = (!around.transparent && !serde.has("flatten")).then(|| marks::of_field(&serde));
            let mark = mark.flatten();
            let written = (!around.transparent && !serde.has("flatten")).then(|| marks::as_written(field));
            quote!(#kept #silenced #mark #trust #refused #written #ident: #ty)
        }
        None => quote!(#kept #refused #ty),
    }
}

/// Neither written nor read.
fn never_sent(serde: &SerdeAttrs) -> bool {
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

/// The type that says of the wire what the field's type and its attributes say together.
fn field_type(
    own: Type,
    declared: Option<Type>,
    serde: &SerdeAttrs,
    of: Of,
    named: bool,
    around: &Surroundings,
) -> Type {
    let counterpart = around.counterpart;
    let plain = declared.is_none();
    let mut ty = match declared {
        Some(wire) => with_functions(counterpart, serde, wire, Some(&own)),
        None => own,
    };
    if around.transparent {
        return ty;
    }
    if of == Of::TaggedNewtype {
        return syn::parse_quote!(#counterpart::__private::wire::BesideTag<#ty>);
    }
    if of == Of::Content && plain {
        return syn::parse_quote!(#counterpart::__private::wire::AsContent<#ty>);
    }
    if !named {
        return ty;
    }
    // serde reads neither attribute below of a flattened field.
    if serde.has("flatten") {
        return syn::parse_quote!(#counterpart::__private::wire::Flattened<#ty>);
    }
    if plain && serde.skips_none() {
        ty = syn::parse_quote!(#counterpart::__private::wire::SkipsNone<#ty>);
    }
    if serde.has("default") || (around.all_default && of == Of::Struct) {
        ty = syn::parse_quote!(#counterpart::__private::wire::Defaulted<#ty>);
    }
    ty
}

/// The declared type holds for the directions in which a function of the user stands in the way; for both where none
/// does.
fn with_functions(counterpart: &syn::Path, serde: &SerdeAttrs, wire: Type, own: Option<&Type>) -> Type {
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

/// The declared type of the wire: ours, or schemars' word for it.
fn wire_type(ours: &WireType, attrs: &[Attribute], errors: &mut Errors) -> Option<Type> {
    let theirs = Foreign::read(attrs, "schemars").string("with");
    match (&ours.0, theirs) {
        (Some(ty), None) => Some(ty.clone()),
        (None, Some(text)) => errors.take(text.parse()),
        (Some(_), Some(text)) => {
            errors.at(
                text,
                "the type on the wire is said twice: keep `#[contract(with = \"Type\")]`",
            );
            None
        }
        (None, None) => None,
    }
}

fn type_text(ty: &Type) -> LitStr {
    LitStr::new(&ty.to_token_stream().to_string(), proc_macro2::Span::call_site())
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

fn replace_self(tokens: TokenStream, real: &TokenStream) -> TokenStream {
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
