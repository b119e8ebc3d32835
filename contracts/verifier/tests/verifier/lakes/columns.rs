//! The columns that contracts of one log share.

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::json;

use super::{Judge, reading, schema};

/// Contracts of events whose messages were stored in one table, and what an engine wrote of a message of the first one:
/// accepted or not.
const STORED: &[(&str, &[&str], &str, bool)] = &[
    // Another event has a text under the name.
    (
        "polars",
        &[r#"{"id": {"type": "integer"}}"#, r#"{"id": {"type": "string"}}"#],
        r#"{"id": "1"}"#,
        true,
    ),
    (
        "polars",
        &[r#"{"id": {"type": "integer"}}"#, r#"{"id": {"type": "string"}}"#],
        r#"{"id": "a"}"#,
        false,
    ),
    (
        "polars",
        &[r#"{"id": {"type": "integer"}}"#, r#"{"no": {"type": "string"}}"#],
        r#"{"id": "1"}"#,
        false,
    ),
    (
        "polars",
        &[r#"{"id": {"type": "integer"}}"#],
        r#"{"id": "1"}"#,
        false,
    ),
    (
        "spark",
        &[r#"{"id": {"type": "boolean"}}"#, r#"{"id": {"type": "string"}}"#],
        r#"{"id": "true"}"#,
        true,
    ),
    (
        "clickhouse",
        &[r#"{"id": {"type": "integer"}}"#, r#"{"id": {"type": "string"}}"#],
        r#"{"id": "1"}"#,
        true,
    ),
    (
        "clickhouse",
        &[r#"{"id": {"type": "boolean"}}"#, r#"{"id": {"type": "integer"}}"#],
        r#"{"id": 1}"#,
        true,
    ),
    (
        "clickhouse",
        &[r#"{"id": {"type": "boolean"}}"#, r#"{"id": {"type": "integer"}}"#],
        r#"{"id": 2}"#,
        false,
    ),
    (
        "duckdb",
        &[r#"{"id": {"type": "integer"}}"#, r#"{"id": {"type": "string"}}"#],
        r#"{"id": "1"}"#,
        false,
    ),
    // Members of the other event, filled in.
    (
        "clickhouse",
        &["{}", r#"{"tags": {"type": "array"}}"#],
        r#"{"tags": []}"#,
        true,
    ),
    (
        "clickhouse",
        &["{}", r#"{"tags": {"type": "array"}}"#],
        r#"{"tags": [1]}"#,
        false,
    ),
    (
        "clickhouse",
        &["{}", r#"{"tags": {"type": "array"}}"#],
        r#"{"others": []}"#,
        false,
    ),
    (
        "clickhouse",
        &["{}", r#"{"n": {"type": "integer"}}"#],
        r#"{"n": 0}"#,
        true,
    ),
    (
        "clickhouse",
        &["{}", r#"{"n": {"type": "integer"}}"#],
        r#"{"n": 1}"#,
        false,
    ),
    (
        "clickhouse",
        &[
            "{}",
            r#"{"o": {"type": "object", "properties": {"n": {"type": "integer"}}}}"#,
        ],
        r#"{"o": {"n": null}}"#,
        true,
    ),
    (
        "clickhouse",
        &[
            "{}",
            r#"{"o": {"type": "object", "properties": {"n": {"type": "integer"}}}}"#,
        ],
        r#"{"o": {"n": 1}}"#,
        false,
    ),
    // In alternatives, tuples, lists and maps.
    (
        "polars",
        &[
            r#"{"v": {"oneOf": [{"properties": {"x": {"type": "integer"}}, "additionalProperties": false}, {"properties": {"x": {"enum": ["a"]}, "k": {"const": 1}}, "required": ["k"]}]}}"#,
        ],
        r#"{"v": {"x": "1", "k": null}}"#,
        true,
    ),
    (
        "polars",
        &[r#"{"v": {"prefixItems": [{"type": "integer"}, {"type": "string"}]}}"#],
        r#"{"v": ["1", "a"]}"#,
        true,
    ),
    (
        "polars",
        &[r#"{"v": {"prefixItems": [{"type": "integer"}, {"type": "string"}]}}"#],
        r#"{"v": ["b", "a"]}"#,
        false,
    ),
    (
        "polars",
        &[r#"{"v": {"prefixItems": [{"type": "integer"}, {"type": "integer"}]}}"#],
        r#"{"v": ["1", "2"]}"#,
        false,
    ),
    (
        "polars",
        &[
            r#"{"v": {"additionalProperties": {"type": "integer"}}}"#,
            r#"{"v": {"properties": {"eu": {"type": "string"}}}}"#,
        ],
        r#"{"v": {"eu": "1"}}"#,
        true,
    ),
    (
        "polars",
        &[
            r#"{"v": {"additionalProperties": {"type": "integer"}}}"#,
            r#"{"v": {"properties": {"eu": {"type": "string"}}}}"#,
        ],
        r#"{"v": {"us": "1"}}"#,
        false,
    ),
    // ClickHouse loses the members of an object with a list that became a text.
    (
        "clickhouse",
        &[
            r#"{"p": {"properties": {"o": {"type": "array"}, "id": {"type": "integer"}}, "required": ["o", "id"]}}"#,
            r#"{"p": {"properties": {"o": {"type": "string"}}}}"#,
        ],
        r#"{"p": {"o": "[1]"}}"#,
        true,
    ),
    (
        "clickhouse",
        &[
            r#"{"p": {"properties": {"o": {"type": "array"}, "id": {"type": "integer"}}, "required": ["o", "id"]}}"#,
        ],
        r#"{"p": {"o": [1]}}"#,
        false,
    ),
];

#[test]
fn value_is_accepted_in_the_kind_of_a_column_that_contracts_share() {
    for (id, contracts, wrote, is_accepted) in STORED {
        let schemas: Vec<Schema> = contracts
            .iter()
            .map(|properties| {
                schema(&format!(
                    r#"{{"type": "object", "properties": {properties}, "additionalProperties": false}}"#
                ))
            })
            .collect();
        let mapped = reading(id)
            .widen_all(&schemas.iter().collect::<Vec<_>>())
            .unwrap();
        let mut judge = Judge::new(mapped.into_iter().next().unwrap());
        let wrote = json::parse(wrote.as_bytes()).unwrap();
        assert_eq!(
            judge.accepts(&wrote),
            *is_accepted,
            "{id}: {contracts:?}: {wrote}"
        );
    }
}

#[test]
fn schema_of_messages_beside_any_others_accepts_what_these_may_change() {
    let own = schema(
        r#"{"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"], "additionalProperties": false}"#,
    );
    let cases = [
        ("polars", r#"{"id": "1"}"#, true),
        ("polars", r#"{"id": "a"}"#, false),
        ("clickhouse", r#"{"id": 1, "tags": []}"#, true),
        ("clickhouse", r#"{"id": 1, "tags": [1]}"#, false),
    ];
    for (id, wrote, is_accepted) in cases {
        let wrote = json::parse(wrote.as_bytes()).unwrap();
        assert_eq!(
            reading(id).widen(&own).unwrap().accepts(&wrote),
            Ok(false),
            "{id}: {wrote}"
        );
        let beside = reading(id).widen_beside_any(&own).unwrap();
        assert_eq!(beside.accepts(&wrote), Ok(is_accepted), "{id}: {wrote}");
    }
    assert!(reading("duckdb").widen_beside_any(&own).is_none());
}
