//! Maps in a field's type, wrapped so that the schema knows what their keys are.

use syn::spanned::Spanned;
use syn::{GenericArgument, Generics, Path, PathArguments, Type};

use super::{containers, in_arguments, known, parts};

const MAPS: [&str; 3] = ["HashMap", "BTreeMap", "IndexMap"];
/// Other types that contain maps; each type argument is examined.
const CONTAINERS: [&str; 18] = [
    "Option",
    "Box",
    "Rc",
    "Arc",
    "Vec",
    "VecDeque",
    "LinkedList",
    "BinaryHeap",
    "HashSet",
    "BTreeSet",
    "IndexSet",
    "Result",
    "Cell",
    "RefCell",
    "Mutex",
    "RwLock",
    "Reverse",
    "Bound",
];
/// The type with each map and each parameter in it, inside options, boxes, lists, tuples and other maps, wrapped.
pub(super) fn marked(ty: &Type, counterpart: &Path, generics: &Generics) -> Type {
    let inside = inside(ty, counterpart, generics);
    containers::wrapped(ty, &inside, counterpart, generics).unwrap_or(inside)
}

/// The same, for a type that has a feature of its own or the one of another crate.
pub(super) fn inside(ty: &Type, counterpart: &Path, generics: &Generics) -> Type {
    let marked = |ty: &Type, counterpart: &Path| marked(ty, counterpart, generics);
    let mut ty = ty.clone();
    match &mut ty {
        Type::Tuple(tuple) => {
            for inner in &mut tuple.elems {
                *inner = marked(inner, counterpart);
            }
            return ty;
        }
        Type::Array(array) => *array.elem = marked(&array.elem, counterpart),
        Type::Slice(slice) => *slice.elem = marked(&slice.elem, counterpart),
        Type::Reference(reference) => *reference.elem = marked(&reference.elem, counterpart),
        Type::Paren(paren) => return marked(&paren.elem, counterpart),
        Type::Group(group) => return marked(&group.elem, counterpart),
        _ => {}
    }
    let span = ty.span();
    if let Some(known) = known::known(&ty, counterpart, generics) {
        return known;
    }
    if parts::is_of_hashbrown(&ty) {
        ty = of_std(&ty);
    }
    let original = ty.clone();
    let Type::Path(path) = &mut ty else {
        return ty;
    };
    if generics
        .type_params()
        .any(|param| path.path.is_ident(&param.ident))
    {
        return syn::parse_quote_spanned!(span=> #counterpart::__private::wire::Argument<#path>);
    }
    let Some(last) = path.path.segments.last_mut().filter(|_| path.qself.is_none()) else {
        return ty;
    };
    if let PathArguments::AngleBracketed(arguments) = &last.arguments {
        if let (1, Some(GenericArgument::Type(held))) = (arguments.args.len(), arguments.args.first()) {
            if let Some(shaped) = known::shaped(&original, &marked(held, counterpart), counterpart, generics)
            {
                return shaped;
            }
        }
    }
    let is_map = MAPS.iter().any(|map| last.ident == map);
    if !is_map && !CONTAINERS.iter().any(|container| last.ident == container) {
        return in_arguments::wrapped(&original, counterpart, generics).unwrap_or(ty);
    }
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
        return ty;
    };
    let mut key = None;
    let types = arguments.args.iter_mut().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    // The argument after the contained types is the hasher.
    let holds = if is_map || last.ident == "Result" { 2 } else { 1 };
    for (at, argument) in types.take(holds).enumerate() {
        if is_map && at == 0 {
            key = (!is_text(argument)).then(|| marked(argument, counterpart));
            if let Some(known) = known::known(argument, counterpart, generics) {
                *argument = known;
            }
        } else {
            *argument = marked(argument, counterpart);
        }
    }
    match key {
        Some(key) => syn::parse_quote_spanned!(span=> #counterpart::__private::wire::Keyed<#key, #path>),
        None => ty,
    }
}

/// The type of the standard library that is written as such a map or set.
fn of_std(ty: &Type) -> Type {
    let Type::Path(path) = ty else { return ty.clone() };
    let Some(last) = path.path.segments.last() else {
        return ty.clone();
    };
    let mut last = last.clone();
    let holds = if last.ident == "HashMap" { 2 } else { 1 };
    if let PathArguments::AngleBracketed(arguments) = &mut last.arguments {
        arguments.args = arguments.args.iter().take(holds).cloned().collect();
    }
    syn::parse_quote_spanned!(ty.span()=> ::std::collections::#last)
}

/// Strings need no mark: any key is one.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "String"),
        Type::Group(group) => is_text(&group.elem),
        Type::Paren(paren) => is_text(&paren.elem),
        _ => false,
    }
}
