// Reads one pair of expressions a line, with texts and our answers, and prints each contradiction.

const UNFAMILIAR = /[^\0-\u017f\u0600-\u06ff\u2000-\u206f\u{1f600}-\u{1f64f}]/u;

// As ECMA-262 says: one code point after the other. V8's own search also tries places within surrogate pairs, and finds `\B` there.
function matchesSomewhere(expression, text) {
  for (let at = 0; at <= text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) {
    expression.lastIndex = at;
    if (expression.test(text)) {
      return true;
    }
  }
  return false;
}

let judged = 0;

function judge(line) {
  const { pair, patterns, contained, ours, texts } = JSON.parse(line);
  judged += 1;
  const contradiction = (what) => console.log(`pair ${pair}, ${patterns.map((p) => JSON.stringify(p)).join(" in ")}: ${what}`);
  let expressions;
  try {
    expressions = patterns.map((pattern) => new RegExp(pattern, "uy"));
  } catch (error) {
    contradiction(error.message);
    return;
  }
  // Tables of Unicode are of different versions: with properties, only texts of old and well-known letters are compared.
  const hasProperty = patterns.some((pattern) => /\\p/i.test(pattern));
  texts.forEach((text, at) => {
    if (hasProperty && UNFAMILIAR.test(text)) {
      return;
    }
    const matches = expressions.map((expression) => matchesSomewhere(expression, text));
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
// `node:readline` would end lines at other characters too.
let rest = "";
process.stdin.setEncoding("utf8");
for await (const chunk of process.stdin) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  lines.forEach(judge);
}
console.log(`judged ${judged} pairs`);
