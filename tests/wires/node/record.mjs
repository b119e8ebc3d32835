// Writes a library's record; `tests/wires/README.md` describes it.

import { readFileSync, writeFileSync } from "node:fs";

/** The folder `tests/wires`, and the one for the record. */
export const wires = process.env.WIRES;
const out = process.argv[2];

export const version = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

/** The cases of a file of `tests/wires`, as `proto/near.jsonl`. */
export const lines = (file) =>
  readFileSync(`${wires}/${file}`, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** What one library writes and reads. Options other than "default" are recorded only where they differ from it. */
export class Record {
  #head;
  #cases = [];
  #default = new Map();

  /** `options` are arrays of name, role and call. */
  constructor(library, version, options) {
    this.library = library;
    this.#head = { library, version, options: options.map(([name, role, call]) => ({ name, role, call })) };
  }

  #add({ id, field, message }, role, options, ok, text, again) {
    const row = { id, field, message, role, options, ok, text, again };
    const answer = JSON.stringify([ok, text, again]);
    const key = `${role} ${id}`;
    if (options === "default") this.#default.set(key, answer);
    else if (this.#default.get(key) === answer) return;
    this.#cases.push(row);
  }

  /** Records what `write()` gives, or that it throws. */
  writes(of, options, write) {
    let text;
    try {
      text = write();
    } catch {
      // Refused.
    }
    if (typeof text === "string") this.#add(of, "writes", options, true, text);
    else this.#add(of, "writes", options, false);
  }

  /** Records whether `read()` throws, and what `write` makes of what it gives. */
  reads(of, options, read, write) {
    let message;
    try {
      message = read();
    } catch {
      return this.#add(of, "reads", options, false, of.text);
    }
    let again;
    try {
      again = write(message);
    } catch {
      // Read, but not written.
    }
    this.#add(of, "reads", options, true, of.text, again);
  }

  /** Writes the record, one case a line. */
  save() {
    const compact = (value) => JSON.stringify(value).replace(/[^\P{C} ]|[\p{Z}](?<! )/gu, escaped);
    const head = Object.entries(this.#head).map(([key, value]) => `${JSON.stringify(key)}:${compact(value)}`);
    writeFileSync(`${out}/${this.library}.json`, `{${head.join(",\n")},\n"cases":[\n${this.#cases.map(compact).join(",\n")}\n]}\n`);
  }
}

const escaped = (letter) => [...letter].map((one) => (one.codePointAt(0) < 0x20 ? one : [...Array(one.length).keys()].map((at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""))).join("");
