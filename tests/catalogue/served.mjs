// Opens a served catalogue, and waits until its page shows a change of the store by itself.
//
//   node served.mjs ADDRESS
//
// Says "open" when the page is shown. Then somebody changes the store. Says "followed" when the page shows another text.
import assert from "node:assert/strict";
import { open, shown } from "./browser.mjs";

const [address] = process.argv.slice(2);
const hash = "#/environments";
const { page, complaints, requests, close } = await open({ offline: false });
await page.goto(address + hash);
await shown(page, hash);
// The page knows its revision after the first look.
await page.waitForResponse((response) => response.url().includes("/data/revision.js"));
const before = await page.locator("main").innerText();
process.stdout.write("open\n");
await page.waitForFunction((before) => {
  const main = document.querySelector("main");
  return main && main.dataset.shown === "#/environments" && main.innerText !== before;
}, before, { timeout: 60000 });
assert.equal(new URL(page.url()).hash, hash, "the reader stays at the page");
assert.deepEqual(requests.filter((url) => !url.startsWith(address)), [], "requests to elsewhere");
assert.deepEqual(complaints, []);
await close();
process.stdout.write("followed\n");
