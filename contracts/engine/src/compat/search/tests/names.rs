//! Names that no schema mentions, and what distinguishes them.

use super::{broken, contained};

/// An object of so many integers.
fn map(count: u32) -> String {
    format!(
        r#"{{"type": "object", "minProperties": {count}, "maxProperties": {count}, "additionalProperties": {{"const": 0}}}}"#
    )
}

#[test]
fn a_name_may_fail_the_names_of_every_alternative() {
    let short_or_long =
        r#"{"anyOf": [{"propertyNames": {"maxLength": 1}}, {"propertyNames": {"minLength": 5}}]}"#;
    broken(&map(1), short_or_long);
    let many = r#"{"oneOf": [{"propertyNames": {"maxLength": 3}}, {"propertyNames": {"minLength": 5}}, {"minProperties": 2}]}"#;
    broken(&map(1), many);
    let all = r#"{"anyOf": [{"propertyNames": {"maxLength": 3}}, {"propertyNames": {"minLength": 4}}]}"#;
    contained(&map(1), all);
    broken(&map(2), all);
}

#[test]
fn a_name_may_differ_from_those_of_constants() {
    broken(&map(1), r#"{"const": {"a": 0}}"#);
    broken(&map(1), r#"{"enum": [{"a": 0}, {"b": 0}]}"#);
    broken(&map(2), r#"{"enum": [{"a": 0, "b": 0}]}"#);
    contained(
        r#"{"type": "object", "minProperties": 1, "properties": {"a": {"const": 0}}, "additionalProperties": false}"#,
        r#"{"const": {"a": 0}}"#,
    );
}

#[test]
fn maps_of_different_names_are_different_items() {
    let items =
        |map: String| format!(r#"{{"type": "array", "minItems": 2, "uniqueItems": true, "items": {map}}}"#);
    broken(&items(map(1)), "false");
    contained(&items(map(0)), "false");
}

#[test]
fn a_name_that_is_declared_may_be_the_one_that_a_pattern_refuses() {
    broken(
        r#"{"type": "object", "properties": {"ab": {"type": "integer"}}, "additionalProperties": false}"#,
        r#"{"patternProperties": {"^a": {"type": "string"}}}"#,
    );
}

#[test]
fn more_names_may_be_free_than_are_missing() {
    broken(
        r#"{"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "additionalProperties": false, "minProperties": 1}"#,
        r#"{"maxProperties": 0}"#,
    );
}
