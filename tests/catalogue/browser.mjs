// Chromium with the network off, in a new profile, and everything that a page complains about.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export async function open({ offline = true, theme = "light", size = { width: 1280, height: 860 } } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "catalogue-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
    viewport: size,
    colorScheme: theme,
    offline,
  });
  const page = context.pages()[0] || (await context.newPage());
  const complaints = [];
  const requests = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`); });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  page.on("request", (request) => requests.push(request.url()));
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.addInitScript(() => { window.evil = () => { console.error("text of others has run"); return true; }; });
  return {
    page, context, complaints, requests,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

// Goes to a place of the catalogue, and waits until it is shown.
export async function go(page, hash) {
  await page.evaluate((hash) => { location.hash = hash; }, hash);
  await shown(page, hash);
}

export async function shown(page, hash) {
  await page.waitForFunction((hash) => document.querySelector("main") && document.querySelector("main").dataset.shown === hash, hash, { timeout: 20000 });
}
