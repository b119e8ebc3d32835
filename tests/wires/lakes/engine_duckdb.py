"""Records DuckDB: `read_json`, Parquet, `COPY … TO` JSON."""

import duckdb

from .carry import Carried, lines

COLUMNS = {
    "typed": {"total": "BIGINT", "big": "UBIGINT", "weight": "DOUBLE", "ratio": "FLOAT", "paid": "BOOLEAN", "name": "VARCHAR", "day": "DATE", "sent_at": "TIMESTAMPTZ", "local_at": "TIMESTAMP", "counts": "INTEGER[]",
              "line": "STRUCT(sku VARCHAR, amount BIGINT)"},
    "typed-decimals": {"price": "DECIMAL(10,2)", "fine": "DECIMAL(38,18)"},
    "typed-decimal-texts": {"price": "DECIMAL(10,2)"},
    "typed-nan": {"weight": "DOUBLE"},
    "typed-maps": {"labels": "MAP(VARCHAR, VARCHAR)"},
    "typed-integer-keys": {"by": "MAP(INTEGER, VARCHAR)"},
    "typed-date-keys": {"by": "MAP(DATE, VARCHAR)"},
    "typed-moment-keys": {"by": "MAP(TIMESTAMPTZ, VARCHAR)"},
    "typed-times": {"opens": "TIME"},
    "typed-uuids": {"id": "UUID"},
    "typed-bytes": {"digest": "BLOB"},
    "typed-bytes-base64": {"digest": "BLOB"},
    "typed-bytes-control": {"digest": "BLOB"},
    "typed-bytes-beyond-ascii": {"digest": "BLOB"},
}


def through(read, parquet=True):
    def carry(table, _, file, folder):
        with duckdb.connect(config={"threads": 1}) as db:
            db.execute("SET TimeZone = 'UTC'")
            source = read(table, file)
            if parquet:
                db.execute(f"COPY (SELECT * FROM {source}) TO '{folder}/messages.parquet' (FORMAT parquet)")
                source = f"'{folder}/messages.parquet'"
            db.execute(f"COPY (SELECT * FROM {source}) TO '{folder}/out.json' (FORMAT json)")
        return lines(folder / "out.json")

    return carry


def declared(table, file):
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS[table].items())
    return f"read_json('{file}', format = 'newline_delimited', columns = {{{columns}}})"


carried = Carried("duckdb", duckdb.__version__)
parquet = "COPY … TO Parquet, COPY … TO JSON"
carried.path("inferred", f"SELECT * FROM read_json(…, format = 'newline_delimited'), {parquet}", through(lambda _, file: f"read_json('{file}', format = 'newline_delimited')"))
carried.path("direct", "SELECT * FROM read_json(…, format = 'newline_delimited'), COPY … TO JSON: without Parquet", through(lambda _, file: f"read_json('{file}', format = 'newline_delimited')", parquet=False))
carried.path("json-column", f"SELECT json AS message FROM read_ndjson_objects(…), {parquet}: the message is in a column of type JSON", through(lambda _, file: f"(SELECT json AS message FROM read_ndjson_objects('{file}'))"))
carried.path("declared", f"SELECT * FROM read_json(…, columns = {{…}}), {parquet}; columns are BIGINT, UBIGINT, DOUBLE, FLOAT, BOOLEAN, VARCHAR, DATE, TIMESTAMPTZ, TIMESTAMP, INTEGER[], STRUCT, DECIMAL(10,2), DECIMAL(38,18), MAP, TIME, UUID, BLOB", through(declared), typed=True)
carried.save()
