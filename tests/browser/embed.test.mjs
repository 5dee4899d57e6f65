/**
 * Wenheng in other people's pages, in Chromium: the module, the element, the frame, and every example that is shipped.
 *
 *     cargo xtask test pack embed
 *
 * @module
 */

import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";

import { build } from "esbuild";
import { chromium } from "playwright-core";

import { FILES } from "../../www/pkg/files.js";
import { serve } from "./server.mjs";
import { bytesOf, pathOf } from "./support.mjs";

const WWW = pathOf("www");
/** What `cargo xtask dist` made. */
const DIST = process.env.WENHENG_DIST || pathOf("dist");
const SHOTS = process.env.WENHENG_SHOTS || pathOf("target/shots");

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
    assert.deepEqual(seen.map(({ stage }) => stage), ["decode", "repair", "segment", "outline", "indicator", "keyword", "check"]);
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
      const said = (/** @type {any} */ { code, detail }) => [code, detail];
      const found = await Promise.all(["wasm", "lexicon"].map((part) => createAnalyzer({ [part]: gone }).ready.catch(said)));
      // What was asked before hears of it, too.
      found.push(...await Promise.all(["wasm", "lexicon"].map((part) => createAnalyzer({ [part]: gone }).analyze("排查隐患9处。").catch(said))));
      const analyzer = createAnalyzer({ xlsx: gone }); // which is not missed before it is asked for
      return [...found, (await analyzer.analyze("排查隐患9处。")).indicators[0].surface, await analyzer.render("排查隐患9处。", "xlsx").catch(said)];
    });
    const missed = [["load_failed", "Error: gone"], ["lexicon_missing", "Error: gone"]];
    assert.deepEqual(found, [...missed, ...missed, "9处", ["xlsx_missing", "Error: gone"]]);
  });
});

/** The JSON report that the sample gives natively. */
const SAMPLE = JSON.parse((await bytesOf("tests/golden/sample.json")).toString("utf8"));

/** What strict hosts say: nothing inline, no policy but ours. */
const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; worker-src 'self'; "
  + "connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types wenheng";

/** An empty page with the element's module, and what stands in its body. @param {string} body @param {Record<string, string>} [headers] */
const host = (body, headers) => (/** @type {string} */ path) => path === "/host.html"
  ? { body: `<!doctype html><html lang="zh-Hans"><title>t</title><link rel="icon" href="icon.svg"><script type="module" src="element.js"></script>${body}`, headers } : undefined;

/** What of the events of an element comes from now on. @param {import("playwright-core").Page} page @param {string} [selector] */
const listen = (page, selector = "wenheng-report") => page.evaluate((selector) => {
  const seen = /** @type {any} */ (window).seen = /** @type {any[]} */ ([]);
  const element = /** @type {Element} */ (document.querySelector(selector));
  for (const type of ["analysis", "select", "error"]) element.addEventListener(type, (event) => seen.push([type, /** @type {any} */ (event).detail]));
}, selector);
/** @param {import("playwright-core").Page} page @returns {Promise<[string, any][]>} */
const seen = (page) => page.evaluate(() => /** @type {any} */ (window).seen);

