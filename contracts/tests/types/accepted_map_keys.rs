//! The keys of a map, which stand in a message as strings.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, LinkedList};
use std::num::{NonZeroI8, NonZeroU8};

use crate::agreement::agree;
use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use counterpart::json::Json;
use serde::Deserialize;

/// A message for each key.
fn messages(keys: &[&str]) -> Vec<String> {
    keys.iter()
        .map(|key| format!(r#"{{"m":{{"{key}":1}}}}"#))
        .collect()
}

macro_rules! keys {
    ($key:ty: $keys:expr) => {{
        #[derive(Deserialize, Contract, Debug)]
        struct Message {
            m: Option<BTreeMap<$key, u8>>,
        }
        let messages = messages(&$keys);
        agree::<Message>(&messages.iter().map(String::as_str).collect::<Vec<_>>());
    }};
}

const INTEGERS: [&str; 18] = [
    "0", "1", "9", "10", "255", "256", "300", "00", "01", "-0", "-1", "-128", "-129", "127", "128", "1.0",
    "", " 1",
];

#[test]
fn integers_are_in_range_and_without_leading_zeros() {
    keys!(u8: INTEGERS);
    keys!(i8: INTEGERS);
    keys!(NonZeroU8: INTEGERS);
    keys!(NonZeroI8: INTEGERS);
    keys!(u64: ["18446744073709551615", "18446744073709551616", "18446744073709551599"]);
    keys!(i64: ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"]);
    keys!(u128: ["340282366920938463463374607431768211455", "340282366920938463463374607431768211456"]);
}

#[test]
fn other_keys_are_of_their_type() {
    keys!(bool: ["true", "false", "True", "1", ""]);
    keys!(char: ["a", "é", "\\n", "😀", "", "ab"]);
}

#[derive(Deserialize, Contract, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Id(u8);

#[derive(Deserialize, Contract, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Outer(Id);

#[derive(Deserialize, Contract, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Documented.
    A,
    #[serde(alias = "b", rename = "B!")]
    B,
    Content(u8),
}

#[derive(Deserialize, Contract, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    A,
    #[serde(other)]
    Other,
}

#[derive(Deserialize, Contract, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OpenWithContent {
    A,
    B(u8),
    #[serde(other)]
    Other,
}

#[derive(Deserialize, Contract, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(untagged)]
enum Either {
    Number(u8),
    Letter(char),
}

#[derive(Deserialize, Contract, Debug)]
struct Ratio(f64);

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Ratio {}
impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

const NAMES: [&str; 12] = [
    "A", "B", "b", "B!", "Content", "Other", "C", "", "1", "256", "a", "null",
];

#[test]
fn named_keys_are_those_that_their_type_reads_from_a_string() {
    keys!(Id: INTEGERS);
    keys!(Outer: INTEGERS);
    keys!(Box<Outer>: INTEGERS);
    keys!(Kind: NAMES);
    keys!(OpenWithContent: ["A", "B", "C", "", "Other"]);
    keys!(Either: NAMES);
    keys!(Option<u8>: INTEGERS);
    keys!(Option<Kind>: NAMES);
    keys!(std::num::Wrapping<i8>: INTEGERS);
    keys!(std::cmp::Reverse<Option<bool>>: ["true", "false", "null", ""]);
    keys!(Ratio: ["1.5", "-0", "1e300", "1E+2", "1e-2", "0.10", "01", "1.", ".5", "+1", "NaN", "inf", "", " 1"]);
}

