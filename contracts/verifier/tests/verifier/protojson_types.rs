//! Types of serde for `shop.v1.Event`, against the JSON of the specification of Protobuf.
//!
//! The naive one has the types of the `.proto` file. The careful one has a field for each field of the message, as the
//! specification writes it: verification finds nothing against it, and it reads what protobuf of Python really writes.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterpart::Contract;
use counterpart::contract::{Encoding, Role};
use counterpart::json::Json;
use counterpart::wire::{Digits, Rfc3339};
use counterpart_engine::compat::schema::{Options, Schema};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

use super::wires::{Case, broken, cases, contract};

fn of_digits<'de, T: std::str::FromStr, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text.parse()
        .map_err(|_| de::Error::custom(format!("`{text}` is no such integer")))
}

/// An `int64`, `sint64` or `sfixed64`.
#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
struct Long(
    #[serde(deserialize_with = "of_digits")]
    #[contract(with = Digits<i64>)]
    i64,
);

/// A `uint64` or `fixed64`.
#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
struct UnsignedLong(
    #[serde(deserialize_with = "of_digits")]
    #[contract(with = Digits<u64>)]
    u64,
);

/// A `double` or `float`.
#[derive(Debug, PartialEq, Deserialize, Contract)]
#[serde(untagged)]
enum Double {
    Finite(f64),
    Other(NotFinite),
}

#[derive(Debug, PartialEq, Deserialize, Contract)]
enum NotFinite {
    NaN,
    Infinity,
    #[serde(rename = "-Infinity")]
    NegativeInfinity,
}

impl Default for Double {
    fn default() -> Self {
        Double::Finite(0.0)
    }
}

fn of_base64<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    STANDARD
        .decode(String::deserialize(from)?)
        .map_err(de::Error::custom)
}

/// `bytes`.
#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
struct Bytes(
    #[serde(deserialize_with = "of_base64")]
    #[contract(with = counterpart::wire::Base64)]
    Vec<u8>,
);

/// An open enum: a number without a name is written as the number.
#[derive(Debug, PartialEq, Deserialize, Contract)]
#[serde(untagged)]
enum Open<T> {
    Named(T),
    Unnamed(i32),
}

impl<T: Default> Default for Open<T> {
    fn default() -> Self {
        Open::Named(T::default())
    }
}

#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
enum State {
    #[default]
    #[serde(rename = "STATE_UNSPECIFIED")]
    Unspecified,
    #[serde(rename = "STATE_PAID")]
    Paid,
    #[serde(rename = "STATE_SENT")]
    Sent,
    #[serde(rename = "STATE_LOST")]
    Lost,
}

#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
enum Level {
    #[default]
    #[serde(rename = "LEVEL_ZERO")]
    Zero,
    #[serde(rename = "LEVEL_BELOW")]
    Below,
}

#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
#[serde(default, rename_all = "camelCase")]
struct Line {
    sku: String,
    amount: Long,
    rebate: Option<i32>,
    part_of: Option<Box<Line>>,
}

/// A moment, as it came.
#[derive(Debug, PartialEq, Deserialize, Contract)]
struct Timestamp(#[contract(with = Rfc3339)] String);

fn of_seconds<'de, D: Deserializer<'de>>(from: D) -> Result<(i64, i32), D::Error> {
    let text = String::deserialize(from)?;
    let wrong = || de::Error::custom(format!("`{text}` is not a duration"));
    let number = text.strip_suffix('s').ok_or_else(wrong)?;
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => (-1, number),
        None => (1, number),
    };
    let (seconds, nanos) = number.split_once('.').unwrap_or((number, "0"));
    let seconds: i64 = seconds.parse().map_err(|_| wrong())?;
    let nanos: i32 = format!("{nanos:0<9}").parse().map_err(|_| wrong())?;
    Ok((seconds * i64::from(sign), nanos * sign))
}

/// Seconds and nanoseconds, of one sign.
#[derive(Debug, PartialEq, Deserialize, Contract)]
struct Duration(
    #[serde(deserialize_with = "of_seconds")]
    #[contract(with = String, pattern = r"^-?[0-9]{1,12}(\.[0-9]{1,9})?s$")]
    (i64, i32),
);

