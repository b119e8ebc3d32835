"""Records polars: `read_ndjson`, Parquet, `write_ndjson`."""

import json

import polars as pl

from .carry import Carried, lines

# What is read of the texts, and what it is cast to.
SCHEMAS = {
    "typed": {"total": pl.Int64, "big": pl.UInt64, "weight": pl.Float64, "ratio": pl.Float32, "paid": pl.Boolean, "name": pl.String, "day": pl.Date, "sent_at": pl.Datetime("us", "UTC"), "local_at": pl.Datetime("us"), "counts": pl.List(pl.Int32),
              "line": pl.Struct({"sku": pl.String, "amount": pl.Int64})},
    "typed-decimals": {"price": pl.Float64, "fine": pl.Float64},
    "typed-decimal-texts": {"price": pl.String},
    "typed-nan": {"weight": pl.String},
    "typed-times": {"opens": pl.String},
}
CAST = {
    "price": pl.col("price").cast(pl.Decimal(10, 2)),
    "fine": pl.col("fine").cast(pl.Decimal(38, 18)),
    "weight": pl.col("weight").cast(pl.Float64),
    "opens": pl.col("opens").str.to_time("%H:%M:%S%.f"),
}


def ordered(line):
    """An object of many members comes back in another order each time."""
    return json.dumps({"by": dict(sorted(json.loads(line)["by"].items()))}, separators=(",", ":"))


def through(schema):
    def carry(table, _, file, folder):
        if schema and table not in SCHEMAS:
            return None
        frame = pl.read_ndjson(file, schema=SCHEMAS[table] if schema else None, infer_schema_length=None)
        if schema:
            frame = frame.with_columns(*(cast for name, cast in CAST.items() if name in frame.columns))
        frame.write_parquet(folder / "messages.parquet")
        pl.read_parquet(folder / "messages.parquet").write_ndjson(folder / "out.json")
        return [ordered(line) if table == "maps-of-many-keys" else line for line in lines(folder / "out.json")]

    return carry


carried = Carried("polars", pl.__version__)
parquet = "write_parquet, read_parquet, write_ndjson"
carried.path("inferred", f"polars.read_ndjson(…, infer_schema_length=None), {parquet}; the members of maps-of-many-keys are sorted here, since their order is another each time", through(False))
carried.path("declared", f"polars.read_ndjson(…, schema=…), casts, {parquet}; columns are Int64, UInt64, Float64, Float32, Boolean, String, Date, Datetime(us, UTC), Datetime(us), List, Struct, Decimal, Time", through(True), typed=True)
carried.save()
