use std::fs;
use std::path::Path;

use super::*;
use crate::json::{self, Json};

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn options(role: Role) -> Options {
    Options::new(Identity::new("shop", role, "order.placed", None).unwrap())
}

fn import_from(folder: &Path, named: &[&str], options: Options) -> Result<Imported, ImportError> {
    let files: Vec<_> = named.iter().map(|name| folder.join(name)).collect();
    let base = options.base.unwrap_or_else(|| folder.to_owned());
    let options = Options {
        base: Some(base),
        ..options
    };
    import(&files, &options)
}

fn imported(files: &[(&str, &str)], named: &[&str], options: Options) -> Imported {
    import_from(folder(files).path(), named, options).unwrap_or_else(|error| panic!("{error}"))
}

fn schema(imported: &Imported) -> String {
    Json::Object(imported.contract.schema().clone()).to_string()
}

/// What one file says as a consumer's contract: nothing is written into it.
fn lifted(text: &str) -> String {
    schema(&imported(
        &[("a.json", text)],
        &["a.json"],
        options(Role::Consumes),
    ))
}

/// What one file says as an emitted schema with unbounded integers, and where it was closed.
fn closed(text: &str) -> (String, Vec<String>) {
    closed_of(&[("a.json", text)])
}

fn closed_of(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let options = Options {
        integers: Integers::Unbounded,
        ..options(Role::Emits)
    };
    let imported = imported(files, &["a.json"], options);
    let places = imported.closed.iter().map(Pointer::to_string).collect();
    (schema(&imported), places)
}

/// The error of an import of `a.json`, with the folder called `BASE`.
fn refused(files: &[(&str, &str)]) -> String {
    let folder = folder(files);
    let error = import_from(folder.path(), &["a.json"], options(Role::Consumes)).unwrap_err();
    error
        .to_string()
        .replace(&folder.path().display().to_string(), "BASE")
}

