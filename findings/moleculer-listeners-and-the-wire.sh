#!/usr/bin/env bash
# moleculer 0.15.2 with its validator, fastest-validator 1.19.1 (npm), two nodes with the transporter `Fake`; seen on
# 2026-12-01 with Node.js 20.
#
# Guess: each listener validates a copy of its own; what a service emits is what the other nodes get, however it is
# sent.
#
# Seen:
# - The rules of one listener change the event of all. `emit` runs the listeners on the emitter's node first, on the
#   object that was emitted, and writes the event for the other nodes after that: a text that one listener converts is
#   a number on the wire, what it removes is gone, and its default is sent.
# - `broadcast` of the same event writes it first, so the other nodes get what was emitted.
# - A listener that refuses an event changes it too: "five" cents are `null` on the other node. `emit` is fulfilled
#   all the same.
# - An event that JSON cannot hold is sent, if a listener has removed the member; by `broadcast` it is a TypeError,
#   and nobody gets it.
# - On the same node a moment is a Date and a Buffer is a Buffer; on another one they are a text and an object with
#   `type` and `data`.
#
# Why it matters here: what is on the wire depends on which services are deployed on the same node, and on the rules
# that they have.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund moleculer@0.15.2 fastest-validator@1.19.1 >/dev/null || exit 2
cat > run.cjs <<'JS'
const { inspect } = require("node:util");
const { setTimeout: sleep } = require("node:timers/promises");
const { ServiceBroker } = require("moleculer");

const text = (value) => inspect(value, { breakLength: Infinity, depth: 5 });
const node = (nodeID) => new ServiceBroker({ nodeID, transporter: "Fake", logger: false });
const here = node("here");
const there = node("there");
let seen = {};
// A text of it at once, since a listener may change it later.
const listener = (name, params) => ({ ...(params && { params }), handler: (context) => void (seen[name] = text(context.params)) });
const rules = { cents: "number|convert", note: { type: "string", default: "-" }, $$strict: "remove" };
here.createService({ name: "audit", events: { "order.paid": listener("here, with rules", rules) } });
here.createService({ name: "search", events: { "order.paid": listener("here, without"), "order.sent": listener("here, without") } });
there.createService({
  name: "mail",
  events: { "order.paid": listener("there, without"), "order.sent": listener("there, without"), ready: listener("ready") },
});

async function until(name) {
  for (let turn = 0; turn < 500 && !(name in seen); turn += 1) await sleep(10);
}

async function show(how, event, payload) {
  seen = {};
  console.log(`${how} ${event} ${text(payload)}`);
  try {
    await here[how](event, payload);
    await here[how]("ready", null);
    await until("ready");
    for (const name of Object.keys(seen).filter((name) => name !== "ready").sort()) console.log(`  ${name}: ${seen[name]}`);
  } catch (error) {
    console.log(`  ${error.name}: ${error.message}; listeners called: ${Object.keys(seen).length}`);
  }
  console.log(`  afterwards it is: ${text(payload)}`);
}

async function main() {
  await Promise.all([here.start(), there.start()]);
  await here.waitForServices("mail");
  for (let turn = 0; turn < 500 && !("ready" in seen); turn += 1) {
    await here.broadcast("ready", null);
    await sleep(10);
  }
  for (const how of ["emit", "broadcast"]) {
    await show(how, "order.paid", { cents: "5", shop: "north" });
    await show(how, "order.paid", { cents: "five", shop: "north" });
    await show(how, "order.paid", { cents: 5, total: 500n });
  }
  await show("emit", "order.sent", { at: new Date(0), seal: Buffer.from("ab"), weight: NaN });
  await Promise.all([here.stop(), there.stop()]);
}
main().then(() => process.exit());
JS
node run.cjs > seen
cat > expected <<'OUT'
emit order.paid { cents: '5', shop: 'north' }
  here, with rules: { cents: 5, note: '-' }
  here, without: { cents: 5, note: '-' }
  there, without: { cents: 5, note: '-' }
  afterwards it is: { cents: 5, note: '-' }
emit order.paid { cents: 'five', shop: 'north' }
  here, without: { cents: NaN, shop: 'north', note: '-' }
  there, without: { cents: null, shop: 'north', note: '-' }
  afterwards it is: { cents: NaN, shop: 'north', note: '-' }
emit order.paid { cents: 5, total: 500n }
  here, with rules: { cents: 5, note: '-' }
  here, without: { cents: 5, note: '-' }
  there, without: { cents: 5, note: '-' }
  afterwards it is: { cents: 5, note: '-' }
broadcast order.paid { cents: '5', shop: 'north' }
  here, with rules: { cents: 5, note: '-' }
  here, without: { cents: 5, note: '-' }
  there, without: { cents: '5', shop: 'north' }
  afterwards it is: { cents: 5, note: '-' }
broadcast order.paid { cents: 'five', shop: 'north' }
  here, without: { cents: NaN, shop: 'north', note: '-' }
  there, without: { cents: 'five', shop: 'north' }
  afterwards it is: { cents: NaN, shop: 'north', note: '-' }
broadcast order.paid { cents: 5, total: 500n }
  TypeError: Do not know how to serialize a BigInt; listeners called: 0
  afterwards it is: { cents: 5, total: 500n }
emit order.sent { at: 1970-01-01T00:00:00.000Z, seal: <Buffer 61 62>, weight: NaN }
  here, without: { at: 1970-01-01T00:00:00.000Z, seal: <Buffer 61 62>, weight: NaN }
  there, without: { at: '1970-01-01T00:00:00.000Z', seal: { type: 'Buffer', data: [ 97, 98 ] }, weight: null }
  afterwards it is: { at: 1970-01-01T00:00:00.000Z, seal: <Buffer 61 62>, weight: NaN }
OUT
diff expected seen && cat seen
