/**
 * What hostile authors write, by every way that leads into the page, and in what leaves it again: nothing of it runs, nothing
 * is asked for, and nothing becomes an element. Each way is tried under the page's policy, which must have nothing to forbid,
 * and without it, because what stands behind the policy must not need it.
 *
 *     cargo xtask test pack dist
 *
 * @module
 * @typedef {import("playwright-core").Page} Page
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { createModel } from "../../www/model.js";
import { writeProject } from "../../www/project.js";
import { DIST, host, launch } from "./host.mjs";
import { CANARY, MARKUP, PAYLOADS } from "./payloads.mjs";
import { serve } from "./server.mjs";
import { pathOf, unzipped, zipped } from "./support.mjs";

const PATIENCE = 60_000;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

// ---- what is read ---------------------------------------------------------------------------------------------------

/** More than is looked at to tell what a file is: so that it is plain text whatever stands in it. */
const OPENING = `某街道2023年工作总结\n${"一年来，我们坚持稳中求进，各项工作有序推进。\n".repeat(60)}`;

/** Every payload as a heading, the name of figures of every kind, with their checks, beside what is mended. @param {string[]} words */
const report = (words) => `${OPENING}${words.map((one, i) => [
  i % 3 ? "" : `（${i / 3 + 1}）${one}`, `${one}\u200b新增就业120人。`, i % 18 === 0 ? `排查${one}300处，其中${one}甲120处、${one}乙170处。` : i % 18 === 1 ? `${one}居全市第1位，投入${one}35万元，${one}同比增长12.5%。` : i % 18 === 2 ? `受理${one}200件，办结${one}150件，${one}办结率为90%。` : "",
].filter(Boolean).join("\n")).join("\n")}\n`;

/** Without what has a NUL: no text has one, and what has is refused in words. */
const READ = PAYLOADS.filter(({ markup }) => !markup.includes("\0"));
const HOSTILE = READ.map(({ markup }) => markup);
const HARMLESS = READ.map(({ id }) => `项目${id}`);
const TEXT = report(HOSTILE);

/** Those whose call or address stands in them in plain letters, to be looked for in what is shown; Markdown's links are read as such. */
const PLAIN = READ.filter(({ id, family, markup }) => family !== "encoding" && !markup.includes("](") && (markup.includes(`ran(${id})`) || markup.includes(`${CANARY}/${id}`)));

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

/** @param {string[]} lines */
const docx = (lines) => zipped({
  "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
  "word/document.xml": `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${lines.map((line) => `<w:p><w:r><w:t xml:space="preserve">${
    escaped(line).replace(/[\0-\x1f\ud800-\udfff\ufffe\uffff]/g, "")}</w:t></w:r></w:p>`).join("")}</w:body></w:document>`,
});

/** What the page makes by itself, but not of a harmless document: of its repairs, its numbers, what is put aside, a list of files, an error. */
const SELDOM = ["ins", "@data-members", "@data-code", "@aria-sort", "@data-entry", "@data-open", "@aria-current", "@data-undo", "@data-forget"];

// ---- the witness ----------------------------------------------------------------------------------------------------

/** Runs in every page before anything else: keeps what ran, and what the policy has forbidden. */
function watch() {
  const here = /** @type {any} */ (window);
  here.seen = [];
  here.__ran = (/** @type {number} */ id) => here.seen.push(`${id} ran`);
  here.print = () => {};
  addEventListener("message", ({ data }) => data && data.ran && here.seen.push(`${data.ran} in a frame`));
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => here.seen.push(`${violatedDirective} forbids ${blockedURI} ${sample}`));
  here.workers = [];
  here.Worker = class extends Worker {
    constructor(/** @type {any} */ url, /** @type {any} */ options) {
      super(url, options);
      here.workers.push(this);
    }
  };
}

/**
 * A page that is watched: `quiet` fails where anything has run, been asked for, been forbidden, or gone wrong.
 *
 * @param {string} url @param {{ bare?: boolean }} [options] `bare`: without the page's policy
 */
async function visit(url, { bare = false } = {}) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 }, bypassCSP: bare, permissions: ["clipboard-read", "clipboard-write"] });
  context.setDefaultTimeout(PATIENCE);
  await context.addInitScript(watch);
  /** @type {string[]} */
  const seen = [];
  const origin = url.replace(/[^/]*$/, "");
  context.on("request", (request) => !request.url().startsWith(origin) && !/^(blob:|data:(?!text))/.test(request.url()) && seen.push(`asked for ${request.url()}`));
  const page = await context.newPage();
  context.on("page", (other) => seen.push(`opened ${other.url()}`));
  page.on("dialog", (dialog) => {
    if (dialog.type() !== "beforeunload") seen.push(`said ${dialog.message()}`);
    dialog.accept().catch(() => {});
  });
  page.on("pageerror", (error) => seen.push(String(error.stack || error)));
  page.on("framenavigated", (frame) => frame.url().split("#")[0] !== url.split("#")[0] && frame === page.mainFrame() && seen.push(`went to ${frame.url()}`));
  await page.goto(url);
  return {
    page,
    async quiet() {
      assert.deepEqual([...new Set([...seen, ...await page.evaluate(() => /** @type {any} */ (window).seen)])], []);
    },
    close: () => context.close(),
  };
}

/**
 * The kinds of elements and attributes that a page has, also in shadow trees, and attributes that should not have the words
 * of a document. Runs in the page.
 *
 * @param {string | void} inside only there
 */
