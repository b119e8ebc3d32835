"""What the CloudEvents SDK of Python reads and writes. `sdk.py record CASES` prints its record; `sdk.py samples` reads a message a
line from standard input, and fails if it refuses one; `sdk.py modes` does so with messages in binary mode and batches."""

import base64
import json
import sys
from datetime import datetime, timezone
from importlib.metadata import version

from cloudevents.core.bindings.http import HTTPMessage, from_http_event, to_binary_event, to_structured_event
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from cloudevents.core.bindings.kafka import to_binary_event as to_kafka
from cloudevents.core.v1.event import CloudEvent

STRUCTURED = {"content-type": "application/cloudevents+json"}


def read(case):
    if "batch" in case:
        raise NotImplementedError("the SDK has no batches")
    if "text" in case:
        return from_http_event(HTTPMessage(STRUCTURED, case["text"].encode()))
    headers, body = case["headers"], case["body"].encode()
    if any(name.startswith("ce_") for name in headers):
        return from_kafka_event(KafkaMessage({name: value.encode() for name, value in headers.items()}, None, body))
    return from_http_event(HTTPMessage(headers, body))


def seen(event, case):
    """The event as it was read; what the reader adds on its own is told from what was sent."""
    data = event.get_data()
    if isinstance(data, bytes):
        data = {"bytes": base64.b64encode(data).decode()}
    elif data is not None:
        # A text in a body that was sent as text, too: the SDK's user cannot tell.
        data = {"value": data}
    sent = {name.replace("_", "-").removeprefix("ce-") for name in case.get("headers") or json.loads(case["text"])}
    attributes = {}
    for name, value in sorted(event.get_attributes().items()):
        if name in ("time", "id") and name not in sent:
            value = "(invented)"
        elif isinstance(value, datetime):
            value = value.isoformat()
        attributes[name] = value
    return {"data": data, "attributes": attributes}


def answer(case):
    named = {"section": case["section"], "construct": case["construct"]}
    try:
        return named | seen(read(case), case)
    except Exception as error:  # Whatever it raises, the message is not read.
        return named | {"refused": f"{type(error).__name__}: {error}".splitlines()[0][:200]}


def event(data, without=(), **attributes):
    given = {
        "id": "1",
        "source": "/orders",
        "type": "order.placed",
        "time": datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
        "datacontenttype": "application/json",
    } | attributes
    return CloudEvent({name: value for name, value in given.items() if name not in without}, data)


ORDER = {"order": 7}
STRUCTURED_WRITES = {
    "an object": lambda: event(ORDER),
    "an object, no media type": lambda: event(ORDER, without=["datacontenttype"]),
    "an object, no time": lambda: event(ORDER, without=["time"]),
    "bytes of JSON, declared as JSON": lambda: event(b'{"order":7}'),
    "a text of JSON, declared as JSON": lambda: event('{"order":7}'),
    "an object, declared as `application/JSON`": lambda: event(ORDER, datacontenttype="application/JSON"),
    "a list": lambda: event([ORDER]),
    "`false`": lambda: event(False),
    "nothing": lambda: event(None),
    "a subject that is unset": lambda: event(ORDER, subject=None),
    "a time with microseconds": lambda: event(ORDER, time=datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=timezone.utc)),
    "a time without an offset": lambda: event(ORDER, time=datetime(2026, 1, 2, 3, 4, 5)),
    "an extension that is a string": lambda: event(ORDER, priority="high"),
    "an extension that is an integer": lambda: event(ORDER, priority=7),
    "an extension of 33 bits": lambda: event(ORDER, priority=2147483648),
    "an extension that is a fraction": lambda: event(ORDER, priority=1.5),
    "an extension that is a whole fraction": lambda: event(ORDER, priority=1.0),
    "an extension that is `true`": lambda: event(ORDER, priority=True),
    "an extension that is unset": lambda: event(ORDER, priority=None),
    "an extension that is an object": lambda: event(ORDER, priority={"level": 1}),
    "an extension with a capital": lambda: event(ORDER, tracePart="a"),
}
BINARY_WRITES = {
    "an object": lambda: event(ORDER),
    "a list": lambda: event([{"paid": True}]),
    "an extension that is `true`": lambda: event(ORDER, priority=True),
    "a subject with other letters": lambda: event(ORDER, subject="€ 7"),
    "an object, declared as `application/JSON`": lambda: event(ORDER, datacontenttype="application/JSON"),
}


def written(form, construct, write):
    named = {"form": form, "construct": construct}
    try:
        return named | write()
    except Exception as error:
        return named | {"refused": f"{type(error).__name__}: {error}".splitlines()[0][:200]}


def text(bytes_):
    """The JSON in order of names, without the moment of this run."""
    made = json.loads(bytes_)
    if "time" in made and not made["time"].startswith("2026-01-02T03:04:05"):
        made["time"] = "(invented)"
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def headers(given):
    made = {name: value.decode() if isinstance(value, bytes) else value for name, value in given.items()}
    return dict(sorted(made.items()))


def record(cases):
    def structured(make):
        return {"text": text(to_structured_event(make()).body)}

    def http(make):
        message = to_binary_event(make())
        return {"headers": headers(message.headers), "body": message.body.decode()}

    def kafka(make):
        message = to_kafka(make())
        return {"headers": headers(message.headers), "body": message.value.decode()}

    forms = [("structured", STRUCTURED_WRITES, structured), ("http", BINARY_WRITES, http), ("kafka", BINARY_WRITES, kafka)]
    writes = [
        written(form, construct, lambda make=make, write=write: write(make))
        for form, all_of, write in forms
        for construct, make in all_of.items()
    ]
    return [answer(case) for case in cases], writes


def lines(items):
    return ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in items)


if sys.argv[1] == "record":
    with open(sys.argv[2], encoding="utf-8") as file:
        read_, written_ = record(json.load(file))
    print(f'{{\n  "sdk": "cloudevents (PyPI)",\n  "version": {json.dumps(version("cloudevents"))},\n  "read": [')
    print(f'{lines(read_)}\n  ],\n  "written": [\n{lines(written_)}\n  ]\n}}')
elif sys.argv[1] == "modes":
    counts = {}
    for line in sys.stdin:
        case = json.loads(line)
        if "batch" in case:
            continue  # The SDK has no batches.
        found = read(case)
        prefix = "ce_" if "ce_id" in case["headers"] else "ce-"
        if found.get_data() != json.loads(case["body"]):
            sys.exit(f"reads other data than in: {line}")
        for name, value in case["headers"].items():
            # The media type may be the one of `content-type`.
            if not name.startswith(prefix) or name.removeprefix(prefix) in ("time", "datacontenttype"):
                continue
            if found.get_attributes()[name.removeprefix(prefix)] != value:
                sys.exit(f"reads another `{name}` than in: {line}")
        counts[prefix] = counts.get(prefix, 0) + 1
    print(f"python: {counts['ce-']} in binary mode of HTTP and {counts['ce_']} of Kafka read")
else:
    count = 0
    for line in sys.stdin:
        found = from_http_event(HTTPMessage(STRUCTURED, line.encode()))
        if found.get_data() != json.loads(line)["data"]:
            sys.exit(f"reads other data than in: {line}")
        count += 1
    print(f"python: {count} read")
