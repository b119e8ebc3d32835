//! Types of other crates in flattened maps.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use counterpart::Contract;
use counterpart::contract::Role;
use rust_decimal::Decimal;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::super::kinds::judge::{holds, read, schema, written};

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Spans {
    #[serde(flatten)]
    spans: BTreeMap<char, BTreeMap<String, jiff1::SignedDuration>>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Days {
    at: u8,
    #[serde(flatten)]
    days: Option<BTreeMap<String, NaiveDate>>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Moments {
    #[serde(flatten)]
    moments: BTreeMap<String, Option<DateTime<Utc>>>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Prices {
    #[serde(flatten)]
    prices: BTreeMap<String, Vec<Decimal>>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Two {
    #[serde(flatten, skip_deserializing)]
    versions: BTreeMap<Version, u8>,
    #[serde(flatten)]
    letters: BTreeMap<char, u16>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct TextsToo {
    #[serde(flatten, skip_deserializing)]
    versions: BTreeMap<Version, u8>,
    #[serde(flatten)]
    texts: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Same {
    #[serde(flatten, skip_deserializing)]
    some: BTreeMap<char, u16>,
    #[serde(flatten)]
    others: BTreeMap<char, u16>,
}

/// serde reads what the contract accepts, and refuses one that it refuses.
#[track_caller]
fn judged<T: serde::de::DeserializeOwned + std::fmt::Debug + counterpart::__private::schemars::JsonSchema>(
    taken: &str,
    refused: &str,
) {
    read::<T>(&[taken, refused]);
    let accepted = schema::<T>(Role::Consumes);
    assert_eq!(
        holds(&accepted, taken),
        Some(true),
        "{taken}: {}",
        accepted.document()
    );
    assert_eq!(
        holds(&accepted, refused),
        Some(false),
        "{refused}: {}",
        accepted.document()
    );
    assert!(serde_json::from_str::<T>(refused).is_err(), "{refused}");
}

#[test]
fn values_of_flattened_maps_are_read_as_their_crates_read_them() {
    judged::<Spans>(r#"{"a":{"b":"PT5S"}}"#, r#"{"a":{"b":"P3Y6M4DT12H30M5S"}}"#);
    judged::<Moments>(
        r#"{"a":"2026-01-31T12:00:00Z","b":null}"#,
        r#"{"a":"2026-02-30T12:00:00Z"}"#,
    );
    judged::<Prices>(r#"{"a":["1.5"]}"#, r#"{"a":["79228162514264337593543950336"]}"#);
    read::<Days>(&[
        r#"{"at":1,"a":"2026-01-31"}"#,
        r#"{"at":1}"#,
        r#"{"at":1,"a":"+12026-01-31"}"#,
    ]);
    written([Days { at: 1, days: None }]);
}

/// One of the two would be lost: of `{"1.2.3":7,"a":300}`, the emitted schema had no `a`.
#[test]
fn two_flattened_maps_with_different_keys_are_refused_where_both_are_written() {
    let refused = counterpart::schema::generate::<Two>(Role::Emits);
    let refused = refused.expect_err("it is refused").to_string();
    assert!(refused.contains("keys of different types"), "{refused}");
    let refused = counterpart::schema::generate::<TextsToo>(Role::Emits);
    assert!(refused.is_err(), "a text may be a version");
    // Only one of the two is read.
    assert!(counterpart::schema::generate::<Two>(Role::Consumes).is_ok());
    assert!(counterpart::schema::generate::<Same>(Role::Emits).is_ok());
    written([Same {
        some: BTreeMap::from([('a', 7)]),
        others: BTreeMap::from([('é', 300)]),
    }]);
}
