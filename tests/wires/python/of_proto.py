"""Brings the protobuf messages to the wire, and writes them and the near messages as one line of JSON each: `of_proto OUT_FOLDER`."""

import pathlib
import sys

from google.protobuf import text_format

from . import near, shop
from .messages import MESSAGES, WHOLE, WIRE
from .record import lines_of


def messages():
    for case, field, message, text in MESSAGES:
        wire = text_format.Parse(text, shop.new(message), descriptor_pool=shop.POOL).SerializePartialToString(deterministic=True)
        yield {"id": case, "field": field, "message": message, "whole": case in WHOLE, "wire": wire.hex()}
    for case, field, message, wire in WIRE:
        yield {"id": case, "field": field, "message": message, "whole": False, "wire": wire.hex()}


out = pathlib.Path(sys.argv[1])
(out / "messages.jsonl").write_text(lines_of(list(messages())), encoding="utf-8")
(out / "near.jsonl").write_text(lines_of([{"id": f"{field}/{name}", "field": field, "message": message, "text": text} for field, name, message, text in near.NEAR]), encoding="utf-8")