function kinds(inside) {
  const found = new Set();
  const TEXTUAL = /^(title|aria-label|alt|placeholder|value|download)$/;
  const walk = (/** @type {ParentNode} */ root) => {
    for (const element of root.querySelectorAll("*")) {
      found.add(element.localName);
      for (const { name, value } of element.attributes) {
        found.add(`@${name}`);
        if (!TEXTUAL.test(name) && /__ran|canary|javascript:|onerror/i.test(value)) found.add(`${element.localName} ${name}=${value}`);
      }
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk((inside && document.querySelector(inside)) || document);
  return [...found];
}

/**
 * Opens what the desk can show, and says what kinds of things it is made of.
 *
 * @param {Page} page @param {boolean} [all] in both languages, and with all that is seldom open
 */
async function look(page, all = false) {
  await settled(page);
  /** @type {Set<string>} */
  const found = new Set();
  const note = async (inside = "") => (await page.evaluate(kinds, inside)).forEach((kind) => found.add(kind));
  await note();
  if (await page.locator("html").getAttribute("data-state") !== "ready") return found;
  for (const _ of all ? ["zh", "en"] : ["zh"]) {
    for (const tab of await page.locator("#tabs [role=tab]:not([hidden])").all()) {
      await tab.evaluate((tab) => /** @type {HTMLElement} */ (tab).click());
      await page.evaluate(async () => {
        for (const details of document.querySelectorAll("#panel [role=tabpanel]:not([hidden]) .scroll details")) /** @type {HTMLDetailsElement} */ (details).open = true;
        await new Promise((resolve) => setTimeout(resolve, 30)); // they fill when they have told of it
      });
      await note("#side");
    }
    await page.locator("#tab-indicators").evaluate((tab) => /** @type {HTMLElement} */ (tab).click());
    for (const place of ["first", "last"]) {
      await page.evaluate((place) => {
        const rows = [...document.querySelectorAll("#indicators tr[data-indicator]")];
        /** @type {HTMLElement} */ (rows[place === "first" ? 0 : rows.length - 1].querySelector("td")).click();
        /** @type {HTMLElement} */ (document.querySelector("#detail .detail-why summary")).click();
      }, place);
      await page.locator("#detail .detail-why dd").first().waitFor();
      await note("#detail");
    }
    if (!all) return found;
    await page.locator("#lang").click();
    await settled(page);
  }
  for (const id of ["facets", "picking"]) await page.evaluate((id) => /** @type {HTMLElement} */ (document.getElementById(id)).click(), id);
  await page.evaluate(() => {
    for (const box of document.querySelectorAll("#column-fields input:not(:checked)")) /** @type {HTMLElement} */ (box).click();
  });
  await settled(page);
  await note("#side");
  await page.evaluate((words) => {
    /** @type {HTMLElement} */ (document.getElementById("find-open")).click();
    const field = /** @type {HTMLInputElement} */ (document.getElementById("find-words"));
    field.value = words;
    field.dispatchEvent(new Event("input"));
  }, HOSTILE[3]);
  await note("#page");
  await page.keyboard.press("Escape");
  await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('[data-format="sheet-print"]')).click());
  await note("#worksheet");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  if (await page.locator("#tab-repairs:not([hidden])").count()) {
    await page.locator("#tab-repairs").click();
    for (const _ of ["beside its source", "alone"]) {
      await page.locator("#repairs [data-compare]").click();
      await settled(page);
      await note("#page");
    }
  }
  await page.locator("#draft-open").click();
  await page.locator("#draft-text").waitFor();
  await note("#page");
  await page.locator("#draft-done").click();
  await page.locator("#report:visible").waitFor();
  await settled(page);
  await note();
  return found;
}

/** Until what was begun is done. @param {Page} page */
const settled = (page) => page.waitForFunction(() => {
  const { state, rest } = document.documentElement.dataset;
  return state === "error" || (state === "ready" && (rest === "done" || document.documentElement.dataset.view !== "desk"));
}, undefined, { polling: 20 });

/** Reads the report again with the tags in it, which a repair takes for what is left of a page. @param {Page} page */
async function asWritten(page) {
  await page.locator("#tab-repairs").click();
  await page.locator('#repairs input[data-kind="entity"]').click();
  await settled(page);
}

/** What of the payloads stands in the report in plain letters. @param {Page} page */
const shown = (page) => page.evaluate((all) => {
  const text = /** @type {Element} */ (document.getElementById("report")).textContent || "";
  return all.filter(({ id, host }) => !text.includes(`ran(${id})`) && !text.includes(`${host}/${id}`)).map(({ id }) => id);
}, PLAIN.map(({ id }) => ({ id, host: CANARY })));

/** @param {Page} page @param {{ name: string, bytes: Buffer }[]} files */
async function drop(page, files) {
  const dataTransfer = await page.evaluateHandle(async (files) => {
    const transfer = new DataTransfer();
    for (const { name, coded } of files) transfer.items.add(new File([Uint8Array.from(atob(coded), (c) => c.charCodeAt(0))], name));
    return transfer;
  }, files.map(({ name, bytes }) => ({ name, coded: bytes.toString("base64") })));
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("body", type, { dataTransfer });
}

/** @param {Page} page @param {"paste" | "drop"} type @param {Record<string, string>} data by its type */
const give = (page, type, data) => page.evaluate(({ type, data }) => {
  const transfer = new DataTransfer();
  for (const kind in data) transfer.setData(kind, data[kind]);
  document.body.dispatchEvent(type === "paste" ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }) : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, { type, data });

