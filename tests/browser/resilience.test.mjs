/**
 * What goes wrong while the page is used, done to it for real: its worker is killed, its program traps, memory, storage or
 * the clipboard is refused, its tab sleeps, another tab does the same, messages rain. Each time it says what was lost by a
 * name and in two languages, the text is still there, and the next job works.
 *
 * Elsewhere: what fails at the first load, a browser without storage, workers or WebAssembly, and a policy that forbids them
 * (`faults`); storage that refuses by its word (`page`, `edit`); a host that lies to a frame (`embed`).
 *
 * @module
 */

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

import { chromium } from "playwright-core";

import { SITE, browser, complaints, isComplete, reaches, visit } from "./desk.mjs";

/** @typedef {import("playwright-core").Page} Page */

const TEXT = "某街道2024年工作总结\n一、工作情况\n排查隐患10处，其中消防7处、燃气5处。\n二、下步打算\n新增社区食堂3家。";
const LINE = "　　（一）平安建设。排查隐患1920处，调处纠纷968件，同比下降15.6%，投入资金373.8万元，惠及群众3.6万人次。\n";
/** Long enough to be met at every stage, and to cross in lots. */
const LONG = LINE.repeat(1200);

/** The next job is asked to be done in a second; a slow machine gets five. */
const SOON = 5000;

// ---- what is done to a page -----------------------------------------------------------------------------------------

/** What the page's workers are, and the sign at which the next of them dies: what it is told, or what it says. */
const mortal = () => {
  const own = /** @type {any} */ (window);
  Object.assign(own, { workers: [], told: [], deadly: own.deadly || "", killed: 0 });
  const meets = (/** @type {Worker} */ worker, /** @type {string} */ sign) => {
    if (own.deadly !== sign) return;
    own.deadly = "";
    own.killed += 1;
    worker.terminate(); // behind the back of the page: no event tells of it
  };
  window.Worker = class extends Worker {
    constructor(/** @type {any} */ url, /** @type {WorkerOptions | undefined} */ options) {
      super(url, options);
      own.workers.push(this);
      this.addEventListener("message", ({ data }) => meets(this, data.progress ? data.progress.stage : Object.keys(data).find((key) => key !== "id") || ""));
      meets(this, "made");
    }
    postMessage(/** @type {any} */ message) {
      super.postMessage(message);
      const { task } = Object(message);
      own.told.push(task);
      meets(this, `told to ${task}`);
    }
  };
};

/** The sign at which the page's worker dies. @param {Page} page @param {string} sign */
const dies = (page, sign) => page.evaluate((sign) => void ((/** @type {any} */ (window)).deadly = sign), sign);
/** Kills the worker there is. @param {Page} page */
const kill = (page) => page.evaluate(() => void /** @type {any} */ (window).workers.at(-1).terminate());
/** How many workers the page has made. @param {Page} page @returns {Promise<number>} */
const made = (page) => page.evaluate(() => /** @type {any} */ (window).workers.length);

/** A page whose workers can be killed. @param {string} [text] in its editor @param {(page: Page) => unknown} [prepare] */
async function opened(text = TEXT, prepare) {
  const page = await visit({}, async (page) => {
    if (prepare) await prepare(page);
    await page.addInitScript(mortal);
  });
  await write(page, text);
  return page;
}

/** A page that has loaded its program. @param {string} [text] @param {(page: Page) => unknown} [prepare] */
async function loaded(text = TEXT, prepare) {
  const page = await opened(text, prepare);
  await isLoaded(page);
  return page;
}

/** @param {Page} page */
const isLoaded = (page) => page.evaluate(async () => (await import(/** @type {any} */ ("/start.js"))).analyzer.ready);

/** @param {Page} page @param {string} text */
const write = (page, text) => page.locator("#editor").evaluate((/** @type {HTMLTextAreaElement} */ editor, text) => {
  editor.value = text;
  editor.dispatchEvent(new Event("input"));
}, text);
const written = (/** @type {Page} */ page) => page.locator("#editor").evaluate((/** @type {HTMLTextAreaElement} */ editor) => editor.value);
const read = (/** @type {Page} */ page) => page.locator("#analyze").click();

/** Asks for a file of what was read. @param {Page} page @param {string} format */
async function save(page, format) {
  await page.locator("#export > summary").click();
  await page.locator(`#export [data-format="${format}"]`).click();
}

/** Holds back the answer to the first request of a kind. @param {Page} page @param {RegExp} file */
async function held(page, file) {
  let asked = () => {};
  let free = () => {};
  const request = new Promise((resolve) => (asked = () => resolve(undefined)));
  const freed = new Promise((resolve) => (free = () => resolve(undefined)));
  await page.context().route(file, async (route) => {
    asked();
    await freed;
    await route.continue().catch(() => {}); // whoever asked may be dead
  });
  return { request, free };
}

// ---- what is asked of it --------------------------------------------------------------------------------------------

/** The page says what was lost, by its name and in both languages. @param {Page} page @param {string} code */
async function says(page, code, timeout = 20_000) {
  const box = page.locator(`#error[data-code="${code}"]:not([hidden])`);
  await box.waitFor({ timeout });
  const head = box.locator("b");
  const chinese = [await head.innerText(), await box.locator("p").innerText()];
  await page.locator("#lang").click();
  const english = [await head.innerText(), await box.locator("p").innerText()];
  await page.locator("#lang").click();
  for (const words of chinese) assert.match(words, /\p{Script=Han}{4}.*[。；]/u);
  for (const words of english) assert.match(words, /[a-z]{2,} [a-z]{2,} .*\./);
}

