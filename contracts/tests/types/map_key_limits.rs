//! Keys of maps whose type reads fewer values than its primitive. serde is the judge.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::{SchemaError, generate};
use serde::{Deserialize, Serialize};
use serde_with::formats::Flexible;
use serde_with::{
    BoolFromInt, DurationSeconds, Map, MapFirstKeyWins, TimestampSeconds, TryFromInto, serde_as,
};

use super::agreement::agree;

/// Messages with one map `by`, which has one of these keys.
fn messages(keys: &[&str]) -> Vec<String> {
    keys.iter()
        .map(|key| format!(r#"{{"by":{{"{key}":1}}}}"#))
        .collect()
}

#[track_caller]
fn reads_keys<
    T: serde::de::DeserializeOwned + std::fmt::Debug + counterpart::__private::schemars::JsonSchema,
>(
    keys: &[&str],
) {
    let messages = messages(keys);
    agree::<T>(&messages.iter().map(String::as_str).collect::<Vec<_>>());
}

macro_rules! by {
    ($name:ident: $(#[$attr:meta])* $ty:ty) => {
        #[serde_as]
        #[derive(Debug, Deserialize, Serialize, Contract)]
        struct $name {
            $(#[$attr])*
            by: $ty,
        }
    };
}

#[derive(Contract)]
#[nutype::nutype(
    validate(less = 60),
    derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)
)]
struct Minute(u8);

#[derive(Contract)]
#[nutype::nutype(
    validate(greater = -12, less_or_equal = 14),
    derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)
)]
struct Offset(i8);

#[derive(Contract)]
#[nutype::nutype(
    validate(greater_or_equal = 100, less = 1000),
    derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)
)]
struct Status(u16);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[serde(transparent)]
struct Start {
    minute: Minute,
}

/// A minute, by hand.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Contract)]
#[contract(with = "u8", max = 59)]
struct ByHand(u8);

impl<'de> Deserialize<'de> for ByHand {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u8::deserialize(from)? {
            minute @ 0..=59 => Ok(Self(minute)),
            _ => Err(serde::de::Error::custom("no minute")),
        }
    }
}

const MINUTES: [&str; 9] = ["0", "9", "59", "60", "99", "255", "256", "-1", "01"];

