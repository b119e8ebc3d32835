//! Items: constraints on one position, on some, and on the rest.

use super::{broken, contained};

#[test]
fn refusal_at_one_position_does_not_affect_the_others() {
    let two = r#"{"type": "array", "items": {"enum": [0, "a"]}, "minItems": 2, "maxItems": 2}"#;
    broken(
        two,
        r#"{"anyOf": [{"prefixItems": [{"const": 0}]}, {"prefixItems": [true, {"const": "a"}]}]}"#,
    );
    contained(
        two,
        r#"{"anyOf": [{"prefixItems": [{"const": 0}]}, {"prefixItems": [{"const": "a"}]}]}"#,
    );
}

#[test]
fn an_item_that_contains_accepts_is_evaluated() {
    for least in ["", r#", "minContains": 0"#] {
        let emitted = format!(
            r#"{{"type": "array", "contains": {{"const": 1}}{least}, "unevaluatedItems": {{"type": "string"}}}}"#
        );
        broken(&emitted, r#"{"items": {"type": "string"}}"#);
        contained(&emitted, r#"{"items": {"type": ["integer", "string"]}}"#);
    }
}

#[test]
fn items_after_those_of_a_branch_are_unevaluated() {
    let emitted = r#"{"type": "array", "anyOf": [{"prefixItems": [true, {"const": 2}]}, {"minItems": 9}], "maxItems": 3,
        "unevaluatedItems": {"type": "string"}}"#;
    broken(emitted, r#"{"prefixItems": [true, {"type": "string"}]}"#);
    broken(emitted, r#"{"maxItems": 2}"#);
    contained(
        emitted,
        r#"{"prefixItems": [true, {"const": 2}, {"type": "string"}]}"#,
    );
}

#[test]
fn items_that_two_contains_count_are_counted_apart() {
    broken(
        r#"{"type": "array", "allOf": [{"contains": {"type": "string"}, "maxContains": 1}, {"contains": {"type": "integer"}, "minContains": 2}]}"#,
        r#"{"maxItems": 2}"#,
    );
    broken(
        r#"{"type": "array", "items": {"type": "integer"}, "contains": {"type": "string"}, "minContains": 0, "maxContains": 0}"#,
        r#"{"maxItems": 0}"#,
    );
    broken(
        r#"{"type": "array", "items": {"type": "integer"}, "allOf": [{"contains": {"type": "string"}, "minContains": 0, "maxContains": 5}, {"contains": {"type": "integer"}}]}"#,
        "false",
    );
}

#[test]
fn items_accepted_by_the_second_contains_are_evaluated_too() {
    broken(
        r#"{"type": "array", "minItems": 1, "allOf": [{"contains": {"type": "string"}, "minContains": 0}, {"contains": {"type": "integer"}, "minContains": 0}], "unevaluatedItems": false}"#,
        r#"{"items": {"type": "string"}}"#,
    );
}

#[test]
fn positions_that_list_their_values_say_nothing_of_those_after_them() {
    for (items, contains) in [
        (r#"{"type": "integer"}"#, r#"{"const": 7}"#),
        (r#"{"type": "string"}"#, r#"{"pattern": "^b"}"#),
        (r#"{"enum": [2, 3, 4, 5, 6, 7]}"#, r#"{"minimum": 7}"#),
    ] {
        for least in 2..6 {
            let emitted = format!(
                r#"{{"type": "array", "prefixItems": [{{"enum": [1]}}], "items": {items}, "minItems": {least}, "uniqueItems": true, "contains": {contains}}}"#
            );
            broken(&emitted, "false");
            broken(&emitted, &format!(r#"{{"maxItems": {}}}"#, least - 1));
            contained(&emitted, &format!(r#"{{"minItems": {least}}}"#));
        }
    }
}

#[test]
fn distinct_items_that_lack_values_leave_no_array() {
    let emitted = |least: u64| {
        format!(
            r#"{{"type": "array", "prefixItems": [{{"enum": [1, 2]}}], "items": {{"enum": [1, 2, 3]}}, "minItems": {least}, "uniqueItems": true, "contains": {{"const": 3}}}}"#
        )
    };
    broken(&emitted(3), "false");
    contained(&emitted(4), "false");
}
