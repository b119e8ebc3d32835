"""JSON that Spark itself wrote of columns, judged as it is, with absent members as null, and as Spark exports."""

import json

import needs
import pytest
from counterpart import Contracts

pa = needs.module("pyarrow", "spark")
pytestmark = pytest.mark.spark

ACCEPTED = None
NULLABLE = {"type": ["string", "null"]}
NUMBER, INTEGER, TEXT = {"type": "number"}, {"type": "integer"}, {"type": "string"}
MOMENT, DATE = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}

# The column `v` in Spark's SQL; what Spark writes; the schema of the required member `v`; and what is refused: as the text is,
# if absent members are null, and if Spark exported it.
MISSING = "property-missing /v"
CASES = [
    ("CAST(NULL AS STRING)", "{}", NULLABLE, MISSING, ACCEPTED, ACCEPTED),
    ("CAST(NULL AS STRING)", "{}", TEXT, MISSING, MISSING, MISSING),
    ("CAST(NULL AS BIGINT)", "{}", {"enum": [1, None]}, MISSING, ACCEPTED, ACCEPTED),
    (
        "named_struct('x', CAST(NULL AS STRING), 'y', 1)",
        '{"v":{"y":1}}',
        {"type": "object", "properties": {"x": NULLABLE}, "required": ["x"]},
        "property-missing /v/x",
        ACCEPTED,
        ACCEPTED,
    ),
    (
        "named_struct('x', CAST(NULL AS STRING))",
        '{"v":{}}',
        {"type": "object", "properties": {"x": NULLABLE}, "required": ["x"]},
        "property-missing /v/x",
        ACCEPTED,
        ACCEPTED,
    ),
    # In a list, a null stays.
    ("array('a', NULL)", '{"v":["a",null]}', {"items": TEXT}, *["null-emitted /v/*"] * 3),
    ("array('a', NULL)", '{"v":["a",null]}', {"items": NULLABLE}, ACCEPTED, ACCEPTED, ACCEPTED),
    ("CAST(12.50 AS DECIMAL(10,2))", '{"v":12.50}', NUMBER, ACCEPTED, ACCEPTED, ACCEPTED),
    ("CAST(12.50 AS DECIMAL(10,2))", '{"v":12.50}', TEXT, *["type-mismatch /v"] * 3),
    ("CAST(2 AS DECIMAL(10,2))", '{"v":2.00}', INTEGER, ACCEPTED, ACCEPTED, ACCEPTED),
    ("CAST(12.50 AS DECIMAL(10,2))", '{"v":12.50}', INTEGER, *["type-mismatch /v"] * 3),
    ("CAST('1E-18' AS DECIMAL(38,18))", '{"v":1E-18}', NUMBER, ACCEPTED, ACCEPTED, ACCEPTED),
    (
        "CAST('1E-18' AS DECIMAL(38,18))",
        '{"v":1E-18}',
        {"type": "number", "multipleOf": 0.01},
        *["number-range /v"] * 3,
    ),
    (
        "CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18))",
        '{"v":12345678901234567890.123456789012345678}',
        {"type": "number", "maximum": 12345678901234567890},
        *["number-range /v"] * 3,
    ),
    ("9007199254740993", '{"v":9007199254740993}', {"const": 9007199254740993}, ACCEPTED, ACCEPTED, ACCEPTED),
    ("CAST(2 AS DOUBLE)", '{"v":2.0}', INTEGER, ACCEPTED, ACCEPTED, ACCEPTED),
    ("CAST('NaN' AS DOUBLE)", '{"v":"NaN"}', NUMBER, "type-mismatch /v", "type-mismatch /v", ACCEPTED),
    ("TIMESTAMP '2024-05-06T07:08:09Z'", '{"v":"2024-05-06T07:08:09.000Z"}', MOMENT, ACCEPTED, ACCEPTED, ACCEPTED),
    (
        "TIMESTAMP_NTZ '2024-05-06T07:08:09'",
        '{"v":"2024-05-06T07:08:09.000"}',
        MOMENT,
        "format-mismatch /v",
        "format-mismatch /v",
        ACCEPTED,
    ),
    ("DATE '2024-05-06'", '{"v":"2024-05-06"}', DATE, ACCEPTED, ACCEPTED, ACCEPTED),
    ("DATE '2024-05-06'", '{"v":"2024-05-06"}', MOMENT, *["format-mismatch /v"] * 3),
    (
        "TIMESTAMP '2024-05-06T00:00:00Z'",
        '{"v":"2024-05-06T00:00:00.000Z"}',
        DATE,
        "format-mismatch /v",
        "format-mismatch /v",
        ACCEPTED,
    ),
    (
        "map(DATE '2024-05-06', 1)",
        '{"v":{"19849":1}}',
        {"type": "object", "propertyNames": {"format": "date"}, "additionalProperties": INTEGER},
        "property-denied /v/*",
        "property-denied /v/*",
        ACCEPTED,
    ),
    ("X'00FF'", '{"v":"AP8="}', TEXT, ACCEPTED, ACCEPTED, ACCEPTED),
]

READINGS = [{}, {"absent_is_null": True}, {"exported_by": "spark"}]


@pytest.fixture(scope="module")
def contracts(tmp_path_factory):
    """A contract for each case, of an event of its own."""
    folder = tmp_path_factory.mktemp("contracts")
    for number, (_, _, schema, *_) in enumerate(CASES):
        header = {
            "format": 1,
            "role": "consumes",
            "service": "reader",
            "event": f"case.{number}",
            "assumes": ["unique-keys"],
        }
        document = {"x-contract": header, "type": "object", "properties": {"v": schema}, "required": ["v"]}
        path = folder / "reader/consumes" / f"case.{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
    return Contracts.load(folder)


def test_what_spark_wrote_of_columns_is_judged_by_what_it_did_to_them(spark, contracts):
    from counterpart import spark as engine

    log = None
    for number, (column, *_) in enumerate(CASES):
        query = f"SELECT {number} AS id, 'case.{number}' AS event, to_json(struct({column} AS v), map('timeZone', 'UTC')) AS payload"
        row = spark.sql(query)
        log = row if log is None else log.union(row)
    log = log.coalesce(2).cache()
    written = {row["id"]: row["payload"] for row in log.collect()}
    assert written == {number: case[1] for number, case in enumerate(CASES)}

    said = {number: [[], [], []] for number in range(len(CASES))}
    for reading, options in enumerate(READINGS):
        for row in engine.audit(log, contracts, event_column="event", keep=["id"], **options).collect():
            said[row["id"]][reading].append(f"{row['rule']} {row['place']}")
    expected = {
        number: [[] if refused is ACCEPTED else [refused] for refused in case[3:]] for number, case in enumerate(CASES)
    }
    assert said == expected


def test_nulls_that_to_json_keeps_if_told_so_are_judged_as_they_are(spark, contracts):
    from counterpart import spark as engine

    column = "to_json(struct(CAST(NULL AS STRING) AS v), map('ignoreNullFields', 'false'))"
    log = spark.sql(f"SELECT 'case.0' AS event, {column} AS payload UNION ALL SELECT 'case.1', {column}")
    found = engine.audit(log, contracts, event_column="event").collect()
    assert [(row["event"], row["rule"], row["place"]) for row in found] == [("case.1", "null-emitted", "/v")]
