//! Items: what is said of one position, of some, and of those that are left over.

use super::{broken, contained};

#[test]
fn what_one_position_refuses_says_nothing_of_the_others() {
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
fn items_behind_those_of_a_branch_are_left_over() {
    let emitted = r#"{"type": "array", "anyOf": [{"prefixItems": [true, {"const": 2}]}, {"minItems": 9}], "maxItems": 3,
        "unevaluatedItems": {"type": "string"}}"#;
    broken(emitted, r#"{"prefixItems": [true, {"type": "string"}]}"#);
    broken(emitted, r#"{"maxItems": 2}"#);
    contained(
        emitted,
        r#"{"prefixItems": [true, {"const": 2}, {"type": "string"}]}"#,
    );
}
