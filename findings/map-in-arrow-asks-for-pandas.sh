#!/usr/bin/env bash
# pyspark 4.3.0 and pyarrow 26.0.1 (PyPI), with Java 17; seen on 2026-12-01 with Python 3.11.
#
# Guess: `DataFrame.mapInArrow` hands over record batches of pyarrow, so it needs pyarrow and nothing else. That is why one takes it and not
# `mapInPandas`.
#
# Seen: without pandas it ends with PACKAGE_NOT_INSTALLED, before a task runs. With pandas, the batches are pyarrow's, and a function that never
# imports pandas works.
#
# Why it matters here: an image for executors that has pyarrow alone fails on the first audit. `counterpart.spark` names pandas among what it needs.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
command -v java >/dev/null || { echo "java is not installed" >&2; exit 1; }
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pyspark==4.3.0 pyarrow==26.0.1
cat > run.py <<'PY'
import sys

import pyarrow as pa
from pyspark.sql import SparkSession

builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
spark = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()


def see(batches):
    for batch in batches:
        yield pa.RecordBatch.from_pydict({"type": [f"{type(batch).__module__} {batch.schema.field(0).type}"]})


try:
    seen = spark.createDataFrame([("x",)], "message string").mapInArrow(see, "type string").collect()[0][0]
except Exception as error:
    seen = str(error)
print(seen)
if sys.argv[1] not in seen:
    raise SystemExit(f"something changed: {sys.argv[1]!r} was seen")
PY
export SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON=$work/env/bin/python
env/bin/python run.py 'PACKAGE_NOT_INSTALLED] Pandas' 2>log || { cat log >&2; exit 1; }
env/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1
env/bin/python run.py 'pyarrow.lib string' 2>log || { cat log >&2; exit 1; }