/** The next job is done: a text that was not there before is read. @param {Page} page */
async function works(page) {
  const view = await page.locator("html").getAttribute("data-view");
  if (view !== "welcome") await page.locator(view === "shelf" ? "#shelf-new" : "#new").click();
  const name = `第${Math.floor(Math.random() * 1e6)}街道`;
  await write(page, TEXT.replace("某街道", name));
  await read(page);
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: SOON });
  assert.match(await page.locator("#about-title").innerText(), new RegExp(name));
  assert.equal(await page.locator("#error").isVisible(), false);
}

/** Something was lost: it is said, the text is there, and the next job works. @param {Page} page @param {string} code @param {string} text */
async function survives(page, code, text, timeout = 20_000) {
  await says(page, code, timeout);
  assert.ok(await written(page) === text, "the text is still in the editor");
  await works(page);
}

describe("the worker is killed", () => {
  test("before its script has run: load_failed, once it has been silent for long", async () => {
    const page = await opened(TEXT, (page) => page.addInitScript(() => void Object.assign(window, { deadly: "made" })));
    await read(page);
    await survives(page, "load_failed", TEXT, 40_000);
  });

  for (const [point, file] of /** @type {[string, RegExp][]} */ ([
    ["while its program's glue is on the way", /wenheng_wasm\.js$/],
    ["while its program is on the way", /wenheng_wasm_bg.*\.wasm$/],
    ["while its lexicon is on the way", /lexicon.*\.bin$/],
  ])) {
    test(`${point}, and nobody waits: load_failed`, async () => {
      let way = /** @type {any} */ (null);
      const page = await opened(TEXT, async (page) => (way = await held(page, file)));
      await way.request;
      await page.waitForTimeout(300); // it has said its first word
      await kill(page);
      await says(page, "load_failed");
      way.free();
      await survives(page, "load_failed", TEXT);
    });

    test(`${point}, and a job waits: load_failed`, async () => {
      let way = /** @type {any} */ (null);
      const page = await opened(TEXT, async (page) => (way = await held(page, file)));
      await read(page);
      await way.request;
      await page.waitForTimeout(300);
      await kill(page);
      await says(page, "load_failed");
      way.free();
      await survives(page, "load_failed", TEXT);
    });
  }

  test("the moment it has opened: the job that waits is told, worker_crashed", async () => {
    let way = /** @type {any} */ (null);
    const page = await opened(TEXT, async (page) => (way = await held(page, /lexicon.*\.bin$/)));
    await read(page);
    await dies(page, "value");
    way.free();
    await survives(page, "worker_crashed", TEXT);
  });

  for (const [point, sign] of /** @type {[string, string][]} */ ([
    ["the moment it is handed a text", "told to analyze"],
    ["while it decodes", "decode"],
    ["while it repairs", "repair"],
    ["while it segments", "segment"],
    ["while it makes the outline", "outline"],
    ["while it finds indicators", "indicator"],
    ["while it checks", "check"],
    ["while it weighs words", "keyword"],
    ["while it hands over", "list"],
  ])) {
    test(`${point}: worker_crashed`, async () => {
      const page = await loaded(LONG);
      await dies(page, sign);
      await read(page);
      await survives(page, "worker_crashed", LONG);
      assert.equal(await page.evaluate(() => /** @type {any} */ (window).killed), 1);
    });
  }

  test("the moment it has answered: nothing is lost, and the next job works", async () => {
    const page = await loaded(TEXT);
    await dies(page, "value");
    await read(page);
    await reaches(page, "ready");
    assert.equal(await page.locator("#error").isVisible(), false);
    await works(page);
  });

  test("while nobody asks, three times: nothing is lost, and the next job works", async () => {
    const page = await loaded();
    for (let i = 0; i < 3; i += 1) {
      await kill(page);
      await page.waitForTimeout(300);
      assert.equal(await page.locator("#error").isVisible(), false);
      await works(page);
    }
  });

  test("twice in a row, the second time while it starts anew: each is said, and the third attempt works", async () => {
    const page = await loaded(LONG);
    await dies(page, "indicator");
    await read(page);
    await says(page, "worker_crashed");
    await kill(page);
    await page.waitForTimeout(300);
    await works(page);
  });

  for (const format of ["json", "csv", "md", "xlsx"]) {
    test(`while it exports (${format}): worker_crashed, the report stays, and the next export works`, async () => {
      const page = await loaded(LINE.repeat(50));
      await read(page);
      await reaches(page, "ready");
      await isComplete(page);
      await dies(page, "told to render");
      await save(page, format);
      await says(page, "worker_crashed");
      assert.equal(await page.locator("#report").isVisible(), true);
      const [file] = await Promise.all([page.waitForEvent("download"), save(page, format)]);
      assert.match(file.suggestedFilename(), new RegExp(`\\.${format}$`));
      await works(page);
    });
  }

  test("while what writes workbooks is on the way: worker_crashed, and the next export works", async () => {
    let way = /** @type {any} */ (null);
    const page = await loaded(TEXT, async (page) => (way = await held(page, /wenheng_xlsx_bg.*\.wasm$/)));
    await read(page);
    await reaches(page, "ready");
    await save(page, "xlsx");
    await way.request;
    await kill(page);
    await says(page, "worker_crashed");
    way.free();
    await Promise.all([page.waitForEvent("download"), save(page, "xlsx")]);
  });

  test("while it explains a figure: worker_crashed, the report stays, and the next explanation comes", async () => {
    const page = await loaded();
    await read(page);
    await reaches(page, "ready");
    await isComplete(page);
    await page.locator("#indicators tr[data-indicator]").first().click();
    await dies(page, "told to explain");
    await page.locator("#detail .detail-why summary").click();
    await says(page, "worker_crashed");
    await page.locator("#detail .detail-why summary").click();
    await page.locator("#detail .detail-why dd").first().waitFor({ timeout: SOON });
  });

  test("while it reads what one types: it says that it has not read, keeps the text, and reads the next", async () => {
    const page = await loaded();
    await read(page);
    await reaches(page, "ready");
    await page.locator("#draft-open").click();
    const field = page.locator("#draft-text");
    await page.locator("#draft-text:focus").waitFor();
    await dies(page, "told to analyze");
    await field.fill(TEXT.replace("燃气5处", "燃气3处"));
    await page.getByText("还没有读：分析时意外停止").waitFor();
    assert.match(await field.inputValue(), /燃气3处/);
    await field.press("End");
    await field.pressSequentially("\n完毕。");
    await page.waitForFunction(() => /未见存疑/.test(document.querySelector("#totals")?.textContent || ""), undefined, { timeout: SOON });
  });

  test("or its script is stopped by the developer's tools, which nobody can know: the job can be let go, and the next works", async () => {
    const page = await opened(LONG);
    const tools = await page.context().newCDPSession(page);
    const attached = new Promise((resolve) => tools.on("Target.attachedToTarget", ({ sessionId }) => resolve(sessionId)));
    await tools.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false });
    const sessionId = await attached;
    await isLoaded(page);
    await read(page);
    await page.waitForFunction(() => /正在(?:断句分词|理提纲|找指标)…/.test(document.querySelector("#stage")?.textContent || ""), undefined, { polling: 20 });
    await tools.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id: 1, method: "Runtime.terminateExecution" }) });
    await page.waitForTimeout(1000);
    await page.locator("#cancel").click();
    await reaches(page, "empty");
    assert.ok(await written(page) === LONG);
    await works(page);
  });

  test("while it reads a list of files: that one is refused in words, the others are read", async () => {
    const page = await loaded();
    await dies(page, "told to analyze");
    await page.locator("#file").setInputFiles(["甲", "乙", "丙"].map((name) => ({ name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from(TEXT.replace("某", name)) })));
    await page.waitForFunction(() => document.querySelectorAll("#shelf-table td.doubts").length === 2);
    assert.equal(await page.locator("#shelf-table .refused").count(), 1);
    assert.match(await page.locator("#shelf-table .refused").innerText(), /意外停止/);
    await works(page);
  });
});

