#!/usr/bin/env bash
# python-jsonschema-objects 0.5.7 (PyPI), classes made of a schema, messages read and written again; judged by
# jsonschema 4.26.0 as draft-04, which is what it reads; seen on 2026-12-01 with Python 3.11.
#
# Guess: a valid message is valid when it was read and written again, and one that is not valid is refused.
#
# Seen:
# - A required member that may be null, and is, is left out when it is written: the message has become invalid. It may
#   be missing on reading too.
# - Null is read for a member of any type that is not required, and left out. In the items of an array it is refused,
#   also where it is allowed.
# - `true` is a number, and the 1 of an `enum`.
# - With a member that is called `serialize` or `as_dict` no message is written any more, whether the member is there
#   or not; one that is called `self` cannot be read.
#
# Why it matters here: a service that passes a message on makes an invalid one of a valid one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-jsonschema-objects==0.5.7 jsonschema==4.26.0 || exit 2
cat > run.py <<'PY'
import json

import python_jsonschema_objects as objects
from jsonschema import Draft4Validator


def show(properties, required, *messages):
    schema = {"type": "object", "properties": properties, **({"required": required} if required else {})}
    titled = {"$schema": "http://json-schema.org/draft-04/schema#", "title": "Order", **schema}
    order = objects.ObjectBuilder(titled).build_classes().Order
    print(f"{json.dumps(properties)}{', required' if required else ''}")

    def judged(message):
        return f"{json.dumps(message)}, {'valid' if Draft4Validator(schema).is_valid(message) else 'invalid'}"

    for message in messages:
        try:
            written = judged(json.loads(order.from_json(json.dumps(message)).serialize()))
        except Exception as error:
            written = type(error).__name__
        print(f"  {judged(message)}: {written}")


TEXT = {"type": "string"}
NULL = {"type": "null"}
show({"a": {"type": ["string", "null"]}}, ["a"], {"a": None}, {"a": "x"}, {})
show({"a": {"oneOf": [TEXT, NULL]}}, ["a"], {"a": None}, {})
nested = {"type": "object", "properties": {"b": {"type": ["string", "null"]}}, "required": ["b"]}
show({"a": nested}, ["a"], {"a": {"b": None}})
show({"a": TEXT}, ["a"], {"a": None}, {})
show({"a": TEXT}, [], {"a": None})
show({"a": {"type": "array", "items": TEXT}}, [], {"a": None}, {"a": [None]})
show({"a": {"type": "array", "items": {"type": ["string", "null"]}}}, [], {"a": ["x"]}, {"a": [None]})
show({"a": {"type": "string", "default": "x"}}, [], {}, {"a": None})
show({"a": {"type": "number"}}, [], {"a": True})
show({"a": {"enum": [1, 2]}}, [], {"a": True}, {"a": 3})
for name in ("serialize", "as_dict", "self"):
    show({name: TEXT, "b": TEXT}, [], {name: "x"}, {"b": "x"})
PY
env/bin/python -W ignore run.py > seen 2>errors || { cat errors; exit 1; }
cat > expected <<'OUT'
{"a": {"type": ["string", "null"]}}, required
  {"a": null}, valid: {}, invalid
  {"a": "x"}, valid: {"a": "x"}, valid
  {}, invalid: {}, invalid
{"a": {"oneOf": [{"type": "string"}, {"type": "null"}]}}, required
  {"a": null}, valid: {}, invalid
  {}, invalid: {}, invalid
{"a": {"type": "object", "properties": {"b": {"type": ["string", "null"]}}, "required": ["b"]}}, required
  {"a": {"b": null}}, valid: {"a": {}}, invalid
{"a": {"type": "string"}}, required
  {"a": null}, invalid: ValidationError
  {}, invalid: ValidationError
{"a": {"type": "string"}}
  {"a": null}, invalid: {}, valid
{"a": {"type": "array", "items": {"type": "string"}}}
  {"a": null}, invalid: {}, valid
  {"a": [null]}, invalid: ValidationError
{"a": {"type": "array", "items": {"type": ["string", "null"]}}}
  {"a": ["x"]}, valid: {"a": ["x"]}, valid
  {"a": [null]}, valid: ValidationError
{"a": {"type": "string", "default": "x"}}
  {}, valid: {"a": "x"}, valid
  {"a": null}, invalid: {}, valid
{"a": {"type": "number"}}
  {"a": true}, invalid: {"a": true}, invalid
{"a": {"enum": [1, 2]}}
  {"a": true}, invalid: {"a": true}, invalid
  {"a": 3}, invalid: ValidationError
{"serialize": {"type": "string"}, "b": {"type": "string"}}
  {"serialize": "x"}, valid: TypeError
  {"b": "x"}, valid: TypeError
{"as_dict": {"type": "string"}, "b": {"type": "string"}}
  {"as_dict": "x"}, valid: TypeError
  {"b": "x"}, valid: TypeError
{"self": {"type": "string"}, "b": {"type": "string"}}
  {"self": "x"}, valid: TypeError
  {"b": "x"}, valid: {"b": "x"}, valid
OUT
diff expected seen && cat seen
