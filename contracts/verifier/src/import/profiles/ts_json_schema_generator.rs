//! ts-json-schema-generator 2: what TypeScript's types say, and what `JSON.stringify` writes.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::rewrite::{drop_keywords, has_properties, not_required, says, schema};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::TsJsonSchemaGenerator2,
    measured: "ts-json-schema-generator 2.10.0 with TypeScript 6.0.3",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "A map, a set and an array of bytes are written as an object without the members of their class.",
            apply: |members, _| built_in(members),
        },
        Correction {
            role: Role::Emits,
            says: "Private members and functions are not written.",
            apply: |members, _| unwritten(members),
        },
        Correction {
            role: Role::Emits,
            says: "A member of any type may be undefined, and is missing then.",
            apply: |members, _| any_may_be_missing(members),
        },
        Correction {
            role: Role::Emits,
            says: "Formats are comments: nothing checks them, and an invalid date is null.",
            apply: |members, _| unchecked_formats(members),
        },
    ],
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "members beyond the type, private members of a class, `toJSON`, values that do not keep to their type, `undefined` in lists, annotations such as `@minimum`",
        },
        Unseen {
            role: Role::Consumes,
            says: "everything: `JSON.parse` checks no type, so the contract says what the code expects, and not what it refuses",
        },
    ],
};

fn names(members: &Object) -> Vec<String> {
    let properties = members.get("properties").and_then(Json::as_object);
    properties.map_or_else(Vec::new, |properties| properties.keys().cloned().collect())
}

/// The classes of the language have no members that JSON shows, or one for each byte.
fn built_in(members: &mut Object) -> bool {
    let names = names(members);
    let is_map_or_set = names == ["size"];
    let is_bytes = names.iter().any(|name| name == "BYTES_PER_ELEMENT");
    if !is_map_or_set && !is_bytes {
        return false;
    }
    drop_keywords(members, &["properties", "required", "additionalProperties"]);
    if is_map_or_set {
        members.insert("maxProperties".into(), Json::Number(0.into()));
    } else {
        members.insert("additionalProperties".into(), schema([("type", "number".into())]));
    }
    true
}

fn unwritten(members: &mut Object) -> bool {
    let is_unwritten = |name: &str, property: &Json| {
        let comment = property.get("$comment").and_then(Json::as_str);
        name.starts_with('#') || comment.is_some_and(|comment| comment.contains("=>"))
    };
    let Some(Json::Object(properties)) = members.get_mut("properties") else {
        return false;
    };
    let gone: Vec<String> = properties
        .iter()
        .filter(|(name, property)| is_unwritten(name, property))
        .map(|(name, _)| name.clone())
        .collect();
    for name in &gone {
        properties.shift_remove(name);
    }
    not_required(members, |name| gone.iter().any(|one| one == name));
    !gone.is_empty()
}

fn any_may_be_missing(members: &mut Object) -> bool {
    if !has_properties(members) {
        return false;
    }
    let Some(Json::Object(properties)) = members.get("properties").cloned() else {
        return false;
    };
    let is_any = |name: &str| {
        properties
            .get(name)
            .and_then(Json::as_object)
            .is_some_and(|property| {
                property
                    .keys()
                    .all(|keyword| keyword == "description" || keyword == "$comment")
            })
    };
    not_required(members, is_any)
}

fn unchecked_formats(members: &mut Object) -> bool {
    let is_moment = says(members, "format", "date-time");
    if !drop_keywords(members, &["format"]) {
        return false;
    }
    if is_moment && says(members, "type", "string") {
        members.insert("type".into(), Json::Array(vec!["string".into(), "null".into()]));
    }
    true
}
