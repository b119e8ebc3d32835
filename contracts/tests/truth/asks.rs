//! The truth test asks something of every part of a contract, or says that it did not: nothing that is wrong passes because no
//! message was made for it.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use counterpart::__private::schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use counterpart::Contract;
use counterpart::truth::{self, Options, Outcome};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn read<T: DeserializeOwned + JsonSchema>() -> Outcome {
    truth::accepted::<T>(&Options::default()).expect("a schema")
}

fn written<T: Serialize + DeserializeOwned + JsonSchema>() -> Outcome {
    truth::emitted::<T>(&Options::default()).expect("a schema")
}

/// The places of the failures.
fn places(outcome: &Outcome) -> Vec<String> {
    outcome
        .failures
        .iter()
        .map(|failure| failure.at.to_string())
        .collect()
}

fn not_reached(outcome: &Outcome) -> Vec<String> {
    outcome
        .not_reached
        .iter()
        .map(|place| place.schema.to_string())
        .collect()
}

/// Reads a `u32`, where the contract says `u64`.
fn narrow<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    u32::deserialize(from)
}

/// Reads nothing.
fn never<'de, D: Deserializer<'de>, T>(_: D) -> Result<T, D::Error> {
    Err(D::Error::custom("never"))
}

/// Writes a number, where the contract says `String`.
fn number<S: Serializer>(_: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u8(7)
}

/// Text of a format or a pattern that the engine does not decide.
macro_rules! text {
    ($name:ident, { $($schema:tt)* }, $fits:expr) => {
        #[derive(Serialize)]
        struct $name(String);
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                let fits: fn(&str) -> bool = $fits;
                if fits(&text) {
                    Ok(Self(text))
                } else {
                    Err(D::Error::custom("no such text"))
                }
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", $($schema)* })
            }
        }
    };
}

text!(Phone, { "format": "phone" }, |text| text.starts_with('+') && text.len() > 8);
text!(Ulid, { "format": "ulid" }, |text| text.len() == 26);
text!(Twice, { "pattern": r"^(\d)\1$" }, |text| {
    matches!(text.as_bytes(), [one, other] if one == other && one.is_ascii_digit())
});
text!(Secret, { "format": "x-secret" }, |text| text == "nobody guesses this");

#[test]
fn a_sibling_of_a_url_is_tested_in_both_roles() {
    #[derive(Deserialize, Contract)]
    struct Seen {
        link: url::Url,
        #[serde(deserialize_with = "narrow")]
        #[contract(with = "u64")]
        size: u32,
    }
    let outcome = read::<Seen>();
    assert!(outcome.asked >= 100, "{}", outcome.asked);
    assert_eq!(places(&outcome), ["/size"]);
    #[derive(Serialize, Deserialize, Contract)]
    struct Sent {
        link: url::Url,
        #[serde(serialize_with = "number")]
        #[contract(with = "String")]
        title: String,
    }
    let outcome = written::<Sent>();
    assert!(outcome.asked >= 100, "{}", outcome.asked);
    assert_eq!(places(&outcome), ["/title"]);
}

#[test]
fn plain_url_is_read_and_written() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Linked {
        at: url::Url,
        others: Vec<url::Url>,
        maybe: Option<url::Url>,
    }
    for outcome in [read::<Linked>(), written::<Linked>()] {
        assert!(outcome.asked >= 50, "{}", outcome.asked);
        assert_eq!((outcome.failures, outcome.not_reached), (vec![], vec![]));
    }
}

#[test]
fn a_sibling_of_text_that_is_not_decided_is_tested() {
    macro_rules! beside {
        ($text:ty) => {{
            #[derive(Serialize, Deserialize, Contract)]
            struct Seen {
                text: $text,
                #[serde(deserialize_with = "narrow")]
                #[contract(with = "u64")]
                size: u32,
            }
            assert_eq!(places(&read::<Seen>()), ["/size"], stringify!($text));
            #[derive(Serialize, Deserialize, Contract)]
            struct Sent {
                text: $text,
                more: Vec<$text>,
                #[serde(serialize_with = "number")]
                #[contract(with = "String")]
                title: String,
            }
            assert_eq!(places(&written::<Sent>()), ["/title"], stringify!($text));
            #[derive(Serialize, Deserialize, Contract)]
            struct Fine {
                text: $text,
                more: BTreeMap<String, Vec<$text>>,
                size: u8,
            }
            for outcome in [read::<Fine>(), written::<Fine>()] {
                assert!(outcome.asked > 50, "{}", outcome.asked);
                assert_eq!((outcome.failures, outcome.not_reached), (vec![], vec![]));
            }
        }};
    }
    beside!(Phone);
    beside!(Ulid);
    beside!(Twice);
}

