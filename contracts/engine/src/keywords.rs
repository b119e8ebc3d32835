//! The keywords of JSON Schema 2020-12 that assert something, the places of subschemas in them, and the order in
//! which they are written.

use crate::json::Json;

/// The content of a keyword, and the value to which it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// No schema.
    Data,
    /// A schema, a list of schemas, or schemas by name, for the value itself.
    InPlace,
    /// The same, for another value inside this one.
    Inside,
    /// The same, if a fitting value is not thereby allowed: `not`, `if`, `contains`.
    Test,
}

/// Every keyword that decides, in the order of a contract file.
pub const KEYWORDS: [(&str, Holds); 42] = [
    ("$ref", Holds::Data),
    ("type", Holds::Data),
    ("const", Holds::Data),
    ("enum", Holds::Data),
    ("format", Holds::Data),
    ("pattern", Holds::Data),
    ("minLength", Holds::Data),
    ("maxLength", Holds::Data),
    ("minimum", Holds::Data),
    ("maximum", Holds::Data),
    ("exclusiveMinimum", Holds::Data),
    ("exclusiveMaximum", Holds::Data),
    ("multipleOf", Holds::Data),
    ("properties", Holds::Inside),
    ("required", Holds::Data),
    ("patternProperties", Holds::Inside),
    ("propertyNames", Holds::Inside),
    ("additionalProperties", Holds::Inside),
    ("unevaluatedProperties", Holds::Inside),
    ("minProperties", Holds::Data),
    ("maxProperties", Holds::Data),
    ("dependentRequired", Holds::Data),
    ("dependentSchemas", Holds::InPlace),
    ("prefixItems", Holds::Inside),
    ("items", Holds::Inside),
    ("unevaluatedItems", Holds::Inside),
    ("contains", Holds::Test),
    ("minContains", Holds::Data),
    ("maxContains", Holds::Data),
    ("minItems", Holds::Data),
    ("maxItems", Holds::Data),
    ("uniqueItems", Holds::Data),
    ("allOf", Holds::InPlace),
    ("anyOf", Holds::InPlace),
    ("oneOf", Holds::InPlace),
    ("if", Holds::Test),
    ("then", Holds::InPlace),
    ("else", Holds::InPlace),
    ("not", Holds::Test),
    ("$defs", Holds::Data),
    ("$schema", Holds::Data),
    ("x-contract", Holds::Data),
];

/// The place of a keyword in a contract file; `None` for what decides nothing.
pub fn rank(keyword: &str) -> Option<usize> {
    KEYWORDS.iter().position(|(known, _)| *known == keyword)
}

/// The content of a keyword.
pub fn holds(keyword: &str) -> Holds {
    rank(keyword).map_or(Holds::Data, |at| KEYWORDS[at].1)
}

/// Keywords that contain schemas by name; all others with several contain a list.
pub fn by_name(keyword: &str) -> bool {
    matches!(keyword, "properties" | "patternProperties" | "dependentSchemas")
}

/// The schemas directly inside one keyword.
pub fn schemas_in<'a>(keyword: &str, value: &'a Json) -> Vec<&'a Json> {
    match value {
        _ if holds(keyword) == Holds::Data => Vec::new(),
        Json::Array(items) => items.iter().collect(),
        value if !by_name(keyword) => vec![value],
        Json::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// Like [`schemas_in`], to change.
pub fn schemas_in_mut<'a>(keyword: &str, value: &'a mut Json) -> Vec<&'a mut Json> {
    let named = by_name(keyword);
    match value {
        _ if holds(keyword) == Holds::Data => Vec::new(),
        Json::Array(items) => items.iter_mut().collect(),
        value if !named => Vec::from([value]),
        Json::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    }
}

/// Calls `change` on a schema and on every schema inside it, outer ones first.
pub fn each(schema: &mut Json, change: &mut dyn FnMut(&mut Json)) {
    change(schema);
    if let Json::Object(members) = schema {
        for (keyword, value) in members {
            for inner in schemas_in_mut(keyword, value) {
                each(inner, change);
            }
        }
    }
}
