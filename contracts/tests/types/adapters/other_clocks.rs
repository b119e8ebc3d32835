//! Moments and spans of time and of jiff as numbers and texts.

use jiff1::{SignedDuration, Timestamp};
use serde_with::formats::Flexible;
use serde_with::*;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::super::kinds::judge::{breaks, fits, mixed, written};
use super::times::excluded;
use super::{adapted, reads_at_least, reads_exactly};

adapted! {
    Seconds: "TimestampSeconds", OffsetDateTime;
    Millis: "TimestampMilliSeconds<i64>", OffsetDateTime;
    Nanos: "TimestampNanoSeconds", OffsetDateTime;
    Local: "TimestampMicroSeconds", PrimitiveDateTime;
    Text: "TimestampSeconds<String>", OffsetDateTime;
    Float: "TimestampSeconds<f64>", OffsetDateTime;
    Fraction: "TimestampSecondsWithFrac<f64>", OffsetDateTime;
    FractionText: "TimestampMilliSecondsWithFrac<String>", OffsetDateTime;
    Loose: "TimestampSeconds<i64, Flexible>", OffsetDateTime;
    Span: "DurationSeconds<i64>", Duration;
    SpanMillis: "DurationMilliSeconds<i64>", Duration;
    SpanFloat: "DurationSecondsWithFrac<f64>", Duration;
    SpanText: "DurationSecondsWithFrac<String>", Duration;
    JiffSeconds: "TimestampSeconds", Timestamp;
    JiffMillis: "Option<TimestampMilliSeconds>", Option<Timestamp>;
    JiffNanos: "TimestampNanoSeconds<String>", Timestamp;
    JiffFraction: "TimestampSecondsWithFrac<f64>", Timestamp;
    JiffLocal: "TimestampSeconds", jiff1::civil::DateTime;
    JiffSpan: "DurationSeconds<i64>", SignedDuration;
    JiffSpanMicros: "DurationMicroSeconds<i64>", SignedDuration;
    JiffSpanFraction: "DurationSecondsWithFrac<f64>", SignedDuration;
    Written: "Rfc3339", OffsetDateTime;
    Mailed: "Option<Rfc2822>", Option<OffsetDateTime>;
}

fn texts() -> Vec<String> {
    let limits: [i128; 14] = [
        0,
        1_577_836_800,
        -377_705_116_800,
        253_402_300_799,
        -377_705_023_201,
        253_402_207_200,
        -377_705_116_800_000,
        253_402_300_799_999,
        -377_705_116_800_000_000,
        253_402_300_799_999_999,
        i64::MIN.into(),
        i64::MAX.into(),
        u64::MAX.into(),
        1 << 70,
    ];
    let around = limits
        .iter()
        .flat_map(|limit| (-2..=2).map(move |by| (limit + by).to_string()));
    let whole: Vec<String> = around.collect();
    let strings = whole.iter().map(|text| format!("\"{text}\""));
    let others = [
        "null", "1.5", "-0.5", "\"1.5\"", "\"-1.5\"", "\"+1\"", "\"007\"", "\"\"", "\"1.\"", "\"1e5\"",
        "\"x\"", "[1]", "true",
    ];
    let others = others.map(str::to_owned);
    whole.iter().cloned().chain(strings).chain(others).collect()
}

#[test]
fn whole_units_are_read_in_the_range_of_the_type() {
    let texts = texts();
    reads_exactly::<Seconds>(&texts);
    reads_exactly::<Millis>(&texts);
    reads_exactly::<Nanos>(&texts);
    reads_exactly::<Local>(&texts);
    reads_exactly::<Text>(&texts);
    reads_exactly::<Span>(&texts);
    reads_exactly::<SpanMillis>(&texts);
    reads_exactly::<JiffSeconds>(&texts);
    reads_at_least::<JiffMillis>(&texts);
    reads_at_least::<JiffNanos>(&texts);
    reads_exactly::<JiffLocal>(&texts);
    reads_exactly::<JiffSpan>(&texts);
    reads_exactly::<JiffSpanMicros>(&texts);
}

