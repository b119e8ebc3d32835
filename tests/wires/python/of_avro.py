"""Brings the Avro messages to the wire, and writes them and the near messages as one line of JSON each: `of_avro OUT_FOLDER`."""

import io
import pathlib
import sys

import fastavro

from . import avro_near, event
from .avro_messages import MESSAGES
from .record import lines_of


def messages():
    for case, field, message, value in MESSAGES:
        wire = io.BytesIO()
        fastavro.schemaless_writer(wire, event.SCHEMAS[message], value)
        yield {"id": case, "field": field, "message": message, "wire": wire.getvalue().hex()}


out = pathlib.Path(sys.argv[1])
(out / "messages.jsonl").write_text(lines_of(list(messages())), encoding="utf-8")
(out / "near.jsonl").write_text(lines_of([dict(zip(["id", "field", "message", "text"], case)) for case in avro_near.NEAR]), encoding="utf-8")
