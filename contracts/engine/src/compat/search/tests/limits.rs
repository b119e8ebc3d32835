//! Limits that leave no value, one value, or one more than the other side has.

use super::{broken, contained};

#[test]
fn limits_that_cross_leave_no_value() {
    for none in [
        r#"{"type": "string", "maxLength": 0, "minLength": 1}"#,
        r#"{"type": "array", "maxItems": 0, "minItems": 1}"#,
        r#"{"type": "array", "maxItems": 1, "minItems": 2}"#,
        r#"{"type": "object", "maxProperties": 0, "minProperties": 1}"#,
        r#"{"type": "object", "maxProperties": 1, "minProperties": 2}"#,
    ] {
        broken("{}", none);
    }
}

#[test]
fn limits_that_leave_one_value_leave_it() {
    for (emitted, accepted) in [
        (r#"{}"#, r#"{"maxLength": 0, "minLength": 1}"#),
        (
            r#"{"maxItems": 1, "minItems": 1}"#,
            r#"{"maxItems": 1, "minItems": 2}"#,
        ),
        (r#"{"minItems": 1}"#, r#"{"maxItems": 0, "minItems": 1}"#),
        ("{}", r#"{"anyOf": [{}], "minLength": 1}"#),
        (
            r#"{"not": {"format": "uuid", "maxLength": 0}}"#,
            r#"{"anyOf": [{"minLength": 1}]}"#,
        ),
        ("{}", r#"{"minItems": 1, "prefixItems": [{}]}"#),
        ("{}", r#"{"minProperties": 1, "properties": {"a": {}}}"#),
        ("{}", r#"{"minProperties": 2, "properties": {"a": {}}}"#),
        ("{}", r#"{"anyOf": [{"items": {}, "maxItems": 1}]}"#),
        (r#"{"maxItems": 2}"#, r#"{"items": {}, "maxItems": 1}"#),
        (
            r#"{"anyOf": [{"maxProperties": 0}]}"#,
            r#"{"maxProperties": 0, "minProperties": 1}"#,
        ),
        (
            r#"{"anyOf": [{"maxProperties": 1}]}"#,
            r#"{"maxProperties": 1, "minProperties": 2}"#,
        ),
    ] {
        broken(emitted, accepted);
    }
}

#[test]
fn wider_limit_does_not_pass_as_a_narrower_one() {
    for (emitted, accepted) in [
        (r#"{"maximum": 1}"#, r#"{"anyOf": [{"maximum": 0}]}"#),
        (r#"{"minimum": 0}"#, r#"{"anyOf": [{"minimum": 1}]}"#),
        (r#"{"maximum": 2}"#, r#"{"allOf": [{"exclusiveMaximum": 0}]}"#),
        (r#"{"minimum": 0}"#, r#"{"allOf": [{"exclusiveMinimum": 2}]}"#),
        (
            r#"{"allOf": [{"exclusiveMaximum": 0}]}"#,
            r#"{"anyOf": [{"exclusiveMaximum": -1e300}]}"#,
        ),
        (
            r#"{"allOf": [{"exclusiveMinimum": 0}]}"#,
            r#"{"anyOf": [{"exclusiveMinimum": 1e300}]}"#,
        ),
        (
            r#"{"allOf": [{"format": "uint64"}]}"#,
            r#"{"anyOf": [{"exclusiveMaximum": 0}]}"#,
        ),
        (r#"{"maxItems": 1}"#, r#"{"items": {"type": "string"}}"#),
        (r#"{"anyOf": [{"maxProperties": 1}]}"#, r#"{"maxProperties": 0}"#),
        (r#"{"anyOf": [{"maxItems": 1}]}"#, r#"{"maxItems": 0}"#),
        (
            r#"{"maxItems": 11, "minItems": 2}"#,
            r#"{"maxItems": 10, "minItems": 1}"#,
        ),
        (
            r#"{"maxProperties": 11, "minProperties": 2}"#,
            r#"{"maxProperties": 10, "minProperties": 1}"#,
        ),
        (
            r#"{"maxLength": 11, "minLength": 2}"#,
            r#"{"maxLength": 10, "minLength": 1}"#,
        ),
        (r#"{"anyOf": [{"maxLength": 1}]}"#, r#"{"maxLength": 0}"#),
    ] {
        broken(emitted, accepted);
    }
}

#[test]
fn the_step_that_a_limit_leaves_over_is_found() {
    broken(
        r#"{"anyOf": [{"maximum": 12, "multipleOf": 3}]}"#,
        r#"{"anyOf": [{"maximum": 10}]}"#,
    );
    broken(
        r#"{"anyOf": [{"minimum": -12, "multipleOf": 3}]}"#,
        r#"{"anyOf": [{"minimum": -10}]}"#,
    );
    broken(
        r#"{"allOf": [{"exclusiveMinimum": -2.25, "multipleOf": 10}]}"#,
        r#"{"anyOf": [{"minimum": 1}]}"#,
    );
    broken(
        r#"{"allOf": [{"exclusiveMaximum": 0.001, "format": "uint64", "type": "integer"}]}"#,
        r#"{"anyOf": [{"exclusiveMinimum": 1}]}"#,
    );
    broken(
        r#"{"allOf": [{"exclusiveMaximum": 1, "exclusiveMinimum": -100.75}], "type": "integer"}"#,
        r#"{"multipleOf": 2}"#,
    );
    broken(r#"{"type": "integer"}"#, r#"{"enum": [0]}"#);
    broken(r#"{"not": {"multipleOf": 0.0001}}"#, r#"{"const": {}}"#);
    broken(r#"{"minimum": 1, "type": "integer"}"#, r#"{"minimum": 1.5}"#);
    broken(r#"{"maximum": 1, "type": "integer"}"#, r#"{"maximum": 0.5}"#);
}

#[test]
fn values_between_steps_and_exceptions_are_found_on_both_sides() {
    for (side, exceptions) in [("maximum", "[9, 7]"), ("minimum", "[11, 13]")] {
        broken(
            &format!(r#"{{"type": "integer", "{side}": 10}}"#),
            &format!(r#"{{"anyOf": [{{"multipleOf": 2}}, {{"enum": {exceptions}}}]}}"#),
        );
        broken(
            &format!(r#"{{"type": "number", "{side}": 10, "multipleOf": 0.5}}"#),
            r#"{"anyOf": [{"multipleOf": 1}, {"enum": [9.5, 10.5]}]}"#,
        );
    }
}

#[test]
fn more_items_than_there_are_values_cannot_all_differ() {
    let items = |least: u64| {
        format!(
            r#"{{"type": "array", "items": {{"enum": [0, 1, 2, 3]}}, "uniqueItems": true, "minItems": {least}}}"#
        )
    };
    for least in [5, 100, 1_000_000] {
        contained(&items(least), "false");
    }
    broken(&items(4), "false");
}