#[test]
fn two_texts_that_are_not_decided_hide_nothing() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Seen {
        phone: Phone,
        ulid: Ulid,
        link: url::Url,
        #[serde(deserialize_with = "narrow")]
        #[contract(with = "u64")]
        size: u32,
    }
    assert_eq!(places(&read::<Seen>()), ["/size"]);
}

#[test]
fn unguessable_string_is_not_a_failure_if_the_rest_is_tested() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Seen {
        secret: Option<Secret>,
        size: u8,
    }
    for outcome in [read::<Seen>(), written::<Seen>()] {
        assert!(outcome.asked > 20, "{}", outcome.asked);
        assert_eq!(outcome.failures, []);
        assert!(!outcome.not_reached.is_empty());
    }
    let named = read::<Seen>().not_reached;
    assert!(
        named
            .iter()
            .any(|place| place.reason.contains("`x-secret`") && place.reason.contains("guessed")),
        "{named:?}"
    );
}

#[test]
fn unguessable_string_fails_if_nothing_else_can_be_asked() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Seen {
        secret: Secret,
        size: u8,
    }
    for outcome in [read::<Seen>(), written::<Seen>()] {
        assert_eq!((outcome.asked, outcome.failures.len()), (0, 1));
        assert!(outcome.failures[0].serde.contains("guessed"), "{outcome:?}");
    }
    // A wrong sibling is found before the text is read.
    #[derive(Serialize, Deserialize, Contract)]
    struct Wrong {
        #[serde(deserialize_with = "never")]
        #[contract(with = "u8")]
        size: u8,
        secret: Secret,
    }
    assert_eq!(places(&read::<Wrong>()), ["/size"]);
}

/// A type that is a number on the wire, and whose contract says names.
#[derive(Contract)]
enum Level {
    Low,
    High,
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(match self {
            Level::Low => 1,
            Level::High => 5,
        })
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u8::deserialize(from)? {
            1 => Ok(Level::Low),
            5 => Ok(Level::High),
            _ => Err(D::Error::custom("no level")),
        }
    }
}

#[test]
fn a_producer_that_reads_none_of_its_messages_fails() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Job {
        level: Level,
    }
    // A near miss finds the form that it does read.
    let outcome = written::<Job>();
    assert!(places(&outcome).contains(&"/level".to_owned()), "{outcome:?}");
    // A text that must have a form.
    #[derive(Serialize, Deserialize, Contract)]
    struct Dated {
        #[contract(with = "String")]
        day: chrono::NaiveDate,
        #[serde(serialize_with = "number")]
        #[contract(with = "String")]
        title: String,
    }
    let outcome = written::<Dated>();
    assert_eq!((outcome.asked, outcome.failures.len()), (0, 1), "{outcome:?}");
    assert!(outcome.failures[0].serde.contains("no message"), "{outcome:?}");
}

#[test]
fn place_that_a_producer_reads_no_value_for_fails() {
    #[derive(Serialize, Deserialize, Contract)]
    struct MaybeJob {
        level: Option<Level>,
        n: u8,
    }
    let outcome = written::<MaybeJob>();
    assert!(outcome.asked > 10);
    assert_eq!(places(&outcome), ["/level"], "{outcome:?}");
    assert!(!outcome.not_reached.is_empty());
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "kind")]
    enum Tagged {
        Plain { n: u8 },
        Levelled { level: Level },
    }
    assert_eq!(written::<Tagged>().failures.len(), 1);
    #[derive(Serialize, Deserialize, Contract)]
    struct Listed {
        lists: BTreeMap<String, Vec<Level>>,
    }
    assert_eq!(written::<Listed>().failures.len(), 1);
}

