"""Brings the protobuf messages to the wire, and writes them and the near messages as one line of JSON each: `of_proto OUT_FOLDER`."""

import json
import pathlib
import sys

from google.protobuf import text_format

from . import near, shop
from .messages import MESSAGES, WHOLE, WIRE


def lines(rows):
    ids = [row["id"] for row in rows]
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, twice
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


def messages():
    for case, field, message, text in MESSAGES:
        wire = text_format.Parse(text, shop.new(message), descriptor_pool=shop.POOL).SerializePartialToString(deterministic=True)
        yield {"id": case, "field": field, "message": message, "whole": case in WHOLE, "wire": wire.hex()}
    for case, field, message, wire in WIRE:
        yield {"id": case, "field": field, "message": message, "whole": False, "wire": wire.hex()}


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    (out / "messages.jsonl").write_text(lines(list(messages())), encoding="utf-8")
    (out / "near.jsonl").write_text(lines([{"id": f"{field}/{name}", "field": field, "message": message, "text": text} for field, name, message, text in near.NEAR]), encoding="utf-8")
