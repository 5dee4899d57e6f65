/**
 * Wenheng in other people's pages, in Chromium: the module, the element, the frame, and every example that is shipped.
 *
 *     cargo xtask test pack embed
 *
 * @module
 */

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import { build } from "esbuild";
import { chromium } from "playwright-core";

import { FILES } from "../../www/pkg/files.js";
import { serve } from "./server.mjs";
import { pathOf } from "./support.mjs";

const WWW = pathOf("www");

const REPORT = "某街道2023年工作总结\n一、矛盾化解\n全年共调处矛盾纠纷1495宗，成功化解1466宗，化解率为98.06%。\n";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {(() => Promise<unknown>)[]} what is to be closed after a test */
const closing = [];

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
after(() => browser.close());

/** A site of the page's own files and what a test adds. @param {Parameters<typeof serve>[1]} [own] @param {string} [folder] */
async function site(own, folder = WWW) {
  const opened = await serve(folder, own);
  closing.push(opened.close);
  return opened.url;
}

/** A page of its own at an address. @param {string} url @param {import("playwright-core").BrowserContextOptions} [options] */
async function visit(url, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1000, height: 900 }, ...options });
  closing.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  return Object.assign(page, { complaints });
}

/** An empty page, on which a test does everything itself. @param {Record<string, string>} [headers] */
const blank = (headers) => (/** @type {string} */ path) => path === "/blank.html" ? { body: "<!doctype html><title>t</title>", headers } : undefined;

/**
 * Analyzes in a page with these sources, and says what came.
 *
 * @param {import("playwright-core").Page} page @param {Record<string, string>} sources @param {string} [module]
 */
const analyzeIn = (page, sources, module = "/wenheng.js") => page.evaluate(async ([report, sources, module]) => {
  const { createAnalyzer } = await import(module);
  const analyzer = createAnalyzer(sources);
  const seen = /** @type {any[]} */ ([]);
  try {
    const { checks } = await analyzer.analyze(report, { onProgress: (/** @type {any} */ progress) => seen.push(progress) });
    return { explain: checks[0].explain, seen };
  } catch (reason) {
    const { code, message, messageEn, detail, file } = /** @type {any} */ (reason);
    return { code, message, messageEn, detail, file, seen };
  } finally {
    analyzer.dispose();
  }
}, /** @type {const} */ ([REPORT, sources, module]));

const WASM = `/pkg/${FILES["wenheng_wasm_bg.wasm"]}`;
const LEXICON = `/pkg/${FILES["lexicon.bin"]}`;

