use super::*;
use crate::compat::schema::{Options, Schema};
use crate::json::parse;

fn schema(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &Options::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn shows(inner: &Schema, outer: &Schema) -> bool {
    let mut search = Search::new(inner, outer, 1_000_000, 24);
    search.within(NodeRef::emitted(inner.root()), NodeRef::accepted(outer.root()))
}

#[test]
fn weaker_demand_is_recognised_without_a_search() {
    let list = |then: &str| {
        format!(
            r##"{{"$ref": "#/$defs/L", "$defs": {{"L": {{"type": "object", "properties": {{"v": {{"type": "integer"}},
                "next": {{"anyOf": [{{"$ref": "#/$defs/L"}}, {{"type": "null"}}]}}}}, "required": ["v"]{then}}}}}}}"##
        )
    };
    let tagged = |names: &[&str], then: &str| {
        let branch = |name: &&str| {
            format!(
                r#"{{"type": "object", "required": ["t"], "properties": {{"t": {{"const": "{name}"}}}}{then}}}"#
            )
        };
        format!(
            r#"{{"oneOf": [{}]}}"#,
            names.iter().map(branch).collect::<Vec<_>>().join(",")
        )
    };
    for (inner, outer) in [
        (
            r#"{"type": "integer", "minimum": 1}"#,
            r#"{"type": "number", "exclusiveMinimum": 0}"#,
        ),
        (r#"{"type": "number", "multipleOf": 6}"#, r#"{"multipleOf": 0.5}"#),
        (
            r#"{"type": "string", "maxLength": 3, "pattern": "^a"}"#,
            r#"{"pattern": "^a", "maxLength": 4}"#,
        ),
        (r#"{"type": "string", "format": "ipv4"}"#, r#"{"format": "ip"}"#),
        (
            r#"{"enum": [1, "a"]}"#,
            r#"{"anyOf": [{"type": "string"}, {"minimum": 0}]}"#,
        ),
        (
            r#"{"type": "string"}"#,
            r#"{"minimum": 3, "required": ["a"], "items": false}"#,
        ),
        (
            r#"{"type": "object", "properties": {"a": {"const": 1}, "b": true}, "required": ["a"], "additionalProperties": false}"#,
            r#"{"properties": {"a": {"type": "integer"}, "c": false}, "required": ["a"]}"#,
        ),
        (
            r#"{"type": "object", "properties": {"a": {"const": 1}}, "additionalProperties": {"const": 2}}"#,
            r#"{"additionalProperties": {"type": "integer"}}"#,
        ),
        (
            r#"{"type": "array", "prefixItems": [{"const": 1}, {"const": "a"}], "items": false}"#,
            r#"{"prefixItems": [{"type": "integer"}], "items": {"type": "string"}}"#,
        ),
        (
            r#"{"allOf": [{"type": "object"}, {"required": ["a"]}]}"#,
            r#"{"minProperties": 1}"#,
        ),
        (
            r#"{"anyOf": [{"const": 1}, {"type": "string"}, false]}"#,
            r#"{"anyOf": [{"type": "integer"}, {"type": "string"}]}"#,
        ),
        (
            list(r#", "additionalProperties": false"#).as_str(),
            list("").as_str(),
        ),
        (
            tagged(&["a", "b"], r#", "unevaluatedProperties": false"#).as_str(),
            tagged(&["b", "c", "a"], "").as_str(),
        ),
    ] {
        assert!(shows(&schema(inner), &schema(outer)), "{inner} in {outer}");
    }
}

/// Schemas that differ in one thing or another, few of them within others.
const SCHEMAS: &[&str] = &[
    "true",
    "false",
    r#"{"type": "null"}"#,
    r#"{"type": "integer"}"#,
    r#"{"type": ["integer", "null"]}"#,
    r#"{"type": "number", "minimum": 1}"#,
    r#"{"exclusiveMinimum": 1}"#,
    r#"{"type": "integer", "exclusiveMinimum": 0, "maximum": 2}"#,
    r#"{"exclusiveMaximum": 2}"#,
    r#"{"type": "number", "maximum": 2, "multipleOf": 2}"#,
    r#"{"multipleOf": 0.5}"#,
    r#"{"const": 1}"#,
    r#"{"enum": [1, "a", null]}"#,
    r#"{"type": "string", "minLength": 1}"#,
    r#"{"type": "string", "maxLength": 1}"#,
    r#"{"pattern": "^a"}"#,
    r#"{"type": "string", "pattern": "^a", "minLength": 2}"#,
    r#"{"type": "string", "format": "ipv4"}"#,
    r#"{"format": "ip"}"#,
    r#"{"type": "array"}"#,
    r#"{"type": "array", "items": {"type": "integer"}}"#,
    r#"{"type": "array", "items": {"const": 1}, "maxItems": 1}"#,
    r#"{"type": "array", "prefixItems": [{"const": 1}], "items": false}"#,
    r#"{"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2}"#,
    r#"{"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "maxItems": 2}"#,
    r#"{"type": "array", "uniqueItems": true, "minItems": 1}"#,
    r#"{"items": {"type": "integer"}, "contains": {"const": 1}}"#,
    r#"{"prefixItems": [true], "unevaluatedItems": false}"#,
    r#"{"type": "object"}"#,
    r#"{"type": "object", "required": ["a"]}"#,
    r#"{"required": ["a", "b"]}"#,
    r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#,
    r#"{"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]}"#,
    r#"{"type": "object", "properties": {"a": {"const": 1}}, "additionalProperties": false}"#,
    r#"{"type": "object", "properties": {"a": {"const": 1}, "b": {"type": "string"}}, "unevaluatedProperties": false}"#,
    r#"{"type": "object", "properties": {"a": true}, "patternProperties": {"^b": {"type": "string"}}, "additionalProperties": false}"#,
    r#"{"additionalProperties": {"type": "integer"}}"#,
    r#"{"type": "object", "additionalProperties": {"const": 1}, "minProperties": 1}"#,
    r#"{"maxProperties": 1}"#,
    r#"{"minProperties": 2}"#,
    r#"{"properties": {"b": false}}"#,
    r#"{"propertyNames": {"maxLength": 1}}"#,
    r#"{"dependentRequired": {"a": ["b"]}}"#,
    r#"{"dependentSchemas": {"a": {"required": ["b"]}}}"#,
    r#"{"allOf": [{"properties": {"a": {"const": 1}}}], "unevaluatedProperties": false}"#,
    r#"{"allOf": [{"type": "object"}, {"properties": {"a": {"type": "integer"}}, "required": ["a"]}]}"#,
    r#"{"anyOf": [{"type": "integer"}, {"type": "string"}]}"#,
    r#"{"anyOf": [{"const": 1}, {"const": "a"}]}"#,
    r#"{"oneOf": [{"type": "integer"}, {"minimum": 2}]}"#,
    r#"{"oneOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}"#,
    r#"{"oneOf": [{"type": "object", "properties": {"a": {"const": "x"}}, "required": ["a"]},
        {"type": "object", "properties": {"a": {"const": "y"}, "b": {"type": "integer"}}, "required": ["a"]}]}"#,
    r#"{"oneOf": [{"type": "object", "properties": {"a": {"const": "x"}}, "required": ["a"]},
        {"type": "object", "properties": {"a": {"enum": ["x", "y"]}}, "required": ["a"]}]}"#,
    r#"{"type": "object", "properties": {"a": {"const": "x"}}, "required": ["a"], "additionalProperties": false}"#,
    r#"{"type": "object", "properties": {"a": {"enum": ["x", "y"]}, "b": {"const": 1}}, "required": ["a", "b"]}"#,
    r#"{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}"#,
    r#"{"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}], "maxProperties": 1}"#,
    r#"{"not": {"type": "integer"}}"#,
    r#"{"not": {"required": ["a"]}, "type": "object"}"#,
    r#"{"if": {"type": "integer"}, "then": {"minimum": 2}}"#,
    r##"{"$ref": "#/$defs/t", "$defs": {"t": {"type": "object", "properties": {"a": {"$ref": "#/$defs/t"}}, "additionalProperties": false}}}"##,
    r##"{"$ref": "#/$defs/t", "$defs": {"t": {"type": "object", "properties": {"a": {"$ref": "#/$defs/t"}, "b": {"type": "null"}}}}}"##,
    r##"{"$ref": "#/$defs/t", "$defs": {"t": {"anyOf": [{"$ref": "#/$defs/t"}, {"type": "integer"}]}}}"##,
];

