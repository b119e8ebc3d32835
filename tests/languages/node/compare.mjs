// Says by case where two records of a library differ: `node compare.mjs RECORDED SEEN`.
import { existsSync, readFileSync } from "node:fs";

const [recordedFile, seenFile] = process.argv.slice(2);
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { cases: [] });
const [recorded, seen] = [read(recordedFile), read(seenFile)];
const named = (record) => new Map(record.cases.map((one) => [`${one.name} (${one.role})`, one]));
const [before, after] = [named(recorded), named(seen)];
const text = (value) => JSON.stringify(value);

const versions = [text(recorded.versions), text(seen.versions)];
console.log(`${seen.library}: differs from the record`);
if (versions[0] !== versions[1]) console.log(`  versions\n    - ${versions[0]}\n    + ${versions[1]}`);

for (const name of new Set([...before.keys(), ...after.keys()])) {
  const [old, now] = [before.get(name), after.get(name)];
  if (old === undefined) console.log(`  ${name}: not recorded`);
  else if (now === undefined) console.log(`  ${name}: recorded, and there no longer`);
  else {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      if (text(old[key]) === text(now[key])) continue;
      console.log(`  ${name}: ${key}`);
      // Of lists, only the items that are not in both.
      const lists = Array.isArray(old[key]) && Array.isArray(now[key]);
      const [gone, come] = lists
        ? [old[key].filter((one) => !now[key].includes(one)), now[key].filter((one) => !old[key].includes(one))]
        : [[old[key]], [now[key]]];
      for (const one of gone) console.log(`    - ${lists ? one : text(one)}`);
      for (const one of come) console.log(`    + ${lists ? one : text(one)}`);
      if (gone.length + come.length === 0) console.log("    (the same in another order)");
    }
  }
}
