// Opens every view of a catalogue as people do: by links, by search, by deep links and by keyboard alone.
//
//   node pages.mjs SITE [SCREENSHOTS]
//
// Fails with a line for each thing that is wrong.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { go, open, shown } from "./browser.mjs";

const [site, screenshots] = process.argv.slice(2);
const address = pathToFileURL(join(resolve(site), "index.html")).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const index = view("index");
let checks = 0;

function view(name) {
  let found;
  const counterpart = { put: (_, text) => { found = JSON.parse(text); } };
  new Function("counterpart", readFileSync(join(site, "data", `${name}.js`), "utf8"))(counterpart);
  return found;
}

const encoded = (text) => encodeURIComponent(text);
const views = ["#/", "#/network", "#/events", "#/services", "#/findings", "#/nothing/here", "#/search/e"]
  .concat(index.environments ? ["#/environments"] : [], index.history ? ["#/history"] : [], index.letters ? ["#/letters"] : [])
  .concat(index.events.slice(0, 12).flatMap((one) => [`#/event/${encoded(one.name)}`, `#/network/event/${encoded(one.name)}`]))
  .concat(index.services.slice(0, 12).flatMap((one) => [`#/service/${encoded(one.name)}`, `#/network/service/${encoded(one.name)}`]))
  .concat(index.owners.slice(0, 6).map((one) => `#/owner/${encoded(one)}`))
  .concat(view("network").groupings.flatMap((one) => [`#/network/${one.by}`].concat(one.groups.slice(0, 4).map((group) => `#/network/${one.by}/${encoded(group.name)}`))));

async function audit(page, hash, theme) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
  const said = result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(said, [], `axe at ${hash} in ${theme}`);
  checks += 1;
}

// Every view, in both themes: a heading, no complaint, nothing from elsewhere, no violation.
for (const theme of ["light", "dark"]) {
  const browser = await open({ theme });
  const { page, complaints, requests } = browser;
  await page.goto(address);
  await shown(page, "");
  for (const hash of views) {
    await go(page, hash);
    const heading = await page.locator("main h1").innerText();
    assert.ok(heading.trim(), hash);
    assert.ok(hash === "#/nothing/here" || !["Not found", "This page cannot be shown"].includes(heading), `${hash}: ${heading}`);
    for (const fold of await page.locator("main details:not([open]) > summary").all()) if (await fold.isVisible()) await fold.click();
    await audit(page, hash, theme);
  }
  assert.deepEqual(complaints, [], `complaints in ${theme}`);
  assert.deepEqual(requests.filter((url) => !url.startsWith("file:")), [], "requests to elsewhere");
  await browser.close();
}

const browser = await open();
const { page, complaints } = browser;

// A deep link opens its page by itself, and the way back leads back.
const event = index.events.findLast((one) => one.producers.length > 0) || index.events[0];
const path = event ? `#/event/${encoded(event.name)}` : "#/network";
await page.goto("about:blank");
await page.goto(address + path);
await shown(page, path);
const named = await page.locator("main h1").innerText();
if (event && /^[ -~]+$/.test(event.name)) assert.equal(named, event.name);

// Clicks: from an event to a service, to the network, and back.
if (event && event.producers.length) {
  await page.locator("main .flow a.service").first().click();
  await page.waitForFunction(() => location.hash.startsWith("#/service/"));
  await page.goBack();
  await shown(page, path);
}
if (event) {
  await page.getByRole("link", { name: "Show in the network" }).click();
  await page.waitForFunction(() => location.hash.startsWith("#/network/event/"));
  await page.locator("svg.network.lit").waitFor();
  assert.ok((await page.locator("svg .node.on").count()) >= 1);
  const before = await page.locator("svg.network").getAttribute("viewBox");
  await page.getByRole("button", { name: "Zoom in" }).click();
  assert.notEqual(await page.locator("svg.network").getAttribute("viewBox"), before, "zooming changes the picture");
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.locator("input.filter").fill("no such name at all");
  assert.equal(await page.locator("svg .node:not(.off)").count(), 0);
  await page.locator("input.filter").fill("");
}
if (await page.locator("input.only-broken").count()) {
  const all = await page.locator("svg .node.broken").count();
  await page.locator("input.only-broken").check();
  const some = await page.locator("svg .node:not(.off)").count();
  assert.ok(some > 0 && some === all, `${some} nodes are shown, and ${all} are touched by a break`);
}