describe("the module", () => {
  test("tells of each stage, and how much is behind it", async () => {
    const page = await visit(`${await site(blank())}/blank.html`);
    const { explain, seen } = await analyzeIn(page, {});
    assert.equal(explain, "1466 ÷ 1495 = 98.06%");
    assert.deepEqual(seen.map(({ stage }) => stage), ["decode", "repair", "segment", "outline", "indicator", "check", "keyword"]);
    const done = seen.map(({ done }) => done);
    assert.deepEqual(done, [...done].sort((a, b) => a - b));
    assert.ok(done[0] === 0 && done[6] < 1);
  });

  test("takes its parts from where the page says, also from another host", async () => {
    const cors = await site(() => ({ headers: { "access-control-allow-origin": "*" } }));
    const page = await visit(`${await site(blank())}/blank.html`);
    assert.equal((await analyzeIn(page, { wasm: `.${WASM}`, lexicon: LEXICON, worker: "worker.js" })).explain, "1466 ÷ 1495 = 98.06%");
    assert.equal((await analyzeIn(page, {}, `${cors}/wenheng.js`)).explain, "1466 ÷ 1495 = 98.06%");
  });

  test("takes bytes, gives them to a bundled classic worker, and again to the worker after it", async () => {
    const bundle = await build({ entryPoints: [pathOf("www/worker.js")], bundle: true, format: "iife", write: false, logLevel: "error", logOverride: { "empty-import-meta": "silent" } });
    const page = await visit(`${await site((path) => path === "/bundled.js" ? { body: Buffer.from(bundle.outputFiles[0].contents) } : blank()(path))}/blank.html`);
    const found = await page.evaluate(async ([report, wasm, lexicon]) => {
      const { createAnalyzer } = await import(/** @type {any} */ ("/wenheng.js"));
      const bytes = async (/** @type {string} */ url) => (await fetch(url)).arrayBuffer();
      const script = URL.createObjectURL(await (await fetch("/bundled.js")).blob());
      let workers = 0;
      const analyzer = createAnalyzer({
        wasm: bytes(wasm), lexicon: new Uint8Array(await bytes(lexicon)), xlsx: await bytes("/pkg/" + (await import(/** @type {any} */ ("/pkg/files.js"))).FILES["wenheng_xlsx_bg.wasm"]),
        worker: () => (workers += 1, new Worker(script)),
      });
      const stop = new AbortController();
      const cancelled = analyzer.analyze(report, { signal: stop.signal, onProgress: () => stop.abort() }).catch((/** @type {Error} */ { name }) => name);
      const book = await analyzer.render(report, "xlsx");
      return [await cancelled, (await analyzer.analyze(report)).checks[0].explain, workers, String.fromCharCode(...book.slice(0, 2))];
    }, [REPORT, WASM, LEXICON]);
    assert.ok(found[0] === "AbortError" && found[2] === 2 || found[2] === 1, String(found)); // a short report may be done before the word comes
    assert.deepEqual([found[1], found[3]], ["1466 ÷ 1495 = 98.06%", "PK"]);
  });

  test("says by name what is missing, wrong, damaged or forbidden, which file, and what to do", async () => {
    const page404 = { body: "<!doctype html><title>404</title>", headers: { "content-type": "text/html" } };
    const policy = (/** @type {string} */ csp) => ({ headers: { "content-security-policy": csp } });
    /** @type {[string, string, string, Parameters<typeof serve>[1], Record<string, string>?][]} */
    const cases = [
      ["a missing program", "load_failed", WASM, (path) => path === WASM ? { status: 404, body: "" } : undefined],
      ["a web page for the program", "load_failed", WASM, (path) => path === WASM ? page404 : undefined],
      ["something else for the program", "load_failed", WASM, (path) => path === WASM ? { body: "no program" } : undefined],
      ["a missing worker", "load_failed", "/worker.js", (path) => path === "/worker.js" ? { status: 404, body: "" } : undefined],
      ["a missing lexicon", "lexicon_missing", LEXICON, (path) => path === LEXICON ? { status: 404, body: "" } : undefined],
      ["a web page for the lexicon", "lexicon_missing", LEXICON, (path) => path === LEXICON ? page404 : undefined],
      ["half a lexicon", "lexicon_damaged", LEXICON, (path) => path === LEXICON ? { body: "half" } : undefined],
      ["no WebAssembly by the worker's policy", "blocked", WASM, (path) => path === "/worker.js" ? policy("script-src 'self'") : undefined],
      ["no fetching by the worker's policy", "blocked", WASM, (path) => path === "/worker.js" ? policy("connect-src 'none'; script-src 'self' 'wasm-unsafe-eval'") : undefined],
      ["no worker by the page's policy", "blocked", "/worker.js", blank({ "content-security-policy": "worker-src 'none'" })],
      ["no policy of that name by the page's", "blocked", "/worker.js", blank({ "content-security-policy": "trusted-types other; require-trusted-types-for 'script'" })],
    ];
    for (const [what, code, file, own] of cases) {
      const url = await site((path) => own && own(path) || blank()(path));
      const page = await visit(`${url}/blank.html`);
      const found = /** @type {any} */ (await analyzeIn(page, {}));
      assert.equal(found.code, code, `${what}: ${JSON.stringify(found)}`);
      assert.equal(found.file, `${url}${file}`, what);
      assert.ok(found.message.includes(found.file) && found.message.includes("请"), `${what}: ${found.message}`);
      assert.ok(found.messageEn.includes(found.file) && found.messageEn.includes(": "), `${what}: ${found.messageEn}`);
      await page.context().close();
    }
  });

  test("says so where there is no WebAssembly, or no worker", async () => {
    const url = await site(blank());
    for (const [name, code] of [["WebAssembly", "no_wasm"], ["Worker", "no_worker"]]) {
      const page = await visit("about:blank");
      await page.addInitScript((name) => delete /** @type {any} */ (window)[name], name);
      await page.goto(`${url}/blank.html`);
      assert.equal((await analyzeIn(page, {})).code, code);
    }
  });

  test("a part that a promise could not bring is missed by its name", async () => {
    const page = await visit(`${await site(blank())}/blank.html`);
    const found = await page.evaluate(async () => {
      const { createAnalyzer } = await import(/** @type {any} */ ("/wenheng.js"));
      const gone = Promise.reject(new Error("gone"));
      return Promise.all(["wasm", "lexicon", "xlsx"].map((part) => createAnalyzer({ [part]: gone }).ready.catch((/** @type {any} */ { code, detail }) => [code, detail])));
    });
    assert.deepEqual(found, [["load_failed", "Error: gone"], ["lexicon_missing", "Error: gone"], ["xlsx_missing", "Error: gone"]]);
  });
});