#[test]
fn limits_of_a_newtype_hold_for_its_keys() {
    by!(Minutes: BTreeMap<Minute, u8>);
    reads_keys::<Minutes>(&MINUTES);
    by!(Wrapped: BTreeMap<Start, u8>);
    reads_keys::<Wrapped>(&MINUTES);
    by!(Optional: BTreeMap<Option<Minute>, u8>);
    reads_keys::<Optional>(&MINUTES);
    by!(Declared: BTreeMap<ByHand, u8>);
    reads_keys::<Declared>(&MINUTES);
    by!(Pairs: #[serde_as(as = "Map<_, _>")] Vec<(Minute, u8)>);
    reads_keys::<Pairs>(&MINUTES);
    by!(First: #[serde_as(as = "MapFirstKeyWins<_, _>")] BTreeMap<Minute, u8>);
    reads_keys::<First>(&MINUTES);
    by!(Offsets: BTreeMap<Offset, u8>);
    reads_keys::<Offsets>(&[
        "-13", "-12", "-11", "-1", "-0", "0", "9", "14", "15", "20", "-20", "-111",
    ]);
    by!(Statuses: BTreeMap<Status, u8>);
    reads_keys::<Statuses>(&[
        "0", "99", "100", "101", "999", "1000", "1001", "0100", "-100", "20000",
    ]);
}

#[test]
fn limits_hold_behind_an_alias_and_a_type_argument() {
    type Minutes = BTreeMap<ByHand, u8>;
    by!(Aliased: Minutes);
    reads_keys::<Aliased>(&MINUTES);
    #[derive(Debug, Deserialize, Contract)]
    struct By<K: Ord> {
        by: BTreeMap<K, u8>,
    }
    reads_keys::<By<Minute>>(&MINUTES);
    reads_keys::<By<Start>>(&MINUTES);
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
struct Seconds(#[serde(with = "chrono::serde::ts_seconds")] DateTime<Utc>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
struct Nanos(#[serde(with = "time::serde::timestamp::nanoseconds")] time::OffsetDateTime);

#[test]
fn keys_are_in_the_range_of_the_function_of_a_newtype() {
    by!(BySeconds: BTreeMap<Seconds, u8>);
    reads_keys::<BySeconds>(&[
        "0",
        "8210266876799",
        "8210266876800",
        "-8334601228800",
        "-8334601228801",
        "-1",
        "01",
        "-0",
    ]);
    by!(ByNanos: BTreeMap<Nanos, u8>);
    reads_keys::<ByNanos>(&[
        "0",
        "253402300799999999999",
        "253402300800000000000",
        "-377705116800000000000",
        "-377705116800000000001",
        "-1",
    ]);
}

#[test]
fn keys_are_in_the_range_of_an_adapter() {
    by!(Flags: #[serde_as(as = "BTreeMap<BoolFromInt, _>")] BTreeMap<bool, u8>);
    reads_keys::<Flags>(&["0", "1", "2", "01", "-1", "-0", "255", "256"]);
    by!(AnyFlags: #[serde_as(as = "BTreeMap<BoolFromInt<Flexible>, _>")] BTreeMap<bool, u8>);
    reads_keys::<AnyFlags>(&[
        "0",
        "1",
        "01",
        "-1",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
    ]);
    const TIMES: [&str; 9] = [
        "0",
        "1.5",
        "8210266876799",
        "8210266876800",
        "-8334601228800",
        "-8334601228801",
        "-1",
        "01",
        "1e3",
    ];
    by!(Moments: #[serde_as(as = "BTreeMap<TimestampSeconds<i64>, _>")] BTreeMap<DateTime<Utc>, u8>);
    reads_keys::<Moments>(&TIMES);
    by!(MomentPairs: #[serde_as(as = "Map<TimestampSeconds<i64>, _>")] Vec<(DateTime<Utc>, u8)>);
    reads_keys::<MomentPairs>(&TIMES);
    by!(Spans: #[serde_as(as = "BTreeMap<DurationSeconds<u64>, _>")] BTreeMap<Duration, u8>);
    reads_keys::<Spans>(&[
        "0",
        "1",
        "18446744073709551615",
        "18446744073709551616",
        "-1",
        "00",
    ]);
    by!(Narrow: #[serde_as(as = "BTreeMap<TryFromInto<u16>, _>")] BTreeMap<i8, u8>);
    reads_keys::<Narrow>(&["0", "127", "128", "-1", "65536", "007"]);
}

#[test]
fn a_reader_of_numbers_and_texts_reads_its_keys_as_texts() {
    by!(Moments: #[serde_as(as = "BTreeMap<TimestampSeconds<i64, Flexible>, _>")] BTreeMap<DateTime<Utc>, u8>);
    reads_keys::<Moments>(&["0", "1.5", "-1", "1e3", "1E3", "-1e-3", "a"]);
}

mod percent {
    use super::*;

    #[derive(Contract)]
    #[nutype::nutype(
        validate(finite, less_or_equal = 100.0),
        derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)
    )]
    pub(super) struct Percent(f64);
}

#[test]
fn a_limit_that_no_pattern_says_of_keys_is_refused() {
    by!(Shares: BTreeMap<percent::Percent, u8>);
    by!(Fractions: #[serde_as(as = "BTreeMap<TimestampSeconds<f64>, _>")] BTreeMap<DateTime<Utc>, u8>);
    let refused = |made: Result<_, SchemaError>| made.map(drop).expect_err("no contract").to_string();
    insta::assert_snapshot!(refused(generate::<Shares>(Role::Consumes)), @r#"`Shares.by`: the keys of this map are read from a number with a fraction with `maximum`, and no pattern of theirs is known: write `#[contract(with = "String", pattern = "^…$")]` on the type of the keys, with the texts that are read; for a type of another crate, on a newtype `Key` of your own, and `#[contract(with = "BTreeMap<Key, Value>")]` on the field"#);
    insta::assert_snapshot!(refused(generate::<Fractions>(Role::Consumes)), @r#"`Fractions.by`: the keys of this map are read from a number with a fraction with a range, and no pattern of theirs is known: write `#[contract(with = "String", pattern = "^…$")]` on the type of the keys, with the texts that are read; for a type of another crate, on a newtype `Key` of your own, and `#[contract(with = "BTreeMap<Key, Value>")]` on the field"#);
    generate::<Shares>(Role::Emits).expect("what is written needs no limit");
}

/// A share as it is a key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
#[contract(with = "String", pattern = "^(100|[0-9]{1,2})$")]
#[serde(transparent)]
struct Share(percent::Percent);

#[test]
fn keys_that_a_type_of_their_own_describes_are_read_as_it_says() {
    by!(Shares: BTreeMap<Share, u8>);
    reads_keys::<Shares>(&["0", "99", "100", "101", "-", "a"]);
    by!(Declared: #[contract(with = "BTreeMap<Share, u8>")] BTreeMap<percent::Percent, u8>);
    reads_keys::<Declared>(&["0", "99", "100", "101", "-", "a"]);
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
enum Open {
    A,
    #[serde(other)]
    Other,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
enum OpenWithContent {
    A,
    B(u8),
    #[serde(other)]
    Other,
}

#[test]
fn values_of_other_keys_are_read_in_a_flattened_map_too() {
    #[derive(Debug, Deserialize, Contract)]
    struct Flat {
        #[serde(flatten)]
        by: BTreeMap<Open, u8>,
    }
    let messages = [
        "{}",
        r#"{"A":1}"#,
        r#"{"A":1,"z":2}"#,
        r#"{"0":null}"#,
        r#"{"A":null}"#,
        r#"{"z":"1"}"#,
        r#"{"z":256}"#,
        r#"{"":1}"#,
    ];
    agree::<Flat>(&messages);
    #[derive(Debug, Deserialize, Contract)]
    struct Beside {
        id: Option<String>,
        #[serde(flatten)]
        by: BTreeMap<Open, u8>,
    }
    agree::<Beside>(&messages);
    agree::<Beside>(&[
        r#"{"id":"a","z":1}"#,
        r#"{"id":"a","z":"1"}"#,
        r#"{"id":1,"z":1}"#,
    ]);
    #[derive(Debug, Deserialize, Contract)]
    struct Part {
        by: Option<bool>,
    }
    #[derive(Debug, Deserialize, Contract)]
    struct Both {
        #[serde(flatten)]
        part: Part,
        #[serde(flatten)]
        by: BTreeMap<Open, u8>,
    }
    agree::<Both>(&messages);
    #[derive(Debug, Deserialize, Contract)]
    struct WithContent {
        #[serde(flatten)]
        by: BTreeMap<OpenWithContent, u8>,
    }
    agree::<WithContent>(&messages);
    agree::<WithContent>(&[r#"{"B":1}"#, r#"{"C":1}"#]);
    #[derive(Debug, Deserialize, Contract)]
    struct Newtype(BTreeMap<Open, u8>);
    #[derive(Debug, Deserialize, Contract)]
    struct OfNewtype {
        #[serde(flatten)]
        by: Newtype,
    }
    agree::<OfNewtype>(&messages);
    #[derive(Debug, Deserialize, Contract)]
    struct Optional {
        #[serde(flatten)]
        by: Option<BTreeMap<Open, u8>>,
        id: Option<u8>,
    }
    agree::<Optional>(&[r#"{"id":1,"z":1}"#, r#"{"id":"x"}"#]);
    #[derive(Debug, Deserialize, Contract)]
    #[serde(tag = "kind")]
    enum Tagged {
        Open(BTreeMap<Open, u8>),
    }
    agree::<Tagged>(&[
        r#"{"kind":"Open"}"#,
        r#"{"kind":"Open","A":1,"z":1}"#,
        r#"{"kind":"Open","z":null}"#,
        r#"{"A":1}"#,
    ]);
}
