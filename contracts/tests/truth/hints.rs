//! Harmless differences are hints and fail nothing; correct types produce none.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use counterpart::__private::schemars::{self, JsonSchema, json_schema};
use counterpart::Contract;
use counterpart::truth::{self, Options, Outcome};
use serde::{Deserialize, Deserializer, Serialize};

fn hints(outcome: Outcome) -> String {
    assert_eq!(outcome.failures, []);
    outcome.hints.iter().map(|hint| format!("{hint}\n")).collect()
}

fn odd<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let value = u8::deserialize(from)?;
    if value % 2 == 1 {
        Ok(value)
    } else {
        Err(serde::de::Error::custom("an even number"))
    }
}

#[test]
fn difference_at_a_trusted_place_is_a_hint() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Trusted {
        id: u8,
        #[serde(deserialize_with = "odd")]
        #[contract(trust = "the producer sends odd numbers")]
        seats: u8,
    }
    insta::assert_snapshot!(hints(truth::accepted::<Trusted>(&Options::default()).unwrap()), @r#"`truth::hints::Trusted.seats` is trusted, and {"id":0,"seats":0} at `/seats` shows a difference: the contract accepts it, and serde: an even number at line 1 column 18"#);

    /// One field is trusted, and the other is not.
    #[derive(Deserialize, Contract)]
    struct Other {
        #[serde(deserialize_with = "odd")]
        #[contract(trust = "the producer sends odd numbers")]
        seats: u8,
        #[serde(deserialize_with = "odd")]
        #[contract(with = "u8")]
        rows: u8,
    }
    let outcome = truth::accepted::<Other>(&Options::default()).unwrap();
    let places: Vec<String> = outcome
        .failures
        .iter()
        .map(|failure| failure.at.to_string())
        .collect();
    assert_eq!(places, ["/rows"]);
}

#[test]
fn contract_stricter_than_serde_gives_a_hint() {
    #[derive(Deserialize)]
    struct Order {
        id: u64,
        #[serde(default)]
        note: String,
    }
    impl JsonSchema for Order {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Order".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            json_schema!({ "type": "object", "required": ["id", "note"], "properties": {
                "id": { "type": "integer", "minimum": 0, "maximum": 1000 }, "note": { "type": "string" } } })
        }
    }
    insta::assert_snapshot!(hints(truth::accepted::<Order>(&Options::default()).unwrap()), @r#"
        serde reads {"id":0}, which the contract refuses (`required` at the top): the contract is stricter than necessary for producers
        serde reads {"id":1001}, which the contract refuses (`maximum` at `/id`): the contract is stricter than necessary for producers
        "#);
}

#[test]
fn contract_that_allows_what_is_never_written_gives_a_hint() {
    #[derive(Serialize, Deserialize)]
    struct Order {
        id: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    impl JsonSchema for Order {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Order".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            json_schema!({ "type": "object", "required": ["id"], "properties": {
                "id": { "type": "integer", "minimum": 0, "maximum": 255 }, "note": { "type": ["string", "null"] } } })
        }
    }
    insta::assert_snapshot!(hints(truth::emitted::<Order>(&Options::default()).unwrap()), @r#"the contract allows {"note":null,"id":0}, which the type writes as {"id":0} (at `/note`): the contract asks more of consumers than necessary"#);
}

#[derive(Serialize, Deserialize, Contract)]
struct Healthy {
    id: u64,
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    ratio: f64,
    #[serde(default)]
    tags: Vec<String>,
    kind: Kind,
    map: std::collections::BTreeMap<String, u8>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Kind {
    Plain,
    Paid { until: i64 },
}

#[test]
fn healthy_types_give_no_hints() {
    let options = Options::default().samples(400);
    assert_eq!(hints(truth::accepted::<Healthy>(&options).unwrap()), "");
    assert_eq!(hints(truth::emitted::<Healthy>(&options).unwrap()), "");
}
