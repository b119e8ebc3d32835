//! Topics with many events, older versions, and types with a `JsonSchema` of their own.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use crate::agreement::agree;
use counterpart::Contract;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Finding, Limits, Verdict, check};
use counterpart::contract::Role;
use counterpart::json::{Json, Object};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

fn verdict(emitted: Object, accepted: Object) -> Verdict {
    let schema = |members| Schema::from_json(Json::Object(members), &Options::default()).expect("a schema");
    check(&schema(emitted), &schema(accepted), &Limits::default())
}

fn between<P: JsonSchema, C: JsonSchema>() -> Verdict {
    let of = |made: Result<Object, counterpart::schema::SchemaError>| made.expect("a schema");
    verdict(
        of(counterpart::schema::generate::<P>(Role::Emits)),
        of(counterpart::schema::generate::<C>(Role::Consumes)),
    )
}

fn findings(verdict: Verdict) -> Vec<Finding> {
    match verdict {
        Verdict::Incompatible(findings) => findings,
        other => panic!("{other:?}"),
    }
}

/// A topic that carries many events is one tagged enum.
#[derive(Serialize, Contract)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
enum Sent {
    Registered {
        user_id: u64,
        email: String,
    },
    Renamed {
        user_id: u64,
        name: String,
    },
    /// Not read by anyone yet.
    Merged {
        user_id: u64,
        into: u64,
    },
}

/// A reader of some of them lets the others pass.
#[derive(Deserialize, Contract, Debug)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Read {
    Registered {
        data: Registered,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize, Contract, Debug)]
struct Registered {
    user_id: u64,
}

/// A reader that has no place for others.
#[derive(Deserialize, Contract, Debug)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
enum ReadAll {
    Registered { user_id: u64, email: String },
    Renamed { user_id: u64 },
}

#[test]
fn a_topic_of_many_events_is_one_tagged_enum() {
    assert_eq!(between::<Sent, Read>(), Verdict::Compatible);
    agree::<Read>(&[
        r#"{"event":"registered","data":{"user_id":1,"email":"a@b.c"}}"#,
        r#"{"event":"registered","data":{"user_id":"1"}}"#,
        r#"{"event":"registered"}"#,
        r#"{"event":"merged","data":{"user_id":1,"into":2}}"#,
        r#"{"event":"never heard of"}"#,
        "{}",
    ]);
    let findings = findings(between::<Sent, ReadAll>());
    assert_eq!(findings.len(), 1);
    let witness = findings[0].witness.to_string();
    assert!(witness.contains("merged"), "{witness}");
    assert!(serde_json::from_str::<ReadAll>(&witness).is_err());
}

#[derive(Serialize, Contract)]
struct SentNow {
    user_id: u64,
    name: String,
}

#[derive(Serialize, Contract)]
struct SentBefore {
    id: u32,
}

#[derive(Deserialize, Contract)]
struct V2 {
    user_id: u64,
    name: String,
}

#[derive(Deserialize, Contract)]
struct V1 {
    id: u64,
}

#[test]
fn older_version_is_accepted_along_with_the_newer() {
    let accepted = || {
        let sources: [counterpart::schema::Source; 2] = [
            |settings| settings.into_generator().into_root_schema_for::<V2>(),
            |settings| settings.into_generator().into_root_schema_for::<V1>(),
        ];
        counterpart::schema::union(&sources, Role::Consumes).expect("a schema")
    };
    let emitted = |made: Result<Object, counterpart::schema::SchemaError>| made.expect("a schema");
    for sent in [
        counterpart::schema::generate::<SentNow>(Role::Emits),
        counterpart::schema::generate::<SentBefore>(Role::Emits),
    ] {
        assert_eq!(verdict(emitted(sent), accepted()), Verdict::Compatible);
    }
    findings(between::<SentBefore, V2>());
    findings(verdict(
        emitted(counterpart::schema::generate::<Registration>(Role::Emits)),
        accepted(),
    ));
}

#[derive(Serialize, Contract)]
struct Registration {
    user: u64,
}

/// A type that has a `JsonSchema` already, of schemars' own derive.
#[derive(Serialize, Deserialize, JsonSchema, Contract, Debug)]
#[contract(json_schema)]
struct Page<T> {
    items: Vec<T>,
    total: u32,
    next: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema, Contract, Debug)]
#[contract(json_schema)]
#[serde(deny_unknown_fields)]
struct Item<const N: usize> {
    code: arrayvec::ArrayVec<u8, N>,
}

/// A part of ours that holds one.
#[derive(Serialize, Deserialize, Contract, Debug)]
struct Answer {
    page: Page<Item<2>>,
}

#[test]
fn a_type_with_a_schema_of_its_own_is_held_in_both_roles() {
    agree::<Answer>(&[
        r#"{"page":{"items":[{"code":[1,2]}],"total":1,"next":null}}"#,
        r#"{"page":{"items":[],"total":4294967295}}"#,
        r#"{"page":{"items":[],"total":4294967296}}"#,
        r#"{"page":{"items":[],"total":-1}}"#,
        r#"{"page":{"items":[{"code":[1,2,3]}],"total":1}}"#,
        r#"{"page":{"items":[{"code":[1,256]}],"total":1}}"#,
        r#"{"page":{"items":[{"code":[1,2],"x":1}],"total":1}}"#,
        r#"{"page":{"items":[],"total":1,"x":1}}"#,
        r#"{"page":{"total":1}}"#,
    ]);
    assert_eq!(between::<Answer, Answer>(), Verdict::Compatible);
    assert_eq!(between::<Page<Item<3>>, Page<Item<3>>>(), Verdict::Compatible);
    findings(between::<Page<Item<3>>, Page<Item<2>>>());
    // The output has no other fields.
    let emitted = counterpart::schema::generate::<Page<u8>>(Role::Emits).expect("a schema");
    assert_eq!(
        emitted
            .get("unevaluatedProperties")
            .or(emitted.get("additionalProperties")),
        Some(&Json::Bool(false))
    );
}
