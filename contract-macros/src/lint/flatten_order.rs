//! A flattened map takes all keys that are left, so the flattened fields behind it find none.

use syn::{Field, Fields, Type};

use crate::attr::SerdeAttrs;
use crate::errors::Errors;

pub(super) fn check(fields: &Fields, errors: &mut Errors) {
    let mut map: Option<&Field> = None;
    for field in fields {
        let serde = SerdeAttrs::read(&field.attrs);
        let is_read = serde.has("flatten") && !serde.has("skip") && !serde.has("skip_deserializing");
        if !is_read {
            continue;
        }
        if let Some(map) = map {
            let name = map.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            errors.at(
                field,
                format!(
                    "the flattened map `{name}` stands before this field and takes its keys, so serde would read \
                     no message: move `{name}` behind it"
                ),
            );
        } else if takes_every_key(&field.ty) {
            map = Some(field);
        }
    }
}

fn takes_every_key(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            ["HashMap", "BTreeMap", "IndexMap", "Value"]
                .iter()
                .any(|map| last.ident == map)
        }),
        Type::Group(group) => takes_every_key(&group.elem),
        Type::Paren(paren) => takes_every_key(&paren.elem),
        _ => false,
    }
}