// ---- a program that fails -------------------------------------------------------------------------------------------

/** A number as WebAssembly writes it, and where it ends. @param {Uint8Array} bytes @param {number} at @returns {[number, number]} */
function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value >>> 0, at];
  }
}

const UNREACHABLE = () => [0x00];
/** Calls itself with what it was called with. @param {number} index @param {number} parameters */
const ENDLESS = (index, parameters) => [...Array.from({ length: parameters }, (_, i) => [0x20, i]).flat(),
  0x10, index & 0x7f | 0x80, index >> 7 & 0x7f | 0x80, index >> 14 & 0x7f];

/**
 * A module of which one function does something else, and everything is as long as it was.
 *
 * @param {Buffer} module
 * @param {string} name what it is exported as
 * @param {(index: number, parameters: number) => number[]} code
 */
function patched(module, name, code) {
  const bytes = new Uint8Array(module);
  /** @type {Record<number, number>} where each section begins */
  const sections = {};
  for (let at = 8; at < bytes.length;) {
    const [size, start] = leb(bytes, at + 1);
    sections[bytes[at]] = start;
    at = start + size;
  }
  /** Reads a list of the module. @param {number} section @param {(at: number, i: number) => number} each where the next is */
  const list = (section, each) => {
    let [count, at] = leb(bytes, sections[section]);
    for (let i = 0; i < count; i += 1) at = each(at, i);
  };
  /** @type {number[]} */
  const parameters = [];
  list(1, (at) => {
    const [count, from] = leb(bytes, at + 1);
    parameters.push(count);
    const [results, to] = leb(bytes, from + count);
    return to + results;
  });
  let imported = 0;
  list(2, (at) => {
    for (let i = 0; i < 2; i += 1) {
      const [length, from] = leb(bytes, at);
      at = from + length;
    }
    assert.equal(bytes[at], 0, "functions are all that is imported");
    imported += 1;
    return leb(bytes, at + 1)[1];
  });
  /** @type {number[]} */
  const types = [];
  list(3, (at) => {
    const [type, next] = leb(bytes, at);
    types.push(type);
    return next;
  });
  let index = -1;
  list(7, (at) => {
    const [length, from] = leb(bytes, at);
    const [value, next] = leb(bytes, from + length + 1);
    if (Buffer.from(bytes.subarray(from, from + length)).toString() === name) index = value;
    return next;
  });
  assert.ok(index >= imported, `${name} is not there`);
  list(10, (at, i) => {
    const [size, start] = leb(bytes, at);
    if (i === index - imported) {
      const body = [0, ...code(index, parameters[types[i]])]; // no locals
      assert.ok(body.length < size);
      bytes.fill(0x01, start, start + size - 1); // and then nothing, until its end
      bytes.set(body, start);
    }
    return start + size;
  });
  assert.ok(WebAssembly.validate(bytes));
  return Buffer.from(bytes);
}

