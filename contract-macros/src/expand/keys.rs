//! Maps in a field's type, wrapped so that the schema knows what their keys are.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{GenericArgument, Path, PathArguments, Type};

const MAPS: [&str; 3] = ["HashMap", "BTreeMap", "IndexMap"];
/// What maps usually stand in.
const AROUND: [&str; 6] = ["Option", "Box", "Rc", "Arc", "Vec", "VecDeque"];

/// The type with each map in it, inside options, boxes, lists and other maps, wrapped.
pub(super) fn marked(ty: &Type, counterpart: &Path) -> Type {
    let Type::Path(path) = ty else {
        return ty.clone();
    };
    let mut path = path.clone();
    let Some(last) = path.path.segments.last_mut().filter(|_| path.qself.is_none()) else {
        return ty.clone();
    };
    let is_map = MAPS.iter().any(|map| last.ident == map);
    if !is_map && !AROUND.iter().any(|around| last.ident == around) {
        return ty.clone();
    }
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
        return ty.clone();
    };
    let mut key = None;
    let types = arguments.args.iter_mut().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    for (at, argument) in types.enumerate() {
        match (is_map, at) {
            (true, 0) => key = (!is_text(argument)).then(|| argument.to_token_stream()),
            (true, 1) | (false, 0) => *argument = marked(argument, counterpart),
            _ => {}
        }
    }
    match key {
        Some(key) => syn::parse_quote_spanned!(ty.span()=> #counterpart::__private::wire::Keyed<#key, #path>),
        None => Type::Path(path),
    }
}

/// Strings need no mark: any key is one.
fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "String"))
}
