"""Records DataFusion: `register_json`, Parquet, `write_json`."""

import datafusion
import pyarrow as pa

from .carry import Carried, lines

SCHEMAS = {
    "typed": pa.schema({"total": pa.int64(), "big": pa.uint64(), "weight": pa.float64(), "ratio": pa.float32(), "paid": pa.bool_(), "name": pa.string(), "day": pa.date32(), "sent_at": pa.timestamp("us", "UTC"), "local_at": pa.timestamp("us"),
                        "counts": pa.list_(pa.int32()), "line": pa.struct({"sku": pa.string(), "amount": pa.int64()})}),
    "typed-decimals": pa.schema({"price": pa.decimal128(10, 2), "fine": pa.decimal128(38, 18)}),
    "typed-decimal-texts": pa.schema({"price": pa.decimal128(10, 2)}),
    "typed-nan": pa.schema({"weight": pa.float64()}),
    "typed-maps": pa.schema({"labels": pa.map_(pa.string(), pa.string())}),
    "typed-integer-keys": pa.schema({"by": pa.map_(pa.int32(), pa.string())}),
    "typed-times": pa.schema({"opens": pa.time64("us")}),
    "typed-bytes": pa.schema({"digest": pa.binary()}),
    "typed-bytes-base64": pa.schema({"digest": pa.binary()}),
    "typed-bytes-control": pa.schema({"digest": pa.binary()}),
    "typed-bytes-beyond-ascii": pa.schema({"digest": pa.binary()}),
}


def through(schema):
    def carry(table, _, file, folder):
        if schema and table not in SCHEMAS:
            return None
        # One partition keeps the order.
        context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(1))
        context.register_json("messages", str(file), schema=SCHEMAS[table] if schema else None, file_extension=".ndjson")
        context.sql("SELECT * FROM messages").write_parquet(str(folder / "messages.parquet"))
        context.read_parquet(str(folder / "messages.parquet")).write_json(str(folder / "out"))
        return lines(folder / "out")

    return carry


carried = Carried("datafusion", datafusion.__version__)
parquet = "DataFrame.write_parquet, read_parquet, write_json"
carried.path("inferred", f"register_json(…), {parquet}", through(False))
carried.path("declared", f"register_json(…, schema=…), {parquet}; columns are Int64, UInt64, Float64, Float32, Boolean, Utf8, Date32, Timestamp(us, UTC), Timestamp(us), List, Struct, Decimal128, Map, Time64(us), Binary", through(True), typed=True)
carried.save()