/** Gives a module in which something is changed in the place of the page's, until it is let go. @param {Page} page @param {RegExp} file @param {(module: Buffer) => Buffer} change */
async function swapped(page, file, change) {
  await page.context().route(file, async (route) => {
    const body = change(await (await route.fetch()).body());
    await route.fulfill({ contentType: "application/wasm", body });
  });
  return () => page.context().unroute(file);
}

const WASM = /wenheng_wasm_bg.*\.wasm$/;
const XLSX = /wenheng_xlsx_bg.*\.wasm$/;

describe("the program fails", () => {
  for (const [fault, code, said] of /** @type {[string, typeof ENDLESS, RegExp][]} */ ([
    ["traps while it analyzes", UNREACHABLE, /unreachable/],
    ["runs out of stack while it analyzes", ENDLESS, /call stack/],
  ])) {
    test(`${fault}: worker_crashed, and it is not started again and again`, async () => {
      let mend = async () => {};
      const page = await opened(TEXT, async (page) => void (mend = await swapped(page, WASM, (module) => patched(module, "analyze", code))));
      await isLoaded(page);
      await page.waitForTimeout(2000); // what it rehearses has failed, and nobody has asked
      assert.equal(await made(page), 1);
      assert.equal(await page.locator("#error").isVisible(), false);
      await read(page);
      await says(page, "worker_crashed");
      assert.match(await page.locator("#error .why").innerText(), said);
      await page.waitForTimeout(2000);
      const count = await made(page);
      assert.ok(count <= 3, `${count} workers`);
      await mend();
      await survives(page, "worker_crashed", TEXT);
    });
  }

  test("traps while it exports: worker_crashed, and the next job works", async () => {
    let mend = async () => {};
    const page = await loaded(TEXT, async (page) => void (mend = await swapped(page, WASM, (module) => patched(module, "render", UNREACHABLE))));
    await read(page);
    await reaches(page, "ready");
    await mend();
    await save(page, "json");
    await survives(page, "worker_crashed", TEXT);
  });

  test("traps while it writes a workbook: worker_crashed, and the next workbook is written", async () => {
    let mend = async () => {};
    const page = await loaded(TEXT, async (page) => void (mend = await swapped(page, XLSX, (module) => patched(module, "workbook", UNREACHABLE))));
    await read(page);
    await reaches(page, "ready");
    await save(page, "xlsx");
    await says(page, "worker_crashed");
    await mend();
    await Promise.all([page.waitForEvent("download"), save(page, "xlsx")]);
    await works(page);
  });

  test("traps while it opens the lexicon: lexicon_damaged, and the next attempt works", async () => {
    let mend = async () => {};
    const page = await opened(TEXT, async (page) => void (mend = await swapped(page, WASM, (module) => patched(module, "open", UNREACHABLE))));
    await says(page, "lexicon_damaged");
    await mend();
    await survives(page, "lexicon_damaged", TEXT);
  });
});

