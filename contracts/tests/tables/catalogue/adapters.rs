//! The adapters of serde_with.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;
use std::time::Duration;

use chrono::{DateTime, Utc};
use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};
use serde_with::base64::{Base64, UrlSafe};
use serde_with::formats::{CommaSeparator, Flexible, PreferMany, Unpadded};
use serde_with::hex::Hex;
use serde_with::*;
use uuid::Uuid;

use super::entry::{Claim, Entry, Of, both, reads, refused, writes};

const OF: &[Of] = &[Of::Row(30), Of::Field("with")];

pub(super) fn entries() -> Vec<Entry> {
    let mut all = texts();
    all.extend(times());
    all.extend(choices());
    all.extend(others());
    all.extend(objects());
    all.extend(names());
    all.extend(only_written());
    all.push(refused(
        OF,
        "`DisplayFromStr` of a type of one's own, and adapters that are not here; `JsonString` and `TryFromInto` of a consumer",
        Role::Consumes,
        "lint/adapters",
        "no schema describes what `#[serde_as(as =",
    ));
    all
}

/// A struct with one field, `v`, as an adapter has it, and its entries.
macro_rules! adapted {
    ($all:ident: $adapter:literal, $ty:ty, [$($value:literal),* $(,)?], [$($never:literal),* $(,)?]) => {
        adapted!($all: concat!("`", $adapter, "`"), $adapter, $ty, [$($value),*], [$($never),*]);
    };
    ($all:ident: $what:expr, $adapter:literal, $ty:ty, [$($value:literal),* $(,)?], [$($never:literal),* $(,)?]) => {{
        #[serde_as]
        #[derive(Serialize, Deserialize, Contract)]
        struct Field {
            #[serde_as(as = $adapter)]
            v: $ty,
        }
        $all.extend(both::<Field>(
            OF,
            $what,
            &[$(concat!("{\"v\":", $value, "}"),)* "{}"],
            &[$(concat!("{\"v\":", $never, "}")),*],
        ));
    }};
}

fn texts() -> Vec<Entry> {
    let mut all = Vec::new();
    adapted!(all: "`DisplayFromStr` of integers", "DisplayFromStr", u8,
        ["\"0\"", "\"255\"", "\"+007\"", "\"256\"", "\"-0\"", "\"\"", "1", "null"], ["\"256\"", "\"+1\"", "1"]);
    adapted!(all: "`DisplayFromStr` of floats", "DisplayFromStr", f64,
        ["\"0\"", "\"1.5\"", "\"1e5\"", "\"NaN\"", "\"x\"", "1"], ["\"1e5\"", "1"]);
    adapted!(all: "`DisplayFromStr` of `bool`", "DisplayFromStr", bool, ["\"true\"", "\"True\"", "true"], ["\"True\""]);
    adapted!(all: "`DisplayFromStr` of `String`, `char`, addresses", "DisplayFromStr", char,
        ["\"a\"", "\"\"", "\"ab\"", "1"], ["\"\""]);
    adapted!(all: "`DisplayFromStr` of `uuid::Uuid`", "DisplayFromStr", Uuid,
        ["\"67e55044-10b1-426f-9247-bb680e5fe0c8\"", "\"67e5504410b1426f9247bb680e5fe0c8\"", "\"\"", "1"],
        ["\"67e5504410b1426f9247bb680e5fe0c8\""]);
    let reader = all.len() - 2;
    let claim = Claim::Stricter("the other forms of a UUID are read, too");
    let mut of_uuid = all.split_off(reader).into_iter();
    all.extend(of_uuid.next().map(|entry| entry.claims(claim)));
    all.extend(of_uuid);
    adapted!(all: "`DisplayFromStr` of `ulid::Ulid`, `url::Url`, `IpNet`, chrono's and jiff's types", "DisplayFromStr",
        ipnet::IpNet, ["\"10.0.0.0/8\"", "\"::/0\"", "\"10.0.0.0/33\"", "1"], ["\"10.0.0.0/33\"", "1"]);
    adapted!(all: "`DisplayFromStr` of `CompactString` and other texts", "DisplayFromStr", compact_str::CompactString,
        ["\"a\"", "\"\"", "1", "null"], ["1"]);
    adapted!(all: "Option<Vec<DisplayFromStr>>", Option<Vec<u8>>,
        ["null", "[]", "[\"1\",\"2\"]", "[1]", "[\"256\"]", "\"1\""], ["[1]", "[\"01\"]"]);
    adapted!(all: "BTreeMap<DisplayFromStr, _>", BTreeMap<u64, u8>,
        ["{}", "{\"1\":1}", "{\"01\":1}", "{\"x\":1}", "{\"1\":256}"], ["{\"01\":1}", "{\"x\":1}"]);
    adapted!(all: "NoneAsEmptyString", Option<u8>,
        ["\"\"", "\"7\"", "null", "\"256\"", "7"], ["null", "7", "\"07\""]);
    adapted!(all: "NoneAsZero", Option<NonZeroU16>, ["0", "65535", "65536", "null"], ["65536", "null"]);
    adapted!(all: "StringWithSeparator::<CommaSeparator, u8>", Vec<u8>,
        ["\"\"", "\"1\"", "\"1,255\"", "\"1,256\"", "\"1,\"", "[1]"], ["\"1,\"", "\"01\"", "[1]"]);
    adapted!(all: "StringWithSeparator::<CommaSeparator, String>", Vec<String>, ["\"\"", "\",\"", "1"], ["1"]);
    adapted!(all: "Hex", [u8; 2], ["\"00ff\"", "\"00FF\"", "\"00\"", "[0,255]"], ["\"00FF\"", "\"00\""]);
    adapted!(all: "Base64", Vec<u8>, ["\"\"", "\"AQ==\"", "\"AQ\"", "\"AR==\"", "\"-_-_\"", "1"], ["\"AQ\"", "\"-_-_\""]);
    adapted!(all: "Base64<UrlSafe, Unpadded>", Vec<u8>,
        ["\"\"", "\"AQ==\"", "\"AQ\"", "\"AR\"", "\"-_-_\"", "\"+/+/\""], ["\"AQ==\"", "\"+/+/\""]);
    all
}

