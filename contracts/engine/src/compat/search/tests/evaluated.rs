//! The members and items left for `unevaluatedItems` and `unevaluatedProperties` depend on which branches accept.

use std::fmt::Write;

use super::{broken, contained, open};
use crate::compat::schema::{Options, Schema};
use crate::json::parse;

/// Arrays of at most so many items of any kind.
fn items(least: u32, most: u32) -> String {
    format!(r#"{{"type": "array", "minItems": {least}, "maxItems": {most}}}"#)
}

#[test]
fn items_after_a_prefix_are_unevaluated() {
    for (word, inner) in [
        ("allOf", r#"{"prefixItems": [true]}"#),
        ("anyOf", r#"{"prefixItems": [true]}"#),
    ] {
        let accepted = format!(r#"{{"{word}": [{inner}], "unevaluatedItems": false}}"#);
        contained(&items(0, 1), &accepted);
        broken(&items(0, 2), &accepted);
    }
    let emitted = r#"{"type": "array", "minItems": 1, "allOf": [{"prefixItems": [{"const": 1}]}], "unevaluatedItems": {"type": "string"}}"#;
    broken(emitted, r#"{"prefixItems": [{"type": "string"}]}"#);
    contained(
        emitted,
        r#"{"prefixItems": [{"const": 1}], "items": {"type": "string"}}"#,
    );
}

#[test]
fn items_covered_by_a_part_are_evaluated() {
    for cover in [
        r#"{"items": {"type": "integer"}}"#,
        r#"{"unevaluatedItems": {"type": "integer"}}"#,
    ] {
        let emitted = format!(
            r#"{{"type": "array", "minItems": 1, "allOf": [{cover}], "unevaluatedItems": {{"type": "string"}}}}"#
        );
        broken(&emitted, r#"{"items": {"type": "string"}}"#);
        contained(&emitted, r#"{"items": {"type": "integer"}}"#);
    }
}

#[test]
fn properties_covered_by_a_part_are_evaluated() {
    let emitted = r#"{"type": "object", "required": ["a"], "allOf": [{"additionalProperties": {"type": "integer"}}],
        "unevaluatedProperties": {"type": "string"}}"#;
    broken(emitted, r#"{"properties": {"a": {"type": "string"}}}"#);
    contained(emitted, r#"{"properties": {"a": {"type": "integer"}}}"#);
}

#[test]
fn a_branch_that_refuses_evaluates_nothing() {
    let accepted =
        r#"{"anyOf": [{"maxItems": 1}, {"items": true, "minItems": 9}], "unevaluatedItems": false}"#;
    broken(&items(1, 1), accepted);
    contained(&items(9, 9), accepted);
    let accepted = r#"{"anyOf": [{"properties": {"a": true}, "required": ["b"]}, {"maxProperties": 9}],
        "properties": {"b": true}, "unevaluatedProperties": false}"#;
    let object = |required: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"a": true, "b": true}}, "required": [{required}], "additionalProperties": false}}"#
        )
    };
    broken(&object(r#""a""#), accepted);
    contained(&object(r#""a", "b""#), accepted);
    let emitted = format!(r#"{{"allOf": [{accepted}], "type": "object", "required": ["a"]}}"#);
    contained(&emitted, r#"{"required": ["b"]}"#);
    broken(&emitted, r#"{"properties": {"a": false}}"#);
}

#[test]
fn the_branches_of_a_wide_union_evaluate_their_names() {
    let mut branches = String::new();
    for n in 0..12 {
        write!(branches, r#"{{"properties": {{"t": {{"const": "v{n}"}}, "x{n}": {{"type": "integer"}}}}, "required": ["t", "x{n}"]}},"#).unwrap();
    }
    let branches = branches.trim_end_matches(',');
    let with_any = format!(
        r#"{{"type": "object", "required": ["z1"], "anyOf": [{branches}, {{"patternProperties": {{"^z": {{"type": "null"}}}}}}],
        "unevaluatedProperties": false}}"#
    );
    broken(&with_any, "false");
    contained(&with_any, r#"{"properties": {"z1": {"type": "null"}}}"#);
    let tagged = format!(r#"{{"type": "object", "oneOf": [{branches}], "unevaluatedProperties": false}}"#);
    broken(&tagged, "false");
    broken(&tagged, r#"{"properties": {"x11": {"type": "string"}}}"#);
    contained(
        &tagged,
        r#"{"properties": {"x11": {"type": "integer"}}, "maxProperties": 2}"#,
    );
    contained(&tagged, &tagged);
    broken(&tagged, &tagged.replace("\"x11\": {", "\"y11\": {"));
}

#[test]
fn before_2020_12_contains_evaluates_nothing() {
    let accepted = r#"{"$schema": "https://json-schema.org/draft/2019-09/schema", "contains": {"const": 1}, "unevaluatedItems": false}"#;
    open(
        r#"{"type": "array", "items": {"const": 1}, "minItems": 1}"#,
        accepted,
    );
}

#[test]
fn a_part_that_names_nothing_evaluates_nothing() {
    broken(
        r#"{"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}"#,
        r#"{"allOf": [{"minProperties": 0}], "properties": {"a": {}}, "unevaluatedProperties": false}"#,
    );
}

#[test]
fn schema_beside_a_wide_union_evaluates_its_names() {
    let branches: Vec<String> = (0..9)
        .map(|k| format!(r#"{{"properties": {{"k": {{"const": {k}}}}}, "required": ["k"]}}"#))
        .collect();
    let emitted = format!(
        r#"{{"type": "object", "allOf": [{{"properties": {{"z": {{"type": "integer"}}}}, "required": ["z"]}}], "oneOf": [{}], "unevaluatedProperties": false}}"#,
        branches.join(", ")
    );
    broken(&emitted, "false");
}

#[test]
fn a_schema_that_depends_on_a_property_evaluates_no_item() {
    for dependent in [
        r#"{"items": true}"#,
        r#"{"prefixItems": [true]}"#,
        r#"{"contains": true}"#,
    ] {
        let schema = format!(
            r#"{{"type": "array", "dependentSchemas": {{"a": {dependent}}}, "unevaluatedItems": false}}"#
        );
        broken(&items(1, 1), &schema);
        contained(&items(0, 0), &schema);
        contained(&schema, &items(0, 0));
    }
}

#[test]
fn items_that_a_part_too_deep_to_be_followed_may_evaluate_are_undecided() {
    let levels = |count: usize| {
        let parts: Vec<String> = (0..count)
            .map(|level| {
                format!(
                    r##""{level}": {{"allOf": [{{"$ref": "#/$defs/{}"}}], "minItems": 0}}"##,
                    level + 1
                )
            })
            .collect();
        format!(
            r##"{{"$ref": "#/$defs/0", "unevaluatedItems": false, "type": "array", "$defs": {{{}, "{count}": {{"items": true}}}}}}"##,
            parts.join(", ")
        )
    };
    broken(&levels(20), &items(0, 0));
    open(&levels(70), &items(0, 0));
    contained(&items(1, 1), &levels(20));
    open(&items(1, 1), &levels(70));
}

#[test]
fn a_reference_that_is_not_resolved_may_evaluate_anything() {
    // Each of eight resources may be entered or not on the way to the last, and the value shows which ones were.
    // So many scopes are not distinguished, and the last reference is not resolved in most of them.
    let (mut defs, mut all) = (String::new(), String::new());
    for i in 0..8 {
        let next = i + 1;
        write!(
            defs,
            r##""r{i}": {{"$id": "r{i}", "anyOf": [{{"$ref": "r{next}", "not": {{"required": ["k{i}"]}}}}, {{"$ref": "s{i}"}}]}},
            "s{i}": {{"$id": "s{i}", "$ref": "r{next}", "required": ["k{i}"], "$defs": {{"a": {{"$dynamicAnchor": "a{i}"}}}}}},"##
        )
        .unwrap();
        write!(all, r#""k{i}","#).unwrap();
    }
    let all = all.trim_end_matches(',');
    let emitted = format!(
        r##"{{"$ref": "r0", "type": "object", "$defs": {{{defs} "r8": {{"$id": "r8", "$dynamicRef": "#a", "unevaluatedProperties": false,
            "$defs": {{"a": {{"$dynamicAnchor": "a", "patternProperties": {{"^k": true}}}}}}}}}}}}"##
    );
    open(&emitted, &format!(r#"{{"not": {{"required": [{all}]}}}}"#));
    contained(&emitted, r#"{"type": "object"}"#);
    let schema = Schema::parse(emitted.as_bytes(), &Options::default()).unwrap();
    let value = format!("{{{}}}", all.replace(',', ": 1,") + ": 1");
    schema.accepts(&parse(value.as_bytes()).unwrap()).unwrap_err();
}
