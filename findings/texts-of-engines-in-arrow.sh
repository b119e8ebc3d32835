#!/usr/bin/env bash
# pyarrow 26.0.1, Polars 2.1.0, pandas 3.1.1 and DuckDB 2.0.1 (PyPI); seen on 2026-12-01 with Python 3.11.
#
# Guess: a column of texts that goes from one library to another by Arrow's PyCapsule interface has Arrow's type `string`, and a column that may be
# null and happens to hold nothing but nulls has it too.
#
# Seen: three libraries send three types. Polars sends views, pandas large strings, DuckDB plain strings; bytes are views, plain, plain. What repeats
# is a dictionary with keys of another size in each. A column of nulls alone has the type `null` in all three. DuckDB's largest HUGEINT, of 39 digits,
# leaves as a decimal of 38 digits that holds it all the same.
#
# Why it matters here: whoever reads messages from a batch and asks for `string` reads none of Polars or pandas, and the first batch in which nobody
# sent anything has no column of texts at all. `audit_batch` takes each of these types.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pyarrow==26.0.1 polars==2.1.0 pandas==3.1.1 duckdb==2.0.1
cat > run.py <<'PY'
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

TEXTS = ['{"a":1}', None, '{"a":1}']


def sent(table):
    return str(pa.table(table).schema.field("m").type)


def queried(query):
    return sent(duckdb.connect().sql(query))


seen = {
    "texts": (
        sent(pl.DataFrame({"m": TEXTS})),
        sent(pd.DataFrame({"m": TEXTS})),
        queried("select unnest(['{}', null]) as m"),
    ),
    "bytes": (
        sent(pl.DataFrame({"m": [b"{}"]})),
        sent(pd.DataFrame({"m": [b"{}"]})),
        queried("select '{}'::blob as m"),
    ),
    "categories": (
        sent(pl.DataFrame({"m": pl.Series(TEXTS, dtype=pl.Categorical)})),
        sent(pd.DataFrame({"m": pd.Series(TEXTS, dtype="category")})),
        queried("select 'a'::enum('a') as m"),
    ),
    "nulls": (
        sent(pl.DataFrame({"m": [None, None]})),
        sent(pd.DataFrame({"m": [None, None]})),
        queried("select null as m"),
    ),
}
expected = {
    "texts": ("string_view", "large_string", "string"),
    "bytes": ("binary_view", "binary", "binary"),
    "categories": (
        "dictionary<values=string_view, indices=uint32, ordered=0>",
        "dictionary<values=large_string, indices=int8, ordered=0>",
        "dictionary<values=string, indices=uint8, ordered=0>",
    ),
    "nulls": ("null", "null", "null"),
}
for kind, types in seen.items():
    print(f"{kind}: Polars {types[0]}, pandas {types[1]}, DuckDB {types[2]}")
if seen != expected:
    raise SystemExit(f"something changed: {expected} were seen")

largest = duckdb.connect().sql("select 170141183460469231731687303715884105727::hugeint as m")
column = pa.table(largest).column("m")
print(f"the largest HUGEINT: {column.type}, {column[0].as_py()}")
if str(column.type) != "decimal128(38, 0)" or len(str(column[0].as_py())) != 39:
    raise SystemExit("something changed")
PY
env/bin/python run.py
