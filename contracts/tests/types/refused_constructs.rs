//! Constructs that the macros refuse because serde refuses them, so that no schema could express them. Here without
//! a contract.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;

use serde::Deserialize;

#[test]
fn borrowed_text_is_read_without_escapes_only() {
    #[derive(Deserialize)]
    struct Borrowed<'a> {
        text: &'a str,
    }
    assert!(serde_json::from_str::<Borrowed>(r#"{"text":"a"}"#).is_ok());
    assert!(serde_json::from_str::<Borrowed>(r#"{"text":"\n"}"#).is_err());
    #[derive(Deserialize)]
    struct Bytes<'a> {
        bytes: &'a [u8],
    }
    assert!(serde_json::from_str::<Bytes>(r#"{"bytes":[1]}"#).is_err());
}

#[test]
fn flattened_map_also_reads_the_keys_of_later_fields() {
    #[derive(Deserialize)]
    struct Part {
        a: u8,
    }
    #[derive(Deserialize)]
    struct MapFirst {
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
        #[serde(flatten)]
        part: Part,
    }
    #[derive(Deserialize)]
    struct MapLast {
        #[serde(flatten)]
        part: Part,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    #[derive(Deserialize)]
    struct AnythingFirst {
        #[serde(flatten)]
        rest: BTreeMap<String, serde_json::Value>,
        #[serde(flatten)]
        part: Part,
    }
    let message = r#"{"a":1,"b":"2"}"#;
    assert!(serde_json::from_str::<MapFirst>(message).is_err());
    assert!(serde_json::from_str::<MapLast>(message).is_ok());
    assert!(serde_json::from_str::<AnythingFirst>(message).is_ok());
}

#[test]
fn integer_keys_are_never_read_from_a_buffer() {
    type Counts = BTreeMap<u32, u8>;
    #[derive(Deserialize)]
    struct Flat {
        #[serde(flatten)]
        counts: Counts,
    }
    assert!(serde_json::from_str::<Flat>(r#"{"1":1}"#).is_err());
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Counts { counts: Counts },
    }
    assert!(serde_json::from_str::<Untagged>(r#"{"counts":{"1":1}}"#).is_err());
    #[derive(Deserialize)]
    #[serde(tag = "t")]
    enum Tagged {
        Counts { counts: Counts },
    }
    assert!(serde_json::from_str::<Tagged>(r#"{"counts":{"1":1},"t":"Counts"}"#).is_err());
    assert!(serde_json::from_str::<Tagged>(r#"{"t":"Counts","counts":{"1":1}}"#).is_err());
    assert!(serde_json::from_str::<Counts>(r#"{"1":1}"#).is_ok());
}
