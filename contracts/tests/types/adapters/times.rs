//! Moments and spans of time as numbers and texts.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use counterpart::__private::schemars::JsonSchema;
use counterpart::contract::{Assumption, Role};
use counterpart::schema::{Source, make};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_with::formats::Flexible;
use serde_with::*;

use super::super::kinds::judge::{breaks, fits, holds, mixed, schema, written};
use super::{adapted, only_written, reads_at_least, reads_exactly, refuses};

adapted! {
    Seconds: "TimestampSeconds", DateTime<Utc>;
    Millis: "TimestampMilliSeconds<i64>", DateTime<Utc>;
    Micros: "TimestampMicroSeconds", DateTime<Utc>;
    Nanos: "TimestampNanoSeconds", DateTime<Utc>;
    Naive: "TimestampMilliSeconds", NaiveDateTime;
    SecondsFloat: "TimestampSeconds<f64>", DateTime<Utc>;
    SecondsText: "TimestampSeconds<String>", DateTime<Utc>;
    MillisText: "TimestampMilliSeconds<String>", DateTime<Utc>;
    SecondsFlexible: "TimestampSeconds<i64, Flexible>", DateTime<Utc>;
    NanosFlexible: "TimestampNanoSeconds<String, Flexible>", DateTime<Utc>;
    Fraction: "TimestampSecondsWithFrac", DateTime<Utc>;
    MillisFraction: "TimestampMilliSecondsWithFrac<f64>", DateTime<Utc>;
    FractionText: "TimestampSecondsWithFrac<String>", DateTime<Utc>;
    FractionFlexible: "TimestampSecondsWithFrac<f64, Flexible>", DateTime<Utc>;
    System: "TimestampSeconds", SystemTime;
    SystemMillis: "TimestampMilliSeconds", SystemTime;
    SystemFloat: "TimestampSecondsWithFrac<f64>", SystemTime;
    SystemText: "TimestampSecondsWithFrac<String>", SystemTime;
    SystemFlexible: "TimestampSeconds<i64, Flexible>", SystemTime;
    Span: "DurationSeconds", Duration;
    SpanMillis: "DurationMilliSeconds<u64>", Duration;
    SpanFloat: "DurationSeconds<f64>", Duration;
    SpanText: "DurationSeconds<String>", Duration;
    SpanFlexible: "DurationSeconds<u64, Flexible>", Duration;
    SpanFraction: "DurationSecondsWithFrac", Duration;
    SpanNanosFraction: "DurationNanoSecondsWithFrac<f64>", Duration;
    SpanFractionText: "DurationSecondsWithFrac<String>", Duration;
    SpanFractionFlexible: "DurationMilliSecondsWithFrac<f64, Flexible>", Duration;
    Delta: "DurationSeconds<i64>", TimeDelta;
    DeltaMillis: "DurationMilliSeconds<i64>", TimeDelta;
    DeltaMicros: "DurationMicroSeconds<i64>", TimeDelta;
    DeltaFlexible: "DurationSeconds<i64, Flexible>", TimeDelta;
    DeltaFraction: "DurationSecondsWithFrac<f64>", TimeDelta;
    DeltaText: "DurationSeconds<String>", TimeDelta;
    DeltaMillisFraction: "DurationMilliSecondsWithFrac<f64>", TimeDelta;
    NanosFloat: "TimestampNanoSeconds<f64>", DateTime<Utc>;
    Moments: "Vec<Option<TimestampSeconds>>", Vec<Option<DateTime<Utc>>>;
}

fn texts() -> Vec<String> {
    let limits: [i128; 18] = [
        0,
        1_577_836_800,
        -8_334_601_228_800,
        8_210_266_876_799,
        -8_334_601_228_800_000,
        8_210_266_876_799_999,
        -8_334_601_228_800_000_000,
        8_210_266_876_799_999_999,
        i64::MIN.into(),
        i64::MAX.into(),
        u64::MAX.into(),
        9_223_372_036_854_775,
        -9_223_372_036_854_775,
        18_446_744_073_709_549_568,
        -18_446_744_073_709_549_568,
        9_223_372_036_854_774_784,
        -9_223_372_036_854_774_784,
        1 << 70,
    ];
    let around: Vec<String> = limits
        .iter()
        .flat_map(|limit| (-2..=2).map(move |by| (limit + by).to_string()))
        .collect();
    let texts = [0, 2, 3, 8, 9, 10].map(|at| format!("\"{}\"", limits[at]));
    let strings = [
        "",
        "+",
        "-",
        "+1",
        "++1",
        "-+1",
        "007",
        "-007",
        "1.",
        "1.5",
        "-1.5",
        "1.+5",
        "1.123456789",
        "1.1234567890",
        "1.+12345678",
        "1.+123456789",
        "1e5",
        "-0",
        "-0.0",
        "NaN",
        "18446744073709551615.999999999",
        "8210266876799.999999999",
    ];
    let strings = strings.map(|text| format!("\"{text}\""));
    let others = ["null", "[1]", "[1,null]", "[\"1\"]", "true"].map(str::to_owned);
    around
        .into_iter()
        .chain(texts)
        .chain(strings)
        .chain(others)
        .collect()
}