describe("the element", () => {
  test("twice on a page under a strict policy: one worker, one lexicon, the whole report, no complaint", async () => {
    /** @type {string[]} */
    const asked = [];
    const own = host(`<wenheng-report src="sample.txt"></wenheng-report><wenheng-report lang="en" views="checks" text="${REPORT}"></wenheng-report>`, { "content-security-policy": STRICT });
    const page = await visit(`${await site((path) => (asked.push(path), own(path)))}/host.html`);
    await page.locator("wenheng-report").nth(0).locator("mark").first().waitFor();
    await page.locator("wenheng-report").nth(1).locator("summary").waitFor();
    const ids = await page.locator("wenheng-report").nth(0).locator("mark").evaluateAll((marks) => [...new Set(marks.map((mark) => Number(/** @type {HTMLElement} */ (mark).dataset.indicator)))]);
    assert.deepEqual(ids.sort((a, b) => a - b), SAMPLE.indicators.map((/** @type {any} */ { id }) => id));
    assert.equal(await page.locator("wenheng-report").nth(1).locator("summary").innerText(), "1 checks agree ✓");
    assert.equal(page.workers().length, 1);
    for (const path of ["/worker.js", LEXICON, WASM]) assert.equal(asked.filter((other) => other === path).length, 1, path);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(await page.evaluate(() => Object.keys(window).filter((name) => /wenheng/i.test(name))), []);
  });

  test("loads nothing before it is seen, or asked", async () => {
    /** @type {string[]} */
    const asked = [];
    const own = host(`<div style="height: 5000px"></div><wenheng-report text="${REPORT}"></wenheng-report>`);
    const page = await visit(`${await site((path) => (asked.push(path), own(path)))}/host.html`);
    await page.waitForFunction(() => customElements.get("wenheng-report"));
    await page.waitForTimeout(100);
    assert.deepEqual([asked.includes(WASM), page.workers().length], [false, 0]);
    const found = await page.evaluate(() => /** @type {any} */ (document.querySelector("wenheng-report")).analyze());
    assert.equal(found.checks[0].explain, "1466 ÷ 1495 = 98.06%");
    const other = await visit(`${await site(own)}/host.html`);
    await other.evaluate(() => scrollTo(0, 5000));
    await other.locator("wenheng-report mark").first().waitFor();
  });

  test("takes text, files and analyses by property, also set before it was known, and tells of each by an event", async () => {
    const page = await visit(`${await site((path) => path === "/host.html" ? { body: "<!doctype html><title>t</title><wenheng-report></wenheng-report>" } : undefined)}/host.html`);
    await listen(page);
    await page.evaluate(async (report) => {
      const element = /** @type {any} */ (document.querySelector("wenheng-report"));
      element.text = report;
      await import(/** @type {any} */ ("/element.js"));
    }, REPORT);
    await page.waitForFunction(() => /** @type {any} */ (window).seen.length === 1);
    await page.evaluate(async () => {
      const element = /** @type {any} */ (document.querySelector("wenheng-report"));
      element.file = new File(["调处矛盾纠纷7宗。"], "seven.txt");
      await element.analyze();
      element.text = "";
      await element.analyze().catch(() => {});
      const { createAnalyzer } = await import(/** @type {any} */ ("/wenheng.js"));
      element.analysis = await createAnalyzer().analyze("排查隐患9处。");
    });
    const told = await seen(page);
    assert.deepEqual(told.map(([type]) => type), ["analysis", "analysis", "error", "analysis"]);
    assert.deepEqual([told[1][1].source.name, told[1][1].indicators[0].surface, told[2][1].code, told[3][1].indicators[0].surface], ["seven.txt", "7宗", "empty", "9处"]);
    assert.match(told[2][1].message + told[2][1].messageEn, /[\u4e00-\u9fff].*[a-z]/s);
    assert.equal(await page.locator("wenheng-report mark").innerText(), "9处");
    await page.evaluate(() => /** @type {any} */ (document.querySelector("wenheng-report")).analysis = null);
    await page.locator("wenheng-report [part=error]").waitFor(); // the empty text is there again
  });

  test("of several inputs the last one counts, and one that has left the page costs nothing", async () => {
    const page = await visit(`${await site(host(`<wenheng-report text="${REPORT}"></wenheng-report>`))}/host.html`);
    await page.waitForFunction(() => customElements.get("wenheng-report"));
    const last = await page.evaluate(async () => {
      const element = /** @type {any} */ (document.querySelector("wenheng-report"));
      for (const count of [1, 2, 3]) {
        element.text = `排查隐患${count}处。`.repeat(2000);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      const gone = document.createElement("wenheng-report");
      document.body.append(gone);
      /** @type {any} */ (gone).text = "排查隐患8处。";
      gone.remove();
      return [(await element.analyze()).indicators[0].surface, /** @type {any} */ (gone).analysis];
    });
    assert.deepEqual(last, ["3处", null]);
  });

  test("says what went wrong and what to do, and tries again", async () => {
    let broken = true;
    const own = host(`<wenheng-report src="report.txt" lang="en"></wenheng-report>`);
    const page = await visit(`${await site((path) => path === "/report.txt" ? (broken ? { status: 404, body: "" } : { body: REPORT }) : own(path))}/host.html`);
    const error = page.locator("wenheng-report [part=error]");
    assert.match(await error.innerText(), /could not be fetched[\s\S]*\/report\.txt[\s\S]*HTTP 404/);
    broken = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("wenheng-report mark").first().waitFor();
  });

  test("every figure is a click from its evidence, and every key works", async () => {
    const page = await visit(`${await site(host('<wenheng-report src="sample.txt"></wenheng-report>'))}/host.html`);
    const element = page.locator("wenheng-report");
    await element.locator("mark").first().waitFor();
    await listen(page);
    const selected = element.locator("mark.selected");
    await element.locator(".row").last().click();
    const last = SAMPLE.indicators[SAMPLE.indicators.length - 1];
    assert.equal(await selected.innerText(), last.surface);
    assert.ok(await selected.evaluate((mark) => {
      const box = mark.getBoundingClientRect();
      const pane = /** @type {Element} */ (mark.closest(".pane")).getBoundingClientRect();
      return box.top >= pane.top && box.bottom <= pane.bottom;
    }));
    assert.ok((await element.locator("[role=status]").innerText()).startsWith(last.name));
    await element.locator("mark").first().click();
    assert.equal(await element.locator(".row.selected").count(), 1);
    await page.keyboard.press("j");
    assert.equal(await selected.innerText(), SAMPLE.indicators[1].surface);
    assert.deepEqual((await seen(page)).map(([type, { id }]) => [type, id]), [["select", last.id], ["select", SAMPLE.indicators[0].id], ["select", SAMPLE.indicators[1].id]]);
    await page.keyboard.press("Escape");
    assert.equal(await selected.count(), 0);
    assert.equal((await seen(page)).pop()?.[1], null);
    // Tabs and lists have one stop each; arrows go on inside.
    await element.getByRole("tab", { name: /勾稽/ }).focus();
    await page.keyboard.press("ArrowLeft");
    assert.equal(await element.getByRole("tab", { selected: true }).innerText(), `指标${SAMPLE.indicators.length}`);
    await element.locator(".row button").first().focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    assert.equal(await selected.innerText(), last.surface);
    await element.locator(".tree button").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const label = element.locator(".label").filter({ hasText: "思想建设走深走实" });
    assert.ok(await label.evaluate((label) => label.getBoundingClientRect().top - /** @type {Element} */ (label.closest(".pane")).getBoundingClientRect().top < 40));
    // A check holds its figures.
    await element.locator(".doubts").click();
    await element.locator(".alarms .sum-line").first().click();
    const alarm = SAMPLE.checks.find((/** @type {any} */ { verdict }) => verdict === "mismatch");
    assert.equal(await element.locator("mark.held").count(), alarm.members.length);
    await element.locator(".alarms .member").first().click();
    assert.equal((await seen(page)).pop()?.[1].id, alarm.members[0]);
    await element.getByRole("tab", { name: /指标/ }).click();
    await element.getByRole("searchbox").fill("电梯");
    assert.deepEqual(await element.locator(".row:visible").count(), SAMPLE.indicators.filter((/** @type {any} */ { name }) => name.includes("电梯")).length);
    assert.deepEqual(page.complaints, []);
  });

  test("draws a long report in steps, and whatever is asked for at once", async () => {
    const page = await visit(`${await site(host('<wenheng-report views="report indicators"></wenheng-report>'))}/host.html`);
    const element = page.locator("wenheng-report");
    await page.waitForFunction(() => customElements.get("wenheng-report"));
    const last = await element.evaluate(async (element) => {
      const report = /** @type {any} */ (element);
      report.text = Array.from({ length: 3000 }, (_, i) => `第${i}段。排查隐患${i + 2}处，调处纠纷${i + 5}宗。`).join("\n");
      const { indicators } = await report.analyze();
      report.selected = indicators[indicators.length - 1].id; // long before it would be drawn
      return [indicators.length, report.selected];
    });
    const mark = element.locator("mark.selected");
    assert.equal(await mark.innerText(), "3004宗");
    await mark.evaluate((mark) => new Promise((resolve) => new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && resolve(true)).observe(mark)));
    assert.ok(last[0] > 5000, String(last));
    assert.equal(await element.locator(".row").count(), 500);
    await element.getByRole("button", { name: /再显示/ }).click();
    assert.equal(await element.locator(".row").count(), 1000);
    await element.getByRole("searchbox").fill("3004宗");
    assert.deepEqual([await element.locator("output").innerText(), await element.locator(".row.selected").count()], ["1", 1]);
  });

  test("shows the views it is asked for, as wide as there is room, in either language, and nobody objects", async () => {
    const axe = (await bytesOf("tests/node_modules/axe-core/axe.min.js")).toString("utf8");
    await mkdir(SHOTS, { recursive: true });
    const url = await site(host('<main><h1>t</h1><wenheng-report src="sample.txt"></wenheng-report></main>'));
    for (const [width, theme, lang, columns] of /** @type {const} */ ([[1440, "light", "zh", 3], [768, "dark", "en", 2], [360, "light", "en", 1], [360, "dark", "zh", 1]])) {
      const page = await visit(`${url}/host.html`, { viewport: { width, height: 800 }, colorScheme: theme });
      const element = page.locator("wenheng-report");
      await element.evaluate((element, lang) => element.setAttribute("lang", lang), lang);
      await element.locator("mark").first().waitFor();
      assert.equal(await element.locator(".group").count(), columns);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing is cut off");
      await element.evaluate((element) => /** @type {any} */ (element).contentHeight); // all of it is drawn
      await page.evaluate(axe);
      for (const view of lang === "zh" ? ["勾稽", "指标"] : ["Checks", "Indicators"]) {
        await element.getByRole("tab", { name: view }).click();
        const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run("wenheng-report"));
        assert.deepEqual(violations.map((/** @type {any} */ { id, nodes }) => [id, nodes[0].target, nodes[0].any.map((/** @type {any} */ { message }) => message)]), [], `${width} ${theme} ${lang} ${view}`);
        await page.screenshot({ path: `${SHOTS}/element-${width}-${theme}-${view}.png` });
      }
      await element.evaluate((element) => element.setAttribute("views", "checks"));
      assert.deepEqual([await element.locator(".pane:visible").count(), await element.locator("mark").count(), await element.getByRole("tab").count()], [1, 0, 0]);
      await page.context().close();
    }
  });

  test("keeps its theme, takes the host's colours, and grows where it may", async () => {
    const page = await visit(`${await site(host(`<style>wenheng-report { --wenheng-paper: rgb(1, 2, 3); --wenheng-height: auto } wenheng-report::part(figure) { color: rgb(4, 5, 6) }</style><wenheng-report theme="dark" text="${REPORT}"></wenheng-report>`))}/host.html`);
    const element = page.locator("wenheng-report");
    await element.locator("mark").first().waitFor();
    const found = await element.evaluate((element) => {
      const root = /** @type {ShadowRoot} */ (element.shadowRoot);
      const style = (/** @type {string} */ selector) => getComputedStyle(/** @type {Element} */ (root.querySelector(selector)));
      return [style(".desk").backgroundColor, style("mark").color, style(".desk").colorScheme, Math.abs(/** @type {any} */ (element).contentHeight - element.clientHeight) < 3];
    });
    assert.deepEqual(found, ["rgb(1, 2, 3)", "rgb(4, 5, 6)", "dark", true]);
  });

  test("is what custom-elements.json says", async () => {
    const manifest = JSON.parse((await bytesOf("www/custom-elements.json")).toString("utf8"));
    const [element] = manifest.modules[0].declarations;
    const page = await visit(`${await site(host(""))}/host.html`);
    const own = await page.evaluate(async () => {
      const { WenhengReport } = await import(/** @type {any} */ ("/element.js"));
      const members = Object.entries(Object.getOwnPropertyDescriptors(WenhengReport.prototype)).filter(([name]) => !/^constructor$|Callback$/.test(name));
      return {
        attributes: WenhengReport.observedAttributes, statics: Object.keys(WenhengReport).filter((name) => name !== "observedAttributes"),
        fields: members.filter(([, { get }]) => get).map(([name, { set }]) => [name, !set]), methods: members.filter(([, { get }]) => !get).map(([name]) => name),
      };
    });
    const names = (/** @type {any[]} */ list) => list.map(({ name }) => name).sort();
    const of = (/** @type {(member: any) => boolean} */ which) => element.members.filter(which);
    assert.deepEqual(names(element.attributes), [...own.attributes, "theme"].sort()); // the stylesheet reads the theme
    assert.deepEqual(names(of((member) => member.static)), own.statics.sort());
    assert.deepEqual(of((member) => member.kind === "field" && !member.static).map((/** @type {any} */ { name, readonly }) => [name, !!readonly]).sort(), own.fields.sort());
    assert.deepEqual(names(of((member) => member.kind === "method")), own.methods.sort());
    const source = async (/** @type {string} */ name) => (await bytesOf(`www/${name}`)).toString("utf8");
    const all = (/** @type {string} */ text, /** @type {RegExp} */ pattern) => [...new Set([...text.matchAll(pattern)].flatMap(([, found]) => found.split(" ")))].sort();
    assert.deepEqual(names(element.events), all(await source("element.js"), /CustomEvent\("(\w+)"/g));
    assert.deepEqual(names(element.cssProperties), all(await source("element-style.js"), /var\((--wenheng-[\w-]+)/g));
    const views = await source("element-views.js");
    assert.deepEqual(names(element.cssParts), [...all(views, /part: (?:sure \? )?"([\w ]+)"/g), "doubt", "report", "outline", "indicators", "checks"].sort().filter((name, i, list) => name !== list[i - 1]));
  });
});

describe("the frame", () => {
  /** A host around a frame that keeps what it hears. @param {string} src @param {string} sandbox */
  const around = (src, sandbox) => `<!doctype html><title>t</title><link rel="icon" href="data:,"><iframe sandbox="${sandbox}" title="t" width="900" height="500"></iframe><script>
    window.heard = [];
    const frame = document.querySelector("iframe");
    addEventListener("message", (event) => event.source === frame.contentWindow && heard.push([event.origin, event.data]));
    window.send = (message) => frame.contentWindow.postMessage(message, "*");
    frame.src = ${JSON.stringify(src)};
  </script>`;
  /** @param {import("playwright-core").Page} page @param {string} type @param {number} [count] */
  const heard = async (page, type, count = 1) => {
    await page.waitForFunction(([type, count]) => /** @type {any} */ (window).heard.filter((/** @type {any} */ [, data]) => data.type === type).length >= count, /** @type {const} */ ([type, count]));
    return page.evaluate((type) => /** @type {any} */ (window).heard.filter((/** @type {any} */ [, data]) => data.type === type).pop(), type);
  };
  const send = (/** @type {import("playwright-core").Page} */ page, /** @type {object} */ message) => page.evaluate((message) => /** @type {any} */ (window).send(message), message);

  test("that is one file reads reports in sandbox=\"allow-scripts\", asks for nothing, and answers its own host only", async () => {
    /** @type {string[]} */
    const asked = [];
    const body = around("embed.html#nonce=n1&views=report%20checks", "allow-scripts");
    const page = await visit(`${await site((path) => (asked.push(path), path === "/around.html" ? { body } : undefined), DIST)}/around.html`);
    assert.deepEqual(await heard(page, "ready"), ["null", { wenheng: 1, nonce: "n1", type: "ready" }]);
    await send(page, { wenheng: 1, nonce: "n2", type: "text", text: "排查隐患9处。" });
    await send(page, { nonce: "n1", type: "text", text: "排查隐患9处。" });
    await send(page, { wenheng: 1, nonce: "n1", type: "text", text: REPORT, name: "report.txt" });
    const [, { analysis }] = await heard(page, "analysis");
    assert.deepEqual([analysis.source.name, analysis.checks[0].explain], ["report.txt", "1466 ÷ 1495 = 98.06%"]);
    const frame = page.frameLocator("iframe").locator("wenheng-report");
    await frame.locator("mark").first().click();
    assert.equal((await heard(page, "select"))[1].figure.surface, "1495宗");
    const [, { height }] = await heard(page, "height");
    assert.ok(height > 150 && height < 500, String(height));
    await page.evaluate((height) => (/** @type {HTMLIFrameElement} */ (document.querySelector("iframe")).height = String(height)), height);
    assert.deepEqual(await frame.evaluate((element) => {
      const root = /** @type {ShadowRoot} */ (element.shadowRoot);
      return [...root.querySelectorAll(".pane:not([hidden])")].filter((pane) => pane.scrollHeight > pane.clientHeight).map(({ id }) => id);
    }), [], "at that height nothing is scrolled");
    await send(page, { wenheng: 1, nonce: "n1", type: "theme", theme: "dark" });
    await send(page, { wenheng: 1, nonce: "n1", type: "lang", lang: "en" });
    await frame.getByText("2 characters", { exact: false }).or(frame.getByText("indicators", { exact: false })).first().waitFor();
    assert.equal(await frame.getAttribute("theme"), "dark");
    await page.evaluate(() => /** @type {any} */ (window).send({ wenheng: 1, nonce: "n1", type: "open", file: new Blob(["排查隐患9处。"]), name: "nine.txt" }));
    assert.equal((await heard(page, "analysis", 2))[1].analysis.source.name, "nine.txt");
    await page.evaluate(() => /** @type {any} */ (window).send({ wenheng: 1, nonce: "n1", type: "open", file: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]) }));
    assert.equal((await heard(page, "error"))[1].code, "unsupported_format");
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).heard.every((/** @type {any} */ [, { wenheng, nonce }]) => wenheng === 1 && nonce === "n1")), true);
    assert.deepEqual(asked, ["/around.html", "/embed.html"]);
    assert.deepEqual(page.complaints, []);
  });

  test("without a nonce in its address takes that of the first message", async () => {
    const page = await visit(`${await site((path) => path === "/around.html" ? { body: around("embed.html", "allow-scripts allow-same-origin") } : undefined)}/around.html`);
    await heard(page, "ready");
    for (const [nonce, count] of [["first", 7], ["second", 8]]) await send(page, { wenheng: 1, nonce, type: "text", text: `排查隐患${count}处。` });
    const [, { nonce, analysis }] = await heard(page, "analysis");
    assert.deepEqual([nonce, analysis.indicators[0].surface], ["first", "7处"]);
  });

  test("does not listen to itself or to other windows", async () => {
    const page = await visit(`${await site()}/embed.html#nonce=n`);
    await page.locator("wenheng-report").waitFor();
    await page.evaluate((text) => postMessage({ wenheng: 1, nonce: "n", type: "text", text }), REPORT);
    await page.waitForTimeout(100);
    assert.equal(await page.locator("wenheng-report").evaluate((element) => /** @type {any} */ (element).text), null);
  });
});