/** A browser of its own, told or set otherwise. @param {string[]} args @param {any} settings @param {(page: Page) => Promise<void>} use @param {string[]} [without] */
async function elsewhere(args, settings, use, without = []) {
  const folder = await mkdtemp(join(tmpdir(), "wenheng-resilience-"));
  await mkdir(join(folder, "Default"));
  await writeFile(join(folder, "Default/Preferences"), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM || "/usr/bin/chromium", locale: "zh-CN",
    ignoreDefaultArgs: without, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", ...args] });
  try {
    const page = await context.newPage();
    await page.addInitScript(mortal);
    /** @type {string[]} */
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${SITE}/`);
    await use(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
}

describe("memory runs out", () => {
  test("in the middle of a long text: worker_crashed, and a shorter one is read", () => elsewhere(["--js-flags=--wasm-max-mem-pages=256"], {}, async (page) => {
    const text = LINE.repeat(60_000);
    await write(page, text);
    await read(page);
    await survives(page, "worker_crashed", text, 60_000);
  }));

  test("before there is any: load_failed", () => elsewhere(["--js-flags=--wasm-max-mem-pages=1"], {}, async (page) => {
    await says(page, "load_failed");
    assert.match(await page.locator("#error .why").innerText(), /memory/i);
    await write(page, TEXT);
    await read(page);
    await says(page, "load_failed");
    assert.equal(await written(page), TEXT);
  }));
});

describe("storage is refused", () => {
  /** Fills the small storage to its last byte. @param {Page} page */
  const fillUp = (page) => page.evaluate(() => {
    for (let size = 1 << 22, i = 0; size; i += 1) {
      try {
        localStorage.setItem(`full${i}`, "x".repeat(size));
      } catch {
        size >>= 1;
      }
    }
  });
  const freed = (/** @type {Page} */ page) => page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("full")) localStorage.removeItem(key);
  });

  /** Puts an alarm aside. @param {Page} page @param {number} [which] */
  async function putAside(page, which = 0) {
    await page.locator("#tab-checks").click();
    await page.locator("#checks .alarms summary").nth(which).click();
    await page.locator("#checks .alarms details[open] [data-reason=checked]").first().click();
  }
  const aside = (/** @type {Page} */ page) => page.evaluate(() => JSON.parse(localStorage.getItem("wenheng.dismissed") || "[]").length);

  test("the small storage is full: the page says that a finding is put aside for this visit only, forgets none later, and keeps no report", async () => {
    const text = TEXT.replace("二、", "整改隐患20处，其中消防12处、燃气9处。\n调处纠纷30宗，其中邻里18宗、物业14宗。\n二、");
    const page = await loaded(text);
    await fillUp(page);
    await read(page);
    await reaches(page, "ready");
    await isComplete(page);
    await putAside(page);
    assert.match(await page.locator("#checks .memory").innerText(), /不再保留/);
    await page.locator("#theme").click();
    const other = await page.context().newPage();
    await other.goto(`${SITE}/`);
    await freed(other);
    await write(other, text);
    await read(other);
    await reaches(other, "ready");
    await putAside(other, 2);
    await putAside(page);
    assert.equal(await aside(page), 3, "that of the other window is not written over");
    await fillUp(page);
    await page.locator("#new").click();
    await page.locator("#keep").click();
    await page.getByText("不允许保存").waitFor();
    assert.equal(await page.locator("#keep").isChecked(), false, "the next visit would not know of it");
    await works(page);
  });

  test("the large storage is full: the page says that the report is not kept, lists none, and keeps the next", async () => {
    const page = await loaded();
    await page.locator("#keep").check();
    await page.waitForFunction(() => localStorage.getItem("wenheng.keep"));
    const tools = await page.context().newCDPSession(page);
    await tools.send("Storage.overrideQuotaForOrigin", { origin: SITE, quotaSize: 1 });
    await read(page);
    await reaches(page, "ready");
    await page.locator("#keep-note.trouble").waitFor({ state: "attached" });
    assert.match(await page.locator("#keep-note").textContent() || "", /存不下/);
    assert.equal(await page.locator("#kept li").count(), 0);
    assert.equal(await page.locator("#error").isVisible(), false);
    await page.locator("#new").click();
    assert.equal(await written(page), TEXT);
    await tools.send("Storage.overrideQuotaForOrigin", { origin: SITE });
    await works(page);
    await page.locator("#kept li").waitFor({ state: "attached" });
    assert.equal(await page.locator("#keep-note.trouble").count(), 0);
  });

  test("by the browser's own settings: everything works, and the page says that nothing is kept", () =>
    elsewhere([], { profile: { default_content_setting_values: { cookies: 2 } } }, async (page) => {
      assert.equal(await page.evaluate(() => {
        try {
          return !!localStorage;
        } catch (cause) {
          return /** @type {Error} */ (cause).name;
        }
      }), "SecurityError");
      await page.locator("#keep").click();
      await page.getByText("不允许保存").waitFor();
      assert.equal(await page.locator("#keep").isChecked(), false);
      await page.locator("#sample").click();
      await reaches(page, "ready");
      await putAside(page);
      assert.match(await page.locator("#checks .memory").innerText(), /不再保留/);
      await works(page);
    }));
});

describe("the clipboard is refused", () => {
  /** @param {Page} page */
  async function asked(page) {
    await page.locator("#sample").click();
    await reaches(page, "ready");
    await page.locator("#export > summary").click();
  }
  const button = '#export [data-format="copy"]';
  const table = async (/** @type {Page} */ page) => {
    await page.locator("#new").click();
    await page.locator("#editor").fill("");
    await page.locator("#editor").press("Control+V");
    return written(page);
  };

  test("by the browser, in both its ways: the page says so and what to do instead, and goes on", async () => {
    const page = await loaded();
    const { targetInfo } = await (await page.context().newCDPSession(page)).send("Target.getTargetInfo");
    await (await browser.newBrowserCDPSession()).send("Browser.setPermission", { browserContextId: targetInfo.browserContextId, origin: SITE, permission: { name: "clipboard-write" }, setting: "denied" });
    await asked(page);
    // Once no hand has touched the page for some seconds; whatever asks the page from here counts as one.
    await page.evaluate((button) => void setTimeout(() => /** @type {HTMLElement} */ (document.querySelector(button)).click(), 6000), button);
    await new Promise((resolve) => setTimeout(resolve, 7000));
    await page.locator("#status.seen").waitFor();
    assert.match(await page.locator("#status").innerText(), /不允许复制.*导出/);
    assert.equal(await page.locator("textarea.away").count(), 0);
    await works(page);
  });

  test("by the host's policy: the older way copies all the same", async () => {
    const page = await loaded(TEXT, (page) => page.route(`${SITE}/`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "Permissions-Policy": "clipboard-write=()" } });
    }));
    await asked(page);
    await page.locator(button).click();
    await page.locator("#status.seen").waitFor();
    assert.match(await page.locator("#status").innerText(), /已复制/);
    assert.match(await table(page), /\t/);
    for (const complaint of complaints.splice(0)) assert.match(complaint, /Clipboard API has been blocked/);
  });

  test("because there is none, on a host without encryption: the older way copies, and a dead worker's job can be let go", async () => {
    const plain = "http://plain.test";
    const page = await visit({}, async (page) => {
      await page.context().route(`${plain}/**`, async (route) => route.fulfill({ response: await route.fetch({ url: route.request().url().replace(plain, SITE) }) }));
      await page.addInitScript(mortal);
    });
    await page.goto(`${plain}/`);
    assert.deepEqual(await page.evaluate(() => [window.isSecureContext, !!navigator.clipboard, !!navigator.locks]), [false, false, false]);
    await asked(page);
    await page.locator(button).click();
    await page.locator("#status.seen").waitFor();
    assert.match(await page.locator("#status").innerText(), /已复制/);
    assert.match(await table(page), /\t/);
    await write(page, TEXT);
    await dies(page, "told to analyze");
    await read(page);
    await page.locator("#cancel").click(); // nobody can know that it is dead
    await reaches(page, "empty");
    assert.equal(await written(page), TEXT);
    await works(page);
  });
});

describe("the tab sleeps", () => {
  /** A page that is put to sleep, as it was, when one goes elsewhere, and wakes when one comes back. @param {string} text @param {(page: Page) => Promise<void>} use */
  const sleeper = (text, use) => elsewhere([], {}, async (page) => {
    await write(page, text);
    await use(page);
  }, ["--disable-back-forward-cache"]);

  /** Goes to another page, does something there, and comes back. @param {Page} page @param {() => unknown} [meanwhile] */
  async function sleeps(page, meanwhile = () => {}) {
    await page.evaluate(() => {
      const own = /** @type {any} */ (window);
      own.slept = 0;
      document.addEventListener("freeze", () => (own.slept += 1));
    });
    await page.goto(`${SITE}/icon.svg`);
    await meanwhile();
    await page.waitForTimeout(1500);
    page.evaluate(() => history.back()).catch(() => {}); // nobody is left to answer
    const slept = () => page.evaluate(() => /** @type {any} */ (window).slept).catch(() => 0);
    for (let i = 0; i < 100 && !await slept(); i += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await slept(), 1, "it was frozen, and not loaded anew");
  }
  const stage = (/** @type {Page} */ page) => page.waitForFunction(() => /正在/.test(document.querySelector("#stage")?.textContent || ""), undefined, { polling: 20 });

  test("with a report on its desk: it is there when the tab wakes, and the next job works", () => sleeper(TEXT, async (page) => {
    await read(page);
    await reaches(page, "ready");
    await sleeps(page);
    assert.equal(await page.locator("#report").isVisible(), true);
    assert.equal(await page.locator("#error").isVisible(), false);
    assert.equal(await made(page), 1);
    await works(page);
  }));

  test("in the middle of a job: it is done when the tab wakes", () => sleeper(LONG, async (page) => {
    await read(page);
    await stage(page);
    await sleeps(page);
    await reaches(page, "ready");
    assert.equal(await made(page), 1);
    await works(page);
  }));

  // Long enough not to be done before the tab is frozen, on a busy machine too.
  const longer = LONG.repeat(3);
  test("and its worker is killed in the middle of a job: worker_crashed when it wakes", () => sleeper(longer, async (page) => {
    await page.evaluate(() => document.addEventListener("freeze", () => /** @type {any} */ (window).workers.at(-1).terminate()));
    await read(page);
    await stage(page);
    await sleeps(page);
    await survives(page, "worker_crashed", longer);
  }));

  test("for a processor ten times slower: a job takes its time, and nothing is killed", async () => {
    const page = await loaded(LINE.repeat(300));
    const tools = await page.context().newCDPSession(page);
    await tools.send("Emulation.setCPUThrottlingRate", { rate: 10 });
    await read(page);
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 120_000 });
    await tools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    assert.equal(await made(page), 1);
  });
});

