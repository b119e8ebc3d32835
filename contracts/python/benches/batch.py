"""What judging costs from Python, against the program and against other libraries: CPU time of one run, because the wall
clock of a busy machine says little.

    python contracts/python/benches/batch.py --cli target/release/cargo-counterpart [--spark]
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "tests" / "spark")]

import pyarrow as pa  # noqa: E402
import registrations  # noqa: E402
from counterpart import Contracts  # noqa: E402

EVENT, SERVICE = registrations.EVENT, "auth-service"


def seconds(run: Callable[[], object], *, times: int = 5) -> float:
    """The least CPU time of several runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return best


def of_program(command: list[object], *, times: int = 5) -> float:
    """The least CPU time of a program."""

    def used() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    best = float("inf")
    for _ in range(times):
        before = used()
        done = subprocess.run(
            list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        assert done.returncode in (0, 100), done
        best = min(best, used() - before)
    return best


def line(what: str, per_message: float) -> None:
    print(f"{what:<52} {per_message * 1e9:8.0f} ns a message", flush=True)


def target(what: str, ratio: float, at_least: float | None = None, at_most: float | None = None) -> None:
    bound = f"at least {at_least}" if at_least is not None else f"at most {at_most}"
    is_met = ratio >= at_least if at_least is not None else ratio <= at_most
    print(f"  -> {what}: {ratio:.2f} (target: {bound}){'' if is_met else '  MISSED'}", flush=True)


def batches(contracts: Contracts, texts: list[str], folder: Path, cli: Path | None) -> None:
    """A batch against the program, and against libraries that are asked in a loop."""
    count = len(texts)
    batch = pa.record_batch({"payload": texts})
    options = {"event": EVENT, "service": SERVICE}
    contracts.audit_batch(batch, **options)
    ours = seconds(lambda: contracts.audit_batch(batch, **options)) / count
    line("audit_batch", ours)

    if cli is not None:
        log = folder / "log.ndjson"
        log.write_text("".join(text + "\n" for text in texts))
        command = [cli, "counterpart", "audit", log, "--event", EVENT, "--service", SERVICE]
        command += ["--contracts", folder / "contracts", "--jobs", "1", "--format", "json"]
        theirs = of_program(command) / count
        line("cargo counterpart audit --jobs 1", theirs)
        target("speed of audit_batch, of the program's", theirs / ours, at_least=0.8)

    schema = {key: value for key, value in contracts.find(EVENT, service=SERVICE).schema.items() if key != "x-contract"}
    parsers: dict[str, Callable] = {"json": json.loads}
    try:
        import orjson

        parsers["orjson"] = orjson.loads
    except ImportError:
        pass
    import fastjsonschema
    import jsonschema_rs

    valid = jsonschema_rs.validator_for(schema).is_valid
    validate = fastjsonschema.compile(schema)

    def fast(text: str, loads: Callable) -> bool:
        try:
            validate(loads(text))
        except (ValueError, fastjsonschema.JsonSchemaException):
            return False
        return True

    def rust(text: str, loads: Callable) -> bool:
        try:
            return valid(loads(text))
        except ValueError:
            return False

    # They refuse the same messages: else the comparison would be one of different work.
    refused = {row["position"] for row in pa.record_batch(contracts.audit_batch(batch, **options)).to_pylist()}
    for judge in (fast, rust):
        theirs_refused = {at for at, text in enumerate(texts) if not judge(text, json.loads)}
        assert theirs_refused == refused, (judge, sorted(theirs_refused ^ refused)[:10])
    for name, judge in (("jsonschema-rs", rust), ("fastjsonschema", fast)):
        for parser, loads in parsers.items():
            theirs = seconds(lambda: [judge(text, loads) for text in texts], times=3) / count
            line(f"{name} in a loop, after {parser}.loads", theirs)
            target(f"audit_batch is faster than {name}", theirs / ours, at_least=5)


def guards(contracts: Contracts, texts: list[str]) -> None:
    """A guard before pydantic, against pydantic alone."""
    from typing import Literal, Optional

    from pydantic import BaseModel, Field

    class Registered(BaseModel):
        user_id: int = Field(ge=0)
        email: str
        locale: Optional[str]
        plan: Literal["free", "pro", "enterprise"] = "free"

    guard = contracts.guard(EVENT, service=SERVICE)
    accepted = [text.encode() for text in texts[:20_000]]
    read, model = guard.read, Registered.model_validate_json

    def alone() -> None:
        for message in accepted:
            model(message)

    def guarded() -> None:
        for message in accepted:
            model(read(message))

    # In turns, so that a change of the machine's speed meets both; and in short runs, of which some have the machine alone.
    pairs = [(seconds(alone, times=1), seconds(guarded, times=1)) for _ in range(60)]
    without, with_guard = (min(times) / len(accepted) for times in zip(*pairs))
    line("model_validate_json", without)
    line("model_validate_json(guard.read(message))", with_guard)
    lower, middle, upper = statistics.quantiles((guarded / alone for alone, guarded in pairs), n=4)
    print(f"  {len(pairs)} pairs of runs: a quarter is below {lower:.2f}, half below {middle:.2f}, three below {upper:.2f}")
    target("with a guard, of pydantic alone", with_guard / without, at_most=1.15)


def on_spark(contracts: Contracts, folder: Path, count: int) -> None:
    """Two workers of one core against one, by the wall and by CPU time; and the memory of their Python processes."""
    import pyarrow.parquet as pq
    from cluster import Cluster
    from counterpart import spark

    def table(rows: int) -> str:
        path = folder / f"{rows}.parquet"
        schema = pa.schema({"payload": pa.string()})
        with pq.ParquetWriter(path, schema) as writer:
            part: list[str] = []
            for text in registrations.messages(contracts, rows):
                part.append(text)
                if len(part) == 20_000:
                    writer.write_table(pa.table({"payload": part}, schema=schema))
                    part = []
            writer.write_table(pa.table({"payload": part}, schema=schema))
        return str(path)

    small, large = table(count // 5), table(count)
    said = {}
    for workers in (1, 2):
        home = folder / f"cluster-{workers}"
        home.mkdir()
        cluster = Cluster(home, workers)
        try:
            session = cluster.session(**{"spark.sql.files.maxPartitionBytes": str(4 << 20)})

            def run(path: str) -> None:
                rows = spark.counts(session.read.parquet(path), contracts, event=EVENT).collect()
                assert any(row["what"] == "judged" and row["count"] for row in rows)

            # The first runs start the Python processes, and compile what Spark and the JVM compile.
            run(small)
            memory = cluster.python_memory()
            run(large)
            runs = []
            for _ in range(3):
                cpu, wall = cluster.cpu_seconds(), time.monotonic()
                run(large)
                runs.append((time.monotonic() - wall, cluster.cpu_seconds() - cpu))
            said[workers] = tuple(map(min, zip(*runs)))
            print(
                f"Spark, {workers} worker{'s' * (workers - 1)} of one core: {count} messages in {said[workers][0]:.1f} s, "
                f"{said[workers][1] / count * 1e6:.2f} us of CPU a message; a Python process held {memory >> 20} MiB after "
                f"{count // 5} messages and {cluster.python_memory() >> 20} MiB at most after {count}",
                flush=True,
            )
            session.stop()
        finally:
            cluster.stop()
    target("two workers are faster than one, by the wall", said[1][0] / said[2][0], at_least=1.4)
    target("CPU of two workers, of one's", said[2][1] / said[1][1], at_most=1.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cli", type=Path, help="the program cargo-counterpart, as a release build")
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--spark", action="store_true", help="start clusters too, with ten times the messages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contracts = Contracts.load(registrations.folder(folder / "contracts"))
        texts = list(registrations.messages(contracts, arguments.messages, broken=0))
        print(f"{len(texts)} messages of {sum(map(len, texts)) // len(texts)} bytes, by one contract; CPU time")
        batches(contracts, texts, folder, arguments.cli)
        guards(contracts, texts)
        if arguments.spark:
            on_spark(contracts, folder, arguments.messages * 10)


if __name__ == "__main__":
    main()
