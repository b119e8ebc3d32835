"""Carries messages of random contracts through real engines, and asks `audit --exported-by` about what comes back.

`random_contracts.py PROGRAM ENGINE… [--rounds N] [--seed N]`: PROGRAM is cargo-counterpart; without ENGINE, all four. Each round
makes contracts of one to three events, with alternatives, tuples, maps and nested objects, whose members share few names, and
valid messages of them. They go through an engine in one table; the audit must accept all of them. A round that the engine
refuses to store is counted. Exits with 1 if a message is refused.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
NAMES = ["id", "v", "sent_at", "kind", "tags", "o", "by"]
WORDS = ["free", "pro", "x1", "new"]
MOMENTS = ["2024-05-06T07:08:09Z", "2025-01-02T03:04:05.250Z", "2023-12-31T23:59:59Z"]
DATES = ["2024-05-06", "2025-01-02"]
UUIDS = ["5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e", "00b8a4e0-3c1d-4b7a-8e21-0d9c6b5a4f3e"]


def scalar(dice):
    """A schema and what makes values of it."""
    few = dice.sample(WORDS, 2)
    return dice.choice([
        ({"type": "integer", "minimum": -5, "maximum": 2_000_000_000}, lambda: dice.choice([0, 1, -5, 1_714_979_289])),
        ({"type": "number", "minimum": -1, "maximum": 100}, lambda: dice.choice([0.5, 2, 12.25, 0])),
        ({"type": "boolean"}, lambda: dice.random() < 0.5),
        ({"type": "string", "minLength": 1}, lambda: dice.choice(["a", "b c", "7", "long text"])),
        ({"enum": few}, lambda: dice.choice(few)),
        ({"type": "string", "format": "date-time"}, lambda: dice.choice(MOMENTS)),
        ({"type": "string", "format": "date"}, lambda: dice.choice(DATES)),
        ({"type": "string", "format": "uuid"}, lambda: dice.choice(UUIDS)),
        ({"type": ["string", "null"], "maxLength": 4}, lambda: dice.choice([None, "abc"])),
    ])


def value(dice, depth):
    if depth == 0 or dice.random() < 0.55:
        return scalar(dice)
    kind = dice.choice(["list", "tuple", "map", "object", "object", "either", "alternatives"])
    if kind == "list":
        schema, make = value(dice, depth - 1)
        return {"type": "array", "items": schema, "maxItems": 3}, lambda: [make() for _ in range(dice.randrange(3))]
    if kind == "tuple":
        first, second = value(dice, depth - 1), scalar(dice)
        schema = {"type": "array", "prefixItems": [first[0], second[0]], "items": False, "minItems": 2}
        return schema, lambda: [first[1](), second[1]()]
    if kind == "map":
        schema, make = scalar(dice)
        return {"type": "object", "additionalProperties": schema}, lambda: {key: make() for key in dice.sample(["eu", "us", "id"], dice.randrange(3))}
    if kind == "either":
        one, other = scalar(dice), value(dice, depth - 1)
        return {"anyOf": [one[0], other[0]]}, lambda: dice.choice([one, other])[1]()
    if kind == "alternatives":
        return alternatives(dice, depth - 1)
    return record(dice, depth - 1)


def record(dice, depth, tag=None):
    names = dice.sample(NAMES, dice.randrange(0 if tag else 1, 4))
    members = {name: value(dice, depth) for name in names}
    if tag:
        members["kind"] = ({"const": tag}, lambda: tag)
    required = [name for name in members if name == "kind" and tag or dice.random() < 0.5]
    schema = {"type": "object", "properties": {name: schema for name, (schema, _) in members.items()}, "required": required}
    if tag or dice.random() < 0.6:
        schema["additionalProperties"] = False

    def make():
        return {name: make() for name, (_, make) in members.items() if name in required or dice.random() < 0.5}

    return schema, make


def alternatives(dice, depth):
    records = [record(dice, depth, tag) for tag in dice.sample(WORDS, dice.randrange(2, 4))]
    return {"oneOf": [schema for schema, _ in records]}, lambda: dice.choice(records)[1]()


def lines(file):
    return [line for line in file.read_text(encoding="utf-8").split("\n") if line]


def clickhouse(file, folder, path):
    import chdb

    out, settings = folder / "out.json", "SETTINGS max_threads = 1, session_timezone = 'UTC'"
    if path == "json-column":
        chdb.query(f"INSERT INTO FUNCTION file('{out}', JSONEachRow) SELECT json FROM file('{file}', JSONAsObject, 'json JSON') {settings}").bytes()
        return [json.dumps(json.loads(line)["json"]) for line in lines(out)]
    source = f"file('{file}', JSONEachRow)"
    if path == "not-null":
        settings += ", schema_inference_make_columns_nullable = 0"
    if path == "parquet":
        chdb.query(f"INSERT INTO FUNCTION file('{folder}/m.parquet', Parquet) SELECT * FROM {source} {settings}").bytes()
        source = f"file('{folder}/m.parquet', Parquet)"
    chdb.query(f"INSERT INTO FUNCTION file('{out}', JSONEachRow) SELECT * FROM {source} {settings}").bytes()
    return lines(out)


def polars(file, folder, path):
    import polars as pl

    frame = pl.read_ndjson(file, infer_schema_length=None)
    if path == "parquet":
        frame.write_parquet(folder / "m.parquet")
        frame = pl.read_parquet(folder / "m.parquet")
    frame.write_ndjson(folder / "out.json")
    return lines(folder / "out.json")


def pandas(file, folder, path):
    import pandas as pd

    frame = pd.read_json(file, lines=True, **({"dtype_backend": "pyarrow"} if path == "arrow" else {}))
    if path == "parquet":
        frame.to_parquet(folder / "m.parquet")
        frame = pd.read_parquet(folder / "m.parquet")
    frame.to_json(folder / "out.json", orient="records", lines=True, **({"date_format": "iso"} if path == "iso" else {}))
    return lines(folder / "out.json")


def duckdb(file, folder, path):
    import duckdb

    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("SET TimeZone = 'UTC'")
        source = f"read_json('{file}', format = 'newline_delimited', sample_size = -1)"
        if path == "parquet":
            db.execute(f"COPY (SELECT * FROM {source}) TO '{folder}/m.parquet' (FORMAT parquet)")
            source = f"'{folder}/m.parquet'"
        db.execute(f"COPY (SELECT * FROM {source}) TO '{folder}/out.json' (FORMAT json)")
    return lines(folder / "out.json")


ENGINES = {
    "clickhouse": (clickhouse, ["inferred", "parquet", "json-column", "not-null"]),
    "polars": (polars, ["inferred", "parquet"]),
    "pandas": (pandas, ["inferred", "parquet", "arrow", "iso"]),
    "duckdb": (duckdb, ["inferred", "parquet"]),
}


def audit(program, folder, log, options):
    command = [program, "audit", log, "--role", "emits", "--contracts", "contracts", "--format", "json", *options]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if answer.returncode not in (0, 100):
        raise SystemExit(f"{answer.returncode}: {answer.stderr}\n{answer.stdout}")
    return json.loads(answer.stdout)


def one_round(program, engine, path, dice):
    """None if the engine does not store the messages, else what is refused."""
    folder = pathlib.Path(tempfile.mkdtemp())
    events = {f"e{number}": (alternatives if dice.random() < 0.4 else record)(dice, 3) for number in range(dice.randrange(1, 4))}
    (folder / "contracts/shop/emits").mkdir(parents=True)
    for event, (schema, _) in events.items():
        header = {"$schema": "https://json-schema.org/draft/2020-12/schema", "x-contract": {"format": 1, "role": "emits", "service": "shop", "event": event}}
        (folder / f"contracts/shop/emits/{event}.json").write_text(json.dumps(header | schema))
    messages = [(event, make()) for event, (_, make) in events.items() for _ in range(4)]
    dice.shuffle(messages)
    in_rows = len(events) > 1 or dice.random() < 0.5
    framing = [] if in_rows else ["--event", messages[0][0]]
    rows = [{"event": event, "payload": message} if in_rows else message for event, message in messages]
    file = folder / "sent.ndjson"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    sent = audit(program, folder, "sent.ndjson", framing)
    assert not sent["findings"], (sent["findings"], rows, events)
    (folder / "work").mkdir()
    try:
        back = ENGINES[engine][0](file, folder / "work", path)
    except (Exception, SystemError) as error:  # Engines have errors of many kinds.
        return None, str(error)[:100]
    if len(back) != len(rows):
        return None, "another number of messages"
    (folder / "back.ndjson").write_text("".join(line + "\n" for line in back))
    found = audit(program, folder, "back.ndjson", [*framing, "--exported-by", engine])
    problems = []
    for finding in found["findings"]:
        line = finding["seen"]["first"]["line"]
        schema = (folder / f"contracts/shop/emits/{messages[line - 1][0]}.json").read_text()
        problems.append(f"{finding['rule']} at {finding['place']}\n  sent {json.dumps(rows[line - 1])}\n  back {back[line - 1]}\n  {schema}")
    noted = [remark["text"] for remark in found["remarks"] if remark["id"] == "stored-with-others"]
    return problems + (noted if problems else []), None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("engines", nargs="*", default=list(ENGINES))
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = False
    for engine in options.engines:
        for path in ENGINES[engine][1]:
            judged = not_stored = refused = 0
            for number in range(options.rounds):
                problems, _ = one_round(options.program.resolve(), engine, path, random.Random(f"{options.seed} {engine} {path} {number}"))
                if problems is None:
                    not_stored += 1
                    continue
                judged += 1
                if problems:
                    refused += 1
                    print(f"{engine} {path} {number}:")
                    print("".join(f"  {problem}\n" for problem in problems))
            print(f"{engine} {path}: {judged} tables judged, {refused} with refusals, {not_stored} not stored", flush=True)
            # A path on which nothing could be stored shows nothing.
            failed |= refused > 0 or judged == 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
