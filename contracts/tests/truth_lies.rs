//! Types whose code does something else than their contract says, each in one way: the truth test shows a small message
//! for every one.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use counterpart::Contract;
use counterpart::truth::{self, Failure, Options};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn told(failures: &[Failure]) -> String {
    let lines = failures.iter().map(|failure| {
        let serde = failure.serde.split(" at line ").next().unwrap_or_default();
        format!(
            "{} at {:?}: {serde}; the schema {}",
            failure.message,
            failure.at.to_string(),
            failure.schema
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is found of what `T` reads.
fn read<T: DeserializeOwned + counterpart::__private::schemars::JsonSchema>() -> String {
    told(
        &truth::accepted::<T>(&Options::default())
            .expect("a schema")
            .failures,
    )
}

/// What is found of what `T` writes of messages that it reads.
fn written<T: Serialize + DeserializeOwned + counterpart::__private::schemars::JsonSchema>() -> String {
    told(
        &truth::emitted::<T>(&Options::default())
            .expect("a schema")
            .failures,
    )
}

fn below_thousand<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    match u64::deserialize(from)? {
        small if small < 1_000 => Ok(small),
        large => Err(D::Error::custom(format!("{large} is too large"))),
    }
}

#[test]
fn a_range_that_is_narrower_than_the_type() {
    #[derive(Deserialize, Contract)]
    struct Order {
        id: String,
        #[serde(deserialize_with = "below_thousand")]
        #[contract(with = "u64")]
        amount: u64,
        note: Option<String>,
    }
    insta::assert_snapshot!(read::<Order>(), @r#"{"amount":1000,"id":""} at "/amount": 1000 is too large; the schema accepts it"#);
}

#[test]
fn a_string_where_a_number_is_declared() {
    fn as_text<S: Serializer>(value: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Order {
        id: String,
        #[serde(serialize_with = "as_text")]
        #[contract(with = "u64")]
        amount: u64,
    }
    insta::assert_snapshot!(written::<Order>(), @r#"{"id":"","amount":"0"} at "/amount": writes it; the schema refuses it: `type` at `/properties/amount` of the schema"#);
}
