#!/usr/bin/env bash
# DuckDB 2.0.1, ClickHouse 26.9 in chdb 4.4.0, datafusion 55.0.0, polars 2.1.0 (PyPI): lines of JSON are read, and written again as lines of JSON,
# through columns whose types are inferred, or through one column of type JSON; seen on 2026-11-30 with Python 3.11.
#
# Guess: all members of a message come back under their names. A member that is missing may become null, and null may be left out. A column of type
# JSON changes nothing but the order of members.
#
# Seen:
# - ClickHouse drops a member whose name is empty, silently. DuckDB puts each message of the file into a member "json" then.
# - ClickHouse makes [] of a null beside lists, and an object of nulls of a null beside objects where Parquet is between. Of a member that is an
#   empty object in all messages it makes the text "{}".
# - DuckDB calls `A` beside `a` `A_1`, as its names do not differ by case.
# - ClickHouse's type JSON splits names at dots, drops nulls, and drops objects that are empty or hold nothing but nulls.
#
# Why it matters here: a contract for readers behind such an engine must accept other names and types than the producer's, of some messages only.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check chdb==4.4.0 chdb-core==26.9.0 datafusion==55.0.0 duckdb==2.0.1 numpy==2.4.6 pandas==3.1.1 polars==2.1.0 polars-runtime-32==2.1.0 pyarrow==26.0.1 || exit 2
cat > run.py <<'PY'
from pathlib import Path
from tempfile import TemporaryDirectory

import chdb
import datafusion
import duckdb
import polars


def duck(file, folder):
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute(f"COPY (FROM read_json('{file}', format = 'newline_delimited')) TO '{folder}/out' (FORMAT json)")
    return folder / "out"


def duck_json(file, folder):
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute(f"COPY (SELECT json AS m FROM read_ndjson_objects('{file}')) TO '{folder}/out' (FORMAT json)")
    return folder / "out"


def house(*steps):
    def carry(file, folder):
        source = f"'{file}'"
        for name, columns, read, write in steps:
            query = f"INSERT INTO FUNCTION file('{folder}/{name}', {write}) SELECT {columns} FROM file({source}, {read})"
            chdb.query(f"{query} SETTINGS max_threads = 1").bytes()
            source = f"'{folder}/{name}'"
        return folder / name

    return carry


def fusion(file, folder):
    # One partition keeps the order.
    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(1))
    context.register_json("messages", str(file), file_extension=".ndjson")
    context.sql("SELECT * FROM messages").write_json(str(folder / "out"))
    [part] = (folder / "out").iterdir()
    return part


def polar(file, folder):
    polars.read_ndjson(file).write_ndjson(folder / "out")
    return folder / "out"


engines = {
    "DuckDB": duck,
    "DuckDB, column m of JSON": duck_json,
    "ClickHouse": house(("out", "*", "JSONEachRow", "JSONEachRow")),
    "ClickHouse through Parquet": house(("table", "*", "JSONEachRow", "Parquet"), ("out", "*", "Parquet", "JSONEachRow")),
    "ClickHouse, column m of JSON": house(("out", "json AS m", "JSONAsObject, 'json JSON'", "JSONEachRow")),
    "datafusion": fusion,
    "polars": polar,
}
for messages in [
    ['{"":1,"a":2}', '{"a":3}'],
    ['{"a":1,"A":2}'],
    ['{"a.b":1}'],
    ['{"line":{"sku":"a"}}', '{"line":null}'],
    ['{"tags":["a"]}', '{"tags":null}'],
    ['{"a":1,"extra":{}}'],
    ['{"a":1,"o":{"b":null}}', '{"a":2,"o":{"b":1}}'],
]:
    print(*messages)
    answers = {}
    for name, carry in engines.items():
        with TemporaryDirectory() as folder:
            file = Path(folder) / "messages.ndjson"
            file.write_text("".join(f"{message}\n" for message in messages))
            lines = carry(file, Path(folder)).read_text().split()
        same = lines in (messages, [f'{{"m":{message}}}' for message in messages])
        answers.setdefault("the same" if same else " ".join(lines), []).append(name)
    for answer, names in answers.items():
        print(f"  {answer}: {'; '.join(names)}")
PY
env/bin/python run.py > seen
cat > expected <<'OUT'
{"":1,"a":2} {"a":3}
  {"json":{"":1,"a":2}} {"json":{"a":3}}: DuckDB
  the same: DuckDB, column m of JSON; ClickHouse, column m of JSON; datafusion
  {"a":2} {"a":3}: ClickHouse; ClickHouse through Parquet
  {"":1,"a":2} {"":null,"a":3}: polars
{"a":1,"A":2}
  {"a":1,"A_1":2}: DuckDB
  the same: DuckDB, column m of JSON; ClickHouse; ClickHouse through Parquet; datafusion; polars
  {"m":{"A":2,"a":1}}: ClickHouse, column m of JSON
{"a.b":1}
  the same: DuckDB; DuckDB, column m of JSON; ClickHouse; ClickHouse through Parquet; datafusion; polars
  {"m":{"a":{"b":1}}}: ClickHouse, column m of JSON
{"line":{"sku":"a"}} {"line":null}
  the same: DuckDB; DuckDB, column m of JSON; ClickHouse; polars
  {"line":{"sku":"a"}} {"line":{"sku":null}}: ClickHouse through Parquet
  {"m":{"line":{"sku":"a"}}} {"m":{}}: ClickHouse, column m of JSON
  {"line":{"sku":"a"}} {}: datafusion
{"tags":["a"]} {"tags":null}
  the same: DuckDB; DuckDB, column m of JSON; polars
  {"tags":["a"]} {"tags":[]}: ClickHouse; ClickHouse through Parquet
  {"m":{"tags":["a"]}} {"m":{}}: ClickHouse, column m of JSON
  {"tags":["a"]} {}: datafusion
{"a":1,"extra":{}}
  the same: DuckDB; DuckDB, column m of JSON; datafusion; polars
  {"a":1,"extra":"{}"}: ClickHouse; ClickHouse through Parquet
  {"m":{"a":1}}: ClickHouse, column m of JSON
{"a":1,"o":{"b":null}} {"a":2,"o":{"b":1}}
  the same: DuckDB; DuckDB, column m of JSON; ClickHouse; ClickHouse through Parquet; polars
  {"m":{"a":1}} {"m":{"a":2,"o":{"b":1}}}: ClickHouse, column m of JSON
  {"a":1,"o":{}} {"a":2,"o":{"b":1}}: datafusion
OUT
diff expected seen && cat seen
