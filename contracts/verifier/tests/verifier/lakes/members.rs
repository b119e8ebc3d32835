//! One member, and what engines write of it.

use counterpart_engine::json;

use super::{Judge, schema};

/// Judges a message of one member, as an engine wrote it. The contract of the member is required.
fn accepts_member(id: &str, name: &str, contract: &str, wrote: &str) -> bool {
    let own = schema(&format!(
        r#"{{"type": "object", "properties": {{"{name}": {contract}}}, "required": ["{name}"], "additionalProperties": false}}"#
    ));
    let message = format!(r#"{{"{name}": {wrote}}}"#);
    Judge::through(id, &own).accepts(&json::parse(message.as_bytes()).unwrap())
}

#[test]
fn text_of_an_empty_object_is_accepted_through_clickhouse_where_an_object_may_be_empty() {
    let cases = [
        (r#"{"type": "object"}"#, true),
        (
            r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#,
            true,
        ),
        (r#"{"type": "object", "required": ["a"]}"#, false),
        (r#"{"type": "object", "minProperties": 1}"#, false),
        (r#"{"allOf": [{"type": "object"}, {"required": ["a"]}]}"#, false),
        (
            r#"{"anyOf": [{"type": "object", "required": ["a"]}, {"type": "object", "maxProperties": 1}]}"#,
            true,
        ),
        (
            r#"{"anyOf": [{"type": "object", "required": ["a"]}, {"type": "integer"}]}"#,
            false,
        ),
        (r#"{"enum": [{}, {"a": 1}]}"#, true),
    ];
    for (contract, is_accepted) in cases {
        assert_eq!(
            accepts_member("clickhouse", "o", contract, r#""{}""#),
            is_accepted,
            "{contract}"
        );
    }
}

#[test]
fn number_is_accepted_through_pandas_where_it_may_have_been_a_text() {
    let cases = [
        ("v", r#"{"type": "string"}"#, "1", true),
        ("v", r#"{"type": "string"}"#, "-2000.0", true),
        ("v", r#"{"enum": ["free", "pro"]}"#, "1", false),
        ("v", r#"{"enum": ["1", "2"]}"#, "1", true),
        ("v", r#"{"enum": ["1.5e3"]}"#, "1500.0", true),
        ("v", r#"{"const": "a"}"#, "1", false),
        ("v", r#"{"type": "string", "pattern": "^[A-Z]{3}$"}"#, "1", false),
        ("v", r#"{"type": "string", "pattern": "^[0-9]{3}$"}"#, "1", true),
        ("v", r#"{"type": "string", "format": "uuid"}"#, "1", false),
        (
            "v",
            r#"{"anyOf": [{"const": "a"}, {"type": "string", "pattern": "^[0-9]+$"}]}"#,
            "1",
            true,
        ),
        (
            "v",
            r#"{"allOf": [{"type": "string"}, {"enum": ["a"]}]}"#,
            "1",
            false,
        ),
        // A moment, if the column's name looks like one's, or if it was stored as a datetime.
        ("sent_at", r#"{"enum": ["free", "pro"]}"#, "1", false),
        ("sent_at", r#"{"enum": ["2024q1"]}"#, "1704067200000", true),
        ("sent_at", r#"{"enum": ["now"]}"#, "1796066018867", true),
        ("quarter", r#"{"enum": ["2024q1"]}"#, "1704067200000", false),
        (
            "sent_at",
            r#"{"type": "string", "format": "date-time"}"#,
            "1714979289000",
            true,
        ),
        (
            "when",
            r#"{"type": "string", "format": "date-time"}"#,
            "1714979289000",
            true,
        ),
        (
            "when",
            r#"{"type": "string", "format": "date-time"}"#,
            "1714979289000.5",
            false,
        ),
        (
            "o",
            r#"{"items": {"type": "string", "format": "date-time"}}"#,
            "[1714979289000]",
            true,
        ),
        (
            "o",
            r#"{"items": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}"#,
            "[1714953600000]",
            true,
        ),
        (
            "o",
            r#"{"items": {"type": "string", "pattern": "^[a-z0-9-]+$"}}"#,
            "[1]",
            false,
        ),
        ("o", r#"{"items": {"type": "string"}}"#, "[1]", false),
        // A number, in a column whose name looks like a moment's.
        (
            "sent_at",
            r#"{"type": "integer", "maximum": 4000000000}"#,
            "1714979289000",
            true,
        ),
        (
            "sent_at",
            r#"{"type": "integer", "maximum": 4000000000}"#,
            r#""2024-05-06T07:08:09.000""#,
            true,
        ),
        (
            "TimestampX",
            r#"{"type": "integer", "maximum": 4000000000}"#,
            "1714979289000",
            true,
        ),
        (
            "count",
            r#"{"type": "integer", "maximum": 4000000000}"#,
            "1714979289000",
            false,
        ),
        (
            "count",
            r#"{"type": "integer"}"#,
            r#""2024-05-06T07:08:09.000""#,
            false,
        ),
        (
            "dates",
            r#"{"type": "integer"}"#,
            r#""2024-05-06T07:08:09.000""#,
            false,
        ),
        (
            "o",
            r#"{"properties": {"sent_at": {"type": "integer", "maximum": 9}}}"#,
            r#"{"sent_at": 9000}"#,
            false,
        ),
    ];
    for (name, contract, wrote, is_accepted) in cases {
        assert_eq!(
            accepts_member("pandas", name, contract, wrote),
            is_accepted,
            "{name}: {contract}: {wrote}"
        );
    }
}
