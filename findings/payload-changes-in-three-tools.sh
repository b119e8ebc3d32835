#!/usr/bin/env bash
# @asyncapi/diff 0.5.0 (npm), FastStream 0.7.8 and jsonschema_rs 0.61.2 (PyPI); seen on 2026-11-30 with Node.js 20 and Python 3.11.
#
# Guess: a tool that marks changes of an AsyncAPI document as breaking marks a payload that readers refuse.
#
# Seen, of eight changes of a payload, in AsyncAPI 2.6 and 3.0:
# - @asyncapi/diff calls all of them "unclassified", in both versions. A removed channel is "breaking".
# - FastStream compares nothing. A subscriber refuses a message of each change that breaks it, once the message arrives.
# - `covers` of jsonschema, asked whether the old payload, open as a reader is, covers the new one, is right where it decides. It answers unknown
#   for two: a pattern that is a part of the other, and a longer text in a property (it decides a longer text alone).
#
# Why it matters here: a build that fails on `breaking()` passes every change of a payload.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @asyncapi/diff@0.5.0
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check jsonschema_rs==0.61.2 "faststream[nats]==0.7.8" nats-py==2.16.0 fast-depends==3.0.9 pydantic==2.14.4
cat > changes.json <<'JSON'
[
  {"change": "a required property is added", "at": "new", "to": {"type": "boolean"}, "required": ["id", "plan", "email", "code", "new"], "message": {"new": true}},
  {"change": "a choice is removed", "at": "plan", "to": {"enum": ["free"]}, "message": {}},
  {"change": "a pattern narrows", "at": "code", "to": {"type": "string", "pattern": "^[A-F]{2}$"}, "message": {"code": "AB"}},
  {"change": "a choice is added", "at": "plan", "to": {"enum": ["free", "pro", "team"]}, "message": {"plan": "team"}},
  {"change": "a property becomes optional", "required": ["id", "plan", "code"], "message": {"email": "-"}},
  {"change": "null becomes possible", "at": "email", "to": {"type": ["string", "null"], "maxLength": 64}, "message": {"email": null}},
  {"change": "a type changes", "at": "id", "to": {"type": "string"}, "message": {"id": "u-7"}},
  {"change": "a text may be longer", "at": "email", "to": {"type": "string", "maxLength": 320}, "message": {"email": "0123456789012345678901234567890123456789012345678901234567890123@example.com"}}
]
JSON
cat > payload.json <<'JSON'
{
  "type": "object",
  "properties": {
    "id": {"type": "integer"},
    "plan": {"enum": ["free", "pro"]},
    "email": {"type": "string", "maxLength": 64},
    "code": {"type": "string", "pattern": "^[A-Z]+$"}
  },
  "required": ["id", "plan", "email", "code"]
}
JSON
cat > run.mjs <<'JS'
import { readFileSync } from "node:fs";
import { diff } from "@asyncapi/diff";
const read = (name) => JSON.parse(readFileSync(name, "utf8"));
const head = (asyncapi) => ({ asyncapi, info: { title: "t", version: "1" } });
const documents = (payload) => {
  const channel = { address: "c", messages: { m: { payload } } };
  const three = { ...head("3.0.0"), channels: { c: channel }, operations: { o: { action: "send", channel } } };
  return [{ ...head("2.6.0"), channels: { c: { subscribe: { message: { payload } } } } }, three];
};
const [two, three] = documents(read("payload.json"));
const kind = (before, after) => diff(before, after).breaking().length > 0;
console.log("the channel is removed: breaking", kind(two, { ...two, channels: {} }), kind(three, { ...three, channels: {} }));
const old = { ...read("payload.json"), additionalProperties: false };
for (const { change, at, to, required } of read("changes.json")) {
  const changed = structuredClone(old);
  if (at) changed.properties[at] = to;
  if (required) changed.required = required;
  const before = documents(old);
  const kinds = documents(changed).map((document, version) => {
    const { changes } = diff(before[version], document).getOutput();
    return [...new Set(changes.map(({ type }) => type))].join(" and ");
  });
  console.log(`${change}: ${kinds.join(", ")}`);
}
JS
cat > run.py <<'PY'
import asyncio
import json
from typing import Annotated, Literal

from faststream.nats import NatsBroker, TestNatsBroker
from jsonschema_rs import canonicalize
from pydantic import BaseModel, Field, ValidationError


class Event(BaseModel):
    id: int
    plan: Literal["free", "pro"]
    email: Annotated[str, Field(max_length=64)]
    code: Annotated[str, Field(pattern="^[A-Z]+$")]


async def arrives(message):
    broker = NatsBroker()

    @broker.subscriber("events")
    async def handle(event: Event):
        pass

    async with TestNatsBroker(broker):
        try:
            await broker.publish(message, "events")
            return "read"
        except ValidationError:
            return "refused"


old = json.load(open("payload.json"))
for change in json.load(open("changes.json")):
    new = json.loads(json.dumps({**old, "additionalProperties": False, "required": change.get("required", old["required"])}))
    if "at" in change:
        new["properties"][change["at"]] = change["to"]
    message = {"id": 7, "plan": "free", "email": "a@b.co", "code": "A", **change["message"]}
    message = {name: value for name, value in message.items() if value != "-"}
    assert canonicalize(new).covers(canonicalize({"const": message})).value == "yes", message
    covers = canonicalize(old).covers(canonicalize(new)).value
    print(f"{change['change']}: covers says {covers}, FastStream's message is {asyncio.run(arrives(message))}")
PY
node run.mjs > seen
env/bin/python run.py >> seen
cat > expected <<'END'
the channel is removed: breaking true true
a required property is added: unclassified, unclassified
a choice is removed: unclassified, unclassified
a pattern narrows: unclassified, unclassified
a choice is added: unclassified, unclassified
a property becomes optional: unclassified, unclassified
null becomes possible: unclassified, unclassified
a type changes: unclassified, unclassified
a text may be longer: unclassified, unclassified
a required property is added: covers says yes, FastStream's message is read
a choice is removed: covers says yes, FastStream's message is read
a pattern narrows: covers says unknown, FastStream's message is read
a choice is added: covers says no, FastStream's message is refused
a property becomes optional: covers says no, FastStream's message is refused
null becomes possible: covers says no, FastStream's message is refused
a type changes: covers says no, FastStream's message is refused
a text may be longer: covers says unknown, FastStream's message is refused
END
diff expected seen && cat seen
