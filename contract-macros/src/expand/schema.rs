//! The type's `JsonSchema`, which forwards to a hidden twin that schemars' own derive has made.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::DeriveInput;

use super::twin::{self, Twin};
use crate::attr::{ContainerAttrs, Foreign, SerdeAttrs};
use crate::errors::Errors;

pub(super) fn expand(input: &DeriveInput, attrs: &ContainerAttrs, errors: &mut Errors) -> TokenStream {
    let counterpart = &attrs.counterpart;
    let schemars = quote!(#counterpart::__private::schemars);
    let serde = SerdeAttrs::read(&input.attrs);
    let twin_ident = format_ident!("__CounterpartTwinOf{}", input.ident);
    let Twin { tokens: twin, trusts } = twin::expand(input, attrs, &serde, &twin_ident, errors);

    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let twin_type = quote!(#twin_ident #ty_generics);
    let forward = quote!(<#twin_type as #schemars::JsonSchema>);
    let mut where_clause = where_clause.cloned().unwrap_or_else(|| syn::parse_quote!(where));
    if input.generics.type_params().next().is_some() {
        where_clause
            .predicates
            .push(syn::parse_quote!(#twin_type: #schemars::JsonSchema));
    }

    // A type that is written as another one is that one, so that both share one definition.
    let is_another = serde.has("transparent")
        || attrs.wire.0.is_some()
        || Foreign::read(&input.attrs, "schemars").has("with");
    let schema_id = if is_another {
        quote!(#forward::schema_id())
    } else {
        quote! {
            #counterpart::__private::schema::id::<Self>(
                ::core::concat!(::core::file!(), ":", ::core::line!(), ":", ::core::column!())
            )
        }
    };
    let list = trusts.list(counterpart);
    let json_schema = if is_another && trusts.is_empty() {
        quote!(#forward::json_schema(generator))
    } else if is_another {
        quote!(#counterpart::__private::schema::another::<#twin_type>(generator, #list))
    } else {
        let tag = match (&input.data, serde.0.string("tag")) {
            (syn::Data::Struct(_), Some(tag)) => {
                let name = serde.rename("serialize").unwrap_or_else(|| twin::unraw(ident));
                quote!(::core::option::Option::Some((#tag, #name)))
            }
            _ => quote!(::core::option::Option::None),
        };
        quote!(#counterpart::__private::schema::of::<#twin_type>(generator, #tag, #list))
    };

    quote! {
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, clippy::absolute_paths, clippy::pub_use,
            dead_code, deprecated, missing_docs, non_camel_case_types, non_snake_case, non_upper_case_globals,
            private_bounds, private_interfaces, single_use_lifetimes, unreachable_pub, unused_lifetimes,
            unused_imports, unused_qualifications,
        )]
        const _: () = {
            // schemars' derive calls methods of the prelude's traits, which a crate may do without. No name is taken.
            use ::core::convert::{From as _, Into as _};
            use ::core::iter::{IntoIterator as _, Iterator as _};

            #twin

            #[automatically_derived]
            impl #impl_generics #schemars::JsonSchema for #ident #ty_generics #where_clause {
                fn inline_schema() -> bool {
                    #forward::inline_schema()
                }
                fn schema_name() -> #counterpart::__private::Name {
                    #forward::schema_name()
                }
                fn schema_id() -> #counterpart::__private::Name {
                    #schema_id
                }
                fn json_schema(generator: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                    #json_schema
                }
                fn _schemars_private_non_optional_json_schema(
                    generator: &mut #schemars::SchemaGenerator,
                ) -> #schemars::Schema {
                    if #forward::_schemars_private_is_option() {
                        #forward::_schemars_private_non_optional_json_schema(generator)
                    } else {
                        <Self as #schemars::JsonSchema>::json_schema(generator)
                    }
                }
                fn _schemars_private_is_option() -> bool {
                    #forward::_schemars_private_is_option()
                }
            }
        };
    }
}