/** @param {Page} page */
async function begin(page) {
  if (await page.locator("html").getAttribute("data-view") === "desk") await page.locator("#new").click();
  await page.locator("#editor").fill("");
}

/** @param {Page} page @param {string} format */
async function saved(page, format) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.evaluate((format) => /** @type {HTMLElement} */ (document.querySelector(`[data-format="${format}"]`)).click(), format)]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Waits until the page says something in passing. @param {import("playwright-core").Page} page @param {string} words */
const tells = (page, words) => page.waitForFunction((words) => document.querySelector("#status.seen")?.textContent?.includes(words), words);

// ---- the tests ------------------------------------------------------------------------------------------------------

test("in a page that takes them as markup they run: so it would be seen", async () => {
  assert.ok(new Set(HOSTILE.map((one) => one.replace(/\d+/g, ""))).size >= 300);
  const site = await serve(pathOf("www"), (path) => path === "/control.html" ? { body: "<!doctype html><title>t</title><body>" } : undefined);
  const context = await browser.newContext();
  const ran = new Set();
  context.on("request", (request) => {
    const { hostname, pathname } = new URL(request.url());
    if (hostname === CANARY) ran.add(parseInt(pathname.slice(1), 10));
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => void dialog.dismiss());
  await page.goto(`${site.url}/control.html`);
  const called = await page.evaluate(async (list) => {
    const called = new Set();
    /** @type {any} */ (window).__ran = (/** @type {number} */ id) => called.add(id);
    let room = document;
    let left = 0;
    for (const markup of list) {
      const alone = /location|document\.write|refresh|<base|<form/.test(markup); // what takes its neighbours along
      if (alone || !left) {
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms");
        document.body.append(frame);
        room = /** @type {Document} */ (frame.contentDocument);
        left = alone ? 1 : 12;
      }
      left -= 1;
      const box = room.createElement("div");
      room.documentElement.append(box);
      box.append(room.createRange().createContextualFragment(markup));
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const frame of document.querySelectorAll("iframe")) {
      for (const element of frame.contentDocument ? frame.contentDocument.querySelectorAll("*") : []) {
        for (const name of element.getAttributeNames()) if (/^on/i.test(name)) element.dispatchEvent(new Event(name.slice(2)));
        if (/^(a|button|area|input)$/.test(element.localName)) element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    return [...called];
  }, MARKUP.map(({ markup }) => markup));
  for (const id of called) ran.add(id);
  const silent = MARKUP.filter(({ id }) => !ran.has(id)).map(({ markup }) => markup);
  assert.ok(ran.size >= 250, `${ran.size} of ${MARKUP.length}; not:\n${silent.join("\n")}`);
  await context.close();
  await site.close();
});

/** @type {Set<string>} what a harmless document of the same shape is made of, once it is known */
let usual = new Set();

for (const bare of [true, false]) {
  describe(bare ? "without the policy" : "under the policy", () => {
    /** @type {Awaited<ReturnType<typeof host>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof visit>>} */
    let desk;
    before(async () => {
      site = await host(DIST);
      desk = await visit(site.url, { bare });
    });
    after(async () => {
      await desk.close();
      await site.close();
    });
    /** Nothing has happened, and nothing is there that would not be without them. @param {Set<string>} found */
    async function unmoved(found) {
      await desk.quiet();
      assert.ok(usual.size > 60);
      assert.deepEqual([...found].filter((kind) => !usual.has(kind) && !SELDOM.includes(kind)), []);
    }

    const RAW = `<!doctype html><title>${HOSTILE[0]}</title><body>${OPENING.replace(/.+/g, "<p>$&</p>")}`;
    /** @type {Record<string, { come: (page: Page) => Promise<unknown>, words?: boolean, all?: boolean, brief?: boolean }>} `brief`: what comes of it is read like another */
    const WAYS = {
      "pasted as text": { come: (page) => give(page, "paste", { "text/plain": TEXT }), words: true, all: bare },
      "pasted as a page": { come: (page) => give(page, "paste", { "text/plain": "x", "text/html": `<table><tr><td>x</table>${RAW}${HOSTILE.map((one) => `<p>${escaped(one)}新增就业120人。<p>${one}新增就业130人。`).join("\n")}` }) },
      "dropped as text": { come: (page) => give(page, "drop", { "text/plain": TEXT }), brief: true },
      "a file .txt": { come: (page) => drop(page, [{ name: "a.txt", bytes: Buffer.from(TEXT) }]), brief: true },
      "a file .html that speaks of them": { come: (page) => drop(page, [{ name: "a.html", bytes: Buffer.from(`<!doctype html><body>${TEXT.split("\n").map((line) => `<p>${escaped(line)}</p>`).join("\n")}`) }]), brief: true },
      "a file .html that has them": { come: (page) => drop(page, [{ name: "a.html", bytes: Buffer.from(`${RAW}${HOSTILE.map((markup) => `<p>新增就业120人${markup}</p>`).join("\n")}`) }]) },
      "a file .md": { come: (page) => drop(page, [{ name: "a.md", bytes: Buffer.from(`# 工作总结\n\n${OPENING}\n${HOSTILE.map((one) => `## ${one}\n\n- **${one}**新增就业120人\n\n| ${one} | 130人 |\n| --- | --- |\n`).join("\n")}`) }]) },
      "a file .docx": { come: (page) => drop(page, [{ name: "a.docx", bytes: docx(TEXT.split("\n")) }]) },
    };
    if (bare) test("a harmless document, to compare", async () => {
      await drop(desk.page, [{ name: "report.txt", bytes: Buffer.from(report(HARMLESS)) }]);
      usual = await look(desk.page, true);
      await desk.quiet();
    });

    for (const [name, { come, words = false, all = false, brief = false }] of Object.entries(WAYS)) {
      if (!bare && !/^pasted|that has|docx/.test(name)) continue; // the policy has the same to forbid each way
      test(name, async () => {
        const { page } = desk;
        await begin(page);
        await come(page);
        if (name.startsWith("pasted")) await page.locator("#analyze").click();
        await settled(page);
        assert.equal(await page.locator("html").getAttribute("data-state"), "ready");
        if (words) await asWritten(page);
        await unmoved(brief ? new Set(await page.evaluate(kinds)) : await look(page, all));
        if (words) assert.deepEqual(await shown(page), [], "what is read is shown");
      });
    }

    if (bare) test("what has a NUL is refused in words", async () => {
      const { page } = desk;
      await begin(page);
      for (const { markup } of PAYLOADS.filter((one) => !READ.includes(one))) {
        await page.evaluate(() => (document.documentElement.dataset.state = ""));
        await drop(page, [{ name: `${markup}.txt`, bytes: Buffer.from(OPENING + markup) }]);
        await settled(page);
        assert.equal(await page.locator("#error").getAttribute("data-code"), "undecodable");
      }
      await unmoved(new Set(await page.evaluate(kinds)));
    });

    test("names of files, one and many", async () => {
      const { page } = desk;
      await begin(page);
      const names = HOSTILE.flatMap((_, i) => i % 6 ? [] : [HOSTILE.slice(i, i + 6).join(" ")]);
      await drop(page, names.map((one) => ({ name: `${one}.txt`, bytes: Buffer.from("全年新增就业120人。") })));
      await page.waitForFunction((count) => document.querySelectorAll("#shelf-table [data-entry]").length === count
        && ![...document.querySelectorAll("#shelf-table td:last-child")].some((cell) => cell.textContent === "…"), names.length, { polling: 50 });
      await unmoved(new Set(await page.evaluate(kinds)));
      await page.locator("#shelf-copy").click();
      await tells(page, "已复制");
      const lines = (await page.evaluate(() => navigator.clipboard.readText())).split(/\r?\n/);
      assert.deepEqual(lines.slice(1).filter((line) => line.split("\t").some((cell) => /^[=+\-@＝＋－＠]/.test(cell))), []);
      for (const at of [0, names.length - 1]) {
        await page.locator(`#shelf-table [data-open="${at}"]`).click();
        await unmoved(await look(page));
        const { name } = await saved(page, "md");
        assert.doesNotMatch(name, /[\p{Cc}\p{Cf}/\\:*?"<>|]/u);
        await page.locator("#shelf-open").click();
      }
      await page.locator("#shelf-new").click();
    });

    if (bare) test("a project file, in every field", async () => {
      const { page } = desk;
      await begin(page);
      await drop(page, [{ name: "report.txt", bytes: Buffer.from(report(HARMLESS)) }]);
      await settled(page);
      const model = createModel(JSON.parse((await saved(page, "json")).bytes.toString("utf8")), () => false);
      const words = (/** @type {number} */ at) => HOSTILE[at % HOSTILE.length];
      model.analysis.indicators.forEach(({ id }, at) => model.rename(id, words(at)));
      const dismissed = /** @type {[string, any][]} */ (model.alarms.map((at, i) => [model.analysis.checks[at].fingerprint, { reason: "own", words: words(i) }]));
      assert.ok(model.renamed.size >= HOSTILE.length && dismissed.length > 10);
      const source = { data: report(HARMLESS), name: HOSTILE.join(" "), how: {} };
      // What belongs to no finding of the report is not remembered: it would push out what its reader has put aside elsewhere.
      const others = /** @type {[string, any][]} */ (Array.from({ length: 20_000 }, (_, i) => [i.toString(16).padStart(16, "0"), { reason: "own", words: words(i) }]));
      await drop(page, [{ name: "p.json", bytes: Buffer.from(writeProject(source, { edits: model.edits(), dismissed: [...dismissed, ...others] })) }]);
      await unmoved(await look(page));
      assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem("wenheng.dismissed") || "[]").map((/** @type {string[]} */ [fingerprint]) => fingerprint).sort()),
        [...new Set(dismissed.map(([fingerprint]) => fingerprint))].sort());
      assert.ok((await page.locator("#indicators").innerText()).includes("__ran("), "names are taken");

      // Each field by itself, of every type; what is not as it should be is left out, or refused in words.
      const whole = JSON.parse(writeProject({ data: "全年新增就业120人，其中男100人、女30人。", name: "a", how: { encoding: "utf-8", withoutRepairs: ["lines"] } }, { edits: new Map([["3 120人", { name: "b", struck: false }]]), dismissed: [["0123456789abcdef", { reason: "own", words: "c" }]] }));
      const values = [HOSTILE.join(""), null, 7, [[]], [[words(1), words(2)]], [null], { name: {}, words: [] }, JSON.parse(`{"__proto__":{"name":"${words(30).replace(/["\\]/g, "")}"},"constructor":1}`)];
      const paths = [["name"], ["text"], ["bytes"], ["how"], ["how", "encoding"], ["how", "withoutRepairs"], ["how", "withoutRepairs", 0], ["edits"], ["edits", 0], ["edits", 0, 0], ["edits", 0, 1], ["edits", 0, 1, "name"], ["edits", 0, 1, "struck"],
        ["dismissed"], ["dismissed", 0], ["dismissed", 0, 0], ["dismissed", 0, 1], ["dismissed", 0, 1, "reason"], ["dismissed", 0, 1, "words"], ["__proto__"], ["constructor"]];
      const projects = paths.flatMap((path) => values.map((value) => {
        const copy = structuredClone(whole);
        const holder = path.slice(0, -1).reduce((inside, key) => inside[key], copy);
        Object.defineProperty(holder, path[path.length - 1], { value, enumerable: true, configurable: true, writable: true });
        return JSON.stringify(copy);
      }));
      await page.evaluate(async (projects) => {
        const { dataset } = document.documentElement;
        for (const project of projects) {
          const transfer = new DataTransfer();
          transfer.items.add(new File([project], "p.json"));
          dataset.state = "";
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
          while (dataset.state !== "ready" && dataset.state !== "error") await new Promise((resolve) => setTimeout(resolve, 2));
        }
      }, projects);
      await unmoved(new Set(await page.evaluate(kinds)));
      await page.evaluate(() => /** @type {any} */ (document.querySelector("#error button"))?.click());
    });

    test("what follows # in the address", async () => {
      const { page } = desk;
      const some = HOSTILE.flatMap((_, i) => i % 12 ? [] : [HOSTILE.slice(i, i + 12).join("&")]); // a browser takes only so many in a time
      for (const before of ["", "checks/"]) {
        await page.evaluate(async ([before, list]) => {
          for (const words of list) {
            location.hash = before + words;
            await new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
          }
        }, /** @type {const} */ ([before, some]));
        await unmoved(new Set(await page.evaluate(kinds)));
      }
      for (const { markup } of PAYLOADS.filter(({ id }) => id % 110 === 0)) {
        await page.goto(`${site.url}#${markup}`);
        await page.reload();
        await page.locator('html[data-state="empty"]').waitFor({ state: "attached" });
        assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).seen), []);
      }
    });

    test("messages to the window and to the worker", async () => {
      const { page } = desk;
      await begin(page);
      const unanswered = await page.evaluate(async (list) => {
        const shapes = (/** @type {string} */ words) => [words, { [words]: words }, { wenheng: 1, nonce: words, type: "text", text: words }, { wenheng: 1, nonce: words, type: words, file: words, name: words }, { task: words, id: words, value: words, error: { code: words } }];
        for (const words of list) for (const shape of shapes(words)) postMessage(shape, "*");
        const worker = /** @type {Worker} */ ((/** @type {any} */ (window)).workers.pop());
        const waiting = new Set();
        worker.addEventListener("message", ({ data }) => waiting.delete(data.id));
        const ask = (/** @type {object} */ request) => {
          const id = `hostile ${waiting.size}`;
          waiting.add(id);
          worker.postMessage({ id, ...request });
        };
        for (const words of list) {
          ask({ task: words });
          ask({ task: "render", input: words, format: words, options: {} });
          ask({ task: "analyze", input: words, options: { [words]: words } });
          ask({ task: "analyze", input: words, options: { name: words, encoding: words, withoutRepairs: [words], words: [words], edits: [{ id: 0, name: words, struck: false }] } });
          ask({ task: "explain", input: words, figure: words, options: { name: words } });
        }
        for (let left = 500; left && waiting.size; left -= 1) await new Promise((resolve) => setTimeout(resolve, 20));
        return [...waiting];
      }, HOSTILE);
      assert.deepEqual(unanswered, []);
      await page.locator("#editor").fill(TEXT);
      await page.locator("#analyze").click();
      await unmoved(await look(page));
    });
  });
}

describe("what is taken away", () => {
  /** @type {Awaited<ReturnType<typeof host>>} */
  let site;
  /** @type {Awaited<ReturnType<typeof visit>>} */
  let desk;
  before(async () => {
    site = await host(DIST);
    desk = await visit(site.url, { bare: true });
    await drop(desk.page, [{ name: "report.txt", bytes: Buffer.from(TEXT) }]);
    await settled(desk.page);
    await asWritten(desk.page);
    const model = createModel(JSON.parse((await saved(desk.page, "json")).bytes.toString("utf8")), () => false);
    model.analysis.indicators.slice(0, 40).forEach(({ id }, at) => model.rename(id, HOSTILE[at * 10]));
    const dismissed = /** @type {[string, any][]} */ (model.alarms.slice(0, 20).map((at, i) => [model.analysis.checks[at].fingerprint, { reason: "own", words: HOSTILE[i * 20] }]));
    await drop(desk.page, [{ name: "p.json", bytes: Buffer.from(writeProject({ data: TEXT, name: HOSTILE[0], how: { withoutRepairs: ["entity"] } }, { edits: model.edits(), dismissed })) }]);
    await settled(desk.page);
  });
  after(async () => {
    await desk.close();
    await site.close();
  });

  /** Opens what was saved where there is no policy, side by side, and says what it is made of. @param {Record<string, string | Buffer>} files by name */
  async function opened(files) {
    const frames = Object.keys(files).map((name) => `<iframe src="${name}" title="t"></iframe>`).join("");
    const place = await serve(DIST, (path) => path === "/all.html" ? { body: `<!doctype html><title>t</title>${frames}` } : files[path.slice(1)] === undefined ? undefined : { body: files[path.slice(1)] });
    const other = await visit(`${place.url}/all.html`, { bare: true });
    const found = new Set();
    let text = "";
    for (const frame of other.page.frames().slice(1)) {
      await frame.evaluate(() => {
        for (const element of document.querySelectorAll("*")) element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
      });
      for (const kind of await frame.evaluate(kinds)) found.add(kind);
      text += await frame.evaluate(() => document.documentElement.textContent || "");
    }
    assert.ok(found.size > 4, "something is there");
    await other.quiet();
    await other.close();
    await place.close();
    return { found: [...found].sort(), text };
  }
  const HTML = ["a", "b", "body", "h1", "h2", "h3", "h4", "h5", "h6", "head", "html", "li", "main", "mark", "meta", "nav", "p", "section", "small", "style", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
    ...["charset", "class", "content", "href", "http-equiv", "id", "lang", "name", "scope", "title"].map((name) => `@${name}`)];
  const SVG = ["circle", "defs", "g", "path", "pattern", "rect", "svg", "text", "title"];

  test("as a page", async () => {
    for (const language of ["zh", "en"]) {
      const { bytes } = await saved(desk.page, "html");
      const { found, text } = await opened({ "report.html": bytes });
      assert.deepEqual(found.filter((kind) => !HTML.includes(kind)), [], language);
      for (const { id } of PLAIN) assert.ok(text.includes(`ran(${id})`) || text.includes(`${CANARY}/${id}`), `${id} is there as text`);
      await desk.page.locator("#lang").click();
    }
    await desk.quiet();
  });

  test("as pictures", async () => {
    await desk.page.locator("#tab-pictures").click();
    await settled(desk.page);
    const count = await desk.page.locator('#pictures [data-save="svg"]').count();
    assert.ok(count > 4, String(count));
    /** @type {Record<string, Buffer>} */
    const pictures = {};
    for (let at = 0; at < count; at += 1) {
      const [file] = await Promise.all([desk.page.waitForEvent("download"), desk.page.locator('#pictures [data-save="svg"]').nth(at).click()]);
      pictures[`${at}.svg`] = await readFile(await file.path());
    }
    const { found } = await opened(pictures);
    assert.deepEqual(found.filter((kind) => !SVG.includes(kind) && !/^@(?!on|href|xlink|style)/.test(kind)), []);
    await desk.quiet();
  });

  test("as tables, on the clipboard, as Markdown: nothing is a formula or markup", async () => {
    const runs = (/** @type {string} */ cell) => /^[=+\-@＝＋－＠\t\r]/.test(cell) && !/^-?[\d.]+$/.test(cell);
    const csv = (await saved(desk.page, "csv")).bytes.toString("utf8").replace(/^\ufeff/, "");
    const cells = [...csv.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r?\n|$)/g)].map(([, cell]) => cell.startsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell);
    assert.ok(cells.length > 4000);
    assert.deepEqual(cells.filter(runs), []);

    const parts = unzipped((await saved(desk.page, "xlsx")).bytes);
    for (const [name, xml] of parts) {
      assert.doesNotMatch(xml, /<f[ >]|TargetMode="External"|<hyperlink|<!ENTITY|<!DOCTYPE/, name);
      assert.ok(!/externalLink|macro|vba|activeX|embeddings/i.test(name), name);
    }

    await desk.page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('[data-format="copy"]')).click());
    await tells(desk.page, "已复制");
    const copied = await desk.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return Promise.all(["text/plain", "text/html"].map(async (type) => (await item.getType(type)).text()));
    });
    assert.deepEqual(copied[0].split("\n").flatMap((line) => line.split("\t")).filter(runs), []);
    const { found } = await opened({ "copied.html": `<meta charset=utf-8>${copied[1]}` });
    assert.deepEqual(found.filter((kind) => !["@charset", "body", "head", "html", "meta", "style", "@style", "table", "tbody", "td", "th", "tr"].includes(kind)), []);

    for (const format of ["md", "sheet-md"]) {
      const text = (await saved(desk.page, format)).bytes.toString("utf8");
      assert.ok(text.includes("ran"));
      assert.deepEqual(text.split("\n").filter((line) => /(?<!\\)(?:\\\\)*(?:<|\]\(|\]:|`)/.test(line)), [], format);
    }
    assert.equal(JSON.parse((await saved(desk.page, "json")).bytes.toString("utf8")).schema, 1);
    await desk.quiet();
  });
});

describe("in other people's pages", () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;
  before(async () => {
    site = await serve(pathOf("www"), (path) => path === "/element.html" ? { body: '<!doctype html><title>t</title><script type="module" src="element.js"></script><wenheng-report></wenheng-report>' }
      : path === "/frame.html" ? { body: '<!doctype html><title>t</title><iframe title="t"></iframe>' } : undefined);
  });
  after(() => site.close());

  test("the element: text, files, attributes, and analyses of any kind", async () => {
    const { page, quiet, close } = await visit(`${site.url}/element.html`);
    const refused = await page.evaluate(async ({ text, list, harmless }) => {
      await customElements.whenDefined("wenheng-report");
      const element = /** @type {any} */ (document.querySelector("wenheng-report"));
      const root = /** @type {ShadowRoot} */ (element.shadowRoot);
      const tick = () => new Promise((resolve) => setTimeout(resolve));
      const click = () => {
        for (const button of root.querySelectorAll("button, mark, summary")) if (!button.closest("[part=message]")) /** @type {HTMLElement} */ (button).click();
      };
      element.text = text;
      await element.analyze();
      void element.contentHeight; // draws everything
      click();
      for (const words of list) for (const name of ["lang", "views", "theme", "text", "class", "part"]) element.setAttribute(name, words);
      await tick();
      for (const name of ["lang", "views", "theme", "text"]) element.removeAttribute(name);
      for (const words of list.filter((_, i) => i % 20 === 0)) {
        element.file = new File(["全年新增就业120人。"], words);
        await element.analyze();
      }
      element.text = harmless;
      const good = await element.analyze();

      // Every string is one of the payloads; then everything is of another kind, one field after the other.
      const shapes = [];
      let at = 0;
      /** @param {any} value @returns {any} */
      const hostile = (value) => typeof value === "string" ? list[at++ % list.length] : Array.isArray(value) ? value.map(hostile) : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hostile(one)])) : value;
      for (let round = 0; round < 6; round += 1) shapes.push({ ...hostile(good), text: list.join("\n") });
      const wrong = [null, undefined, -1, NaN, Infinity, "x", list[3], [], {}, [null], [{}], Object.create(null), Symbol.iterator];
      for (const key of Object.keys(good)) for (const value of wrong) shapes.push({ ...good, [key]: value });
      for (const list of ["indicators", "outline", "checks", "blocks", "numbering", "derived"]) {
        const [first] = good[list];
        if (first) for (const key of Object.keys(first)) for (const value of [null, NaN, list[5], {}, first.id]) shapes.push({ ...good, [list]: [{ ...first, [key]: value }, ...good[list].slice(1)] });
      }
      shapes.push({ ...good, outline: good.outline.map((/** @type {any} */ node, /** @type {number} */ i, /** @type {any[]} */ all) => ({ ...node, parent: all[(i + 1) % all.length].id })) }); // round and round
      shapes.push(...wrong.slice(2), JSON.parse('{"__proto__":{"text":"x"}}'));
      const refused = new Set();
      element.addEventListener("error", (/** @type {CustomEvent} */ event) => refused.add(event.detail.code));
      for (const shape of shapes) {
        element.analysis = shape;
        if (!root.querySelector("[role=alert]")) void element.contentHeight;
        if (at && shapes.indexOf(shape) < 6) click();
        if (shapes.indexOf(shape) % 16 === 0) await tick();
      }
      element.lang = "en";
      element.analysis = good;
      void element.contentHeight;
      if (!root.querySelector(".row")) throw new Error("nothing is shown after that");
      return { refused: [...refused], shapes: shapes.length };
    }, { text: TEXT, list: HOSTILE, harmless: report(HARMLESS.slice(0, 12)) });
    assert.deepEqual(refused.refused, ["bad_analysis"]);
    const found = await page.evaluate(kinds);
    await quiet();
    assert.deepEqual(found.filter((kind) => /^(script|iframe|object|embed|svg|math|img|link|form|base|@on.*)$/.test(kind)).sort(), ["script"], "the host's own");
    await close();
  });

  for (const [name, source] of [["its modules", ""], ["one file", "dist"]]) {
    test(`the frame (${name}): its address and its messages`, async () => {
      const place = source ? await serve(DIST, (path) => path === "/frame.html" ? { body: '<!doctype html><title>t</title><iframe title="t"></iframe>' } : undefined) : site;
      const { page, quiet, close } = await visit(`${place.url}/frame.html`);
      const codes = await page.evaluate(async ({ text, list, few }) => {
        const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
        /** @type {any[]} */
        const heard = [];
        addEventListener("message", ({ data, source }) => source === frame.contentWindow && heard.push(data));
        const until = async (/** @type {(data: any) => boolean} */ is) => {
          while (!heard.some(is)) await new Promise((resolve) => setTimeout(resolve, 10));
          return heard.splice(0).filter(is);
        };
        for (const words of few) {
          frame.src = `embed.html?${encodeURIComponent(words)}#nonce=${encodeURIComponent(words)}&views=${encodeURIComponent(words)}&lang=${encodeURIComponent(words)}&theme=${encodeURIComponent(words)}&${encodeURIComponent(words)}=1`;
          await until(({ type, nonce }) => type === "ready" && nonce === words);
        }
        frame.src = "embed.html?x#nonce=n";
        await until(({ type, nonce }) => type === "ready" && nonce === "n");
        const send = (/** @type {any} */ message) => /** @type {Window} */ (frame.contentWindow).postMessage(message, "*");
        for (const words of list) {
          for (const type of ["theme", "lang", words]) send({ wenheng: 1, nonce: "n", type, theme: words, lang: words, text: words, file: words, name: words });
          send({ wenheng: 1, nonce: words, type: "text", text: words });
          send({ [words]: words, wenheng: words, nonce: "n", type: "text", text: words });
        }
        for (const odd of [null, undefined, 7, [], {}, [[]], new Date(), new Map([["type", "text"]]), new Error("x")]) {
          for (const type of ["theme", "lang", "text", "open", odd]) send({ wenheng: 1, nonce: "n", type, theme: odd, lang: odd, text: odd, file: odd, name: odd });
          send(odd);
        }
        for (const words of few) send({ wenheng: 1, nonce: "n", type: "open", file: new Blob(["全年新增就业120人。"]), name: words });
        send({ wenheng: 1, nonce: "n", type: "text", text, name: list[0] });
        await until(({ type, analysis }) => type === "analysis" && analysis.indicators.length > 100);
        send({ wenheng: 1, nonce: "n", type: "lang", lang: "en" });
        send({ wenheng: 1, nonce: "n", type: "text", text: "\0\0\0", name: list[0] });
        return (await until(({ type }) => type === "error")).map(({ code }) => code);
      }, { text: TEXT, list: HOSTILE, few: HOSTILE.filter((_, i) => i % 110 === 0) });
      assert.match(codes.join(), /^[a-z_]+$/);
      const [, frame] = page.frames();
      assert.deepEqual(await frame.evaluate(() => /** @type {any} */ (window).seen), []);
      const found = await frame.evaluate(kinds);
      assert.deepEqual(found.filter((kind) => /^(iframe|object|embed|math|img|form|base|@on.*)$/.test(kind)), []);
      await quiet();
      await close();
      if (source) await place.close();
    });
  }
});

