#!/usr/bin/env bash
# `multipleOf: 0.01` on all amounts from 0.00 to 999.99, seen on 2026-11-30 with Python 3.11 and Node.js 20.
# JavaScript: zod 4.6.7, valibot 1.5.0, typebox 1.4.3, effect 4.1.0, ajv 8.20.0, @cfworker/json-schema 4.1.6, jsonschema 1.5.0.
# Python: jsonschema 4.26.0, fastjsonschema 2.22.3, jsonschema_rs 0.61.2.
#
# Guess: 0.01 is no double, so that a few amounts are refused here and there, and about the same ones.
#
# Seen: zod, typebox, effect, @cfworker/json-schema, jsonschema (JavaScript), fastjsonschema and jsonschema_rs take all 100,000. ajv and jsonschema (Python)
# refuse the same number of them, 11,426; 19.99 is one that ajv refuses. valibot compares the remainder of doubles with 0 and takes eighteen: 0, and 0.01 times
# the powers of two. Even 1 is refused. What it writes of itself with toJsonSchema is `multipleOf: 0.01`.
#
# Why it matters here: a consumer whose schema says `multipleOf: 0.01` may refuse nearly all amounts of money.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0 fastjsonschema==2.22.3 jsonschema_rs==0.61.2
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7 valibot@1.5.0 @valibot/to-json-schema@1.8.0 typebox@1.4.3 effect@4.1.0 ajv@8.20.0 @cfworker/json-schema@4.1.6 jsonschema@1.5.0
cat > run.mjs <<'JS'
import { toJsonSchema } from "@valibot/to-json-schema";
import { Validator as Cfworker } from "@cfworker/json-schema";
import Ajv from "ajv/dist/2020.js";
import { Schema } from "effect";
import plain from "jsonschema";
import Type from "typebox";
import { Value } from "typebox/value";
import * as v from "valibot";
import * as z from "zod";
const schema = { type: "number", multipleOf: 0.01 };
const [ofZod, ofValibot, ofTypebox] = [z.number().multipleOf(0.01), v.pipe(v.number(), v.multipleOf(0.01)), Type.Number({ multipleOf: 0.01 })];
const [cfworker, javascript] = [new Cfworker(schema, "2020-12"), new plain.Validator()];
const takes = {
  zod: (n) => ofZod.safeParse(n).success,
  valibot: (n) => v.is(ofValibot, n),
  typebox: (n) => Value.Check(ofTypebox, n),
  effect: Schema.is(Schema.Finite.check(Schema.isMultipleOf(0.01))),
  ajv: new Ajv.default().compile(schema),
  cfworker: (n) => cfworker.validate(n).valid,
  "jsonschema (JavaScript)": (n) => javascript.validate(n, schema).valid,
};
const cents = Array.from({ length: 100000 }, (_, cent) => Number(`${Math.floor(cent / 100)}.${String(cent % 100).padStart(2, "0")}`));
for (const [name, one] of Object.entries(takes)) console.log(`${name}: ${cents.filter(one).length}`);
console.log(`ajv takes 19.99: ${takes.ajv(19.99)}`);
console.log(`valibot takes ${cents.filter(takes.valibot).join(" ")}`);
console.log(JSON.stringify(toJsonSchema(ofValibot)));
JS
cat > run.py <<'PY'
import fastjsonschema, jsonschema, jsonschema_rs
schema = {"type": "number", "multipleOf": 0.01}
fast = fastjsonschema.compile(schema)
def fast_takes(number):
    try:
        fast(number)
        return True
    except fastjsonschema.JsonSchemaException:
        return False
takes = {
    "jsonschema (Python)": jsonschema.Draft202012Validator(schema).is_valid,
    "fastjsonschema": fast_takes,
    "jsonschema_rs": jsonschema_rs.Draft202012Validator(schema).is_valid,
}
cents = [float(f"{cent // 100}.{cent % 100:02}") for cent in range(100000)]
for name, one in takes.items():
    print(f"{name}: {sum(map(one, cents))}")
PY
node run.mjs > seen
env/bin/python run.py >> seen
cat > expected <<'END'
zod: 100000
valibot: 18
typebox: 100000
effect: 100000
ajv: 88574
cfworker: 100000
jsonschema (JavaScript): 100000
ajv takes 19.99: false
valibot takes 0 0.01 0.02 0.04 0.08 0.16 0.32 0.64 1.28 2.56 5.12 10.24 20.48 40.96 81.92 163.84 327.68 655.36
{"type":"number","multipleOf":0.01,"$schema":"http://json-schema.org/draft-07/schema#"}
jsonschema (Python): 88574
fastjsonschema: 100000
jsonschema_rs: 100000
END
diff expected seen && cat seen
