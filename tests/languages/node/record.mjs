// What a recorder writes: the cases of one library as JSON, on standard output.
//
// A type is given as a function, so that its source text is the recorder's own. The library is asked about each message;
// nothing here decides what it reads or writes.
import { readFileSync } from "node:fs";

// A moment without an offset is one of the machine's time zone in JavaScript.
process.env.TZ = "UTC";

// The same value with the keys of its objects in order, which makes two texts of one value equal.
export function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  // Not an ordinary object: JavaScript would move keys that look like integers to the front.
  return Object.keys(value)
    .sort()
    .map((key) => [key, sorted(value[key])])
    .reduce((all, [key, one]) => {
      Object.defineProperty(all, key, { value: one, enumerable: true });
      return all;
    }, {});
}

// The source of the function `() => type`, without the arrow and without the indentation of the recorder.
function source(type) {
  const text = type.toString().replace(/^\(\)\s*=>\s*/, "");
  const indents = text
    .split("\n")
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => line.match(/^ */)[0].length);
  const least = Math.min(...indents, 1000);
  return text
    .split("\n")
    .map((line, at) => (at === 0 ? line : line.slice(least)))
    .join("\n");
}

function versions(packages) {
  return Object.fromEntries(
    packages.map((name) => {
      const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
      return [name, JSON.parse(readFileSync(file, "utf8")).version];
    }),
  );
}

// Collects the cases of `library`. `emits` and `consumes` say how the library is asked in that role:
//   call            the text of the call that makes the schema
//   schema(type)    what that call returns
//   write(type, v)  the text that the library writes for a value
//   value(type, v)  the value of the type for what JSON.parse made of a message, where these are not the same
//   checked         true if what was written can be given to the library to write, and comes back unchanged: that no
//                   value is written as some text is then checked too
//   read(type, v)   throws where the library refuses the value that JSON.parse made of a message
// and `refusals` names the classes of errors by which it refuses a value; any other error ends the recorder.
export function recorder(library, packages, refusals, { emits, consumes }) {
  // Answers with `ask()`, or with nothing where the library refuses the value, or JSON.parse the text.
  const unlessRefused = (ask) => {
    try {
      return ask();
    } catch (error) {
      if (error instanceof SyntaxError || refusals.includes(error.constructor.name)) return undefined;
      throw error;
    }
  };
  const cases = [];
  const names = new Set();

  const add = (role, entry) => {
    const name = `${role} ${entry.name}`;
    if (names.has(name)) throw new Error(`two cases are called ${name}`);
    names.add(name);
    cases.push({ role, ...entry });
  };

  const valueOf = (asked, made, text) => (asked.value ?? ((_, parsed) => parsed))(made, JSON.parse(text));
  const same = (text) => JSON.stringify(sorted(JSON.parse(text)));

  const api = {
    // Options: `with` replaces parts of `emits` for this case alone.
    emits(name, about, type, values, never = [], options = {}) {
      const asked = { ...emits, ...options.with };
      const made = type();
      const writes = values.map((value) => {
        const text = asked.write(made, value);
        if (typeof text !== "string") throw new Error(`${name}: no text is written for ${String(value)}`);
        return text;
      });
      for (const text of never) {
        if (writes.some((one) => same(one) === same(text))) throw new Error(`${name}: ${text} is written`);
        if (!asked.checked) continue;
        const again = unlessRefused(() => asked.write(made, valueOf(asked, made, text)));
        if (again !== undefined && same(again) === same(text)) throw new Error(`${name}: ${text} can be written`);
      }
      add("emits", { name, about, source: source(type), call: asked.call, schema: asked.schema(made), writes, never });
    },

    consumes(name, about, type, messages, options = {}) {
      const asked = { ...consumes, ...options.with };
      const made = type();
      const reads = [];
      const refuses = [];
      for (const text of new Set(messages)) {
        const read = unlessRefused(() => {
          asked.read(made, JSON.parse(text));
          return true;
        });
        (read ? reads : refuses).push(text);
      }
      add("consumes", { name, about, source: source(type), call: asked.call, schema: asked.schema(made), reads, refuses });
    },

    // A type in both roles, with the same messages. What the library reads, it is given to write; a message that is not
    // among what was written then is never written, for what was written comes back unchanged. `options`
    // replaces parts of `emits` and of `consumes` for this case alone.
    both(name, about, type, messages, options = {}) {
      const asked = { ...emits, ...options.emits };
      const made = type();
      const values = new Map();
      for (const text of messages) {
        unlessRefused(() => {
          const value = valueOf(asked, made, text);
          const written = asked.write(made, value);
          if (!values.has(written)) values.set(written, value);
        });
      }
      const written = new Set([...values.keys()].map(same));
      const never = messages.filter((text) => {
        // A number beyond a double is not to be told from null here.
        return !text.includes("e400") && unlessRefused(() => !written.has(same(text)));
      });
      api.emits(name, about, type, [...values.values()], [...new Set(never)], { with: options.emits });
      api.consumes(name, about, type, messages, { with: options.consumes });
    },

    finish() {
      const all = { library, versions: versions(packages), cases };
      const text = JSON.stringify(sorted(all), null, 2);
      // Only ASCII, so that texts which look alike can be told apart.
      process.stdout.write(text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`) + "\n");
    },
  };
  return api;
}