describe("Trusted Types and the policy are in force", () => {
  for (const [name, open] of Object.entries({
    "the page as it is developed": async () => ({ url: `${process.env.WENHENG_URL || "http://127.0.0.1:8017"}/`, close: async () => {} }),
    "the packed page": () => host(DIST),
    "the packed page on a host that sends no headers": () => host(DIST, { headers: false }),
    "the page that is one file": async () => ({ url: pathToFileURL(`${DIST}/wenheng.html`).href, close: async () => {} }),
    "the frame that is one file": async () => ({ url: pathToFileURL(`${DIST}/embed.html`).href, close: async () => {} }),
  })) {
    test(name, async () => {
      const site = await open();
      const { page, close } = await visit(site.url);
      await page.locator("html[data-state], wenheng-report").first().waitFor({ state: "attached" });
      // As the page's own scripts are: past the policy comes only the script that tries.
      const session = await page.context().newCDPSession(page);
      const { result } = await session.send("Runtime.evaluate", { awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: false, expression: `(${tryAll})()` });
      assert.deepEqual(result.value, { thrown: TRIED, ran: [] });
      await close();
      await site.close();
    });
  }
});

/** What must throw at once. */
const TRIED = ["innerHTML", "outerHTML", "insertAdjacentHTML", "write", "srcdoc", "fragment", "parser", "unsafe", "shadow", "script text", "script src", "handler", "eval", "Function", "timer", "worker", "policy"];