mod lifting {
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
    fn what_stands_beside_a_reference_counts_since_2019_09_only() {
        let text = |schema: &str| {
            lifted(&format!(
                r##"{{"$schema": "{schema}", "items": {{"$ref": "#/definitions/a", "minLength": 3}}, "definitions": {{"a": {{"type": "string"}}}}}}"##
            ))
        };
        insta::assert_snapshot!(text("http://json-schema.org/draft-07/schema#"), @r##"{"items":{"$ref":"#/$defs/a"},"$defs":{"a":{"type":"string"}}}"##);
        insta::assert_snapshot!(text("https://json-schema.org/draft/2019-09/schema"), @r##"{"items":{"$ref":"#/$defs/a","minLength":3},"$defs":{"a":{"type":"string"}}}"##);
        // The top, too; what it leads to stands beside it.
        insta::assert_snapshot!(lifted(r##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "type": "null", "definitions": {"a": {"type": "string"}}}"##), @r##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}"##);
    }

    #[test]
    fn keywords_count_from_the_draft_that_has_them() {
        insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-04/schema#", "const": 1, "if": true, "then": false, "type": "string"}"#), @r##"{"type":"string"}"##);
        insta::assert_snapshot!(lifted(r#"{"$schema": "http://json-schema.org/draft-07/schema#", "const": 1, "if": {"minimum": 0}, "then": {"multipleOf": 2}, "unevaluatedItems": false}"#), @r##"{"const":1,"if":{"minimum":0},"then":{"multipleOf":2}}"##);
    }

    #[test]
    fn references_of_dynamic_scope_become_plain_ones_where_they_lead_to_one_schema() {
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
        let new = Options {
            draft,
            ..options(Role::Consumes)
        };
        insta::assert_snapshot!(schema(&imported(&files, &["a.json"], new)), @r##"{"items":{"$ref":"#/$defs/b"},"$defs":{"b":{"items":{"$ref":"#/$defs/x","minLength":1}},"x":{"type":"string"}}}"##);
    }
}

mod bundling {
    use super::*;

    #[test]
    fn files_that_refer_to_each_other_end() {
        let files = [
            ("a.json", r#"{"properties": {"b": {"$ref": "b.json"}}}"#),
            (
                "b.json",
                r#"{"properties": {"a": {"$ref": "a.json"}, "b": {"$ref": "b.json#"}}}"#,
            ),
        ];
        insta::assert_snapshot!(schema(&imported(&files, &["a.json"], options(Role::Consumes))), @r##"{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"b":{"$ref":"#/$defs/b"}}},"b":{"properties":{"a":{"$ref":"#/$defs/a"},"b":{"$ref":"#/$defs/b"}}}}}"##);
    }

    #[test]
    fn references_start_from_the_file_and_then_from_the_base() {
        let files = [
            (
                "star/a.json",
                r#"{"$id": "star$a", "items": {"$ref": "common/user.json"}, "contains": {"$ref": "near.json"}}"#,
            ),
            ("star/near.json", r#"{"const": "near"}"#),
            ("near.json", r#"{"const": "far"}"#),
            ("common/user.json", r#"{"$ref": "id.json"}"#),
            ("common/id.json", r#"{"type": "integer"}"#),
        ];
        insta::assert_snapshot!(schema(&imported(&files, &["star/a.json"], options(Role::Consumes))), @r##"{"items":{"$ref":"#/$defs/user"},"contains":{"$ref":"#/$defs/near"},"$defs":{"id":{"type":"integer"},"near":{"const":"near"},"user":{"$ref":"#/$defs/id"}}}"##);
    }

    #[test]
    fn the_folder_of_the_named_files_is_the_base_unless_one_is_named() {
        let folder = folder(&[
            ("s/star/a.json", r#"{"$ref": "common/user.json"}"#),
            ("s/common/user.json", r#"{"type": "object"}"#),
        ]);
        let file = [folder.path().join("s/star/a.json")];
        let error = import(&file, &options(Role::Consumes)).unwrap_err().to_string();
        let error = error.replace(&folder.path().display().to_string(), "TMP");
        insta::assert_snapshot!(error, @r##"the reference "common/user.json" in a.json leads to no file, neither from the folder of a.json nor from the base folder TMP/s/star: name the folder that references start from with `--base DIR`"##);
        let base = Some(folder.path().join("s"));
        let imported = import(
            &file,
            &Options {
                base,
                ..options(Role::Consumes)
            },
        )
        .unwrap();
        assert_eq!(imported.contract.header.imported, ["star/a.json"]);
    }

    #[test]
    fn identities_lead_to_the_files_that_declare_them() {
        let files = [
            (
                "a.json",
                r#"{"$id": "https://example.com/events/a.json", "prefixItems": [{"$ref": "/types/user.json"}, {"$ref": "urn:x:money#/$defs/amount"}, {"$ref": "https://example.com/types/user.json#name"}]}"#,
            ),
            (
                "deep/u.json",
                r##"{"$id": "https://example.com/types/user.json", "properties": {"name": {"$ref": "#name"}}, "$defs": {"name": {"$anchor": "name", "type": "string"}}}"##,
            ),
            (
                "m.json",
                r#"{"$schema": "http://json-schema.org/draft-04/schema#", "id": "urn:x:money", "$defs": {"amount": {"type": "number"}}}"#,
            ),
            ("broken.json", "{"),
        ];
        insta::assert_snapshot!(schema(&imported(&files, &["a.json"], options(Role::Consumes))), @r##"{"prefixItems":[{"$ref":"#/$defs/u"},{"$ref":"#/$defs/amount"},{"$ref":"#/$defs/name"}],"$defs":{"amount":{"type":"number"},"name":{"type":"string"},"u":{"properties":{"name":{"$ref":"#/$defs/name"}}}}}"##);
    }

    #[test]
    fn an_identity_wins_over_a_file_that_only_stands_where_it_points() {
        let files = [
            (
                "a.json",
                r#"{"$id": "https://example.com/v2/a.json", "items": {"$ref": "user.json"}}"#,
            ),
            (
                "user.json",
                r#"{"$id": "https://example.com/v1/user.json", "const": 1}"#,
            ),
            (
                "v2/user.json",
                r#"{"$id": "https://example.com/v2/user.json", "const": 2}"#,
            ),
        ];
        insta::assert_snapshot!(schema(&imported(&files, &["a.json"], options(Role::Consumes))), @r##"{"items":{"$ref":"#/$defs/user"},"$defs":{"user":{"const":2}}}"##);
    }

    #[test]
    fn copies_of_one_embedded_schema_in_two_files_do_not_meet() {
        let with = |kind: &str| {
            format!(
                r#"{{"$id": "https://example.com/{kind}.json", "items": {{"$ref": "id.json"}}, "$defs": {{"id": {{"$id": "id.json", "type": "{kind}"}}}}}}"#
            )
        };
        let (a, b) = (with("string"), with("integer"));
        let a = a.replacen("{", r#"{"contains": {"$ref": "integer.json"}, "#, 1);
        let files = [("a.json", a.as_str()), ("integer.json", b.as_str())];
        insta::assert_snapshot!(schema(&imported(&files, &["a.json"], options(Role::Consumes))), @r##"{"items":{"$ref":"#/$defs/a.id"},"contains":{"$ref":"#/$defs/integer"},"$defs":{"a.id":{"type":"string"},"integer":{"items":{"$ref":"#/$defs/integer.id"}},"integer.id":{"type":"integer"}}}"##);
    }

    #[test]
    fn definitions_of_one_name_in_two_files_stay_apart() {
        let files = [
            (
                "a.json",
                r##"{"prefixItems": [{"$ref": "#/definitions/id"}, {"$ref": "b.json#/definitions/id"}], "definitions": {"id": {"type": "string"}}}"##,
            ),
            ("b.json", r#"{"definitions": {"id": {"type": "integer"}}}"#),
        ];
        insta::assert_snapshot!(schema(&imported(&files, &["a.json"], options(Role::Consumes))), @r##"{"prefixItems":[{"$ref":"#/$defs/a.id"},{"$ref":"#/$defs/b.id"}],"$defs":{"a.id":{"type":"string"},"b.id":{"type":"integer"}}}"##);
    }

    #[test]
    fn several_files_of_one_event_are_alternatives_in_any_order() {
        let files = [
            (
                "b.json",
                r#"{"properties": {"action": {"const": "b"}}, "required": ["action"]}"#,
            ),
            ("a.json", r#"{"properties": {"action": {"const": "a"}}}"#),
        ];
        let once = imported(&files, &["a.json", "b.json"], options(Role::Emits));
        insta::assert_snapshot!(once.contract.to_text(), @r##"
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "x-contract": {
            "format": 1,
            "role": "emits",
            "service": "shop",
            "event": "order.placed",
            "imported": [
              "a.json",
              "b.json"
            ],
            "assumes": [
              "plain-integers",
              "numbers-fit-f64",
              "nesting-under-128",
              "unique-keys",
              "closed-objects"
            ]
          },
          "anyOf": [
            {
              "$ref": "#/$defs/a"
            },
            {
              "$ref": "#/$defs/b"
            }
          ],
          "$defs": {
            "a": {
              "properties": {
                "action": {
                  "const": "a"
                }
              },
              "unevaluatedProperties": false
            },
            "b": {
              "required": [
                "action"
              ],
              "properties": {
                "action": {
                  "const": "b"
                }
              },
              "unevaluatedProperties": false
            }
          }
        }
        "##);
        let again = imported(&files, &["b.json", "a.json", "./a.json"], options(Role::Emits));
        assert_eq!(again.contract.to_text(), once.contract.to_text());
    }

    #[test]
    fn names_and_files_with_odd_characters_are_found() {
        let files = [
            (
                "a.json",
                r#"{"prefixItems": [{"$ref": "my%20user.json"}, {"$ref": "my user.json"}, {"$ref": "größe.json#/%24defs/a%25b"}]}"#,
            ),
            ("my user.json", r#"{"type": "object"}"#),
            ("größe.json", r#"{"$defs": {"a%b": {"type": "integer"}}}"#),
        ];
        insta::assert_snapshot!(schema(&imported(&files, &["a.json"], options(Role::Consumes))), @r##"{"prefixItems":[{"$ref":"#/$defs/my.user"},{"$ref":"#/$defs/my.user"},{"$ref":"#/$defs/a.b"}],"$defs":{"a.b":{"type":"integer"},"my.user":{"type":"object"}}}"##);
    }

    #[test]
    fn what_lies_outside_is_never_read() {
        let reference =
            |reference: &str| refused(&[("a.json", &format!(r#"{{"items": {{"$ref": "{reference}"}}}}"#))]);
        insta::assert_snapshot!(reference("https://example.com/user.json"), @r##"the reference "https://example.com/user.json" in a.json leads to the network, which is never asked: save the document into BASE with that as its `$id`, or name a folder that has it with `--base DIR`"##);
        insta::assert_snapshot!(reference("../secret.json"), @r##"the reference "../secret.json" in a.json leads out of the base folder BASE: name a folder that holds both files with `--base DIR`, and write the reference relative to it"##);
        for outside in [
            "/etc/passwd",
            "file:///etc/passwd",
            "x/../../secret.json",
            "%2e%2e/secret.json",
            "..%2Fsecret.json",
            "..\\\\secret.json",
        ] {
            let error = reference(outside);
            assert!(
                error.contains("leads out of the base folder"),
                "{outside}: {error}"
            );
        }
        for remote in [
            "//example.com/x.json",
            "ftp://example.com/x",
            "urn:example:x",
            "C:/x.json",
        ] {
            let error = reference(remote);
            assert!(
                error.contains("network") || error.contains("out of the base"),
                "{remote}: {error}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_outside_either() {
        let folder = folder(&[("base/a.json", r#"{"$ref": "link.json"}"#), ("secret.json", "{}")]);
        let base = folder.path().join("base");
        std::os::unix::fs::symlink("../secret.json", base.join("link.json")).unwrap();
        let error = import_from(&base, &["a.json"], options(Role::Consumes)).unwrap_err();
        assert!(
            error.to_string().contains("leads out of the base folder"),
            "{error}"
        );
        let error = import_from(&base, &["link.json"], options(Role::Consumes)).unwrap_err();
        assert!(
            error.to_string().contains("does not lie in the base folder"),
            "{error}"
        );
    }

    #[test]
    fn a_reference_to_nothing_names_the_file_and_the_way_out() {
        insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "user.json"}"#)]), @r##"the reference "user.json" in a.json leads to no file, neither from the folder of a.json nor from the base folder BASE: name the folder that references start from with `--base DIR`"##);
        insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "b.json#/definitions/x"}"#), ("b.json", "{}")]), @r##"in a.json, the reference "b.json#/definitions/x" at `/$ref` leads to a place that the document does not have: correct it, or add what it names"##);
        insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "b.json"}"#), ("b.json", r#"{"properties": {"x": {"type": "strin"}}}"#)]), @r##"in b.json, expected `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or an array of these at `/properties/x/type`, found "strin""##);
        insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "urn:x"}"#), ("b.json", r#"{"$id": "urn:x"}"#), ("c.json", r#"{"$id": "urn:x"}"#)]), @r##"the reference "urn:x" in a.json names an `$id` that several files below BASE declare: name a narrower folder with `--base DIR`"##);
        insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "b.json"}"#), ("b.json/c.json", "{}")]), @r##"the reference "b.json" in a.json leads to no file, neither from the folder of a.json nor from the base folder BASE: name the folder that references start from with `--base DIR`"##);
    }
}

mod closing {
    use super::*;

    #[test]
    fn described_objects_are_closed_and_maps_stay_open() {
        let (schema, places) = closed(
            r#"{"type": "object", "properties": {"tags": {"type": "object"}, "attributes": {"type": "object", "additionalProperties": {"type": "string"}}, "open": {"properties": {"a": true}, "additionalProperties": true}, "user": {"type": "object", "properties": {"id": {"type": "integer"}}}, "list": {"items": {"properties": {"x": true}}}}}"#,
        );
        assert_eq!(places, ["", "/properties/list/items", "/properties/user"]);
        insta::assert_snapshot!(schema, @r##"{"type":"object","properties":{"attributes":{"type":"object","additionalProperties":{"type":"string"}},"list":{"items":{"properties":{"x":true},"unevaluatedProperties":false}},"open":{"properties":{"a":true},"additionalProperties":true},"tags":{"type":"object"},"user":{"type":"object","properties":{"id":{"type":"integer"}},"unevaluatedProperties":false}},"unevaluatedProperties":false}"##);
    }

    #[test]
    fn parts_that_describe_one_object_are_closed_once_for_all() {
        let (schema, places) = closed_of(&[
            (
                "a.json",
                r#"{"allOf": [{"$ref": "base.json"}, {"properties": {"extra": {"type": "string"}}}], "properties": {"base": {"$ref": "base.json"}}}"#,
            ),
            (
                "base.json",
                r#"{"properties": {"id": {"type": "integer"}}, "required": ["id"]}"#,
            ),
        ]);
        assert_eq!(places, ["", "/$defs/base"]);
        insta::assert_snapshot!(schema, @r##"{"properties":{"base":{"$ref":"#/$defs/base"}},"allOf":[{"$ref":"#/$defs/base-2"},{"properties":{"extra":{"type":"string"}}}],"unevaluatedProperties":false,"$defs":{"base":{"required":["id"],"properties":{"id":{"type":"integer"}},"unevaluatedProperties":false},"base-2":{"required":["id"],"properties":{"id":{"type":"integer"}}}}}"##);
    }

    #[test]
    fn alternatives_are_closed_one_by_one_where_only_they_describe_the_object() {
        let (schema, places) = closed(
            r#"{"oneOf": [{"properties": {"card": true}, "required": ["card"]}, {"properties": {"iban": true}, "required": ["iban"]}, {"type": "object"}, {"type": "null"}]}"#,
        );
        assert_eq!(places, ["/oneOf/0", "/oneOf/1"]);
        insta::assert_snapshot!(schema, @r##"{"oneOf":[{"required":["card"],"properties":{"card":true},"unevaluatedProperties":false},{"required":["iban"],"properties":{"iban":true},"unevaluatedProperties":false},{"type":"object"},{"type":"null"}]}"##);
    }

    #[test]
    fn alternatives_beside_properties_are_closed_as_a_whole() {
        let (schema, places) = closed(
            r#"{"properties": {"kind": true}, "anyOf": [{"properties": {"a": true}}, {"required": ["kind"]}]}"#,
        );
        assert_eq!(places, [""]);
        insta::assert_snapshot!(schema, @r##"{"properties":{"kind":true},"anyOf":[{"properties":{"a":true}},{"required":["kind"]}],"unevaluatedProperties":false}"##);
    }

    #[test]
    fn a_nullable_reference_is_closed_where_it_leads() {
        let (schema, places) = closed_of(&[
            (
                "a.json",
                r#"{"properties": {"user": {"anyOf": [{"$ref": "user.json"}, {"type": "null"}]}}, "additionalProperties": false}"#,
            ),
            (
                "user.json",
                r#"{"type": ["object", "null"], "properties": {"id": true, "boss": {"$ref": "user.json"}}}"#,
            ),
        ]);
        assert_eq!(places, ["/$defs/user"]);
        insta::assert_snapshot!(schema, @r##"{"properties":{"user":{"anyOf":[{"$ref":"#/$defs/user"},{"type":"null"}]}},"additionalProperties":false,"$defs":{"user":{"type":["object","null"],"properties":{"boss":{"$ref":"#/$defs/user"},"id":true},"unevaluatedProperties":false}}}"##);
    }

    #[test]
    fn what_is_demanded_but_not_described_may_still_be_sent() {
        // Closed without `total`, nothing at all could be sent, and nothing would break any consumer.
        insta::assert_snapshot!(closed(r#"{"properties": {"id": true}, "required": ["id", "total"]}"#).0, @r##"{"required":["id","total"],"properties":{"id":true,"total":true},"unevaluatedProperties":false}"##);
        insta::assert_snapshot!(closed(r#"{"required": ["kind"], "anyOf": [{"properties": {"kind": true, "a": true}}, {"properties": {"b": true}}]}"#).0, @r##"{"required":["kind"],"anyOf":[{"properties":{"a":true,"kind":true},"unevaluatedProperties":false},{"properties":{"b":true,"kind":true},"unevaluatedProperties":false}]}"##);
        let (_, places) = closed(r#"{"properties": {"id": true}, "minProperties": 2}"#);
        assert!(places.is_empty());
        let (_, places) = closed(
            r#"{"properties": {"id": {"properties": {"x": true}}}, "const": {"id": {"y": 1}, "more": 2}}"#,
        );
        assert!(places.is_empty());
    }

    #[test]
    fn a_property_that_two_parts_describe_is_not_closed_in_each() {
        // Closed in each part, `user` would have to be without `id` and without `name`.
        let (schema, places) = closed(
            r#"{"allOf": [{"properties": {"user": {"properties": {"id": true}, "required": ["id"]}}}, {"properties": {"user": {"properties": {"name": true}, "required": ["name"]}, "other": {"properties": {"x": true}}}}]}"#,
        );
        assert_eq!(places, ["", "/allOf/1/properties/other"]);
        insta::assert_snapshot!(schema, @r##"{"allOf":[{"properties":{"user":{"required":["id"],"properties":{"id":true}}}},{"properties":{"other":{"properties":{"x":true},"unevaluatedProperties":false},"user":{"required":["name"],"properties":{"name":true}}}}],"unevaluatedProperties":false}"##);
        let (_, places) = closed(
            r#"{"allOf": [{"properties": {"user": {"type": "object"}}}, {"properties": {"user": {"properties": {"name": true}}}}]}"#,
        );
        assert_eq!(places, ["", "/allOf/1/properties/user"]);
        let (_, places) = closed(
            r#"{"allOf": [{"items": {"properties": {"a": true}}}, {"items": {"properties": {"b": true}}}]}"#,
        );
        assert!(places.is_empty(), "{places:?}");
    }

    #[test]
    fn what_is_refused_or_counted_stays_as_it_is() {
        let (schema, places) = closed(
            r##"{"not": {"$ref": "#/$defs/old"}, "if": {"properties": {"a": {"properties": {"b": true}}}}, "contains": {"properties": {"x": true}}, "maxContains": 1, "properties": {"old": {"$ref": "#/$defs/old"}}, "$defs": {"old": {"properties": {"id": {"type": "string"}}}}}"##,
        );
        assert_eq!(places, ["", "/$defs/old"]);
        insta::assert_snapshot!(schema, @r##"{"contains":{"properties":{"x":true}},"maxContains":1,"properties":{"old":{"$ref":"#/$defs/old"}},"not":{"$ref":"#/$defs/old-2"},"if":{"properties":{"a":{"properties":{"b":true}}}},"unevaluatedProperties":false,"$defs":{"old":{"properties":{"id":{"type":"string"}},"unevaluatedProperties":false},"old-2":{"properties":{"id":{"type":"string"}}}}}"##);
    }

    #[test]
    fn conditions_count_as_parts() {
        let (schema, places) = closed(
            r#"{"properties": {"kind": true}, "if": {"properties": {"kind": {"const": "a"}}}, "then": {"properties": {"a": true}}, "else": {"properties": {"b": true}}, "dependentSchemas": {"c": {"properties": {"d": true}}}}"#,
        );
        assert_eq!(places, [""]);
        insta::assert_snapshot!(schema, @r##"{"properties":{"kind":true,"c":true},"dependentSchemas":{"c":{"properties":{"d":true}}},"if":{"properties":{"kind":{"const":"a"}}},"then":{"properties":{"a":true}},"else":{"properties":{"b":true}},"unevaluatedProperties":false}"##);
    }

    #[test]
    fn open_keeps_objects_open_and_consumers_are_never_closed() {
        let files = [("a.json", r#"{"properties": {"id": {"type": "integer"}}}"#)];
        let open = Options {
            open: true,
            ..options(Role::Emits)
        };
        let open = imported(&files, &["a.json"], open);
        insta::assert_snapshot!(schema(&open), @r##"{"properties":{"id":{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}}}"##);
        assert!(open.closed.is_empty());
        let consumer = imported(&files, &["a.json"], options(Role::Consumes));
        insta::assert_snapshot!(schema(&consumer), @r##"{"properties":{"id":{"type":"integer"}}}"##);
        assert!(consumer.contract.header.assumes.is_empty());
    }

    #[test]
    fn what_is_taken_for_granted_stands_in_the_header() {
        let assumes = |text: &str| {
            let imported = imported(&[("a.json", text)], &["a.json"], options(Role::Emits));
            let ids = imported
                .contract
                .header
                .assumes
                .iter()
                .map(|assumption| assumption.id());
            ids.skip(4).collect::<Vec<_>>()
        };
        assert_eq!(
            assumes(r#"{"properties": {"a": {"type": "integer"}}}"#),
            ["integers-are-i64", "closed-objects"]
        );
        assert!(assumes(r#"{"type": "object"}"#).is_empty());
    }
}

mod integers {
    use super::*;

    fn bounded(text: &str, integers: Integers) -> String {
        let options = Options {
            integers,
            ..options(Role::Emits)
        };
        schema(&imported(&[("a.json", text)], &["a.json"], options))
    }

    #[test]
    fn integers_without_bounds_get_those_of_their_size() {
        let text = r#"{"items": {"type": ["integer", "null"]}}"#;
        insta::assert_snapshot!(bounded(text, Integers::I64), @r##"{"items":{"type":["integer","null"],"minimum":-9223372036854775808,"maximum":9223372036854775807}}"##);
        insta::assert_snapshot!(bounded(text, Integers::U53), @r##"{"items":{"type":["integer","null"],"minimum":-9007199254740991,"maximum":9007199254740991}}"##);
        insta::assert_snapshot!(bounded(text, Integers::Unbounded), @r##"{"items":{"type":["integer","null"]}}"##);
    }

    #[test]
    fn bounds_that_are_there_count() {
        insta::assert_snapshot!(bounded(r#"{"type": "integer", "minimum": 0}"#, Integers::I64), @r##"{"type":"integer","minimum":0,"maximum":9223372036854775807}"##);
        insta::assert_snapshot!(bounded(r#"{"type": "integer", "exclusiveMaximum": 1e30}"#, Integers::I64), @r##"{"type":"integer","exclusiveMaximum":1000000000000000000000000000000,"minimum":-9223372036854775808}"##);
        insta::assert_snapshot!(bounded(r#"{"type": "integer", "format": "uint64"}"#, Integers::I64), @r##"{"type":"integer","minimum":0,"maximum":18446744073709551615}"##);
        insta::assert_snapshot!(bounded(r#"{"type": "integer", "enum": [1, 1e30]}"#, Integers::I64), @r##"{"type":"integer","enum":[1,1000000000000000000000000000000]}"##);
        insta::assert_snapshot!(bounded(r##"{"allOf": [{"$ref": "#/$defs/id"}, {"maximum": 1e30}], "$defs": {"id": {"type": "integer"}}}"##, Integers::I64), @r##"{"allOf":[{"$ref":"#/$defs/id"},{"maximum":1000000000000000000000000000000}],"$defs":{"id":{"type":"integer","minimum":-9223372036854775808}}}"##);
        insta::assert_snapshot!(bounded(r#"{"type": "number"}"#, Integers::I64), @r##"{"type":"number"}"##);
    }

    #[test]
    fn what_is_refused_is_not_bounded() {
        insta::assert_snapshot!(bounded(r##"{"type": "integer", "not": {"$ref": "#/$defs/id"}, "prefixItems": [{"$ref": "#/$defs/id"}], "$defs": {"id": {"type": "integer"}}}"##, Integers::U53), @r##"{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991,"prefixItems":[{"$ref":"#/$defs/id"}],"not":{"$ref":"#/$defs/id-2"},"$defs":{"id":{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},"id-2":{"type":"integer"}}}"##);
    }
}

mod hostile {
    use super::*;

    #[test]
    fn what_is_no_schema_is_refused_with_its_place() {
        insta::assert_snapshot!(refused(&[("a.json", "[1, 2")]), @r##"a.json is not JSON: the text ends inside a value at line 1, column 6"##);
        insta::assert_snapshot!(refused(&[("a.json", "[1, 2]")]), @r##"a.json holds no schema (an object, true or false), it holds a value of type array"##);
        insta::assert_snapshot!(refused(&[("a.json", r#"{"properties": {"x": {"minimum": "1"}}}"#)]), @r##"in a.json, expected a number at `/properties/x/minimum`, found "1""##);
        insta::assert_snapshot!(refused(&[("a.json", r#"{"items": {"pattern": "("}}"#)]), @r##"in a.json, the pattern "(" at `/items/pattern` is no regular expression of ECMA-262: "(" is not a "regex""##);
        insta::assert_snapshot!(refused(&[("a.json", r#"{"maximum": 1e1000000000}"#)]), @r##"a.json is not JSON: a number with more than 10000 digits before or after its point at line 1, column 13"##);
        insta::assert_snapshot!(refused(&[("b.json", "{}")]).replace("No such file or directory (os error 2)", "absent"), @r##"cannot read BASE/a.json: absent"##);
        insta::assert_snapshot!(refused(&[("a.json/b.json", "{}")]), @r##"BASE/a.json should be a file and is something else"##);
        assert!(matches!(
            import(&[], &options(Role::Emits)),
            Err(ImportError::NoFiles)
        ));
    }

    #[test]
    fn only_contracts_have_a_name_or_a_producer() {
        let folder = folder(&[("a.json", "{}")]);
        let named = Options::new(Identity::new("shop", Role::Emits, "order.placed", Some("audit")).unwrap());
        insta::assert_snapshot!(import_from(folder.path(), &["a.json"], named).unwrap_err(), @r##"an emitted schema has no name: leave it out, or import with `--consumes`"##);
        let producer = |role| Options {
            producer: Some("a/../b".into()),
            ..options(role)
        };
        insta::assert_snapshot!(import_from(folder.path(), &["a.json"], producer(Role::Emits)).unwrap_err(), @r##"an emitted schema has no producer: leave it out, or import with `--consumes`"##);
        insta::assert_snapshot!(import_from(folder.path(), &["a.json"], producer(Role::Consumes)).unwrap_err(), @r##"the name "a/../b" has a path step `.` or `..`: name the event, not a place"##);
    }

    #[test]
    fn depth_is_bounded_on_the_way_in_and_on_the_way_out() {
        let nested = |depth: usize| format!("{}true{}", r#"{"not":"#.repeat(depth), "}".repeat(depth));
        let whole = imported(&[("a.json", &nested(500))], &["a.json"], options(Role::Emits));
        assert!(json::parse(whole.contract.to_text().as_bytes()).is_ok());
        for depth in [511, 512, 100_000] {
            let error = refused(&[("a.json", &nested(depth))]);
            assert!(error.contains("512 levels"), "{depth}: {error}");
        }
        let below = format!(r##"{{"$ref": "#/$defs/a", "$defs": {{"a": {}}}}}"##, nested(509));
        let error = refused(&[("a.json", &below)]);
        assert!(error.contains("512 levels"), "{error}");
    }

    #[test]
    fn a_small_file_does_not_become_a_large_one() {
        // Each reference leads a little deeper into one large schema, which would be written once for each.
        let wide = format!(
            r#"{{"enum": [0], "allOf": [{}]}}"#,
            vec!["{\"minimum\": 0}"; 5000].join(",")
        );
        let mut text = wide;
        for _ in 0..400 {
            text = format!(r#"{{"not": {text}}}"#);
        }
        let references: Vec<_> = (0..400)
            .map(|depth| format!(r##"{{"$ref": "#/$defs/a{}"}}"##, "/not".repeat(depth)))
            .collect();
        let text = format!(
            r#"{{"prefixItems": [{}], "$defs": {{"a": {text}}}}}"#,
            references.join(",")
        );
        insta::assert_snapshot!(refused(&[("a.json", &text)]), @r##"too much to import: more than 250,000 schemas"##);
    }

    #[test]
    fn parts_of_parts_are_gone_through_within_bounds() {
        let chain = |length: usize| {
            let definition = |n: usize| {
                let next = n + 1;
                format!(
                    r##""d{n}": {{"allOf": [{{"$ref": "#/$defs/d{next}"}}, {{"$ref": "#/$defs/d{next}"}}]}}"##
                )
            };
            let mut definitions: Vec<_> = (0..length).map(definition).collect();
            definitions.push(format!(r#""d{length}": {{"properties": {{"id": true}}}}"#));
            format!(
                r##"{{"$ref": "#/$defs/d0", "$defs": {{{}}}}}"##,
                definitions.join(",")
            )
        };
        assert_eq!(closed(&chain(100)).1, ["/$defs/d0"]);
        let folder = folder(&[("a.json", &chain(5000))]);
        let error = import_from(folder.path(), &["a.json"], options(Role::Emits)).unwrap_err();
        assert!(matches!(error, ImportError::TooMuch(_)), "{error}");
    }
}