#[test]
fn a_constant_and_a_kind_of_value_that_a_producer_does_not_read_fail() {
    /// One of the two names is another one on the wire.
    struct Half(bool);
    impl Serialize for Half {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(if self.0 { "low" } else { "hi" })
        }
    }
    impl<'de> Deserialize<'de> for Half {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            match String::deserialize(from)?.as_str() {
                "low" => Ok(Self(true)),
                "hi" => Ok(Self(false)),
                _ => Err(D::Error::custom("no half")),
            }
        }
    }
    impl JsonSchema for Half {
        fn schema_name() -> Cow<'static, str> {
            "Half".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "enum": ["low", "high"] })
        }
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Sent {
        half: Half,
    }
    let outcome = written::<Sent>();
    assert_eq!(places(&outcome), ["/half"], "{outcome:?}");

    mod as_text {
        use super::*;
        pub(super) fn serialize<S: Serializer>(value: &Option<u8>, to: S) -> Result<S::Ok, S::Error> {
            value.map(|value| value.to_string()).serialize(to)
        }
        pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
            let text: Option<String> = Option::deserialize(from)?;
            text.map(|text| text.parse().map_err(D::Error::custom))
                .transpose()
        }
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Counted {
        #[serde(with = "as_text")]
        #[contract(with = "Option<u8>")]
        count: Option<u8>,
    }
    let outcome = written::<Counted>();
    assert_eq!(places(&outcome), ["/count"], "{outcome:?}");
}

#[test]
fn given_values_cover_unreadable_places() {
    #[derive(Serialize, Contract)]
    struct Job {
        level: u8,
    }
    assert_eq!(truth::emitted_of([Job { level: 1 }]).unwrap().failures, []);
    let none = truth::emitted_of::<Job>([]).unwrap();
    assert_eq!((none.asked, none.failures.len()), (0, 1));
}