const VALUES: &str = r#"[null, true, 0, 1, 2, 3, 0.5, 1.5, -1, "", "a", "x", "ab", "b", "1.2.3.4", "::1",
    [], [1], [2], [1, 1], [1, "a"], [1, "a", 3], ["a"], [0, 2], [null], [1.5, "a"],
    {}, {"a": 1}, {"a": 2}, {"a": "x"}, {"a": "y"}, {"a": "z"}, {"b": "s"}, {"b": 1}, {"c": 1}, {"c": "s"}, {"long": 1},
    {"a": 1, "b": "s"}, {"a": 1, "b": 1}, {"a": "x", "b": 1}, {"a": "y", "b": 1}, {"a": "y", "b": "s"}, {"a": 1, "c": 1},
    {"b": 1, "c": 2}, {"a": {}}, {"a": {"a": {}}}, {"a": {"b": null}}, {"a": {"b": 1}}, {"a": {}, "b": null}]"#;

#[test]
fn recognised_containment_holds_for_every_value() {
    let schemas: Vec<Schema> = SCHEMAS.iter().map(|text| schema(text)).collect();
    let values = parse(VALUES.as_bytes()).unwrap();
    let accepted: Vec<Vec<bool>> = schemas
        .iter()
        .map(|schema| {
            values
                .as_array()
                .unwrap()
                .iter()
                .map(|value| schema.accepts(value) == Ok(true))
                .collect()
        })
        .collect();
    let mut seen = 0;
    for (inner, of_inner) in schemas.iter().zip(&accepted) {
        for (outer, of_outer) in schemas.iter().zip(&accepted) {
            if shows(inner, outer) {
                seen += 1;
                let broken = of_inner
                    .iter()
                    .zip(of_outer)
                    .position(|(inner, outer)| *inner && !*outer);
                let value = broken.map(|place| &values.as_array().unwrap()[place]);
                assert_eq!(value, None, "{} in {}", inner.document(), outer.document());
            }
        }
    }
    assert!(seen > 3 * schemas.len(), "{seen}");
}
