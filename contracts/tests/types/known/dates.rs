//! Dates and times of time and of jiff 1.

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, Weekday};

use super::super::kinds::judge::{fits, mixed, read, written};
use super::{held, reads_exactly};

held! {
    At: OffsetDateTime;
    Local: PrimitiveDateTime;
    Day: Date;
    Clock: Time;
    Zone: UtcOffset;
    Span: Duration;
    DayOfWeek: Weekday;
    OfYear: Month;
    Utc: time::UtcDateTime;
    Moment: jiff1::Timestamp;
    JiffDay: jiff1::civil::Date;
    JiffLocal: jiff1::civil::DateTime;
    JiffClock: jiff1::civil::Time;
    JiffSpan: jiff1::Span;
    JiffSigned: jiff1::SignedDuration;
    JiffZoned: jiff1::ZonedDateTime;
}

/// Lists of numbers: all of these, then with one number changed, added or left out.
fn lists(whole: &[&[i64]]) -> Vec<String> {
    let text = |numbers: &[i64]| {
        let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
        format!("[{}]", numbers.join(","))
    };
    let mut texts = Vec::new();
    for numbers in whole {
        texts.push(text(numbers));
        texts.push(text(&numbers[1..]));
        texts.push(text(&[numbers, &[0][..]].concat()));
        for at in 0..numbers.len() {
            texts.push(text(&numbers[..at]));
            for other in [
                -10_000,
                -9_999,
                -60,
                -59,
                -26,
                -25,
                -24,
                -1,
                0,
                1,
                7,
                8,
                12,
                13,
                23,
                24,
                25,
                26,
                59,
                60,
                365,
                366,
                367,
                9_999,
                10_000,
                999_999_999,
                1_000_000_000,
                -999_999_999,
                i64::MIN,
                i64::MAX,
            ] {
                let mut changed = numbers.to_vec();
                changed[at] = other;
                texts.push(text(&changed));
            }
        }
    }
    texts.extend(["null", "1", "\"2024-01-31\"", "{}"].map(str::to_owned));
    texts
}

