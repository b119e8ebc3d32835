//! Types of other crates that hold values: lists, maps, one of two; and where the types of this folder stand in others.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;

use arrayvec::ArrayVec;
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, NaiveDate, Utc};
use counterpart::Contract;
use counterpart::contract::Role;
use either::Either;
use indexmap::{IndexMap, IndexSet};
use jiff::{SignedDuration, Span, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use smallvec::{SmallVec, smallvec};
use uuid::Uuid;

use super::judge::{fits, holds, read, schema, written};

#[test]
fn bytes_are_a_list_of_numbers_and_read_from_text_too() {
    let texts = [
        "[1,255]", "[]", "[256]", "[-1]", "[\"1\"]", r#""abc""#, "null", "{}", "1",
    ];
    assert_eq!(read::<Bytes>(&texts).1, 0);
    assert_eq!(read::<BytesMut>(&texts).1, 0);
    written([Bytes::from_static(b"abc"), Bytes::new()]);
    written([BytesMut::from(&b"abc"[..])]);
}

#[test]
fn lists_are_lists() {
    let texts = ["[]", "[1]", "[1,2]", "[1,1,2]", "[256]", "1", "null"];
    assert_eq!(read::<ArrayVec<u8, 2>>(&texts).1, 0);
    assert_eq!(read::<SmallVec<[u8; 2]>>(&texts).1, 0);
    assert_eq!(read::<IndexSet<u8>>(&texts).1, 0);
    written([ArrayVec::<u8, 2>::new(), ArrayVec::from([1, 2])]);
    written::<SmallVec<[u8; 2]>>([smallvec![], smallvec![1, 2, 3]]);
    written([IndexSet::from([1u8, 2])]);
}

#[test]
fn one_of_two_has_one_key() {
    let texts = [
        r#"{"Left":1}"#,
        r#"{"Right":"a"}"#,
        r#"{"Left":1,"Right":"a"}"#,
        r#"{"Left":1,"x":2}"#,
        r#"{"Left":"a"}"#,
        r#"{"left":1}"#,
        "{}",
        "1",
    ];
    assert_eq!(read::<Either<u8, String>>(&texts).1, 0);
    written([Either::<u8, String>::Left(1), Either::Right("a".into())]);
}

#[derive(Deserialize, Serialize, Contract, Debug)]
struct Maps {
    #[serde(default)]
    counts: IndexMap<u8, bool>,
    #[serde(default)]
    users: BTreeMap<Uuid, NaiveDate>,
    #[serde(default)]
    days: BTreeMap<NaiveDate, Vec<Uuid>>,
}

#[test]
fn keys_of_maps_are_the_texts_of_their_type() {
    let texts = [
        "{}",
        r#"{"counts":{"1":true}}"#,
        r#"{"counts":{"256":true}}"#,
        r#"{"counts":{"a":true}}"#,
        r#"{"users":{"123e4567-e89b-12d3-a456-426614174000":"2024-01-31"}}"#,
        r#"{"users":{"123e4567-e89b-12d3-a456-426614174000":"2024-02-31"}}"#,
        r#"{"users":{"x":"2024-01-31"}}"#,
        r#"{"days":{"2024-01-31":[]}}"#,
        r#"{"days":{"2024-02-31":[]}}"#,
        r#"{"days":{"2024-01-31":["x"]}}"#,
    ];
    assert_eq!(read::<Maps>(&texts).1, 0);
    written([Maps {
        counts: IndexMap::from([(255, true)]),
        users: BTreeMap::from([(
            Uuid::max(),
            NaiveDate::MIN.max(NaiveDate::from_ymd_opt(2000, 2, 29).unwrap()),
        )]),
        days: BTreeMap::from([(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap(), vec![Uuid::nil()])]),
    }]);
}

type Money = Decimal;

#[derive(Deserialize, Serialize, Contract, Debug)]
struct Order<T> {
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Money>,
    #[serde(default)]
    at: Vec<DateTime<Utc>>,
    took: (Span, SignedDuration),
    done: Result<Timestamp, String>,
    #[serde(flatten)]
    more: More,
    body: T,
}

#[derive(Deserialize, Serialize, Contract, Debug)]
struct More {
    until: Option<Timestamp>,
}

#[derive(Deserialize, Serialize, Contract, Debug)]
#[serde(transparent)]
struct Amount(Decimal);

#[derive(Deserialize, Serialize, Contract, Debug)]
#[serde(tag = "t", content = "c")]
enum Paid {
    At(Timestamp),
    Later { due: NaiveDate, amount: Amount },
}

fn order<T>(body: T) -> Order<T> {
    Order {
        id: Uuid::nil(),
        price: Some(Decimal::MAX),
        at: vec![DateTime::from_timestamp(0, 0).unwrap()],
        took: (Span::new().hours(2), SignedDuration::from_secs(5)),
        done: Ok(Timestamp::MAX),
        more: More { until: None },
        body,
    }
}

#[test]
fn containers_do_not_hide_a_type() {
    written([
        order(Paid::At(Timestamp::MAX)),
        order(Paid::Later {
            due: NaiveDate::from_ymd_opt(2024, 1, 31).unwrap(),
            amount: Amount(Decimal::MAX),
        }),
    ]);
    written([order(Some(Timestamp::MAX)), order(None)]);
    let with = |key: &str, value: &str| {
        let mut message = serde_json::to_value(order(Paid::At(Timestamp::MAX))).unwrap();
        message[key] = serde_json::from_str(value).unwrap();
        message.to_string()
    };
    let texts = [
        with("price", r#""79228162514264337593543950336""#),
        with("price", r#""1.5""#),
        with("at", r#"["9999-12-31T23:59:59Z"]"#),
        with("took", r#"["P1Y","PT1H"]"#),
        with("took", r#"["PT1H","P1Y"]"#),
        with("done", r#"{"Ok":"9999-12-31T23:59:59Z"}"#),
        with("done", r#"{"Ok":"2024-01-31T12:00:00.1234567891Z"}"#),
        with("done", r#"{"Err":"x"}"#),
        with("until", r#""9999-12-31T23:59:59Z""#),
        with("until", r#""2024-01-31T12:00:00Z""#),
        with("body", r#"{"t":"At","c":"9999-12-31T23:59:59Z"}"#),
        with("body", r#"{"t":"At","c":"2024-01-31T12:00:00Z"}"#),
        with(
            "body",
            r#"{"t":"Later","c":{"due":"2024-01-31","amount":"79228162514264337593543950336"}}"#,
        ),
        with("body", r#"{"t":"Later","c":{"due":"2024-01-31","amount":1}}"#),
    ];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    read::<Order<Paid>>(&texts);
    fits::<Order<Paid>, Order<Paid>>();
}

/// A tuple of both is one schema of one type name, so each element is held to both.
#[test]
fn two_types_of_one_format_in_one_field_are_each_read() {
    let accepted = schema::<(Span, SignedDuration)>(Role::Consumes);
    assert_eq!(holds(&accepted, r#"["PT1H","PT1H"]"#), Some(true));
    assert_eq!(holds(&accepted, r#"["PT1H","P1Y"]"#), Some(false));
    let emitted = schema::<(Span, SignedDuration)>(Role::Emits);
    assert_eq!(holds(&emitted, r#"["P1Y","PT1H"]"#), Some(true));
}
