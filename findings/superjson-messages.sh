#!/usr/bin/env bash
# superjson 2.2.7 (npm), its messages read again by itself; seen on 2026-12-01 with Node.js 20.
#
# Guess: what it cannot bring back is an error when it is written. The `json` of a message is plain JSON, with the
# types beside it in `meta`.
#
# Seen:
# - A Buffer is written, and the whole message cannot be read then: "unknown typed array". A Uint8Array comes back.
# - A Date inside a class is written as any Date, and stays a text when it is read. In a plain object it comes back.
#   An ArrayBuffer is `{}`.
# - A date that is not valid is null, without a word in `meta`; a subclass of Error loses its members.
# - NaN and -0 are the texts "NaN" and "-0" in `json`, beside numbers; a list of NaN and 1 has both.
# - `meta` points at positions: where another service puts an item in front, the date stays a text, and the item in
#   front gets an invalid date.
#
# Why it matters here: the type of a member in `json` depends on its value, and a message that was sent without an
# error is lost at the reader.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund superjson@2.2.7 >/dev/null || exit 2
cat > run.mjs <<'JS'
import { inspect } from "node:util";
import superjson from "superjson";

const text = (value) => inspect(value, { breakLength: Infinity, depth: 5 }).replace(/\n +at .*/g, "");
const read = (written) => {
  try {
    return text(superjson.parse(written));
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
class Order {
  constructor(at) {
    this.at = at;
  }
}
const DAY = new Date(Date.UTC(2026, 11, 1));
for (const value of [
  { seal: Buffer.from("ab") },
  { seal: new Uint8Array([97, 98]) },
  { seal: new Uint8Array([97, 98]).buffer },
  { order: { at: DAY } },
  { order: new Order(DAY) },
  { at: new Date(NaN) },
  { weights: [1, NaN, -0] },
]) {
  const written = superjson.stringify(value);
  console.log(`${text(value)}\n  is written as ${written}\n  and read as ${read(written)}`);
}
class Refused extends Error {
  constructor(code) {
    super("refused");
    this.code = code;
  }
}
const error = superjson.parse(superjson.stringify(new Refused(7)));
console.log(`a Refused with the code 7 is read as ${error.constructor.name}, with the code ${error.code}`);
const message = JSON.parse(superjson.stringify({ items: [{ at: DAY }, { note: "" }] }));
message.json.items.unshift({ note: "gift" });
console.log(`with an item in front, ${JSON.stringify(message)}\n  is read as ${read(JSON.stringify(message))}`);
JS
node run.mjs > seen
cat > expected <<'OUT'
{ seal: <Buffer 61 62> }
  is written as {"json":{"seal":[97,98]},"meta":{"values":{"seal":[["typed-array","Buffer"]]},"v":1}}
  and read as Error: Trying to deserialize unknown typed array
{ seal: Uint8Array(2) [ 97, 98 ] }
  is written as {"json":{"seal":[97,98]},"meta":{"values":{"seal":[["typed-array","Uint8Array"]]},"v":1}}
  and read as { seal: Uint8Array(2) [ 97, 98 ] }
{ seal: ArrayBuffer { [Uint8Contents]: <61 62>, byteLength: 2 } }
  is written as {"json":{"seal":{}}}
  and read as { seal: {} }
{ order: { at: 2026-12-01T00:00:00.000Z } }
  is written as {"json":{"order":{"at":"2026-12-01T00:00:00.000Z"}},"meta":{"values":{"order.at":["Date"]},"v":1}}
  and read as { order: { at: 2026-12-01T00:00:00.000Z } }
{ order: Order { at: 2026-12-01T00:00:00.000Z } }
  is written as {"json":{"order":{"at":"2026-12-01T00:00:00.000Z"}}}
  and read as { order: { at: '2026-12-01T00:00:00.000Z' } }
{ at: Invalid Date }
  is written as {"json":{"at":null}}
  and read as { at: null }
{ weights: [ 1, NaN, -0 ] }
  is written as {"json":{"weights":[1,"NaN","-0"]},"meta":{"values":{"weights.1":["number"],"weights.2":["number"]},"v":1}}
  and read as { weights: [ 1, NaN, -0 ] }
a Refused with the code 7 is read as Error, with the code undefined
with an item in front, {"json":{"items":[{"note":"gift"},{"at":"2026-12-01T00:00:00.000Z"},{"note":""}]},"meta":{"values":{"items.0.at":["Date"]},"v":1}}
  is read as { items: [ { note: 'gift', at: Invalid Date }, { at: '2026-12-01T00:00:00.000Z' }, { note: '' } ] }
OUT
diff expected seen && cat seen