fn all(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn at(number: u64) -> OffsetDateTime {
    let seconds = -377_705_116_800 + (mixed(number) % 631_107_417_600) as i64;
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
    at.replace_nanosecond((mixed(number + 1) % 1_000_000_000) as u32)
        .unwrap()
}

#[test]
fn time_reads_exactly_the_lists_that_its_contracts_accept() {
    reads_exactly::<Day>(&all(&lists(&[
        &[2024, 366],
        &[2023, 365],
        &[2000, 366],
        &[1900, 366],
        &[-4, 366],
        &[0, 366],
    ])));
    reads_exactly::<Clock>(&all(&lists(&[&[23, 59, 59, 999_999_999], &[0, 0, 0, 0]])));
    reads_exactly::<Local>(&all(&lists(&[&[2024, 366, 23, 59, 59, 999_999_999]])));
    reads_exactly::<Utc>(&all(&lists(&[&[2024, 366, 23, 59, 59, 999_999_999]])));
    let offsets: &[&[i64]] = &[
        &[2024, 366, 1, 2, 3, 4, 5, 30, 15],
        &[2023, 365, 1, 2, 3, 4, -5, -30, -15],
        &[1, 1, 0, 0, 0, 0, 0, 0, 0],
    ];
    read::<At>(&all(&lists(offsets)));
    read::<Zone>(&all(&lists(&[&[5, 30, 15], &[-5, -30, -15], &[0, 0, 0]])));
    read::<Span>(&all(&lists(&[&[5, 30], &[-5, -30], &[0, 0]])));
    reads_exactly::<DayOfWeek>(&["1", "7", "0", "8", "-1", "256", "null", "\"Monday\""]);
    reads_exactly::<OfYear>(&["1", "12", "0", "13", "-1", "256", "null", "\"January\""]);
}

#[test]
fn time_writes_only_the_lists_that_its_contracts_allow() {
    let offset = |number: u64| {
        let seconds = (mixed(number) % 187_198) as i32 - 93_599;
        UtcOffset::from_whole_seconds(seconds).unwrap()
    };
    written((0..2_000).map(|number| At(at(number))));
    written(
        (0..2_000)
            .filter_map(|number| at(number).checked_to_offset(offset(number + 2)))
            .map(At),
    );
    written(
        (0..2_000)
            .map(|number| Day(at(number).date()))
            .chain([Day(Date::MIN), Day(Date::MAX)]),
    );
    written(
        (0..2_000)
            .map(|number| Clock(at(number).time()))
            .chain([Clock(Time::MIDNIGHT), Clock(Time::MAX)]),
    );
    written((0..2_000).map(|number| Local(PrimitiveDateTime::new(at(number).date(), at(number).time()))));
    written((0..2_000).map(|number| Utc(at(number).into())));
    written((0..2_000).map(|number| Zone(offset(number))));
    written(
        (0..2_000)
            .map(|number| Span(at(number) - at(number + 5)))
            .chain([Span(Duration::MIN), Span(Duration::MAX)]),
    );
    written((0..7).map(|day| DayOfWeek(Weekday::Monday.nth_next(day))));
    written((1..=12).map(|month| OfYear(Month::try_from(month).unwrap())));
}

const MOMENTS: &[&str] = &[
    r#""2024-01-31T12:00:00Z""#,
    r#""2024-01-31t12:00:00.5z""#,
    r#""2016-12-31T23:59:60Z""#,
    r#""2024-01-31T12:00:00.123456789+23:59""#,
    r#""9999-12-30T22:00:00.999999999Z""#,
    r#""9999-12-30T22:00:01Z""#,
    r#""9999-12-31T23:59:59Z""#,
    r#""0000-01-01T00:00:00+23:59""#,
    "1",
];

#[test]
fn jiff_1_reads_and_writes_what_jiff_0_does() {
    read::<Moment>(MOMENTS);
    read::<JiffDay>(&[r#""2024-01-31""#, r#""9999-12-31""#, r#""2023-02-29""#]);
    read::<JiffLocal>(&[
        r#""2024-01-31T12:00:00""#,
        r#""2024-01-31T12:00:00.123456789""#,
        r#""9999-12-31T23:59:59""#,
    ]);
    read::<JiffClock>(&[r#""12:00:00""#, r#""23:59:60""#, r#""12:00:00.1234567891""#]);
    read::<JiffSpan>(&[
        r#""P1Y2M3W4DT5H6M7.8S""#,
        r#""PT1S""#,
        r#""-P1D""#,
        r#""P""#,
        r#""PT1902545624836.854775807S""#,
    ]);
    read::<JiffSigned>(&[r#""PT1H2M3.4S""#, r#""-PT2562047788015215H30M8S""#, r#""P1D""#]);
    let moment = |number: u64| {
        let seconds = -62_167_219_200 + (mixed(number) % 315_569_426_400) as i64;
        jiff1::Timestamp::new(seconds, (mixed(number + 1) % 1_000_000_000) as i32).unwrap()
    };
    written(
        (0..2_000)
            .map(|number| Moment(moment(number)))
            .chain([Moment(jiff1::Timestamp::MAX)]),
    );
    let zoned = |number| moment(number).to_zoned_datetime(jiff1::tz::TimeZone::UTC);
    written((0..1_000).map(|number| JiffZoned(zoned(number))));
    written((0..1_000).map(|number| JiffLocal(zoned(number).datetime())));
    written((0..1_000).map(|number| JiffDay(zoned(number).date())));
    written((0..1_000).map(|number| JiffClock(zoned(number).time())));
    written((0..1_000).map(|number| JiffSigned(moment(number).duration_since(moment(number + 9)))));
    fits::<Moment, jiff::Timestamp>();
    fits::<jiff::Timestamp, Moment>();
}

#[test]
fn moments_in_zones_are_asked_about_in_zones_that_each_reader_knows() {
    use counterpart::truth;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, counterpart::Contract)]
    struct Both {
        old: jiff::Zoned,
        new: jiff1::ZonedDateTime,
        span: Option<jiff::Span>,
        local: jiff::civil::DateTime,
    }
    for seed in 0..5 {
        let options = truth::Options::default().samples(400).seed(seed);
        let outcome = truth::accepted::<Both>(&options).expect("a schema");
        assert!(outcome.failures.is_empty() && outcome.asked >= 80, "{outcome:#?}");
        assert_eq!(outcome.not_reached, []);
        let outcome = truth::emitted::<Both>(&options).expect("a schema");
        assert!(outcome.failures.is_empty() && outcome.asked >= 20, "{outcome:#?}");
    }
}

held! {
    NamedMonth: chrono::Month;
}

#[test]
fn months_of_chrono_are_names() {
    use chrono::Month::{August, December, January, May, September};
    written([January, May, August, September, December].map(NamedMonth));
    reads_exactly::<NamedMonth>(&[
        r#""January""#,
        r#""jan""#,
        r#""MAY""#,
        r#""sept""#,
        r#""september""#,
        r#""Augustin""#,
        r#""Janua""#,
        r#""decEMBER""#,
        "1",
    ]);
}