// Search by the keyboard alone, from anywhere: "/" and a name, arrow down, Enter.
await go(page, "#/");
await page.keyboard.press("/");
assert.equal(await page.evaluate(() => document.activeElement.id), "search");
const last = index.services[index.services.length - 1];
if (last) {
  await page.keyboard.insertText(last.name);
  await page.locator("#found a").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForFunction((hash) => location.hash === hash, `#/service/${encoded(last.name)}`);
  await shown(page, `#/service/${encoded(last.name)}`);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1", "the new page has the focus");
}

// Fields and owners are found too.
const fields = view("search").fields;
for (const text of [fields[0] && fields[0][0], index.owners[0]].filter((text) => text && /^[ -~]+$/.test(text))) {
  await page.locator("#search").fill(text);
  await page.locator("#found a").first().waitFor();
  assert.ok((await page.locator("#found").innerText()).includes(text), text);
  await page.locator("#search").press("Escape");
  assert.ok(await page.locator(".results").isHidden());
}

// The first Tab reaches the skip button; Tab and Enter alone lead to every view in the bar.
await page.goto("about:blank");
await page.goto(address);
await shown(page, "");
await page.keyboard.press("Tab");
assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
const links = await page.locator(".top nav a").count();
for (let at = 0; at < links; at += 1) {
  const href = await page.locator(".top nav a").nth(at).getAttribute("href");
  await page.evaluate(() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); });
  await page.locator(".brand").focus();
  for (let tabs = 0; tabs < 40; tabs += 1) {
    if ((await page.evaluate(() => document.activeElement.getAttribute("href"))) === href && (await page.evaluate(() => Boolean(document.activeElement.closest("nav"))))) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.waitForFunction((href) => (location.hash || "#/") === href, href);
  await page.waitForFunction((href) => document.querySelector('.top nav a[aria-current="page"]')?.getAttribute("href") === href, href);
}

// The theme is a choice of the reader, and stays.
const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
const first = await theme();
await page.locator("button.theme").click();
assert.notEqual(await theme(), first);
const second = await theme();
await page.reload();
await page.locator("main h1").waitFor();
assert.equal(await theme(), second);
await page.locator("button.theme").click();

// On paper: no controls, everything unfolded.
await go(page, path);
await page.emulateMedia({ media: "print" });
await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
assert.ok(await page.locator(".search").isHidden());
assert.equal(await page.locator("details:not([open])").count(), 0);
const paper = await page.pdf({ format: "A4" });
assert.ok(paper.length > 1000);
await page.emulateMedia({ media: "screen" });

assert.deepEqual(complaints, []);
await browser.close();

if (screenshots) {
  mkdirSync(screenshots, { recursive: true });
  const shots = [["overview", "#/"], ["event", `#/event/${encoded(index.events.find((one) => one.broken)?.name || event.name)}`], ["environments", "#/environments"]];
  for (const theme of ["light", "dark"]) {
    const browser = await open({ theme });
    await browser.page.goto(address);
    for (const [name, hash] of shots) {
      if (theme === "dark" && name !== "overview") continue;
      await go(browser.page, hash);
      await browser.page.evaluate(() => document.activeElement.blur());
      await browser.page.screenshot({ path: join(screenshots, `catalogue-${name}${theme === "dark" ? "-dark" : ""}.png`) });
    }
    await browser.close();
  }
}
process.stdout.write(`${views.length} views in two themes, ${checks} audits, no complaint\n`);
