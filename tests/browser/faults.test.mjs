/**
 * What goes wrong while the packed pages load: each fault ends in a state that has a name, says what to do in both
 * languages, and leaves nothing silent.
 *
 *     cargo xtask test dist
 *
 * @module
 */

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { DIST, browser, host, scratch, setUp } from "./host.mjs";

setUp("faults");

/** What the page says, in the box of the page itself or of its first script. @param {import("playwright-core").Page} page */
async function said(page) {
  const box = page.locator("#error[data-code]:not([hidden]), #first[data-code]");
  await box.first().waitFor({ timeout: 30_000 });
  const code = await box.first().getAttribute("data-code");
  let text = await box.first().innerText();
  if (await page.locator("#error:not([hidden])").count()) {
    assert.match(text, /\p{Script=Han}/u);
    await page.locator("#lang").click();
    text += await box.first().innerText();
  }
  assert.match(text, /\p{Script=Han}.*[。；]/u, "says what to do in Chinese");
  assert.match(text, /[a-z]{3,} [a-z]{2,} .*\./, "says what to do in English");
  return { code, text };
}

/** Opens the page on a host, or without a browser's gifts, and tells in what it ends. @param {string} url @param {string | (() => void)} [without] runs before the page's own scripts */
async function opened(url, without) {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  if (without) await page.addInitScript(typeof without === "string" ? { content: without } : without);
  await page.goto(url, { waitUntil: "commit" });
  return { page, close: () => context.close() };
}

/** @typedef {import("./host.mjs").Fault} Fault */

/** Answers the files of a pattern in another way. @param {RegExp} file @param {(response: import("node:http").ServerResponse, path: string) => void} answer @returns {Fault} */
const when = (file, answer) => (path, response) => (file.test(path) ? answer(response, path) : false);
/** @param {import("node:http").ServerResponse} response */
const missing = (response) => void response.writeHead(404).end();
/** A host that answers everything with its front page. @param {import("node:http").ServerResponse} response */
const page404 = (response) => void response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end("<!doctype html><title>Welcome</title>");
/** @param {import("node:http").ServerResponse} response */
const broken = (response) => void response.writeHead(500).end("oops");
/** The connection ends in the middle. @param {import("node:http").ServerResponse} response @param {string} path */
const halves = (response, path) => void changed(response, path, (bytes) => bytes, true);
/** @param {import("node:http").ServerResponse} response @param {string} path */
const cut = (response, path) => void changed(response, path, (bytes) => bytes.subarray(0, bytes.length >> 1));
/** @param {import("node:http").ServerResponse} response @param {string} path */
const flipped = (response, path) => void changed(response, path, (bytes) => {
  bytes[bytes.length >> 1] ^= 0x15;
  return bytes;
});

/** @param {import("node:http").ServerResponse} response @param {string} path @param {(bytes: Buffer) => Buffer} change @param {boolean} [abort] */
async function changed(response, path, change, abort) {
  const bytes = change(await readFile(join(DIST, path)));
  const type = path.endsWith(".wasm") ? "application/wasm" : path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "application/octet-stream";
  response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length });
  if (!abort) return response.end(bytes);
  response.write(bytes.subarray(0, bytes.length >> 1), () => setTimeout(() => response.destroy(), 100));
}

/** The whole site under another policy, in the header and in the page. @param {(policy: string) => string} change @returns {Fault} */
const policed = (change) => (path, response) => {
  if (path !== "/") return false;
  readFile(join(DIST, "index.html"), "utf8").then((html) => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) || [];
    const next = change(policy);
    assert.notEqual(next, policy);
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": next }).end(html);
  });
};

const WASM = /wenheng_wasm_bg.*\.wasm$/;
const LEXICON = /lexicon.*\.bin$/;
const APP = /app-[0-9a-f]+\.js$/;
const START = /start-[0-9a-f]+\.js$/;

