"""Records fastavro: what `json_writer` writes and `json_reader` reads."""

import importlib
import io

from . import event
from .record import Record, lines

# This module has the library's name.
fastavro = importlib.import_module("fastavro")
WRITERS = {"default": {}, "bare-unions": {"write_union_type": False}}

record = Record(
    "fastavro", "fastavro",
    [(name, "writes", f"fastavro.json_writer({', '.join(['…', *(f'{key}={value}' for key, value in options.items())])})") for name, options in WRITERS.items()] + [("default", "reads", "fastavro.json_reader(…)")],
)


def write(message, value, **options):
    out = io.StringIO()
    fastavro.json_writer(out, event.SCHEMAS[message], [value], **options)
    return out.getvalue()


for case in lines("avro/messages.jsonl"):
    message = case["message"]
    for name, options in WRITERS.items():
        try:
            # Names of branches are kept, so that it writes what it read.
            value = fastavro.schemaless_reader(io.BytesIO(bytes.fromhex(case["wire"])), event.SCHEMAS[message], return_record_name=True, return_named_type=True)
            record.add(case, "writes", name, True, write(message, value, **options))
        except Exception:
            record.add(case, "writes", name, False)

for case in lines("avro/near.jsonl"):
    message = case["message"]
    try:
        (value,) = fastavro.json_reader(io.StringIO(case["text"]), event.SCHEMAS[message])
    except Exception:
        record.add(case, "reads", "default", False, case["text"])
        continue
    try:
        again = write(message, value)
    except Exception:
        again = None
    record.add(case, "reads", "default", True, case["text"], again)

record.save()
