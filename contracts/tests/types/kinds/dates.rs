//! Dates and times of chrono and jiff.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use jiff::{Timestamp, Zoned, civil};

use super::judge::{breaks, fits, mixed, read, written};

const MOMENTS: &[&str] = &[
    r#""2024-01-31T12:00:00Z""#,
    r#""2024-01-31t12:00:00z""#,
    r#""2024-01-31 12:00:00Z""#,
    r#""2024-01-31T12:00:00""#,
    r#""2024-01-31T12:00:00.123456789Z""#,
    r#""2024-01-31T12:00:00.1234567890123Z""#,
    r#""2016-12-31T23:59:60Z""#,
    r#""2016-12-31T18:59:60.5-05:00""#,
    r#""2024-01-31T12:00:00+23:59""#,
    r#""2024-01-31T12:00:00-23:59""#,
    r#""0000-01-01T00:00:00+23:59""#,
    r#""9998-12-31T23:59:59-23:59""#,
    r#""9999-12-28T23:59:59-23:59""#,
    r#""9999-12-29T23:59:59-23:59""#,
    r#""9999-12-29T23:59:59Z""#,
    r#""9999-12-30T21:59:60Z""#,
    r#""9999-12-30T22:00:00.999999999Z""#,
    r#""9999-12-30T22:00:01Z""#,
    r#""9999-12-31T23:59:59Z""#,
    r#""9999-12-31T23:59:59-23:59""#,
    r#""+12345-01-01T00:00:00Z""#,
    r#""2023-02-29T00:00:00Z""#,
    r#""2024-01-31T12:00:00+01:00[+01:00]""#,
    "1",
    "null",
];
const LOCAL: &[&str] = &[
    r#""2024-01-31T12:00:00""#,
    r#""2024-01-31t12:00:00""#,
    r#""2024-01-31 12:00:00""#,
    r#""2024-01-31T23:59:60""#,
    r#""2024-01-31T12:00:00.123456789""#,
    r#""2024-01-31T12:00:00.1234567891""#,
    r#""9999-12-31T23:59:59.999999999""#,
    r#""0000-01-01T00:00:00""#,
    r#""2024-01-31""#,
];
const DATES: &[&str] = &[
    r#""2024-01-31""#,
    r#""2000-02-29""#,
    r#""1900-02-29""#,
    r#""0000-01-01""#,
    r#""9999-12-31""#,
    r#""+12345-01-31""#,
    r#""24-01-31""#,
];
const TIMES: &[&str] = &[
    r#""12:00:00""#,
    r#""12:00""#,
    r#""23:59:60""#,
    r#""23:59:60.5""#,
    r#""12:00:00.123456789""#,
    r#""12:00:00.1234567891""#,
    r#""24:00:00""#,
];

/// Seconds and nanoseconds since 1970, within the years 0000 to 9999 and at their edges.
fn moments() -> impl Iterator<Item = (i64, u32)> {
    const FIRST: i64 = -62_167_219_200;
    const LAST: i64 = 253_402_207_200;
    let nanos = [0, 1, 120, 1_000, 999_999, 1_000_000, 500_000_000, 999_999_999];
    let edges = [(FIRST, 0), (LAST, 0), (LAST, 999_999_999), (0, 0), (-1, 1)];
    let within = (0..2_000).map(move |at| {
        let seconds = FIRST + (mixed(at) % (LAST - FIRST) as u64) as i64;
        (seconds, nanos[(mixed(at + 7) % 8) as usize])
    });
    edges.into_iter().chain(within)
}

fn utc((seconds, nanos): (i64, u32)) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, nanos).expect("in range")
}

#[test]
fn chrono_reads_everything_its_contracts_accept() {
    read::<DateTime<Utc>>(MOMENTS);
    read::<DateTime<FixedOffset>>(MOMENTS);
    read::<NaiveDateTime>(LOCAL);
    read::<NaiveDate>(DATES);
    read::<NaiveTime>(TIMES);
}

