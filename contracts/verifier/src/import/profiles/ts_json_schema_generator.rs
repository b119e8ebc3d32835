//! ts-json-schema-generator 2: what TypeScript's types say, and what `JSON.stringify` writes.

use std::collections::BTreeSet;

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::json::{Json, Object};

use super::super::closing::keywords;
use super::rewrite::{demand_one_of, drop_keywords, not_required, says, schema};
use super::{Correction, Profile, Site, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::TsJsonSchemaGenerator2,
    measured: "ts-json-schema-generator 2.10.0 with TypeScript 6.0.3",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "A map, a set, an error and other objects of the language are written as an object without members; other objects may \
                   have the same schema.",
            apply: |members, _| built_in(members),
        },
        Correction {
            role: Role::Emits,
            says: "An array of numbers, as `Uint8Array`, is written as an object with a member for each, and a `Buffer`, which may stand for it, with a `type` and its `data`.",
            apply: |members, _| typed_array(members),
        },
        Correction {
            role: Role::Emits,
            says: "Private members and functions are not written; other members may have the same schema.",
            apply: unwritten,
        },
        Correction {
            role: Role::Emits,
            says: "A member of any type may be undefined, and is missing then.",
            apply: any_may_be_missing,
        },
        Correction {
            role: Role::Emits,
            says: "Formats are comments: nothing checks them, an invalid date is null, and a `RegExp` an object.",
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

/// What classes of the language have, in their schema alone: maps and sets, buffers, views of them, errors.
const BUILT_IN: [&[&str]; 5] = [
    &["size"],
    &["byteLength"],
    &["buffer", "byteLength", "byteOffset"],
    &["name", "message", "stack"],
    &["message", "name", "stack"],
];

fn built_in(members: &mut Object) -> bool {
    BUILT_IN.iter().any(|built_in| names(members) == *built_in) && not_required(members, |_| true)
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

/// A private member has the name of a member `"#name"`, and a function the schema of a value of any type whose comment has an
/// arrow. Those are written.
fn unwritten(members: &mut Object, site: &Site<'_>) -> bool {
    let is_function = |property: &Json| {
        let comment = property.get("$comment").and_then(Json::as_str);
        comment.is_some_and(|comment| comment.contains("=>"))
    };
    not_required(members, |name| {
        name.starts_with('#') || one_is(name, site, is_function)
    })
}

fn any_may_be_missing(members: &mut Object, site: &Site<'_>) -> bool {
    let is_any = |property: &Json| property.as_object().is_some_and(says_nothing);
    not_required(members, |name| one_is(name, site, is_any))
}

/// Nothing but annotations: a value of any type. `void` is null there, and undefined.
fn says_nothing(property: &Object) -> bool {
    const ANNOTATIONS: [&str; 8] = [
        "$comment",
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
    ];
    property
        .keys()
        .all(|keyword| ANNOTATIONS.contains(&keyword.as_str()))
        || says(property, "type", "null")
}

/// Returns true if the schema of a property is so, or one that it refers to, or an alternative.
fn one_is(property: &str, site: &Site<'_>, is_so: impl Fn(&Json) -> bool) -> bool {
    let described = keywords(site.schema, site.id).and_then(|keywords| keywords.properties.get(property));
    let mut waiting: Vec<NodeId> = described.into_iter().copied().collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        if site
            .schema
            .pointer(id)
            .find(site.schema.document())
            .is_some_and(&is_so)
        {
            return true;
        }
        let within = keywords(site.schema, id).into_iter();
        waiting.extend(within.flat_map(|keywords| keywords.references.iter().chain(&keywords.any_of)));
    }
    false
}

fn unchecked_formats(members: &mut Object) -> bool {
    let is_moment = says(members, "format", "date-time");
    let is_expression = says(members, "format", "regex");
    if !drop_keywords(members, &["format"]) {
        return false;
    }
    if is_moment && says(members, "type", "string") {
        members.insert("type".into(), Json::Array(vec!["string".into(), "null".into()]));
    }
    if is_expression && says(members, "type", "string") {
        members.insert("type".into(), Json::Array(vec!["string".into(), "object".into()]));
    }
    true
}
