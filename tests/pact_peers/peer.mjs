// pact-js, as a consumer and as a provider of the events of the examples.

import { readFileSync, mkdirSync } from "node:fs";
import pact from "@pact-foundation/pact";

const { MessageConsumerPact, MessageProviderPact, Matchers, PactV4, MatchersV3, Verifier, providerWithMetadata, synchronousBodyHandler } = pact;

function providers(path, good) {
  const file = JSON.parse(readFileSync(path));
  const sent = {};
  for (const interaction of file.interactions ?? file.messages) {
    const contents = { ...(interaction.contents.content ?? interaction.contents) };
    if (!good) contents.user_id = "seven";
    sent[interaction.description] = providerWithMetadata(async () => contents, { contentType: "application/json" });
  }
  return sent;
}

async function verify(path, kind) {
  await new MessageProviderPact({
    messageProviders: providers(path, kind === "good"),
    provider: "user-service",
    pactUrls: [path],
    logLevel: "error",
  }).verify();
}

async function write(folder, spec, kind) {
  mkdirSync(folder, { recursive: true });
  const good = kind === "good";
  if (spec === "v3") {
    const body = { user_id: Matchers.integer(7), email: good ? Matchers.like("ada@example.com") : Matchers.integer(5) };
    await new MessageConsumerPact({ consumer: "js-consumer", provider: "user-service", dir: folder, logLevel: "error" })
      .expectsToReceive("a user.registered event")
      .withContent(body)
      .withMetadata({ contentType: "application/json" })
      .verify(synchronousBodyHandler(() => undefined));
  } else {
    const email = good ? MatchersV3.string("ada@example.com") : MatchersV3.integer(5);
    await new PactV4({ consumer: "js-consumer", provider: "user-service", dir: folder, logLevel: "error" })
      .addAsynchronousInteraction()
      .expectsToReceive("a user.registered event", (builder) => {
        builder.withJSONContent({ user_id: MatchersV3.integer(7), email, plan: MatchersV3.regex(/free|pro|enterprise/, "pro") });
      })
      .executeTest(async () => undefined);
  }
}

async function ask(path, port) {
  await new Verifier({
    provider: "user-service",
    providerBaseUrl: "http://127.0.0.1:1",
    pactUrls: [path],
    transports: [{ protocol: "message", port: Number(port), path: "/" }],
    logLevel: "error",
  }).verifyProvider();
}

const [, , command, ...rest] = process.argv;
await { verify, write, ask }[command](...rest);
process.exit(0);
