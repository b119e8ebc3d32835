//! Files that refer to each other become one document.

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
    let mut based = options(Role::Consumes);
    based.schemas.base = Some(folder.path().join("s"));
    let imported = import(&file, &based).unwrap();
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
fn identity_wins_over_a_file_at_the_same_path() {
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
          "finite-floats",
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
fn file_outside_the_base_is_never_read() {
    let reference =
        |reference: &str| refused(&[("a.json", &format!(r#"{{"items": {{"$ref": "{reference}"}}}}"#))]);
    insta::assert_snapshot!(reference("https://example.com/user.json"), @r##"the reference "https://example.com/user.json" in a.json leads to the network, which is never accessed: save the document into BASE with that as its `$id`, or name a folder that has it with `--base DIR`"##);
    insta::assert_snapshot!(reference("../secret.json"), @r##"the reference "../secret.json" in a.json leads out of the base folder BASE: name a folder that contains both files with `--base DIR`, and write the reference relative to it"##);
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
    assert!(error.to_string().contains("is not in the base folder"), "{error}");
}

#[test]
fn dangling_reference_names_the_file_and_the_fix() {
    insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "user.json"}"#)]), @r##"the reference "user.json" in a.json leads to no file, neither from the folder of a.json nor from the base folder BASE: name the folder that references start from with `--base DIR`"##);
    insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "b.json#/definitions/x"}"#), ("b.json", "{}")]), @r##"in a.json, the reference "b.json#/definitions/x" at `/$ref` leads to a place that the document does not have: correct it, or add what it names"##);
    insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "b.json"}"#), ("b.json", r#"{"properties": {"x": {"type": "strin"}}}"#)]), @r##"in b.json, expected `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`, or an array of these at `/properties/x/type`, found "strin""##);
    insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "urn:x"}"#), ("b.json", r#"{"$id": "urn:x"}"#), ("c.json", r#"{"$id": "urn:x"}"#)]), @r##"the reference "urn:x" in a.json names an `$id` that several files below BASE declare: name a narrower folder with `--base DIR`"##);
    insta::assert_snapshot!(refused(&[("a.json", r#"{"$ref": "b.json"}"#), ("b.json/c.json", "{}")]), @r##"the reference "b.json" in a.json leads to no file, neither from the folder of a.json nor from the base folder BASE: name the folder that references start from with `--base DIR`"##);
}
