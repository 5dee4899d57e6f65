/**
 * The same input gives the same bytes: every golden document in every format, through the module and its worker in Chromium
 * and in Firefox, and through the packed module in Node. What Node gives for JSON, wasm.test.mjs holds against the core.
 *
 *     cargo xtask test pack dist
 *
 * @module
 */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { FILES } from "../../www/pkg/files.js";
import { firefox } from "./firefox.mjs";
import { launch } from "./host.mjs";
import { serve } from "./server.mjs";
import { PNG, bytesOf, goldenDocuments, pathOf, sameText } from "./support.mjs";

const FORMATS = /** @type {const} */ (["json", "csv", "md", "xlsx"]);
const SITE = process.env.WENHENG_URL || "http://127.0.0.1:8017";
const skip = !process.env.FIREFOX && "FIREFOX names none";

const documents = await goldenDocuments();

/** Renders everything in a page, and leaves it there as JSON: a workbook as its bytes in base64. */
const SCRIPT = `import { createAnalyzer } from "./wenheng.js";
const analyzer = createAnalyzer();
const results = [];
try {
  for (const name of ${JSON.stringify(documents.map(({ name }) => name))}) {
    const bytes = new Uint8Array(await (await fetch("golden/" + name)).arrayBuffer());
    for (const format of ${JSON.stringify(FORMATS)}) {
      const made = await analyzer.render(bytes, format, { name });
      results.push(typeof made === "string" ? made : btoa(Array.from(made, (byte) => String.fromCharCode(byte)).join("")));
    }
  }
} catch (reason) {
  results.push(String(reason));
}
document.getElementById("results").textContent = JSON.stringify(results);
document.documentElement.dataset.state = "done";`;

/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
/** @type {string} a folder for what Firefox is given */
let scratch;
/** @type {string[]} what Node gives, in the order of the page's results */
const expected = [];

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), "wenheng-same-"));
  site = await serve(pathOf("www"), (path) => {
    const golden = documents.find(({ name }) => path === `/golden/${name}`);
    if (golden) return { body: golden.source };
    if (path === "/same.js") return { body: SCRIPT };
    return path === "/same.html" ? { body: '<!doctype html><title>t</title><pre id="results"></pre><script type="module" src="same.js"></script>' } : undefined;
  });
  const wasm = await import("../../www/pkg/wenheng_wasm.js");
  wasm.initSync({ module: await bytesOf(`www/pkg/${FILES["wenheng_wasm_bg.wasm"]}`) });
  wasm.open(await bytesOf(`www/pkg/${FILES["lexicon.bin"]}`));
  const xlsx = await import("../../www/pkg/wenheng_xlsx.js");
  xlsx.initSync({ module: await bytesOf(`www/pkg/${FILES["wenheng_xlsx_bg.wasm"]}`) });
  for (const { name, source, expected: native } of documents) {
    for (const format of FORMATS) {
      expected.push(format === "json" ? native : format === "xlsx" ? Buffer.from(xlsx.workbook(wasm.render(source, "tables", { name }))).toString("base64") : wasm.render(source, format, { name }));
    }
  }
});
after(async () => {
  await site.close();
  await rm(scratch, { recursive: true, force: true });
});

/** @param {string} results */
function same(results) {
  const list = JSON.parse(results);
  assert.equal(list.length, documents.length * FORMATS.length, list[list.length - 1]);
  documents.forEach(({ name }, i) => FORMATS.forEach((format, k) => {
    try {
      sameText(list[i * FORMATS.length + k], expected[i * FORMATS.length + k]);
    } catch (reason) {
      assert.fail(`${name} as ${format} ${/** @type {Error} */ (reason).message}`);
    }
  }));
}

test("in Chromium", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}/same.html`);
    await page.locator('html[data-state="done"]').waitFor({ state: "attached", timeout: 120_000 });
    same(await page.locator("#results").textContent() || "");
  } finally {
    await browser.close();
  }
});

describe("in Firefox", { skip }, () => {
  /** @type {Awaited<ReturnType<typeof firefox>>} */
  let fox;
  before(async () => {
    fox = await firefox(process.env.FIREFOX || "", { downloads: scratch });
  });
  after(() => fox.close());

  /** Waits for one of the page's states, and says which. @param {...string} states */
  const reached = (...states) => fox.run(async (/** @type {string[]} */ states) => {
    const { dataset } = document.documentElement;
    while (!states.includes(dataset.state || "")) await new Promise((resolve) => setTimeout(resolve, 20));
    return dataset.state;
  }, states);
  /** @param {string} selector */
  const click = (selector) => fox.run((/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector)).click(), selector);

  test("the same bytes", async () => {
    await fox.goto(`${site.url}/same.html`);
    await reached("done");
    same(await fox.run(() => /** @type {Element} */ (document.getElementById("results")).textContent || ""));
  });

  test("the page as it is served: empty, working, ready, error, and ready again, each by its name", async () => {
    await fox.goto(`${SITE}/`);
    assert.equal(await reached("empty", "error"), "empty");
    const first = await fox.run(async () => {
      /** @type {string[]} */
      const states = [];
      new MutationObserver(() => states.push(document.documentElement.dataset.state || "")).observe(document.documentElement, { attributeFilter: ["data-state"] });
      /** @type {HTMLElement} */ (document.getElementById("sample")).click();
      while (document.documentElement.dataset.rest !== "done" || !states.includes("ready")) await new Promise((resolve) => setTimeout(resolve, 20));
      return { states: [...new Set(states)], rows: document.querySelectorAll("#indicators tr[data-indicator]").length, alarms: document.querySelectorAll("#checks .alarms > li").length, title: /** @type {Element} */ (document.getElementById("about-title")).textContent };
    });
    assert.deepEqual(first.states, ["working", "ready"]);
    assert.ok(first.rows > 5 && first.alarms > 0 && first.title, JSON.stringify(first));

    await click("#new");
    assert.equal(await reached("empty", "error"), "empty");
    const picture = join(scratch, "picture.txt");
    await writeFile(picture, PNG);
    await fox.choose("#file", picture);
    assert.equal(await reached("ready", "error"), "error");
    const said = await fox.run(() => {
      const box = /** @type {HTMLElement} */ (document.getElementById("error"));
      return { code: box.dataset.code, hidden: box.hidden, text: box.textContent || "" };
    });
    assert.deepEqual([said.code, said.hidden], ["unsupported_format", false]);
    assert.match(said.text, /\p{Script=Han}/u);

    await fox.choose("#file", pathOf("www/sample.txt"));
    assert.equal(await reached("ready"), "ready");
  });
});
