//! ts-json-schema-generator 2: what TypeScript's types say, and what `JSON.stringify` writes.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::rewrite::{demand_one_of, drop_keywords, has_properties, not_required, says, schema};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::TsJsonSchemaGenerator2,
    measured: "ts-json-schema-generator 2.10.0 with TypeScript 6.0.3",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "A map and a set are written as an object without members. An object whose only member is `size` has the same schema.",
            apply: |members, _| collection(members),
        },
        Correction {
            role: Role::Emits,
            says: "An array of numbers, as `Uint8Array`, is written as an object with a member for each, and a `Buffer`, which may stand for it, with a `type` and its `data`.",
            apply: |members, _| typed_array(members),
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

/// A map and a set have the schema of an object whose only member is its size.
fn collection(members: &mut Object) -> bool {
    names(members) == ["size"] && not_required(members, |_| true)
}

/// A `Buffer` of Node.js has the schema of the `Uint8Array` that it extends, and a `toJSON` of its own.
fn typed_array(members: &mut Object) -> bool {
    const MEMBERS: [&str; 5] = [
        "BYTES_PER_ELEMENT",
        "buffer",
        "byteLength",
        "byteOffset",
        "length",
    ];
    if names(members) != MEMBERS {
        return false;
    }
    let described = ["type", "properties", "required", "additionalProperties"];
    drop_keywords(members, &described);
    let number = schema([("type", "number".into())]);
    let each = schema([("type", "object".into()), ("additionalProperties", number)]);
    let byte = schema([
        ("type", "integer".into()),
        ("minimum", Json::Number(0.into())),
        ("maximum", Json::Number(255.into())),
    ]);
    let data = schema([("type", "array".into()), ("items", byte)]);
    let class = schema([("const", "Buffer".into())]);
    let buffer = schema([
        ("type", "object".into()),
        ("properties", schema([("type", class), ("data", data)])),
        ("required", Json::Array(vec!["type".into(), "data".into()])),
        ("additionalProperties", Json::Bool(false)),
    ]);
    demand_one_of(members, vec![each, buffer])
}

/// Functions are not written. A private member has the name of a member `"#name"`, which is written.
fn unwritten(members: &mut Object) -> bool {
    let Some(Json::Object(properties)) = members.get_mut("properties") else {
        return false;
    };
    let functions = properties.iter().filter(|(_, property)| is_function(property));
    let functions: Vec<String> = functions.map(|(name, _)| name.clone()).collect();
    for name in &functions {
        properties.shift_remove(name);
    }
    let has_functions = !functions.is_empty();
    not_required(members, |name| {
        name.starts_with('#') || functions.iter().any(|one| one == name)
    }) | has_functions
}

/// Its type is a comment, and nothing else is there: an annotation of a member would stand beside the member's type.
fn is_function(property: &Json) -> bool {
    let Some(property) = property.as_object() else {
        return false;
    };
    let comment = property.get("$comment").and_then(Json::as_str);
    comment.is_some_and(|comment| comment.contains("=>")) && says_nothing(property)
}

/// Nothing but comments: a value of any type.
fn says_nothing(property: &Object) -> bool {
    let mut keywords = property.keys();
    keywords.all(|keyword| keyword == "description" || keyword == "$comment")
}

fn any_may_be_missing(members: &mut Object) -> bool {
    if !has_properties(members) {
        return false;
    }
    let Some(Json::Object(properties)) = members.get("properties").cloned() else {
        return false;
    };
    let is_any = |name: &str| {
        let property = properties.get(name).and_then(Json::as_object);
        property.is_some_and(says_nothing)
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
