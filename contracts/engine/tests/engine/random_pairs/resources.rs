//! Documents told to `jsonschema` so that it finds the resource that a `$dynamicRef` means.
//!
//! `$dynamicRef` means the outermost resource of the dynamic scope that has the anchor (core specification,
//! 8.2.3.2). If a resource with the anchor is embedded in another one with it, jsonschema (0.61, and 4.26 in
//! Python, whose resolver has the same origin) uses the inner one. If the same resource is reached by `$ref`, it
//! uses the outer one, which is right. Both forms mean the same. So the second evaluator gets the form that it
//! reads correctly, and ours the original document.

use serde_json::{Map, Value, json};

/// The document with each such inner resource among the root's `$defs` and a reference in its place.
pub(crate) fn by_reference(document: &Value) -> Value {
    let mut moved = Map::new();
    let mut root = moved_out(document, false, &mut moved);
    for (id, resource) in moved {
        root["$defs"][id] = resource;
    }
    root
}

fn moved_out(schema: &Value, inside: bool, moved: &mut Map<String, Value>) -> Value {
    match schema {
        Value::Object(members) => {
            let has_anchor = members.contains_key("$dynamicAnchor");
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), moved_out(value, inside || has_anchor, moved)));
            let members = Value::Object(members.collect());
            match members["$id"].as_str() {
                Some(id) if inside && has_anchor => {
                    let reference = json!({"$ref": id});
                    moved.insert(id.to_owned(), members);
                    reference
                }
                _ => members,
            }
        }
        Value::Array(items) => items.iter().map(|item| moved_out(item, inside, moved)).collect(),
        scalar => scalar.clone(),
    }
}

#[test]
fn dynamic_reference_means_the_outermost_anchor_of_embedded_and_referenced_resources() {
    use counterpart_engine::compat::schema::{Options, Schema};
    use counterpart_engine::json::Json;

    // Items must satisfy the outer resource, which refuses null.
    let in_place = json!({"$id": "urn:outer", "$dynamicAnchor": "node", "type": ["string", "array"], "allOf": [
        {"$id": "urn:inner", "$dynamicAnchor": "node", "anyOf": [{"type": "null"}, {"type": "string"},
            {"items": {"$dynamicRef": "#node"}, "type": "array"}]}]});
    let referred = by_reference(&in_place);
    assert_eq!(referred["allOf"], json!([{"$ref": "urn:inner"}]));
    assert_eq!(referred["$defs"]["urn:inner"], in_place["allOf"][0]);
    for (value, expected) in [
        (json!(["a", ["a"]]), true),
        (json!([null]), false),
        (json!([["a", [null]]]), false),
    ] {
        for document in [&in_place, &referred] {
            let schema =
                Schema::parse(document.to_string().as_bytes(), &Options::default()).expect("a schema");
            assert_eq!(
                schema.accepts(&Json::from(&value)),
                Ok(expected),
                "{value} in {document}"
            );
        }
        assert_eq!(
            super::judge::validator(&referred).is_valid(&value),
            expected,
            "{value}"
        );
    }
    // While this is so, jsonschema is not asked about the original document.
    assert!(super::judge::validator(&in_place).is_valid(&json!([null])));
}