describe("two tabs", () => {
  const kept = (/** @type {Page} */ page) => page.locator("#kept li");
  const lists = (/** @type {Page} */ page, /** @type {number} */ count, first = "") => page.waitForFunction(([count, first]) =>
    document.querySelectorAll("#kept li").length === count && (document.querySelector("#kept .kept-open")?.textContent || "").startsWith(first), /** @type {[number, string]} */ ([count, first]));

  /** Two tabs of one browser, one with a report of each name. @param {(page: Page) => Promise<unknown>} [prepare] what is done in the first before the second is opened */
  async function two(prepare = async () => {}) {
    const one = await loaded();
    await prepare(one);
    const other = await one.context().newPage();
    await other.goto(`${SITE}/`);
    await isLoaded(other);
    return [one, other];
  }
  const keeps = async (/** @type {Page} */ page) => {
    await page.locator("#keep").check();
    await page.waitForFunction(() => localStorage.getItem("wenheng.keep"));
  };
  /** Reads a report of that name. @param {Page} page @param {string} name */
  async function reads(page, name) {
    if (await page.locator("html").getAttribute("data-view") !== "welcome") await page.locator("#new").click();
    await write(page, TEXT.replace("某", name));
    await read(page);
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
    await page.waitForFunction((name) => document.querySelector("#about-title")?.textContent?.startsWith(name), name);
  }
  /** One report is kept, and listed. @param {Page} page */
  async function keepsOne(page) {
    await keeps(page);
    await reads(page, "甲");
    await lists(page, 1);
  }
  /** Forgets everything that is stored. @param {Page} page */
  async function forgets(page) {
    if (await page.locator("html").getAttribute("data-view") !== "welcome") await page.locator("#new").click();
    await page.locator("#forget").click();
    await page.locator("#ask-yes").click();
    await page.getByText("已全部清除").waitFor();
  }
  const bases = (/** @type {Page} */ page) => page.evaluate(async () => (await indexedDB.databases()).length);

  test("keep their reports side by side: both list all, and never more than ten", async () => {
    const [one, other] = await two(keeps);
    await one.evaluate(() => new Promise((resolve, reject) => {
      const request = indexedDB.open("wenheng");
      request.onerror = reject;
      request.onsuccess = () => {
        const transaction = request.result.transaction(["reports", "bodies"], "readwrite");
        for (let i = 0; i < 9; i += 1) {
          transaction.objectStore("reports").put({ id: `${i}`, title: `旧${i}`, time: i, chars: 1, mended: false });
          transaction.objectStore("bodies").put({ id: `${i}`, source: { data: "x", how: {} }, edits: [], written: false });
        }
        transaction.oncomplete = resolve;
      };
    }));
    const names = (/** @type {Page} */ page) => page.locator("#kept .kept-open").allTextContents();
    await reads(one, "甲");
    for (const page of [one, other]) await lists(page, 10, "甲");
    await reads(other, "乙");
    for (const page of [one, other]) await lists(page, 10, "乙");
    await reads(one, "丙");
    for (const page of [one, other]) await lists(page, 10, "丙");
    await one.reload();
    await lists(one, 10, "丙");
    assert.equal((await names(one)).map((name) => name[0]).join(""), "丙乙甲旧旧旧旧旧旧旧");
    assert.deepEqual(await names(other), await names(one));
  });

  test("save at once: both are kept", async () => {
    const [one, other] = await two(keeps);
    await Promise.all([reads(one, "甲"), reads(other, "乙")]);
    await Promise.all([one, other].map((page) => lists(page, 2)));
  });

  test("one removes a report that the other would open: it goes from both lists, or is said to be gone", async () => {
    const [one, other] = await two(async (page) => {
      await keeps(page);
      for (const name of ["甲", "乙"]) {
        await reads(page, name);
        await page.locator("#kept .kept-open", { hasText: name }).waitFor({ state: "attached" });
      }
    });
    await lists(other, 2);
    await one.locator("#new").click();
    await one.locator("#kept [data-remove]").first().click();
    for (const page of [one, other]) await lists(page, 1);
    const third = await one.context().newPage();
    await third.goto(`${SITE}/icon.svg`);
    await third.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.open("wenheng");
      request.onsuccess = () => {
        const transaction = request.result.transaction("bodies", "readwrite");
        transaction.objectStore("bodies").clear();
        transaction.oncomplete = resolve; // and the other is not told
      };
    }));
    await other.locator("#kept .kept-open").click();
    await says(other, "gone");
    await works(other);
  });

  test("one forgets everything while the other has a report to save: nothing is kept again", async () => {
    const [one, other] = await two(keepsOne);
    await reads(other, "乙");
    await forgets(one);
    await other.waitForFunction(() => !(/** @type {HTMLInputElement} */ (document.querySelector("#keep")).checked));
    await reads(other, "丙");
    await other.waitForTimeout(900); // when it would have been kept
    assert.equal(await bases(other), 0);
    assert.equal(await kept(other).count(), 0);
    await works(one);
  });

  test("one forgets everything and the other has not heard of it: what it saves is not kept, nor the wish", async () => {
    const [one, other] = await two(async (page) => {
      await keepsOne(page);
      await page.context().addInitScript(() => window.addEventListener("storage", (event) => event.stopImmediatePropagation()));
    });
    await forgets(one);
    assert.equal(await other.locator("#keep").isChecked(), true, "it has heard of nothing");
    await reads(other, "乙");
    await other.waitForFunction(() => !(/** @type {HTMLInputElement} */ (document.querySelector("#keep")).checked));
    assert.equal(await bases(other), 0);
    assert.equal(await kept(other).count(), 0);
    assert.deepEqual(await other.evaluate(() => Object.keys(localStorage)), []);
    assert.equal(await one.locator("#keep").isChecked(), false);
    await works(other);
  });

  test("one forgets everything while the other does not let go of the storage: the texts are gone at once all the same", async () => {
    const [one, other] = await two(keepsOne);
    await other.goto(`${SITE}/icon.svg`);
    await other.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.open("wenheng");
      request.onsuccess = () => resolve(Object.assign(window, { base: request.result }) && true); // and hears of no version
    }));
    await forgets(one);
    assert.equal(await other.evaluate(() => new Promise((resolve) => {
      const request = /** @type {any} */ (window).base.transaction("bodies").objectStore("bodies").count();
      request.onsuccess = () => resolve(request.result);
    })), 0);
    await works(one);
  });

  test("one has a later version of the storage: the other says that nothing is kept, and everything else works", async () => {
    const [one, other] = await two(keepsOne);
    await other.goto(`${SITE}/icon.svg`);
    await other.evaluate(() => new Promise((resolve, reject) => {
      const request = indexedDB.open("wenheng", 2);
      request.onsuccess = () => resolve(true);
      request.onblocked = reject;
    }));
    await reads(one, "乙");
    await one.locator("#keep-note.trouble").waitFor({ state: "attached" });
    assert.match(await one.locator("#keep-note").textContent() || "", /不允许保存/);
    await works(one);
  });

  test("put findings aside and choose differently: neither loses what the other did", async () => {
    const [one, other] = await two();
    for (const page of [one, other]) {
      await page.locator("#sample").click();
      await reaches(page, "ready");
      await isComplete(page);
      await page.locator("#tab-checks").click();
    }
    for (const [page, which] of /** @type {[Page, number][]} */ ([[one, 0], [other, 1]])) {
      await page.locator("#checks .alarms summary").nth(which).click();
      await page.locator("#checks .alarms details[open] [data-reason=checked]").first().click();
    }
    await one.locator("#theme").click();
    await other.locator("#lang").click();
    await one.reload();
    assert.equal(await one.locator("html").getAttribute("lang"), "en");
    assert.equal(await one.locator("html").getAttribute("data-theme"), "dark");
    assert.equal(await one.evaluate(() => JSON.parse(localStorage.getItem("wenheng.dismissed") || "[]").length), 2);
  });
});

