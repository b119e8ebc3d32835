"""Records `google.protobuf.json_format`: what `MessageToJson` writes and `Parse` reads."""

from google.protobuf import json_format

from . import shop
from .record import Record, lines

WRITERS = {
    "default": {},
    "no-presence": {"always_print_fields_with_no_presence": True},
    "original-names": {"preserving_proto_field_name": True},
    "enum-numbers": {"use_integers_for_enums": True},
    "sorted": {"sort_keys": True},
}
READERS = {"default": {}, "ignore-unknown": {"ignore_unknown_fields": True}}


def call(function, options):
    return f"json_format.{function}({', '.join(['…', *(f'{key}={value}' for key, value in options.items())])})"


record = Record(
    "protobuf-python", "protobuf",
    [(name, "writes", call("MessageToJson", {"indent": None} | options)) for name, options in WRITERS.items()]
    + [(name, "reads", call("Parse", options)) for name, options in READERS.items()],
)


def write(message, **options):
    return json_format.MessageToJson(message, indent=None, descriptor_pool=shop.POOL, **options)


for case in lines("proto/messages.jsonl"):
    message = shop.new(case["message"])
    message.MergeFromString(bytes.fromhex(case["wire"]))
    for name, options in WRITERS.items():
        if name == "no-presence" and not case["whole"]:
            continue
        try:
            record.add(case, "writes", name, True, write(message, **options))
        except Exception:
            record.add(case, "writes", name, False)

for case in lines("proto/near.jsonl"):
    for name, options in READERS.items():
        message = shop.new(case["message"])
        try:
            json_format.Parse(case["text"], message, descriptor_pool=shop.POOL, **options)
        except Exception:
            record.add(case, "reads", name, False, case["text"])
            continue
        try:
            again = write(message)
        except Exception:
            again = None
        record.add(case, "reads", name, True, case["text"], again)

record.save()
