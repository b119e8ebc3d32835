import { Schema } from "effect";

// Or: import { UserRegistered } from "./events.mjs";
const UserRegistered = Schema.Struct({ user_id: Schema.Int, email: Schema.String });

const read = async (line) => Schema.decodeUnknownPromise(Schema.toCodecJson(UserRegistered))(JSON.parse(line));
let rest = "";
for await (const part of process.stdin.setEncoding("utf8")) {
  const lines = (rest + part).split("\n"); // not `readline`, which splits at U+2028, too
  rest = lines.pop();
  for (const line of lines) console.log(await read(line).then(() => "ok", (error) => JSON.stringify(String(error))));
}
