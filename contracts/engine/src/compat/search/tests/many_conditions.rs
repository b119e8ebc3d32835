//! Many conditions of one kind: what the rules for them may and may not conclude.

use super::{broken, contained};

fn list(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(",")
}

#[test]
fn gaps_between_bounds_hold_fractions_and_no_integers() {
    let of = |kind: &str| {
        let gaps = list(70, |number| {
            format!(
                r#"{{"exclusiveMinimum": {number}, "exclusiveMaximum": {}}}"#,
                number + 1
            )
        });
        format!(r#"{{"type": "{kind}", "oneOf": [{gaps}]}}"#)
    };
    contained(&of("integer"), "false");
    broken(&of("number"), "false");
    contained(&of("number"), r#"{"not": {"multipleOf": 1}}"#);
}

#[test]
fn branches_that_cover_a_number_are_counted() {
    // Each number from 0 to 70 is in two of the ranges, but for the ends.
    let ranges = list(70, |number| {
        format!(r#"{{"minimum": {number}, "maximum": {}}}"#, number + 2)
    });
    let one = format!(r#"{{"type": "integer", "oneOf": [{ranges}]}}"#);
    contained(&one, r#"{"enum": [0, 71]}"#);
    broken(&one, r#"{"enum": [0]}"#);
    let none =
        format!(r#"{{"type": "integer", "minimum": 0, "maximum": 71, "not": {{"anyOf": [{ranges}]}}}}"#);
    contained(&none, "false");
}

#[test]
fn names_that_no_pattern_matches_are_additional() {
    let patterns = list(9, |number| format!(r#""x{number}": {{"type": "integer"}}"#));
    let emitted = |rest: &str| {
        format!(
            r#"{{"type": "object", "patternProperties": {{{patterns}}}, "additionalProperties": {rest}}}"#
        )
    };
    contained(
        &emitted("false"),
        r#"{"additionalProperties": {"type": "integer"}}"#,
    );
    contained(&emitted("false"), r#"{"propertyNames": {"pattern": "x"}}"#);
    broken(&emitted("false"), r#"{"propertyNames": {"pattern": "^x"}}"#);
    broken(
        &emitted(r#"{"const": 0.5}"#),
        r#"{"additionalProperties": {"type": "integer"}}"#,
    );
    contained(
        &emitted(r#"{"const": 0.5}"#),
        r#"{"additionalProperties": {"type": "number"}}"#,
    );
}

#[test]
fn items_that_no_item_is_at_once_need_as_many_places() {
    let wants = list(14, |number| format!(r#"{{"contains": {{"const": {number}}}}}"#));
    let of = |more: &str| format!(r#"{{"type": "array", "allOf": [{wants}]{more}}}"#);
    contained(&of(r#", "maxItems": 13"#), "false");
    broken(&of(r#", "maxItems": 14"#), "false");
    contained(&of(""), r#"{"minItems": 14}"#);
    contained(
        &of(r#", "prefixItems": [{"type": "string"}], "maxItems": 14"#),
        "false",
    );
    broken(
        &of(r#", "prefixItems": [{"type": "string"}], "maxItems": 15"#),
        "false",
    );
    let low = r#", "contains": {"maximum": 6}, "maxContains"#;
    contained(&of(&format!(r#"{low}": 6"#)), "false");
    broken(&of(&format!(r#"{low}": 7"#)), "false");
}

#[test]
fn distinct_items_of_fifty_positions_need_fifty_values() {
    let of = |values: usize, more: &str| {
        let values = list(values, |number| number.to_string());
        format!(
            r#"{{"type": "array", "items": {{"enum": [{values}]}}, "minItems": 50, "uniqueItems": true{more}}}"#
        )
    };
    contained(&of(49, ""), "false");
    contained(&of(49, r#", "contains": {"const": 3}"#), "false");
    broken(&of(50, r#", "contains": {"const": 3}"#), "false");
    broken(&of(50, ""), r#"{"maxItems": 49}"#);
}

#[test]
fn presence_follows_through_a_long_chain_and_no_further() {
    let chain = list(40, |number| {
        let other = format!(r#"{{"required": ["a{}"]}}"#, number + 1);
        match number % 3 {
            0 => format!(r#"{{"if": {{"required": ["a{number}"]}}, "then": {other}}}"#),
            1 => format!(r#"{{"dependentRequired": {{"a{number}": ["a{}"]}}}}"#, number + 1),
            _ => format!(r#"{{"dependentSchemas": {{"a{number}": {other}}}}}"#),
        }
    });
    let emitted = format!(r#"{{"allOf": [{chain}]}}"#);
    contained(&emitted, r#"{"dependentRequired": {"a0": ["a40"]}}"#);
    contained(
        &emitted,
        r#"{"if": {"required": ["a7"]}, "then": {"required": ["a8", "a40"]}}"#,
    );
    broken(&emitted, r#"{"dependentRequired": {"a1": ["a0"]}}"#);
    // Only objects have properties.
    broken(
        &emitted,
        r#"{"if": {"required": ["a7"]}, "then": {"type": "object", "required": ["a40"]}}"#,
    );
}

#[test]
fn condition_of_one_side_speaks_for_the_same_or_a_narrower_one() {
    let when = |test: &str, then: &str, otherwise: &str| {
        format!(r#"{{"type": "integer", "if": {test}, "then": {then}, "else": {otherwise}}}"#)
    };
    let (low, lower) = (r#"{"maximum": 5}"#, r#"{"maximum": 3}"#);
    let (one, other) = (r#"{"multipleOf": 6}"#, r#"{"multipleOf": 3}"#);
    contained(&when(low, one, "true"), &when(lower, other, "true"));
    broken(&when(lower, one, "true"), &when(low, other, "true"));
    contained(&when(lower, "true", one), &when(low, "true", other));
    broken(&when(low, "true", one), &when(lower, "true", other));
}

#[test]
fn count_of_some_items_bounds_the_count_of_others() {
    let counted = |item: &str, counts: &str| format!(r#"{{"type": "array", "contains": {item}{counts}}}"#);
    let (one, integer) = (r#"{"const": 1}"#, r#"{"type": "integer"}"#);
    let [two, most_two, most_three] = [
        r#", "minContains": 2"#,
        r#", "minContains": 0, "maxContains": 2"#,
        r#", "minContains": 0, "maxContains": 3"#,
    ];
    contained(&counted(one, two), &counted(integer, two));
    broken(&counted(integer, two), &counted(one, two));
    broken(&counted(one, ""), &counted(integer, two));
    contained(&counted(integer, most_two), &counted(one, most_three));
    broken(&counted(one, most_two), &counted(integer, most_three));
    broken(&counted(integer, most_three), &counted(one, most_two));
    // Of many conditions, each needs its own.
    let all = |items: &dyn Fn(usize) -> String| {
        format!(
            r#"{{"allOf": [{}]}}"#,
            list(40, |number| counted(&items(number), ""))
        )
    };
    let bounds =
        |low: usize, high: usize| format!(r#"{{"type": "integer", "minimum": {low}, "maximum": {high}}}"#);
    let emitted = all(&|number| bounds(number, number + 3));
    contained(&emitted, &all(&|number| bounds(39 - number, 42 - number)));
    contained(&emitted, &all(&|number| bounds(39 - number, 43 - number)));
    broken(
        &emitted,
        &all(&|number| bounds(number, number + 2 + usize::from(number != 20))),
    );
}

#[test]
fn distinct_items_lack_values_only_if_all_positions_together_do() {
    let array = |positions: &str, items: &str, least: usize| {
        format!(
            r#"{{"type": "array", "uniqueItems": true, "minItems": {least}, "prefixItems": [{positions}], "items": {items}}}"#
        )
    };
    // The last positions want what the first ones took.
    let positions = list(30, |number| format!(r#"{{"enum": [{number}, {}]}}"#, number + 1));
    broken(&array(&positions, r#"{"enum": [0, 1]}"#, 31), "false");
    contained(&array(&positions, r#"{"enum": [0, 1]}"#, 32), "false");
    broken(&array(&positions, r#"{"enum": [0, 1, 40]}"#, 32), "false");
    let repeated = list(30, |number| {
        format!(r#"{{"enum": [{number}, {}]}}"#, number + 100)
    });
    let closed = format!(r#"{{"type": "array", "prefixItems": [{repeated}], "items": false}}"#);
    contained(&closed, r#"{"uniqueItems": true}"#);
    let open = format!(r#"{{"type": "array", "prefixItems": [{repeated}], "items": {{"const": 129}}}}"#);
    broken(&open, r#"{"uniqueItems": true}"#);
}
