"""One log judged three ways: by ``cargo counterpart audit``, by ``Contracts.audit_batch`` and by Spark on a cluster of two
workers. Their counts by consumer, rule and place must be equal.

    python contracts/python/tests/spark/equal.py --cli target/release/cargo-counterpart --messages 5000000
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
import registrations  # noqa: E402
from cluster import Cluster  # noqa: E402
from counterpart import Contracts, spark  # noqa: E402

_AT_ONCE = 20_000

Counts = Counter
"""By consumer, rule and place; and what was read and judged, with names in angle brackets."""


def written(contracts: Contracts, count: int, folder: Path) -> tuple[Path, Path]:
    """The log as lines and as a table."""
    lines, table = folder / "log.ndjson", folder / "log.parquet"
    schema = pa.schema({"payload": pa.string()})
    with open(lines, "w") as out, pq.ParquetWriter(table, schema) as writer:
        part: list[str] = []

        def write() -> None:
            out.writelines(text + "\n" for text in part)
            writer.write_table(pa.table({"payload": part}, schema=schema))
            part.clear()

        for text in registrations.messages(contracts, count):
            part.append(text)
            if len(part) == _AT_ONCE:
                write()
        if part:
            write()
    return lines, table


def by_cli(program: Path, contracts: Path, lines: Path) -> Counts:
    command = [program, "counterpart", "audit", lines, "--event", registrations.EVENT]
    command += ["--contracts", contracts, "--format", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    assert done.returncode == 100, f"the program ends with {done.returncode}"
    document = json.loads(done.stdout)
    assert document["further"] == 0, "the program lists every place"
    found: Counts = Counter()
    for one in document["findings"]:
        found[one["contract"], one["rule"], one["place"]] += one["seen"]["count"]
    found["<messages>"] = document["messages"]["read"]
    found["<judged>"] = document["messages"]["judged"]
    return found


def batches(table: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(table) as file:
        yield from file.iter_batches(_AT_ONCE)


def by_batch(contracts: Contracts, table: Path) -> Counts:
    found: Counts = Counter()
    first = 0
    for batch in batches(table):
        findings = contracts.audit_batch(batch, event=registrations.EVENT, first=first)
        first += findings.messages
        for row in pa.record_batch(findings).to_pylist():
            found[row["consumer"], row["rule"], row["place"]] += 1
        found["<messages>"] += findings.messages
        found["<judged>"] += findings.judged
    return found


def by_spark(contracts: Contracts, table: Path, folder: Path) -> Counts:
    cluster = Cluster(folder)
    try:
        session = cluster.session(**{"spark.sql.files.maxPartitionBytes": str(8 << 20)})
        try:
            rows = spark.counts(session.read.parquet(str(table)), contracts, event=registrations.EVENT).collect()
        finally:
            session.stop()
    finally:
        cluster.stop()
    found: Counts = Counter()
    for row in rows:
        if row["what"] == "finding":
            found[row["consumer"], row["rule"], row["place"]] += row["count"]
        elif row["what"] in ("messages", "judged"):
            found[f"<{row['what']}>"] += row["count"]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cli", type=Path, required=True, help="the program cargo-counterpart")
    parser.add_argument("--messages", type=int, default=5_000_000)
    parser.add_argument("--without-spark", action="store_true", help="compare only the other two")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contracts_folder = registrations.folder(folder / "contracts")
        contracts = Contracts.load(contracts_folder)
        began = time.monotonic()
        lines, table = written(contracts, arguments.messages, folder)
        per_message = lines.stat().st_size / arguments.messages
        print(
            f"{arguments.messages} messages of {per_message:.0f} bytes, made in {time.monotonic() - began:.0f} s",
            flush=True,
        )

        ways = {
            "cargo counterpart audit": lambda: by_cli(arguments.cli, contracts_folder, lines),
            "audit_batch": lambda: by_batch(contracts, table),
            "Spark": lambda: by_spark(contracts, table, folder),
        }
        if arguments.without_spark:
            del ways["Spark"]
        said: dict[str, Counts] = {}
        for way, counts in ways.items():
            began = time.monotonic()
            said[way] = counts()
            places = sum(1 for key in said[way] if isinstance(key, tuple))
            refusals = sum(count for key, count in said[way].items() if isinstance(key, tuple))
            print(
                f"{way}: {said[way]['<judged>']} of {said[way]['<messages>']} messages judged, "
                f"{refusals} refusals by {places} consumers, rules and places, in {time.monotonic() - began:.0f} s",
                flush=True,
            )
    first, *others = said.items()
    status = 0
    for way, found in others:
        for key in sorted(first[1].keys() | found.keys(), key=str):
            if first[1][key] != found[key]:
                status = 1
                print(f"{key}: {first[1][key]} by {first[0]}, {found[key]} by {way}")
    if first[1]["<messages>"] != arguments.messages or not first[1]["<judged>"]:
        status = 1
        print("not all messages were read and judged")
    print("they are equal" if status == 0 else "they differ")
    return status


if __name__ == "__main__":
    sys.exit(main())
