#!/usr/bin/env bash
# CloudEvents' SDK for Python, package `cloudevents` 2.2.0, its API of 2.x (`cloudevents.core`), seen on 2026-11-28 with Python 3.11.
#
# Guess: with `datacontenttype: application/json` the data of an event is written as JSON in both modes, and both modes read back the same.
#
# Seen:
# - Binary (HTTP and Kafka): only a dict becomes JSON. A list is written as Python's `str` of it, with single quotes and `None`, a boolean as `True`; both under
#   `content-type: application/json`. Reading falls back in silence: the list comes back as one text.
# - A text is written without quotes: `abc` is no JSON, and the text `{"a":1}` comes back as a dict.
# - Structured: bytes that hold JSON are written as `data_base64`, and come back as bytes; the same event in binary mode comes back as a dict.
# - Kafka, binary: no data is an empty value, not a null value, so that it is no tombstone of a compacted topic.
# - Attributes that are booleans are `True` in a header; the type system of CloudEvents writes `true`.
#
# Why it matters here: one event, two modes, two messages; a consumer's contract of `data` holds for one of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0
cat > run.py <<'PY'
from cloudevents.core.bindings import http, kafka
from cloudevents.core.v1.event import CloudEvent

def event(data):
    return CloudEvent({"id": "1", "source": "/shop", "type": "order.paid", "specversion": "1.0",
                       "datacontenttype": "application/json", "test": True}, data)

for data in [[1, {"a": None}], True, "abc", '{"a":1}', {"a": 1}]:
    message = http.to_binary_event(event(data))
    print("binary", repr(data), message.body, "->", repr(http.from_http_event(message).get_data()))
message = kafka.to_binary_event(event(None))
print("kafka binary None", message.value)
print("header", message.headers["ce_test"])
message = http.to_structured_event(event(b'{"a":1}'))
print("structured bytes", b"data_base64" in message.body, repr(http.from_http_event(message).get_data()))
message = http.to_binary_event(event(b'{"a":1}'))
print("binary bytes", message.body, repr(http.from_http_event(message).get_data()))
PY
env/bin/python run.py > seen
cat > expected <<'END'
binary [1, {'a': None}] b"[1, {'a': None}]" -> "[1, {'a': None}]"
binary True b'True' -> 'True'
binary 'abc' b'abc' -> 'abc'
binary '{"a":1}' b'{"a":1}' -> {'a': 1}
binary {'a': 1} b'{"a": 1}' -> {'a': 1}
kafka binary None b''
header b'True'
structured bytes True b'{"a":1}'
binary bytes b'{"a":1}' {'a': 1}
END
diff expected seen && cat seen
