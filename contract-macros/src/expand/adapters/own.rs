//! The Rust types that adapters are for, by their last names and arguments.

use syn::{GenericArgument, PathArguments, Type};

/// The type without parentheses around it.
pub(in crate::expand) fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        _ => ty,
    }
}

/// The last name of a path; empty for another type.
pub(in crate::expand) fn name(ty: &Type) -> String {
    match plain(ty) {
        Type::Path(path) => {
            let last = path.path.segments.last();
            last.map(|last| last.ident.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The arguments of a path that are types.
pub(in crate::expand) fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = plain(ty) else {
        return Vec::new();
    };
    match path.path.segments.last().map(|last| &last.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => {
            let types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    }
}

/// The path with these types in the place of its first arguments.
pub(super) fn with_arguments(ty: &Type, new: &[Type]) -> Type {
    let mut ty = plain(ty).clone();
    if let Type::Path(path) = &mut ty {
        if let Some(PathArguments::AngleBracketed(arguments)) =
            path.path.segments.last_mut().map(|last| &mut last.arguments)
        {
            let mut new = new.iter();
            for argument in &mut arguments.args {
                if let (GenericArgument::Type(ty), Some(new)) = (argument, new.next()) {
                    *ty = new.clone();
                }
            }
        }
    }
    ty
}

/// A list or a set, and what it holds.
pub(super) fn list(ty: &Type) -> Option<Type> {
    const LISTS: [&str; 7] = [
        "BTreeSet",
        "BinaryHeap",
        "HashSet",
        "IndexSet",
        "LinkedList",
        "Vec",
        "VecDeque",
    ];
    let name = name(ty);
    if LISTS.contains(&name.as_str()) {
        return arguments(ty).into_iter().next();
    }
    match (name.as_str(), arguments(ty).first().map(plain)) {
        ("Box", Some(Type::Slice(slice))) => Some((*slice.elem).clone()),
        _ => None,
    }
}

/// A map, its keys and its values.
pub(super) fn map(ty: &Type) -> Option<(Type, Type)> {
    let is_map = ["BTreeMap", "HashMap", "IndexMap"].contains(&name(ty).as_str());
    let mut arguments = arguments(ty).into_iter();
    match (is_map, arguments.next(), arguments.next()) {
        (true, Some(key), Some(value)) => Some((key, value)),
        _ => None,
    }
}

/// Both of a pair.
pub(super) fn pair(ty: &Type) -> Option<(Type, Type)> {
    match plain(ty) {
        Type::Tuple(tuple) if tuple.elems.len() == 2 => {
            Some((tuple.elems[0].clone(), tuple.elems[1].clone()))
        }
        _ => None,
    }
}

/// Returns true for bytes that any list of bytes makes, or one of the length of an array.
pub(super) fn is_bytes(ty: &Type) -> bool {
    let is_byte = |ty: &Type| name(ty) == "u8";
    match plain(ty) {
        Type::Array(array) => is_byte(&array.elem),
        ty => match (name(ty).as_str(), arguments(ty).first().map(plain)) {
            ("Vec" | "VecDeque", Some(held)) => is_byte(held),
            ("Box" | "Arc" | "Rc", Some(Type::Slice(slice))) => is_byte(&slice.elem),
            _ => false,
        },
    }
}

/// Returns true for values that a message has in one form only, so that different forms are different values.
pub(super) fn has_one_form(ty: &Type) -> bool {
    const SIMPLE: [&str; 15] = [
        "String", "bool", "char", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16", "u32", "u64",
        "u8", "usize",
    ];
    match plain(ty) {
        Type::Tuple(tuple) => tuple.elems.iter().all(has_one_form),
        Type::Array(array) => has_one_form(&array.elem),
        ty => SIMPLE.contains(&name(ty).as_str()),
    }
}
