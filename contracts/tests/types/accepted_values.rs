//! The schema of a consumer accepts exactly the messages that serde's real `Deserialize` reads.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;

use crate::agreement::{accepted, agree};
use counterpart::Contract;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use counterpart::json::Json;
use serde::Deserialize;

const TAGS: &[&str] = &[
    r#"{"t":"A"}"#,
    r#"{"t":"a-too"}"#,
    r#"{"t":"Z"}"#,
    r#"{"t":"Other"}"#,
    r#"{"t":"Z","q":1}"#,
    r#"{"q":[],"t":""}"#,
    r#"{"t":"B"}"#,
    r#"{"t":"b-too"}"#,
    r#"{"t":"B","x":1}"#,
    r#"{"t":"b-too","x":1}"#,
    r#"{"t":"B","x":"1"}"#,
    r#"{"t":"b-too","x":"1"}"#,
    r#"{"t":"B","old":1}"#,
    r#"{"t":"B","old":1,"x":1}"#,
    r#"{"t":true}"#,
    r#"{"t":null}"#,
    r#"{}"#,
    r#"{"u":"Z"}"#,
    r#"{"t":"A","c":null}"#,
    r#"{"t":"A","c":0}"#,
    r#"{"t":"a-too","c":0}"#,
    r#"{"t":"Z","c":null}"#,
    r#"{"t":"Z","c":{}}"#,
    r#"{"c":{},"t":"Z"}"#,
    r#"{"t":"B","c":{"x":1}}"#,
    r#"{"t":"b-too","c":{"old":1}}"#,
    r#"{"t":"b-too","c":{"old":1,"x":1}}"#,
    r#"{"t":"b-too","c":null}"#,
];

#[derive(Deserialize, Contract, Debug)]
#[serde(tag = "t")]
enum Internal {
    #[serde(alias = "a-too")]
    A,
    #[serde(alias = "b-too")]
    B {
        #[serde(alias = "old")]
        x: u8,
    },
    #[serde(other)]
    Other,
}

#[test]
fn every_unknown_tag_next_to_the_fields_is_the_other_variant() {
    agree::<Internal>(TAGS);

    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "t", deny_unknown_fields)]
    enum Strict {
        #[serde(alias = "b-too")]
        B { x: u8 },
        #[serde(other)]
        Other,
    }
    agree::<Strict>(TAGS);

    #[derive(Deserialize, Contract, Debug)]
    struct Flat {
        #[serde(flatten)]
        inner: Internal,
    }
    agree::<Flat>(TAGS);

    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "t")]
    enum OnlyOther {
        #[serde(other)]
        Other,
    }
    agree::<OnlyOther>(&[r#"{"t":"Z"}"#, r#"{"t":"Other"}"#, r#"{"t":null}"#, "{}"]);
}

#[test]
fn every_unknown_tag_with_null_content_is_the_other_variant() {
    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        #[serde(alias = "a-too")]
        A,
        #[serde(alias = "b-too")]
        B {
            #[serde(alias = "old")]
            x: u8,
        },
        #[serde(other)]
        Other,
    }
    agree::<Adjacent>(TAGS);

    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "t", content = "c", deny_unknown_fields)]
    enum Strict {
        A,
        #[serde(other)]
        Other,
    }
    agree::<Strict>(TAGS);
}

