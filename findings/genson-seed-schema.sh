#!/usr/bin/env bash
# genson 1.4.0 (PyPI), which infers a JSON Schema from examples; seen on 2026-11-29 with Python 3.11, judged by jsonschema 4.26.0.
#
# Guess: its schema accepts every example that it was given; a schema that was added first is widened where an example goes beyond it, as its README's "schema or object" suggests.
#
# Seen:
# - Without a schema of one's own, every example is accepted.
# - Keywords of an added schema stay as they are. `maxLength` and `enum` refuse the examples that are added after it.
# - Of two added schemas, the keyword of the first stays: `maximum: 3` and `maximum: 5` give 3, in the other order 5, with a warning.
# - Beside a `$ref`, an example adds `type: integer`, so that what the reference accepts is refused.
#
# Why it matters here: a schema that is kept current this way, from a log, refuses messages of that log.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check genson==1.4.0 jsonschema==4.26.0
cat > run.py <<'PY'
import json, warnings
warnings.filterwarnings("ignore")
from genson import SchemaBuilder
from jsonschema import Draft202012Validator
def infer(name, schemas, examples):
    builder = SchemaBuilder()
    for schema in schemas:
        builder.add_schema(schema)
    for example in examples:
        builder.add_object(example)
    schema = builder.to_schema()
    del schema["$schema"]
    accepted = [Draft202012Validator(schema).is_valid(example) for example in examples]
    print(f"{name}: {json.dumps(schema, sort_keys=True)} accepts {sum(accepted)} of {len(examples)}")
infer("examples alone", [], [{"a": 1}, {"a": 1.5, "b": [None, "x"]}])
infer("maxLength", [{"type": "string", "maxLength": 2}], ["abc"])
infer("enum", [{"type": "string", "enum": ["a"]}], ["b"])
infer("closed", [{"type": "object", "properties": {}, "additionalProperties": False}], [{"a": 1}])
infer("two schemas", [{"type": "integer", "maximum": 3}, {"type": "integer", "maximum": 5}], [])
infer("the other order", [{"type": "integer", "maximum": 5}, {"type": "integer", "maximum": 3}], [])
infer("$ref", [{"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}}], [1])
PY
env/bin/python run.py > seen
cat > expected <<'END'
examples alone: {"properties": {"a": {"type": "number"}, "b": {"items": {"type": ["null", "string"]}, "type": "array"}}, "required": ["a"], "type": "object"} accepts 2 of 2
maxLength: {"maxLength": 2, "type": "string"} accepts 0 of 1
enum: {"enum": ["a"], "type": "string"} accepts 0 of 1
closed: {"additionalProperties": false, "properties": {"a": {"type": "integer"}}, "required": ["a"], "type": "object"} accepts 1 of 1
two schemas: {"maximum": 3, "type": "integer"} accepts 0 of 0
the other order: {"maximum": 5, "type": "integer"} accepts 0 of 0
$ref: {"$defs": {"a": {"type": "string"}}, "$ref": "#/$defs/a", "type": "integer"} accepts 0 of 1
END
diff expected seen && cat seen