fn times() -> Vec<Entry> {
    let mut all = Vec::new();
    adapted!(all: "`TimestampSeconds` and the like", "TimestampSeconds", DateTime<Utc>,
        ["0", "8210266876799", "8210266876800", "-8334601228801", "\"0\"", "0.5", "null"], ["8210266876800", "\"0\"", "0.5"]);
    adapted!(all: "TimestampMilliSeconds<String>", DateTime<Utc>,
        ["\"0\"", "\"+1\"", "\"-8334601228800000\"", "\"8210266876800000\"", "\"0.5\"", "0"], ["\"+1\"", "0"]);
    adapted!(all: "`TimestampSecondsWithFrac` and the like", "TimestampSecondsWithFrac", DateTime<Utc>,
        ["0", "0.5", "-1.5", "1e13", "\"0\""], ["1e13", "\"0\""]);
    adapted!(all: "TimestampSeconds<i64, Flexible>", DateTime<Utc>,
        ["0", "0.5", "\"0\"", "\"-1.5\"", "\"1.1234567890\"", "\"1e5\"", "1e13", "null"], ["0.5", "\"0\""]);
    adapted!(all: "`DurationSeconds` and the like", "DurationSeconds", Duration,
        ["0", "18446744073709551615", "-1", "0.5", "\"0\""], ["-1", "0.5", "\"0\""]);
    adapted!(all: "`DurationSecondsWithFrac` and the like", "DurationSecondsWithFrac", Duration,
        ["0", "0.5", "-0.1", "1e20", "\"0\""], ["-0.1", "1e20"]);
    adapted!(all: "DurationSeconds<f64>", Duration, ["0", "0.7", "-0.4", "-0.6", "1e20"], ["-0.4", "1e20"]);
    adapted!(all: "`TimestampSeconds` of time and jiff", "TimestampSeconds", time::OffsetDateTime,
        ["0", "253402300799", "253402300800", "-377705116801", "\"0\"", "0.5"], ["253402300800", "\"0\"", "0.5"]);
    adapted!(all: "`DurationSeconds<i64>` of time and jiff", "DurationSeconds<i64>", jiff1::SignedDuration,
        ["0", "-1", "9223372036854775807", "9223372036854775808", "\"0\""], ["9223372036854775808", "\"0\""]);
    all.push(of_longest());
    adapted!(all: "DurationSeconds<u64, Flexible>", Duration,
        ["0", "0.5", "\"0\"", "\"+1.5\"", "\"-1\"", "-1", "18446744073709551615"], ["0.5", "-1", "\"0\""]);
    all
}

/// A span that is rounded beyond the numbers that are read.
fn of_longest() -> Entry {
    #[serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct Field {
        #[serde_as(as = "DurationSecondsWithFrac")]
        v: Duration,
    }
    let longest = Field { v: Duration::MAX };
    writes(
        OF,
        "`DurationSecondsWithFrac` and the like, of the longest spans",
        &[longest],
        &[],
    )
    .claims(Claim::Assumed("plain-times"))
}

