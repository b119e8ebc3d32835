//! `#[contract(trust = "reason")]`: what the derive would refuse is taken, and the contract says where and why.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::json::Json;
use counterpart::schema::{Made, make};
use serde::{Deserialize, Serialize};

fn made<T: JsonSchema>(role: Role) -> Made {
    make(
        &[|settings| settings.into_generator().into_root_schema_for::<T>()],
        role,
    )
    .expect("a schema")
}

/// The places with their reasons, and where in the schema they are.
fn trusts(made: &Made) -> String {
    let trusts = made
        .trusts
        .iter()
        .map(|trust| format!("{}: {}\n", trust.place, trust.reason));
    let trusted = made
        .trusted
        .iter()
        .map(|(pointer, place)| format!("{pointer:?} is {place}\n", pointer = pointer.to_string()));
    trusts.chain(trusted).collect()
}

mod plain {
    pub(super) fn serialize<T: serde::Serialize, S: serde::Serializer>(
        value: &T,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(to)
    }
    pub(super) fn deserialize<'de, T: serde::Deserialize<'de>, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        T::deserialize(from)
    }
}

#[derive(Serialize, Deserialize, Contract)]
struct Message {
    #[serde(with = "plain")]
    #[contract(trust = "the function writes what the type says")]
    number: Option<u8>,
    #[serde(default)]
    list: Vec<Kind>,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Serialize, Deserialize, Contract)]
enum Kind {
    #[contract(trust = "unit")]
    Unit,
    #[contract(trust = "content")]
    Content {
        #[schemars(range(min = 1))]
        at_least_one: u8,
        #[contract(trust = "given twice")]
        #[serde(serialize_with = "plain::serialize")]
        plain: bool,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[contract(trust = "the whole type")]
struct Rest {
    #[serde(deserialize_with = "plain::deserialize")]
    text: String,
}

#[test]
fn each_trusted_place_has_its_reason_and_its_place_in_the_schema() {
    insta::assert_snapshot!(trusts(&made::<Message>(Role::Consumes)), @r#"
    types::trusted::Kind::Content: content
    types::trusted::Kind::Content.plain: given twice
    types::trusted::Kind::Unit: unit
    types::trusted::Message.number: the function writes what the type says
    types::trusted::Rest: the whole type
    "/$defs/Kind/oneOf/1" is types::trusted::Kind::Content
    "/$defs/Kind/oneOf/1/properties/Content/properties/plain" is types::trusted::Kind::Content.plain
    "/properties/number" is types::trusted::Message.number
    "/properties/text" is types::trusted::Rest
    "#);
    insta::assert_snapshot!(trusts(&made::<Message>(Role::Emits)), @r#"
    types::trusted::Kind::Content: content
    types::trusted::Kind::Content.plain: given twice
    types::trusted::Kind::Unit: unit
    types::trusted::Message.number: the function writes what the type says
    types::trusted::Rest: the whole type
    "/$defs/Kind/oneOf/1" is types::trusted::Kind::Content
    "/$defs/Kind/oneOf/1/properties/Content/properties/plain" is types::trusted::Kind::Content.plain
    "/properties/number" is types::trusted::Message.number
    "/properties/text" is types::trusted::Rest
    "#);
}

#[test]
fn trusted_field_has_its_type_and_a_function_never_makes_it_optional() {
    let made = made::<Message>(Role::Consumes);
    insta::assert_snapshot!(Json::Object(made.schema), @r##"{"type":"object","properties":{"list":{"type":"array","items":{"$ref":"#/$defs/Kind"}},"number":{"type":["integer","null"],"minimum":0,"maximum":255},"text":{"type":"string"}},"required":["number","text"],"$defs":{"Kind":{"oneOf":[{"type":"string","enum":["Unit"]},{"type":"object","properties":{"Content":{"type":"object","properties":{"at_least_one":{"type":"integer","minimum":0,"maximum":255},"plain":{"type":"boolean"}},"required":["at_least_one","plain"]}},"required":["Content"],"additionalProperties":false}]}}}"##);
    assert!(serde_json::from_str::<Message>(r#"{"text":""}"#).is_err());
    assert!(serde_json::from_str::<Message>(r#"{"text":"","number":null}"#).is_ok());
}

#[test]
fn trust_of_a_type_written_as_another_is_recorded_too() {
    #[derive(Contract)]
    #[contract(with = "String", trust = "checked by hand")]
    struct Parsed(u8);
    #[derive(Contract)]
    #[serde(transparent)]
    struct Through {
        #[contract(trust = "as it is")]
        #[serde(with = "plain")]
        inner: u8,
    }
    insta::assert_snapshot!(trusts(&made::<(Parsed, Vec<Through>)>(Role::Consumes)), @r#"
    types::trusted::Parsed: checked by hand
    types::trusted::Through.inner: as it is
    "/prefixItems/0" is types::trusted::Parsed
    "/prefixItems/1/items" is types::trusted::Through.inner
    "#);
}

#[test]
fn type_without_trust_records_nothing() {
    let made = made::<(u8, Option<String>)>(Role::Consumes);
    assert!(made.trusts.is_empty() && made.trusted.is_empty());
}
