//! The places in a finished schema that correspond to the trusted places of the source.

use std::collections::BTreeMap;

use super::marks::Marks;
use counterpart_engine::json::{Json, Object, Pointer};
use counterpart_engine::keywords::{Holds, by_name, holds};

/// Takes the marks out of a document; says where each stood, and which place of the source it named.
pub(super) fn take(document: &mut Object) -> BTreeMap<Pointer, String> {
    let mut found = BTreeMap::new();
    take_from(document, &Pointer::root(), &mut found);
    found
}

fn take_from(members: &mut Object, at: &Pointer, found: &mut BTreeMap<Pointer, String>) {
    if let Some(place) = Marks::take(members).trusted {
        found.insert(at.clone(), place);
    }
    for (keyword, value) in members.iter_mut() {
        if holds(keyword) == Holds::Data && keyword != "$defs" {
            continue;
        }
        let at = at.child(keyword.as_str());
        let named = keyword == "$defs" || by_name(keyword);
        match value {
            Json::Object(inner) if named => {
                for (name, schema) in inner {
                    if let Json::Object(schema) = schema {
                        take_from(schema, &at.child(name.as_str()), found);
                    }
                }
            }
            Json::Object(schema) => take_from(schema, &at, found),
            Json::Array(schemas) => {
                for (index, schema) in schemas.iter_mut().enumerate() {
                    if let Json::Object(schema) = schema {
                        take_from(schema, &at.child(index.to_string()), found);
                    }
                }
            }
            _ => {}
        }
    }
}
