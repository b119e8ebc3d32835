#!/usr/bin/env bash
# `"format": "date-time"` in eight validators of JSON Schema, one of them in two modes, that were told to assert it, seen on 2026-11-28 with Python 3.11 and Node.js 20.
# Python: jsonschema 4.26.0 with rfc3339-validator 0.1.4, fastjsonschema 2.22.3, jsonschema_rs 0.61.2.
# JavaScript: ajv 8.20.0 with ajv-formats 3.0.1 (its modes full and fast), @cfworker/json-schema 4.1.6, jsonschema 1.5.0, is-my-json-valid 2.20.6,
# @hyperjump/json-schema 1.18.0.
#
# Guess: all take what RFC 3339 allows and nothing else, but for leap seconds that the lenient ones refuse.
#
# Seen: they agree on eight of eighteen texts. jsonschema (Python) refuses every leap second and the year 0000. fastjsonschema takes `:60` in any minute, and an offset
# without a colon. ajv's thorough mode takes a space for the `T` and the offsets `+0100` and `+01`, which its fast mode or cfworker refuse in part; its fast mode,
# jsonschema (JavaScript) and is-my-json-valid take 31 February, 24:00 and the offset +24:00.
#
# Why it matters here: "both sides say date-time" is no proof that the consumer's validator takes what the producer's writer writes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0 rfc3339-validator==0.1.4 fastjsonschema==2.22.3 jsonschema_rs==0.61.2
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ajv@8.20.0 ajv-formats@3.0.1 @cfworker/json-schema@4.1.6 jsonschema@1.5.0 is-my-json-valid@2.20.6 @hyperjump/json-schema@1.18.0
cat > texts.json <<'END'
["2016-12-31T23:59:60Z", "2016-12-31T12:00:60Z", "2017-01-01T08:59:60+09:00", "2020-02-31T00:00:00Z", "2020-01-01t00:00:00z", "2020-01-01T24:00:00Z",
 "2020-01-01 00:00:00Z", "2020-01-01T00:00:00", "2020-01-01T00:00:00+24:00", "2020-01-01T00:00:00+0100", "2020-01-01T00:00:00-00:00",
 "2020-01-01T00:00:00.123456789012Z", "2020-01-01T00:00:00,5Z", "0000-01-01T00:00:00Z", "2020-01-01T00:00Z", "20200101T000000Z",
 "2020-01-01T00:00:00+01", "+12020-01-01T00:00:00Z"]
END
cat > run.py <<'PY'
import json, jsonschema, fastjsonschema, jsonschema_rs
schema = {"type": "string", "format": "date-time"}
fast = fastjsonschema.compile(schema)
rust = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
def takes(text):
    try:
        fast(text)
        return True
    except fastjsonschema.JsonSchemaException:
        return False
answers = {text: [checker.is_valid(text), takes(text), rust.is_valid(text)] for text in json.load(open("texts.json"))}
json.dump(answers, open("python.json", "w"))
PY
env/bin/python run.py
cat > run.mjs <<'JS'
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Validator as Cfworker } from "@cfworker/json-schema";
import plain from "jsonschema";
import isMyJsonValid from "is-my-json-valid";
import { registerSchema, setShouldValidateFormat, validate } from "@hyperjump/json-schema/draft-2020-12";
import "@hyperjump/json-schema/formats";
const schema = { type: "string", format: "date-time" };
const ajv = (mode) => { const made = new Ajv.default(); addFormats.default(made, { mode }); return made.compile(schema); };
const [full, fast] = [ajv("full"), ajv("fast")];
const cfworker = new Cfworker(schema, "2020-12");
const javascript = new plain.Validator();
const my = isMyJsonValid(schema);
setShouldValidateFormat(true);
registerSchema({ $schema: "https://json-schema.org/draft/2020-12/schema", ...schema }, "https://example.com/time");
const hyperjump = await validate("https://example.com/time");
for (const [text, python] of Object.entries(JSON.parse(readFileSync("python.json")))) {
  const all = [...python, full(text), fast(text), cfworker.validate(text).valid, javascript.validate(text, schema).valid, my(text), hyperjump(text).valid];
  console.log(all.map(Number).join(" "), text);
}
JS
node run.mjs > seen
# In the order above: jsonschema, fastjsonschema, jsonschema_rs, ajv full, ajv fast, cfworker, jsonschema (JavaScript), is-my-json-valid, hyperjump.
cat > expected <<'END'
0 1 1 1 1 1 1 1 1 2016-12-31T23:59:60Z
0 1 0 0 0 0 1 1 0 2016-12-31T12:00:60Z
0 1 1 1 0 1 1 1 1 2017-01-01T08:59:60+09:00
0 0 0 0 1 0 1 1 0 2020-02-31T00:00:00Z
1 1 1 1 1 1 1 1 1 2020-01-01t00:00:00z
0 0 0 0 1 0 1 1 0 2020-01-01T24:00:00Z
0 0 0 1 0 1 1 1 0 2020-01-01 00:00:00Z
0 0 0 0 0 0 0 0 0 2020-01-01T00:00:00
0 0 0 0 1 0 1 1 0 2020-01-01T00:00:00+24:00
0 1 0 1 1 0 0 0 0 2020-01-01T00:00:00+0100
1 1 1 1 1 1 1 1 1 2020-01-01T00:00:00-00:00
1 1 1 1 1 1 1 1 1 2020-01-01T00:00:00.123456789012Z
0 0 0 0 0 0 0 0 0 2020-01-01T00:00:00,5Z
0 1 1 1 1 1 1 1 1 0000-01-01T00:00:00Z
0 0 0 0 0 0 0 0 0 2020-01-01T00:00Z
0 0 0 0 0 0 0 0 0 20200101T000000Z
0 0 0 1 1 0 0 0 0 2020-01-01T00:00:00+01
0 0 0 0 0 0 0 0 0 +12020-01-01T00:00:00Z
END
diff expected seen && cat seen
