//! A type that serde cannot read from a buffer has no contract. serde's own error comes first.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::num::NonZeroU128;

use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// serde refuses the message, and the contract is refused for it.
#[track_caller]
fn refused<T: DeserializeOwned + Debug + JsonSchema>(message: &str) -> String {
    let read = serde_json::from_str::<T>(message);
    assert!(read.is_err(), "serde reads {read:?}");
    assert!(
        generate::<T>(Role::Emits).is_ok(),
        "what is written is never buffered"
    );
    generate::<T>(Role::Consumes)
        .expect_err("serde refuses it")
        .to_string()
}

/// serde reads the message, and there is a contract.
#[track_caller]
fn read<T: DeserializeOwned + Debug + JsonSchema>(message: &str) {
    serde_json::from_str::<T>(message).expect("serde reads it");
    generate::<T>(Role::Consumes).expect("a contract");
}

/// A part that knows nothing of who uses it.
#[derive(Deserialize, Contract, Debug)]
struct Part<T> {
    v: T,
}

#[derive(Deserialize, Contract, Debug)]
struct Named {
    big: u128,
}

#[derive(Deserialize, Contract, Debug)]
struct Deep {
    list: Vec<Option<Named>>,
}

#[derive(Deserialize, Contract, Debug)]
struct Flat<T> {
    #[serde(flatten)]
    part: T,
}

#[derive(Deserialize, Contract, Debug)]
#[serde(untagged)]
enum Untagged<T> {
    Number(u8),
    Content(T),
}

#[derive(Deserialize, Contract, Debug)]
#[serde(tag = "t")]
enum Internal<T> {
    Content(T),
    Named { v: T },
}

#[derive(Deserialize, Contract, Debug)]
#[serde(tag = "t", content = "c")]
enum Adjacent<T> {
    Content(T),
}

#[derive(Deserialize, Contract, Debug)]
enum InPart<T> {
    Content(T),
    #[serde(untagged)]
    Rest {
        w: u8,
    },
}

#[derive(Deserialize, Contract, Debug)]
enum External<T> {
    Content(T),
}

#[derive(Deserialize, Contract, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Id(u16);

type Aliased = BTreeMap<u32, u8>;