#[test]
fn fractions_are_read_but_for_the_outermost_ones() {
    let texts = texts();
    reads_at_least::<Float>(&texts);
    reads_at_least::<Fraction>(&texts);
    reads_at_least::<FractionText>(&texts);
    reads_at_least::<Loose>(&texts);
    reads_at_least::<SpanFloat>(&texts);
    reads_at_least::<SpanText>(&texts);
    reads_at_least::<JiffFraction>(&texts);
    reads_at_least::<JiffSpanFraction>(&texts);
}

#[test]
fn spans_that_rounding_moves_beyond_the_range_are_excluded_by_a_named_assumption() {
    for span in [Duration::MAX, Duration::MIN] {
        excluded(SpanFloat(span));
    }
    for span in [SignedDuration::MAX, SignedDuration::MIN] {
        excluded(JiffSpanFraction(span));
    }
}

fn at(number: u64) -> OffsetDateTime {
    let seconds = -377_705_116_700 + (mixed(number) % 631_107_417_400) as i64;
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
    at.replace_nanosecond((mixed(number + 1) % 1_000_000_000) as u32)
        .unwrap()
}

#[test]
fn moments_and_spans_are_written_in_their_units() {
    let moments = || (0..1_000).map(at);
    // Nanoseconds of other years are no `i64`.
    let near =
        || (0..1_000).map(|number| OffsetDateTime::UNIX_EPOCH + Duration::nanoseconds(mixed(number) as i64));
    written(moments().map(Seconds));
    written(moments().map(Millis));
    written(near().map(Nanos));
    written(moments().map(|at| Local(PrimitiveDateTime::new(at.date(), at.time()))));
    written(moments().map(Text));
    written(moments().map(Float));
    written(moments().map(Fraction));
    written(moments().map(Loose));
    let spans = || (0..1_000).map(|number| Duration::nanoseconds(mixed(number) as i64));
    written(spans().map(Span));
    written(spans().map(SpanMillis));
    written(spans().map(SpanFloat));
    let jiff = || near().map(|at| Timestamp::from_nanosecond(at.unix_timestamp_nanos()).unwrap());
    written(jiff().map(JiffSeconds));
    written(jiff().map(|at| JiffMillis(Some(at))).chain([JiffMillis(None)]));
    written(jiff().map(JiffNanos));
    written(jiff().map(JiffFraction));
    written(jiff().map(|at| JiffLocal(at.to_zoned_datetime(jiff1::tz::TimeZone::UTC).datetime())));
    let signed = || (0..1_000).map(|number| SignedDuration::from_nanos(mixed(number) as i64));
    written(signed().map(JiffSpan));
    written(signed().map(JiffSpanMicros));
    written(signed().map(JiffSpanFraction));
    fits::<JiffSeconds, Seconds>();
    breaks::<Seconds, JiffSeconds>();
    breaks::<Millis, Seconds>();
}

#[test]
fn the_formats_of_time_are_adapters_too() {
    let texts = [
        "\"2024-01-31T12:00:00Z\"",
        "\"2024-02-30T12:00:00Z\"",
        "\"2024-01-31T12:00:00.5+23:59\"",
        "\"Wed, 31 Jan 2024 12:00:00 +0000\"",
        "\"Thu, 31 Jan 2024 12:00:00 +0000\"",
        "\"Thu, 29 Feb 2024 23:59:59 -2359\"",
        "\"Thu, 29 Feb 1900 23:59:59 -2359\"",
        "\"Thu, 31 Apr 2024 12:00:00 +0000\"",
        "\"31 Jan 2024 12:00:00 +0000\"",
        "null",
    ]
    .map(str::to_owned);
    reads_at_least::<Written>(&texts);
    reads_at_least::<Mailed>(&texts);
    let since_1900 = || (0..1_000).map(at).filter(|at| at.year() >= 1900);
    written((0..1_000).map(at).filter(|at| at.year() >= 0).map(Written));
    written(since_1900().map(|at| Mailed(Some(at))).chain([Mailed(None)]));
}
