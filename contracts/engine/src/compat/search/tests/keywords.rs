//! Each keyword by itself: a message that it refuses is found.

use super::broken;

#[test]
fn message_refused_by_one_keyword_is_found() {
    for (emitted, accepted) in [
        (r#"{"type": "array"}"#, r#"{"minItems": 1}"#),
        (
            r#"{"type": "array", "items": {"type": "integer"}}"#,
            r#"{"minItems": 2}"#,
        ),
        (r#"{"type": "array"}"#, r#"{"maxItems": 1}"#),
        (
            r#"{"type": "array", "items": {"type": ["integer", "string"]}, "minItems": 1}"#,
            r#"{"contains": {"type": "integer"}}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": ["integer", "string"]}, "contains": {"type": "integer"}}"#,
            r#"{"contains": {"type": "integer"}, "maxContains": 1}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": ["integer", "string"]}, "contains": {"type": "integer"}}"#,
            r#"{"contains": {"type": "integer"}, "minContains": 2}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": ["integer", "string"]}}"#,
            r#"{"contains": {"type": "integer"}, "minContains": 0, "maxContains": 0}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": "boolean"}}"#,
            r#"{"uniqueItems": true}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": "integer"}, "minItems": 3, "maxItems": 3}"#,
            r#"{"prefixItems": [true, true, {"type": "string"}]}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": "integer"}}"#,
            r#"{"prefixItems": [true, true, {"type": "string"}]}"#,
        ),
        (
            r#"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"type": "boolean"}}"#,
            r#"{"items": {"type": ["string", "integer"]}}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": "integer"}}"#,
            r#"{"prefixItems": [true, true], "items": {"type": "string"}}"#,
        ),
        (
            r#"{"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}, {"type": "integer"}], "unevaluatedItems": {"type": "string"}, "minItems": 4}"#,
            r#"false"#,
        ),
        (
            r#"{"type": "array", "items": {"type": "integer"}}"#,
            r#"{"prefixItems": [true, true], "unevaluatedItems": false}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": "integer"}}"#,
            r#"{"allOf": [{"prefixItems": [true, true]}], "unevaluatedItems": {"type": "string"}}"#,
        ),
        (
            r#"{"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": true}"#,
            r#"{"prefixItems": [true], "unevaluatedItems": false}"#,
        ),
        (r#"{"type": "string"}"#, r#"{"minLength": 1}"#),
        (r#"{"type": "string"}"#, r#"{"maxLength": 1}"#),
        (
            r#"{"type": "string", "minLength": 2, "maxLength": 2}"#,
            r#"{"minLength": 3}"#,
        ),
        (r#"{"type": "object"}"#, r#"{"minProperties": 1}"#),
        (r#"{"type": "object"}"#, r#"{"maxProperties": 1}"#),
        (
            r#"{"type": "object", "minProperties": 1, "maxProperties": 1}"#,
            r#"{"minProperties": 2}"#,
        ),
        (r#"{"type": "object"}"#, r#"{"required": ["a"]}"#),
        (r#"{"type": "object"}"#, r#"{"dependentRequired": {"a": ["b"]}}"#),
        (
            r#"{"type": "object"}"#,
            r#"{"dependentSchemas": {"a": {"required": ["b"]}}}"#,
        ),
        (r#"{"type": "object"}"#, r#"{"propertyNames": {"maxLength": 2}}"#),
        (
            r#"{"type": "object"}"#,
            r#"{"properties": {"a": true}, "additionalProperties": false}"#,
        ),
        (
            r#"{"type": "object"}"#,
            r#"{"properties": {"a": true}, "unevaluatedProperties": false}"#,
        ),
        (
            r#"{"type": "array", "items": {"enum": [1, 2]}, "minItems": 2, "uniqueItems": true}"#,
            r#"{"items": {"const": 1}}"#,
        ),
        (
            r#"{"type": "array", "prefixItems": [{"type": "integer"}, {"const": 1}], "minItems": 2, "uniqueItems": true}"#,
            r#"{"prefixItems": [{"const": 1}]}"#,
        ),
        (
            r#"{"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}, {"type": "integer"}], "minItems": 3, "maxItems": 3}"#,
            r#"{"uniqueItems": true}"#,
        ),
        (
            r#"{"type": "array", "prefixItems": [{"type": "integer"}, {"type": ["string", "integer"]}], "items": false, "minItems": 2}"#,
            r#"{"uniqueItems": true}"#,
        ),
        (
            r#"{"type": "integer", "minimum": 0, "maximum": 9}"#,
            r#"{"if": {"minimum": 5}, "then": {"maximum": 7}, "else": {"minimum": 2}}"#,
        ),
        (
            r#"{"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "integer"}}"#,
            r#"{"type": "string"}"#,
        ),
        (
            r#"{"type": "integer"}"#,
            r#"{"oneOf": [{"minimum": 0}, {"maximum": 5}]}"#,
        ),
        (
            r#"{"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 10}]}"#,
            r#"{"type": "integer", "maximum": 20}"#,
        ),
        (r#"{"type": "integer"}"#, r#"{"not": {"multipleOf": 3}}"#),
        (r#"{"type": "integer"}"#, r#"{"multipleOf": 3}"#),
        (
            r#"{"type": "number", "minimum": 0}"#,
            r#"{"exclusiveMinimum": 0}"#,
        ),
        (
            r#"{"type": "number", "maximum": 0}"#,
            r#"{"exclusiveMaximum": 0}"#,
        ),
        (
            r#"{"type": "number", "exclusiveMinimum": -1}"#,
            r#"{"minimum": 0}"#,
        ),
        (
            r#"{"type": "number", "exclusiveMaximum": 1}"#,
            r#"{"maximum": 0}"#,
        ),
        (r#"{"type": "string"}"#, r#"{"format": "date"}"#),
        (r#"{"type": "string", "format": "date"}"#, r#"{"maxLength": 3}"#),
        (
            r#"{"type": "string", "pattern": "^a+$"}"#,
            r#"{"pattern": "^a{1,3}$"}"#,
        ),
        (r#"{"type": ["null", "string"]}"#, r#"{"type": "string"}"#),
        (r#"{"type": "boolean"}"#, r#"{"const": true}"#),
        (
            r#"{"enum": [1, "a", null, [1], {"a": 1}]}"#,
            r#"{"enum": [1, "a", null, [1]]}"#,
        ),
        (
            r##"{"$ref": "#/$defs/t", "$defs": {"t": {"type": "object", "properties": {"v": {"type": "integer"}, "n": {"$ref": "#/$defs/t"}}}}}"##,
            r##"{"$ref": "#/$defs/t", "$defs": {"t": {"type": "object", "properties": {"v": {"type": "integer", "minimum": 0}, "n": {"$ref": "#/$defs/t"}}}}}"##,
        ),
    ] {
        broken(emitted, accepted);
    }
}
