//! Verdicts that hang on one rule of the search each.

mod alike;
mod arrays;
mod counted;
mod evaluated;
mod flattened;
mod huge_counts;
mod keywords;
mod limits;
mod many_conditions;
mod names;
mod numbers;
mod patterns;

use crate::compat::schema::{Options, Schema};
use crate::compat::{Limits, Verdict, check};

fn judge(emitted: &str, accepted: &str) -> Verdict {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    check(&read(emitted), &read(accepted), &Limits::default())
}

fn contained(emitted: &str, accepted: &str) {
    let verdict = judge(emitted, accepted);
    assert_eq!(verdict, Verdict::Compatible, "{emitted} in {accepted}");
}

/// A message breaks the pair; the evaluators confirm it before it is returned.
fn broken(emitted: &str, accepted: &str) {
    let verdict = judge(emitted, accepted);
    assert!(
        matches!(verdict, Verdict::Incompatible(_)),
        "{emitted} in {accepted}: {verdict:?}"
    );
}

fn open(emitted: &str, accepted: &str) {
    let verdict = judge(emitted, accepted);
    assert!(
        matches!(verdict, Verdict::Unproven(_)),
        "{emitted} in {accepted}: {verdict:?}"
    );
}

#[test]
fn keywords_beside_a_wide_union_count_too() {
    let numbers: String = (0..12).map(|n| format!(r#"{{"const": {n}}},"#)).collect();
    for (value, beside) in [
        (r#""ab""#, r#""type": "integer""#),
        (r#""ab""#, r#""enum": [1, "a"]"#),
        ("13", r#""minimum": 14"#),
        ("13", r#""maximum": 12"#),
        ("13", r#""exclusiveMinimum": 13"#),
        ("13", r#""exclusiveMaximum": 13"#),
        ("13", r#""multipleOf": 2"#),
        (r#""ab""#, r#""minLength": 3"#),
        (r#""ab""#, r#""maxLength": 1"#),
        (r#""ab""#, r#""pattern": "^b""#),
        (r#""ab""#, r#""format": "date""#),
        ("[1, 1]", r#""prefixItems": [{"const": 2}]"#),
        ("[1, 1]", r#""items": {"const": 2}"#),
        ("[1, 1]", r#""contains": {"const": 2}"#),
        ("[1, 1]", r#""minItems": 3"#),
        ("[1, 1]", r#""maxItems": 1"#),
        ("[1, 1]", r#""uniqueItems": true"#),
        ("[1, 1]", r#""unevaluatedItems": false"#),
        (r#"{"a": 1}"#, r#""properties": {"a": {"const": 2}}"#),
        (r#"{"a": 1}"#, r#""patternProperties": {"a": {"const": 2}}"#),
        (r#"{"a": 1}"#, r#""additionalProperties": false"#),
        (r#"{"a": 1}"#, r#""propertyNames": {"const": "b"}"#),
        (r#"{"a": 1}"#, r#""required": ["b"]"#),
        (r#"{"a": 1}"#, r#""minProperties": 2"#),
        (r#"{"a": 1}"#, r#""maxProperties": 0"#),
        (r#"{"a": 1}"#, r#""dependentRequired": {"a": ["b"]}"#),
        (
            r#"{"a": 1}"#,
            r#""dependentSchemas": {"a": {"minProperties": 2}}"#,
        ),
        (r#"{"a": 1}"#, r#""unevaluatedProperties": false"#),
        (r#"{"a": 1}"#, r#""allOf": [{"minProperties": 2}]"#),
        (r#"{"a": 1}"#, r#""oneOf": [{"minProperties": 2}]"#),
        (r#"{"a": 1}"#, r#""not": {"maxProperties": 1}"#),
        (r#"{"a": 1}"#, r#""if": true, "then": {"minProperties": 2}"#),
        (
            r#"{"a": 1}"#,
            r##""$ref": "#/$defs/two", "$defs": {"two": {"minProperties": 2}}"##,
        ),
    ] {
        let both = format!(r#"{{"anyOf": [{numbers} true], {beside}}}"#);
        broken(&format!(r#"{{"const": {value}}}"#), &both);
        broken(
            &format!(r#"{{"enum": [1, {value}]}}"#),
            &format!(r#"{{"allOf": [{both}], "$defs": {{"two": {{"minProperties": 2}}}}}}"#),
        );
    }
}

#[test]
fn assumed_emptiness_is_forgotten_with_the_assumption() {
    // A list of B is tried first for A, and a list of A is all that B is.
    let lists = r##"{"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/$defs/B"}}, "required": ["a", "b"],
        "$defs": {"A": {"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/B"}, "minItems": 1}, {"type": "object"}]},
            "B": {"type": "array", "items": {"$ref": "#/$defs/A"}, "minItems": 1}}}"##;
    broken(lists, "false");
    contained(&lists.replace(r#", {"type": "object"}]}"#, "]}"), "false");
}

#[test]
fn fractions_are_found_between_close_bounds() {
    broken(
        r#"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}"#,
        "false",
    );
    broken(
        r#"{"type": "number", "minimum": 0.25, "maximum": 0.5}"#,
        r#"{"enum": [0.25, 0.5]}"#,
    );
    contained(
        r#"{"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 1}"#,
        "false",
    );
}

#[test]
fn value_that_is_not_a_constant_is_searched() {
    let pairs = r#"{"type": "array", "items": {"enum": [0, 1]}, "minItems": 2, "maxItems": 2}"#;
    broken(pairs, r#"{"enum": [[0, 0]]}"#);
    broken(pairs, r#"{"enum": [[0, 0], [0, 1], [1, 0]]}"#);
    contained(pairs, r#"{"enum": [[0, 0], [0, 1], [1, 0], [1, 1]]}"#);
    let both = r#"{"type": "object", "properties": {"a": true, "b": true}, "additionalProperties": false, "minProperties": 2}"#;
    broken(both, "false");
    contained(both, r#"{"required": ["a", "b"]}"#);
}