/// The same, and numbers that are not integers.
fn with_fractions() -> Vec<String> {
    let numbers = [
        "-0",
        "0.5",
        "-0.5",
        "-0.4",
        "-0.6",
        "-1e-10",
        "1e-10",
        "1.5",
        "-1.5",
        "1e3",
        "1e18",
        "1.9e19",
        "8.3e21",
        "1.0",
        "-0.0",
        "1577836800.123456789",
    ];
    texts().into_iter().chain(numbers.map(str::to_owned)).collect()
}

#[test]
fn whole_units_are_read_in_the_range_of_their_types() {
    let texts = texts();
    reads_exactly::<Seconds>(&texts);
    reads_exactly::<Millis>(&texts);
    reads_exactly::<Micros>(&texts);
    reads_exactly::<Nanos>(&texts);
    reads_exactly::<Naive>(&texts);
    reads_exactly::<System>(&texts);
    reads_exactly::<SystemMillis>(&texts);
    reads_exactly::<Span>(&texts);
    reads_exactly::<SpanMillis>(&texts);
    reads_exactly::<Delta>(&texts);
    reads_exactly::<DeltaMillis>(&texts);
    reads_exactly::<DeltaMicros>(&texts);
    reads_exactly::<SecondsText>(&texts);
    reads_exactly::<MillisText>(&texts);
    reads_exactly::<SpanText>(&texts);
    reads_exactly::<Moments>(&texts);
}

#[test]
fn fractions_and_other_forms_are_read_but_for_the_outermost_ones() {
    let texts = with_fractions();
    reads_at_least::<SecondsFloat>(&texts);
    reads_at_least::<SecondsFlexible>(&texts);
    reads_at_least::<NanosFlexible>(&texts);
    reads_at_least::<Fraction>(&texts);
    reads_at_least::<MillisFraction>(&texts);
    reads_at_least::<FractionText>(&texts);
    reads_at_least::<FractionFlexible>(&texts);
    reads_at_least::<SystemFloat>(&texts);
    reads_at_least::<SystemText>(&texts);
    reads_at_least::<SystemFlexible>(&texts);
    reads_at_least::<SpanFloat>(&texts);
    reads_at_least::<SpanFlexible>(&texts);
    reads_at_least::<SpanFraction>(&texts);
    reads_at_least::<SpanNanosFraction>(&texts);
    reads_at_least::<SpanFractionText>(&texts);
    reads_at_least::<SpanFractionFlexible>(&texts);
    reads_at_least::<DeltaFlexible>(&texts);
    reads_at_least::<DeltaFraction>(&texts);
}

/// Moments of the years -200000 to 200000.
fn moments() -> impl Iterator<Item = DateTime<Utc>> {
    (0..2_000).filter_map(|at| {
        let seconds = mixed(at) as i64 >> (21 + mixed(at + 1) % 40);
        DateTime::from_timestamp(seconds, (mixed(at + 2) % 1_000_000_000) as u32)
    })
}

fn spans() -> impl Iterator<Item = Duration> {
    (0..2_000).map(|at| {
        // So long that milliseconds are still a number of 64 bits.
        let seconds = (mixed(at) >> (mixed(at + 1) % 64)) >> 11;
        Duration::new(seconds, (mixed(at + 2) % 1_000_000_000) as u32)
    })
}

#[test]
fn moments_are_written_in_their_units() {
    written(moments().map(Seconds));
    written(moments().map(Millis));
    written(moments().map(Micros));
    written(
        moments()
            .filter(|at| at.timestamp_nanos_opt().is_some())
            .map(Nanos),
    );
    written(moments().map(|at| Naive(at.naive_utc())));
    written(moments().map(SecondsFloat));
    written(moments().map(SecondsText));
    written(moments().map(MillisText));
    written(moments().map(SecondsFlexible));
    written(moments().map(Fraction));
    written(moments().map(MillisFraction));
    written(moments().map(FractionFlexible));
    written(moments().map(|at| System(at.into())));
    written(moments().map(|at| SystemMillis(at.into())));
    written(moments().map(|at| SystemFloat(at.into())));
    written(moments().map(|at| SystemFlexible(at.into())));
    written(moments().map(|at| Moments(vec![Some(at), None])));
    fits::<Seconds, SecondsFlexible>();
    fits::<Seconds, System>();
    fits::<Seconds, i64>();
    breaks::<Millis, Seconds>();
    breaks::<System, Seconds>();
    breaks::<SecondsText, Seconds>();
}