describe("on a host", () => {
  for (const [fault, how, state] of /** @type {[string, Fault, string][]} */ ([
    ["the program is missing", when(WASM, missing), "load_failed"],
    ["a page comes in the place of the program", when(WASM, page404), "load_failed"],
    ["the host fails at the program", when(WASM, broken), "load_failed"],
    ["the program is cut", when(WASM, cut), "load_failed"],
    ["the connection ends within the program", when(WASM, halves), "load_failed"],
    ["the lexicon is missing", when(LEXICON, missing), "lexicon_missing"],
    ["a page comes in the place of the lexicon", when(LEXICON, page404), "lexicon_missing"],
    ["the connection ends within the lexicon", when(LEXICON, halves), "lexicon_missing"],
    ["the lexicon is cut", when(LEXICON, cut), "lexicon_damaged"],
    ["a letter of the lexicon is another", when(LEXICON, flipped), "lexicon_damaged"],
    ["the page's script is missing", when(APP, missing), "incomplete"],
    ["the page's script is cut", when(APP, cut), "incomplete"],
    ["the page's script has another checksum", when(APP, flipped), "incomplete"],
    ["a page comes in the place of the page's script", when(APP, page404), "incomplete"],
    ["the first script is missing", when(START, missing), "incomplete"],
    ["the style sheet is missing", when(/\.css$/, missing), "incomplete"],
    ["the policy forbids WebAssembly", policed((policy) => policy.replace("'wasm-unsafe-eval'", "")), "blocked"],
    ["the policy forbids workers", policed((policy) => policy.replace("worker-src 'self' blob:", "worker-src 'none'")), "blocked"],
    ["the policy forbids to load", policed((policy) => policy.replace("connect-src 'self'", "connect-src 'none'")), "blocked"],
  ])) {
    test(`${fault}: ${state}`, async () => {
      const site = await host(DIST, { prefix: "/w/" });
      site.break(how);
      const { page, close } = await opened(site.url);
      assert.equal((await said(page)).code, state);
      await close();
      await site.close();
    });
  }

  test("a program that the host calls something else is read all the same", async () => {
    const site = await host(DIST);
    site.break(when(WASM, (response, path) => void readFile(join(DIST, path)).then((bytes) => response.writeHead(200, { "Content-Type": "text/plain" }).end(bytes))));
    const { page, close } = await opened(site.url);
    await page.locator("#sample").click();
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 30_000 });
    await close();
    await site.close();
  });

  test("what was missing may come back: the next attempt succeeds", async () => {
    const site = await host(DIST);
    site.break(when(LEXICON, missing));
    const { page, close } = await opened(site.url);
    assert.equal((await said(page)).code, "lexicon_missing");
    site.break(null);
    await page.locator("#sample").click();
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 30_000 });
    await close();
    await site.close();
  });

  test("the module for workbooks is missing: xlsx_missing, and the report stays", async () => {
    const site = await host(DIST);
    site.break(when(/xlsx.*\.wasm$/, missing));
    const { page, close } = await opened(site.url);
    await page.locator("#sample").click();
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 30_000 });
    await page.locator("#export > summary").click();
    await page.locator('#export [data-format="xlsx"]').click();
    await page.locator('#error[data-code="xlsx_missing"]').waitFor();
    assert.equal(await page.locator("#report").isVisible(), true);
    await close();
    await site.close();
  });

  for (const [fault, how] of /** @type {[string, Fault][]} */ ([
    ["the service worker is missing", when(/service\.js$/, missing)],
    ["a file of the service worker's list is missing", when(/icon-192/, missing)],
    ["a file of the service worker's list is another", when(/icon-512/, flipped)],
  ])) {
    test(`${fault}: the page works, and says that no copy was kept`, async () => {
      const site = await host(DIST);
      site.break(how);
      const { page, close } = await opened(site.url);
      await page.locator('html[data-offline="failed"]').waitFor({ state: "attached", timeout: 30_000 });
      await page.locator("#help-open").click();
      assert.equal(await page.locator("#offline-failed").isVisible(), true);
      assert.equal(await page.evaluate(async () => (await caches.keys()).length), 0);
      await page.locator("#help-close").click();
      await page.locator("#sample").click();
      await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 30_000 });
      await close();
      await site.close();
    });
  }
});

