#!/usr/bin/env bash
# json-schema-faker 0.6.3 (npm) and jsf 0.11.2 (PyPI), which make examples from a JSON Schema; seen on 2026-11-29 with Node.js 20 and Python 3.11.
#
# Guess: an example that a generator makes is valid under its schema, or the generator says that it cannot make one.
#
# Seen, of 200 examples (100 of jsf) from schemas of one or two keywords, with different seeds:
# - json-schema-faker: none is valid under `contains` and under `propertyNames`; half of those under `not`. `email` with a `maxLength` is cut, and is no address any more.
# - jsf: none is valid under `not`, `allOf` of two objects (one is lost), `minProperties`, `propertyNames` and `email` with a `maxLength`. A tuple (`prefixItems`) ends in an
#   AttributeError.
#
# Why it matters here: tests that are fed by such examples send messages that the contract forbids, and never send others.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund json-schema-faker@0.6.3 ajv@8.20.0 ajv-formats@3.0.1
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsf==0.11.2 jsonschema==4.26.0
cat > schemas.json <<'JSON'
{
  "not": {"type": "integer", "not": {"minimum": 0}},
  "contains": {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 5}, "minItems": 1},
  "propertyNames": {"type": "object", "propertyNames": {"pattern": "^x"}, "minProperties": 2},
  "minProperties": {"type": "object", "minProperties": 2},
  "allOf": {"allOf": [
    {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
    {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]}
  ]},
  "email": {"type": "string", "format": "email", "maxLength": 12},
  "range": {"type": "integer", "minimum": 1, "maximum": 3},
  "enum": {"enum": ["a", null]}
}
JSON
cat > run.mjs <<'JS'
import { readFileSync } from "node:fs";
import { generate } from "json-schema-faker";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
const ajv = addFormats(new Ajv({ strict: false }));
for (const [name, schema] of Object.entries(JSON.parse(readFileSync("schemas.json")))) {
  const isValid = ajv.compile(schema);
  let valid = 0;
  for (let seed = 0; seed < 200; seed++) valid += isValid(await generate(structuredClone(schema), { seed }));
  console.log(`json-schema-faker, ${name}: ${valid === 0 ? "none" : valid === 200 ? "all" : valid < 150 ? "some" : "most"} valid`);
}
JS
cat > run.py <<'PY'
import json, logging, random, warnings
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
from jsf import JSF
from jsonschema import Draft202012Validator, FormatChecker
for name, schema in json.load(open("schemas.json")).items():
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    valid = 0
    for seed in range(100):
        random.seed(seed)
        valid += validator.is_valid(json.loads(json.dumps(JSF(json.loads(json.dumps(schema))).generate(), default=str)))
    print(f"jsf, {name}: {'none' if valid == 0 else 'all' if valid == 100 else 'some' if valid < 75 else 'most'} valid")
try:
    JSF({"type": "array", "prefixItems": [{"type": "string"}], "items": False, "minItems": 1}).generate()
    print("jsf, tuple: made")
except AttributeError:
    print("jsf, tuple: AttributeError")
PY
{ node run.mjs; env/bin/python run.py; } > seen
cat > expected <<'END'
json-schema-faker, not: some valid
json-schema-faker, contains: none valid
json-schema-faker, propertyNames: none valid
json-schema-faker, minProperties: all valid
json-schema-faker, allOf: all valid
json-schema-faker, email: some valid
json-schema-faker, range: all valid
json-schema-faker, enum: all valid
jsf, not: none valid
jsf, contains: all valid
jsf, propertyNames: none valid
jsf, minProperties: none valid
jsf, allOf: none valid
jsf, email: none valid
jsf, range: all valid
jsf, enum: all valid
jsf, tuple: AttributeError
END
diff expected seen && cat seen
