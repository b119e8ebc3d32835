//! Emitted schemas that prove too much.

use super::*;

fn warned(text: &str) -> String {
    let imported = imported(&[("a.json", text)], &["a.json"], options(Role::Emits));
    let warnings: Vec<String> = imported.never_sent.iter().map(ToString::to_string).collect();
    warnings.join("\n")
}

#[test]
fn schema_that_accepts_nothing_causes_a_warning() {
    let said = [
        r#"{"properties": {"stock": {"type": "object", "propertyNames": {"type": "integer"}, "additionalProperties": {"type": "integer"}}}}"#,
        r#"{"properties": {"counts": {"type": "object", "additionalProperties": false}}}"#,
        r#"{"type": "object", "allOf": [{"properties": {"id": {"type": "string"}}, "required": ["id"], "additionalProperties": false}, {"properties": {"n": {"type": "integer"}}, "additionalProperties": false}]}"#,
        r#"{"type": "object", "allOf": [{"properties": {"id": {"type": "string"}}, "required": ["id"], "additionalProperties": false}, {"properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": false}]}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string", "enum": [1]}, "b": true}}"#,
        r#"{"oneOf": [{"properties": {"a": true}, "type": "object"}, {"properties": {"b": true}, "type": "object"}]}"#,
        r#"{"type": "array", "items": {"properties": {"x": {"allOf": [{"type": "string"}, {"type": "integer"}]}, "y": true}}}"#,
    ]
    .map(warned)
    .join("\n");
    insta::assert_snapshot!(said, @r#"
    the object at `/properties/stock` can only be empty, so every consumer of its content is compatible
    the object at `/properties/counts` can only be empty, so every consumer of its content is compatible
    the schema accepts nothing, so nothing can be sent and every consumer is compatible
    the schema accepts nothing, so nothing can be sent and every consumer is compatible
    the object at the top of the schema can never have the property "a" that it declares, so every consumer of it is compatible
    the schema accepts nothing, so nothing can be sent and every consumer is compatible
    the object at `/items` can never have the property "x" that it declares, so every consumer of it is compatible
    "#);
}

#[test]
fn schema_that_accepts_something_is_not_warned_of() {
    for text in [
        r#"{"type": "object"}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string"}, "gone": false}}"#,
        r#"{"type": "object", "properties": {"a": {"pattern": "(?<=a)b"}}}"#,
        r#"{"oneOf": [{"type": "object", "properties": {"a": true}, "required": ["a"]}, {"type": "null"}]}"#,
        r##"{"type": "object", "properties": {"next": {"$ref": "#"}, "all": {"type": "array", "items": {"$ref": "#"}}}}"##,
        r#"{"type": "string"}"#,
    ] {
        assert_eq!(warned(text), "", "{text}");
    }
    let consumer = imported(&[("a.json", "false")], &["a.json"], options(Role::Consumes));
    assert!(consumer.never_sent.is_empty());
}
