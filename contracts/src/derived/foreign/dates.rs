//! Dates and times of `time`, and those of chrono and jiff as schemars describes them.

use schemars::_private::serde_json::{Value, json};

use super::{Asked, Foreign};
use crate::derived::moments::whole_or_short;

macro_rules! formats {
    ($($krate:literal $name:literal: $format:literal;)*) => {
        &[
            $(Foreign { of: ($krate, $name), says: |_| Some(json!({ "type": "string", "format": $format })) },)*
            Foreign { of: ("chrono", "Weekday"), says: |_| Some(json!({
                "type": "string", "enum": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            })) },
            Foreign { of: ("chrono", "Month"), says: |asked| Some(month(asked.is_read)) },
            Foreign { of: ("chrono", "TimeDelta"), says: |_| Some(json!({
                "type": "array",
                "prefixItems": [
                    { "type": "integer", "format": "int64" },
                    { "type": "integer", "minimum": 0, "exclusiveMaximum": 1_000_000_000 },
                ],
                "minItems": 2,
                "maxItems": 2,
            })) },
            Foreign { of: ("time", "Date"), says: |_| Some(tuple(&[YEAR, ORDINAL])) },
            Foreign { of: ("time", "Time"), says: |_| Some(tuple(&TIME)) },
            Foreign { of: ("time", "PlainDateTime"), says: |_| Some(date_time(&[])) },
            Foreign { of: ("time", "PrimitiveDateTime"), says: |_| Some(date_time(&[])) },
            Foreign { of: ("time", "UtcDateTime"), says: |_| Some(date_time(&[])) },
            Foreign { of: ("time", "OffsetDateTime"), says: offset_date_time },
            Foreign { of: ("time", "UtcOffset"), says: utc_offset },
            Foreign { of: ("time", "SignedDuration"), says: |_| Some(tuple(&DURATION)) },
            Foreign { of: ("time", "Duration"), says: |_| Some(tuple(&DURATION)) },
            Foreign { of: ("time", "Weekday"), says: |_| Some(json!({ "type": "integer", "minimum": 1, "maximum": 7 })) },
            Foreign { of: ("time", "Month"), says: |_| Some(json!({ "type": "integer", "minimum": 1, "maximum": 12 })) },
        ]
    };
}

pub(super) const TYPES: &[Foreign] = formats! {
    "chrono" "DateTime": "date-time";
    "chrono" "NaiveDate": "date";
    "chrono" "NaiveDateTime": "partial-date-time";
    "chrono" "NaiveTime": "partial-time";
    "jiff" "Date": "date";
    "jiff" "DateTime": "partial-date-time";
    "jiff" "SignedDuration": "duration";
    "jiff" "Span": "duration";
    "jiff" "Time": "partial-time";
    "jiff" "Timestamp": "date-time";
    "jiff" "Zoned": "zoned-date-time";
    "jiff" "ZonedDateTime": "zoned-date-time";
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names of months, which are read in any case, and by their first three letters.
fn month(is_read: bool) -> Value {
    match is_read {
        true => json!({ "type": "string", "pattern": whole_or_short(&MONTHS) }),
        false => json!({ "type": "string", "enum": MONTHS }),
    }
}

/// The least and the greatest number of an item of a list.
type Item = (i64, i64);

const YEAR: Item = (-9_999, 9_999);
/// The day of the year, of which only a leap year has the last.
const ORDINAL: Item = (1, 366);
const TIME: [Item; 4] = [(0, 23), (0, 59), (0, 59), (0, 999_999_999)];
const DURATION: [Item; 2] = [(i64::MIN, i64::MAX), (-999_999_999, 999_999_999)];

/// Lists of as many numbers, each in its range.
fn tuple(items: &[Item]) -> Value {
    let is_date = items.starts_with(&[YEAR, ORDINAL]);
    let of = |(least, greatest): &Item| json!({ "type": "integer", "minimum": least, "maximum": greatest });
    let mut list = json!({
        "type": "array",
        "prefixItems": items.iter().map(of).collect::<Vec<_>>(),
        "minItems": items.len(),
        "maxItems": items.len(),
    });
    if is_date {
        list["anyOf"] = json!([
            { "prefixItems": [true, { "maximum": 365 }] },
            { "prefixItems": [{ "multipleOf": 4, "not": { "multipleOf": 100 } }] },
            { "prefixItems": [{ "multipleOf": 400 }] },
        ]);
    }
    list
}

fn date_time(more: &[Item]) -> Value {
    let mut items = vec![YEAR, ORDINAL];
    items.extend(TIME);
    items.extend(more);
    tuple(&items)
}

/// Hours, minutes and seconds of one sign.
fn offset(at: usize) -> Value {
    let before = vec![json!(true); at];
    let way = |items: Value| {
        let mut all = before.clone();
        all.extend(items.as_array().cloned().unwrap_or_default());
        json!({ "prefixItems": all })
    };
    json!([
        way(json!([{ "minimum": 0 }, { "minimum": 0 }, { "minimum": 0 }])),
        way(json!([{ "maximum": 0 }, { "maximum": 0 }, { "maximum": 0 }])),
    ])
}

const OFFSET: [Item; 3] = [(-25, 25), (-59, 59), (-59, 59)];

fn offset_date_time(_: &mut Asked) -> Option<Value> {
    let mut list = date_time(&OFFSET);
    list["allOf"] = json!([{ "anyOf": offset(6) }]);
    Some(list)
}

/// A list may end after the hours or the minutes.
fn utc_offset(asked: &mut Asked) -> Option<Value> {
    let mut list = tuple(&OFFSET);
    list["anyOf"] = offset(0);
    if asked.is_read {
        list["minItems"] = json!(1);
    }
    Some(list)
}