describe("in a browser", () => {
  for (const [fault, without, state] of /** @type {[string, () => void, string][]} */ ([
    ["without WebAssembly", () => Reflect.deleteProperty(window, "WebAssembly"), "no_wasm"],
    ["without workers", () => Reflect.deleteProperty(window, "Worker"), "no_worker"],
    ["that knows no modules", () => Reflect.deleteProperty(HTMLScriptElement.prototype, "noModule"), "old_browser"],
    ["whose WebAssembly is too old", () => (WebAssembly.validate = () => false), "old_browser"],
    ["in which workers fail", () => {
      window.Worker = /** @type {any} */ (class {
        constructor() {
          throw new DOMException("", "SecurityError");
        }
      });
    }, "blocked"],
  ])) {
    for (const where of ["host", "disk"]) {
      test(`${fault}, from ${where}: ${state}`, async () => {
        const site = await host(DIST);
        const { page, close } = await opened(where === "host" ? site.url : pathToFileURL(join(DIST, "wenheng.html")).href, without);
        assert.equal((await said(page)).code, state);
        await close();
        await site.close();
      });
    }
  }

  for (const [whose, told] of /** @type {const} */ ([["page", 1], ["extension", 0]])) {
    test(`that is told of a word it does not know in a script of the ${whose}'s, the page says ${told ? "that it is too old" : "nothing"}`, async () => {
      const site = await host(DIST);
      const { page, close } = await opened(site.url, `(${(/** @type {string} */ whose) => {
        const filename = whose === "page" ? new URL("assets/app.js", location.href).href : "chrome-extension://abc/script.js";
        const error = new SyntaxError("Unexpected token ?");
        window.addEventListener("DOMContentLoaded", () => window.dispatchEvent(new ErrorEvent("error", { error, filename })));
      }})(${JSON.stringify(whose)})`);
      await page.waitForFunction(() => document.readyState === "complete");
      assert.equal(await page.locator('#first[data-code="old_browser"]').count(), told);
      await close();
      await site.close();
    });
  }

  for (const where of ["host", "disk"]) {
    test(`without storage, from ${where}: everything works, and what cannot be kept is said where it matters`, async () => {
      const site = await host(DIST);
      const { page, close } = await opened(where === "host" ? site.url : pathToFileURL(join(DIST, "wenheng.html")).href, () => {
        for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
          Object.defineProperty(window, name, { get() {
            throw new DOMException("denied", "SecurityError");
          } });
        }
      });
      await page.locator("#sample").click();
      await page.locator('html[data-state="ready"][data-rest="done"]').waitFor({ state: "attached", timeout: 30_000 });
      await page.locator("#tab-checks").click();
      await page.locator('#checks li[data-verdict="mismatch"] [data-dismiss], #checks li[data-verdict="mismatch"] button').first().waitFor();
      await close();
      await site.close();
    });
  }
});

describe("the page that is one file", () => {
  /** @param {(html: string) => string} change */
  async function changedFile(change) {
    const html = await readFile(join(DIST, "wenheng.html"), "utf8");
    const next = change(html);
    assert.notEqual(next, html);
    const file = join(scratch, `${Math.random().toString(36).slice(2)}.html`);
    await writeFile(file, next);
    return pathToFileURL(file).href;
  }
  const part = (/** @type {string} */ name) => new RegExp(`(data-part="${name}"[^>]*>[^<]{5000})[^<]`);

  for (const [fault, change] of /** @type {[string, (html: string) => string][]} */ ([
    ["is cut", (html) => html.slice(0, html.length >> 1)],
    ["is cut before its parts", (html) => html.slice(0, html.indexOf('<script type="text/plain" data-part="wasm"'))],
    ["has another letter in the program", (html) => html.replace(part("wasm"), "$1!")],
    ["has another letter in the lexicon", (html) => html.replace(part("lexicon"), (_, before) => `${before}${html.match(part("lexicon"))?.[0].endsWith("A") ? "B" : "A"}`)],
    ["lacks its worker", (html) => html.replace(/<script type="text\/plain" data-part="worker">[^]*?<\/script>/, "")],
  ])) {
    test(`${fault}: file_damaged`, async () => {
      const { page, close } = await opened(await changedFile(change));
      assert.equal((await said(page)).code, "file_damaged");
      await close();
    });
  }

  test("under a stricter policy of a host: blocked", async () => {
    const site = await host(DIST);
    site.break((path, response) => {
      if (path !== "/wenheng.html") return false;
      readFile(join(DIST, "wenheng.html")).then((html) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "worker-src 'none'" }).end(html));
    });
    const { page, close } = await opened(`${site.url}wenheng.html`);
    assert.equal((await said(page)).code, "blocked");
    await close();
    await site.close();
  });
});
