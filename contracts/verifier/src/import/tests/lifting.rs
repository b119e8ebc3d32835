//! Every draft says the same in 2020-12.

use super::*;

#[test]
fn the_bounds_of_draft_04_become_numbers() {
    insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false}"#), @r##"{"maximum":9,"exclusiveMinimum":1}"##);
}

#[test]
fn tuples_become_prefix_items() {
    insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}, true], "additionalItems": false}"#), @r##"{"prefixItems":[{"type":"string"},true],"items":false}"##);
    insta::assert_snapshot!(lifted(r#"{"items": [{"type": "string"}]}"#), @r##"{"prefixItems":[{"type":"string"}]}"##);
    insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": {"type": "string"}, "additionalItems": false}"#), @r##"{"items":{"type":"string"}}"##);
}

#[test]
fn dependencies_part_into_names_and_schemas() {
    insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-06/schema", "dependencies": {"card": ["name"], "iban": {"required": ["bic"]}}}"#), @r##"{"dependentRequired":{"card":["name"]},"dependentSchemas":{"iban":{"required":["bic"]}}}"##);
}

#[test]
fn definitions_become_defs_and_pointers_follow() {
    insta::assert_snapshot!(lifted(r##"{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"to": {"$ref": "#/definitions/postal~1address"}, "city": {"$ref": "#/definitions/postal~1address/properties/city"}}, "definitions": {"postal/address": {"properties": {"city": {"type": "string"}}}, "unused": {"type": "null"}}}"##), @r##"{"properties":{"city":{"$ref":"#/$defs/city"},"to":{"$ref":"#/$defs/postal.address"}},"$defs":{"city":{"type":"string"},"postal.address":{"properties":{"city":{"type":"string"}}}}}"##);
}

#[test]
fn keywords_beside_a_reference_count_only_since_2019_09() {
    let text = |schema: &str| {
        lifted(&format!(
            r##"{{"$schema": "{schema}", "items": {{"$ref": "#/definitions/a", "minLength": 3}}, "definitions": {{"a": {{"type": "string"}}}}}}"##
        ))
    };
    insta::assert_snapshot!(text("http://json-schema.org/draft-07/schema#"), @r##"{"items":{"$ref":"#/$defs/a"},"$defs":{"a":{"type":"string"}}}"##);
    insta::assert_snapshot!(text("https://json-schema.org/draft/2019-09/schema"), @r##"{"items":{"$ref":"#/$defs/a","minLength":3},"$defs":{"a":{"type":"string"}}}"##);
    // The top, too; its target is next to it.
    insta::assert_snapshot!(lifted(r##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "type": "null", "definitions": {"a": {"type": "string"}}}"##), @r##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}"##);
}

#[test]
fn keywords_count_from_the_draft_that_has_them() {
    insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-04/schema#", "const": 1, "if": true, "then": false, "type": "string"}"#), @r##"{"type":"string"}"##);
    insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-07/schema#", "const": 1, "if": {"minimum": 0}, "then": {"multipleOf": 2}, "unevaluatedItems": false}"#), @r##"{"const":1,"if":{"minimum":0},"then":{"multipleOf":2}}"##);
}

#[test]
fn dynamic_references_with_one_target_become_plain() {
    insta::assert_snapshot!(lifted(r##"{"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveAnchor": true, "type": "object", "properties": {"next": {"$recursiveRef": "#"}}}"##), @r##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"next":{"$ref":"#/$defs/a"}}}}}"##);
    insta::assert_snapshot!(lifted(r##"{"$dynamicAnchor": "node", "type": "object", "properties": {"next": {"$dynamicRef": "#node"}}}"##), @r##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"next":{"$ref":"#/$defs/a"}}}}}"##);
}

#[test]
fn annotations_and_unknown_keywords_are_dropped_and_data_is_kept() {
    insta::assert_snapshot!(lifted(r##"{"title": "t", "description": "d", "default": 1, "examples": [2], "$comment": "c", "tsType": "x", "enum": [{"title": "data", "$ref": "#/nowhere"}, 1e400, 340282366920938463463374607431768211455]}"##), @r##"{"enum":[{"title":"data","$ref":"#/nowhere"},1e400,340282366920938463463374607431768211455]}"##);
}

#[test]
fn properties_may_be_called_like_keywords() {
    insta::assert_snapshot!(lifted(r#"{"properties": {"$ref": {"type": "string"}, "definitions": {"type": "array", "items": {"type": "integer"}}, "id": {"const": "x"}}}"#), @r##"{"properties":{"$ref":{"type":"string"},"definitions":{"type":"array","items":{"type":"integer"}},"id":{"const":"x"}}}"##);
}

#[test]
fn a_file_without_a_draft_is_read_as_the_named_files_are() {
    let files = [
        (
            "a.json",
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": {"$ref": "b.json"}}"#,
        ),
        (
            "b.json",
            r##"{"items": {"$ref": "#/definitions/x", "minLength": 1}, "definitions": {"x": {"type": "string"}}}"##,
        ),
    ];
    let old = imported(&files, &["a.json"], options(Role::Consumes));
    insta::assert_snapshot!(schema(&old), @r##"{"items":{"$ref":"#/$defs/b"},"$defs":{"b":{"items":{"$ref":"#/$defs/x"}},"x":{"type":"string"}}}"##);
    let draft = Some(Draft::Draft202012);
    let mut new = options(Role::Consumes);
    new.schemas.draft = draft;
    insta::assert_snapshot!(schema(&imported(&files, &["a.json"], new)), @r##"{"items":{"$ref":"#/$defs/b"},"$defs":{"b":{"items":{"$ref":"#/$defs/x","minLength":1}},"x":{"type":"string"}}}"##);
}

#[test]
fn mapping_leads_into_its_own_file() {
    let text = |draft: &str, target: &str| {
        format!(
            r##"{{"$schema": "{draft}", "properties": {{"pet": {{"$ref": "#/definitions/Pet"}}}},
                "definitions": {{"Cat": {{"type": "object"}}, "Pet": {{"oneOf": [{{"$ref": "#/definitions/Cat"}}],
                "discriminator": {{"propertyName": "kind", "mapping": {{"cat": "{target}"}}}}}}}}}}"##
        )
    };
    for draft in [
        "http://json-schema.org/draft-04/schema#",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        for target in ["#/definitions/Cat", "Cat", "cat.json"] {
            lifted(&text(draft, target));
        }
        for target in ["#/definitions/Nope", "Nope", "#/$defs/Cat"] {
            let error = refused(&[("a.json", &text(draft, target))]);
            let place = "/definitions/Pet/discriminator/mapping/cat";
            assert!(error.contains("in a.json, "), "{target}: {error}");
            assert!(error.contains(place), "{target}: {error}");
        }
    }
}
