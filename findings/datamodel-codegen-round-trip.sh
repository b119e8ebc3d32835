#!/usr/bin/env bash
# datamodel-code-generator 0.89.0 with pydantic 2.14.4 (PyPI): a pydantic model made from a JSON Schema; seen on 2026-11-28 with Python 3.11.
#
# Guess: a model that was made from a schema writes messages of that schema, and refuses what the schema refuses, but for pydantic's lax mode.
#
# Seen:
# - An optional property of type string becomes `str | None = None` and is written as `null` where it is absent; the schema refuses null there.
# - `null` is read there too.
# - `uniqueItems` is lost: a list with one text twice is read and written.
# - A closed `oneOf` becomes a union, and a number in quotes picks the branch of the integer.
# - As guessed: a pattern with lookahead switches the model to Python's regular expressions, `unevaluatedProperties: false` forbids extra properties, and a moment without
#   an offset is refused.
#
# Why it matters here: a producer whose model is made from its consumer's contract breaks that consumer with `null`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check datamodel-code-generator==0.89.0 pydantic==2.14.4
cat > schema.json <<'END'
{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Order", "type": "object", "required": ["id"], "unevaluatedProperties": false,
 "properties": {"id": {"type": "string", "pattern": "^(?!x)[a-z]+$"}, "note": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
   "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
   "kind": {"oneOf": [
     {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}, "additionalProperties": false},
     {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}, "additionalProperties": false}]}}}
END
env/bin/datamodel-codegen --input schema.json --input-file-type jsonschema --output-model-type pydantic_v2.BaseModel --formatters builtin --output order.py
cat > run.py <<'PY'
from order import Order
for text in ['{"id":"a"}', '{"id":"a","note":null}', '{"id":"a","tags":["x","x"]}', '{"id":"a","kind":{"a":"1"}}', '{"id":"a","more":1}', '{"id":"x"}', '{"id":"a","at":"2020-01-01T00:00:00"}']:
    try:
        print(text, "->", Order.model_validate_json(text).model_dump_json())
    except ValueError as error:
        print(text, "->", error.errors()[0]["type"])
PY
env/bin/python run.py > seen
cat > expected <<'END'
{"id":"a"} -> {"id":"a","note":null,"at":null,"tags":null,"kind":null}
{"id":"a","note":null} -> {"id":"a","note":null,"at":null,"tags":null,"kind":null}
{"id":"a","tags":["x","x"]} -> {"id":"a","note":null,"at":null,"tags":["x","x"],"kind":null}
{"id":"a","kind":{"a":"1"}} -> {"id":"a","note":null,"at":null,"tags":null,"kind":{"a":1}}
{"id":"a","more":1} -> extra_forbidden
{"id":"x"} -> string_pattern_mismatch
{"id":"a","at":"2020-01-01T00:00:00"} -> timezone_aware
END
diff expected seen && cat seen
