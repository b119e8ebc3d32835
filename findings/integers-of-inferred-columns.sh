#!/usr/bin/env bash
# DuckDB 2.0.1, ClickHouse 26.9 in chdb 4.4.0, datafusion 55.0.0, pandas 3.1.1, polars 2.1.0 (PyPI): lines of JSON are read into a column whose type
# is inferred, and written again as lines of JSON; seen on 2026-11-30 with Python 3.11.
#
# Guess: a column of integers of 64 bits keeps them. The last digit of 9007199254740993, which is 2^53 + 1, is at risk beside fractions only. An
# integer that is too large is refused or changed alone. A column that is declared as integers refuses a fraction.
#
# Seen:
# - DuckDB infers HUGEINT where a negative integer and one that is not come together, and Parquet gets that as DOUBLE. 1 and -1 come back as 1.0
#   and -1.0, and 2^53 + 1 loses its last digit. Without Parquet, with negative integers alone or with a declared BIGINT, nothing happens.
# - pandas loses that digit beside a null, even with `dtype_backend="pyarrow"`, where integers come back.
# - One integer from 2^64 on changes all messages: ClickHouse makes texts of them, DuckDB and datafusion make floats; datafusion does from 2^63 on.
#   pandas refuses all. polars keeps all digits.
# - A column that is declared as BIGINT reads 0.5 as 0 and 1.5 as 2 in DuckDB, silently.
#
# Why it matters here: what a reader behind such an engine gets depends on the other messages. Its contract must take 1, 1.0 and "1" for one integer.
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
import pandas
import polars


def duck(parquet=False, declared=""):
    def carry(file, folder):
        with duckdb.connect(config={"threads": 1}) as db:
            source = f"read_json('{file}', format = 'newline_delimited'{declared})"
            [(_, kind, *_)] = db.execute(f"DESCRIBE FROM {source}").fetchall()
            if parquet:
                db.execute(f"COPY (FROM {source}) TO '{folder}/table.parquet' (FORMAT parquet)")
                source = f"'{folder}/table.parquet'"
            db.execute(f"COPY (FROM {source}) TO '{folder}/out' (FORMAT json)")
        return (folder / "out").read_text().split(), f" as {kind}"

    return carry


def clickhouse(file, folder):
    source = f"file('{file}', JSONEachRow)"
    chdb.query(f"INSERT INTO FUNCTION file('{folder}/out', JSONEachRow) SELECT * FROM {source} SETTINGS max_threads = 1").bytes()
    return (folder / "out").read_text().split(), ""


def fusion(file, folder):
    # One partition keeps the order.
    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(1))
    context.register_json("messages", str(file), file_extension=".ndjson")
    context.sql("SELECT * FROM messages").write_json(str(folder / "out"))
    return [line for part in sorted((folder / "out").iterdir()) for line in part.read_text().split()], ""


def panda(**options):
    return lambda file, _: (pandas.read_json(file, lines=True, **options).to_json(orient="records", lines=True).split(), "")


engines = {
    "DuckDB": duck(),
    "DuckDB through Parquet": duck(parquet=True),
    "ClickHouse": clickhouse,
    "datafusion": fusion,
    "pandas": panda(),
    "pandas of pyarrow": panda(dtype_backend="pyarrow"),
    "polars": lambda file, _: (polars.read_ndjson(file).write_ndjson().split(), ""),
}
declared = {"DuckDB of BIGINT through Parquet": duck(parquet=True, declared=", columns = {n: 'BIGINT'}")}
odd = 2**53 + 1


def show(messages, engines):
    print(*messages)
    answers = {}
    for name, carry in engines.items():
        with TemporaryDirectory() as folder:
            file = Path(folder) / "messages.ndjson"
            file.write_text("".join(f"{message}\n" for message in messages))
            try:
                lines, kind = carry(file, Path(folder))
                answer = "the same" if lines == messages else " ".join(lines)
            except ValueError as error:
                answer, kind = f"refused: {error}", ""
            answers.setdefault(answer, []).append(name + kind)
    for answer, names in answers.items():
        print(f"  {answer}: {', '.join(names)}")


for values in [(1, -1), (-1, 0), (-1, -2), (odd, -1), (odd, "null"), (odd, 2**63), (1, 2**64)]:
    show([f'{{"n":{value}}}' for value in values], engines)
for values in [(odd, -1), (0.5, 1.5)]:
    show([f'{{"n":{value}}}' for value in values], declared)
PY
env/bin/python run.py > seen
cat > expected <<'OUT'
{"n":1} {"n":-1}
  the same: DuckDB as HUGEINT, ClickHouse, datafusion, pandas, pandas of pyarrow, polars
  {"n":1.0} {"n":-1.0}: DuckDB through Parquet as HUGEINT
{"n":-1} {"n":0}
  the same: DuckDB as HUGEINT, ClickHouse, datafusion, pandas, pandas of pyarrow, polars
  {"n":-1.0} {"n":0.0}: DuckDB through Parquet as HUGEINT
{"n":-1} {"n":-2}
  the same: DuckDB as BIGINT, DuckDB through Parquet as BIGINT, ClickHouse, datafusion, pandas, pandas of pyarrow, polars
{"n":9007199254740993} {"n":-1}
  the same: DuckDB as HUGEINT, ClickHouse, datafusion, pandas, pandas of pyarrow, polars
  {"n":9007199254740992.0} {"n":-1.0}: DuckDB through Parquet as HUGEINT
{"n":9007199254740993} {"n":null}
  the same: DuckDB as BIGINT, DuckDB through Parquet as BIGINT, ClickHouse, polars
  {"n":9007199254740993} {}: datafusion
  {"n":9007199254740992.0} {"n":null}: pandas
  {"n":9007199254740992} {"n":null}: pandas of pyarrow
{"n":9007199254740993} {"n":9223372036854775808}
  the same: DuckDB as HUGEINT, ClickHouse, pandas, pandas of pyarrow, polars
  {"n":9007199254740992.0} {"n":9223372036854776000.0}: DuckDB through Parquet as HUGEINT
  {"n":9.007199254740992e15} {"n":9.223372036854776e18}: datafusion
{"n":1} {"n":18446744073709551616}
  {"n":1.0} {"n":18446744073709552000.0}: DuckDB as DOUBLE, DuckDB through Parquet as DOUBLE
  {"n":"1"} {"n":"18446744073709551616"}: ClickHouse
  {"n":1.0} {"n":1.8446744073709552e19}: datafusion
  refused: Value is too big! at position 13: pandas, pandas of pyarrow
  the same: polars
{"n":9007199254740993} {"n":-1}
  the same: DuckDB of BIGINT through Parquet as BIGINT
{"n":0.5} {"n":1.5}
  {"n":0} {"n":2}: DuckDB of BIGINT through Parquet as BIGINT
OUT
diff expected seen && cat seen
