//! An exported pact is imported again, and is as close to the contract as it claims.

use counterpart::contract::{Binding, ContractFile, Envelope, Header, Identity, Role};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json};
use counterpart_pact::export::{Errs, Exported, Spec, export};
use counterpart_pact::read::PactFile;
use counterpart_pact::{Options as Verifying, Outcome, Producers, Settings, read, schema, verify_pacts};
use proptest::prelude::*;

fn contract(schema: &str) -> ContractFile {
    let header = Header {
        identity: Identity::new("billing", Role::Consumes, "order.placed", None).unwrap(),
        producer: None,
        owner: None,
        metadata: Default::default(),
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

/// The messages that pass every interaction of the pact.
fn accepted(pact: &PactFile) -> Json {
    let each = pact.messages.iter().map(|message| schema::of(message).schema);
    Json::from([("allOf", Json::Array(each.collect()))])
}

/// Both directions: whether the pact accepts all that the contract accepts, and the other way round.
fn compared(text: &str, spec: Spec) -> (bool, bool, Vec<String>) {
    let exported = exported(text, spec);
    let pact = read::parse("pact.json", exported.text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let accepted = parsed(accepted(&pact));
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
fn expressible_contracts_are_exported_exactly() {
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
fn alternatives_of_scalars_are_exported_exactly() {
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
fn inexact_parts_are_listed() {
    for (schema, lost_part) in [
        (
            r#"{"type": "object", "properties": {"a": {"type": "integer", "minimum": 0, "maximum": 255}}, "required": ["a"]}"#,
            "range from 0 to 255",
        ),
        (
            r#"{"type": "object", "properties": {"a": {"type": "array", "prefixItems": [{"type": "string"}]}}, "required": ["a"]}"#,
            "arrays of other lengths",
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
fn recursive_type_still_has_an_example() {
    let schema = r##"{"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "object", "properties": {"value": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}, "required": ["value", "children"]}}}"##;
    let (accepts, _, _) = compared(schema, Spec::V4);
    assert!(!accepts || exported(schema, Spec::V4).lost.is_empty());
    assert!(read::parse("p", exported(schema, Spec::V4).text.as_bytes()).is_ok());
}

#[test]
fn names_that_no_path_can_express_leave_a_readable_pact() {
    for name in ["", "it's", "a.b", "a b", "é", "*", "[0]", "0", "\\\\"] {
        for required in ["", &format!("{name:?}").replace("\\\\\\\\", "\\\\")] {
            let schema = format!(
                r#"{{"type": "object", "properties": {{"{name}": {{"type": "string"}}, "any": {{"type": "object"}}}}, "required": [{required}]}}"#
            );
            for spec in [Spec::V3, Spec::V4] {
                let exported = exported(&schema, spec);
                let pact = read::parse("pact.json", exported.text.as_bytes());
                assert!(pact.is_ok(), "{schema}: {pact:?}");
                if exported.lost.iter().all(|lost| lost.errs == Errs::Wide) {
                    let report = verified(&exported, &schema);
                    assert_eq!(report.outcome(), Outcome::Passed, "{report} {}", exported.text);
                }
            }
        }
    }
}

fn optional(spec: Spec) -> Exported {
    exported(
        r#"{"type": "object", "properties": {"id": {"type": "string"}, "at": {"type": "object",
            "properties": {"street": {"type": "string"}, "zip": {"type": "boolean"}},
            "required": ["street"]}}, "required": ["id"]}"#,
        spec,
    )
}

#[test]
fn optional_properties_appear_in_one_interaction_only() {
    let exported = optional(Spec::V4);
    let pact = read::parse("pact.json", exported.text.as_bytes()).unwrap();
    let shown = pact
        .messages
        .iter()
        .map(|message| format!("{}: {}", message.description, message.contents));
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @r#"
    order.placed: {"at":{"street":"_","zip":true},"id":"_"}
    order.placed, nothing optional: {"id":"_"}
    order.placed, nothing optional below 1: {"at":{"street":"_"},"id":"_"}
    "#);
    assert_eq!(exported.lost, []);
    // Version 3 has no such rule.
    let lost = optional(Spec::V3).lost;
    let lost: Vec<String> = lost.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lost.join("\n"), @"
    order.placed: $.at: too narrow: it may be left out, and the pact requires it
    order.placed: $.at.zip: too narrow: it may be left out, and the pact requires it
    ");
}

#[test]
fn a_producer_that_sends_what_the_contract_accepts_passes_the_pact_at_both_levels() {
    let schema = r##"{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": ["string", "null"]},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}}, "by": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Line"}}},
        "required": ["id"], "$defs": {"Line": {"type": "object", "properties": {"sku": {"type": "string"}, "gift": {"type": "boolean"}}, "required": ["sku"]}}}"##;
    let exported = exported(schema, Spec::V4);
    let report = verified(&exported, schema);
    assert_eq!(report.outcome(), Outcome::Passed, "{report}");
    // And one that leaves out what must be there, at any depth, does not.
    for broken in [
        schema.replacen(r#""required": ["id"]"#, r#""required": []"#, 1),
        schema.replacen(r#""required": ["sku"]"#, r#""required": []"#, 1),
        schema.replacen(
            r#""gift": {"type": "boolean"}"#,
            r#""gift": {"type": "string"}"#,
            1,
        ),
    ] {
        let report = verified(&exported, &broken);
        assert_eq!(report.outcome(), Outcome::Failed, "{broken}: {report}");
    }
}

fn verified(exported: &Exported, emits: &str) -> counterpart_pact::Report {
    let pact = read::parse("pact.json", exported.text.as_bytes()).unwrap();
    // The emitted schema of a Rust type is closed.
    let closed = r#""additionalProperties": false, "properties":"#;
    let mut emitted = contract(&emits.replace(r#""properties":"#, closed));
    emitted.header.identity = Identity::new("shop", Role::Emits, "order.placed", None).unwrap();
    let producers = Producers::new([emitted], &[]).unwrap();
    verify_pacts(&[pact], &producers, &Verifying::default())
}

/// Schemas as consumers have them.
fn schemas() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        r#"{"type": "string"}"#,
        r#"{"type": "string", "pattern": "^o-[0-9]+$"}"#,
        r#"{"type": "string", "minLength": 2}"#,
        r#"{"type": "string", "format": "uuid"}"#,
        r#"{"type": ["string", "null"]}"#,
        r#"{"type": "boolean"}"#,
        r#"{"type": "number", "format": "double"}"#,
        r#"{"type": ["number", "null"]}"#,
        r#"{"type": "integer", "minimum": -9223372036854775808, "maximum": 18446744073709551615}"#,
        r#"{"type": "integer", "minimum": 0, "maximum": 255}"#,
        r#"{"enum": ["a", "b.c"]}"#,
        r#"{"const": "x"}"#,
        r#"{"anyOf": [{"type": "integer", "minimum": 0, "maximum": 9}, {"type": "null"}]}"#,
        "true",
    ])
    .prop_map(str::to_owned);
    let inner = leaf.prop_recursive(3, 12, 4, |inner| {
        let array = (inner.clone(), 0..3_u8).prop_map(|(items, least)| {
            format!(r#"{{"type": "array", "minItems": {least}, "items": {items}}}"#)
        });
        let map = inner
            .clone()
            .prop_map(|values| format!(r#"{{"type": "object", "additionalProperties": {values}}}"#));
        let nullable = object(inner.clone())
            .prop_map(|object| format!(r#"{{"anyOf": [{object}, {{"type": "null"}}]}}"#));
        prop_oneof![3 => object(inner), 2 => array, 1 => map, 1 => nullable]
    });
    object(inner)
}

fn object(inner: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec((inner, any::<bool>()), 1..4).prop_map(|fields| {
        let name = |index: usize| char::from(b'a' + u8::try_from(index).unwrap());
        let properties: Vec<String> = fields
            .iter()
            .enumerate()
            .map(|(index, (schema, _))| format!(r#""{}": {schema}"#, name(index)))
            .collect();
        let required: Vec<String> = fields
            .iter()
            .enumerate()
            .filter(|(_, (_, required))| *required)
            .map(|(index, _)| format!("\"{}\"", name(index)))
            .collect();
        format!(
            r#"{{"type": "object", "properties": {{{}}}, "required": [{}]}}"#,
            properties.join(", "),
            required.join(", ")
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pact_errs_only_in_listed_directions(schema in schemas(), old in any::<bool>()) {
        let spec = if old { Spec::V3 } else { Spec::V4 };
        let exported = exported(&schema, spec);
        let errs = |how| exported.lost.iter().any(|lost| lost.errs == how);
        if !errs(Errs::Narrow) {
            let report = verified(&exported, &schema);
            prop_assert_eq!(report.outcome(), Outcome::Passed, "{} {:?} {}", report, exported.lost, exported.text);
        }
        if !errs(Errs::Wide) {
            let pact = read::parse("pact.json", exported.text.as_bytes()).unwrap();
            let contract = parsed(json::parse(schema.as_bytes()).unwrap());
            let verdict = check(&parsed(accepted(&pact)), &contract, &Limits::default());
            prop_assert_eq!(verdict, Verdict::Compatible, "{:?} {}", exported.lost, exported.text);
        }
    }
}

/// A contract of whole events, or of batches of them.
fn of_events(role: Role, envelope: Envelope) -> ContractFile {
    let event = r#""type": "object", "properties": {"specversion": {"const": "1.0"}, "id": {"type": "string"},
        "source": {"type": "string"}, "type": {"type": "string"}, "data": {"type": "boolean"}},
        "required": ["specversion", "id", "source", "type", "data"], "additionalProperties": false"#;
    let schema = match envelope {
        Envelope::CloudEventsBatch => {
            format!(r#"{{"type": "array", "minItems": 1, "items": {{{event}}}}}"#)
        }
        _ => format!("{{{event}}}"),
    };
    let mut file = contract(&schema);
    let service = if role == Role::Emits { "shop" } else { "billing" };
    file.header.identity = Identity::new(service, role, "order.placed", None).unwrap();
    file.header.metadata.envelope = Some(envelope);
    file
}

#[test]
fn mode_of_events_is_their_media_type() {
    for spec in [Spec::V3, Spec::V4] {
        for (wanted, kind) in [
            (Envelope::CloudEvents, "application/cloudevents+json"),
            (Envelope::CloudEventsBatch, "application/cloudevents-batch+json"),
        ] {
            let contract = of_events(Role::Consumes, wanted);
            let exported = export("billing", "shop", &[&contract], spec, &Settings::default()).unwrap();
            assert!(
                exported.text.contains(&format!(r#""contentType": "{kind}""#)),
                "{}",
                exported.text
            );
            assert!(!exported.text.contains("application/json"), "{}", exported.text);
            let pact = read::parse("pact.json", exported.text.as_bytes()).unwrap();
            for sent in [Envelope::CloudEvents, Envelope::CloudEventsBatch] {
                let producers = Producers::new([of_events(Role::Emits, sent)], &[]).unwrap();
                let report = verify_pacts(std::slice::from_ref(&pact), &producers, &Verifying::default());
                assert_eq!(report.outcome() == Outcome::Passed, sent == wanted, "{report}");
            }
        }
    }
}

#[test]
fn headers_of_binary_mode_are_metadata() {
    let mut contract = contract(r#"{"type": "integer"}"#);
    let names = ["specversion", "id", "source", "type"].map(|name| format!("\"ce_{name}\""));
    let properties = names
        .each_ref()
        .map(|name| format!(r#"{name}: {{"type": "string"}}"#));
    let headers = format!(
        r#"{{"type": "object", "properties": {{{}}}, "required": [{}]}}"#,
        properties.join(", "),
        names.join(", ")
    );
    contract.header.metadata.headers = json::parse(headers.as_bytes())
        .unwrap()
        .as_object()
        .unwrap()
        .clone();
    contract.header.metadata.envelope = Some(Envelope::CloudEventsBinary(Binding::Kafka));
    let exported = export("billing", "shop", &[&contract], Spec::V4, &Settings::default()).unwrap();
    for name in names {
        assert!(exported.text.contains(&name), "{name} in {}", exported.text);
    }
    assert!(
        exported.text.contains(r#""contentType": "application/json""#),
        "{}",
        exported.text
    );
}
