//! Types that may come from another crate, under any name: all except those that obviously belong to the standard
//! library.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, Path, PathArguments, Type};

const OF_STD: [&str; 45] = [
    "Arc",
    "AsContent",
    "BTreeMap",
    "BTreeSet",
    "BesideTag",
    "Box",
    "Cow",
    "Defaulted",
    "HashMap",
    "HashSet",
    "Keyed",
    "Option",
    "Rc",
    "SkipsNone",
    "String",
    "Vec",
    "VecDeque",
    "__private",
    "alloc",
    "bool",
    "boxed",
    "char",
    "collections",
    "core",
    "counterpart",
    "f32",
    "f64",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "option",
    "std",
    "str",
    "string",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
    "vec",
    "wire",
];

/// Returns the type, wrapped so that its schema keeps its name. The parts of a tuple are wrapped separately,
/// because only their names may distinguish them.
pub(super) fn named(ty: &Type, counterpart: &Path) -> Type {
    if !may_be_of_another_crate(ty) {
        return ty.clone();
    }
    let mut parts = syn::parse2(ty.to_token_stream()).unwrap_or_else(|_| ty.clone());
    if has_tuple(ty.to_token_stream()) && name_parts(&mut parts, counterpart) {
        return parts;
    }
    syn::parse_quote_spanned!(ty.span()=> #counterpart::__private::wire::Kind<#ty>)
}

/// Returns the type of a flattened field, with the values of its map wrapped: of the map itself, nothing is left in the schema
/// of the message.
pub(super) fn named_in_flattened(ty: &Type, counterpart: &Path) -> Type {
    let mut ty = ty.clone();
    match &mut ty {
        Type::Group(group) => *group.elem = named_in_flattened(&group.elem, counterpart),
        Type::Paren(paren) => *paren.elem = named_in_flattened(&paren.elem, counterpart),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last_mut() else {
                return ty;
            };
            let name = last.ident.to_string();
            let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
                return ty;
            };
            let mut types = arguments.args.iter_mut().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            match name.as_str() {
                "Option" | "Box" | "Rc" | "Arc" | "Flattened" | "WithArguments" => {
                    if let Some(inner) = types.next() {
                        *inner = named_in_flattened(inner, counterpart);
                    }
                }
                "Keyed" => {
                    if let Some(map) = types.nth(1) {
                        *map = named_in_flattened(map, counterpart);
                    }
                }
                "HashMap" | "BTreeMap" | "IndexMap" => {
                    if let Some(value) = types.nth(1) {
                        *value = named(value, counterpart);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
    ty
}

/// Returns `false` if the type's parts cannot be named; the type then stays unchanged.
fn name_parts(ty: &mut Type, counterpart: &Path) -> bool {
    match ty {
        Type::Tuple(tuple) => {
            for part in &mut tuple.elems {
                *part = named(part, counterpart);
            }
            true
        }
        Type::Array(array) => {
            *array.elem = named(&array.elem, counterpart);
            true
        }
        Type::Group(group) => name_parts(&mut group.elem, counterpart),
        Type::Paren(paren) => name_parts(&mut paren.elem, counterpart),
        Type::Path(path) => {
            let last = path.path.segments.last_mut();
            let last = last.filter(|last| OF_STD.contains(&last.ident.to_string().as_str()));
            let Some(PathArguments::AngleBracketed(arguments)) = last.map(|last| &mut last.arguments) else {
                return false;
            };
            for argument in &mut arguments.args {
                if let GenericArgument::Type(ty) = argument {
                    *ty = named(ty, counterpart);
                }
            }
            true
        }
        _ => false,
    }
}

fn has_tuple(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            group.delimiter() == proc_macro2::Delimiter::Parenthesis || has_tuple(group.stream())
        }
        _ => false,
    })
}

fn may_be_of_another_crate(ty: &Type) -> bool {
    has_other_names(ty.to_token_stream())
}

fn has_other_names(tokens: TokenStream) -> bool {
    let mut of_lifetime = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            let is_lifetime = std::mem::take(&mut of_lifetime);
            !is_lifetime && OF_STD.binary_search(&ident.to_string().as_str()).is_err()
        }
        TokenTree::Punct(punct) => {
            of_lifetime = punct.as_char() == '\'';
            false
        }
        TokenTree::Group(group) => has_other_names(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_count_as_foreign_unless_they_are_obviously_std() {
        let is = |ty: &str| may_be_of_another_crate(&syn::parse_str(ty).unwrap());
        assert!(OF_STD.is_sorted());
        assert!(!is("Option<Vec<std::collections::BTreeMap<String, [u8; 4]>>>") && !is("&'a str"));
        assert!(is("Option<DateTime<Utc>>") && is("(u8, Money)") && is("T") && is("[Uuid; 2]"));
    }
}