#[test]
fn names_of_days_are_read_in_any_case_and_by_three_letters() {
    read::<Option<Weekday>>(&[r#""Mon""#, "null", r#""mond""#]);
    let names = [
        "Mon", "Sun", "Mo", "monday", "MONDAY", "mON", "Mond", "Thurs", "Thursday", "Sunday ", "", "moñ",
    ];
    let texts = names.map(|name| format!("{name:?}"));
    let mut texts: Vec<_> = texts.iter().map(String::as_str).collect();
    texts.extend(["1", "null"]);
    let (taken, more) = read::<Weekday>(&texts);
    assert!(
        taken >= 6 && more == 0,
        "{taken} are taken, {more} are read as well"
    );
    #[derive(Debug, serde::Deserialize, counterpart::Contract)]
    struct ByDay(#[allow(dead_code, reason = "serde reads it")] std::collections::HashMap<Weekday, u8>);
    let by_day = [r#"{"Mon":1}"#, r#"{"monday":1}"#, r#"{"Mo":1}"#, "{}"];
    let (taken, more) = read::<ByDay>(&by_day);
    assert!(
        taken >= 3 && more == 0,
        "{taken} are taken, {more} are read as well"
    );
}

#[test]
fn chrono_writes_only_what_its_contracts_allow() {
    written(moments().map(utc));
    written(
        moments()
            .filter(|moment| moment.0 > -62_000_000_000)
            .map(|moment| {
                let minutes = (mixed(moment.0 as u64) % 2_879) as i32 - 1_439;
                let offset = FixedOffset::east_opt(minutes * 60).expect("in range");
                utc(moment).with_timezone(&offset)
            }),
    );
    written(moments().map(|moment| utc(moment).naive_utc()));
    written(moments().map(|moment| utc(moment).date_naive()));
    written(moments().map(|moment| utc(moment).time()));
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("a leap second");
    written([
        leap,
        NaiveTime::MIN,
        NaiveTime::from_num_seconds_from_midnight_opt(86_399, 999_999_999).unwrap(),
    ]);
    written([Utc
        .with_ymd_and_hms(2016, 12, 31, 23, 59, 59)
        .unwrap()
        .date_naive()
        .and_time(leap)
        .and_utc()]);
    written([
        NaiveDate::from_ymd_opt(9999, 12, 31).unwrap(),
        NaiveDate::from_ymd_opt(0, 1, 1).unwrap(),
    ]);
    written([
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ]);
}

#[test]
fn jiff_reads_everything_its_contracts_accept() {
    read::<Timestamp>(MOMENTS);
    read::<civil::DateTime>(LOCAL);
    read::<civil::Date>(DATES);
    read::<civil::Time>(TIMES);
}

#[test]
fn jiff_writes_only_what_its_contracts_allow() {
    let timestamps =
        || moments().map(|(seconds, nanos)| Timestamp::new(seconds, nanos as i32).expect("in range"));
    written(timestamps().chain([Timestamp::MAX]));
    let civil = || timestamps().map(|moment| moment.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    written(civil().chain([civil::DateTime::MAX]));
    written(civil().map(civil::DateTime::date).chain([civil::Date::MAX]));
    written(
        civil()
            .map(civil::DateTime::time)
            .chain([civil::Time::MIN, civil::Time::MAX]),
    );
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(-5));
    written::<Zoned>(timestamps().skip(3).map(|moment| moment.to_zoned(zone.clone())));
}

#[test]
fn crates_accept_each_others_dates_exactly_where_serde_does() {
    fits::<Timestamp, DateTime<Utc>>();
    fits::<DateTime<Utc>, DateTime<FixedOffset>>();
    fits::<civil::Date, NaiveDate>();
    fits::<NaiveDate, civil::Date>();
    fits::<civil::Time, NaiveTime>();
    fits::<NaiveTime, civil::Time>();
    fits::<NaiveDateTime, civil::DateTime>();
    fits::<civil::DateTime, NaiveDateTime>();
    let end_of_time = breaks::<DateTime<Utc>, Timestamp>();
    assert!(end_of_time.starts_with("\"9999-12-3"), "{end_of_time}");
    breaks::<NaiveDateTime, DateTime<Utc>>();
    breaks::<DateTime<Utc>, NaiveDateTime>();
    breaks::<NaiveDate, DateTime<Utc>>();
}
