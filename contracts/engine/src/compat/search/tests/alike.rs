//! Schemas and values that look alike but differ, for the shortcuts that compare two of them without a search.

use super::{broken, contained, judge, open};
use crate::compat::schema::{Options, Schema};
use crate::compat::verdict::Verdict;

#[test]
fn arrays_are_equal_only_if_all_parts_are() {
    for accepted in [
        r#"{"type": "array", "items": {"type": "string"}}"#,
        r#"{"type": "array", "prefixItems": [{"type": "number"}]}"#,
        r#"{"type": "array", "contains": {"type": "number"}}"#,
        r#"{"type": "array", "unevaluatedItems": false}"#,
        r#"{"type": "array", "uniqueItems": true}"#,
    ] {
        broken(r#"{"type": "array"}"#, accepted);
    }
}

#[test]
fn objects_are_equal_only_if_all_parts_are() {
    for accepted in [
        r#"{"type": "object", "properties": {"a": {"type": "number"}}}"#,
        r#"{"type": "object", "patternProperties": {"a": {"type": "number"}}}"#,
        r#"{"type": "object", "additionalProperties": {"type": "number"}}"#,
        r#"{"type": "object", "unevaluatedProperties": {"type": "number"}}"#,
        r#"{"type": "object", "propertyNames": {"maxLength": 1}}"#,
        r#"{"type": "object", "required": ["a"]}"#,
        r#"{"type": "object", "dependentRequired": {"a": ["b"]}}"#,
        r#"{"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}}"#,
    ] {
        broken(r#"{"type": "object"}"#, accepted);
    }
}

#[test]
fn conditions_are_equal_only_if_all_parts_are() {
    broken(r#"{"then": false}"#, r#"{"if": {}, "then": false}"#);
    broken(r#"{"else": false}"#, r#"{"if": false, "else": false}"#);
    broken(
        r#"{"items": {"then": {}}}"#,
        r#"{"items": {"if": {}, "then": {"type": "array"}}}"#,
    );
    broken(
        r#"{"if": {"type": "string"}, "else": {"type": "null"}}"#,
        r#"{"if": {"type": "string"}, "else": {"type": "null"}, "then": {"maxLength": 1}}"#,
    );
    let with = |other: &str| {
        format!(
            r#"{{"type": "object", "unevaluatedProperties": false, {other}
                "if": {{"properties": {{"a": {{"const": 1}}}}, "required": ["a"]}},
                "then": {{"properties": {{"b": {{"type": "string"}}}}, "required": ["b"]}}}}"#
        )
    };
    broken(&with(r#""else": {"properties": {"c": {}}},"#), &with(""));
}

#[test]
fn an_object_with_members_is_not_the_empty_one() {
    broken(r#"{"type": "object"}"#, r#"{"enum": [{}]}"#);
    broken(r#"{"type": "array"}"#, r#"{"enum": [[]]}"#);
}

#[test]
fn a_union_of_constants_is_looked_up_by_the_value() {
    let constants = r#"{"anyOf": [
        {"const": 1}, {"const": "f"}, {"const": true}, {"const": false}, {"const": null},
        {"const": {}}, {"const": {"a": 1}}, {"const": []}, {"const": [1]}
    ]}"#;
    for only in [
        "0",
        "1",
        "true",
        "null",
        "{}",
        r#"{"a": 1}"#,
        "[]",
        "[1]",
        r#""f""#,
    ] {
        broken(constants, &format!(r#"{{"anyOf": [{{"const": {only}}}]}}"#));
    }
    for none in ["\"a\"", "2", "[2]", "[1, 1]", r#"{"a": 2}"#, r#"{"b": 1}"#, "1.5"] {
        broken(&format!(r#"{{"anyOf": [{{"const": {none}}}]}}"#), constants);
    }
}

#[test]
fn value_outside_an_enum_may_have_any_type() {
    broken(
        r#"{"not": {"items": {"propertyNames": {"enum": ["a"]}}}}"#,
        r##"{"$defs": {"node": {"anyOf": [{"type": "object"}]}}, "$ref": "#/$defs/node"}"##,
    );
    broken(
        r#"{"properties": {"a": {"allOf": [{"type": "integer"}, {"not": {"enum": [0]}}]}}, "required": ["a"]}"#,
        r#"{"required": ["b"]}"#,
    );
}

#[test]
fn one_of_is_stricter_than_either_alternative() {
    broken(r#"{"oneOf": [{"maxLength": 1}, {}]}"#, r#"{"pattern": "^.{2}$"}"#);
    broken(
        r#"{"allOf": [{"multipleOf": 2}, {"oneOf": [{}, {"multipleOf": 0.3}]}]}"#,
        r#"{"minimum": 1}"#,
    );
    broken("{}", r#"{"allOf": [{"oneOf": [{"maximum": 0}]}]}"#);
    broken(
        "{}",
        r##"{"propertyNames": {"$defs": {"node": {"anyOf": [{"oneOf": [{"pattern": "b"}, {}]}]}}, "$ref": "#/propertyNames/$defs/node"}}"##,
    );
    broken(
        "{}",
        r##"{"allOf": [{"propertyNames": {"$defs": {"node": {"anyOf": [{"oneOf": [{"pattern": "b"}, {}]}]}}, "$id": "u", "$ref": "#/$defs/node"}}]}"##,
    );
}

#[test]
fn a_name_that_is_judged_by_itself_leaves_the_pair_open() {
    open(
        "{}",
        r##"{"$defs": {"Name": {"allOf": [{"$ref": "#/$defs/Name"}]}}, "propertyNames": {"$ref": "#/$defs/Name"}}"##,
    );
}

#[test]
fn contradictory_schema_equals_nothing() {
    open(r##"{"const": 1, "not": {"$ref": "#"}}"##, r##"{"$ref": "#"}"##);
}

#[test]
fn ambiguity_in_an_older_draft_stays_undecided() {
    let items = r#"{"$schema": "https://json-schema.org/draft/2019-09/schema", "oneOf": [{"contains": {}}],
        "$defs": {"of": {"$defs": {"of": {"unevaluatedItems": false}}}}}"#;
    open(items, r#"{"oneOf": [{"not": {"type": "array"}}]}"#);
}

#[test]
fn lists_without_an_order_are_equal_in_any_order_if_all_members_are() {
    let (one, other) = (
        r#"{"required": ["b"]}"#,
        r#"{"properties": {"a": {"minimum": 1}}}"#,
    );
    let wider = r#"{"properties": {"a": {"minimum": 2}}}"#;
    for union in ["allOf", "anyOf", "oneOf"] {
        let of = |first: &str, second: &str| format!(r#"{{"items": {{"{union}": [{first}, {second}]}}}}"#);
        contained(&of(one, other), &of(other, one));
        broken(&of(one, other), &of(wider, one));
    }
    contained(
        r#"{"enum": [1, "a", {"x": 1, "y": 2}]}"#,
        r#"{"enum": [{"y": 2, "x": 1}, "a", 1.0]}"#,
    );
    broken(r#"{"enum": [1, "a", [1, 2]]}"#, r#"{"enum": [[2, 1], "a", 1]}"#);
    contained(
        r#"{"patternProperties": {"^a": {"type": "null"}, "b$": {"maximum": 1}}}"#,
        r#"{"patternProperties": {"b$": {"maximum": 1}, "^a": {"type": "null"}}}"#,
    );
    broken(
        r#"{"patternProperties": {"^a": {"type": "null"}, "b$": {"maximum": 1}}}"#,
        r#"{"patternProperties": {"b$": {"type": "null"}, "^a": {"maximum": 1}}}"#,
    );
}

#[test]
fn places_and_names_keep_their_order() {
    broken(
        r#"{"prefixItems": [{"type": "null"}, {"type": "integer"}]}"#,
        r#"{"prefixItems": [{"type": "integer"}, {"type": "null"}]}"#,
    );
    broken(
        r#"{"properties": {"a": {"type": "null"}, "b": {"type": "integer"}}}"#,
        r#"{"properties": {"b": {"type": "null"}, "a": {"type": "integer"}}}"#,
    );
    broken(
        r#"{"anyOf": [{"required": ["a"]}, {"allOf": [{"required": ["b"]}, {"required": ["c"]}]}]}"#,
        r#"{"allOf": [{"required": ["a"]}, {"anyOf": [{"required": ["b"]}, {"required": ["c"]}]}]}"#,
    );
}

/// A circle of schemas that differ from each other only in this one.
fn circle(marked: usize, reverse: bool) -> String {
    const LONG: usize = 200;
    let schema = |number: usize| {
        let items = format!(
            r##"{{"type": "array", "items": {{"$ref": "#/$defs/{}"}}}}"##,
            (number + 1) % LONG
        );
        let end = if number == marked {
            r#"{"type": "null"}"#
        } else {
            r#"{"type": "boolean"}"#
        };
        let branches = if reverse { [end, &items] } else { [&items, end] };
        format!(r#""{number}": {{"anyOf": [{}]}}"#, branches.join(", "))
    };
    let schemas: Vec<String> = (0..LONG).map(schema).collect();
    format!(
        r##"{{"$ref": "#/$defs/0", "$defs": {{{}}}}}"##,
        schemas.join(", ")
    )
}

#[test]
fn equal_hashes_of_structure_prove_nothing() {
    let structure = |text: &str| {
        let schema = Schema::parse(text.as_bytes(), &Options::default()).unwrap();
        schema.structure(schema.root())
    };
    let (one, reversed, other) = (circle(150, false), circle(150, true), circle(151, true));
    assert_eq!(structure(&one), structure(&reversed));
    assert_eq!(
        structure(&one),
        structure(&other),
        "the difference is farther away than a hash sees"
    );
    contained(&one, &reversed);
    assert_ne!(judge(&one, &other), Verdict::Compatible);
}
