"""Records ClickHouse, which chdb has in it: `JSONEachRow` in and out, with Parquet between."""

import chdb

from .carry import Carried, lines

COLUMNS = {
    "typed": "total Nullable(Int64), big Nullable(UInt64), weight Nullable(Float64), ratio Nullable(Float32), paid Nullable(Bool), name Nullable(String), day Nullable(Date32), sent_at Nullable(DateTime64(6, 'UTC')), "
             "local_at Nullable(DateTime64(6)), counts Array(Nullable(Int32)), line Tuple(sku Nullable(String), amount Nullable(Int64))",
    "typed-decimals": "price Nullable(Decimal(10, 2)), fine Nullable(Decimal(38, 18))",
    "typed-decimal-texts": "price Decimal(10, 2)",
    "typed-nan": "weight Float64",
    "typed-maps": "labels Map(String, Nullable(String))",
    "typed-integer-keys": "by Map(Int32, String)",
    "typed-date-keys": "by Map(Date, String)",
    "typed-moment-keys": "by Map(DateTime, String)",
    "typed-times": "opens Time64(6)",
    "typed-uuids": "id UUID",
    "typed-bytes": "digest String",
    "typed-bytes-base64": "digest String",
    "typed-bytes-control": "digest String",
    "typed-bytes-beyond-ascii": "digest String",
}
# One thread keeps the order.
SETTINGS = "max_threads = 1, session_timezone = 'UTC'"


def query(sql):
    chdb.query(sql).bytes()


def through(source, structure=None, settings=""):
    def carry(table, _, file, folder):
        columns = structure(table) if callable(structure) else structure
        of = f"file('{file}', {source}" + (f', "{columns}")' if columns else ")")
        query(f"INSERT INTO FUNCTION file('{folder}/messages.parquet', Parquet) SELECT * FROM {of} SETTINGS {SETTINGS}{settings}")
        query(f"INSERT INTO FUNCTION file('{folder}/out.json', JSONEachRow) SELECT * FROM file('{folder}/messages.parquet', Parquet) SETTINGS {SETTINGS}{settings}")
        return lines(folder / "out.json")

    return carry


def json_column(_, __, file, folder):
    # Parquet has no such column: the messages go through a table instead.
    query(f"INSERT INTO FUNCTION file('{folder}/out.json', JSONEachRow) SELECT json AS message FROM file('{file}', JSONAsObject, 'json JSON') SETTINGS {SETTINGS}")
    return lines(folder / "out.json")


def best_effort(table, messages, file, folder):
    return through("JSONEachRow", COLUMNS.get, ", date_time_input_format = 'best_effort'")(table, messages, file, folder)


carried = Carried("clickhouse", chdb.engine_version if isinstance(getattr(chdb, "engine_version", None), str) else chdb.query("SELECT version()").bytes().decode().strip().strip('"'))
parquet = "INSERT INTO a Parquet file, INSERT INTO a JSONEachRow file"
carried.path("inferred", f"SELECT * FROM file(…, JSONEachRow), {parquet}", through("JSONEachRow"))
carried.path("not-null", "as inferred, with schema_inference_make_columns_nullable = 0: columns that may not be null", through("JSONEachRow", settings=", schema_inference_make_columns_nullable = 0"))
carried.path("json-column", "SELECT json AS message FROM file(…, JSONAsObject, 'json JSON'), INSERT INTO a JSONEachRow file: the message is in a column of type JSON", json_column)
carried.path("declared", f"SELECT * FROM file(…, JSONEachRow, columns) with date_time_input_format = 'best_effort', {parquet}; columns are Nullable(Int64), UInt64, Float64, Float32, Bool, String, Date32, DateTime64(6), Array, Tuple, Decimal(10, 2), Decimal(38, 18), Map, Time64(6), UUID", best_effort, typed=True)
carried.save()