#[test]
fn integers_of_128_bits_in_named_types() {
    insta::assert_snapshot!(refused::<Flat<Named>>(r#"{"big":1}"#), @r#"serde cannot read `Flat.big`: it contains 128-bit integers, and `types::refused_buffered::Flat<types::refused_buffered::Named>` flattens it, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(refused::<Flat<Deep>>(r#"{"list":[{"big":1}]}"#), @r#"serde cannot read `Named.big`: it contains 128-bit integers, and `types::refused_buffered::Flat<types::refused_buffered::Deep>` flattens it, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(refused::<Untagged<Named>>(r#"{"big":1}"#), @r#"serde cannot read `Named.big`: it contains 128-bit integers, and `types::refused_buffered::Untagged<types::refused_buffered::Named>` is untagged, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(refused::<Internal<Named>>(r#"{"t":"Content","big":1}"#), @r#"serde cannot read `Named.big`: it contains 128-bit integers, and `types::refused_buffered::Internal<types::refused_buffered::Named>` is internally tagged, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(refused::<InPart<Named>>(r#"{"Content":{"big":1}}"#), @r#"serde cannot read `Named.big`: it contains 128-bit integers, and `types::refused_buffered::InPart<types::refused_buffered::Named>` is partly untagged, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    insta::assert_snapshot!(refused::<Adjacent<Named>>(r#"{"c":{"big":1},"t":"Content"}"#), @r#"serde cannot read `Named.big`: it contains 128-bit integers, and `types::refused_buffered::Adjacent<types::refused_buffered::Named>` is adjacently tagged, and a message may have the content before the tag, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    refused::<Untagged<i128>>("1000");
    refused::<Flat<External<NonZeroU128>>>(r#"{"Content":1}"#);
    refused::<Flat<Flat<Named>>>(r#"{"big":1}"#);
}

#[test]
fn keys_that_are_not_strings_in_named_types() {
    insta::assert_snapshot!(refused::<Flat<Part<BTreeMap<u8, u8>>>>(r#"{"v":{"1":1}}"#), @r#"serde cannot read `Flat.v`: it contains a map with integer keys, and `types::refused_buffered::Flat<types::refused_buffered::Part<alloc::collections::btree::map::BTreeMap<u8, u8>>>` flattens it, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    #[derive(Deserialize, Contract, Debug)]
    struct Counts {
        counts: HashMap<u8, Vec<u8>>,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct ByFlag {
        flags: Option<BTreeMap<bool, u8>>,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct ById(BTreeMap<Id, u8>);
    #[derive(Deserialize, Contract, Debug)]
    struct Aliasing {
        counts: Aliased,
    }
    insta::assert_snapshot!(refused::<Untagged<ByFlag>>(r#"{"flags":{"true":1}}"#), @r#"serde cannot read `ByFlag.flags`: it contains a map with `bool` keys, and `types::refused_buffered::Untagged<types::refused_buffered::keys_that_are_not_strings_in_named_types::ByFlag>` is untagged, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    refused::<Internal<Counts>>(r#"{"t":"Named","v":{"counts":{"1":[]}}}"#);
    refused::<Flat<ById>>(r#"{"1":1}"#);
    refused::<Flat<Part<ById>>>(r#"{"v":{"1":1}}"#);
    refused::<Flat<Aliasing>>(r#"{"counts":{"1":1}}"#);
    refused::<Flat<Aliased>>(r#"{"1":1}"#);
}

#[test]
fn options_of_the_modules_of_rust_decimal() {
    #[derive(Deserialize, Contract, Debug)]
    struct AsText {
        #[serde(with = "rust_decimal::serde::str_option")]
        price: Option<Decimal>,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct AsFloat {
        #[serde(with = "rust_decimal::serde::float_option")]
        price: Option<Decimal>,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Plain {
        #[serde(with = "rust_decimal::serde::str")]
        price: Decimal,
    }
    let message = r#"{"price":null}"#;
    read::<AsText>(message);
    read::<AsFloat>(message);
    insta::assert_snapshot!(refused::<Flat<AsText>>(message), @r#"serde cannot read `Flat.price`: it contains an option of a module of `rust_decimal::serde`, and `types::refused_buffered::Flat<types::refused_buffered::options_of_the_modules_of_rust_decimal::AsText>` flattens it, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    refused::<Flat<AsFloat>>(message);
    refused::<Untagged<AsText>>(message);
    refused::<Internal<AsFloat>>(r#"{"t":"Content","price":null}"#);
    refused::<Adjacent<AsText>>(r#"{"c":{"price":null},"t":"Content"}"#);
    read::<Flat<Plain>>(r#"{"price":"1.5"}"#);
}

#[test]
fn options_of_the_modules_of_http_serde() {
    macro_rules! options {
        ($($name:ident: $with:literal, $ty:ty;)*) => {$(
            #[derive(Deserialize, Contract, Debug)]
            struct $name {
                #[serde(with = $with)]
                of: Option<$ty>,
            }
            let message = r#"{"of":null}"#;
            read::<$name>(message);
            refused::<Flat<$name>>(message);
            refused::<Untagged<$name>>(message);
            refused::<Internal<$name>>(r#"{"t":"Content","of":null}"#);
            refused::<Adjacent<$name>>(r#"{"c":{"of":null},"t":"Content"}"#);
        )*};
    }
    options! {
        Status: "http_serde::option::status_code", http::StatusCode;
        Method: "http_serde::option::method", http::Method;
        Uri: "http_serde::option::uri", http::Uri;
        Headers: "http_serde::option::header_map", http::HeaderMap;
        Spoken: "http_serde::option::version", http::Version;
        Host: "http_serde::option::authority", http::uri::Authority;
    }
    let message = r#"{"of":null}"#;
    insta::assert_snapshot!(refused::<Flat<Status>>(message), @r#"serde cannot read `Flat.of`: it contains an option of a module of `http_serde::option`, and `types::refused_buffered::Flat<types::refused_buffered::options_of_the_modules_of_http_serde::Status>` flattens it, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    #[derive(Deserialize, Contract, Debug)]
    struct Plain {
        #[serde(with = "http_serde::status_code")]
        of: http::StatusCode,
    }
    read::<Flat<Plain>>(r#"{"of":200}"#);
}

#[test]
fn options_of_other_modules_are_read_from_a_buffer() {
    macro_rules! options {
        ($($name:ident: $with:literal, $ty:ty;)*) => {$(
            #[derive(Deserialize, Contract, Debug)]
            struct $name {
                #[serde(with = $with)]
                of: Option<$ty>,
            }
            let message = r#"{"of":null}"#;
            read::<Flat<$name>>(message);
            read::<Untagged<$name>>(message);
            read::<Internal<$name>>(r#"{"t":"Content","of":null}"#);
            read::<Adjacent<$name>>(r#"{"c":{"of":null},"t":"Content"}"#);
        )*};
    }
    options! {
        Seconds: "chrono::serde::ts_seconds_option", chrono::DateTime<chrono::Utc>;
        Millis: "chrono::serde::ts_milliseconds_option", chrono::DateTime<chrono::Utc>;
        Micros: "chrono::serde::ts_microseconds_option", chrono::DateTime<chrono::Utc>;
        Nanos: "chrono::serde::ts_nanoseconds_option", chrono::DateTime<chrono::Utc>;
        NaiveSeconds: "chrono::naive::serde::ts_seconds_option", chrono::NaiveDateTime;
        NaiveMillis: "chrono::naive::serde::ts_milliseconds_option", chrono::NaiveDateTime;
        NaiveMicros: "chrono::naive::serde::ts_microseconds_option", chrono::NaiveDateTime;
        NaiveNanos: "chrono::naive::serde::ts_nanoseconds_option", chrono::NaiveDateTime;
        JiffSecond: "jiff::fmt::serde::timestamp::second::optional", jiff::Timestamp;
        JiffMilli: "jiff::fmt::serde::timestamp::millisecond::optional", jiff::Timestamp;
        JiffMicro: "jiff::fmt::serde::timestamp::microsecond::optional", jiff::Timestamp;
        JiffZone: "jiff::fmt::serde::tz::optional", jiff::tz::TimeZone;
        JiffIso: "jiff::fmt::serde::unsigned_duration::optional", std::time::Duration;
        JiffFriendly: "jiff::fmt::serde::unsigned_duration::friendly::compact::optional", std::time::Duration;
        TimeSeconds: "time::serde::timestamp::option", time::OffsetDateTime;
        TimeMillis: "time::serde::timestamp::milliseconds_i64::option", time::OffsetDateTime;
        TimeIso: "time::serde::iso8601::option", time::OffsetDateTime;
        TimeText: "time::serde::rfc3339::option", time::OffsetDateTime;
        TimeMail: "time::serde::rfc2822::option", time::OffsetDateTime;
        Bytes: "serde_bytes", Vec<u8>;
    }
}

#[test]
fn directly_read_types_are_not_refused() {
    #[derive(Deserialize, Contract, Debug)]
    struct Outer {
        big: u128,
        counts: BTreeMap<u8, u8>,
        named: External<Named>,
        #[serde(flatten)]
        kind: Internal<Part<u64>>,
    }
    read::<Outer>(r#"{"big":1,"counts":{"1":1},"named":{"Content":{"big":1}},"t":"Content","v":1}"#);
    read::<Untagged<Part<BTreeMap<char, BTreeMap<String, i64>>>>>(r#"{"v":{"a":{"b":1}}}"#);
    read::<External<Named>>(r#"{"Content":{"big":1}}"#);
}

#[test]
fn a_person_may_know_better() {
    #[derive(Deserialize, Contract, Debug)]
    struct Known {
        #[contract(trust = "the only producer never writes it")]
        #[serde(default)]
        big: Option<u128>,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Flattens {
        #[serde(flatten)]
        #[contract(trust = "never sent")]
        named: Option<Named>,
    }
    read::<Flat<Known>>("{}");
    read::<Flattens>("{}");
}

#[test]
fn a_type_that_holds_itself_through_a_flattened_field_is_read_once() {
    #[derive(Deserialize, Contract, Debug)]
    struct Node {
        next: Option<Box<Around>>,
        big: u128,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Wrapped(Node);
    #[derive(Deserialize, Contract, Debug)]
    struct Around {
        #[serde(flatten)]
        node: Wrapped,
    }
    refused::<Node>(r#"{"big":1,"next":{"big":2}}"#);
}

/// The error says which of time's modules has 64 bits, and which variant has the field.
#[test]
fn modules_of_time_that_read_128_bits() {
    use time::OffsetDateTime;

    macro_rules! moments {
        ($($name:ident: $with:literal;)*) => {$(
            #[derive(Deserialize, Contract, Debug)]
            #[serde(tag = "kind", rename_all = "snake_case")]
            enum $name {
                #[allow(dead_code, reason = "serde reads it")]
                PaidLate {
                    #[serde(with = $with)]
                    at: OffsetDateTime,
                },
            }
        )*};
    }
    moments! {
        Millis: "time::serde::timestamp::milliseconds";
        Micros: "time::serde::timestamp::microseconds";
        Nanos: "time::serde::timestamp::nanoseconds";
        Short: "time::serde::timestamp::milliseconds_i64";
        Seconds: "time::serde::timestamp";
    }
    let message = r#"{"kind":"paid_late","at":1}"#;
    insta::assert_snapshot!(refused::<Millis>(message), @r#"serde cannot read `Millis::paid_late.at`: it contains the 128-bit integers of `time::serde::timestamp::milliseconds` (`milliseconds_i64` beside it has 64 bits), and `types::refused_buffered::modules_of_time_that_read_128_bits::Millis` is internally tagged, so serde buffers it, and the buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, maps with `String` keys and `serde_json::Value`. If you know better, add `#[contract(trust = "reason")]` to the field"#);
    assert!(refused::<Micros>(message).contains(
        "`Micros::paid_late.at`: it contains the 128-bit integers of `time::serde::timestamp::microseconds`"
    ));
    assert!(refused::<Nanos>(message).contains("`time::serde::timestamp::nanoseconds`"));
    read::<Short>(message);
    read::<Seconds>(message);
    #[derive(Deserialize, Contract, Debug)]
    #[serde(untagged)]
    enum OfJiff {
        #[allow(dead_code, reason = "serde reads it")]
        At {
            #[serde(with = "jiff::fmt::serde::timestamp::nanosecond::required")]
            at: jiff::Timestamp,
        },
    }
    assert!(refused::<OfJiff>(r#"{"at":1}"#).contains("`jiff::fmt::serde::timestamp::nanosecond`"));
}
