// Reads AsyncAPI documents with the official parser, and compares what it returns with what the documents say:
//
//   node kept.mjs FILE…
//
// Fails for a document with an error, and for a message whose payload or headers lost or changed anything. The schemas of the
// documents are resolved here a second time, without the parser: a `$ref` is its target, and everything else stays.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const parser = new Parser();
let failed = false;
let kept = 0;

function complain(text) {
  console.error(text);
  failed = true;
}

function find(document, pointer) {
  const steps = decodeURIComponent(pointer).split("/").slice(1);
  return steps.reduce((value, step) => value?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

function resolved(document, value) {
  for (let left = 64; left > 0 && typeof value?.$ref === "string"; left -= 1) {
    value = find(document, value.$ref.slice(1));
  }
  return value;
}

// The first place where the parser's value is not the document's. Schemas may refer to themselves.
function difference(document, written, parsed, at = "", seen = new Map()) {
  // The parser drops what is beside a reference.
  if (typeof written?.$ref === "string" && Object.keys(written).length > 1) return `${at}/$ref`;
  written = resolved(document, written);
  if (typeof written !== "object" || written === null) {
    return Object.is(written, parsed) ? undefined : at;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(written) !== Array.isArray(parsed)) return at;
  if (seen.get(written)?.has(parsed)) return undefined;
  seen.set(written, (seen.get(written) ?? new Set()).add(parsed));
  for (const key of Object.keys(written)) {
    if (!(key in parsed)) return `${at}/${key}`;
    const below = difference(document, written[key], parsed[key], `${at}/${key}`, seen);
    if (below !== undefined) return below;
  }
  const added = Object.keys(parsed).find((key) => !(key in written) && !key.startsWith("x-parser-"));
  return added === undefined ? undefined : `${at}/${added}`;
}

// The number of keywords below a schema, as it is written.
function keywords(document, written, seen = new Set()) {
  written = resolved(document, written);
  if (typeof written !== "object" || written === null || seen.has(written)) return 0;
  seen.add(written);
  const below = Object.values(written).map((value) => keywords(document, value, seen));
  return below.reduce((sum, one) => sum + one, Array.isArray(written) ? 0 : Object.keys(written).length);
}

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const written = JSON.parse(text);
  const { document, diagnostics } = await parser.parse(text);
  for (const { severity, code, path, message } of diagnostics) {
    if (severity === 0) complain(`${file}: ${code} at ${path.join("/")}: ${message}`);
  }
  if (document === undefined) {
    complain(`${file}: the parser returns no document`);
    continue;
  }
  const parsed = document.json();
  const messages = Object.entries(written.components.messages);
  const operations = document.operations().all();
  if (operations.length !== Object.keys(written.operations).length || operations.some((one) => one.messages().all().length !== 1)) {
    complain(`${file}: the parser finds ${operations.length} operations`);
  }
  let count = 0;
  for (const [key, message] of messages) {
    for (const part of ["payload", "headers"].filter((part) => part in message)) {
      const at = difference(written, message[part], parsed.components.messages[key][part]);
      if (at !== undefined) complain(`${file}: ${part} of ${key} is not what was written, at ${at}`);
      count += keywords(written, message[part]);
    }
  }
  if (messages.length === 0 || count === 0) complain(`${file}: nothing was compared`);
  kept += count;
  console.log(`${file}: ${messages.length} messages, ${count} keywords`);
}
if (kept === 0) complain("no document was compared");
process.exit(failed ? 1 : 0);
