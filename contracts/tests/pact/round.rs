//! What is exported is read again, and is as close to the contract as it says.

use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::{ContractFile, Header, Identity, Role};
use counterpart::json::{self, Json};
use counterpart::pact::export::{Exported, Spec, export};
use counterpart::pact::{Settings, read, schema};

fn contract(schema: &str) -> ContractFile {
    let header = Header {
        identity: Identity::new("billing", Role::Consumes, "order.placed", None).unwrap(),
        producer: None,
        owner: None,
        transport: Default::default(),
        types: vec![],
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    };
    ContractFile::new(
        header,
        json::parse(schema.as_bytes())
            .unwrap()
            .as_object()
            .unwrap()
            .clone(),
    )
}

fn exported(schema: &str, spec: Spec) -> Exported {
    export(
        "billing",
        "shop",
        &[&contract(schema)],
        spec,
        &Settings::default(),
    )
    .unwrap()
}

fn parsed(schema: Json) -> Schema {
    Schema::from_json(schema, &Options::default()).unwrap()
}

/// Both directions: whether the pact accepts all that the contract accepts, and the other way round.
fn compared(text: &str, spec: Spec) -> (bool, bool, Vec<String>) {
    let exported = exported(text, spec);
    let pact = read::parse("pact.json", exported.text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let accepted = parsed(schema::of(&pact.messages[0]).schema);
    let contract = parsed(json::parse(text.as_bytes()).unwrap());
    let holds = |one, other| check(one, other, &Limits::default()) == Verdict::Compatible;
    let lost = exported
        .lost
        .iter()
        .map(|lost| format!("{}: {}", lost.path, lost.what))
        .collect();
    (holds(&contract, &accepted), holds(&accepted, &contract), lost)
}

#[test]
fn what_pact_can_say_is_said_exactly_and_nothing_is_lost() {
    for schema in [
        r#"{"type": "object", "properties": {"id": {"type": "string"}, "on": {"type": "boolean"}, "x": {"type": "number"}}, "required": ["id", "on", "x"]}"#,
        r#"{"type": "object", "properties": {"code": {"type": "string", "pattern": "^o-[0-9]+$"}}, "required": ["code"]}"#,
        r#"{"type": "object", "properties": {"kind": {"enum": ["a.b", "c"]}, "one": {"const": "x"}}, "required": ["kind", "one"]}"#,
        r#"{"type": "object", "properties": {"note": {"type": ["string", "null"]}}, "required": ["note"]}"#,
        r#"{"type": "object", "properties": {"list": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "object", "properties": {"s": {"type": "string"}}, "required": ["s"]}}}, "required": ["list"]}"#,
        r##"{"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, "required": ["a"], "$defs": {"A": {"type": "object", "properties": {"s": {"type": "string", "minLength": 2, "maxLength": 5}}, "required": ["s"]}}}"##,
    ] {
        for spec in [Spec::V3, Spec::V4] {
            let (pact_accepts_all, contract_accepts_all, lost) = compared(schema, spec);
            assert_eq!(lost, Vec::<String>::new(), "{schema}");
            assert!(
                pact_accepts_all,
                "the pact refuses what the contract accepts: {schema}"
            );
            assert!(
                contract_accepts_all,
                "the pact accepts what the contract refuses: {schema}"
            );
        }
    }
}

#[test]
fn alternatives_of_scalars_are_all_said_and_never_more_than_they() {
    let schema = r#"{"type": "object", "properties": {"a": {"anyOf": [{"type": "string", "pattern": "^x[0-9]$"}, {"type": "integer", "minimum": -9223372036854775808, "maximum": 18446744073709551615}, {"type": "null"}]}}, "required": ["a"]}"#;
    for spec in [Spec::V3, Spec::V4] {
        let (pact_accepts_all, contract_accepts_all, _) = compared(schema, spec);
        assert!(
            pact_accepts_all && contract_accepts_all,
            "{}",
            exported(schema, spec).text
        );
    }
}

#[test]
fn whatever_is_said_otherwise_is_listed() {
    for (schema, lost_part) in [
        (
            r#"{"type": "object", "properties": {"a": {"type": "integer", "minimum": 0, "maximum": 255}}, "required": ["a"]}"#,
            "range from 0 to 255",
        ),
        (
            r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
            "it may be left out",
        ),
        (
            r#"{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}"#,
            "other properties",
        ),
        (
            r#"{"type": "object", "properties": {"a": {"type": "array", "uniqueItems": true, "items": {"type": "string"}}}, "required": ["a"]}"#,
            "uniqueItems",
        ),
        (
            r#"{"type": "object", "properties": {"a": {"anyOf": [{"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]}, {"type": "null"}]}}, "required": ["a"]}"#,
            "only the alternative of the example",
        ),
        (
            r#"{"type": "object", "properties": {"a": {"type": "string", "format": "email"}}, "required": ["a"]}"#,
            "format `email`",
        ),
    ] {
        let (_, _, lost) = compared(schema, Spec::V4);
        assert!(
            lost.iter().any(|lost| lost.contains(lost_part)),
            "{schema}: {lost:?}"
        );
    }
}

#[test]
fn the_same_contract_gives_the_same_bytes_and_an_example_with_every_field() {
    let schema = r#"{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {"type": "integer"}}, "c": {"type": "object", "properties": {"d": {"type": "boolean"}}}}}"#;
    let first = exported(schema, Spec::V4);
    assert_eq!(first, exported(schema, Spec::V4));
    let pact = read::parse("pact.json", first.text.as_bytes()).unwrap();
    let contents = &pact.messages[0].contents;
    assert!(
        contents["a"].is_string() && contents["b"][0].is_i64() && contents["c"]["d"].is_boolean(),
        "{contents}"
    );
    let exported = json::parse(exported(schema, Spec::V3).text.as_bytes()).unwrap();
    insta::assert_snapshot!(exported.get("messages").unwrap().to_pretty(), @r#"
    [
      {
        "contents": {
          "a": "0",
          "b": [
            -1
          ],
          "c": {
            "d": true
          }
        },
        "description": "order.placed",
        "matchingRules": {
          "body": {
            "$.a": {
              "combine": "AND",
              "matchers": [
                {
                  "match": "type"
                }
              ]
            },
            "$.b": {
              "combine": "AND",
              "matchers": [
                {
                  "match": "type"
                }
              ]
            },
            "$.b[*]": {
              "combine": "AND",
              "matchers": [
                {
                  "match": "integer"
                }
              ]
            },
            "$.c.d": {
              "combine": "AND",
              "matchers": [
                {
                  "match": "type"
                }
              ]
            }
          }
        },
        "metadata": {
          "contentType": "application/json"
        }
      }
    ]
    "#);
}

#[test]
fn a_type_that_holds_itself_has_an_example_all_the_same() {
    let schema = r##"{"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "object", "properties": {"value": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}, "required": ["value", "children"]}}}"##;
    let (accepts, _, _) = compared(schema, Spec::V4);
    assert!(!accepts || exported(schema, Spec::V4).lost.is_empty());
    assert!(read::parse("p", exported(schema, Spec::V4).text.as_bytes()).is_ok());
}
