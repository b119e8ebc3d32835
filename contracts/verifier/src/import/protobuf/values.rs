//! The schemas of single values: scalars, keys of maps, and texts of well-known types.

use counterpart::__private::digits::positive_up_to;
use counterpart_engine::json::{Json, Number};

use super::descriptors::Scalar;
use super::written_by::{Long, NotFinite, ReadLongs, Reads, Writes};

/// What JavaScript holds exactly.
const SAFE: i128 = (1 << 53) - 1;

/// The greatest `double`, as all libraries write it.
const DOUBLE_MAX: &str = "1.7976931348623157e308";

/// The greatest finite `f32`.
const FLOAT_MAX: &str = "340282346638528860000000000000000000000";
/// The same with the digits that tell it from other floats, as writers round it.
const FLOAT_MAX_SHORTENED: &str = "340282350000000000000000000000000000000";

/// A schema of one type with further keywords.
pub(super) fn typed<const N: usize>(kind: &str, keywords: [(&str, Json); N]) -> Json {
    let mut members: counterpart_engine::json::Object =
        [("type".to_owned(), Json::from(kind))].into_iter().collect();
    members.extend(keywords.into_iter().map(|(key, value)| (key.to_owned(), value)));
    Json::Object(members)
}

pub(super) fn texts(values: impl IntoIterator<Item = impl Into<String>>) -> Vec<Json> {
    values.into_iter().map(|text| Json::String(text.into())).collect()
}

pub(super) fn any_of(alternatives: Vec<Json>) -> Json {
    Json::from([("anyOf", Json::Array(alternatives))])
}

/// A text that matches a pattern.
pub(super) fn matching(pattern: impl Into<String>) -> Json {
    typed("string", [("pattern", Json::String(pattern.into()))])
}

/// A schema, and null besides.
pub(super) fn or_null(schema: Json) -> Json {
    let mut members = match schema {
        Json::Object(members) => members,
        // What accepts everything accepts null.
        other => return other,
    };
    if members.is_empty() {
        return Json::Object(members);
    }
    let null = || Json::from([("type", Json::from("null"))]);
    if let Some(Json::Array(alternatives)) = members.get_mut("anyOf") {
        alternatives.push(null());
        return Json::Object(members);
    }
    match members.get_mut("type") {
        Some(Json::Array(types)) => types.push(Json::from("null")),
        Some(kind) => *kind = Json::Array(vec![kind.clone(), Json::from("null")]),
        None => return any_of(vec![Json::Object(members), null()]),
    }
    Json::Object(members)
}

fn number(text: &str) -> Json {
    Json::Number(text.parse::<Number>().expect("it is a number"))
}

fn range(scalar: Scalar) -> (i128, i128) {
    match scalar {
        Scalar::UInt32 => (0, u32::MAX.into()),
        Scalar::Int64 => (i64::MIN.into(), i64::MAX.into()),
        Scalar::UInt64 => (0, u64::MAX.into()),
        _ => (i32::MIN.into(), i32::MAX.into()),
    }
}

