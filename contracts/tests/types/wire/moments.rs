//! Moments as numbers and as texts.

use chrono::{DateTime, Utc};
use counterpart::Contract;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::super::kinds::judge::{breaks, fits, mixed, written};
use super::{accepts, reads, reads_exactly};

/// A newtype whose field has these attributes.
macro_rules! held {
    ($name:ident: $ty:ty, $(#[$attr:meta])*) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]
        struct $name($(#[$attr])* $ty);
    };
}

held!(ChronoSeconds: DateTime<Utc>, #[serde(with = "chrono::serde::ts_seconds")]);
held!(ChronoMillis: DateTime<Utc>, #[serde(with = "chrono::serde::ts_milliseconds")]);
held!(ChronoMicros: DateTime<Utc>, #[serde(with = "chrono::serde::ts_microseconds")]);
held!(ChronoNanos: DateTime<Utc>, #[serde(with = "chrono::serde::ts_nanoseconds")]);
held!(ChronoNaive: chrono::NaiveDateTime, #[serde(with = "chrono::naive::serde::ts_milliseconds")]);
held!(ChronoOption: Option<DateTime<Utc>>, #[serde(with = "chrono::serde::ts_seconds_option")]);
held!(TimeSeconds: OffsetDateTime, #[serde(with = "time::serde::timestamp")]);
held!(TimeMillis: OffsetDateTime, #[serde(with = "time::serde::timestamp::milliseconds")]);
held!(TimeMillis64: OffsetDateTime, #[serde(with = "time::serde::timestamp::milliseconds_i64")]);
held!(TimeMicros: OffsetDateTime, #[serde(with = "time::serde::timestamp::microseconds")]);
held!(TimeNanos: OffsetDateTime, #[serde(with = "time::serde::timestamp::nanoseconds")]);
held!(TimeOption: Option<OffsetDateTime>, #[serde(with = "time::serde::timestamp::option")]);
held!(TimeRfc3339: OffsetDateTime, #[serde(with = "time::serde::rfc3339")]);
held!(TimeRfc3339Option: Option<OffsetDateTime>, #[serde(with = "time::serde::rfc3339::option")]);
held!(JiffSeconds: jiff::Timestamp, #[serde(with = "jiff::fmt::serde::timestamp::second::required")]);
held!(JiffMillis: jiff::Timestamp, #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]);
held!(JiffMicros: jiff::Timestamp, #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]);
held!(JiffNanos: jiff::Timestamp, #[serde(with = "jiff::fmt::serde::timestamp::nanosecond::required")]);
held!(JiffOption: Option<jiff::Timestamp>, #[serde(with = "jiff::fmt::serde::timestamp::second::optional")]);
held!(Plain: i64, #[contract(with = "counterpart::wire::UnixMillis")]);
held!(Simple: Uuid, #[serde(with = "uuid::serde::simple")]);

/// Numbers at the ends of a range and beyond, those of all ranges, and some of any size.
fn numbers(digits: u32) -> Vec<String> {
    let ends: [i128; 8] = [
        -8_334_601_228_800,
        8_210_266_876_799,
        -377_705_116_800,
        253_402_300_799,
        -377_705_023_201,
        253_402_207_200,
        0,
        1_577_836_800,
    ];
    let unit = 10_i128.pow(digits);
    let scaled = ends.iter().flat_map(|end| [end * unit, end * unit + (unit - 1)]);
    let limits = [
        i64::MIN.into(),
        i64::MAX.into(),
        u64::MAX.into(),
        i128::from(u32::MAX),
    ];
    let around = scaled
        .chain(limits)
        .flat_map(|number: i128| (-2..=2).map(move |by| number + by));
    let chance = (0..1_000).map(|at| i128::from(mixed(at) as i64) >> (mixed(at + 1) % 60));
    let mut texts: Vec<String> = around.chain(chance).map(|number| number.to_string()).collect();
    texts.extend(["null", "\"1\"", "1.5", "true"].map(str::to_owned));
    texts
}

/// The seconds and nanoseconds of moments of the years 0000 to 9999, with their ends.
fn moments() -> impl Iterator<Item = (i64, u32)> {
    let ends = [
        (253_402_207_200, 999_999_999),
        (-62_167_219_200, 0),
        (0, 0),
        (-1, 999_999_999),
    ];
    let within = (0..2_000).map(|at| {
        let seconds = -62_167_219_200 + (mixed(at) % 315_569_426_400) as i64;
        let nanos = [0, 1, 400_000_000, 120, 999_999_999, 1_000_000][(mixed(at + 3) % 6) as usize];
        (seconds, nanos)
    });
    ends.into_iter().chain(within)
}

#[test]
fn chrono_reads_and_writes_numbers_of_its_own_range() {
    reads_exactly::<ChronoSeconds>(&numbers(0));
    reads_exactly::<ChronoMillis>(&numbers(3));
    reads_exactly::<ChronoMicros>(&numbers(6));
    reads_exactly::<ChronoNanos>(&numbers(9));
    reads_exactly::<ChronoNaive>(&numbers(3));
    reads_exactly::<ChronoOption>(&numbers(0));
    let utc = || moments().map(|(seconds, nanos)| DateTime::<Utc>::from_timestamp(seconds, nanos).unwrap());
    let utc = || utc().chain([DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC]);
    written(utc().map(ChronoSeconds));
    written(utc().map(ChronoMillis));
    written(utc().map(ChronoMicros));
    written(
        utc()
            .filter(|at| at.timestamp_nanos_opt().is_some())
            .map(ChronoNanos),
    );
    written(utc().map(|at| ChronoNaive(at.naive_utc())));
    written(utc().map(Some).chain([None]).map(ChronoOption));
}

#[test]
fn time_reads_and_writes_numbers_of_its_own_range() {
    reads_exactly::<TimeSeconds>(&numbers(0));
    reads_exactly::<TimeMillis>(&numbers(3));
    reads_exactly::<TimeMillis64>(&numbers(3));
    reads_exactly::<TimeMicros>(&numbers(6));
    reads_exactly::<TimeNanos>(&numbers(9));
    reads_exactly::<TimeOption>(&numbers(0));
    let all = || {
        let within = moments().map(|(seconds, nanos)| of_time(seconds, nanos));
        within.chain([
            of_time(-377_705_116_800, 0),
            of_time(253_402_300_799, 999_999_999),
        ])
    };
    written(all().map(TimeSeconds));
    written(all().map(TimeMillis));
    written(all().map(TimeMillis64));
    written(all().map(TimeMicros));
    written(all().map(TimeNanos));
    written(all().map(Some).chain([None]).map(TimeOption));
}

fn of_time(seconds: i64, nanos: u32) -> OffsetDateTime {
    let at = OffsetDateTime::from_unix_timestamp(seconds).expect("in range");
    at.replace_nanosecond(nanos).expect("in range")
}

#[test]
fn jiff_reads_and_writes_numbers_of_its_own_range() {
    reads_exactly::<JiffSeconds>(&numbers(0));
    reads_exactly::<JiffMillis>(&numbers(3));
    reads_exactly::<JiffMicros>(&numbers(6));
    reads_exactly::<JiffNanos>(&numbers(9));
    reads_exactly::<JiffOption>(&numbers(0));
    let all = || {
        let within = moments().map(|(seconds, nanos)| jiff::Timestamp::new(seconds, nanos as i32).unwrap());
        let last = jiff::Timestamp::from_second(253_402_207_200).unwrap();
        within.skip(1).chain([jiff::Timestamp::MIN, last])
    };
    written(all().map(JiffSeconds));
    written(all().map(JiffMillis));
    written(all().map(JiffMicros));
    written(all().chain([jiff::Timestamp::MAX]).map(JiffNanos));
    written(all().map(Some).chain([None]).map(JiffOption));
}

#[test]
fn type_without_a_crate_has_the_range_of_its_number() {
    reads_exactly::<Plain>(&numbers(3));
    let wide = breaks::<Plain, ChronoMillis>();
    assert!(wide.parse::<i64>().is_ok(), "{wide}");
    fits::<ChronoMillis, Plain>();
    fits::<TimeMillis, ChronoMillis>();
    fits::<JiffSeconds, TimeSeconds>();
    breaks::<ChronoSeconds, TimeSeconds>();
}

/// Texts of RFC 3339, and beside it.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "2024-01-31T12:00:00Z",
        "2024-01-31t12:00:00.5z",
        "2024-01-31T12:00:00.123456789+23:59",
        "2024-01-31T12:00:00.1234567891234-00:00",
        "2016-12-31T23:59:60Z",
        "2016-12-30T23:59:60Z",
        "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59.999999999-23:59",
        "2023-02-29T00:00:00Z",
        "2024-01-31T12:00:00",
        "2024-01-31",
    ]
    .iter()
    .map(|text| format!("\"{text}\""))
    .collect();
    texts.extend(["null", "1"].map(str::to_owned));
    texts
}

#[test]
fn moments_are_read_and_written_as_rfc_3339() {
    let more = reads::<TimeRfc3339>(&texts());
    assert!(
        more > 0,
        "time reads other separators, and leap seconds at the end of a month"
    );
    reads::<TimeRfc3339Option>(&texts());
    let offset = time::UtcOffset::from_hms(-5, -30, 0).unwrap();
    let all = || {
        moments()
            .filter(|at| at.0 > -62_160_000_000)
            .map(|(seconds, nanos)| of_time(seconds, nanos))
    };
    written(
        all()
            .chain([of_time(253_402_300_799, 999_999_999)])
            .map(TimeRfc3339),
    );
    written(all().map(|at| TimeRfc3339(at.to_offset(offset))));
    written(all().map(Some).chain([None]).map(TimeRfc3339Option));
    fits::<TimeRfc3339, DateTime<Utc>>();
    breaks::<TimeRfc3339, jiff::Timestamp>();
}

#[test]
fn simple_uuids_have_no_hyphens() {
    let texts = [
        "67e5504410b1426f9247bb680e5fe0c8",
        "67E5504410B1426F9247BB680E5FE0C8",
        "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "67e5504410b1426f9247bb680e5fe0c",
    ];
    reads_exactly::<Simple>(&texts.map(|text| format!("\"{text}\"")));
    written((0..500).map(|at| Simple(Uuid::from_u64_pair(mixed(at), mixed(at + 1)))));
}

/// What functions by hand make of moments and days.
mod by_hand {
    use super::*;

    pub(super) fn to_text<S: serde::Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&at.to_rfc3339())
    }

    pub(super) fn of_text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
        let text = String::deserialize(from)?;
        let at = DateTime::parse_from_rfc3339(&text).map_err(serde::de::Error::custom)?;
        Ok(at.to_utc())
    }

    pub(super) fn day_to_text<S: serde::Serializer>(
        day: &chrono::NaiveDate,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_str(&day.format("%Y-%m-%d"))
    }

    pub(super) fn day_of_text<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<chrono::NaiveDate, D::Error> {
        let text = String::deserialize(from)?;
        chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d").map_err(serde::de::Error::custom)
    }
}

held!(ByHand: DateTime<Utc>,
    #[serde(serialize_with = "by_hand::to_text", deserialize_with = "by_hand::of_text")]
    #[contract(with = "counterpart::wire::Rfc3339")]);
held!(Day: chrono::NaiveDate,
    #[serde(serialize_with = "by_hand::day_to_text", deserialize_with = "by_hand::day_of_text")]
    #[contract(with = "counterpart::wire::DateOnly")]);

#[test]
fn functions_by_hand_are_described_by_the_same_types() {
    reads::<ByHand>(&texts());
    reads::<Day>(
        &[
            "\"2024-01-31\"",
            "\"0000-02-29\"",
            "\"2024-1-1\"",
            "\"9999-12-31\"",
        ]
        .map(str::to_owned),
    );
    let utc = || moments().map(|(seconds, nanos)| DateTime::<Utc>::from_timestamp(seconds, nanos).unwrap());
    written(utc().map(ByHand));
    written(utc().map(|at| Day(at.date_naive())));
    accepts::<Day>(&["\"2024-01-31\""], &["\"2024-02-30\"", "\"\""]);
}

time::serde::format_description!(day_of_time, Date, "[year]-[month]-[day]");

held!(DayOfTime: time::Date,
    #[serde(with = "day_of_time")]
    #[contract(with = "counterpart::wire::DateOnly")]);

/// The line that the derive's error prints for such a module.
#[test]
fn modules_of_format_descriptions_are_described_by_the_same_types() {
    reads::<DayOfTime>(
        &[
            "\"2024-01-31\"",
            "\"0000-02-29\"",
            "\"1900-02-29\"",
            "\"2024-1-1\"",
            "\"9999-12-31\"",
        ]
        .map(str::to_owned),
    );
    let days = moments().map(|(seconds, _)| OffsetDateTime::from_unix_timestamp(seconds));
    let days = days.filter_map(Result::ok).map(OffsetDateTime::date);
    written(days.filter(|day| day.year() >= 0).map(DayOfTime));
}

/// A type that is written by hand, and declares its form itself.
#[derive(Debug, Contract)]
#[contract(with = "counterpart::wire::UnixSeconds")]
struct AsWhole(OffsetDateTime);

impl Serialize for AsWhole {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        time::serde::timestamp::serialize(&self.0, to)
    }
}

impl<'de> Deserialize<'de> for AsWhole {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        time::serde::timestamp::deserialize(from).map(Self)
    }
}

#[test]
fn declared_type_of_a_struct_is_in_the_range_of_its_field() {
    reads_exactly::<AsWhole>(&numbers(0));
    written(moments().filter_map(|(seconds, _)| {
        let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        Some(AsWhole(at))
    }));
}
