import * as v from "valibot";

// Or: import { UserRegistered } from "./events.mjs";
const UserRegistered = v.object({ user_id: v.pipe(v.number(), v.integer()), email: v.pipe(v.string(), v.email()) });

const read = async (line) => v.parseAsync(UserRegistered, JSON.parse(line));
let rest = "";
for await (const part of process.stdin.setEncoding("utf8")) {
  const lines = (rest + part).split("\n"); // not `readline`, which splits at U+2028, too
  rest = lines.pop();
  for (const line of lines) console.log(await read(line).then(() => "ok", (error) => JSON.stringify(String(error))));
}