fn choices() -> Vec<Entry> {
    let mut all = Vec::new();
    adapted!(all: "OneOrMany<_>", Vec<u8>, ["1", "[]", "[1]", "[1,2]", "[256]", "\"1\"", "null"], ["[1]", "\"1\""]);
    adapted!(all: "OneOrMany<DisplayFromStr, PreferMany>", BTreeSet<u8>,
        ["\"1\"", "[]", "[\"1\"]", "[1]", "1"], ["\"1\"", "1"]);
    adapted!(all: "PickFirst<(_, DisplayFromStr)>", u8, ["1", "\"1\"", "\"256\"", "256", "null"], ["\"1\"", "256"]);
    adapted!(all: "DefaultOnNull<DisplayFromStr>", u8, ["\"1\"", "null", "1", "\"\""], ["null", "1"]);
    adapted!(all: "DefaultOnError<DisplayFromStr>", u8, ["\"1\"", "null", "{\"a\":[1]}", "\"256\""], ["null", "\"256\""]);
    adapted!(all: "VecSkipError<_>", Vec<u8>, ["[]", "[1,\"x\",{}]", "[256]", "1", "null"], ["[256]", "[\"x\"]"]);
    adapted!(all: "MapSkipError<_, DisplayFromStr>", BTreeMap<String, u8>,
        ["{}", "{\"a\":\"1\",\"b\":{}}", "[]", "null"], ["{\"a\":1}", "[]"]);
    adapted!(all: "IfIsHumanReadable<DisplayFromStr>", u8, ["\"1\"", "1"], ["1"]);
    all
}

/// A number in another type.
#[derive(Clone)]
struct Wrapped(u16);

impl From<u16> for Wrapped {
    fn from(number: u16) -> Self {
        Self(number)
    }
}

impl From<Wrapped> for u16 {
    fn from(wrapped: Wrapped) -> Self {
        wrapped.0
    }
}

impl From<&Wrapped> for u16 {
    fn from(wrapped: &Wrapped) -> Self {
        wrapped.0
    }
}

/// A number that is never odd.
struct Even(u16);

impl TryFrom<u16> for Even {
    type Error = &'static str;
    fn try_from(number: u16) -> Result<Self, Self::Error> {
        match number % 2 {
            0 => Ok(Self(number)),
            _ => Err("it is odd"),
        }
    }
}

impl From<Even> for u16 {
    fn from(even: Even) -> Self {
        even.0
    }
}

impl From<&Even> for u16 {
    fn from(even: &Even) -> Self {
        even.0
    }
}

impl Clone for Even {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

/// Adapters that are described where they write. No schema says which of the values are read.
fn only_written() -> Vec<Entry> {
    #[serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct Json {
        #[serde_as(as = "Option<json::JsonString>")]
        v: Option<Vec<u8>>,
    }
    #[serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct Moved {
        #[serde_as(as = "TryFromInto<u16>")]
        v: Even,
    }
    #[serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct Borrowed {
        #[serde_as(as = "TryFromIntoRef<u16>")]
        v: Even,
    }
    let texts = "no pattern describes texts that are JSON";
    let numbers = "it is not known which values of `u16` become one of the field";
    let json = [None, Some(vec![]), Some(vec![1, 2])].map(|v| Json { v });
    vec![
        writes::<Json>(OF, "`JsonString`", &json, &["{\"v\":[1]}", "{\"v\":1}"]),
        reads::<Json>(OF, "`JsonString`", &[]).claims(Claim::Schema(texts)),
        writes::<Moved>(
            OF,
            "`TryFromInto` of a type of one's own",
            &[Moved { v: Even(2) }],
            &["{\"v\":65536}"],
        ),
        reads::<Moved>(OF, "`TryFromInto` of a type of one's own", &[]).claims(Claim::Schema(numbers)),
        writes::<Borrowed>(
            OF,
            "`TryFromIntoRef`",
            &[Borrowed { v: Even(2) }],
            &["{\"v\":65536}"],
        ),
        reads::<Borrowed>(OF, "`TryFromIntoRef`", &[]).claims(Claim::Schema(numbers)),
    ]
}

