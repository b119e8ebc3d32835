//! Checks for each field type whether a message may contain it. If it may not, the compiler's first error is about
//! that type and not about schemars.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, GenericParam, Generics, Path, PathArguments, Type};

use super::{containers, in_arguments, known};

/// Types that hold others, and how many they hold that must have a schema.
const CONTAINERS: [(&str, usize); 24] = [
    ("Option", 1),
    ("Box", 1),
    ("Rc", 1),
    ("Arc", 1),
    ("Vec", 1),
    ("VecDeque", 1),
    ("LinkedList", 1),
    ("BinaryHeap", 1),
    ("HashSet", 1),
    ("BTreeSet", 1),
    ("IndexSet", 1),
    ("HashMap", 2),
    ("BTreeMap", 2),
    ("IndexMap", 2),
    ("Result", 2),
    ("Cell", 1),
    ("RefCell", 1),
    ("Mutex", 1),
    ("RwLock", 1),
    ("Reverse", 1),
    ("Bound", 1),
    ("SmallVec", 1),
    ("ArrayVec", 1),
    ("Either", 2),
];

/// The types inside options, boxes, lists and maps; the type itself where it is none of them.
pub(super) fn of(ty: &Type) -> Vec<Type> {
    // Another crate's map or set is written as the standard library's.
    if is_of_hashbrown(ty) {
        return arguments(ty).into_iter().flat_map(|ty| of(&ty)).collect();
    }
    let inside = match ty {
        Type::Group(group) => return of(&group.elem),
        Type::Paren(paren) => return of(&paren.elem),
        Type::Tuple(tuple) => return tuple.elems.iter().flat_map(of).collect(),
        Type::Array(array) => return of(&array.elem),
        Type::Slice(slice) => return of(&slice.elem),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().and_then(|last| {
            let (_, holds) = CONTAINERS.iter().find(|(name, _)| last.ident == name)?;
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return None;
            };
            let types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            let mut all: Vec<Type> = types.take(*holds).flat_map(of).collect();
            if containers::is_one(ty) {
                all.push(ty.clone());
            }
            Some(all)
        }),
        _ => None,
    };
    inside.unwrap_or_else(|| vec![ty.clone()])
}

/// Returns true for a map or a set of hashbrown, by its path.
pub(super) fn is_of_hashbrown(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let steps = &path.path.segments;
    let is = |name: &str| steps.last().is_some_and(|last| last.ident == name);
    path.qself.is_none()
        && steps.len() > 1
        && steps[0].ident == "hashbrown"
        && (is("HashMap") || is("HashSet"))
}

/// The arguments of a type that are types, without the hasher of a map or a set.
fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let last = path.path.segments.last();
    let holds = if last.is_some_and(|last| last.ident == "HashMap") {
        2
    } else {
        1
    };
    let Some(PathArguments::AngleBracketed(arguments)) = last.map(|last| &last.arguments) else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    types.take(holds).collect()
}

/// The names of the parameters that are no lifetimes.
pub(super) fn parameters(generics: &Generics) -> Vec<String> {
    let names = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_string()),
        GenericParam::Const(param) => Some(param.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    });
    names.collect()
}

/// The questions, for types that do not depend on a parameter: of those the type's own bounds decide.
pub(super) fn assertions(counterpart: &Path, parts: &[Type], generics: &Generics) -> TokenStream {
    let parameters = parameters(generics);
    let depends = |ty: &Type| mentions(ty.to_token_stream(), &parameters);
    let questions = parts
        .iter()
        .filter(|ty| !known::is_known(ty, generics) && !known::is_shape(ty, generics))
        .filter(|ty| parameters.is_empty() || !depends(ty))
        .map(|ty| {
            let asked = containers::question(ty, counterpart, generics)
                .or_else(|| in_arguments::question(ty, counterpart, generics));
            asked.unwrap_or_else(|| {
                let part = quote_spanned!(ty.span()=> part);
                quote!(#counterpart::__private::#part::<#ty>();)
            })
        });
    questions.collect()
}

pub(super) fn mentions(tokens: TokenStream, parameters: &[String]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self" || parameters.iter().any(|name| ident == name),
        TokenTree::Group(group) => mentions(group.stream(), parameters),
        _ => false,
    })
}
