//! Counted items: distinguished, and combined.

use super::broken;

#[test]
fn two_items_that_count_may_be_the_same() {
    for (emitted, accepted) in [
        (
            r#"{"contains": {}, "maxContains": 2}"#,
            r#"{"uniqueItems": true}"#,
        ),
        (
            r#"{"contains": {"type": "string"}, "maxContains": 1}"#,
            r#"{"uniqueItems": true}"#,
        ),
        (r#"{"contains": {}}"#, r#"{"uniqueItems": true}"#),
        (
            r#"{"contains": {}, "maxContains": 2, "uniqueItems": true}"#,
            r#"{"unevaluatedItems": {"type": "null"}}"#,
        ),
        (
            r#"{"anyOf": [{"contains": false}, {}], "unevaluatedItems": {}}"#,
            r#"{"allOf": [{"uniqueItems": true}]}"#,
        ),
    ] {
        broken(emitted, accepted);
    }
}

#[test]
fn items_that_differ_are_as_many_as_their_kinds_allow() {
    for (emitted, accepted) in [
        (
            r#"{"uniqueItems": true}"#,
            r#"{"contains": {}, "maxContains": 1, "minContains": 0}"#,
        ),
        (
            r#"{"if": {}, "then": {"contains": {}}, "uniqueItems": true}"#,
            r#"{"prefixItems": [{"oneOf": [{"type": "number"}]}]}"#,
        ),
        (
            r#"{"if": {}, "then": {"contains": {}}, "uniqueItems": true}"#,
            r#"{"contains": {}, "maxContains": 0, "minContains": 0}"#,
        ),
        (
            r#"{"contains": {}, "type": "array", "uniqueItems": true}"#,
            r#"{"type": "object"}"#,
        ),
        (
            r#"{"contains": {}, "maxContains": 1, "type": "array", "uniqueItems": true}"#,
            r#"{"type": "object"}"#,
        ),
        (
            r#"{"contains": {"oneOf": [{}]}, "items": {"type": "array"}, "minItems": 2, "type": "array", "uniqueItems": true}"#,
            r#"{"type": "object"}"#,
        ),
        (
            r#"{"anyOf": [{"items": {"anyOf": [{"type": "string"}]}, "minItems": 2, "type": "array", "uniqueItems": true}]}"#,
            r#"{"type": "number"}"#,
        ),
    ] {
        broken(emitted, accepted);
    }
}
