//! Functions of http-serde, of serde-aux, of time and of jiff.

use std::time::Duration;

use counterpart::contract::Role;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Version};
use jiff::tz::TimeZone;
use serde_aux::prelude::*;
use time::OffsetDateTime;

use super::super::kinds::judge::{breaks, fits, holds, mixed, read, schema, written};
use super::{held, reads_exactly};

held! {
    Headers: #[serde(with = "http_serde::header_map")] HeaderMap;
    MaybeHeaders: #[serde(with = "http_serde::option::header_map")] Option<HeaderMap>;
    Host: #[serde(with = "http_serde::authority")] Authority;
    Spoken: #[serde(with = "http_serde::version")] Version;
    MaybeSpoken: #[serde(with = "http_serde::option::version")] Option<Version>;
    MaybeStatus: #[serde(with = "http_serde::option::status_code")] Option<http::StatusCode>;
    Default: #[serde(deserialize_with = "deserialize_default_from_null")] u8;
    DefaultList: #[serde(deserialize_with = "serde_aux::prelude::deserialize_default_from_null")] Vec<u8>;
    MaybeNumber: #[serde(deserialize_with = "deserialize_option_number_from_string")] Option<i16>;
    Text: #[serde(deserialize_with = "serde_aux::field_attributes::deserialize_string_from_number")] String;
    Iso: #[serde(with = "time::serde::iso8601")] OffsetDateTime;
    MaybeIso: #[serde(with = "time::serde::iso8601::option")] Option<OffsetDateTime>;
    Mail: #[serde(with = "time::serde::rfc2822")] OffsetDateTime;
    MaybeMail: #[serde(with = "time::serde::rfc2822::option")] Option<OffsetDateTime>;
    Lasting: #[serde(with = "jiff::fmt::serde::unsigned_duration::required")] Duration;
    MaybeLasting: #[serde(with = "jiff::fmt::serde::unsigned_duration::optional")] Option<Duration>;
    Friendly: #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")] Duration;
    MaybeFriendly: #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::optional")] Option<Duration>;
    Zone: #[serde(with = "jiff::fmt::serde::tz::required")] TimeZone;
    MaybeZone: #[serde(with = "jiff::fmt::serde::tz::optional")] Option<TimeZone>;
}

#[test]
fn headers_are_texts_and_lists_of_texts() {
    let texts = [
        "{}",
        r#"{"a":"b"}"#,
        r#"{"A":"b","a":"c"}"#,
        r#"{"a":""}"#,
        r#"{"a":" b\t"}"#,
        r#"{"a":"\n"}"#,
        r#"{"a":"\u007f"}"#,
        r#"{"a":"\u00e9\ud83d\ude00"}"#,
        r#"{"a":[]}"#,
        r#"{"a":["b"]}"#,
        r#"{"a":["b","c\u0000"]}"#,
        r#"{"a":["b","\u00e9"]}"#,
        r#"{"a":[["b"]]}"#,
        r#"{"a":[1]}"#,
        r#"{"a":1}"#,
        r#"{"a":null}"#,
        r#"{"":"b"}"#,
        r#"{"a b":"b"}"#,
        r#"{"a:":"b"}"#,
        r#"{"\u00e9":"b"}"#,
        r#"{"!#$%&'*+.^_`|~-0z":"b"}"#,
        r#"{"(":"b"}"#,
        "null",
        "[]",
    ];
    // A list with another thing in it ends there.
    let (taken, _) = read::<Headers>(&texts);
    assert!(taken >= 8, "{taken}");
    let (taken, _) = read::<MaybeHeaders>(&texts);
    assert!(taken >= 9, "{taken}");
    let headers = || {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("text/plain"));
        headers.append("X-More", HeaderValue::from_static("a\tb"));
        headers.append("x-more", HeaderValue::from_static(""));
        // These are no visible text, and are left out.
        headers.append("x-bytes", HeaderValue::from_bytes(b"\xff").unwrap());
        headers.append("x-other", HeaderValue::from_bytes("\u{e9}".as_bytes()).unwrap());
        headers
    };
    written([Headers(HeaderMap::new()), Headers(headers())]);
    written([MaybeHeaders(None), MaybeHeaders(Some(headers()))]);
    breaks::<MaybeHeaders, Headers>();
}

