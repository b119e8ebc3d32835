//! Types of the standard library, where serde is stricter than a schema made from their fields.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

mod agreement;

use std::collections::BTreeMap;
use std::ops::{Bound, Range, RangeInclusive};
use std::time::{Duration, SystemTime};

use agreement::agree;
use counterpart::Contract;
use serde::Deserialize;

#[test]
fn structs_take_no_unknown_field() {
    agree::<Duration>(&[
        r#"{"secs":1,"nanos":1}"#,
        r#"{"secs":1,"nanos":4294967295}"#,
        r#"{"secs":1,"nanos":4294967296}"#,
        r#"{"secs":1,"nanos":1,"x":1}"#,
        r#"{"secs":1}"#,
    ]);
    agree::<SystemTime>(&[
        r#"{"secs_since_epoch":1,"nanos_since_epoch":1}"#,
        r#"{"secs_since_epoch":1,"nanos_since_epoch":1,"x":1}"#,
        r#"{"secs_since_epoch":-1,"nanos_since_epoch":1}"#,
    ]);
    let ranges = [
        r#"{"start":1,"end":2}"#,
        r#"{"start":2,"end":1}"#,
        r#"{"start":1}"#,
        r#"{"start":1,"end":256}"#,
        r#"{"start":1,"end":2,"x":1}"#,
    ];
    agree::<Range<u8>>(&ranges);
    agree::<RangeInclusive<u8>>(&ranges);
}

#[test]
fn enums_take_one_key() {
    agree::<Result<u8, bool>>(&[
        r#"{"Ok":1}"#,
        r#"{"Err":true}"#,
        r#"{"Ok":1,"Err":true}"#,
        r#"{"Ok":1,"x":1}"#,
        "{}",
    ]);
    agree::<Bound<u8>>(&[
        r#""Unbounded""#,
        r#"{"Included":1}"#,
        r#"{"Included":1,"Excluded":1}"#,
        r#"{"Excluded":1,"x":1}"#,
    ]);
}

#[test]
fn a_single_float_is_read_until_it_would_be_infinite() {
    agree::<f32>(&[
        "1e38",
        "-3.4028235e38",
        "3.4028235677973362e38",
        "340282356779733661637539395458142568448",
        "-340282356779733661637539395458142568448",
        "3.5e38",
        "1e300",
    ]);
    for greatest in [f32::MAX, f32::MIN] {
        let written = serde_json::to_string(&greatest).unwrap();
        agree::<f32>(&[&written, "1e39"]);
    }
}

#[test]
fn where_they_are_a_part_the_fields_around_them_are_known() {
    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "t")]
    enum Tagged {
        Wait(Duration),
    }
    agree::<Tagged>(&[
        r#"{"t":"Wait","secs":1,"nanos":1}"#,
        r#"{"t":"Wait","secs":1,"nanos":1,"x":1}"#,
        r#"{"t":"Wait","secs":1}"#,
    ]);
    #[derive(Deserialize, Contract, Debug)]
    struct Flat {
        id: u8,
        #[serde(flatten)]
        wait: Duration,
    }
    agree::<Flat>(&[
        r#"{"id":1,"secs":1,"nanos":1}"#,
        r#"{"id":1,"secs":1,"nanos":1,"x":1}"#,
        r#"{"id":1,"secs":1}"#,
    ]);
    agree::<BTreeMap<String, Option<Duration>>>(&[
        r#"{"a":{"secs":1,"nanos":1},"b":null}"#,
        r#"{"a":{"secs":1,"nanos":1,"x":1}}"#,
    ]);
}
