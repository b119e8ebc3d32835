//! A producer's schema, for a consumer that reads no leap seconds.
//!
//! A time of RFC 3339 may have the seconds `60`, and so may a string of the formats of JSON Schema. chrono writes
//! one if it was given one. Most readers in other languages refuse it, whatever their schema says. If a contract
//! assumes that there is none ([`Assumption::NoLeapSeconds`](super::Assumption)), strings with one are left out of
//! the emitted schema.

use counterpart_engine::json::{Json, Object};

/// Formats of texts that may have a leap second.
const TIMES: [&str; 7] = [
    "date-time",
    "time",
    "partial-date-time",
    "partial-time",
    "date-time-local",
    "time-local",
    "zoned-date-time",
];

/// Seconds of 60, before a zone in brackets.
const LEAP_SECOND: &str = r"^[^\[]*:60";

/// Returns true if the schema has a text that may have a leap second.
pub fn occur_in(schema: &Object) -> bool {
    is_time(schema) || parts(schema).any(occur_in_value)
}

fn occur_in_value(value: &Json) -> bool {
    match value {
        Json::Object(members) => occur_in(members),
        Json::Array(items) => items.iter().any(occur_in_value),
        _ => false,
    }
}

fn parts(schema: &Object) -> impl Iterator<Item = &Json> {
    let parts = schema.iter().filter(|(keyword, _)| !holds_values(keyword));
    parts.map(|(_, value)| value)
}

/// The emitted schema, without leap seconds.
pub fn left_out(schema: Json) -> Json {
    match schema {
        Json::Object(members) => {
            let is_time = is_time(&members);
            let mut narrowed: Object = members
                .into_iter()
                .map(|(keyword, value)| {
                    // Denying less means emitting more.
                    let stays = holds_values(&keyword) || matches!(keyword.as_str(), "not" | "if");
                    let value = if stays { value } else { left_out(value) };
                    (keyword, value)
                })
                .collect();
            if is_time {
                let leap_second = Json::from([("pattern", Json::from(LEAP_SECOND))]);
                let none = Json::from([("not", leap_second)]);
                let all = narrowed
                    .entry("allOf".to_owned())
                    .or_insert_with(|| Json::Array(Vec::new()));
                if let Json::Array(all) = all {
                    all.push(none);
                }
            }
            Json::Object(narrowed)
        }
        Json::Array(items) => Json::Array(items.into_iter().map(left_out).collect()),
        other => other,
    }
}

fn is_time(schema: &Object) -> bool {
    let format = schema.get("format").and_then(Json::as_str);
    format.is_some_and(|format| TIMES.contains(&format))
}

/// Returns true if the keyword does not contain a schema.
fn holds_values(keyword: &str) -> bool {
    matches!(keyword, "const" | "enum" | "default" | "examples" | "x-contract")
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json;

    #[test]
    fn a_time_has_no_leap_second_and_everything_else_is_left() {
        let after = |schema: &str| left_out(json::parse(schema.as_bytes()).unwrap()).to_string();
        insta::assert_snapshot!(
            after(r#"{"properties": {"at": {"type": "string", "format": "date-time"}}}"#),
            @r#"{"properties":{"at":{"type":"string","format":"date-time","allOf":[{"not":{"pattern":"^[^\\[]*:60"}}]}}}"#
        );
        for same in [
            r#"{"format":"date"}"#,
            r#"{"const":{"format":"date-time"}}"#,
            r#"{"not":{"format":"date-time"}}"#,
            r#"{"properties":{"format":{"type":"string"}}}"#,
        ] {
            assert_eq!(after(same), same);
        }
    }
}
