"""Records Spark, by PySpark: `read.json`, Parquet, `write.json`, and `to_json`."""

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, parse_json, struct, to_json

from .carry import Carried, lines

SCHEMAS = {
    "typed": "total BIGINT, big DECIMAL(20, 0), weight DOUBLE, ratio FLOAT, paid BOOLEAN, name STRING, day DATE, sent_at TIMESTAMP, local_at TIMESTAMP_NTZ, counts ARRAY<INT>, line STRUCT<sku: STRING, amount: BIGINT>",
    "typed-decimals": "price DECIMAL(10, 2), fine DECIMAL(38, 18)",
    "typed-decimal-texts": "price DECIMAL(10, 2)",
    "typed-nan": "weight DOUBLE",
    "typed-maps": "labels MAP<STRING, STRING>",
    "typed-bytes": "digest BINARY",
    "typed-bytes-base64": "digest BINARY",
    "typed-bytes-control": "digest BINARY",
    "typed-bytes-beyond-ascii": "digest BINARY",
}
# Keys that are no texts come of a query, not of JSON.
KEYS = {
    table: f"map_from_entries(transform(map_entries(by), entry -> struct(CAST(entry.key AS {kind}), entry.value))) AS by"
    for table, kind in {"typed-integer-keys": "INT", "typed-date-keys": "DATE", "typed-moment-keys": "TIMESTAMP"}.items()
}
spark = (
    SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", "1").config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")


def through(declared, back):
    def carry(table, _, file, folder):
        if declared and table not in SCHEMAS and table not in KEYS:
            return None
        reader = spark.read
        if declared:
            reader = reader.schema(SCHEMAS.get(table, "by MAP<STRING, STRING>"))
        frame = reader.json(str(file))
        if declared and table in KEYS:
            frame = frame.selectExpr(KEYS[table])
        frame.coalesce(1).write.parquet(str(folder / "messages.parquet"))
        return back(spark.read.parquet(str(folder / "messages.parquet")), folder)

    return carry


def write_json(frame, folder):
    frame.coalesce(1).write.json(str(folder / "out"))
    return lines(folder / "out")


def as_json(frame, _):
    return [row[0] for row in frame.select(to_json(struct("*"))).collect()]


def variant(_, messages, __, folder):
    rows = spark.createDataFrame([(message,) for message in messages], "message STRING").coalesce(1)
    rows.select(parse_json(col("message")).alias("message")).write.parquet(str(folder / "messages.parquet"))
    return [row[0] for row in spark.read.parquet(str(folder / "messages.parquet")).select(to_json("message")).collect()]


carried = Carried("spark", spark.version)
parquet = "write.parquet, read.parquet"
columns = "columns are BIGINT, DECIMAL(20, 0), DOUBLE, FLOAT, BOOLEAN, STRING, DATE, TIMESTAMP, TIMESTAMP_NTZ, ARRAY, STRUCT, DECIMAL(10, 2), DECIMAL(38, 18), MAP, BINARY"
carried.path("inferred", f"spark.read.json(…), {parquet}, write.json", through(False, write_json))
carried.path("to-json", f"spark.read.json(…), {parquet}, to_json(struct(*))", through(False, as_json))
carried.path("variant", f"parse_json(message), {parquet}, to_json(message): a column of type VARIANT", variant)
carried.path("declared", f"spark.read.schema(…).json(…), {parquet}, write.json; {columns}", through(True, write_json), typed=True)
carried.path("declared-to-json", f"spark.read.schema(…).json(…), {parquet}, to_json(struct(*)); {columns}", through(True, as_json), typed=True)
carried.save()
