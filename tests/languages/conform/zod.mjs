import * as z from "zod";

// Or: import { UserRegistered } from "./events.mjs";
const UserRegistered = z.object({ user_id: z.int(), email: z.email() });

const read = async (line) => UserRegistered.parseAsync(JSON.parse(line));
let rest = "";
for await (const part of process.stdin.setEncoding("utf8")) {
  const lines = (rest + part).split("\n"); // not `readline`, which splits at U+2028, too
  rest = lines.pop();
  for (const line of lines) console.log(await read(line).then(() => "ok", (error) => JSON.stringify(String(error))));
}
