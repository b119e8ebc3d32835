//! Moments and spans of time as numbers of units, or as texts of such numbers.

use std::marker::PhantomData;

use schemars::_private::serde_json::json;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::digits::whole;
use super::super::{is_read, matching, written_out};
use crate::derived::making::{Assumed, held_as, note_assumed};
use crate::derived::{in_range, misuse};

/// A `Timestamp…` or a `Duration…` in the format `F`, in a unit of which a second has ten to the power of `DIGITS`.
///
/// `FRACTION` is for those `WithFrac`, `FLEXIBLE` for those that read numbers and texts.
pub struct Times<F, const DIGITS: u32, const FRACTION: bool, const FLEXIBLE: bool>(PhantomData<F>);

/// A format.
pub trait Whole {
    /// This one.
    const FORMAT: Format;
}

/// A format of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    U64,
    I64,
    F64,
    Text,
}

macro_rules! formats {
    ($($ty:ty: $format:ident;)*) => {$(
        impl Whole for $ty {
            const FORMAT: Format = Format::$format;
        }
    )*};
}

formats! {
    u64: U64;
    i64: I64;
    f64: F64;
    String: Text;
}

/// The Rust types.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Duration,
    SystemTime,
    TimeDelta,
    DateTime,
    /// A span of time or of jiff.
    Signed,
    /// A moment of time, or one of jiff without a zone.
    YearsOf9999,
    /// A moment of jiff.
    Jiff,
}

impl Held {
    /// Returns true for a moment of a crate.
    fn is_moment(self) -> bool {
        matches!(self, Held::DateTime | Held::YearsOf9999 | Held::Jiff)
    }
}

fn held(name: &str) -> Option<Held> {
    let name = name.split('<').next().unwrap_or(name);
    Some(match (name.split("::").next()?, name.rsplit("::").next()?) {
        ("core", "Duration") => Held::Duration,
        ("std", "SystemTime") => Held::SystemTime,
        ("chrono", "TimeDelta") => Held::TimeDelta,
        ("chrono", "DateTime" | "NaiveDateTime") => Held::DateTime,
        ("time", "Duration" | "SignedDuration") | ("jiff", "SignedDuration") => Held::Signed,
        ("time", "OffsetDateTime" | "PrimitiveDateTime" | "PlainDateTime") | ("jiff", "DateTime") => {
            Held::YearsOf9999
        }
        ("jiff", "Timestamp" | "Zoned" | "ZonedDateTime") => Held::Jiff,
        _ => return None,
    })
}

/// The numbers of units.
struct Range {
    /// Of integers.
    whole: (i128, i128),
    /// Of numbers that go through an `f64`. (serde_with reads lesser ones, too, and makes another moment of them.)
    float: (i128, i128),
    /// Of texts with a fraction, without it.
    text: (i128, i128),
}

/// The last integer that is less than 2^64 as an `f64`, and the one that is less than 2^63.
const LAST_64: i128 = 18_446_744_073_709_550_591;
const LAST_63: i128 = 9_223_372_036_854_775_295;

fn range(held: Held, digits: u32, flexible: bool) -> Range {
    let unit = 10_i128.pow(digits);
    match held {
        Held::Duration => Range {
            whole: (0, u64::MAX.into()),
            float: (0, LAST_64),
            text: (0, u64::MAX.into()),
        },
        Held::SystemTime => Range {
            whole: (i64::MIN.into(), i64::MAX.into()),
            float: match digits {
                // The last integer that is -2^63 as an `f64`.
                0 => (-9_223_372_036_854_776_832, LAST_63),
                _ => (-LAST_64, LAST_64),
            },
            text: (-i128::from(i64::MAX) * unit, i128::from(i64::MAX) * unit),
        },
        // Milliseconds in 64 bits.
        Held::TimeDelta => {
            let most = i128::from(i64::MAX) * unit / 1_000;
            let seconds = 9_223_372_036_854_774;
            let float = match digits {
                0 => seconds,
                3 => LAST_63,
                _ => LAST_64,
            };
            Range {
                whole: (-most, most),
                float: (-float, float),
                text: (-seconds * unit, seconds * unit),
            }
        }
        Held::Signed => {
            let most = i128::from(i64::MAX) * unit;
            Range {
                whole: (-most, most),
                float: match digits {
                    0 => (-LAST_63, LAST_63),
                    _ => (-LAST_64, LAST_64),
                },
                text: (-most, most),
            }
        }
        // The years -9999 to 9999. The first and the last second are left out where it is rounded.
        Held::YearsOf9999 => moments((-377_705_116_800, 253_402_300_799), unit),
        // It has fractions of the last second, which the contract leaves out.
        Held::Jiff => Range {
            whole: (-377_705_023_201 * unit, 253_402_207_200 * unit),
            ..moments((-377_705_023_201, 253_402_207_200), unit)
        },
        // The years -262143 to 262142.
        Held::DateTime => {
            let (first, last) = (-8_334_601_228_800 * unit, 8_210_266_876_799 * unit + (unit - 1));
            Range {
                whole: (first, last),
                // Rounded as the reader rounds them. Where it reads integers too, it does not round those.
                float: match digits {
                    0 => (first, last + i128::from(!flexible)),
                    3 => (first + 1, last),
                    6 => (first - 512, last - 512),
                    _ => (-LAST_64, LAST_64),
                },
                text: (first + 1, last),
            }
        }
    }
}

