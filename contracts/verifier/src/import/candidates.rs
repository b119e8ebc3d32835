//! The schemas inside a document that is not one itself.

use counterpart_engine::json::{Json, Pointer};

/// The maximum number of values of a document that are examined, and their maximum depth.
const MAX_VALUES: usize = 200_000;
const MAX_DEPTH: usize = 24;

/// The places of schemas, with those that are meant to be named first.
pub(super) fn candidates(document: &Json) -> Vec<Pointer> {
    let mut walk = Walk {
        document,
        left: MAX_VALUES,
        found: Vec::new(),
    };
    walk.below(document, &Pointer::root());
    let mut found = walk.found;
    // The order of the document is kept within each rank.
    found.sort_by_key(rank);
    found
}

struct Walk<'d> {
    document: &'d Json,
    left: usize,
    found: Vec<Pointer>,
}

impl Walk<'_> {
    fn below(&mut self, value: &Json, at: &Pointer) {
        if at.steps().len() == MAX_DEPTH {
            return;
        }
        let mut visit = |below: &Json, step: String| {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let at = at.child(step);
            if is_schema(below, self.document) {
                self.found.push(at);
            } else {
                self.below(below, &at);
            }
        };
        match value {
            Json::Object(members) => {
                for (key, below) in members {
                    if !["example", "examples", "default", "enum", "const"].contains(&key.as_str()) {
                        visit(below, key.clone());
                    }
                }
            }
            Json::Array(items) => {
                for (index, below) in items.iter().enumerate() {
                    visit(below, index.to_string());
                }
            }
            _ => {}
        }
    }
}

/// Definitions and payloads come before schemas of parameters, headers and similar parts.
fn rank(at: &Pointer) -> u8 {
    let steps = at.steps();
    let holder = steps.len().checked_sub(2).map(|index| steps[index].as_str());
    let last = steps.last().map(String::as_str);
    match (holder, last) {
        (_, Some("payload")) => 0,
        (Some("schemas" | "$defs" | "definitions"), _) => 1,
        (None, _) => 1,
        _ => 2,
    }
}

/// Returns true if a value has the words of a schema, used as a schema uses them.
fn is_schema(value: &Json, document: &Json) -> bool {
    let Some(members) = value.as_object() else {
        return false;
    };
    let schemas = |value: &Json| match value {
        Json::Object(members) => {
            !members.is_empty()
                && members
                    .values()
                    .all(|value| matches!(value, Json::Object(_) | Json::Bool(_)))
        }
        Json::Array(items) => {
            !items.is_empty()
                && items
                    .iter()
                    .all(|value| matches!(value, Json::Object(_) | Json::Bool(_)))
        }
        _ => false,
    };
    let says = |(keyword, value): (&String, &Json)| match keyword.as_str() {
        "type" => names_types(value),
        "properties" => value.as_object().is_some() && schemas(value),
        "oneOf" | "anyOf" | "allOf" => value.as_array().is_some() && schemas(value),
        "enum" => value.as_array().is_some_and(|values| !values.is_empty()),
        "$schema" => value.as_str().is_some(),
        "$ref" => value
            .as_str()
            .is_some_and(|reference| leads_to_a_schema(reference, document)),
        _ => false,
    };
    members.iter().any(says)
}

fn names_types(value: &Json) -> bool {
    const TYPES: [&str; 7] = [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ];
    let is_one = |value: &Json| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match value {
        Json::Array(names) => !names.is_empty() && names.iter().all(is_one),
        one => is_one(one),
    }
}

/// A reference to another file may lead to a schema. In the document it is followed once: an AsyncAPI message is
/// referred to in the same way as its schema.
fn leads_to_a_schema(reference: &str, document: &Json) -> bool {
    let Some(pointer) = reference.strip_prefix('#') else {
        return true;
    };
    let target = pointer.parse::<Pointer>().ok();
    let members = target.as_ref().and_then(|pointer| pointer.find(document));
    let members = members.and_then(Json::as_object);
    members.is_some_and(|members| {
        let mut without = members.clone();
        let refers_on = without.shift_remove("$ref").is_some();
        refers_on || is_schema(&Json::Object(without), &Json::Null)
    })
}