describe("messages rain", () => {
  /** Shapes that nobody has agreed upon. */
  const SHAPES = [null, 0, "", "open", [], {}, { id: 1 }, { id: 0, task: "open" }, { task: "x" }, { id: -1, value: {} }, { progress: { stage: "x", done: 9 } }, { life: "x" }, { data: null }];

  test("ten thousand of foreign shapes to the worker and the window: the job is done, and the next works", async () => {
    const page = await loaded(LINE.repeat(100));
    await page.evaluate((shapes) => {
      const rain = () => {
        for (let i = 0; i < 5000; i += 1) {
          Worker.prototype.postMessage.call(/** @type {any} */ (window).workers[0], shapes[i % shapes.length]);
          window.postMessage(shapes[i % shapes.length], "*");
        }
      };
      rain();
      /** @type {HTMLElement} */ (document.querySelector("#analyze")).click();
      rain();
    }, SHAPES);
    await reaches(page, "ready");
    assert.equal(await made(page), 1);
    assert.equal(await page.locator("#error").isVisible(), false);
    await works(page);
  });

  test("two hundred quick clicks to analyze and to cancel: the last one counts, and one worker is left", async () => {
    const page = await loaded(LONG);
    await page.evaluate(async (text) => {
      const [editor, analyze, cancel] = ["editor", "analyze", "cancel"].map((id) => /** @type {HTMLTextAreaElement} */ (document.getElementById(id)));
      for (let i = 0; i < 200; i += 1) {
        analyze.click();
        if (i % 3) await new Promise((resolve) => setTimeout(resolve, i % 20));
        if (i % 2) cancel.click();
      }
      editor.value = text;
      analyze.click();
    }, TEXT);
    await reaches(page, "ready");
    assert.match(await page.locator("#about-title").innerText(), /某街道/);
    await page.waitForFunction(() => true);
    for (let i = 0; page.workers().length > 1 && i < 100; i += 1) await page.waitForTimeout(100);
    assert.equal(page.workers().length, 1);
    await works(page);
  });

  /** What the title of the desk has ever been from now on. @param {Page} page */
  const titles = (page) => page.evaluate(() => {
    const own = /** @type {any} */ (window);
    own.titles = [];
    const title = /** @type {Element} */ (document.querySelector("#about-title"));
    new MutationObserver(() => title.textContent && own.titles.push(title.textContent)).observe(title, { childList: true });
  });

  test("fifty drops in a row, long and short: the last one is shown, and none before it", async () => {
    const page = await loaded();
    await titles(page);
    await page.evaluate((text) => {
      for (let i = 1; i <= 50; i += 1) {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text.replace("某", `第${i}`) + "排查隐患10处。\n".repeat(i % 7 ? 0 : 20_000)], `${i}.txt`));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      }
    }, TEXT);
    await reaches(page, "ready");
    await page.waitForTimeout(1000);
    assert.deepEqual(await page.evaluate(() => [...new Set(/** @type {any} */ (window).titles)]), ["第50街道2024年工作总结"]);
    await works(page);
  });

  test("twenty lists of files dropped in a row: the last one is listed, whole", async () => {
    const page = await loaded();
    await page.evaluate((text) => {
      for (let i = 1; i <= 20; i += 1) {
        const dataTransfer = new DataTransfer();
        for (const name of "甲乙丙") dataTransfer.items.add(new File([text.replace("某", `${name}${i}`)], `${name}${i}.txt`));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      }
    }, TEXT);
    await page.waitForFunction(() => document.querySelectorAll("#shelf-table td.doubts").length === 3);
    assert.deepEqual((await page.locator("#shelf-table [data-open]").allTextContents()).map((title) => title.slice(0, 3)), ["甲20", "乙20", "丙20"]);
    await works(page);
  });

  test("a thousand changes of the text: the last one is read, and few before it", async () => {
    const page = await loaded();
    await read(page);
    await reaches(page, "ready");
    await page.locator("#draft-open").click();
    await page.locator("#draft-text:focus").waitFor();
    const before = await page.evaluate(() => /** @type {any} */ (window).told.length);
    await page.locator("#draft-text").evaluate(async (/** @type {HTMLTextAreaElement} */ field, text) => {
      for (let i = 1; i <= 1000; i += 1) {
        field.value = text.replace("社区食堂3家", `社区食堂${i}家`);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }, TEXT);
    await page.locator("#indicators tr", { hasText: "1000" }).waitFor();
    const asked = await page.evaluate(() => /** @type {any} */ (window).told.length) - before;
    assert.ok(asked >= 1 && asked <= 20, `${asked} readings`);
    await works(page);
  });
});