#[test]
fn keys_of_an_open_enum_are_any() {
    #[derive(Deserialize, Contract, Debug)]
    struct Message {
        m: BTreeMap<Open, u8>,
    }
    agree::<Message>(&[r#"{"m":{"A":1,"z":2}}"#, r#"{"m":{"":1}}"#, r#"{"m":{"z":"1"}}"#]);
}

#[test]
fn keys_of_a_format_are_valid_next_to_a_tag_and_fields() {
    use std::net::IpAddr;
    keys!(IpAddr: ["1.2.3.4", "::1", "a", "1.2.3", ""]);
    keys!(Option<std::net::Ipv6Addr>: ["1.2.3.4", "::1", "null"]);
    #[derive(Deserialize, Contract, Debug)]
    struct ByAddress(BTreeMap<IpAddr, u8>);
    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "kind")]
    enum Tagged {
        Named(ByAddress),
        Plain(HashMap<IpAddr, u8>),
    }
    agree::<Tagged>(&[
        r#"{"kind":"Named","1.2.3.4":1}"#,
        r#"{"kind":"Plain","1.2.3.4":1}"#,
        r#"{"kind":"Named","1.2.3":1}"#,
        r#"{"kind":"Plain","1.2.3":1}"#,
        r#"{"kind":"Plain","::1":"1"}"#,
    ]);
    #[derive(Deserialize, Contract, Debug)]
    struct Flat {
        id: u8,
        #[serde(flatten)]
        rest: ByAddress,
    }
    agree::<Flat>(&[
        r#"{"id":1,"::1":1}"#,
        r#"{"id":1}"#,
        r#"{"id":1,"x":1}"#,
        r#"{"id":1,"::1":"1"}"#,
    ]);
}

