#!/usr/bin/env bash
# @nestjs/microservices 12.1.1 (npm), events through its serializer for Kafka and its servers for Kafka and NATS, without a broker; seen on 2026-12-01
# with Node.js 20.
#
# Guess: an object is written as its JSON, whatever its members are called, and a handler gets the payload that another service has sent.
#
# Seen, each with the defaults:
# - Kafka, writing: an object with a member `value` or `key` is taken for a whole Kafka message. Of `{"value":12,"currency":"EUR"}` the payload is the
#   text 12; the currency is no part of it. With `key` alone there is no payload.
# - An object with a `toString` of its own is written as that, not as JSON; a Date as text in English. Within an object both are JSON. A Map is {}.
# - A text is written without quotes.
# - Kafka, reading: only what starts with `{` or `[` is JSON. A JSON number, boolean or null arrives as a text, a JSON text with its quotes; and the
#   text [1] of an emitter arrives as a list. Headers are read by the same rule.
# - NATS, reading: a payload with a member `data`, as each structured CloudEvent has, is taken for Nest's own packet: the handler gets `data`
#   alone. With a member `pattern` and no `data` it gets undefined.
#
# Why it matters here: a contract for the payload of such an event holds on one side only, and adding a member `value`, `data` or `pattern` breaks it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @nestjs/common@12.1.1 @nestjs/core@12.1.1 @nestjs/microservices@12.1.1 reflect-metadata@0.2.2 rxjs@7.8.2 >/dev/null 2>&1 || exit 2
cat > run.mjs <<'JS'
import "reflect-metadata";
import { ServerKafka, ServerNats } from "@nestjs/microservices";
import { KafkaRequestSerializer } from "@nestjs/microservices/serializers/kafka-request.serializer.js";

class Money {
  constructor(cents) {
    this.cents = cents;
  }
  toString() {
    return `${this.cents / 100} euros`;
  }
}
const written = (value) => new KafkaRequestSerializer().serialize(value).value;
const at = new Date("2026-12-01T10:00:00Z");
for (const [what, value] of [
  ["an object", { total: 12 }],
  ["an object with a member `value`", { value: 12, currency: "EUR" }],
  ["an object with a member `key`", { key: "a", currency: "EUR" }],
  ["an object with a `toString` of its own", new Money(1250)],
  ["the same in an object", { price: new Money(1250) }],
  ["a Date", at],
  ["a Date in an object", { at }],
  ["a Map", new Map([["a", 1]])],
  ["the text `paid`", "paid"],
  ["the text `[1]`", "[1]"],
  ["true", true],
]) {
  console.log(`Kafka, ${what} is written as: ${written(value) ?? "nothing"}`);
}

let got;
const kafka = new ServerKafka({});
kafka.addHandler("order.paid", async (data, context) => void (got = [data, context?.getMessage?.().headers?.note]), true);
for (const text of ['{"total":12}', "12", "true", "null", '"paid"', "[1]"]) {
  const headers = { note: Buffer.from(text) };
  await kafka.handleMessage({ topic: "order.paid", partition: 0, message: { key: null, value: Buffer.from(text), headers, offset: "0" } });
  const [data, note] = got.map((value) => `${typeof value} ${JSON.stringify(value)}`);
  console.log(`Kafka, ${text} arrives as: ${data}, in a header as: ${note}`);
}

const nats = new ServerNats({});
nats.addHandler("order.paid", async (data) => void (got = data), true);
for (const payload of [
  { total: 12 },
  { specversion: "1.0", id: "1", source: "/shop", type: "order.paid", data: { total: 12 } },
  { total: 12, data: null },
  { total: 12, pattern: "monthly" },
]) {
  await nats.handleMessage("order.paid", { subject: "order.paid", json: () => payload, headers: undefined });
  console.log(`NATS, ${JSON.stringify(payload)} arrives as: ${JSON.stringify(got)}`);
}
JS
TZ=UTC node run.mjs > seen
cat > expected <<'OUT'
Kafka, an object is written as: {"total":12}
Kafka, an object with a member `value` is written as: 12
Kafka, an object with a member `key` is written as: nothing
Kafka, an object with a `toString` of its own is written as: 12.5 euros
Kafka, the same in an object is written as: {"price":{"cents":1250}}
Kafka, a Date is written as: Tue Dec 01 2026 10:00:00 GMT+0000 (Coordinated Universal Time)
Kafka, a Date in an object is written as: {"at":"2026-12-01T10:00:00.000Z"}
Kafka, a Map is written as: {}
Kafka, the text `paid` is written as: paid
Kafka, the text `[1]` is written as: [1]
Kafka, true is written as: true
Kafka, {"total":12} arrives as: object {"total":12}, in a header as: object {"total":12}
Kafka, 12 arrives as: string "12", in a header as: string "12"
Kafka, true arrives as: string "true", in a header as: string "true"
Kafka, null arrives as: string "null", in a header as: string "null"
Kafka, "paid" arrives as: string "\"paid\"", in a header as: string "\"paid\""
Kafka, [1] arrives as: object [1], in a header as: object [1]
NATS, {"total":12} arrives as: {"total":12}
NATS, {"specversion":"1.0","id":"1","source":"/shop","type":"order.paid","data":{"total":12}} arrives as: {"total":12}
NATS, {"total":12,"data":null} arrives as: null
NATS, {"total":12,"pattern":"monthly"} arrives as: undefined
OUT
diff expected seen && cat seen