#[test]
fn authorities_and_versions_of_http_are_texts() {
    let hosts = [
        "\"a\"",
        "\"a.example:80\"",
        "\"u:p@a:80\"",
        "\"[::1]:80\"",
        "\"\"",
        "\"a/b\"",
        "\"a b\"",
        "null",
    ];
    let accepted = super::super::kinds::judge::schema::<Host>(counterpart::contract::Role::Consumes);
    for text in hosts {
        let reads = serde_json::from_str::<Host>(text).is_ok();
        // Nobody knows the set, but what is no text or an empty one.
        let holds = super::super::kinds::judge::holds(&accepted, text);
        assert!(
            holds.is_none() || (holds == Some(false) && !reads),
            "{text}: {holds:?}, {reads}"
        );
    }
    let versions = [
        "\"HTTP/1.1\"",
        "\"HTTP/2.0\"",
        "\"HTTP/2\"",
        "\"http/1.1\"",
        "\"HTTP/0.9\"",
        "\"\"",
        "null",
        "1.1",
    ];
    reads_exactly::<Spoken>(&versions);
    reads_exactly::<MaybeSpoken>(&versions);
    let all = [
        Version::HTTP_09,
        Version::HTTP_10,
        Version::HTTP_11,
        Version::HTTP_2,
        Version::HTTP_3,
    ];
    written(all.map(Spoken));
    written(all.map(|one| MaybeSpoken(Some(one))));
    reads_exactly::<MaybeStatus>(&["100", "999", "99", "1000", "null", "\"200\""]);
    breaks::<MaybeStatus, MaybeSpoken>();
}

#[test]
fn functions_that_only_read_are_known() {
    let texts = [
        "0",
        "255",
        "256",
        "-1",
        "32767",
        "32768",
        "1.5",
        "null",
        "\"\"",
        "\"7\"",
        "\"+7\"",
        "\"07\"",
        "\"-32768\"",
        "\"-32769\"",
        "\" 7\"",
        "\"x\"",
        "18446744073709551615",
        "18446744073709551616",
        "true",
        "[]",
        "[1]",
        "{}",
    ];
    reads_exactly::<Default>(&texts);
    reads_exactly::<DefaultList>(&texts);
    reads_exactly::<MaybeNumber>(&texts);
    reads_exactly::<Text>(&texts);
    written([Default(0), Default(255)]);
    written([DefaultList(vec![])]);
    written([MaybeNumber(None), MaybeNumber(Some(i16::MIN))]);
    written([Text(String::new())]);
}

#[test]
fn moments_of_time_as_texts_are_read_and_written() {
    let iso = [
        "\"+002024-01-31T12:00:00.000000000Z\"",
        "\"+002024-02-29T12:00:00Z\"",
        "\"+002023-02-29T12:00:00Z\"",
        "\"+001900-02-29T12:00:00Z\"",
        "\"+000000-02-29T12:00:00Z\"",
        "\"-000004-02-29T00:00:00.5+23:59\"",
        "\"-000400-02-29T00:00:00-23:59\"",
        "\"-000100-02-29T00:00:00-23:59\"",
        "\"-000000-02-28T00:00:00Z\"",
        "\"-009999-01-01T00:00:00.1Z\"",
        "\"+009999-12-31T23:59:59.999999999Z\"",
        "\"+010000-01-01T00:00:00Z\"",
        "\"2024-01-31T12:00:00Z\"",
        "\"+002024-01-31T24:00:00Z\"",
        "\"+002024-01-31T12:00:60Z\"",
        "\"+002024-01-31T12:00:00+24:00\"",
        "\"+002024-01-31T12:00:00-25:59\"",
        "\"+002024-01-31T12:00:00+26:00\"",
        "null",
        "1",
    ];
    let mail = [
        "\"Wed, 31 Jan 2024 12:00:00 +0000\"",
        "\"Thu, 31 Jan 2024 12:00:00 +0000\"",
        "\"Thu, 29 Feb 2024 23:59:59 -2359\"",
        "\"Thu, 29 Feb 2000 23:59:59 -2359\"",
        "\"Thu, 29 Feb 2024 23:59:59 +2559\"",
        "\"Thu, 29 Feb 2024 23:59:59 +2600\"",
        "\"Thu, 29 Feb 1900 23:59:59 -2359\"",
        "\"Thu, 29 Feb 2100 23:59:59 -2359\"",
        "\"Thu, 31 Apr 2024 12:00:00 +0000\"",
        "\"Thu, 30 Apr 1899 12:00:00 +0000\"",
        "\"Thu, 30 Apr 9999 12:00:00 +0000\"",
        "\"Thu, 30 Apr 1900 12:00:00 +0000\"",
        "\"31 Jan 2024 12:00:00 +0000\"",
        "\"Wed, 31 Jan 2024 12:00:00 GMT\"",
        "null",
    ];
    read::<Iso>(&iso);
    read::<MaybeIso>(&iso);
    read::<Mail>(&mail);
    read::<MaybeMail>(&mail);
    let at = |number: u64| {
        let seconds = -377_705_116_800 + (mixed(number) % 631_107_417_600) as i64;
        let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        at.replace_nanosecond((mixed(number + 1) % 1_000_000_000) as u32)
            .unwrap()
    };
    let zone = time::UtcOffset::from_hms(-5, -30, 0).unwrap();
    let all = || {
        (0..3_000)
            .map(at)
            .chain((0..300).filter_map(|number| at(number).checked_to_offset(zone)))
    };
    // The greatest offsets of time.
    let ends = [(25, 59), (-25, -59), (24, 0), (-24, 0)].map(|(hours, minutes)| {
        let offset = time::UtcOffset::from_hms(hours, minutes, 0).unwrap();
        OffsetDateTime::UNIX_EPOCH.to_offset(offset)
    });
    written(ends.map(Iso));
    written(ends.map(Mail));
    written(ends.map(|at| MaybeMail(Some(at))));
    written(all().map(Iso));
    written(all().map(|at| MaybeIso(Some(at))).chain([MaybeIso(None)]));
    written(all().filter(|at| at.year() >= 1900).map(Mail));
    written([MaybeMail(None)]);
}

