//! Moments as numbers of units since 1970.

use schemars::_private::serde_json::json;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{is_read, written_out};
use crate::derived::readers::{Reader, reader};
use crate::derived::{in_range, making::held_as, unbuffered};

/// Whole seconds since 1970, as a number.
///
/// ```
/// #[derive(serde::Deserialize, counterpart::Contract)]
/// pub struct Seen {
///     #[contract(with = "counterpart::wire::UnixSeconds")]
///     at: i64,
/// }
/// ```
pub enum UnixSeconds {}

/// Whole milliseconds since 1970, as a number.
pub enum UnixMillis {}

/// Whole microseconds since 1970, as a number.
pub enum UnixMicros {}

/// Whole nanoseconds since 1970, as a number.
pub enum UnixNanos {}

/// `time::serde::timestamp::milliseconds_i64`, which goes through 64 bits.
pub enum MillisI64OfTime {}

macro_rules! unix {
    ($($ty:ident: $name:literal, $digits:literal;)*) => {$(
        impl JsonSchema for $ty {
            written_out!($name);
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                moments($digits, false, generator)
            }
        }
    )*};
}

unix! {
    UnixSeconds: "UnixSeconds", 0;
    UnixMillis: "UnixMillis", 3;
    UnixMicros: "UnixMicros", 6;
    UnixNanos: "UnixNanos", 9;
}

impl JsonSchema for MillisI64OfTime {
    written_out!("MillisI64OfTime");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        moments(3, true, generator)
    }
}

/// The first and the last second that a type can hold.
fn seconds(reader: Reader) -> (i128, i128) {
    match reader {
        // The first day of the year -262143 to the last of 262142.
        Reader::Chrono => (-8_334_601_228_800, 8_210_266_876_799),
        // The years -9999 to 9999.
        Reader::Time => (-377_705_116_800, 253_402_300_799),
        Reader::Jiff => (-377_705_023_201, 253_402_207_200),
        Reader::Other => (i64::MIN.into(), i64::MAX.into()),
    }
}

/// Moments as integers in a unit of 10^-`digits` seconds. If `in_64_bits` is set, the reader accepts at most 64 bits.
fn moments(digits: u32, in_64_bits: bool, generator: &SchemaGenerator) -> Schema {
    let reader = reader(held_as());
    let unit = 10_i128.pow(digits);
    let (first, last) = seconds(reader);
    let (least, greatest) = match (reader, digits) {
        (Reader::Other, _) => (first, last),
        // It counts these in an `i64`, and reads a `u64` as well.
        (Reader::Chrono, 9) if is_read(generator) => (i64::MIN.into(), u64::MAX.into()),
        (Reader::Chrono, 9) => (i64::MIN.into(), i64::MAX.into()),
        // It reads no fraction of its last second. It could write one, which the contract leaves out.
        (Reader::Jiff, 0..9) => (first * unit, last * unit),
        _ => (first * unit, last * unit + (unit - 1)),
    };
    // serde has no 128-bit integers in a buffer.
    let wide = match (reader, digits) {
        _ if in_64_bits => None,
        (Reader::Time, 3) => Some(
            "the 128-bit integers of `time::serde::timestamp::milliseconds` (`milliseconds_i64` beside it has 64 bits)",
        ),
        (Reader::Time, 6) => Some("the 128-bit integers of `time::serde::timestamp::microseconds`"),
        (Reader::Time, 9) => Some("the 128-bit integers of `time::serde::timestamp::nanoseconds`"),
        (Reader::Jiff, 9) => Some("the 128-bit integers of `jiff::fmt::serde::timestamp::nanosecond`"),
        _ => None,
    };
    let format = if wide.is_some() { "int128" } else { "int64" };
    let mut schema = json_schema!({ "type": "integer" });
    in_range(&mut schema, generator, least, greatest);
    if !(reader == Reader::Chrono && digits == 9) {
        schema.insert("format".to_owned(), json!(format));
    }
    if let Some(what) = wide {
        unbuffered(&mut schema, generator, what);
    }
    schema
}
