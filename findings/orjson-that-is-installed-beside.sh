#!/usr/bin/env bash
# confluent-kafka 2.16.1, faust-streaming 0.15.3, pyserde 0.34.0 (PyPI), one program before and after orjson 3.13.0 is installed beside them; seen on
# 2026-12-01 with Python 3.11, jsonschema 4.26.0.
#
# Guess: another package in the environment makes a serializer faster; it changes no value.
#
# Seen: all three take orjson if it is there, without an option.
# - NaN is written as `NaN` without it, which is no JSON, and as null with it. Confluent's serializer has validated the number before, so null is in a topic
#   whose schema has numbers alone; its deserializer then refuses that message. pyserde refuses it, too.
# - An integer beyond 64 bits is written without it, and fails with it. Read with it, such an integer is a float: Confluent hands it over under a
#   schema of integers, and pyserde refuses it.
# - NaN is read without it, and refused with it.
# - Keys that are integers are written as texts without it. With it Confluent fails for them.
#
# Why it matters here: what a service writes and reads depends on what else its image has, often through another package's dependencies.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka[json,schemaregistry]==2.16.1' jsonschema==4.26.0 faust-streaming==0.15.3 pyserde==0.34.0 || exit 2
cat > run.py <<'PY'
import json
import math

import serde
import serde.json
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from faust.utils import json as faust

CONTEXT = SerializationContext("orders", MessageField.VALUE)


@serde.serde
class Number:
    v: float


@serde.serde
class Whole:
    v: int


@serde.serde
class Names:
    v: dict[int, str]


def registry():
    return SchemaRegistryClient.new_client({"url": "mock://registry"})


def attempt(what, action):
    try:
        result = action()
    except Exception as error:
        result = type(error).__name__
    print(f"{what}: {result}")


def payload(written):
    return (written if isinstance(written, bytes) else written.encode()).decode()


for what, of, kind, value in [
    ("NaN", {"type": "number"}, Number, math.nan),
    ("2^70", {"type": "integer"}, Whole, 2**70),
    ("{1: 'a'}", {"type": "object"}, Names, {1: "a"}),
]:
    schema = json.dumps({"type": "object", "properties": {"v": of}})
    # A magic byte and the number of the schema stand before the payload.
    attempt(f"{what}, confluent-kafka writes", lambda: payload(JSONSerializer(schema, registry())({"v": value}, CONTEXT)[5:]))
    attempt(f"{what}, faust writes", lambda: payload(faust.dumps({"v": value})))
    attempt(f"{what}, pyserde writes", lambda: payload(serde.json.to_json(kind(value))))
for text, of, kind in [("null", "number", Number), ("NaN", "number", Number), ("1180591620717411303424", "integer", Whole)]:
    message = '{"v":%s}' % text
    schema = json.dumps({"type": "object", "properties": {"v": {"type": of}}})
    client = registry()
    head = JSONSerializer(schema, client)({}, CONTEXT)[:5]
    attempt(f"{text}, confluent-kafka reads", lambda: JSONDeserializer(schema, schema_registry_client=client)(head + message.encode(), CONTEXT))
    attempt(f"{text}, faust reads", lambda: faust.loads(message))
    attempt(f"{text}, pyserde reads", lambda: serde.json.from_json(kind, message))
PY
env/bin/python -W ignore run.py > without
env/bin/pip install --quiet --disable-pip-version-check orjson==3.13.0 || exit 2
env/bin/python -W ignore run.py > with
paste -d '\n' <(sed 's/^/without orjson, /' without) <(sed 's/^/with orjson, /' with) > seen
cat > expected <<'OUT'
without orjson, NaN, confluent-kafka writes: {"v":NaN}
with orjson, NaN, confluent-kafka writes: {"v":null}
without orjson, NaN, faust writes: {"v":NaN}
with orjson, NaN, faust writes: {"v":null}
without orjson, NaN, pyserde writes: {"v":NaN}
with orjson, NaN, pyserde writes: {"v":null}
without orjson, 2^70, confluent-kafka writes: {"v":1180591620717411303424}
with orjson, 2^70, confluent-kafka writes: TypeError
without orjson, 2^70, faust writes: {"v":1180591620717411303424}
with orjson, 2^70, faust writes: TypeError
without orjson, 2^70, pyserde writes: {"v":1180591620717411303424}
with orjson, 2^70, pyserde writes: TypeError
without orjson, {1: 'a'}, confluent-kafka writes: {"v":{"1":"a"}}
with orjson, {1: 'a'}, confluent-kafka writes: TypeError
without orjson, {1: 'a'}, faust writes: {"v":{"1":"a"}}
with orjson, {1: 'a'}, faust writes: {"v":{"1":"a"}}
without orjson, {1: 'a'}, pyserde writes: {"v":{"1":"a"}}
with orjson, {1: 'a'}, pyserde writes: {"v":{"1":"a"}}
without orjson, null, confluent-kafka reads: SerializationError
with orjson, null, confluent-kafka reads: SerializationError
without orjson, null, faust reads: {'v': None}
with orjson, null, faust reads: {'v': None}
without orjson, null, pyserde reads: SerdeError
with orjson, null, pyserde reads: SerdeError
without orjson, NaN, confluent-kafka reads: {'v': nan}
with orjson, NaN, confluent-kafka reads: JSONDecodeError
without orjson, NaN, faust reads: {'v': nan}
with orjson, NaN, faust reads: JSONDecodeError
without orjson, NaN, pyserde reads: Number(v=nan)
with orjson, NaN, pyserde reads: JSONDecodeError
without orjson, 1180591620717411303424, confluent-kafka reads: {'v': 1180591620717411303424}
with orjson, 1180591620717411303424, confluent-kafka reads: {'v': 1.1805916207174113e+21}
without orjson, 1180591620717411303424, faust reads: {'v': 1180591620717411303424}
with orjson, 1180591620717411303424, faust reads: {'v': 1.1805916207174113e+21}
without orjson, 1180591620717411303424, pyserde reads: Whole(v=1180591620717411303424)
with orjson, 1180591620717411303424, pyserde reads: SerdeError
OUT
diff expected seen && cat seen
