//! The type's `JsonSchema`, which forwards to a hidden twin that schemars' own derive has made.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::DeriveInput;
use syn::ext::IdentExt as _;

use super::marks::{self, Tagging};
use super::numbered;
use super::twin::{self, Twin};
use crate::attr::{ContainerAttrs, SerdeAttrs};
use crate::errors::Errors;

pub(super) fn expand(input: &DeriveInput, attrs: &ContainerAttrs, errors: &mut Errors) -> TokenStream {
    let counterpart = &attrs.counterpart;
    let schemars = quote!(#counterpart::__private::schemars);
    let serde = SerdeAttrs::read(&input.attrs);
    let twin_ident = format_ident!("__CounterpartTwinOf{}", input.ident);
    let Twin {
        tokens: twin,
        trusts,
        is_declared,
    } = twin::expand(input, attrs, &serde, &twin_ident, errors);

    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let arguments = twin::arguments(&input.generics);
    let twin_type = quote!(#twin_ident<#arguments>);
    let forward = quote!(<#twin_type as #schemars::JsonSchema>);
    let mut where_clause = where_clause.cloned().unwrap_or_else(|| syn::parse_quote!(where));
    if input.generics.type_params().next().is_some() {
        where_clause
            .predicates
            .push(syn::parse_quote!(#twin_type: #schemars::JsonSchema));
    }

    // A type that is written as another one is that one, so that both share one definition.
    let is_another = serde.has("transparent") || is_declared;
    let functions = quote!(#counterpart::__private::schema);
    let (inlined, name, optional) = if is_another {
        (
            quote!(#functions::is_inlined_as::<#twin_type>()),
            quote!(#functions::name_as::<#twin_type>()),
            quote!(#functions::is_option_as::<#twin_type>()),
        )
    } else {
        (
            quote!(#forward::inline_schema()),
            quote!(#forward::schema_name()),
            quote!(#forward::_schemars_private_is_option()),
        )
    };
    let schema_id = if is_another {
        quote!(#functions::id_as::<#twin_type>())
    } else {
        quote! {
            #functions::id_for::<Self>(
                ::core::concat!(::core::file!(), ":", ::core::line!(), ":", ::core::column!())
            )
        }
    };
    let list = trusts.list(counterpart);
    let written = marks::type_as_written(input);
    let written = match written {
        Some(text) => quote! {
            if ::core::cfg!(test) { ::core::option::Option::Some(#text) } else { ::core::option::Option::None }
        },
        None => quote!(::core::option::Option::None),
    };
    let json_schema = if is_another {
        quote!(#functions::schema_as::<#twin_type>(generator, #list, #written))
    } else if let Some(numbered) = numbered::asked(input, counterpart, &serde) {
        quote!(#functions::schema_for_numbered::<#twin_type>(generator, #numbered, #list, #written))
    } else if let Some((how, leaves)) = buffering(input, &serde) {
        let tag = match Tagging::of(&serde) {
            Tagging::Internal { tag } => quote!(::core::option::Option::Some(#tag)),
            _ => quote!(::core::option::Option::None),
        };
        quote!(#functions::schema_for_buffered::<#twin_type>(generator, #how, #leaves, #tag, #list, #written))
    } else {
        let tag = match (&input.data, serde.0.string("tag")) {
            (syn::Data::Struct(_), Some(tag)) => {
                let name = serde
                    .rename("serialize")
                    .unwrap_or_else(|| ident.unraw().to_string());
                quote!(::core::option::Option::Some((#tag, #name)))
            }
            _ => quote!(::core::option::Option::None),
        };
        quote!(#functions::schema_for::<#twin_type>(generator, #tag, #list, #written))
    };

    // It is only compiled to machine code if a contract is made: `#[inline]` here, a parameter in the twin.
    quote! {
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, clippy::absolute_paths, clippy::pub_use,
            dead_code, deprecated, missing_docs, non_camel_case_types, non_snake_case, non_upper_case_globals,
            private_bounds, private_interfaces, single_use_lifetimes, unreachable_pub, unused_lifetimes,
            unused_imports, unused_qualifications,
        )]
        const _: () = {
            // schemars' derive calls methods of the prelude's traits, and names two of its values, which a crate may do
            // without or mean otherwise.
            use ::core::convert::{From as _, Into as _};
            use ::core::iter::{IntoIterator as _, Iterator as _};
            use ::core::option::Option::{None, Some};
            use #counterpart::__private::wire::NoSchema as _;

            #twin

            #[automatically_derived]
            impl #impl_generics #schemars::JsonSchema for #ident #ty_generics #where_clause {
                #[inline]
                fn inline_schema() -> bool {
                    #inlined
                }
                #[inline]
                fn schema_name() -> #counterpart::__private::Name {
                    #name
                }
                #[inline]
                fn schema_id() -> #counterpart::__private::Name {
                    #schema_id
                }
                #[inline]
                fn json_schema(generator: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                    #json_schema
                }
                #[inline]
                fn _schemars_private_non_optional_json_schema(
                    generator: &mut #schemars::SchemaGenerator,
                ) -> #schemars::Schema {
                    if #optional {
                        #functions::non_optional_schema_as::<#twin_type>(generator)
                    } else {
                        <Self as #schemars::JsonSchema>::json_schema(generator)
                    }
                }
                #[inline]
                fn _schemars_private_is_option() -> bool {
                    #optional
                }
            }
        };
    }
}

/// An empty implementation for a type that is refused, so that the compiler reports nothing else about it.
pub(super) fn stub(input: &DeriveInput, counterpart: &syn::Path) -> TokenStream {
    let schemars = quote!(#counterpart::__private::schemars);
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #schemars::JsonSchema for #ident #ty_generics #where_clause {
            fn schema_name() -> #counterpart::__private::Name {
                ::core::convert::From::from(::core::stringify!(#ident))
            }
            fn json_schema(_: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                #schemars::Schema::default()
            }
        }
    }
}

/// Returns when serde buffers the content of an enum before it knows the variant, and whether the enum consumes no
/// keys when it is flattened.
fn buffering(input: &DeriveInput, serde: &SerdeAttrs) -> Option<(&'static str, bool)> {
    let syn::Data::Enum(data) = &input.data else {
        return None;
    };
    if serde.has("from") || serde.has("try_from") {
        return None;
    }
    let any_untagged = data
        .variants
        .iter()
        .any(|variant| SerdeAttrs::read(&variant.attrs).has("untagged"));
    match Tagging::of(serde) {
        Tagging::Untagged => Some(("untagged", true)),
        _ if any_untagged => Some(("partly untagged", true)),
        Tagging::Internal { .. } => Some(("internally tagged", true)),
        Tagging::Adjacent { .. } => Some((
            "adjacently tagged, and a message may have the content before the tag",
            false,
        )),
        Tagging::External => None,
    }
}