#[test]
fn every_unknown_string_is_the_other_variant() {
    #[derive(Deserialize, Contract, Debug)]
    #[serde(rename_all = "lowercase")]
    enum Plain {
        #[serde(alias = "b")]
        A,
        #[serde(other)]
        Other,
    }
    let messages = [r#""a""#, r#""b""#, r#""z""#, r#""""#, "1", "null", r#"{"z":1}"#];
    agree::<Plain>(&messages);
    agree::<Vec<Plain>>(
        &messages
            .map(|message| format!("[{message}]"))
            .each_ref()
            .map(String::as_str),
    );
    insta::assert_snapshot!(accepted::<Plain>(), @r#"{"type":"string"}"#);

    #[derive(Deserialize, Contract, Debug)]
    enum Mixed {
        #[serde(alias = "a")]
        A,
        #[serde(alias = "b")]
        B(u8),
        #[serde(other)]
        Other,
    }
    let messages = [
        r#""A""#,
        r#""a""#,
        r#""z""#,
        r#""Other""#,
        r#""B""#,
        r#""b""#,
        r#"{"B":1}"#,
        r#"{"b":1}"#,
        r#"{"b":"1"}"#,
        r#"{"B":1,"b":1}"#,
        r#"{"z":1}"#,
        "1",
    ];
    agree::<Mixed>(&messages);
    insta::assert_snapshot!(accepted::<Mixed>(), @r#"{"oneOf":[{"type":"string","not":{"enum":["B","b"]}},{"type":"object","properties":{"B":{"type":"integer","minimum":0,"maximum":255}},"required":["B"],"additionalProperties":false},{"type":"object","properties":{"b":{"type":"integer","minimum":0,"maximum":255}},"required":["b"],"additionalProperties":false}]}"#);

    #[derive(Deserialize, Contract, Debug)]
    struct Flat {
        #[serde(flatten)]
        inner: Mixed,
    }
    agree::<Flat>(&[
        r#"{"A":null}"#,
        r#"{"a":null}"#,
        r#"{"Other":null}"#,
        r#"{"Z":null}"#,
        r#"{"b":1}"#,
        r#"{"b":"1"}"#,
        "{}",
    ]);
}

#[test]
fn the_other_variant_is_written_under_its_name() {
    #[derive(serde::Serialize, Contract)]
    #[serde(tag = "t")]
    enum Kind {
        #[serde(alias = "b")]
        A,
        #[serde(other)]
        Other,
    }
    let emitted = Json::Object(counterpart::schema::generate::<Kind>(Role::Emits).unwrap());
    insta::assert_snapshot!(emitted, @r#"{"oneOf":[{"type":"object","properties":{"t":{"type":"string","const":"A"}},"required":["t"],"unevaluatedProperties":false},{"type":"object","properties":{"t":{"type":"string","const":"Other"}},"required":["t"],"unevaluatedProperties":false}]}"#);
}

#[derive(Deserialize, Contract, Debug)]
struct Aliased {
    #[serde(alias = "b", alias = "c")]
    a: u8,
    #[serde(alias = "e", default)]
    d: u8,
    #[serde(alias = "g")]
    f: Option<u8>,
}

const NAMES: &[&str] = &[
    r#"{"a":1}"#,
    r#"{"b":1}"#,
    r#"{"c":1}"#,
    r#"{"b":"1"}"#,
    r#"{"a":1,"b":1}"#,
    r#"{"b":1,"c":1}"#,
    r#"{}"#,
    r#"{"d":1}"#,
    r#"{"a":1,"e":1}"#,
    r#"{"a":1,"e":"1"}"#,
    r#"{"a":1,"d":1,"e":1}"#,
    r#"{"a":1,"g":null}"#,
    r#"{"a":1,"g":"1"}"#,
    r#"{"a":1,"f":1,"g":null}"#,
    r#"{"a":1,"x":1}"#,
];

#[test]
fn a_field_is_read_under_one_of_its_names() {
    agree::<Aliased>(NAMES);

    #[derive(Deserialize, Contract, Debug)]
    struct Flat {
        #[serde(flatten)]
        inner: Aliased,
    }
    agree::<Flat>(NAMES);

    #[derive(Deserialize, Contract, Debug)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Strict {
        #[serde(alias = "b", alias = "c")]
        two_words: u8,
        #[serde(alias = "e")]
        d: Option<Box<Strict>>,
    }
    agree::<Strict>(&[
        r#"{"two-words":1}"#,
        r#"{"b":1}"#,
        r#"{"b":1,"e":{"c":1}}"#,
        r#"{"b":1,"e":{"c":1,"b":1}}"#,
        r#"{"b":1,"e":{"c":1,"x":1}}"#,
        r#"{"b":1,"d":null,"e":null}"#,
        r#"{"b":1,"x":1}"#,
        r#"{"two_words":1}"#,
    ]);

    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "t")]
    enum Tagged {
        New(Strict),
    }
    agree::<Tagged>(&[
        r#"{"t":"New","b":1}"#,
        r#"{"t":"New","b":1,"c":1}"#,
        r#"{"t":"New","b":1,"e":{"c":1}}"#,
        r#"{"t":"New","b":1,"x":1}"#,
        r#"{"t":"New"}"#,
    ]);
}

#[test]
fn flattened_newtypes_have_the_schema_of_their_content() {
    #[derive(Deserialize, Contract, Debug)]
    struct First {
        a: u8,
    }
    #[derive(Deserialize, Contract, Debug)]
    #[serde(deny_unknown_fields)]
    struct Second {
        #[serde(alias = "old")]
        b: u8,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct OneStep(First);
    #[derive(Deserialize, Contract, Debug)]
    struct InnerStep(Second);
    #[derive(Deserialize, Contract, Debug)]
    struct TwoSteps(InnerStep);
    #[derive(Deserialize, Contract, Debug)]
    enum Kind {
        Unit,
        Number(u8),
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Tagged(Kind);
    #[derive(Deserialize, Contract, Debug)]
    struct Outer {
        id: u8,
        #[serde(flatten)]
        first: OneStep,
        #[serde(flatten)]
        second: TwoSteps,
        #[serde(flatten)]
        kind: Tagged,
    }
    agree::<Outer>(&[
        r#"{"id":1,"a":1,"b":1,"Unit":null}"#,
        r#"{"id":1,"a":1,"old":1,"Number":1}"#,
        r#"{"id":1,"a":1,"old":1,"Number":"1"}"#,
        r#"{"id":1,"a":1,"b":1,"old":1,"Unit":null}"#,
        r#"{"id":1,"b":1,"Unit":null}"#,
        r#"{"id":1,"a":1,"Unit":null}"#,
        r#"{"id":1,"a":"1","b":1,"Unit":null}"#,
        r#"{"id":1,"a":1,"b":1}"#,
    ]);
}

#[test]
fn flattened_newtype_may_be_recursive() {
    #[derive(Deserialize, Contract, Debug)]
    struct Node {
        value: u8,
        leaf: Option<Box<Leaf>>,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Wrapped(Node);
    #[derive(Deserialize, Contract, Debug)]
    struct Leaf {
        id: u8,
        #[serde(flatten)]
        node: Wrapped,
    }
    let messages = [
        r#"{"value":1}"#,
        r#"{"value":1,"leaf":{"id":1,"value":2}}"#,
        r#"{"value":1,"leaf":{"id":1}}"#,
        r#"{"value":1,"leaf":{"id":1,"value":2,"leaf":{"value":1}}}"#,
    ];
    agree::<Node>(&messages);
}

#[test]
fn marks_of_ours_are_in_contracts_only_and_never_stay() {
    for schema in [accepted::<Internal>(), accepted::<Aliased>()] {
        assert!(!schema.to_string().contains("x-counterpart"), "{schema}");
    }
    #[derive(Deserialize, Contract)]
    #[serde(transparent)]
    struct Map(BTreeMap<u8, u8>);
    #[derive(Deserialize, Contract)]
    #[serde(transparent)]
    struct Id(Option<uuid::Uuid>);
    #[derive(Deserialize, Contract)]
    #[serde(transparent)]
    struct Trusted(#[contract(trust = "by hand")] u8);
    let schema = counterpart::__private::schemars::schema_for!((Internal, Aliased, Map, Id, Trusted))
        .to_value()
        .to_string();
    assert!(!schema.contains("x-counterpart"), "{schema}");
}

#[test]
fn field_may_have_the_name_of_our_mark_keyword() {
    #[derive(Deserialize, Contract, Debug)]
    struct Inner {
        #[serde(rename = "x-counterpart:1")]
        of_inner: u8,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Outer {
        #[serde(rename = "x-counterpart", alias = "x-counterpart:2")]
        own: u8,
        #[serde(flatten)]
        inner: Inner,
    }
    agree::<Vec<Outer>>(&[
        r#"[{"x-counterpart":1,"x-counterpart:1":1}]"#,
        r#"[{"x-counterpart:2":1,"x-counterpart:1":1}]"#,
        r#"[{"x-counterpart":"1","x-counterpart:1":1}]"#,
        r#"[{"x-counterpart":1,"x-counterpart:1":"1"}]"#,
        r#"[{"x-counterpart:1":1}]"#,
        r#"[{"x-counterpart":1}]"#,
    ]);
}

/// The engine's verdict on the schemas of `P` (emits) and `C` (consumes).
fn between<P, C>() -> Verdict
where
    P: counterpart::__private::schemars::JsonSchema,
    C: counterpart::__private::schemars::JsonSchema,
{
    let schema = |schema: Json| Schema::from_json(schema, &Options::default()).expect("a schema");
    let emitted = Json::Object(counterpart::schema::generate::<P>(Role::Emits).expect("a schema"));
    check(&schema(emitted), &schema(accepted::<C>()), &Limits::default())
}

#[test]
fn new_variant_is_not_a_break_for_a_consumer_with_an_other_variant() {
    #[derive(serde::Serialize, Contract)]
    #[serde(tag = "t")]
    enum More {
        A,
        B { x: u8 },
        New { y: String },
    }
    assert_eq!(between::<More, Internal>(), Verdict::Compatible);

    #[derive(serde::Serialize, Contract)]
    #[serde(tag = "t")]
    enum Changed {
        B { x: u16 },
        New { y: String },
    }
    assert!(matches!(between::<Changed, Internal>(), Verdict::Incompatible(_)));
}

#[test]
fn field_may_be_renamed_if_the_consumer_knows_both_names() {
    #[derive(serde::Serialize, Contract)]
    struct Old {
        a: u8,
        e: u8,
    }
    #[derive(serde::Serialize, Contract)]
    struct New {
        b: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        g: Option<u8>,
    }
    assert_eq!(between::<Old, Aliased>(), Verdict::Compatible);
    assert_eq!(between::<New, Aliased>(), Verdict::Compatible);

    #[derive(serde::Serialize, Contract)]
    struct Both {
        a: u8,
        b: u8,
    }
    #[derive(serde::Serialize, Contract)]
    struct Neither {
        d: u8,
    }
    #[derive(serde::Serialize, Contract)]
    struct WrongType {
        c: u8,
        e: String,
    }
    for verdict in [
        between::<Both, Aliased>(),
        between::<Neither, Aliased>(),
        between::<WrongType, Aliased>(),
    ] {
        assert!(matches!(verdict, Verdict::Incompatible(_)), "{verdict:?}");
    }
}
