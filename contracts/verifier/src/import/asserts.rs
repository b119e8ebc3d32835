//! True if a schema asserts anything: one that accepts every value says nothing of a message.

use std::collections::BTreeSet;

use counterpart_engine::compat::schema::node::{Body, NodeId, Types};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::Json;

/// Returns true if some value is refused, as far as is known: if the engine cannot decide, the schema counts as
/// asserting something.
pub(super) fn asserts(schema: &Schema) -> bool {
    if refuses_a_type(schema, schema.root()) {
        return true;
    }
    if is_only_itself(schema, schema.root()) {
        return false;
    }
    let Ok(everything) = Schema::from_json(Json::Bool(true), &Options::default()) else {
        return true;
    };
    let limits = Limits {
        steps: 50_000,
        findings: 1,
    };
    !matches!(check(&everything, schema, &limits), Verdict::Compatible)
}

/// Returns true if a schema is a reference that comes back to itself: it means the most that satisfies it.
fn is_only_itself(schema: &Schema, root: NodeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut at = root;
    while seen.insert(at) {
        match &schema.node(at).body {
            Body::Keywords(keywords) if keywords.is_reference => at = keywords.references[0],
            _ => return false,
        }
    }
    true
}

/// The usual answer without a search: the schema, or one that it refers to, names the types of its values, or the values.
pub(super) fn refuses_a_type(schema: &Schema, root: NodeId) -> bool {
    const FAR: usize = 64;
    let mut seen = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(id) = waiting.pop() {
        if seen.len() == FAR || !seen.insert(id) {
            continue;
        }
        match &schema.node(id).body {
            Body::Always(true) => {}
            Body::Always(false) => return true,
            Body::Keywords(keywords) => {
                if keywords.types.is_some_and(|types| types != Types::ALL) || keywords.values.is_some() {
                    return true;
                }
                waiting.extend(keywords.references.iter().chain(&keywords.all_of));
                if let [only] = keywords.any_of.as_slice() {
                    waiting.push(*only);
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asserts_anything(text: &str) -> bool {
        asserts(&Schema::parse(text.as_bytes(), &Options::default()).unwrap())
    }

    #[test]
    fn schema_that_accepts_every_value_asserts_nothing() {
        for text in [
            "true",
            "{}",
            r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Order"}"#,
            r#"{"$defs": {"a": {"type": "string"}}}"#,
            r#"{"properties": {}}"#,
            r#"{"properties": {"a": {}, "b": true}, "additionalProperties": {}}"#,
            r#"{"allOf": [{}, {"anyOf": [true, {"type": "string"}]}]}"#,
            r#"{"if": {"type": "string"}}"#,
            r#"{"if": {"type": "string"}, "then": true}"#,
            r#"{"then": {"type": "string"}}"#,
            r#"{"required": [], "minProperties": 0, "minLength": 0}"#,
            r#"{"items": [{"sku": "a"}, {"sku": "b"}], "total": 2}"#,
            r#"{"type": ["null", "boolean", "number", "string", "array", "object"]}"#,
            r##"{"$ref": "#/$defs/a", "$defs": {"a": {"title": "A"}}}"##,
            r##"{"$ref": "#"}"##,
            r#"{"not": false}"#,
            r#"{"minContains": 2}"#,
        ] {
            assert!(!asserts_anything(text), "{text}");
        }
    }

    #[test]
    fn schema_that_refuses_a_value_asserts_something() {
        for text in [
            "false",
            r#"{"type": "object"}"#,
            r#"{"required": ["id"]}"#,
            r#"{"properties": {"id": {"type": "integer"}}}"#,
            r#"{"if": {"type": "string"}, "then": {"maxLength": 3}}"#,
            r#"{"not": {"const": 1}}"#,
            r##"{"$ref": "#/$defs/a", "$defs": {"a": {"enum": [1, 2]}}}"##,
            r#"{"allOf": [{"minimum": 1}]}"#,
            r#"{"maxProperties": 3}"#,
            r#"{"pattern": "(?<=a)b"}"#,
        ] {
            assert!(asserts_anything(text), "{text}");
        }
    }
}