#[test]
fn a_flattened_map_has_its_keys_and_the_fields_around_it_have_theirs() {
    #[derive(Deserialize, Contract, Debug)]
    struct Part {
        part: String,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Flat<M> {
        id: u8,
        #[serde(flatten)]
        before: Part,
        #[serde(flatten)]
        map: M,
    }
    #[derive(Deserialize, Contract, Debug)]
    struct Letters(BTreeMap<char, u8>);
    #[derive(Deserialize, Contract, Debug)]
    struct Kinds(BTreeMap<Kind, u8>);
    let messages = [
        r#"{"id":1,"part":"","a":1}"#,
        r#"{"id":1,"part":"","A":1}"#,
        r#"{"id":1,"part":"","A":"1"}"#,
        r#"{"id":1,"part":"","ab":1}"#,
        r#"{"id":1,"part":""}"#,
    ];
    agree::<Flat<Letters>>(&messages);
    agree::<Flat<BTreeMap<char, u8>>>(&messages);
    agree::<Flat<Kinds>>(&messages);
    #[derive(Deserialize, Contract, Debug)]
    struct Direct {
        id: u8,
        #[serde(flatten)]
        map: BTreeMap<Kind, u8>,
    }
    agree::<Direct>(&[
        r#"{"id":1,"A":1}"#,
        r#"{"id":1,"b":1}"#,
        r#"{"id":1,"x":1}"#,
        r#"{"id":1,"A":"1"}"#,
    ]);
    #[derive(Deserialize, Contract, Debug)]
    enum External {
        Variant { a: u8 },
    }
    #[derive(Deserialize, Contract, Debug)]
    struct BesideEnum {
        #[serde(flatten)]
        external: External,
        #[serde(flatten)]
        map: BTreeMap<Kind, u8>,
    }
    agree::<BesideEnum>(&[
        r#"{"Variant":{"a":1},"A":1}"#,
        r#"{"Variant":{"a":1},"x":1}"#,
        r#"{"Variant":{"a":1}}"#,
        r#"{"A":1}"#,
    ]);
}

#[test]
#[expect(
    clippy::type_complexity,
    reason = "the derive looks into the type as it is written"
)]
fn maps_in_tuples_results_and_cells_have_such_keys_too() {
    #[derive(Deserialize, Contract, Debug)]
    struct Deep {
        tuple: (u8, BTreeMap<u8, bool>),
        list: [Option<BTreeMap<u8, bool>>; 1],
        result: Result<RefCell<BTreeMap<u8, bool>>, LinkedList<BTreeMap<i8, bool>>>,
    }
    let message = |a: &str, b: &str, c: &str, d: &str| {
        format!(r#"{{"tuple":[1,{{"{a}":true}}],"list":[{{"{b}":true}}],"result":{{"{c}"{d}}}}}"#)
    };
    let messages = [
        message("1", "1", "Ok", r#":{"1":true}"#),
        message("1", "1", "Err", r#":[{"-1":true}]"#),
        message("256", "1", "Ok", r#":{"1":true}"#),
        message("1", "256", "Ok", r#":{"1":true}"#),
        message("1", "1", "Ok", r#":{"-1":true}"#),
        message("1", "1", "Err", r#":[{"128":true}]"#),
    ];
    agree::<Deep>(&messages.each_ref().map(String::as_str));
}

#[test]
fn maps_in_maps_lists_and_variants_have_such_keys_too() {
    #[derive(Deserialize, Contract, Debug, PartialEq, Eq, Hash)]
    struct Id(u8);
    #[derive(Deserialize, Contract, Debug)]
    enum Nested {
        List(Vec<HashMap<Id, Option<BTreeMap<bool, u8>>>>),
    }
    agree::<Nested>(&[
        r#"{"List":[{"1":null}]}"#,
        r#"{"List":[{"1":{"true":1}}]}"#,
        r#"{"List":[{"1":{"yes":1}}]}"#,
        r#"{"List":[{"256":null}]}"#,
    ]);
}

#[test]
fn tag_next_to_the_keys_is_not_one_of_them() {
    #[derive(Deserialize, Contract, Debug)]
    struct Letters(BTreeMap<char, u8>);
    #[derive(Deserialize, Contract, Debug)]
    #[serde(tag = "kind")]
    enum Tagged {
        Plain(BTreeMap<char, u8>),
        Named(Letters),
    }
    agree::<Tagged>(&[
        r#"{"kind":"Plain","a":1}"#,
        r#"{"kind":"Plain","ab":1}"#,
        r#"{"kind":"Named","a":1}"#,
        r#"{"kind":"Named","ab":1}"#,
        r#"{"kind":"Named"}"#,
    ]);
}

#[test]
fn a_wider_key_is_a_break_and_a_narrower_one_is_none() {
    fn between<P: JsonSchema, C: JsonSchema>() -> Verdict {
        let schema = |role| {
            let schema = match role {
                Role::Emits => counterpart::schema::generate::<P>(role),
                Role::Consumes => counterpart::schema::generate::<C>(role),
            };
            let schema = Json::Object(schema.expect("a schema"));
            Schema::from_json(schema, &Options::default()).expect("a schema")
        };
        check(&schema(Role::Emits), &schema(Role::Consumes), &Limits::default())
    }
    #[derive(Contract)]
    struct Of<K> {
        m: HashMap<K, u8>,
    }
    assert_eq!(between::<Of<u8>, Of<i128>>(), Verdict::Compatible);
    assert_eq!(between::<Of<u64>, Of<u64>>(), Verdict::Compatible);
    assert_eq!(between::<Of<NonZeroI8>, Of<i8>>(), Verdict::Compatible);
    assert_eq!(between::<Of<char>, Of<char>>(), Verdict::Compatible);
    assert_eq!(between::<Of<bool>, Of<String>>(), Verdict::Compatible);
    for verdict in [
        between::<Of<u16>, Of<u8>>(),
        between::<Of<i64>, Of<u64>>(),
        between::<Of<u8>, Of<NonZeroU8>>(),
        between::<Of<String>, Of<char>>(),
        between::<Of<char>, Of<bool>>(),
    ] {
        assert!(matches!(verdict, Verdict::Incompatible(_)), "{verdict:?}");
    }
}

mod numbered {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
        BTreeMap::<i16, u8>::deserialize(from).map(|map| map.len())
    }
}

#[test]
fn keys_of_a_declared_wire_type_are_in_range_too() {
    #[derive(Debug, Deserialize, Contract)]
    struct Counted {
        #[serde(deserialize_with = "numbered::deserialize")]
        #[contract(with = "BTreeMap<i16, u8>")]
        m: usize,
    }
    agree::<Counted>(&[
        r#"{"m":{}}"#,
        r#"{"m":{"-32768":0,"32767":0}}"#,
        r#"{"m":{"32768":0}}"#,
        r#"{"m":{"-00":0}}"#,
        r#"{"m":{"01":0}}"#,
        r#"{"m":{"a":0}}"#,
    ]);
}
