// A large network, and what its pages cost.
//
//   node scale.mjs contracts DIR          writes contract files: 1,000 services, 2,000 events, 20,000 contracts
//   node scale.mjs cost DIR PROGRAM       makes sites of them without probed fields, and fails if one takes more than
//                                         2.2 times the processor time of judging all pairs
//   node scale.mjs measure SITE           opens the site, and fails above the bounds
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [task, place, program] = process.argv.slice(2);
const SERVICES = Number(process.env.SERVICES || 1000);
const OWNERS = 40;
const MOST = 2.2;

function contracts(folder) {
  let seed = 7;
  const next = (below) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 8) % below; };
  const words = ["account", "order", "invoice", "parcel", "payment", "stock", "ticket", "user", "device", "report", "route", "price"];
  const service = (at) => `${words[at % words.length]}-service-${at}`;
  const event = (at) => `${words[at % words.length]}.changed.${at}`;
  const field = (at, optional) => ({ type: ["string", "integer", "boolean", "number"][at % 4], description: `Field ${at} of the message.`, ...(optional ? {} : {}) });
  const write = (who, role, what, header, schema) => {
    const path = join(folder, who, role);
    mkdirSync(path, { recursive: true });
    const text = { $schema: "https://json-schema.org/draft/2020-12/schema", "x-contract": { format: 1, role, service: who, event: what, ...header, imported: ["made.json"], assumes: ["unique-keys"] }, ...schema };
    writeFileSync(join(path, `${what}.json`), JSON.stringify(text, null, 2) + "\n");
  };
  const fields = [];
  for (let at = 0; at < SERVICES * 2; at += 1) {
    const properties = {};
    const required = [];
    for (let f = 0; f < 10; f += 1) { properties[`field_${f}`] = field(at + f); if ((at + f) % 5) required.push(`field_${f}`); }
    fields.push([properties, required]);
    write(service(at % SERVICES), "emits", event(at), { owner: `team-${(at % SERVICES) % OWNERS}` }, { type: "object", description: "Something has changed.", properties, required, additionalProperties: false });
  }
  for (let at = 0; at < SERVICES; at += 1) {
    const read = new Set();
    while (read.size < 20) read.add(next(SERVICES * 2));
    for (const what of read) {
      const [all, required] = fields[what];
      const properties = {};
      for (let f = 0; f < 5; f += 1) { const name = `field_${next(10)}`; properties[name] = all[name]; }
      // One contract in a hundred needs what its producer may leave out.
      const wants = Object.keys(properties).filter((name) => required.includes(name) || next(100) === 0);
      write(service(at), "consumes", event(what), { owner: `team-${at % OWNERS}` }, { type: "object", properties, required: wants });
    }
  }
}

// The processor time, of the program and of the system for it, and the time on the clock, in seconds.
function timed(command, exits) {
  const { status, stderr } = spawnSync("bash", ["-c", `TIMEFORMAT='%U %S %R'; time "$@" >/dev/null 2>&1`, "bash", ...command], { encoding: "utf8" });
  assert.ok(exits.includes(status), `${command.join(" ")} ends with ${status}`);
  const [user, system, clock] = stderr.trim().split(" ").map(Number);
  return { processor: user + system, clock };
}

// Both in turn, five times. Each site gets a new folder, and all are removed in the end: a file system is slow to make
// files just after others were removed.
function cost(contracts, program) {
  const sites = mkdtempSync(join(tmpdir(), "catalogue-cost-"));
  const times = { judging: [], site: [] };
  for (let turn = 0; turn < 5; turn += 1) {
    times.judging.push(timed([program, "counterpart", "verify", "--no-build", "--contracts", contracts], [0, 100]));
    times.site.push(timed([program, "counterpart", "catalogue", "--fields", "0", "--contracts", contracts, "--out", join(sites, String(turn))], [0]));
  }
  rmSync(sites, { recursive: true });
  const least = (all, of) => Math.min(...all.map((one) => one[of]));
  for (const [name, all] of Object.entries(times)) console.log(`${name}: ${least(all, "processor").toFixed(2)} s of processor time, ${least(all, "clock").toFixed(2)} s on the clock, the least of five`);
  const ratio = least(times.site, "processor") / least(times.judging, "processor");
  console.log(`ratio: ${ratio.toFixed(2)} (at most ${MOST})`);
  assert.ok(ratio <= MOST);
}

