//! Functions and declared types on a variant: the values are those of its content, as on a field.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use counterpart::Contract;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::super::kinds::judge::written;
use super::reads_exactly;

/// An enum with one variant of each of these forms of tagging, which the same functions read and write.
macro_rules! variants {
    ($($external:ident, $untagged:ident: $with:literal, $ty:ty;)*) => {$(
        #[derive(Debug, Serialize, Deserialize, Contract)]
        enum $external {
            #[serde(with = $with)]
            A($ty),
        }

        #[derive(Debug, Serialize, Deserialize, Contract)]
        #[serde(untagged)]
        enum $untagged {
            #[serde(with = $with)]
            A($ty),
        }
    )*};
}

variants! {
    Time, AnyTime: "time::serde::timestamp", OffsetDateTime;
    Seconds, AnySeconds: "chrono::serde::ts_seconds", DateTime<Utc>;
    Millis, AnyMillis: "chrono::serde::ts_milliseconds_option", Option<DateTime<Utc>>;
    Naive, AnyNaive: "chrono::naive::serde::ts_microseconds", NaiveDateTime;
    Jiff, AnyJiff: "jiff::fmt::serde::timestamp::second::required", jiff::Timestamp;
    TimeMillis, AnyTimeMillis: "time::serde::timestamp::milliseconds_i64::option", Option<OffsetDateTime>;
    Bytes, AnyBytes: "serde_bytes", [u8; 2];
    Digits, AnyDigits: "hex", [u8; 2];
}