describe("the examples", () => {
  /** @type {Record<string, (page: import("playwright-core").Page) => Promise<unknown>>} */
  const opened = {
    "plain.html": (page) => page.locator("wenheng-report mark").first().waitFor(),
    "strict.html": (page) => page.locator("wenheng-report").nth(1).locator(".alarms li").first().waitFor(),
    "element.html": async (page) => {
      const told = page.locator("#told");
      await page.locator("#main mark").first().click();
      assert.equal(await told.innerText(), `${SAMPLE.indicators[0].name}：${SAMPLE.indicators[0].surface}`);
      await page.locator("#file").setInputFiles({ name: "r.txt", mimeType: "text/plain", buffer: Buffer.from(REPORT) });
      await told.filter({ hasText: "3 项指标，1 处勾稽" }).waitFor();
      assert.match(await page.locator("#second .alarms").innerText(), /98\.06% ≠ 96\.06%/);
    },
    "headless.html": async (page) => {
      await page.locator("#read").click();
      await page.locator("#said").filter({ hasText: "1466 ÷ 1495 = 98.06%" }).waitFor();
      assert.equal(await page.locator("#figures tr").count(), 3);
    },
    "iframe.html": async (page) => {
      await page.locator("#told").filter({ hasText: "3 项指标" }).waitFor();
      await page.locator("#english").click();
      await page.frameLocator("iframe").locator("wenheng-report").getByText("3 indicators").waitFor();
    },
  };
  /** Bundled as a project would. @type {Record<string, string>} */
  const bundled = { "react.jsx": "react", "vue.js": "vue" };

  test("are all opened here", async () => {
    const names = (await readdir(pathOf("www/examples"))).filter((name) => /\.(html|jsx)$|^vue\.js$/.test(name));
    assert.deepEqual(names.sort(), [...Object.keys(opened), ...Object.keys(bundled)].sort());
  });
  for (const [name, use] of Object.entries(opened)) {
    test(name, async () => {
      const page = await visit(`${await site((path) => path.startsWith("/examples/") && path !== "/examples/strict.html" ? { headers: { "content-security-policy": STRICT + "; frame-src 'self'" } } : undefined)}/examples/${name}`);
      await use(page);
      assert.deepEqual(page.complaints, []);
    });
  }
  test("iframe.html with the frame that is one file, sandboxed", async () => {
    const url = await site(async (path) => path.startsWith("/examples/") ? { body: await bytesOf(`www${path}`) } : undefined, DIST);
    const page = await visit(`${url}/examples/iframe.html?sandbox=allow-scripts`);
    await opened["iframe.html"](page);
  });
  for (const [name, library] of Object.entries(bundled)) {
    test(`${name}, with ${library} from npm`, async () => {
      const { outputFiles } = await build({
        entryPoints: [pathOf(`www/examples/${name}`)], bundle: true, format: "esm", write: false, jsx: "automatic", outfile: "bundle.js", logLevel: "error",
        alias: { "wenheng/element": pathOf("www/element.js") }, nodePaths: [pathOf("tests/node_modules")], define: { "process.env.NODE_ENV": '"production"', __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" },
      });
      const url = await site((path) => path === "/own.html" ? { body: '<!doctype html><html lang="zh-Hans"><title>t</title><link rel="icon" href="icon.svg"><div id="root"></div><script type="module" src="bundle.js"></script>' }
        : path === "/bundle.js" ? { body: Buffer.from(outputFiles[0].contents) } : undefined);
      const page = await visit(`${url}/own.html`);
      await page.locator("output").filter({ hasText: "3 项指标" }).waitFor();
      await page.locator("wenheng-report mark").first().click();
      await page.locator("output").filter({ hasText: "调处矛盾纠纷" }).waitFor();
      assert.deepEqual(page.complaints, []);
    });
  }
});
