//! Values that serde_json hands on as they are.

use std::collections::BTreeMap;

use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::kinds::judge::{fits, read, written};

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Attached {
    id: u8,
    raw: Box<RawValue>,
    more: Vec<Box<RawValue>>,
    maybe: Option<Box<RawValue>>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "kind")]
enum Tagged {
    One { raw: Box<RawValue> },
}

#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Untagged {
    One { raw: Box<RawValue> },
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Flattened {
    #[serde(flatten)]
    all: BTreeMap<String, Box<RawValue>>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "kind", content = "of")]
enum Adjacent {
    One(Box<RawValue>),
}

#[test]
fn raw_values_are_any_values() {
    let texts = [
        r#"{"id":1,"raw":{},"more":[]}"#,
        r#"{"id":1,"raw":null,"more":[1,"a",[null]],"maybe":null}"#,
        r#"{"id":1,"raw":1e400,"more":[],"maybe":{"a":[]}}"#,
        r#"{"id":1,"more":[]}"#,
        r#"{"id":1,"raw":1,"more":1}"#,
    ];
    let (taken, more) = read::<Attached>(&texts);
    assert_eq!((taken, more), (3, 0));
    let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
    written([
        Attached {
            id: 1,
            raw: raw("{\"a\":[1]}"),
            more: vec![raw("null"), raw("1")],
            maybe: None,
        },
        Attached {
            id: 1,
            raw: raw("null"),
            more: vec![],
            maybe: Some(raw("[]")),
        },
    ]);
    fits::<u8, Box<serde_json::Value>>();
}

/// serde_json only knows them in its own reader.
#[test]
fn raw_values_in_a_buffer_are_refused() {
    let why = |error: Result<_, counterpart::schema::SchemaError>| error.expect_err("refused").to_string();
    assert!(serde_json::from_str::<Tagged>(r#"{"kind":"One","raw":1}"#).is_err());
    assert!(serde_json::from_str::<Untagged>(r#"{"raw":1}"#).is_err());
    assert!(serde_json::from_str::<Flattened>(r#"{"a":1}"#).is_err());
    assert!(serde_json::from_str::<Adjacent>(r#"{"of":1,"kind":"One"}"#).is_err());
    insta::assert_snapshot!(why(generate::<Tagged>(Role::Consumes)), @r#"serde cannot read `Tagged::One.raw`: it contains a `RawValue`, and `types::known::raw::Tagged` is internally tagged, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(why(generate::<Untagged>(Role::Consumes)), @r#"serde cannot read `Untagged.raw`: it contains a `RawValue`, and `types::known::raw::Untagged` is untagged, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(why(generate::<Flattened>(Role::Consumes)), @r#"serde cannot read `Flattened`: it contains a `RawValue`, and `types::known::raw::Flattened` flattens it, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(why(generate::<Adjacent>(Role::Consumes)), @r#"serde cannot read `Adjacent::One.of`: it contains a `RawValue`, and `types::known::raw::Adjacent` is adjacently tagged, and a message may have the content before the tag, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    // They are written there.
    assert!(generate::<Tagged>(Role::Emits).is_ok());
}