/// Each text as the message of an untagged enum, and as the content of `A`.
macro_rules! read_exactly {
    ($texts:expr, $($external:ident, $untagged:ident;)*) => {{
        let texts: &[String] = &$texts;
        let plain: Vec<&str> = texts.iter().map(String::as_str).collect();
        let tagged: Vec<String> = texts.iter().map(|text| format!(r#"{{"A":{text}}}"#)).collect();
        let tagged: Vec<&str> = tagged.iter().map(String::as_str).collect();
        $(
            reads_exactly::<$external>(&tagged);
            reads_exactly::<$untagged>(&plain);
        )*
    }};
}

fn numbers() -> Vec<String> {
    let limits: [i128; 9] = [
        0,
        -8_334_601_228_800,
        8_210_266_876_799,
        8_210_266_876_799_999,
        8_210_266_876_799_999_999,
        -377_705_116_800,
        253_402_300_799,
        253_402_207_200,
        253_402_300_799_999,
    ];
    let around = limits.iter().flat_map(|limit| (-1..=1).map(move |by| limit + by));
    let numbers = around.map(|number| number.to_string());
    numbers.chain(["null".to_owned(), "\"1\"".to_owned()]).collect()
}

#[test]
fn moments_are_in_the_range_of_the_type_in_the_variant() {
    read_exactly!(
        numbers(),
        Time, AnyTime;
        Seconds, AnySeconds;
        Millis, AnyMillis;
        Naive, AnyNaive;
        Jiff, AnyJiff;
        TimeMillis, AnyTimeMillis;
    );
    written([Time::A(OffsetDateTime::UNIX_EPOCH)]);
    written([
        Seconds::A(DateTime::<Utc>::MIN_UTC),
        Seconds::A(DateTime::<Utc>::MAX_UTC),
    ]);
    written([Millis::A(Some(DateTime::<Utc>::MAX_UTC)), Millis::A(None)]);
    written([Jiff::A(jiff::Timestamp::MIN)]);
}

#[test]
fn bytes_have_the_length_of_the_array_in_the_variant() {
    let texts = ["[1,2]", "[0,255]", "[1]", "[1,2,3]", "[1,256]", "null"].map(str::to_owned);
    read_exactly!(texts, Bytes, AnyBytes;);
    let texts = ["\"0a0B\"", "\"ff00\"", "\"0a\"", "\"0a0b0c\"", "\"0a0\"", "null"].map(str::to_owned);
    read_exactly!(texts, Digits, AnyDigits;);
    written([Bytes::A([1, 2])]);
    written([Digits::A([1, 2])]);
}

#[derive(Debug, Serialize, Deserialize, Contract)]
enum Declared {
    #[serde(with = "time::serde::timestamp")]
    #[contract(with = "counterpart::wire::UnixSeconds")]
    A(OffsetDateTime),
    #[serde(with = "chrono::serde::ts_milliseconds")]
    #[contract(with = "counterpart::wire::UnixMillis")]
    B(DateTime<Utc>),
    #[serde(with = "pair")]
    #[contract(with = "(counterpart::wire::UnixSeconds, counterpart::wire::UnixSeconds)")]
    C(OffsetDateTime, OffsetDateTime),
    #[contract(with = "DateTime<FixedOffset>")]
    D(DateTime<FixedOffset>),
}

/// Two moments as a list of numbers.
mod pair {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use time::OffsetDateTime;

    pub(super) fn serialize<S: Serializer>(
        from: &OffsetDateTime,
        to: &OffsetDateTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (from.unix_timestamp(), to.unix_timestamp()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<(OffsetDateTime, OffsetDateTime), D::Error> {
        let (from, to) = <(i64, i64)>::deserialize(deserializer)?;
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).map_err(serde::de::Error::custom);
        Ok((at(from)?, at(to)?))
    }
}

#[test]
fn declared_type_of_a_variant_is_in_the_range_of_the_type_in_it() {
    let numbers = numbers();
    let mut texts: Vec<String> = Vec::new();
    for number in &numbers {
        texts.push(format!(r#"{{"A":{number}}}"#));
        texts.push(format!(r#"{{"B":{number}}}"#));
        texts.push(format!(r#"{{"C":[{number},0]}}"#));
        texts.push(format!(r#"{{"C":[0,{number}]}}"#));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    reads_exactly::<Declared>(&texts);
    let epoch = OffsetDateTime::UNIX_EPOCH;
    written([
        Declared::A(epoch),
        Declared::B(DateTime::<Utc>::MAX_UTC),
        Declared::C(epoch, epoch),
    ]);
}

/// The seconds `60` are read by chrono in a message as in a field.
#[test]
fn type_of_a_crate_on_a_variant_is_read_as_on_a_field() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Field {
        #[contract(with = "DateTime<FixedOffset>")]
        v: DateTime<FixedOffset>,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    enum Variant {
        #[contract(with = "DateTime<FixedOffset>")]
        V(DateTime<FixedOffset>),
    }
    use super::super::kinds::judge::{holds, schema};
    use counterpart::contract::Role;
    let (field, variant) = (schema::<Field>(Role::Consumes), schema::<Variant>(Role::Consumes));
    for text in [
        "2024-01-31T12:00:00Z",
        "2024-01-31 12:00:00Z",
        "2024-01-31T12:00:00+23:59",
        "2024-01-31T12:00:00.5-00:00",
        "2016-12-31T23:59:60Z",
        "2024-01-31T12:00:60Z",
        "2024-01-31t12:00:00z",
        "2024-01-31T12:00:00",
    ] {
        let of = [format!(r#"{{"v":"{text}"}}"#), format!(r#"{{"V":"{text}"}}"#)];
        let says = [holds(&field, &of[0]), holds(&variant, &of[1])];
        assert_eq!(says[0], says[1], "{text}");
    }
}

/// The path of a macro, a parameter and a lifetime in the content.
#[test]
fn content_may_be_named_by_a_macro_or_a_parameter() {
    pub(crate) type Moment = OffsetDateTime;
    macro_rules! enums {
        ($name:ident, $ty:ty) => {
            #[derive(Debug, Serialize, Deserialize, Contract)]
            enum $name {
                #[serde(with = "time::serde::timestamp")]
                A($ty),
            }
        };
        ($name:ident) => {
            enums!($name, $crate::known::variants::OffsetDateTime);
        };
    }
    enums!(OfMacro);
    enums!(OfAlias, Moment);
    #[derive(Debug, Serialize, Deserialize, Contract)]
    enum Generic<'a, T> {
        #[contract(with = "u8", max = 9)]
        #[serde(with = "digit")]
        A(T, std::borrow::Cow<'a, str>),
        B(T),
    }
    let numbers = numbers();
    let texts: Vec<String> = numbers.iter().map(|text| format!(r#"{{"A":{text}}}"#)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    reads_exactly::<OfMacro>(&texts);
    reads_exactly::<OfAlias>(&texts);
    reads_exactly::<Generic<'static, u8>>(&[r#"{"A":9}"#, r#"{"A":10}"#, r#"{"B":255}"#, r#"{"B":256}"#]);
}

/// A digit, which is all that there is of two values.
mod digit {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ptr_arg, reason = "serde gives the field as it is")]
    pub(super) fn serialize<T, S: Serializer>(_: &T, text: &Cow<'_, str>, to: S) -> Result<S::Ok, S::Error> {
        text.len().min(9).serialize(to)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<(T, Cow<'static, str>), D::Error> {
        use serde::de::{Error, IntoDeserializer};

        let digit = u8::deserialize(from)?;
        if digit > 9 {
            return Err(D::Error::custom("no digit"));
        }
        let value: serde::de::value::U8Deserializer<D::Error> = digit.into_deserializer();
        Ok((T::deserialize(value)?, Cow::Borrowed("")))
    }
}