fn bounds((least, greatest): (i128, i128)) -> [(&'static str, Json); 2] {
    [
        ("minimum", number(&least.to_string())),
        ("maximum", number(&greatest.to_string())),
    ]
}

/// The integers of a range in digits, as `Display` of an integer writes them.
fn digits((least, greatest): (i128, i128)) -> String {
    let up_to = |most: u128| positive_up_to(&most.to_string()).join("|");
    let mut ways = vec![format!("({})", up_to(greatest.unsigned_abs()))];
    if least < 0 {
        ways.push(format!("-({})", up_to(least.unsigned_abs())));
    }
    ways.push("0".to_owned());
    format!("^({})$", ways.join("|"))
}

/// The integers of 32 bits.
pub(super) fn int32() -> Json {
    typed("integer", bounds(range(Scalar::Int32)))
}

/// A range of integers, with both ends.
pub(super) fn integers(least: i64, greatest: i64) -> Json {
    typed("integer", bounds((least.into(), greatest.into())))
}

/// A scalar, as it is written.
pub(super) fn written(scalar: Scalar, writes: &Writes, not_finite: NotFinite) -> Json {
    match scalar {
        Scalar::Double => floats(typed("number", float_bounds(DOUBLE_MAX)), not_finite),
        Scalar::Float => {
            let greatest = match writes.shortens_floats {
                true => FLOAT_MAX_SHORTENED,
                false => FLOAT_MAX,
            };
            floats(typed("number", float_bounds(greatest)), not_finite)
        }
        Scalar::Int32 | Scalar::UInt32 => typed("integer", bounds(range(scalar))),
        Scalar::Int64 | Scalar::UInt64 => longs(scalar, writes.long),
        Scalar::Bool => typed("boolean", []),
        Scalar::Text => typed("string", []),
        Scalar::Bytes => matching(BASE64),
    }
}

fn float_bounds(greatest: &str) -> [(&'static str, Json); 2] {
    let least = format!("-{greatest}");
    [("minimum", number(&least)), ("maximum", number(greatest))]
}

fn longs(scalar: Scalar, long: Long) -> Json {
    let (least, greatest) = range(scalar);
    let safe = || typed("integer", bounds((least.max(-SAFE), greatest.min(SAFE))));
    match long {
        Long::Digits => matching(digits((least, greatest))),
        Long::SafeNumber => safe(),
        Long::BySize => {
            let digits = Json::String(digits((least, greatest)));
            // 9007199254740992 is the least of them.
            let large = typed("string", [("pattern", digits), ("minLength", number("16"))]);
            any_of(vec![safe(), large])
        }
    }
}

fn floats(finite: Json, not_finite: NotFinite) -> Json {
    let named = || Json::from([("enum", Json::Array(texts(["NaN", "Infinity", "-Infinity"])))]);
    match not_finite {
        NotFinite::Texts => any_of(vec![finite, named()]),
        NotFinite::Null => or_null(finite),
        NotFinite::TextsOrNull => or_null(any_of(vec![finite, named()])),
    }
}

/// A scalar, as it is read.
pub(super) fn read(scalar: Scalar, reads: &Reads) -> Json {
    let both = |kind: &str, pattern: String, bounds: Vec<(&'static str, Json)>| {
        let types = Json::Array(texts([kind, "string"]));
        let mut members: counterpart_engine::json::Object =
            [("type".to_owned(), types)].into_iter().collect();
        members.insert("pattern".to_owned(), Json::String(pattern));
        members.extend(bounds.into_iter().map(|(key, value)| (key.to_owned(), value)));
        Json::Object(members)
    };
    match scalar {
        Scalar::Double => both(
            "number",
            decimal("[0-9]{0,30}", "[0-9]{1,30}", "[0-9]{1,2}"),
            float_bounds(DOUBLE_MAX).into(),
        ),
        Scalar::Float => {
            let bounds = match reads.bounds_floats {
                true => float_bounds(FLOAT_MAX).into(),
                false => vec![],
            };
            both("number", decimal("[0-9]{0,17}", "[0-9]{1,20}", "1?[0-9]"), bounds)
        }
        Scalar::Int32 | Scalar::UInt32 | Scalar::Int64 | Scalar::UInt64 => {
            let (least, greatest) = range(scalar);
            let safe = (least.max(-SAFE), greatest.min(SAFE));
            let (in_digits, of_numbers) = match reads.longs {
                ReadLongs::Exact => ((least, greatest), (least, greatest)),
                ReadLongs::Rounded => ((least, greatest), (least, last_double(greatest))),
                ReadLongs::Safe => (safe, safe),
            };
            both("integer", digits(in_digits), bounds(of_numbers).into())
        }
        Scalar::Bool => typed("boolean", []),
        Scalar::Text => typed("string", []),
        Scalar::Bytes => matching(base64_in_any_form()),
    }
}

/// The greatest integer up to this one that an `f64` holds.
fn last_double(greatest: i128) -> i128 {
    let bits = 128 - greatest.leading_zeros();
    let lost = bits.saturating_sub(f64::MANTISSA_DIGITS);
    (greatest >> lost) << lost
}

/// Texts of numbers that each reader holds, and of those that are not finite.
fn decimal(further: &str, behind: &str, exponent: &str) -> String {
    format!("^(-?(0|[1-9]{further})(\\.{behind})?([eE][+-]?{exponent})?|NaN|-?Infinity)$")
}

/// The JSON in a `Value` whose reader refuses integers of 64 bits that an `f64` does not hold, as a reference to itself.
pub(super) fn exact_json(itself: &Json) -> Json {
    let simple = Json::from([("type", Json::Array(texts(["null", "boolean", "string"])))]);
    any_of(vec![
        simple,
        typed("number", bounds((-SAFE, SAFE))),
        typed("number", [("exclusiveMaximum", number(&i64::MIN.to_string()))]),
        typed(
            "number",
            [("minimum", number(&(i128::from(u64::MAX) + 1).to_string()))],
        ),
        typed("array", [("items", itself.clone())]),
        typed("object", [("additionalProperties", itself.clone())]),
    ])
}

/// The keys of a map, where they are not any text; only what JavaScript holds exactly, if `is_safe`.
pub(super) fn keys(scalar: Scalar, is_safe: bool) -> Option<Json> {
    match scalar {
        Scalar::Text => None,
        Scalar::Bool => Some(Json::from([("enum", Json::Array(texts(["true", "false"])))])),
        scalar => {
            let (least, greatest) = range(scalar);
            Some(matching(digits(match is_safe {
                true => (least.max(-SAFE), greatest.min(SAFE)),
                false => (least, greatest),
            })))
        }
    }
}

/// Base64 with padding and without superfluous bits.
const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

fn base64_in_any_form() -> String {
    let of =
        |letter: &str| format!("({letter}{{4}})*({letter}[AQgw](==)?|{letter}{{2}}[AEIMQUYcgkosw048]=?)?");
    format!("^({}|{})$", of("[A-Za-z0-9+/]"), of("[A-Za-z0-9_-]"))
}

/// The last second of a duration.
const LAST_SECOND: &str = "315576000000";

fn seconds() -> String {
    format!("(0|{})", positive_up_to(LAST_SECOND).join("|"))
}

/// With three, six or nine digits of a second, or none.
pub(super) fn written_duration() -> Json {
    matching(format!(
        "^-?{}(\\.([0-9]{{3}}|[0-9]{{6}}|[0-9]{{9}}))?s$",
        seconds()
    ))
}

pub(super) fn read_duration() -> Json {
    matching(format!("^-?{}(\\.[0-9]{{1,9}})?s$", seconds()))
}

const DAY: &str = "-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]";

/// A moment of the years 0001 to 9999 with such a fraction of a second and such a zone.
pub(super) fn written_moment(fraction: &str, zone: &str) -> Json {
    moment(format!("^(?!0000)[0-9]{{4}}{DAY}{fraction}{zone}$"))
}

/// A moment with any offset. At the ends of the range, an offset could lead out of it.
pub(super) fn read_moment() -> Json {
    moment(format!(
        "^((?!000[01]|9999)[0-9]{{4}}{DAY}(\\.[0-9]{{1,9}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})|(0001|9999){DAY}(\\.[0-9]{{1,9}})?(Z|[+-]00:00))$"
    ))
}

fn moment(pattern: String) -> Json {
    let keywords = [
        ("format", Json::from("date-time")),
        ("pattern", Json::String(pattern)),
    ];
    typed("string", keywords)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_double_is_the_one_below_the_end_of_the_range() {
        assert_eq!(last_double(i64::MAX.into()), 9_223_372_036_854_774_784);
        assert_eq!(last_double(u64::MAX.into()), 18_446_744_073_709_549_568);
        assert_eq!(last_double(u32::MAX.into()), u32::MAX.into());
    }

    #[test]
    fn null_is_added_to_each_form_of_a_schema() {
        let null = |schema: &str| {
            let schema = counterpart_engine::json::parse(schema.as_bytes()).unwrap();
            or_null(schema)
        };
        let json = |text: &str| counterpart_engine::json::parse(text.as_bytes()).unwrap();
        assert_eq!(
            null(r#"{"type": "string"}"#),
            json(r#"{"type": ["string", "null"]}"#)
        );
        assert_eq!(
            null(r##"{"$ref": "#/$defs/a"}"##),
            json(r##"{"anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}]}"##)
        );
        assert_eq!(null("{}"), json("{}"));
    }
}
