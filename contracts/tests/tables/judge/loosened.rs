//! Forms that serde reads beyond every contract, for any type: a struct from an array of its fields; a variant
//! without content from an object of its name and `null`; from a buffer also `()` from an empty object or list, and
//! a tag that is the number of its variant; for a time, more nanoseconds than a second has; for an `f32`, integers
//! beyond the greatest; for a flattened enum, two variants at once, of which the first is read. Contracts require
//! the form that serde writes.
//!
//! A schema that takes those as well tells a text that is refused for this reason alone from one that is refused for
//! another.

use counterpart::json::{Json, Number, Object};

/// The name of that.
pub(crate) const REASON: &str = "other-forms-of-structs-and-units";

/// The schema, with arrays wherever objects are, `{"Variant": null}` wherever `"Variant"` is, and `{}` and `[]` wherever
/// `null` alone is.
pub(crate) fn loosened(schema: &Json) -> Json {
    match schema {
        Json::Object(members) => {
            let members: Object = members
                .iter()
                .map(|(keyword, value)| {
                    // Forms that overlap once they are loose.
                    let keyword = if keyword == "oneOf" { "anyOf" } else { keyword };
                    (keyword.to_owned(), inside(keyword, value))
                })
                .collect();
            loosened_here(members)
        }
        other => other.clone(),
    }
}

fn inside(keyword: &str, value: &Json) -> Json {
    match (keyword, value) {
        ("properties" | "patternProperties" | "$defs", Json::Object(members)) => Json::Object(
            members
                .iter()
                .map(|(name, schema)| (name.clone(), loosened(schema)))
                .collect(),
        ),
        ("anyOf" | "oneOf" | "allOf" | "prefixItems", Json::Array(items)) => {
            Json::Array(items.iter().map(loosened).collect())
        }
        ("items" | "additionalProperties", schema) => loosened(schema),
        // Demands on names only apply to objects: `required` holds for every array.
        ("not", Json::Object(members)) if members.contains_key("required") => {
            let mut members = members.clone();
            members.insert("type".to_owned(), Json::from("object"));
            Json::Object(members)
        }
        // A `not` would turn looser into stricter; it stands for names in our schemas, which stay.
        (_, value) => value.clone(),
    }
}

fn loosened_here(mut members: Object) -> Json {
    if let Some(Json::Array(all)) = members.get_mut("allOf") {
        all.retain(|one| !asks_for_one_key(one));
        if all.is_empty() {
            members.shift_remove("allOf");
        }
    }
    for (keyword, bound, looser) in BOUNDS {
        if members.get(keyword).is_some_and(|own| own.to_string() == bound) {
            let looser: Number = looser.parse().expect("a number");
            members.insert(keyword.to_owned(), Json::from(looser));
        }
    }
    let names = match (members.get("const"), members.get("enum")) {
        (Some(name), _) => vec![name.clone()],
        (None, Some(Json::Array(names))) => names.clone(),
        _ => Vec::new(),
    };
    match members.get_mut("type") {
        Some(Json::Array(types)) if types.iter().any(is_object) => types.push(Json::from("array")),
        Some(kind) if kind.as_str() == Some("null") => {
            let empty = Json::from([
                (
                    "type",
                    Json::Array(vec![Json::from("object"), Json::from("array")]),
                ),
                ("maxProperties", Json::from(Number::zero())),
                ("maxItems", Json::from(Number::zero())),
            ]);
            return any_of([Json::Object(members), empty]);
        }
        Some(kind) if is_object(kind) => *kind = Json::Array(vec![kind.clone(), Json::from("array")]),
        _ => {}
    }
    let number = Json::from([
        ("type", Json::from("integer")),
        ("minimum", Json::from(Number::zero())),
    ]);
    // The variant that is read for every other tag: all but the known ones, or any if there are none. (Of a plain
    // string serde reads nothing else, so that to excuse it there hides nothing.)
    let is_text = members.get("type").and_then(Json::as_str) == Some("string");
    if is_text && (members.contains_key("not") || members.len() == 1) {
        let variant = Json::from([
            ("type", Json::from("object")),
            ("maxProperties", Json::from(Number::from(1))),
        ]);
        return any_of([Json::Object(members), variant, number]);
    }
    if names.is_empty() || !names.iter().all(|name| name.as_str().is_some()) {
        return Json::Object(members);
    }
    let variant = Json::from([
        ("type", Json::from("object")),
        ("minProperties", Json::from(Number::from(1))),
        ("maxProperties", Json::from(Number::from(1))),
        ("propertyNames", Json::from([("enum", Json::Array(names))])),
        ("additionalProperties", Json::from([("type", Json::from("null"))])),
    ]);
    any_of([Json::Object(members), variant, number])
}

fn any_of<const N: usize>(schemas: [Json; N]) -> Json {
    Json::from([("anyOf", Json::Array(schemas.into()))])
}

/// Of seconds that more nanoseconds than a second has may be added to, and of the greatest `f32` as it is written; how far serde goes beyond.
const BOUNDS: [(&str, &str, &str); 4] = [
    ("maximum", "18446744073709551611", "18446744073709551615"),
    ("maximum", "9223372036854775803", "9223372036854775807"),
    ("maximum", "340282350000000000000000000000000000000", "1e400"),
    ("minimum", "-340282350000000000000000000000000000000", "-1e400"),
];

/// The demand on a flattened enum: one of the keys of its variants.
fn asks_for_one_key(schema: &Json) -> bool {
    let alternatives = schema.get("anyOf").and_then(Json::as_array).unwrap_or_default();
    let of_one_key = |one: &Json| {
        one.as_object()
            .is_some_and(|members| members.len() == 1 && members.contains_key("required"))
    };
    !alternatives.is_empty() && alternatives.iter().all(of_one_key)
}

fn is_object(kind: &Json) -> bool {
    kind.as_str() == Some("object")
}
