//! The only field of a type that `bitflags!` makes, where the derive is inside of it: a type of the macro's own, which is
//! written as a text of the names of the flags.

use quote::quote;
use syn::{Path, Type, TypePath};

use super::context::TypeContext;

/// Returns true for `<Marks as ::bitflags::__private::PublicFlags>::Internal`.
pub(super) fn is_of_bitflags(ty: &Type) -> bool {
    the_crate(ty).is_some()
}

/// The path of bitflags in such a type.
fn the_crate(ty: &Type) -> Option<Path> {
    let ty = match ty {
        Type::Group(group) => return the_crate(&group.elem),
        Type::Path(path) => path,
        _ => return None,
    };
    let TypePath {
        qself: Some(_), path, ..
    } = ty
    else {
        return None;
    };
    let names: Vec<String> = path
        .segments
        .iter()
        .rev()
        .take(3)
        .map(|segment| segment.ident.to_string())
        .collect();
    if names != ["Internal", "PublicFlags", "__private"] {
        return None;
    }
    let mut krate = path.clone();
    krate.segments = path
        .segments
        .iter()
        .take(path.segments.len() - 3)
        .cloned()
        .collect();
    (!krate.segments.is_empty()).then_some(krate)
}

/// The type that describes the texts. The names are asked of bitflags.
pub(super) fn named(ty: &Type, context: &TypeContext) -> Option<Type> {
    let krate = the_crate(ty)?;
    let (counterpart, real) = (context.counterpart, context.real);
    let wire = quote!(#counterpart::__private::wire);
    let bits = quote!(<#real as #krate::Flags>::Bits);
    context.items.borrow_mut().push(quote! {
        impl #wire::FlagNames for #real {
            const BYTES: usize = ::core::mem::size_of::<#bits>();
            fn names() -> ::std::vec::Vec<&'static str> {
                <#real as #krate::Flags>::FLAGS.iter().map(|flag| flag.name()).collect()
            }
            fn bits() -> &'static str {
                ::core::any::type_name::<#bits>()
            }
        }
    });
    Some(syn::parse_quote!(#wire::Flags<#real>))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    #[test]
    fn field_of_bitflags_is_told_from_others() {
        let krate = |ty: Type| the_crate(&ty).map(|krate| krate.to_token_stream().to_string());
        let of_macro = syn::parse_quote!(<Marks as ::bitflags::__private::PublicFlags>::Internal);
        assert_eq!(krate(of_macro).as_deref(), Some(":: bitflags"));
        assert_eq!(krate(syn::parse_quote!(<Marks as PublicFlags>::Internal)), None);
        assert_eq!(krate(syn::parse_quote!(Internal)), None);
        assert_eq!(krate(syn::parse_quote!(u8)), None);
    }
}