fn others() -> Vec<Entry> {
    let mut all = Vec::new();
    adapted!(all: "Bytes", Vec<u8>, ["[]", "[0,255]", "[256]", "\"a\"", "1"], ["[256]", "\"a\""]);
    adapted!(all: "BoolFromInt", bool, ["0", "1", "2", "-1", "true"], ["2", "true"]);
    adapted!(all: "BoolFromInt<Flexible>", bool, ["0", "1", "2", "-1", "18446744073709551616", "0.5", "true"], ["2", "true"]);
    adapted!(all: "Map<_, DisplayFromStr>", Vec<(String, u8)>, ["{}", "{\"a\":\"1\"}", "{\"a\":1}", "[]"], ["{\"a\":1}", "[]"]);
    adapted!(all: "Seq<(DisplayFromStr, _)>", BTreeMap<u8, bool>,
        ["[]", "[[\"1\",true]]", "[[1,true]]", "[[\"1\"]]", "{}"], ["[[1,true]]", "{}"]);
    adapted!(all: "MapPreventDuplicates<_, _>", BTreeMap<String, u8>, ["{}", "{\"a\":1}", "{\"a\":256}", "[]"], ["{\"a\":256}"]);
    adapted!(all: "TryFromInto<u16>", i8, ["0", "127", "128", "-1", "65535", "65536"], ["128", "-1"]);
    adapted!(all: "`FromInto`", "FromInto<u16>", Wrapped, ["0", "65535", "65536"], ["65536"]);
    adapted!(all: "`FromIntoRef`", "FromIntoRef<u16>", Wrapped, ["0", "65535", "65536"], ["65536"]);
    all
}

#[derive(Serialize, Deserialize, Contract)]
enum Outcome {
    Passed(u8),
    #[serde(alias = "Broken")]
    Failed {
        step: String,
    },
    Skipped,
}

#[derive(Serialize, Deserialize, Contract)]
struct Tuple(String, u8, bool);

/// Lists that are written as objects, and lists without duplicates.
fn objects() -> Vec<Entry> {
    let mut all = Vec::new();
    adapted!(all: "EnumMap", Vec<Outcome>,
        ["{}", "{\"Passed\":1,\"Skipped\":null}", "{\"Broken\":{\"step\":\"a\"}}", "{\"Passed\":256}", "{\"Skipped\":1}",
            "{\"Other\":null}", "[\"Skipped\"]", "null"],
        ["{\"Passed\":256}", "{\"Broken\":{\"step\":\"a\"}}", "[\"Skipped\"]"]);
    adapted!(all: "KeyValueMap<_>", Vec<Tuple>,
        ["{}", "{\"a\":[1,true]}", "{\"a\":[1]}", "{\"a\":[256,true]}", "{\"a\":{}}", "[]"], ["{\"a\":[1]}", "[]"]);
    adapted!(all: "SetPreventDuplicates<_>", BTreeSet<u8>,
        ["[]", "[1,2]", "[1,1]", "[256]", "1", "null"], ["[1,1]", "[256]"]);
    adapted!(all: "`MapPreventDuplicates` of integers", "MapPreventDuplicates<_, _>", BTreeMap<i8, u8>,
        ["{}", "{\"1\":1}", "{\"-128\":1}", "{\"128\":1}", "{\"01\":1}", "[]"], ["{\"128\":1}", "[]"]);
    all
}

with_prefix!(prefix_ship "ship_");
with_suffix!(suffix_old "_old");

#[derive(Serialize, Deserialize, Contract)]
struct Address {
    street: String,
    #[serde(alias = "plz")]
    zip: Option<u8>,
}

/// Flattened fields whose names have something around them.
fn names() -> Vec<Entry> {
    let of = &[Of::Row(30), Of::Field("flatten"), Of::Field("with")];
    #[derive(Serialize, Deserialize, Contract)]
    struct Shipped {
        id: u8,
        #[serde(flatten, with = "prefix_ship")]
        #[contract(prefix = "ship_")]
        to: Address,
    }
    let mut all = both::<Shipped>(
        of,
        "`with_prefix!` and `contract(prefix = \"…\")`",
        &[
            "{\"id\":1,\"ship_street\":\"a\"}",
            "{\"id\":1,\"ship_street\":\"a\",\"ship_plz\":1,\"ship_more\":1,\"more\":1}",
            "{\"id\":1,\"ship_street\":\"a\",\"ship_zip\":256}",
            "{\"id\":1,\"street\":\"a\"}",
            "{\"id\":1,\"ship_zip\":null}",
        ],
        &["{\"id\":1,\"street\":\"a\",\"zip\":1}"],
    );
    #[derive(Serialize, Deserialize, Contract)]
    struct Kept {
        id: u8,
        #[serde(flatten, with = "suffix_old")]
        #[contract(suffix = "_old")]
        old: Option<Address>,
    }
    all.extend(both::<Kept>(
        of,
        "`with_suffix!` of an `Option`",
        &[
            "{\"id\":1}",
            "{\"id\":1,\"street_old\":\"a\"}",
            "{\"id\":1,\"zip_old\":1}",
            "{\"id\":1,\"_old\":1}",
            "{\"id\":1,\"_older\":1}",
        ],
        &["{\"id\":1,\"zip_old\":1}"],
    ));
    all
}
