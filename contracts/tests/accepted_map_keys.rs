//! The keys of a map, which stand in a message as strings.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

mod agreement;

use std::collections::{BTreeMap, HashMap};
use std::num::{NonZeroI8, NonZeroU8};

use agreement::agree;
use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use counterpart::json::Json;
use serde::Deserialize;

/// A message for each key.
fn messages(keys: &[&str]) -> Vec<String> {
    keys.iter()
        .map(|key| format!(r#"{{"m":{{"{key}":1}}}}"#))
        .collect()
}

macro_rules! keys {
    ($key:ty: $keys:expr) => {{
        #[derive(Deserialize, Contract, Debug)]
        struct Message {
            m: Option<BTreeMap<$key, u8>>,
        }
        let messages = messages(&$keys);
        agree::<Message>(&messages.iter().map(String::as_str).collect::<Vec<_>>());
    }};
}

const INTEGERS: [&str; 18] = [
    "0", "1", "9", "10", "255", "256", "300", "00", "01", "-0", "-1", "-128", "-129", "127", "128", "1.0",
    "", " 1",
];

#[test]
fn integers_are_in_range_and_without_leading_zeros() {
    keys!(u8: INTEGERS);
    keys!(i8: INTEGERS);
    keys!(NonZeroU8: INTEGERS);
    keys!(NonZeroI8: INTEGERS);
    keys!(u64: ["18446744073709551615", "18446744073709551616", "18446744073709551599"]);
    keys!(i64: ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"]);
    keys!(u128: ["340282366920938463463374607431768211455", "340282366920938463463374607431768211456"]);
}

#[test]
fn other_keys_are_of_their_type() {
    keys!(bool: ["true", "false", "True", "1", ""]);
    keys!(char: ["a", "é", "\\n", "😀", "", "ab"]);
}

#[test]
fn maps_in_maps_lists_and_variants_have_such_keys_too() {
    #[derive(Deserialize, Contract, Debug, PartialEq, Eq, Hash)]
    struct Id(u8);
    #[derive(Deserialize, Contract, Debug)]
    enum Nested {
        List(Vec<HashMap<Id, Option<BTreeMap<bool, u8>>>>),
    }
    agree::<Nested>(&[
        r#"{"List":[{"1":null}]}"#,
        r#"{"List":[{"1":{"true":1}}]}"#,
        r#"{"List":[{"1":{"yes":1}}]}"#,
        r#"{"List":[{"256":null}]}"#,
    ]);
}

#[test]
fn the_tag_beside_the_keys_is_none_of_them() {
    #[derive(Deserialize, Contract, Debug)]
    struct Letters(BTreeMap<char, u8>);
    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "kind")]
    enum Tagged {
        Plain(BTreeMap<char, u8>),
        Named(Letters),
    }
    agree::<Tagged>(&[
        r#"{"kind":"Plain","a":1}"#,
        r#"{"kind":"Plain","ab":1}"#,
        r#"{"kind":"Named","a":1}"#,
        r#"{"kind":"Named","ab":1}"#,
        r#"{"kind":"Named"}"#,
    ]);
}

#[test]
fn a_wider_key_is_a_break_and_a_narrower_one_is_none() {
    fn between<P: JsonSchema, C: JsonSchema>() -> Verdict {
        let schema = |role| {
            let schema = match role {
                Role::Emits => counterpart::schema::generate::<P>(role),
                Role::Consumes => counterpart::schema::generate::<C>(role),
            };
            let schema = Json::Object(schema.expect("a schema"));
            Schema::from_json(schema, &Options::default()).expect("a schema")
        };
        check(&schema(Role::Emits), &schema(Role::Consumes), &Limits::default())
    }
    #[derive(Contract)]
    struct Of<K> {
        m: HashMap<K, u8>,
    }
    assert_eq!(between::<Of<u8>, Of<i128>>(), Verdict::Compatible);
    assert_eq!(between::<Of<u64>, Of<u64>>(), Verdict::Compatible);
    assert_eq!(between::<Of<NonZeroI8>, Of<i8>>(), Verdict::Compatible);
    assert_eq!(between::<Of<char>, Of<char>>(), Verdict::Compatible);
    assert_eq!(between::<Of<bool>, Of<String>>(), Verdict::Compatible);
    for verdict in [
        between::<Of<u16>, Of<u8>>(),
        between::<Of<i64>, Of<u64>>(),
        between::<Of<u8>, Of<NonZeroU8>>(),
        between::<Of<String>, Of<char>>(),
        between::<Of<char>, Of<bool>>(),
    ] {
        assert!(matches!(verdict, Verdict::Incompatible(_)), "{verdict:?}");
    }
}
