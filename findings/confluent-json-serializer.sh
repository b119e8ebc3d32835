#!/usr/bin/env bash
# confluent-kafka 2.16.1 (PyPI), its JSONSerializer with its own mock of a Schema Registry; seen on 2026-11-28 with Python 3.11.
#
# Guess: what the serializer lets out is JSON that the registered schema accepts, formats included; a schema without `$schema` is read as draft-07, as the registry
# itself does; and `None` becomes a tombstone.
#
# Seen:
# - Formats are never asserted: a `date-time` may be "tomorrow".
# - The value is validated before it is written, and a NaN is a number: the message holds `NaN`, which is no JSON.
# - Without `$schema` the newest draft that jsonschema knows is taken: what stands beside a `$ref` counts, and a boolean `exclusiveMinimum` fails when the first message
#   is sent.
# - `None` raises a TypeError; a tombstone has to be produced around the serializer.
#
# Why it matters here: a topic behind this serializer holds messages that its own schema refuses, and some that no JSON parser reads.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check 'confluent-kafka[json,schemaregistry]==2.16.1' jsonschema==4.26.0
cat > run.py <<'PY'
import json
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.json_schema import JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

def send(name, of, value):
    schema = {"type": "object", "properties": {"v": of}, "definitions": {"S": {"type": "string"}}}
    registry = SchemaRegistryClient.new_client({"url": "mock://registry"})
    try:
        # A magic byte and the number of the schema stand before the payload.
        print(name, JSONSerializer(json.dumps(schema), registry)(value, SerializationContext("t", MessageField.VALUE))[5:].decode())
    except Exception as error:
        print(name, type(error).__name__)

send("format", {"type": "string", "format": "date-time"}, {"v": "tomorrow"})
send("nan", {"type": "number"}, {"v": float("nan")})
send("beside $ref", {"$ref": "#/definitions/S", "minLength": 5}, {"v": "x"})
send("exclusiveMinimum", {"minimum": 1, "exclusiveMinimum": True}, {"v": 2})
send("none", {"type": "string"}, None)
PY
env/bin/python run.py > seen
cat > expected <<'END'
format {"v":"tomorrow"}
nan {"v":NaN}
beside $ref SerializationError
exclusiveMinimum SchemaError
none TypeError
END
diff expected seen && cat seen