/// Seconds and nanoseconds, at the edges of hours, minutes and parts of a second.
fn durations() -> Vec<Duration> {
    const LAST_HOUR: u64 = 5_124_095_576_030_431 * 3_600;
    let seconds = [
        0,
        1,
        15,
        59,
        60,
        61,
        3_599,
        3_600,
        3_601,
        3_660,
        86_400,
        LAST_HOUR - 1,
        LAST_HOUR,
        LAST_HOUR + 1,
        LAST_HOUR + 9,
        LAST_HOUR + 10,
        u64::MAX,
    ];
    let nanos = [
        0,
        1,
        10,
        999,
        1_000,
        1_001,
        1_000_000,
        1_000_001,
        1_001_000,
        100_000_000,
        999_999_999,
    ];
    let all = seconds
        .iter()
        .flat_map(|seconds| nanos.map(|nanos| Duration::new(*seconds, nanos)));
    all.collect()
}

#[test]
fn unsigned_durations_of_jiff_are_texts() {
    // Each text is also changed in each place.
    let some = || durations().into_iter().step_by(13);
    let iso: Vec<String> = written_texts(some().map(Lasting));
    let friendly: Vec<String> = written_texts(some().map(Friendly));
    let all: Vec<&str> = iso.iter().chain(&friendly).map(String::as_str).collect();
    let more = [
        "\"PT\"",
        "\"PT00S\"",
        "\"PT1.S\"",
        "\"PT1.0S\"",
        "\"-PT1S\"",
        "\"PT5124095576030431H16S\"",
        "\"PT5124095576030432H\"",
        "\"PT60M\"",
        "\"P1D\"",
        "\"5124095576030431h 16s\"",
        "\"5124095576030431h 15s 1000ms\"",
        "\"1h ago\"",
        "\"1h  1m\"",
        "\"\"",
        "null",
        "1",
    ];
    let texts: Vec<&str> = all.iter().chain(&more).copied().collect();
    // Each reads the form of the other, and forms with other units.
    for (taken, _) in [
        read::<Lasting>(&texts),
        read::<Friendly>(&texts),
        read::<MaybeLasting>(&texts),
        read::<MaybeFriendly>(&texts),
    ] {
        assert!(taken >= iso.len(), "{taken}");
    }
    written(durations().into_iter().map(Lasting));
    written(durations().into_iter().map(Friendly));
    written(
        [None, Some(Duration::ZERO), Some(Duration::MAX)]
            .into_iter()
            .map(MaybeLasting),
    );
    written([None, Some(Duration::from_millis(1_500))].map(MaybeFriendly));
    fits::<Lasting, Friendly>();
    fits::<Friendly, MaybeLasting>();
    breaks::<MaybeLasting, Lasting>();
}

fn written_texts<T: serde::Serialize>(all: impl Iterator<Item = T>) -> Vec<String> {
    all.map(|one| serde_json::to_string(&one).unwrap()).collect()
}

/// The database of the reader has the names, so that the set has a name. What is no text, or an empty one, is refused.
#[test]
fn time_zones_of_jiff_are_a_named_set() {
    let accepted = schema::<Zone>(Role::Consumes);
    let (mut unknown, mut refused) = (0, 0);
    for text in [
        "\"UTC\"",
        "\"+05:30\"",
        "\"EST5EDT,M3.2.0,M11.1.0\"",
        "\"\"",
        "null",
        "1",
    ] {
        let reads = serde_json::from_str::<Zone>(text).is_ok();
        match holds(&accepted, text) {
            None => unknown += 1,
            Some(holds) => {
                assert!(!holds && !reads, "{text}: {holds}, {reads}");
                refused += 1;
            }
        }
    }
    assert_eq!((unknown, refused), (3, 3));
    let zone = || TimeZone::fixed(jiff::tz::offset(5));
    let emitted = schema::<MaybeZone>(Role::Emits);
    for one in [None, Some(zone()), Some(TimeZone::UTC)] {
        let text = serde_json::to_string(&MaybeZone(one)).unwrap();
        assert_ne!(holds(&emitted, &text), Some(false), "{text}");
    }
    fits::<Zone, Zone>();
    fits::<Zone, MaybeZone>();
    breaks::<MaybeZone, Zone>();
}
