#!/usr/bin/env bash
# quicktype-core 26.0.0 (npm): code made from a JSON Schema, for JavaScript with runtime checks and for Python 3.7 and later; seen on 2026-11-28.
#
# Guess: what the generated code reads and writes again is a message of the schema that it was made from, and what the schema refuses the
# runtime checks refuse.
#
# Seen:
# - `format: date` becomes a moment: "2020-01-01" is written as "2020-01-01T00:00:00.000Z" by JavaScript and as "2020-01-01T00:00:00" by Python; neither is a date,
#   and the second is no `date-time` either.
# - JavaScript: an `integer` takes 1.5, and writes it.
# - `oneOf` of two closed objects becomes one object with both properties optional: `{"a":1,"b":"x"}`, which the schema refuses, is read and written by both.
# - A property that is required and may be null is written by Python although it was not there, as null; one that is optional is not.
#
# Why it matters here: a service whose types are made from a contract does not keep that contract.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund quicktype-core@26.0.0
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-dateutil==2.9.0.post0
cat > schema.json <<'END'
{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["id", "coupon"], "additionalProperties": false,
 "properties": {"id": {"type": "string"}, "coupon": {"type": ["string", "null"]}, "day": {"type": "string", "format": "date"}, "seats": {"type": "integer"},
   "kind": {"oneOf": [
     {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}, "additionalProperties": false},
     {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}, "additionalProperties": false}]}}}
END
cat > make.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } from "quicktype-core";
const make = async (lang, rendererOptions = {}) => {
  const input = new JSONSchemaInput(undefined);
  await input.addSource({ name: "Order", schema: readFileSync("schema.json", "utf8") });
  const inputData = new InputData();
  inputData.addInput(input);
  return (await quicktype({ inputData, lang, rendererOptions })).lines.join("\n");
};
writeFileSync("order.cjs", await make("javascript"));
writeFileSync("order.py", await make("python", { "python-version": "3.7" }));
JS
node make.mjs
cat > run.cjs <<'JS'
const { toOrder, orderToJson } = require("./order.cjs");
for (const text of ['{"id":"1","coupon":null,"day":"2020-01-01"}', '{"id":"1","coupon":null,"seats":1.5}', '{"id":"1","coupon":null,"kind":{"a":1,"b":"x"}}']) {
  console.log("javascript", JSON.stringify(JSON.parse(orderToJson(toOrder(text)))));
}
JS
cat > run.py <<'PY'
import json
from order import order_from_dict, order_to_dict
for text in ['{"id":"1","coupon":null,"day":"2020-01-01"}', '{"id":"1","coupon":null,"kind":{"a":1,"b":"x"}}', '{"id":"1"}']:
    print("python", json.dumps(order_to_dict(order_from_dict(json.loads(text))), sort_keys=True))
PY
{ node run.cjs; env/bin/python run.py; } > seen
cat > expected <<'END'
javascript {"coupon":null,"day":"2020-01-01T00:00:00.000Z","id":"1"}
javascript {"coupon":null,"id":"1","seats":1.5}
javascript {"coupon":null,"id":"1","kind":{"a":1,"b":"x"}}
python {"coupon": null, "day": "2020-01-01T00:00:00", "id": "1"}
python {"coupon": null, "id": "1", "kind": {"a": 1, "b": "x"}}
python {"coupon": null, "id": "1"}
END
diff expected seen && cat seen