/// Moments between two seconds.
fn moments((first, last): (i128, i128), unit: i128) -> Range {
    let inside = ((first + 1) * unit, (last - 1) * unit);
    Range {
        whole: (first * unit, last * unit + (unit - 1)),
        float: inside,
        text: inside,
    }
}

/// The part of a range that a format has.
fn within((least, greatest): (i128, i128), format: Format) -> (i128, i128) {
    match format {
        Format::U64 => (least.max(0), greatest.min(u64::MAX.into())),
        Format::I64 | Format::Text => (least.max(i64::MIN.into()), greatest.min(i64::MAX.into())),
        Format::F64 => (least, greatest),
    }
}

impl<F: Whole, const DIGITS: u32, const FRACTION: bool, const FLEXIBLE: bool> JsonSchema
    for Times<F, DIGITS, FRACTION, FLEXIBLE>
{
    written_out!("Times");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = held_as();
        let Some(held) = held(name) else {
            let mut schema = Schema::default();
            let why = format!(
                "serde_with's numbers of `{name}` are not known: give the type on the wire, `#[contract(with = \
                 \"counterpart::wire::UnixSeconds\")]` or another one on the field"
            );
            misuse(&mut schema, generator, &why);
            return schema;
        };
        let range = range(held, DIGITS, FLEXIBLE);
        match is_read(generator) {
            true if FLEXIBLE => flexible(F::FORMAT, &range, generator),
            true => read(F::FORMAT, FRACTION, held, &range, generator),
            false => {
                if may_leave_the_range(held, F::FORMAT, DIGITS, FRACTION) {
                    note_assumed(Assumed::PlainTimes);
                }
                written(F::FORMAT, FRACTION, &range, generator)
            }
        }
    }
}

/// Numbers and texts. What is written as an `f64` is read up to its limits.
fn flexible(format: Format, range: &Range, generator: &SchemaGenerator) -> Schema {
    let text = matching(&fractions_read(range.text));
    let float = number(range.float, generator);
    if format == Format::F64 {
        return json_schema!({ "anyOf": [float, text] });
    }
    let (least, greatest) = range.whole;
    let whole = integer(
        (least.max(i64::MIN.into()), greatest.min(u64::MAX.into())),
        generator,
    );
    json_schema!({ "anyOf": [whole, float, text] })
}

fn read(format: Format, fraction: bool, held: Held, range: &Range, generator: &SchemaGenerator) -> Schema {
    match format {
        Format::U64 | Format::I64 => integer(within(range.whole, format), generator),
        // It is rounded first.
        Format::F64 if held == Held::Duration && !fraction => {
            let mut schema = number((-1, range.float.1), generator);
            schema.insert("exclusiveMinimum".to_owned(), json!(-0.5));
            schema
        }
        Format::F64 => number(range.float, generator),
        Format::Text if fraction => matching(&fractions_read(range.text)),
        Format::Text => matching(&whole(within(range.whole, format), true, true)),
    }
}

/// Returns true if values near an end of the type's range, or near 2^64 units, are rounded to numbers that are not read. The
/// contract assumes that there are none.
fn may_leave_the_range(held: Held, format: Format, digits: u32, fraction: bool) -> bool {
    match format {
        _ if held.is_moment() => true,
        Format::F64 => true,
        // The greatest one ends with 0.807 seconds.
        Format::U64 | Format::I64 | Format::Text => held == Held::TimeDelta && digits == 0 && !fraction,
    }
}

/// What is rounded beyond the range is left out.
fn written(format: Format, fraction: bool, range: &Range, generator: &SchemaGenerator) -> Schema {
    match format {
        Format::U64 | Format::I64 => integer(within(range.whole, format), generator),
        Format::F64 => number(range.float, generator),
        // It goes through an `f64`, and may have more digits than are read.
        Format::Text if fraction => {
            let sign = if range.whole.0 < 0 { "-?" } else { "" };
            matching(&format!("^{sign}(0|[1-9][0-9]{{0,19}})(\\.[0-9]*[1-9])?$"))
        }
        Format::Text => matching(&whole(within(range.whole, format), false, false)),
    }
}

fn integer((least, greatest): (i128, i128), generator: &SchemaGenerator) -> Schema {
    let mut schema = json_schema!({ "type": "integer" });
    in_range(&mut schema, generator, least, greatest);
    schema
}

fn number((least, greatest): (i128, i128), generator: &SchemaGenerator) -> Schema {
    let mut schema = json_schema!({ "type": "number" });
    in_range(&mut schema, generator, least, greatest);
    schema
}

/// A sign, digits (which may have one more plus) and up to nine digits of a fraction (which may have one too).
fn fractions_read((least, greatest): (i128, i128)) -> String {
    let fraction = "(\\.([0-9]{1,9}|\\+[0-9]{1,8}))?";
    let digits = |most: i128| {
        let positive = whole((0, most.min(u64::MAX.into())), true, false);
        let inner = positive.trim_start_matches('^').trim_end_matches('$').to_owned();
        format!("{inner}{fraction}")
    };
    let positive = format!("\\+?{}", digits(greatest));
    match least < 0 {
        true => format!("^({positive}|-{})$", digits(-least)),
        false => format!("^{positive}$"),
    }
}
