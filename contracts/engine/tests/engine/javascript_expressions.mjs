// Reads one pair of expressions a line, with texts and our answers, and prints each contradiction.

import { createInterface } from "node:readline";

let judged = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { pair, patterns, contained, ours, texts } = JSON.parse(line);
  judged += 1;
  const contradiction = (what) => console.log(`pair ${pair}, ${patterns.map((p) => JSON.stringify(p)).join(" in ")}: ${what}`);
  let expressions;
  try {
    expressions = patterns.map((pattern) => new RegExp(pattern, "u"));
  } catch (error) {
    contradiction(error.message);
    continue;
  }
  // Letters that are newer than V8's tables of Unicode.
  const isNewer = (text) => patterns.some((pattern) => /\\p/i.test(pattern)) && /\p{Cn}/u.test(text);
  texts.forEach((text, at) => {
    if (isNewer(text)) {
      return;
    }
    const matches = expressions.map((expression) => expression.test(text));
    matches.forEach((match, side) => {
      if (ours[side][at] !== null && ours[side][at] !== match) {
        contradiction(`no. ${side + 1} on ${JSON.stringify(text)}: V8 says ${match}`);
      }
    });
    if (contained && matches[0] && !matches[1]) {
      contradiction(`not contained: ${JSON.stringify(text)}`);
    }
  });
}
console.log(`judged ${judged} pairs`);
