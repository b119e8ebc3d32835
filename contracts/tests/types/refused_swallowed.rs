//! A flattened map reads what its neighbours leave. serde says so first.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

type Map = BTreeMap<String, String>;

#[derive(Deserialize, Contract, Debug)]
struct Newtype(Map);

#[derive(Deserialize, Contract, Debug)]
struct Part {
    a: u8,
}

#[derive(Deserialize, Contract, Debug)]
struct Flattens {
    #[serde(flatten)]
    part: Part,
}

#[derive(Deserialize, Contract, Debug)]
#[serde(tag = "t")]
enum Internal {
    A { a: u8 },
}

#[derive(Deserialize, Contract, Debug)]
#[serde(untagged)]
enum Untagged {
    A { a: u8 },
}

#[derive(Deserialize, Contract, Debug)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    A { a: u8 },
}

#[derive(Deserialize, Contract, Debug)]
enum External {
    A { a: u8 },
}

#[derive(Deserialize, Contract, Debug)]
struct Two<First, Second> {
    #[serde(flatten)]
    first: First,
    #[serde(flatten)]
    second: Second,
}

/// serde refuses the message, and the contract is refused for it.
#[track_caller]
fn refused<T: DeserializeOwned + Debug + JsonSchema>(message: &str) -> String {
    let read = serde_json::from_str::<T>(message);
    assert!(read.is_err(), "serde reads {read:?}");
    generate::<T>(Role::Consumes)
        .expect_err("serde refuses it")
        .to_string()
}

#[track_caller]
fn read<T: DeserializeOwned + Debug + JsonSchema>(message: &str) {
    serde_json::from_str::<T>(message).expect("serde reads it");
    generate::<T>(Role::Consumes).expect("a contract");
}

#[test]
fn earlier_map_reads_the_keys_of_later_fields() {
    let message = r#"{"a":1,"b":"2"}"#;
    insta::assert_snapshot!(refused::<Two<Map, Part>>(message), @r#"the flattened map of `Two` also reads "a", which belongs to another flattened field: serde refuses a message in which that is not a value of the map. Move the map after the others. If one of these is an enum or flattens something itself, make the map's values `serde_json::Value`, or give the map a field of its own"#);
    refused::<Two<Newtype, Part>>(message);
    refused::<Two<Newtype, Flattens>>(message);
    refused::<Two<Map, Adjacent>>(r#"{"t":"A","c":{"a":1}}"#);
    refused::<Two<Map, External>>(r#"{"A":{"a":1}}"#);
    read::<Two<Part, Map>>(message);
    read::<Two<Part, Newtype>>(message);
    read::<Two<Adjacent, Map>>(r#"{"t":"A","c":{"a":1},"b":"2"}"#);
    read::<Two<External, Newtype>>(r#"{"A":{"a":1},"b":"2"}"#);
}

#[test]
fn map_reads_all_unconsumed_keys() {
    refused::<Two<Flattens, Map>>(r#"{"a":1,"b":"2"}"#);
    refused::<Two<Internal, Newtype>>(r#"{"t":"A","a":1,"b":"2"}"#);
    refused::<Two<Untagged, Map>>(r#"{"a":1,"b":"2"}"#);
    refused::<Two<Option<Untagged>, Map>>(r#"{"a":1,"b":"2"}"#);
    refused::<Two<Two<Part, Map>, Map>>(r#"{"a":1,"b":"2"}"#);
}

#[test]
fn map_of_any_value_reads_every_key() {
    type Anything = BTreeMap<String, serde_json::Value>;
    read::<Two<Anything, Part>>(r#"{"a":1,"b":"2"}"#);
    read::<Two<Internal, Anything>>(r#"{"t":"A","a":1,"b":"2"}"#);
    read::<Two<Flattens, serde_json::Value>>(r#"{"a":1,"b":"2"}"#);
}

#[test]
fn a_person_may_know_better() {
    #[derive(Deserialize, Contract, Debug)]
    #[contract(trust = "the values are numbers in text")]
    struct Known {
        #[serde(flatten)]
        map: Map,
        #[serde(flatten)]
        part: Part,
    }
    assert!(generate::<Known>(Role::Consumes).is_ok());
}