#[test]
fn trusting_one_variant_does_not_cover_the_others() {
    macro_rules! sent {
        ($(#[$attribute:meta])*) => {{
            #[derive(Serialize, Deserialize, Contract)]
            $(#[$attribute])*
            enum Sent {
                #[contract(trust = "checked by hand")]
                Ping { at: u8 },
                Named {
                    #[serde(serialize_with = "number")]
                    #[contract(with = "String")]
                    name: String,
                },
            }
            written::<Sent>()
        }};
    }
    assert_eq!(places(&sent!(#[serde(tag = "kind")])), ["/name"]);
    assert_eq!(places(&sent!()), ["/Named/name"]);
    assert_eq!(places(&sent!(#[serde(untagged)])), ["/name"]);
    assert_eq!(places(&sent!(#[serde(tag = "t", content = "c")])), ["/c/name"]);

    #[derive(Serialize, Deserialize, Contract)]
    #[contract(trust = "checked by hand")]
    struct Trusted {
        at: u8,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "kind")]
    enum Held {
        Ping(Trusted),
        Named {
            #[serde(serialize_with = "number")]
            #[contract(with = "String")]
            name: String,
        },
    }
    assert_eq!(places(&written::<Held>()), ["/name"]);
}

#[test]
fn trusting_a_variant_covers_it() {
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "kind")]
    enum Sent {
        Ping {
            at: u8,
        },
        #[contract(trust = "checked by hand")]
        Named {
            #[serde(serialize_with = "number")]
            name: String,
        },
    }
    let outcome = written::<Sent>();
    assert_eq!(outcome.failures, []);
    assert!(
        outcome.hints.iter().any(|hint| hint.0.contains("is trusted")),
        "{:?}",
        outcome.hints
    );
}

#[test]
fn an_alias_of_a_part_with_a_schema_of_its_own_is_found() {
    #[derive(Deserialize)]
    struct Part {
        count: u8,
    }
    mod parts {
        use super::*;
        #[derive(Deserialize, JsonSchema)]
        #[schemars(crate = "counterpart::__private::schemars")]
        pub(super) struct Aliased {
            #[serde(default, alias = "total")]
            count: u8,
        }
    }
    #[derive(Deserialize, Contract)]
    struct Seen {
        parts: Vec<Option<parts::Aliased>>,
    }
    let outcome = read::<Seen>();
    assert!(
        places(&outcome).contains(&"/parts/0/total".to_owned()),
        "{outcome:?}"
    );
    #[derive(Deserialize, Contract)]
    enum Kinds {
        Held(parts::Aliased),
        Unit,
    }
    assert!(places(&read::<Kinds>()).contains(&"/Held/total".to_owned()));
}

#[test]
fn a_type_on_the_wire_that_is_too_narrow_is_found() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Sent {
        #[serde(with = "chrono::serde::ts_milliseconds")]
        #[contract(with = "u32")]
        at: DateTime<Utc>,
    }
    let outcome = written::<Sent>();
    assert_eq!(places(&outcome), ["/at", "/at"], "{outcome:?}");
}

#[test]
fn deep_places_are_reached() {
    #[derive(Serialize, Deserialize, Contract)]
    struct OrderPlaced {
        order: Order,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Order {
        lines: Vec<Line>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Line {
        item: Item,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Item {
        price: Price,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Price {
        taxes: Vec<Tax>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Tax {
        code: String,
        #[serde(deserialize_with = "never")]
        #[contract(with = "u32")]
        rate: u32,
    }
    assert_eq!(
        places(&read::<OrderPlaced>()),
        ["/order/lines/0/item/price/taxes/0"]
    );

    #[derive(Deserialize, Contract)]
    struct Bottom {
        #[serde(deserialize_with = "never", default)]
        #[contract(with = "Option<u32>")]
        rate: Option<u32>,
    }
    #[derive(Deserialize, Contract)]
    struct Held<T> {
        held: T,
    }
    type Twice<T> = Option<Held<Option<Held<T>>>>;
    assert_eq!(read::<Twice<Twice<Twice<Bottom>>>>().failures.len(), 1);
    type Mapped<T> = BTreeMap<String, Held<T>>;
    assert!(
        !read::<Mapped<Mapped<Mapped<Mapped<Bottom>>>>>()
            .failures
            .is_empty()
    );
    type Listed<T> = Vec<Held<T>>;
    assert_eq!(
        read::<Listed<Listed<Listed<Listed<Listed<Bottom>>>>>>()
            .failures
            .len(),
        1
    );
}

#[test]
fn deep_places_are_written() {
    #[derive(Serialize, Deserialize, Contract)]
    struct Bottom {
        #[serde(serialize_with = "number")]
        #[contract(with = "String")]
        name: String,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Held<T> {
        held: Option<Vec<T>>,
    }
    assert_eq!(written::<Held<Held<Held<Held<Bottom>>>>>().failures.len(), 1);
}

#[test]
fn a_variant_that_lies_deep_is_reached() {
    macro_rules! level {
        ($name:ident, $inner:ty) => {
            #[derive(Deserialize, Contract)]
            #[serde(tag = "kind")]
            enum $name {
                Empty,
                One { n: u8 },
                Held { inner: Vec<$inner> },
            }
        };
    }
    #[derive(Deserialize, Contract)]
    struct Bottom {
        #[serde(deserialize_with = "never")]
        #[contract(with = "u8")]
        rate: u8,
    }
    level!(Fourth, Bottom);
    level!(Third, Fourth);
    level!(Second, Third);
    level!(First, Second);
    assert_eq!(read::<First>().failures.len(), 1);
}

#[test]
fn list_that_refuses_duplicates_is_found() {
    #[derive(Deserialize, Contract, PartialEq)]
    struct Item {
        id: u64,
        name: String,
    }
    fn once<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Item>, D::Error> {
        let items: Vec<Item> = Vec::deserialize(from)?;
        let is_twice = |(at, item)| items[..at].contains(item);
        if items.iter().enumerate().any(is_twice) {
            return Err(D::Error::custom("twice"));
        }
        Ok(items)
    }
    #[derive(Deserialize, Contract)]
    struct Seen {
        #[serde(deserialize_with = "once")]
        #[contract(with = "Vec<Item>")]
        items: Vec<Item>,
    }
    assert_eq!(read::<Seen>().failures.len(), 1);
}

#[test]
fn infinity_made_only_by_reading_is_not_a_failure() {
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(untagged)]
    enum Width {
        Short(f32),
        Long(f64),
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Measured {
        v: Width,
    }
    assert_eq!(written::<Measured>().failures, []);
}

/// The test read it, and no value of the user's is written so.
#[test]
fn texts_of_infinities_and_keys_that_are_the_same_one_are_no_failures() {
    use serde_with::{DisplayFromStr, EnumMap, Map, PickFirst, serde_as};

    #[serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "kind")]
    enum Rated {
        Once {
            #[serde_as(as = "PickFirst<(_, DisplayFromStr)>")]
            rate: f64,
        },
        Short {
            rates: Vec<f32>,
        },
    }
    #[serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct Counted(#[serde_as(as = "Map<DisplayFromStr, _>")] Vec<(u8, bool)>);
    #[derive(Serialize, Deserialize, Contract)]
    enum Outcome {
        Passed,
        #[serde(alias = "Broken")]
        Failed(u8),
    }
    #[serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct Outcomes(#[serde_as(as = "EnumMap")] Vec<Outcome>);

    for seed in 0..3 {
        let options = truth::Options::default().samples(500).seed(seed);
        assert_eq!(truth::emitted::<Rated>(&options).unwrap().failures, []);
        assert_eq!(truth::emitted::<Counted>(&options).unwrap().failures, []);
        assert_eq!(truth::emitted::<Outcomes>(&options).unwrap().failures, []);
    }
}

#[test]
fn a_contract_without_any_message_fails() {
    #[derive(Deserialize, Contract)]
    enum Nothing {}
    #[derive(Deserialize, Contract)]
    struct Seen {
        nothing: Nothing,
    }
    let outcome = read::<Seen>();
    assert_eq!((outcome.asked, outcome.failures.len()), (0, 1));
}

#[test]
fn unreached_places_are_named() {
    #[derive(Deserialize, Contract)]
    enum Nothing {}
    #[derive(Deserialize, Contract)]
    struct Seen {
        id: u8,
        nothing: Option<Nothing>,
    }
    assert_eq!(read::<Seen>().failures, []);
    #[derive(Deserialize)]
    struct Odd(u8);
    impl JsonSchema for Odd {
        fn schema_name() -> Cow<'static, str> {
            "Odd".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            // No value is both.
            json_schema!({ "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": 255 },
                { "allOf": [{ "type": "string", "pattern": "^a" }, { "type": "string", "pattern": "^b" }] }
            ] })
        }
    }
    let outcome = read::<Odd>();
    assert_eq!(
        (outcome.failures.len(), not_reached(&outcome)),
        (0, vec!["/anyOf/1".to_owned()])
    );
}

/// A message one step away from a contract, if it is read, is compared with the emitted schema. For types that
/// satisfy their assumptions, that finds nothing.
#[test]
fn types_of_other_crates_hold_with_near_misses_too() {
    macro_rules! hold {
        ($($ty:ty),* $(,)?) => {$({
            #[derive(Serialize, Deserialize, Contract)]
            struct Held {
                one: $ty,
                more: Vec<Option<$ty>>,
            }
            for (outcome, role) in [(read::<Held>(), "reads"), (written::<Held>(), "writes")] {
                assert_eq!(outcome.failures, [], "{} {role}", stringify!($ty));
                assert!(outcome.asked > 20, "{} {role}: {}", stringify!($ty), outcome.asked);
                assert_eq!(outcome.not_reached, [], "{} {role}", stringify!($ty));
            }
        })*};
    }
    hold!(
        chrono::DateTime<chrono::Utc>,
        chrono::DateTime<chrono::FixedOffset>,
        chrono::NaiveDate,
        chrono::NaiveDateTime,
        chrono::NaiveTime,
        chrono::Weekday,
        jiff::Timestamp,
        jiff::civil::Date,
        jiff::civil::Time,
        jiff::civil::DateTime,
        jiff::SignedDuration,
        rust_decimal::Decimal,
        bigdecimal::BigDecimal,
        uuid::Uuid,
        semver::Version,
        smol_str03::SmolStr,
        arrayvec::ArrayString<8>,
        smallvec::SmallVec<[u8; 2]>,
        std::net::IpAddr,
        std::net::SocketAddr,
        std::time::Duration,
        std::num::NonZeroI8,
    );
}