#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
struct Empty {}

/// The `oneof`: a field of one of these names is there, or none.
#[derive(Debug, PartialEq, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
enum Payment {
    Cash(Long),
    Voucher(String),
    Gift(Line),
    Transfer(Open<State>),
    Free(bool),
    Unpaid(()),
}

#[derive(Debug, Default, PartialEq, Deserialize, Contract)]
#[serde(default, rename_all = "camelCase")]
struct Event {
    weight: Double,
    ratio: Double,
    count: i32,
    total: Long,
    stock: u32,
    big_stock: UnsignedLong,
    delta: i32,
    big_delta: Long,
    code: u32,
    big_code: UnsignedLong,
    shift: i32,
    big_shift: Long,
    paid: bool,
    name: String,
    digest: Bytes,
    state: Open<State>,
    line: Option<Line>,
    level: Open<Level>,

    maybe_weight: Option<Double>,
    maybe_count: Option<i32>,
    maybe_total: Option<Long>,
    maybe_paid: Option<bool>,
    maybe_name: Option<String>,
    maybe_digest: Option<Bytes>,
    maybe_state: Option<Open<State>>,

    counts: Vec<i32>,
    totals: Vec<Long>,
    weights: Vec<Double>,
    flags: Vec<bool>,
    tags: Vec<String>,
    digests: Vec<Bytes>,
    states: Vec<Open<State>>,
    lines: Vec<Line>,

    labels: BTreeMap<String, String>,
    by_int32: BTreeMap<i32, String>,
    by_int64: BTreeMap<i64, String>,
    by_uint32: BTreeMap<u32, String>,
    by_uint64: BTreeMap<u64, String>,
    by_sint32: BTreeMap<i32, String>,
    by_sint64: BTreeMap<i64, String>,
    by_fixed32: BTreeMap<u32, String>,
    by_fixed64: BTreeMap<u64, String>,
    by_sfixed32: BTreeMap<i32, String>,
    by_sfixed64: BTreeMap<i64, String>,
    by_bool: BTreeMap<bool, String>,
    to_total: BTreeMap<String, Long>,
    to_weight: BTreeMap<String, Double>,
    to_digest: BTreeMap<String, Bytes>,
    to_state: BTreeMap<String, Open<State>>,
    to_line: BTreeMap<String, Line>,

    #[serde(flatten)]
    payment: Option<Payment>,

    cause: Option<Box<Event>>,
    effects: Vec<Event>,

    #[serde(rename = "orderID")]
    order_id: String,
    line_1: String,
    name_2fa: String,
    #[serde(rename = "UPPERCase")]
    upper_case: String,
    #[serde(rename = "Leading")]
    leading: String,
    trailing: String,
    two_under: String,
    already_camel: String,
    #[serde(rename = "odd.name-é")]
    odd: String,

    at: Option<Timestamp>,
    took: Option<Duration>,
    mask: Option<String>,
    extra: Option<Map<String, Value>>,
    anything: Option<Value>,
    list: Option<Vec<Value>>,
    detail: Option<Value>,
    nothing: Option<Empty>,
    always_null: (),
    double_value: Option<Double>,
    float_value: Option<Double>,
    int64_value: Option<Long>,
    uint64_value: Option<UnsignedLong>,
    int32_value: Option<i32>,
    uint32_value: Option<u32>,
    bool_value: Option<bool>,
    string_value: Option<String>,
    bytes_value: Option<Bytes>,

    times: Vec<Timestamp>,
    values: Vec<Value>,
    int64_values: Vec<Long>,
    to_value: BTreeMap<String, Value>,
    to_time: BTreeMap<String, Timestamp>,
    to_text: BTreeMap<String, String>,
}

/// A few fields, as the `.proto` file has them.
#[derive(Debug, Deserialize, Contract)]
#[expect(dead_code, reason = "only its contract is asked for")]
struct Naive {
    #[serde(rename = "orderID")]
    order_id: String,
    total: i64,
    weight: f64,
    #[serde(default)]
    state: State,
}