// The memory of all processes of the browser that belong to a page, in bytes.
async function memory(context, page) {
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await (await session.send("Performance.enable"), session.send("Performance.getMetrics"));
  const heap = metrics.find((one) => one.name === "JSHeapUsedSize").value;
  const system = await context.browser()?.newBrowserCDPSession?.().catch(() => null);
  let resident = null;
  if (system) {
    const { processInfo } = await system.send("SystemInfo.getProcessInfo");
    const { readFileSync } = await import("node:fs");
    resident = Math.max(...processInfo.filter((one) => one.type === "renderer").map((one) => {
      const line = readFileSync(`/proc/${one.id}/status`, "utf8").match(/VmRSS:\s+(\d+)/);
      return line ? Number(line[1]) * 1024 : 0;
    }));
  }
  return { heap, resident };
}

async function measure(site) {
  const { go, open, shown } = await import("./browser.mjs");
  const browser = await open();
  const { page, context, complaints } = browser;
  const address = pathToFileURL(join(resolve(site), "index.html")).href;
  const said = [];
  const bound = (name, value, most, unit) => {
    said.push(`${name}: ${Math.round(value)} ${unit} (at most ${most})`);
    assert.ok(value <= most, said[said.length - 1]);
  };
  const times = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await page.goto("about:blank");
    const begin = Date.now();
    await page.goto(address);
    await shown(page, "");
    await page.locator("svg.network").waitFor();
    times.push(Date.now() - begin);
  }
  bound("first view, the slowest of three", Math.max(...times), 2000, "ms");
  const searches = await page.evaluate(async () => {
    await counterpart.search("load the names of fields first");
    const times = [];
    for (const text of ["a", "order", "field_7", "team-3", "order.changed.13", "service-999", "nothing has this name"]) {
      const begin = performance.now();
      await counterpart.search(text);
      times.push(performance.now() - begin);
    }
    return times;
  });
  bound("search, the slowest of seven", Math.max(...searches), 100, "ms");
  // As a person has it: from a key to the list.
  await page.locator("#search").fill("order.changed.1");
  const typed = await page.evaluate(async () => {
    const field = document.getElementById("search");
    const begin = performance.now();
    field.value = "order.changed.13";
    field.dispatchEvent(new Event("input"));
    await new Promise((resolve) => { const look = () => (document.querySelector("#found a .name")?.textContent === "order.changed.13" ? resolve() : setTimeout(look, 1)); look(); });
    return performance.now() - begin;
  });
  bound("from a key to the results", typed, 100, "ms");
  for (const hash of ["#/network", "#/events", "#/services", "#/findings", "#/event/order.changed.13", "#/service/order-service-13", "#/network/event/order.changed.13", "#/network/owner"]) {
    const begin = Date.now();
    await go(page, hash);
    bound(hash, Date.now() - begin, 2000, "ms");
    const { heap, resident } = await memory(context, page);
    if (resident !== null) bound(`${hash}, resident`, resident / 1e6, 500, "MB");
    else bound(`${hash}, heap`, heap / 1e6, 500, "MB");
  }
  assert.deepEqual(complaints, []);
  await browser.close();
  process.stdout.write(said.join("\n") + "\n");
}

if (task === "contracts") contracts(place);
else if (task === "cost") cost(place, resolve(program));
else if (task === "measure") await measure(place);
else throw new Error("write `contracts DIR`, `cost DIR PROGRAM` or `measure SITE`");
