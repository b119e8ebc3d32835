#!/usr/bin/env bash
# CloudEvents' SDK for JavaScript, package `cloudevents` 10.0.0, seen on 2026-11-28 with Node.js 20.
#
# Guess: `Kafka.binary(event)` and `HTTP.binary(event)` write the data as JSON, since its content type is (or defaults to)
# application/json, and what the SDK wrote it reads back as it was.
#
# Seen:
# - Kafka, binary: an object stays a JavaScript object as `value`; the SDK serialises it for HTTP alone. A producer that wants text gets "[object Object]".
# - Binary, both transports: the text "abc" is written as the three letters, without quotes, which is no JSON; for Kafka the SDK cannot read back its own message.
# - Kafka, binary: the header `content-type` is there with the value `undefined` unless the event sets `datacontenttype`, and then `ce_datacontenttype` stands beside it, which the binding for Kafka does not have.
# - HTTP, structured: data that is `false`, `0` or `""` is in the body, and `undefined` when it is read.
#
# Why it matters here: a contract that says `data` is a string or a boolean is kept by the event and not by the message.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cloudevents@10.0.0
cat > run.mjs <<'JS'
import { CloudEvent, HTTP, Kafka } from "cloudevents";
const event = (data, more = {}) =>
  new CloudEvent({ id: "1", source: "/shop", type: "order.paid", time: "2026-01-01T00:00:00Z", data, ...more });
const said = (what) => { try { return what(); } catch (error) { return error.name; } };
const json = { datacontenttype: "application/json" };

const object = Kafka.binary(event({ id: 7 }));
console.log("kafka binary object:", typeof object.value, String(object.value), Object.keys(object.headers).includes("content-type"), object.headers["content-type"]);
const text = Kafka.binary(event("abc", json));
console.log("kafka binary text:", text.value, said(() => Kafka.toEvent(text).data));
console.log("kafka binary headers:", Object.entries(text.headers).filter(([name, value]) => name.includes("content") && value !== undefined).map(([name]) => name).sort().join(" "));
console.log("http binary text:", HTTP.binary(event("abc", json)).body);
for (const data of [false, 0, "", null]) {
  const message = HTTP.structured(event(data));
  console.log("http structured", JSON.stringify(data) + ":", JSON.stringify(JSON.parse(message.body).data), HTTP.toEvent(message).data);
}
JS
node run.mjs > seen
cat > expected <<'END'
kafka binary object: object [object Object] true undefined
kafka binary text: abc SyntaxError
kafka binary headers: ce_datacontenttype content-type
http binary text: abc
http structured false: false undefined
http structured 0: 0 undefined
http structured "": "" undefined
http structured null: null undefined
END
diff expected seen && cat seen
