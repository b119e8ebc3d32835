//! Declared types of the wire, and types of other crates that are known by their names.

use std::collections::BTreeMap;
use std::num::Saturating;
use std::ops::RangeFrom;

use chrono::{DateTime, Utc};
use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_repr::{Deserialize_repr, Serialize_repr};

use super::entry::{Claim, Entry, Of, both, both_stricter, reads, refused, writes};

pub(super) fn entries() -> Vec<Entry> {
    let mut all = modules();
    all.extend(by_hand());
    all.extend(known());
    all.extend(numbered());
    all
}

/// A struct with one field, `v`.
macro_rules! field {
    ($name:ident: $(#[$attr:meta])* $ty:ty) => {
        #[derive(Serialize, Deserialize, Contract)]
        struct $name {
            $(#[$attr])*
            v: $ty,
        }
    };
}

/// The message in which the field has this value.
macro_rules! v {
    ($($value:literal),* $(,)?) => {
        &[$(concat!("{\"v\":", $value, "}")),*]
    };
}

/// Modules of other crates that `with` names.
fn modules() -> Vec<Entry> {
    let of = &[Of::Row(28), Of::Field("with")];
    let mut all = Vec::new();
    field!(Seconds: #[serde(with = "chrono::serde::ts_seconds")] DateTime<Utc>);
    all.extend(both::<Seconds>(
        of,
        "`chrono::serde::ts_seconds` and the like",
        v!(
            "0",
            "8210266876799",
            "8210266876800",
            "-8334601228801",
            "\"0\"",
            "null"
        ),
        v!("8210266876800", "\"0\""),
    ));
    field!(Option_: #[serde(with = "chrono::serde::ts_milliseconds_option")] Option<DateTime<Utc>>);
    all.extend(both::<Option_>(
        of,
        "`chrono::serde::ts_milliseconds_option` and the like",
        &[r#"{"v":null}"#, r#"{"v":-1}"#, r#"{"v":8210266876800000}"#, "{}"],
        v!("\"0\""),
    ));
    field!(Stamp: #[serde(with = "time::serde::timestamp")] time::OffsetDateTime);
    all.extend(both::<Stamp>(
        of,
        "`time::serde::timestamp` and the like",
        v!("0", "253402300799", "253402300800", "-377705116801", "null"),
        v!("253402300800"),
    ));
    field!(Rfc3339: #[serde(with = "time::serde::rfc3339")] time::OffsetDateTime);
    let claim = "time reads any character between day and time, and some leap seconds";
    all.extend(
        both::<Rfc3339>(
            of,
            "`time::serde::rfc3339`",
            v!(
                "\"2026-01-31T12:00:00.4Z\"",
                "\"2026-01-31 12:00:00Z\"",
                "\"2026-02-30T12:00:00Z\"",
                "1"
            ),
            v!("\"2026-01-31 12:00:00Z\""),
        )
        .into_iter()
        .map(|entry| {
            if entry.role == Role::Consumes {
                entry.claims(Claim::Stricter(claim))
            } else {
                entry
            }
        }),
    );
    field!(Simple: #[serde(with = "uuid::serde::simple")] uuid::Uuid);
    all.extend(both::<Simple>(
        of,
        "`uuid::serde::simple`",
        v!(
            "\"67e5504410b1426f9247bb680e5fe0c8\"",
            "\"67E5504410B1426F9247BB680E5FE0C8\"",
            "\"67e55044-10b1-426f-9247-bb680e5fe0c8\""
        ),
        v!("\"67E5504410B1426F9247BB680E5FE0C8\""),
    ));
    field!(Hex: #[serde(with = "hex")] [u8; 2]);
    all.extend(both::<Hex>(
        of,
        "`hex`",
        v!("\"00ff\"", "\"00FF\"", "\"00f\"", "\"00ff00\"", "[0,1]"),
        v!("\"00FF\""),
    ));
    field!(Bytes: #[serde(with = "serde_bytes")] Vec<u8>);
    all.extend(both::<Bytes>(
        of,
        "`serde_bytes`",
        v!("[0,255]", "\"a\"", "[256]", "null"),
        v!("\"a\"", "[256]"),
    ));
    field!(TwoBytes: #[serde(with = "serde_bytes")] [u8; 2]);
    all.extend(both_stricter::<TwoBytes>(
        of,
        "`serde_bytes` of an array",
        v!("[0,255]", "\"ab\"", "[1]", "[1,2,3]", "null"),
        v!("[1]", "\"ab\""),
        "a text of as many bytes is read, too, and a schema counts characters",
    ));
    field!(Status: #[serde(with = "http_serde::status_code")] http::StatusCode);
    all.extend(both::<Status>(
        of,
        "`http_serde::status_code`",
        v!("100", "999", "99", "1000", "\"200\""),
        v!("1000"),
    ));
    field!(Method: #[serde(with = "http_serde::method")] http::Method);
    all.extend(both::<Method>(
        of,
        "`http_serde::method`",
        v!("\"GET\"", "\"get\"", "\"\"", "\"a b\"", "1"),
        v!("\"\""),
    ));
    field!(Price: #[serde(with = "rust_decimal::serde::str")] rust_decimal::Decimal);
    let claim = "rust_decimal also reads `.5`, `+1` and `1_000`";
    all.extend(
        both::<Price>(
            of,
            "`rust_decimal::serde::str`",
            v!("\"1.10\"", "\".5\"", "\"x\"", "1"),
            v!("1", "\"x\""),
        )
        .into_iter()
        .map(|entry| {
            if entry.role == Role::Consumes {
                entry.claims(Claim::Stricter(claim))
            } else {
                entry
            }
        }),
    );
    field!(Count: #[serde(deserialize_with = "serde_aux::prelude::deserialize_number_from_string")] u8);
    all.extend(both::<Count>(
        &[Of::Row(28), Of::Field("deserialize_with")],
        "`deserialize_number_from_string` of serde-aux",
        v!("1", "255", "256", "\"1\"", "\"+01\"", "\"256\"", "null"),
        v!("\"1\""),
    ));
    field!(Version: #[serde(with = "http_serde::version")] http::Version);
    all.extend(both::<Version>(
        of,
        "`http_serde::version`",
        v!("\"HTTP/1.1\"", "\"HTTP/3.0\"", "\"HTTP/3\"", "1.1"),
        v!("\"HTTP/3\""),
    ));
    field!(Headers: #[serde(with = "http_serde::header_map")] http::HeaderMap);
    all.extend(both_stricter::<Headers>(
        of,
        "`http_serde::header_map`",
        v!(
            "{}",
            "{\"A-b\":\"c\"}",
            "{\"a\":[\"b\",\"c\"]}",
            "{\"a\":[\"b\",[\"c\"]]}",
            "{\"a b\":\"c\"}",
            "{\"a\":\"\\n\"}",
            "{\"a\":1}"
        ),
        v!("{\"A\":\"b\"}", "{\"a\":1}"),
        "a list in a list of values is read too, and ends it",
    ));
    field!(Iso: #[serde(with = "time::serde::iso8601")] time::OffsetDateTime);
    all.extend(both_stricter::<Iso>(
        of,
        "`time::serde::iso8601`",
        v!(
            "\"+002024-02-29T12:00:00.5Z\"",
            "\"-000004-02-29T12:00:00+25:59\"",
            "\"-000004-02-29T12:00:00+26:00\"",
            "\"+002023-02-29T12:00:00Z\"",
            "\"2024-01-31T12:00:00Z\"",
            "1"
        ),
        v!("\"+002024-02-29T12:00:00.5Z\""),
        "other forms of ISO 8601 are read, too",
    ));
    field!(Mail: #[serde(with = "time::serde::rfc2822::option", default)] Option<time::OffsetDateTime>);
    all.extend(both_stricter::<Mail>(
        of,
        "`time::serde::rfc2822`, `option`, with any day of the week",
        v!(
            "\"Wed, 31 Jan 2024 12:00:00 +0000\"",
            "\"Fri, 31 Jan 2024 12:00:00 +0000\"",
            "\"31 Jan 2024 12:00 GMT\"",
            "\"Wed, 31 Apr 2024 12:00:00 +0000\"",
            "null"
        ),
        v!("\"31 Jan 2024 12:00 GMT\""),
        "other forms of RFC 2822 are read, too",
    ));
    let read = &[Of::Row(28), Of::Field("deserialize_with")];
    field!(MaybeCount: #[serde(deserialize_with = "serde_aux::prelude::deserialize_option_number_from_string")] Option<u8>);
    all.extend(both::<MaybeCount>(
        read,
        "`deserialize_option_number_from_string` of serde-aux",
        v!("1", "256", "\"1\"", "\"256\"", "\"\"", "null"),
        v!("\"1\""),
    ));
    field!(Text: #[serde(deserialize_with = "serde_aux::prelude::deserialize_string_from_number")] String);
    all.extend(both::<Text>(
        read,
        "`deserialize_string_from_number` of serde-aux",
        v!("1", "1.5", "\"1\"", "null", "true"),
        v!("1"),
    ));
    field!(OrDefault: #[serde(deserialize_with = "serde_aux::prelude::deserialize_default_from_null")] u8);
    all.extend(both::<OrDefault>(
        read,
        "`deserialize_default_from_null` of serde-aux",
        v!("1", "256", "null", "\"1\""),
        v!("null"),
    ));
    all.extend(of_jiff(of));
    field!(Float: #[serde(with = "rust_decimal::serde::float")] rust_decimal::Decimal);
    let what = "`rust_decimal::serde::float`";
    let claim = "rust_decimal also reads `.5`, `+1` and `1_000`";
    let texts = v!(
        "0",
        "1.5",
        "-79228162514264330000000000000",
        "\"1.5\"",
        "\".5\"",
        "null"
    );
    all.push(reads::<Float>(of, what, texts).claims(Claim::Stricter(claim)));
    let values = ["0", "1.5", "-79228162514264330000000000000"].map(|text| Float {
        v: text.parse().expect("a number"),
    });
    all.push(writes::<Float>(of, what, &values, v!("\"1.5\"", "null")));
    all.push(
        writes::<Float>(
            of,
            "`rust_decimal::serde::float` of `Decimal::MAX`",
            &[Float {
                v: rust_decimal::Decimal::MAX,
            }],
            &[],
        )
        .claims(Claim::Assumed("decimals-below-2-to-96")),
    );
    let says = "changes the form of `number: u64` on the wire";
    all.push(refused(
        of,
        "a module of yours, undescribed",
        Role::Consumes,
        "lint/wire_type",
        says,
    ));
    all
}

/// Those of jiff for durations of the standard library, and for time zones.
fn of_jiff(of: &[Of]) -> Vec<Entry> {
    field!(Iso: #[serde(with = "jiff::fmt::serde::unsigned_duration::required")] std::time::Duration);
    let claim = "jiff reads more forms of ISO 8601, and its own friendly ones";
    let mut all = both_stricter::<Iso>(
        of,
        "`jiff::fmt::serde::unsigned_duration`",
        v!(
            "\"PT0S\"",
            "\"PT1H30M0.5S\"",
            "\"1h 30m\"",
            "\"PT90M\"",
            "\"PT5124095576030431H16S\"",
            "\"-PT1S\"",
            "1",
            "null"
        ),
        v!("\"PT90M\"", "\"1h 30m\"", "1"),
        claim,
    );
    field!(Friendly: #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::optional")]
        Option<std::time::Duration>);
    all.extend(both_stricter::<Friendly>(
        of,
        "`jiff::fmt::serde::unsigned_duration::friendly::compact`",
        v!(
            "\"0s\"",
            "\"1h 30m 500ms\"",
            "\"PT1H30M\"",
            "\"90m\"",
            "\"1h ago\"",
            "1",
            "null"
        ),
        v!("\"90m\"", "\"PT1H30M\"", "1"),
        claim,
    ));
    all
}

/// A number as a text.
mod digits {
    use super::*;

    pub(super) fn serialize<S: Serializer>(number: &i64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A word of small letters.
mod word {
    use super::*;

    pub(super) fn serialize<S: Serializer>(word: &str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(word)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        let word = String::deserialize(from)?;
        let is_word = (1..=3).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_lowercase());
        if is_word {
            Ok(word)
        } else {
            Err(serde::de::Error::custom("no word"))
        }
    }
}

/// A number below sixty.
mod minute {
    use super::*;

    pub(super) fn serialize<S: Serializer>(minute: &u8, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(*minute)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
        let minute = u8::deserialize(from)?;
        if minute < 60 {
            Ok(minute)
        } else {
            Err(serde::de::Error::custom("no minute"))
        }
    }
}

/// Functions of one's own, described.
fn by_hand() -> Vec<Entry> {
    let of = &[Of::Row(28), Of::Field("with")];
    let mut all = Vec::new();
    field!(Digits: #[serde(with = "digits")] #[contract(with = "counterpart::wire::Digits<i64>")] i64);
    all.extend(both::<Digits>(
        of,
        "`contract(with = \"counterpart::wire::Digits<i64>\")`",
        v!(
            "\"1\"",
            "\"+007\"",
            "\"-0\"",
            "\"9223372036854775808\"",
            "\"1.0\"",
            "1"
        ),
        v!("\"+007\"", "\"-0\"", "1"),
    ));
    field!(Word: #[serde(with = "word")] #[contract(with = "String", pattern = "^[a-z]*$", min = 1, max = 3)] String);
    all.extend(both::<Word>(
        of,
        "`contract(with = \"String\", pattern = \"…\", min = 1, max = 3)`",
        v!("\"a\"", "\"abc\"", "\"\"", "\"abcd\"", "\"A\"", "1"),
        v!("\"\"", "\"A\""),
    ));
    field!(Minute: #[serde(with = "minute")] #[contract(with = "u8", max = 59)] u8);
    all.extend(both::<Minute>(
        of,
        "`contract(with = \"u8\", max = 59)`",
        v!("0", "59", "60", "-1"),
        v!("60"),
    ));
    field!(Told: #[serde(with = "digits")] #[schemars(with = "counterpart::wire::Digits<i64>")] i64);
    all.extend(both::<Told>(
        of,
        "`schemars(with = \"Type\")`",
        v!("\"1\"", "\"+007\"", "1"),
        v!("1"),
    ));
    field!(Wrong: #[serde(with = "minute")] #[contract(with = "u8", max = 60)] u8);
    all.push(
        reads::<Wrong>(of, "`contract(with = \"u8\", max = 60)`, one too many", &[])
            .claims(Claim::Truth("no minute")),
    );
    all
}

/// Types that the library knows by their names.
fn known() -> Vec<Entry> {
    let of = &[Of::Row(29)];
    let mut all = Vec::new();
    field!(Id: ulid::Ulid);
    let claim = "a first letter beyond 7 is read too, and loses bits";
    all.extend(
        both::<Id>(
            of,
            "`ulid::Ulid`",
            v!(
                "\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"",
                "\"01arz3ndektsv4rrffq69g5fav\"",
                "\"8ZZZZZZZZZZZZZZZZZZZZZZZZZ\"",
                "\"01ARZ3NDEKTSV4RRFFQ69G5FAI\""
            ),
            v!("\"01arz3ndektsv4rrffq69g5fav\""),
        )
        .into_iter()
        .map(|entry| {
            if entry.role == Role::Consumes {
                entry.claims(Claim::Stricter(claim))
            } else {
                entry
            }
        }),
    );
    field!(Uuid: uuid::Uuid);
    all.extend(both_stricter::<Uuid>(
        of,
        "`uuid::Uuid`",
        v!(
            "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"",
            "\"67E55044-10B1-426F-9247-BB680E5FE0C8\"",
            "\"67e5504410b1426f9247bb680e5fe0c8\"",
            "\"urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8\"",
            "\"67e55044\""
        ),
        v!("\"67e55044\""),
        "the other forms of a UUID are read, too",
    ));
    field!(Weekday: chrono::Weekday);
    all.extend(both::<Weekday>(
        of,
        "`chrono::Weekday`",
        v!("\"Mon\"", "\"monday\"", "\"SUN\"", "\"Mond\"", "\"\"", "1"),
        v!("\"monday\"", "\"Mond\""),
    ));
    field!(Day: time::Date);
    all.extend(both::<Day>(
        of,
        "`time::Date`",
        v!(
            "[2024,366]",
            "[2023,365]",
            "[2023,366]",
            "[0,366]",
            "\"2024-01-31\""
        ),
        v!("[2023,366]"),
    ));
    field!(Moment: jiff1::Timestamp);
    let claim = "jiff reads more forms of ISO 8601";
    all.extend(
        both::<Moment>(
            of,
            "`jiff::Timestamp` of jiff 1",
            v!(
                "\"2026-01-31T12:00:00.5Z\"",
                "\"2026-01-31 12:00:00Z\"",
                "\"2026-02-30T12:00:00Z\"",
                "1"
            ),
            v!("\"2026-01-31T12:00:00.50Z\""),
        )
        .into_iter()
        .map(|entry| {
            if entry.role == Role::Consumes {
                entry.claims(Claim::Stricter(claim))
            } else {
                entry
            }
        }),
    );
    field!(Net: ipnet::Ipv4Net);
    all.extend(both::<Net>(
        of,
        "`ipnet::Ipv4Net`",
        v!("\"10.0.0.0/8\"", "\"10.0.0.0/33\"", "\"10.0.0.0\"", "1"),
        v!("\"10.0.0.0/33\""),
    ));
    field!(Oid: bson::oid::ObjectId);
    all.extend(both::<Oid>(
        of,
        "`bson::oid::ObjectId`",
        v!(
            "{\"$oid\":\"507f1f77bcf86cd799439011\"}",
            "\"507F1F77BCF86CD799439011\"",
            "\"507f\"",
            "{}",
            "1"
        ),
        v!("\"507f1f77bcf86cd799439011\""),
    ));
    field!(Date: bson::DateTime);
    let claim = "bson reads RFC 3339, too";
    all.extend(
        both::<Date>(
            of,
            "`bson::DateTime`",
            v!(
                "{\"$date\":{\"$numberLong\":\"-1\"}}",
                "{\"$date\":5}",
                "{\"$date\":\"2026-01-31T12:00:00Z\"}",
                "{\"$date\":\"x\"}",
                "5"
            ),
            v!("{\"$date\":5}"),
        )
        .into_iter()
        .map(|entry| {
            if entry.role == Role::Consumes {
                entry.claims(Claim::Stricter(claim))
            } else {
                entry
            }
        }),
    );
    field!(Place: geojson::Geometry);
    all.extend(both::<Place>(
        of,
        "`geojson::Geometry`, `Feature`, `FeatureCollection`, `GeoJson`",
        v!(
            "{\"type\":\"Point\",\"coordinates\":[1,2]}",
            "{\"type\":\"Point\",\"coordinates\":[1]}",
            "{\"type\":\"Polygon\",\"coordinates\":[[[1,2]]],\"bbox\":null}",
            "{\"type\":\"GeometryCollection\",\"geometries\":[]}",
            "{\"type\":\"Feature\"}"
        ),
        v!("{\"type\":\"Point\",\"coordinates\":[\"1\"]}"),
    ));
    let foreign = |name: &str, value: serde_json::Value| geojson::Geometry {
        foreign_members: Some(std::iter::once((name.to_owned(), value)).collect()),
        ..geojson::Geometry::new_point([1.0, 2.0])
    };
    all.push(
        writes::<Place>(
            of,
            "`geojson::Geometry` with a foreign member of another kind",
            &[Place {
                v: foreign("geometries", serde_json::json!([])),
            }],
            &[],
        )
        .claims(Claim::Assumed("standard-geojson")),
    );
    field!(Anything: geojson::GeoJson);
    all.push(
        writes::<Anything>(
            of,
            "`geojson::GeoJson` with a foreign member of another kind",
            &[
                Anything {
                    v: foreign("features", serde_json::json!(1)).into(),
                },
                Anything {
                    v: foreign("id", serde_json::json!({})).into(),
                },
            ],
            &[],
        )
        .claims(Claim::Assumed("standard-geojson")),
    );
    field!(Raw: Box<serde_json::value::RawValue>);
    all.extend(both::<Raw>(
        of,
        "`serde_json::value::RawValue`",
        &["{\"v\":{}}", "{\"v\":null}", "{\"v\":[1]}", "{}"],
        &["{}"],
    ));
    field!(ByFloat: std::collections::BTreeMap<ordered_float::OrderedFloat<f64>, u8>);
    all.extend(both_stricter::<ByFloat>(
        &[Of::Row(14), Of::Row(29)],
        "keys `ordered_float::OrderedFloat`",
        v!(
            "{\"1.5\":1}",
            "{\"-1e-7\":1}",
            "{\"1.7976931348623157e308\":1}",
            "{\"1e400\":1}",
            "{\"1000000000000000000000e1\":1}",
            "{\"01\":1}",
            "{\"NaN\":1}"
        ),
        v!("{\"1e400\":1}", "{\"01\":1}"),
        "a float with many digits before a great exponent is read, too",
    ));
    field!(Float: ordered_float::OrderedFloat<f64>);
    all.extend(both::<Float>(
        of,
        "`ordered_float::OrderedFloat`",
        v!("1.5", "-0.0", "\"1\"", "null"),
        v!("\"1\""),
    ));
    field!(Big: num_bigint::BigInt);
    all.extend(both::<Big>(
        of,
        "`num_bigint::BigInt`",
        v!("[1,[5,1]]", "[0,[]]", "[2,[1]]", "[1,[4294967296]]", "1"),
        v!("[2,[1]]"),
    ));
    field!(Path: camino::Utf8PathBuf);
    all.extend(both::<Path>(
        of,
        "`camino::Utf8PathBuf`",
        v!("\"/a\"", "\"\"", "1", "null"),
        v!("1"),
    ));
    field!(Compact: compact_str::CompactString);
    all.extend(both::<Compact>(
        of,
        "`compact_str::CompactString`",
        v!("\"a\"", "1", "null"),
        v!("1"),
    ));
    field!(Ids: ecow::EcoVec<u8>);
    all.extend(both::<Ids>(
        of,
        "`ecow::EcoVec`, `EcoString`",
        v!("[1]", "[256]", "null"),
        v!("[256]"),
    ));
    field!(Map: hashbrown::HashMap<u8, i8>);
    all.extend(both::<Map>(
        of,
        "`hashbrown::HashMap`, `HashSet`",
        v!("{\"1\":-1}", "{\"256\":1}", "{\"a\":1}", "[]"),
        v!("{\"a\":1}"),
    ));
    field!(Full: Saturating<u8>);
    all.extend(both::<Full>(
        of,
        "`std::num::Saturating`",
        v!("255", "256", "-1", "1.5", "null"),
        v!("256"),
    ));
    field!(From: RangeFrom<u8>);
    all.extend(both::<From>(
        of,
        "`std::ops::RangeFrom`, `RangeTo`",
        v!(
            "{\"start\":1}",
            "{\"start\":256}",
            "{\"start\":1,\"end\":2}",
            "{}"
        ),
        v!("{}"),
    ));
    #[derive(Deserialize, Contract)]
    #[allow(dead_code, reason = "serde reads it")]
    struct Secret {
        v: secrecy::SecretString,
    }
    all.push(reads::<Secret>(
        of,
        "`secrecy::SecretString`",
        v!("\"a\"", "1", "null"),
    ));
    all
}

/// Numbers for variants.
fn numbered() -> Vec<Entry> {
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize_repr, Deserialize_repr, Contract)]
    #[repr(u8)]
    enum Level {
        Low = 1,
        High = 200,
    }
    field!(Held: BTreeMap<Level, Level>);
    let of = &[Of::Row(4), Of::Row(29)];
    let mut all = both::<Level>(
        of,
        "an enum by `serde_repr`",
        &["1", "200", "2", "\"Low\"", "null"],
        &["2", "\"Low\""],
    );
    all.extend(both::<Held>(
        of,
        "an enum by `serde_repr` as the key of a map",
        v!("{\"1\":200}", "{\"2\":1}", "{\"1\":2}", "{\"Low\":1}"),
        v!("{\"2\":1}"),
    ));
    all
}
