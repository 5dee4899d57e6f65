/**
 * A page in Chromium to be tested: opened, watched, filled, and looked at with the eyes of assistive technology.
 *
 * @module
 */

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before } from "node:test";

import { chromium } from "playwright-core";

import { bytesOf, pathOf } from "./support.mjs";

export const SITE = process.env.WENHENG_URL || "http://127.0.0.1:8017";
export const SHOTS = process.env.WENHENG_SHOTS || pathOf("target/shots");
const AXE = await bytesOf("tests/node_modules/axe-core/axe.min.js");

/** Long enough for a slow machine, short enough for a person who waits for a failure. */
const PATIENCE = 20_000;

/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {string[]} every address that any page or worker asked for */
export const requests = [];
/** @type {string[]} what the pages complained of on the console, policy violations among it */
export const complaints = [];
/** @type {import("playwright-core").BrowserContext[]} */
export const contexts = [];

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
});

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  assert.deepEqual(complaints.splice(0), []);
});

after(() => browser.close());

/**
 * A page of its own, watched.
 *
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @param {(page: import("playwright-core").Page) => unknown} [prepare] what is done to it before it is opened
 */
export async function visit(options = {}, prepare) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", ...options });
  contexts.push(context);
  context.setDefaultTimeout(PATIENCE);
  context.on("request", (request) => requests.push(request.url()));
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  if (prepare) await prepare(page);
  await page.goto(`${SITE}/`);
  return page;
}

/** @typedef {import("playwright-core").Page} Page */

/** @param {Page} page @param {string} state */
export const reaches = (page, state) => page.locator(`html[data-state="${state}"]`).waitFor({ state: "attached" });

/** A page with the sample read. @param {import("playwright-core").BrowserContextOptions} [options] */
export async function sample(options) {
  const page = await visit(options);
  await page.locator("#sample").click();
  await reaches(page, "ready");
  await isComplete(page);
  return page;
}

/** Waits for the rest, which is drawn after what one sees first. @param {Page} page */
export const isComplete = (page) => page.locator('html[data-rest="done"]').waitFor({ state: "attached" });

/** @typedef {{ name: string, text?: string, repeat?: number, bytes?: number[] }} Dropped */

/** Drops a file on the page, made there: `text` as often as `repeat` says, or `bytes`. @param {Page} page @param {Dropped} file */
export async function drop(page, file) {
  const dataTransfer = await page.evaluateHandle(({ name, text = "", repeat = 1, bytes }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes ? new Uint8Array(bytes) : text.repeat(repeat)], name, { type: "text/plain" }));
    return transfer;
  }, file);
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("body", type, { dataTransfer });
}

/** Waits until an element that matches flashes inside the window, and is there to be read. @param {Page} page @param {string} selector */
export const flashes = (page, selector) => page.waitForFunction((selector) =>
  [...document.querySelectorAll(selector)].some((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return element.classList.contains("flash") && top >= 0 && bottom <= window.innerHeight;
  }), selector, { polling: 20, timeout: 5000 });

/** The ids of the first, a middle and the last match. @param {Page} page @param {string} selector @param {string} attribute */
export async function some(page, selector, attribute) {
  const ids = await page.locator(selector).evaluateAll((all, name) => all.map((one) => one.getAttribute(name)), attribute);
  assert.ok(ids.length > 0, `no ${selector}`);
  return [...new Set([ids[0], ids[ids.length >> 1], ids[ids.length - 1]])];
}

/** What is seriously wrong with a page for assistive technology, each with its places. @param {Page} page */
export async function faults(page) {
  await page.evaluate(AXE.toString("utf8"));
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run({ rules: { "target-size": { enabled: true } } }));
  const serious = violations.filter((/** @type {any} */ { impact }) => impact === "serious" || impact === "critical");
  return serious.map((/** @type {any} */ { id, nodes }) => [id, ...nodes.map((/** @type {any} */ node) => node.html)]);
}

/** A picture of what one sees. @param {Page} page @param {string} name */
export async function shoot(page, name) {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** Whether a page is wider than its window, by how much. @param {Page} page */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