fn accepted<T: counterpart::__private::schemars::JsonSchema>() -> Schema {
    let schema = counterpart::schema::generate::<T>(Role::Consumes).expect("a schema");
    Schema::parse(Json::Object(schema).to_string().as_bytes(), &Options::default()).unwrap()
}

fn emitted() -> Schema {
    contract("shop.v1.Event", Encoding::ProtoJson, Role::Emits, &[]).unwrap()
}

#[test]
fn naive_type_breaks_in_six_ways() {
    insta::assert_snapshot!(broken(&emitted(), &accepted::<Naive>()).join("\n"), @r"
    property-optional at /orderID
    property-optional at /total
    property-optional at /weight
    type-mismatch at /state
    type-mismatch at /total
    type-mismatch at /weight
    ");
}

#[test]
fn careful_type_breaks_in_none() {
    assert_eq!(broken(&emitted(), &accepted::<Event>()), Vec::<String>::new());
}

/// The texts of the record, by case.
fn recorded() -> Vec<(String, String)> {
    let is_asked =
        |case: &Case| case.is_written && case.message == "shop.v1.Event" && case.options == "default";
    let cases = cases("protobuf-python").into_iter().filter(is_asked);
    cases.filter_map(|case| Some((case.id, case.text?))).collect()
}

fn read(id: &str, text: &str) -> Event {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{id}: {text}: {error}"))
}

#[test]
fn careful_type_reads_what_protobuf_of_python_writes() {
    let schema = accepted::<Event>();
    let texts = recorded();
    assert!(texts.len() > 150, "{}", texts.len());
    // A member under a name that the type does not have would be ignored, and so would one of a `oneof` that fails.
    let mut as_absent = Vec::new();
    for (id, text) in texts {
        let message = counterpart::json::parse(text.as_bytes()).unwrap();
        assert!(schema.accepts(&message).unwrap(), "{id}: {text}");
        read(&id, &text);
        for (name, value) in serde_json::from_str::<Map<String, Value>>(&text).unwrap() {
            let alone = serde_json::json!({ name.as_str(): value }).to_string();
            if read(&id, &alone) == Event::default() {
                as_absent.push(alone);
            }
        }
    }
    insta::assert_snapshot!(as_absent.join("\n"), @r#"
    {"weight":-0.0}
    {"anything":null}
    {"anything":null}
    {"alwaysNull":null}
    "#);
}

#[test]
fn careful_type_reads_values_as_they_were_written() {
    let texts = recorded();
    let of = |id: &str| {
        let (_, text) = texts
            .iter()
            .find(|(found, _)| found == id)
            .unwrap_or_else(|| panic!("no {id}"));
        read(id, text)
    };
    assert_eq!(of("total/max").total, Long(i64::MAX));
    assert_eq!(of("big_code/max").big_code, UnsignedLong(u64::MAX));
    assert_eq!(of("weight/least").weight, Double::Finite(5e-324));
    assert_eq!(
        of("weight/negative-infinity").weight,
        Double::Other(NotFinite::NegativeInfinity)
    );
    assert_eq!(of("digest/alphabet").digest, Bytes(vec![0xfb, 0xff, 0xbe]));
    assert_eq!(of("state/named").state, Open::Named(State::Paid));
    assert_eq!(of("state/unknown-min").state, Open::Unnamed(i32::MIN));
    assert_eq!(of("maybe/defaults").maybe_count, Some(0));
    assert_eq!(
        of("took/negative-below-one").took,
        Some(Duration((0, -500_000_000)))
    );
    assert_eq!(
        of("at/digits-9").at,
        Some(Timestamp("2025-03-01T12:00:00.000000001Z".to_owned()))
    );
    assert_eq!(of("by_uint64/max").by_uint64.into_keys().next(), Some(u64::MAX));
    assert_eq!(
        of("payment/cash-max").payment,
        Some(Payment::Cash(Long(i64::MAX)))
    );
    assert_eq!(
        of("payment/transfer-unknown").payment,
        Some(Payment::Transfer(Open::Unnamed(9)))
    );
    assert_eq!(of("payment/unpaid").payment, Some(Payment::Unpaid(())));
    assert_eq!(of("-/empty"), Event::default());
}