/** Tries each; what does not throw must be stopped by the policy. Runs in the page. */
async function tryAll() {
  const here = /** @type {any} */ (window);
  /** @type {string[]} */
  const ran = [];
  here.ranHere = (/** @type {string} */ name) => ran.push(name);
  const add = (/** @type {string} */ tag) => document.body.appendChild(document.createElement(tag));
  const code = (/** @type {string} */ name) => `top.ranHere(${JSON.stringify(name)})`;
  const bad = (/** @type {string} */ name) => `<img src=x onerror='${code(name)}'>`;
  /** @type {Record<string, () => unknown>} */
  const ways = {
    innerHTML: () => (add("div").innerHTML = bad("innerHTML")),
    outerHTML: () => (add("div").outerHTML = bad("outerHTML")),
    insertAdjacentHTML: () => add("div").insertAdjacentHTML("beforeend", bad("insertAdjacentHTML")),
    write: () => document.write(bad("write")),
    srcdoc: () => (/** @type {HTMLIFrameElement} */ (add("iframe")).srcdoc = bad("srcdoc")),
    fragment: () => document.body.append(document.createRange().createContextualFragment(bad("fragment"))),
    parser: () => new DOMParser().parseFromString(bad("parser"), "text/html"),
    unsafe: () => /** @type {any} */ (add("div")).setHTMLUnsafe(bad("unsafe")),
    shadow: () => (add("div").attachShadow({ mode: "open" }).innerHTML = bad("shadow")),
    "script text": () => (/** @type {HTMLScriptElement} */ (add("script")).text = code("script text")),
    "script src": () => (/** @type {HTMLScriptElement} */ (add("script")).src = `data:,${code("script src")}`),
    handler: () => add("b").setAttribute("onclick", code("handler")),
    eval: () => here.eval(code("eval")),
    Function: () => new Function(code("Function"))(),
    timer: () => here.setTimeout(code("timer")),
    worker: () => new Worker("x.js"),
    policy: () => here.trustedTypes.createPolicy("other", { createHTML: (/** @type {string} */ text) => text }),
    "inline script": () => add("script").append(code("inline script")),
    "link to script": () => Object.assign(add("a"), { href: `javascript:${code("link to script")}` }).click(),
    "frame of script": () => (/** @type {HTMLIFrameElement} */ (add("iframe")).src = `javascript:${code("frame of script")}`),
    "frame of data": () => (/** @type {HTMLIFrameElement} */ (add("iframe")).src = `data:text/html,<script>parent.postMessage({ran:1},"*")</script>`),
    "import of data": () => import(`data:text/javascript,${code("import of data")}`).catch(() => {}),
    form: () => {
      const form = /** @type {HTMLFormElement} */ (add("form"));
      form.action = `javascript:${code("form")}`;
      form.submit();
    },
  };
  const thrown = [];
  for (const name in ways) {
    try {
      ways[name]();
    } catch {
      thrown.push(name);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { thrown, ran: [...ran, ...here.seen.filter((/** @type {string} */ one) => /ran|in a frame/.test(one) && !/forbids/.test(one))] };
}