#[test]
fn spans_are_written_in_their_units() {
    written(spans().map(Span));
    written(spans().map(SpanMillis));
    written(spans().map(SpanFloat));
    written(spans().map(SpanText));
    written(spans().map(SpanFlexible));
    written(spans().map(SpanFraction));
    written(spans().map(SpanFractionFlexible));
    written(
        spans()
            .filter(|span| span.as_secs() < 1 << 33)
            .map(SpanNanosFraction),
    );
    let deltas = || {
        spans()
            .map(|span| TimeDelta::from_std(span).unwrap())
            .flat_map(|delta| [delta, -delta])
    };
    written(
        deltas()
            .filter(|delta| delta.num_seconds().abs() < 1 << 52)
            .map(Delta),
    );
    written(
        deltas()
            .filter(|delta| delta.num_seconds().abs() < 1 << 52)
            .map(DeltaMillis),
    );
    written(
        deltas()
            .filter(|delta| delta.num_seconds().abs() < 1 << 40)
            .map(DeltaMicros),
    );
    written(
        deltas()
            .filter(|delta| delta.num_seconds().abs() < 1 << 52)
            .map(DeltaFlexible),
    );
    written(
        deltas()
            .filter(|delta| delta.num_seconds().abs() < 1 << 52)
            .map(DeltaFraction),
    );
    fits::<Span, u64>();
    breaks::<Delta, Span>();
    breaks::<Span, Delta>();
}

/// The assumptions behind what is written of a type.
fn assumed<T: JsonSchema>() -> Vec<Assumption> {
    let source: Source = |settings| settings.into_generator().into_root_schema_for::<T>();
    make(&[source], Role::Emits).expect("a schema").assumes
}

/// A value that is written as a text which serde_with does not read: the contract assumes that there is none, and names that.
#[track_caller]
pub(super) fn excluded<T: Serialize + DeserializeOwned + Debug + JsonSchema>(value: T) {
    let text = serde_json::to_string(&value).expect("serde writes it");
    assert!(serde_json::from_str::<T>(&text).is_err(), "{text} is read");
    let emitted = schema::<T>(Role::Emits);
    assert_eq!(
        holds(&emitted, &text),
        Some(false),
        "{text}: {}",
        emitted.document()
    );
    assert_eq!(assumed::<T>(), [Assumption::PlainTimes], "{value:?}");
}

#[test]
fn numbers_that_rounding_moves_beyond_the_range_are_excluded_by_a_named_assumption() {
    excluded(SpanFloat(Duration::MAX));
    excluded(SpanFraction(Duration::MAX));
    excluded(SpanFractionFlexible(Duration::from_millis(u64::MAX)));
    excluded(SpanNanosFraction(Duration::from_nanos(u64::MAX)));
    for delta in [TimeDelta::MAX, TimeDelta::MIN] {
        excluded(Delta(delta));
        excluded(DeltaText(delta));
        excluded(DeltaFraction(delta));
        excluded(DeltaMillisFraction(delta));
    }
    let seconds = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    excluded(SystemFloat(seconds(i64::MAX as u64)));
    excluded(NanosFloat(
        DateTime::from_timestamp(18_446_744_073, 709_551_615).unwrap(),
    ));
    // Nothing is rounded in these.
    assert_eq!(assumed::<Span>(), []);
    assert_eq!(assumed::<SpanText>(), []);
    assert_eq!(assumed::<DeltaMillis>(), []);
    assert_eq!(assumed::<System>(), []);
}

/// A fraction goes through an `f64` on its way to a text. Some of these have sixteen digits, and nine are read.
#[test]
fn texts_with_fractions_are_written_that_serde_with_does_not_read() {
    let span = SpanFractionText(Duration::new(1, 798_912_672));
    let text = serde_json::to_string(&span).unwrap();
    assert_eq!(text, r#""1.7989126720000002""#);
    assert!(serde_json::from_str::<SpanFractionText>(&text).is_err());
    only_written(spans().map(SpanFractionText));
    only_written(moments().map(FractionText));
    only_written(moments().map(|at| SystemText(at.into())));
    refuses::<SpanFractionText, SpanFractionText>();
}
