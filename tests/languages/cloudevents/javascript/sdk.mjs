// What the CloudEvents SDK of JavaScript reads and writes. `sdk.mjs record CASES` prints its record; `sdk.mjs samples` reads a
// message a line from standard input, and fails if it refuses one; `sdk.mjs modes` does so with messages in binary mode and
// batches.
import { readFileSync } from "node:fs";
import { CloudEvent, HTTP, Kafka } from "cloudevents";

const STRUCTURED = { "content-type": "application/cloudevents+json" };

function read(given) {
  if (given.text !== undefined) return HTTP.toEvent({ headers: STRUCTURED, body: given.text });
  if (given.batch !== undefined) {
    return HTTP.toEvent({ headers: { "content-type": "application/cloudevents-batch+json" }, body: given.batch });
  }
  const { headers, body } = given;
  const isKafka = Object.keys(headers).some((name) => name.startsWith("ce_"));
  return isKafka ? Kafka.toEvent({ headers, body, value: body }) : HTTP.toEvent({ headers, body });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// The event as it was read; what the reader adds on its own is told from what was sent, which has neither a UUID nor this moment.
function seen(event) {
  if (Array.isArray(event)) return { events: event.length };
  let data = null;
  if (ArrayBuffer.isView(event.data)) data = { bytes: Buffer.from(event.data).toString("base64") };
  else if (event.data !== undefined) data = { value: event.data };
  const attributes = [];
  for (const name of Object.keys(event).sort()) {
    const value = event[name];
    if (name === "data" || value === undefined) continue;
    const isInvented = (name === "time" && isNow(value)) || (name === "id" && UUID.test(value));
    attributes.push([name, isInvented ? "(invented)" : value]);
  }
  return { data, attributes: object(attributes) };
}

// Not an ordinary object: `__proto__` would not be a name of its own.
function object(entries) {
  return entries.reduce((all, [key, value]) => Object.defineProperty(all, key, { value, enumerable: true }), {});
}

const isNow = (time) => typeof time === "string" && Math.abs(Date.parse(time) - Date.now()) < 60_000;
const refusal = (error) => ({ refused: `${error.name}: ${error.message}`.split("\n")[0].slice(0, 200) });

function answer(given) {
  const named = { section: given.section, construct: given.construct };
  try {
    return { ...named, ...seen(read(given)) };
  } catch (error) {
    return { ...named, ...refusal(error) };
  }
}

const START = {
  id: "1",
  source: "/orders",
  type: "order.placed",
  time: "2026-01-02T03:04:05.000Z",
  datacontenttype: "application/json",
};
const ORDER = { order: 7 };
const event = (data, attributes = {}) => new CloudEvent({ ...START, data, ...attributes });

const STRUCTURED_WRITES = {
  "an object": () => event(ORDER),
  "an object, no media type": () => event(ORDER, { datacontenttype: undefined }),
  "an object, no time": () => event(ORDER, { time: undefined }),
  "bytes of JSON, declared as JSON": () => event(Buffer.from('{"order":7}')),
  "a text of JSON, declared as JSON": () => event('{"order":7}'),
  "an object, declared as `application/JSON`": () => event(ORDER, { datacontenttype: "application/JSON" }),
  "a list": () => event([ORDER]),
  "`false`": () => event(false),
  nothing: () => event(undefined),
  "a subject that is unset": () => event(ORDER, { subject: null }),
  "a time with microseconds": () => event(ORDER, { time: "2026-01-02T03:04:05.678900Z" }),
  "a time without an offset": () => event(ORDER, { time: "2026-01-02T03:04:05" }),
  "an extension that is a string": () => event(ORDER, { priority: "high" }),
  "an extension that is an integer": () => event(ORDER, { priority: 7 }),
  "an extension of 33 bits": () => event(ORDER, { priority: 2147483648 }),
  "an extension that is a fraction": () => event(ORDER, { priority: 1.5 }),
  "an extension that is `true`": () => event(ORDER, { priority: true }),
  "an extension that is unset": () => event(ORDER, { priority: null }),
  "an extension that is an object": () => event(ORDER, { priority: { level: 1 } }),
  "an extension with a capital": () => event(ORDER, { tracePart: "a" }),
};
const BINARY_WRITES = {
  "an object": () => event(ORDER),
  "a list": () => event([{ paid: true }]),
  "an extension that is `true`": () => event(ORDER, { priority: true }),
  "a subject with other letters": () => event(ORDER, { subject: "€ 7" }),
  "an object, declared as `application/JSON`": () => event(ORDER, { datacontenttype: "application/JSON" }),
};

// The JSON in order of names, without the moment of this run.
function text(body) {
  const made = JSON.parse(body);
  if (isNow(made.time)) made.time = "(invented)";
  return JSON.stringify(object(Object.keys(made).sort().map((name) => [name, made[name]])));
}

// The SDK writes no batches; each of its events becomes JSON.
const BATCH_WRITES = {
  "two objects": () => [event(ORDER), event(ORDER, { id: "2" })],
  "nothing": () => [],
  "an object, no time": () => [event(ORDER, { time: undefined })],
};

const sorted = (headers) => object(Object.keys(headers).sort().map((name) => [name, headers[name]]));
// A body that is no text goes to a client of Kafka as it is.
const shown = (body) => (typeof body === "string" || body === undefined ? body : { value: body });
const forms = [
  ["structured", STRUCTURED_WRITES, (made) => ({ text: text(HTTP.structured(made).body) })],
  ["batch", BATCH_WRITES, (made) => ({ batch: `[${made.map((one) => text(JSON.stringify(one))).join(",")}]` })],
  ["http", BINARY_WRITES, (made) => ((message) => ({ headers: sorted(message.headers), body: shown(message.body) }))(HTTP.binary(made))],
  ["kafka", BINARY_WRITES, (made) => ((message) => ({ headers: sorted(message.headers), body: shown(message.value) }))(Kafka.binary(made))],
];

if (process.argv[2] === "record") {
  const cases = JSON.parse(readFileSync(process.argv[3], "utf8"));
  const writes = forms.flatMap(([form, all, write]) =>
    Object.entries(all).map(([construct, make]) => {
      try {
        return { form, construct, ...write(make()) };
      } catch (error) {
        return { form, construct, ...refusal(error) };
      }
    }),
  );
  const lines = (items) => items.map((item) => `    ${JSON.stringify(item)}`).join(",\n");
  const { version } = JSON.parse(readFileSync(new URL("node_modules/cloudevents/package.json", import.meta.url), "utf8"));
  console.log(`{\n  "sdk": "cloudevents (npm)",\n  "version": ${JSON.stringify(version)},\n  "read": [`);
  console.log(`${lines(cases.map(answer))}\n  ],\n  "written": [\n${lines(writes)}\n  ]\n}`);
} else if (process.argv[2] === "modes") {
  const counts = { http: 0, kafka: 0, batch: 0 };
  for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const given = JSON.parse(line);
    const found = read(given);
    const prefix = given.batch ? "" : "ce_id" in given.headers ? "ce_" : "ce-";
    if (given.batch) {
      const data = (events) => JSON.stringify(events.map(({ id, data }) => [id, data]));
      if (data(found) !== data(JSON.parse(given.batch))) throw new Error(`reads other events than in: ${line}`);
    } else if (JSON.stringify(found.data) !== JSON.stringify(JSON.parse(given.body))) {
      throw new Error(`reads other data than in: ${line}`);
    } else {
      for (const [name, value] of Object.entries(given.headers)) {
        const own = name.slice(3);
        if (!name.startsWith(prefix) || own === "time") continue;
        if (found[own] !== value) throw new Error(`reads another ${name} than in: ${line}`);
      }
    }
    counts[{ "": "batch", "ce-": "http", "ce_": "kafka" }[prefix]] += 1;
  }
  console.log(`javascript: ${counts.http} in binary mode of HTTP, ${counts.kafka} of Kafka and ${counts.batch} batches read`);
} else {
  let count = 0;
  for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const { data } = HTTP.toEvent({ headers: STRUCTURED, body: line });
    if (JSON.stringify(data) !== JSON.stringify(JSON.parse(line).data)) throw new Error(`reads other data than in: ${line}`);
    count += 1;
  }
  console.log(`javascript: ${count} read`);
}
