/**
 * The page in Chromium, used as a person would: every evidence is a click away, every refusal is said, nothing leaves.
 *
 *     cargo xtask test pack page
 *
 * That serves the page by itself; to run this file alone, start `cargo xtask serve` first.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";

import { SITE, browser, contexts, drop, faults, flashes, isComplete, overflow, reaches, requests, sample, shoot, some, visit } from "./desk.mjs";
import { PNG, bytesOf, goldenDocuments, pathOf, unzipped } from "./support.mjs";

/** @typedef {import("playwright-core").Page} Page */

describe("the sample", () => {
  test("is read: text, outline, figures, checks", async () => {
    const page = await sample();
    assert.ok(await page.locator("#indicators tr[data-indicator]").count() > 5);
    assert.ok(await page.locator("#outline a[data-node]").count() > 3);
    assert.ok(await page.locator("#checks li[data-check][data-verdict]").count() > 0);
    assert.ok(await page.locator('#checks li[data-verdict="mismatch"]').count() > 0, "the sample shows what an alarm is");
    assert.equal(await page.locator("#error").isVisible(), false);
  });

  test("a row of the table leads to its evidence, which flashes", async () => {
    const page = await sample();
    for (const id of await some(page, "#indicators tr[data-indicator]", "data-indicator")) {
      await page.locator(`#indicators tr[data-indicator="${id}"]`).click();
      await flashes(page, `#report mark[data-indicator="${id}"]`);
    }
  });

  test("an evidence leads to its row, which is selected", async () => {
    const page = await sample();
    for (const id of await some(page, "#report mark[data-indicator]", "data-indicator")) {
      await page.locator(`#report mark[data-indicator="${id}"]`).first().click();
      await page.locator(`#indicators tr[data-indicator="${id}"][aria-selected="true"]`).waitFor();
      assert.equal(await page.locator('#indicators tr[aria-selected="true"]').count(), 1);
    }
  });

  test("the card of a figure says why it was read so, once one asks", async () => {
    const page = await sample();
    const why = page.locator("#detail .detail-why");
    await page.locator("#indicators tr[data-indicator]").nth(1).click();
    assert.equal(await why.locator("dt").count(), 0, "nothing is asked before the reader does");
    await why.locator("summary").focus();
    await page.keyboard.press("Enter");
    await why.locator("dt").nth(3).waitFor();
    const whats = await why.locator("dt").allTextContents();
    assert.deepEqual(whats.filter((what) => what !== "限定"), ["数值", "名称", "期间", "性质"]);
    const report = await page.locator("#report").textContent() || "";
    const quotes = await why.locator("q").allTextContents();
    assert.ok(quotes.length > 1 && quotes.every((quote) => report.includes(quote)), quotes.join(" "));
    assert.deepEqual(await faults(page), []);
    await page.locator('#detail [data-step="1"]').click();
    assert.equal(await why.getAttribute("open"), null, "another figure has its own reasons");
    assert.equal(await why.locator("dt").count(), 0);
  });

  test("an item of the outline leads to its heading, which flashes", async () => {
    const page = await sample();
    for (const id of await some(page, "#outline a[data-node]", "data-node")) {
      await page.locator(`#outline a[data-node="${id}"]`).click();
      await flashes(page, "#report *");
    }
  });
});

describe("the checks", () => {
  const CHECKED = '#checks details[data-group="aside"] li[data-check]';

  /** A page with the sample and its checks, and how many marks in the text are in doubt. @param {import("playwright-core").BrowserContextOptions} [options] */
  async function checked(options) {
    const page = await sample(options);
    await page.locator("#tab-checks").click();
    return page;
  }
  const alarms = (/** @type {Page} */ page) => page.locator("#checks .alarms li[data-check]").count();
  const doubts = (/** @type {Page} */ page) => page.locator("#report mark[data-doubt]").count();

  /** Puts the first alarm aside. @param {Page} page @param {string} reason */
  async function putAside(page, reason) {
    await page.locator("#checks .alarms details.aside > summary").first().click();
    await page.locator(`#checks .alarms [data-reason="${reason}"]`).first().click();
  }

  test("come by gravity, alarms open and the rest folded", async () => {
    const page = await checked();
    const verdicts = await page.locator("#checks li[data-check]").evaluateAll((all) => all.map(({ dataset }) => dataset.verdict));
    const order = ["mismatch", "compare", "rounding", "partial", "ok"];
    assert.deepEqual(verdicts, verdicts.slice().sort((a, b) => order.indexOf(a || "") - order.indexOf(b || "")));
    assert.ok(await page.locator("#checks .alarms li").first().isVisible());
    assert.equal(await page.locator('#checks [data-verdict="ok"]').first().isVisible(), false);
    assert.match(await page.locator('#checks details[data-group="ok"] > summary').innerText(), /✓/);
  });

  test("light all their figures together", async () => {
    const page = await checked();
    const check = page.locator("#checks .alarms li[data-check]").first();
    const members = await check.locator("[data-member]").evaluateAll((all) => all.map(({ dataset }) => dataset.member));
    await check.locator("button.sum").click();
    const held = await page.locator("#report mark.held").evaluateAll((all) => all.map(({ dataset }) => dataset.indicator));
    assert.deepEqual(held.sort(), members.sort());
    await flashes(page, "#report mark.held");
  });

  test("are put aside with a reason, which this machine remembers, and taken back", async () => {
    const page = await checked();
    const before = [await alarms(page), await doubts(page)];
    await putAside(page, "scope");
    assert.equal(await alarms(page), before[0] - 1);
    assert.ok(await doubts(page) < before[1]);
    assert.match(await page.locator("#totals").innerText(), new RegExp(`${before[0] - 1} 处存疑`));
    assert.equal(await page.locator(CHECKED).count(), 1);
    await page.keyboard.press("Enter"); // the focus is on the next alarm
    assert.equal(await page.locator("#checks .alarms li.held").count(), 1);

    await page.reload();
    await page.locator("#sample").click();
    await reaches(page, "ready");
    await isComplete(page);
    assert.equal(await alarms(page), before[0] - 1);
    await page.locator("#tab-checks").click();
    await page.locator('#checks details[data-group="aside"] > summary').click();
    assert.match(await page.locator(CHECKED).innerText(), /口径不同/);
    await page.locator(`${CHECKED} [data-undo]`).click();
    assert.deepEqual([await alarms(page), await doubts(page)], before);
  });

  test("are put aside in the reader's own words, and all are forgotten when asked twice", async () => {
    const page = await checked();
    const before = await alarms(page);
    await page.locator("#checks .alarms details.aside > summary").first().click();
    await page.locator("#checks .alarms input").first().fill("与<局>核对过");
    await page.keyboard.press("Enter");
    await page.locator('#checks details[data-group="aside"] > summary').click();
    assert.match(await page.locator(CHECKED).innerText(), /与<局>核对过/);
    await page.locator("#checks [data-forget]").click();
    assert.equal(await alarms(page), before - 1, "asked once");
    await page.locator("#checks [data-forget]").click();
    assert.equal(await alarms(page), before);
    assert.equal(await page.evaluate(() => localStorage.getItem("wenheng.dismissed")), "[]");
  });

  test("are put aside for this visit where the browser stores nothing, and it says so", async () => {
    const page = await visit();
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("refused", "QuotaExceededError");
      };
    });
    await page.locator("#sample").click();
    await reaches(page, "ready");
    await page.locator("#tab-checks").click();
    await putAside(page, "checked");
    assert.equal(await page.locator(CHECKED).count(), 1);
    assert.match(await page.locator("#checks .memory").innerText(), /不再保留/);
  });

  test("show the faults of the outline's numbers, which are put aside likewise, and what the figures imply", async () => {
    const page = await visit();
    await page.locator("#editor").fill("某街道2024年工作总结\n一、工作情况\n一是抓安全。排查隐患35处。\n三是抓住房。核查住房1148套，占全部的89.55%。\n二、下步打算\n再排查一遍。");
    await page.locator("#analyze").click();
    await reaches(page, "ready");
    await isComplete(page);
    await page.locator("#tab-checks").click();
    const fault = page.locator("#checks > ol > li[data-node]");
    assert.match(await fault.innerText(), /一是 → 三是（应为“二是”）/);
    assert.match(await page.locator("#outline .flaw").getAttribute("title") || "", /应为“二是”/);
    assert.match(await page.locator("#totals").innerText(), /未见存疑/, "it is a note, no alarm");
    await fault.locator("button.sum").click();
    await flashes(page, "#report .label");
    await page.locator('#checks details[data-group="derived"] > summary').click();
    assert.match(await page.locator("#checks .derived").innerText(), /1,282 套/);
    await fault.locator("summary").click();
    await fault.locator('[data-reason="original"]').click();
    assert.equal(await fault.count(), 0);
    assert.equal(await page.locator('#checks details[data-group="aside"] li[data-node]').count(), 1);
  });

  test("make a worksheet for paper", async () => {
    const page = await checked();
    await putAside(page, "original");
    await page.evaluate(() => (window.print = () => {}));
    await page.locator("#sheet > summary").click();
    await page.locator('[data-format="sheet-print"]').click();
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("#report").isVisible(), false);
    const sheet = page.locator("#worksheet");
    assert.match(await sheet.locator("h1").innerText(), /核对单.*2024年/);
    assert.equal(await sheet.locator("li").count(), await alarms(page) + 1);
    assert.deepEqual(await sheet.locator(".box").allInnerTexts(), ["", "✓"]);
    assert.match(await sheet.innerText(), /原文如此/);
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    assert.ok(await page.locator("#report").isVisible());
    assert.equal(await sheet.isVisible(), false);
  });

  test("make a worksheet as Markdown", async () => {
    const page = await checked();
    await putAside(page, "checked");
    await page.locator("#sheet > summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('[data-format="sheet-md"]').click()]);
    assert.match(file.suggestedFilename(), /核对单.*\.md$/);
    const text = await readFile(await file.path(), "utf8");
    assert.match(text, /^# 核对单/);
    assert.equal(text.match(/^- \[ \] /gm)?.length, await alarms(page));
    assert.equal(text.match(/^- \[x\] /gm)?.length, 1);
    assert.match(text, /理由：已核对无误/);
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`have nothing seriously wrong for assistive technology, in either language (${colorScheme})`, async () => {
      const page = await checked({ colorScheme, bypassCSP: true });
      await putAside(page, "scope");
      await page.locator("#checks details > summary").evaluateAll((all) => all.forEach((summary) => (/** @type {HTMLDetailsElement} */ (summary.parentElement).open = true)));
      assert.deepEqual(await faults(page), []);
      await page.locator("#lang").click();
      await page.locator("#checks li").first().waitFor();
      assert.deepEqual(await faults(page), []);
    });
  }
});

describe("reading", () => {
  const current = (/** @type {Page} */ page) => page.locator("#outline a[aria-current]").getAttribute("data-node");

  test("marks the section that one went to, and the one that one reads", async () => {
    const page = await sample();
    for (const id of await some(page, "#outline a[data-node]", "data-node")) {
      await page.locator(`#outline a[data-node="${id}"]`).click();
      await page.locator(`#outline a[data-node="${id}"][aria-current]`).waitFor();
    }
    // A heading that stands well in sight is what one reads, though the section before it still shows above.
    const id = await page.locator("#report h2.heading .label").nth(2).evaluate(async (label) => {
      for (let turn = 0; turn < 3; turn += 1) { // what comes into sight is laid out, and moves the rest
        window.scrollBy(0, label.getBoundingClientRect().top - 0.32 * window.innerHeight);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
      return label.id.slice(1);
    });
    await page.locator(`#outline a[data-node="${id}"][aria-current]`).waitFor();
    await page.locator("#lang").evaluate((/** @type {HTMLElement} */ button) => button.click());
    await isComplete(page);
    assert.equal(await current(page), id, "also in the other language");
  });

  /** What is painted as found, and as the place one is at. @param {Page} page */
  const painted = (page) => page.evaluate(() => ["found", "found-here"].map((name) => {
    const all = /** @type {any} */ (CSS).highlights.get(name);
    return all ? [...all].map(String) : [];
  }));

  test("finds words, counts them, and goes from one to the next", async () => {
    const page = await sample();
    await page.keyboard.press("f");
    await page.locator("#find-words").fill("２０２５年");
    const places = await page.locator("#report").evaluate((report) => (report.textContent || "").split("2025年").length - 1);
    assert.ok(places > 1);
    assert.equal(await page.locator("#find-count").innerText(), `1 / ${places}`);
    assert.deepEqual(await painted(page), [Array(places).fill("2025年"), ["2025年"]]);
    await page.keyboard.press("Shift+Enter");
    assert.equal(await page.locator("#find-count").innerText(), `${places} / ${places}`);
    const seen = await page.evaluate(() => {
      const [range] = /** @type {any} */ (CSS).highlights.get("found-here");
      const { top, bottom } = range.getBoundingClientRect();
      return top > 0 && bottom < window.innerHeight;
    });
    assert.ok(seen);
    await page.locator("#find-words").fill("没有这句话");
    assert.deepEqual(await painted(page), [[], []]);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#find").isVisible(), false);
  });

  test("finds words in a table", async () => {
    const page = await visit();
    await drop(page, { name: "report.html", text: "<p>某街道2024年工作总结</p><table><tr><td></td><td>调处矛盾纠纷</td></tr><tr><td>120宗</td><td>化解纠纷</td></tr></table>" });
    await reaches(page, "ready");
    await page.keyboard.press("f");
    await page.locator("#find-words").fill("纠纷");
    assert.deepEqual((await painted(page))[0], ["纠纷", "纠纷"]);
  });

  test("finds words in a browser that cannot paint ranges", async () => {
    const page = await visit();
    await page.addInitScript(() => {
      Object.defineProperty(window, "Highlight", { value: undefined });
    });
    await page.reload();
    await page.locator("#sample").click();
    await reaches(page, "ready");
    await isComplete(page);
    await page.locator("#find-open").click();
    await page.locator("#find-words").fill("枫渚街道");
    const box = await page.locator("#found i.here").first().boundingBox();
    assert.ok(box && box.width > 40 && box.y > 0 && box.y < 900);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#found i").count(), 0);
  });

  test("goes from one alarm to the next", async () => {
    const page = await sample();
    /** @type {(string | undefined)[]} */
    const held = [];
    for (let i = 0; i < 3; i += 1) {
      await page.keyboard.press("d");
      held.push(await page.locator("#checks li.held").evaluate((item) => item.dataset.check));
      await flashes(page, "#report mark.held");
    }
    assert.equal(new Set(held).size, Math.min(3, await page.locator("#checks .alarms li[data-check]").count()));
  });
});

describe("the table of indicators", () => {
  const names = (/** @type {Page} */ page) => page.locator("#indicators tr[data-indicator] .c-name").evaluateAll((all) => all.map((cell) => cell.firstChild?.textContent));
  const rows = (/** @type {Page} */ page) => page.locator("#indicators tr[data-indicator]").count();

  test("is sorted by any column, up and down", async () => {
    const page = await sample();
    const values = () => page.locator("#indicators tr[data-indicator]").evaluateAll((all) => all.map(({ dataset }) => Number(dataset.indicator)));
    const first = await values();
    await page.locator('#indicators th [data-column="value"]').click();
    await isComplete(page);
    const up = await values();
    assert.equal(await page.locator("#indicators th.c-value").getAttribute("aria-sort"), "ascending");
    await page.locator('#indicators th [data-column="value"]').click();
    await isComplete(page);
    assert.notDeepEqual(await values(), up);
    await page.locator('#indicators th [data-column="value"]').click();
    await isComplete(page);
    assert.deepEqual(await values(), first, "and as it was");
  });

  test("is filtered by what the figures are, and by the sentences they stand in", async () => {
    const page = await sample();
    const all = await rows(page);
    await page.locator("#facets").click();
    for (const name of ["kind", "section", "status", "period", "qualifier"]) {
      const select = page.locator(`[data-facet="${name}"]`);
      const [value, words] = await select.locator("option").nth(1).evaluate((/** @type {HTMLOptionElement} */ option) => [option.value, option.text]);
      await select.selectOption(value);
      await isComplete(page);
      const many = Number(words.split(" ").pop());
      assert.equal(await rows(page), many, name);
      assert.ok(many < all, name);
      await page.locator("#facet-clear").click();
      await isComplete(page);
      assert.equal(await rows(page), all);
    }
    await page.locator("#filter").fill("滨水新城");
    await isComplete(page);
    assert.equal(await rows(page), 0);
    await page.locator("#filter").fill("家门口 岗位");
    await isComplete(page);
    assert.equal(await rows(page), 1, "two words of its sentence");
  });

  test("has the columns that its reader wants, also next time", async () => {
    const page = await sample();
    await page.locator("#pane-indicators .drop summary").click();
    await page.locator('#column-fields [data-column="evidence"]').check();
    await page.locator('#column-fields [data-column="period"]').uncheck();
    await page.reload();
    await page.locator("#sample").click();
    await reaches(page, "ready");
    const columns = await page.locator("#indicators thead th").evaluateAll((all) => all.map(({ className }) => className));
    assert.deepEqual(columns, ["c-name", "c-value", "c-unit", "c-status", "c-evidence"]);
  });

  test("is copied as a table, the picked rows only", async () => {
    const page = await sample({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator("#picking").click();
    await isComplete(page);
    await page.locator("#indicators tr[data-indicator]").nth(1).click();
    await page.locator("#indicators tr[data-indicator]").nth(4).click({ modifiers: ["Shift"] });
    await page.locator("#indicators tr[data-indicator]").nth(2).click();
    await page.locator("#picked-copy").click();
    await page.locator("#status.seen").waitFor();
    const [text, html] = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return Promise.all(["text/plain", "text/html"].map(async (type) => (await item.getType(type)).text()));
    });
    const lines = text.split("\n").map((line) => line.split("\t"));
    assert.equal(lines.length, 1 + 3);
    assert.ok(lines.every((line) => line.length === lines[0].length));
    assert.equal(html.match(/<tr>/g)?.length, 4);
  });

  test("is mended by hand, and what it exports says so", async () => {
    const page = await sample();
    const all = await rows(page);
    const [first, second] = /** @type {string[]} */ (await names(page));
    await page.locator("#indicators tr[data-indicator]").nth(1).focus();
    await page.keyboard.press("F2");
    await page.keyboard.type('=管辖"社区"');
    await page.keyboard.press("Enter");
    await page.locator("#indicators tr[data-indicator]").first().focus();
    await page.keyboard.press("Delete");
    await isComplete(page);
    assert.equal(await rows(page), all - 1);
    assert.equal((await names(page))[0], '=管辖"社区"');
    assert.match(await page.locator("#indicators .edited").getAttribute("title") || "", new RegExp(second));
    assert.match(await page.locator("#totals").innerText(), new RegExp(String(all - 1)));
    assert.equal(await page.locator("#report mark.struck").count(), 1);

    const saved = async (/** @type {string} */ format) => {
      await page.locator("#export > summary").click();
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`#export [data-format="${format}"]`).click()]);
      return readFile(await file.path(), "utf8");
    };
    const csv = (await saved("csv")).split("\r\n");
    assert.equal(csv.length, 1 + all - 1 + 1);
    assert.match(csv[1], /^2,"'=管辖""社区""",.*原为/);
    assert.ok(!csv.some((line) => line.startsWith("1,")));
    const { indicators } = JSON.parse(await saved("json"));
    assert.equal(indicators.length, all);
    assert.deepEqual([indicators[0].edited, indicators[1].edited, indicators[1].name], [{ struck: true }, { name: second }, '=管辖"社区"']);
    const markdown = await saved("md");
    assert.match(markdown, /\| =管辖"社区"（原为“.*”） \|/);
    assert.ok(!markdown.includes(`\n| ${first} |`));

    await page.locator("#indicators [data-restore]").click();
    await isComplete(page);
    assert.equal(await rows(page), all);
    await page.locator("#indicators tr[data-indicator]").nth(1).dblclick({ position: { x: 40, y: 14 } });
    await page.keyboard.type(second);
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#indicators .edited").count(), 0);
  });

  test("saves a workbook, whose writer is loaded only then, with what was mended and no formula", async () => {
    const page = await sample();
    const all = await rows(page);
    /** @type {string[]} */
    const asked = [];
    page.context().on("request", (request) => asked.push(request.url()));
    await page.locator("#indicators tr[data-indicator]").nth(1).focus();
    await page.keyboard.press("F2");
    await page.keyboard.type("=1+1");
    await page.keyboard.press("Enter");
    await page.locator("#indicators tr[data-indicator]").first().focus();
    await page.keyboard.press("Delete");
    await isComplete(page);
    assert.ok(!asked.some((url) => url.includes("wenheng_xlsx")));
    for (const turn of ["first", "second"]) {
      await page.locator("#export > summary").click();
      const [file] = await Promise.all([page.waitForEvent("download"), page.locator('#export [data-format="xlsx"]').click()]);
      assert.match(file.suggestedFilename(), /\p{Script=Han}.*\.xlsx$/u, turn);
      const parts = unzipped(await readFile(await file.path()));
      const sheet = parts.get("xl/worksheets/sheet1.xml") || "";
      assert.equal(sheet.match(/<row /g)?.length, 1 + all - 1);
      assert.ok([...parts].every(([name, xml]) => !name.includes("externalLink") && !/<f[ >]/.test(name.includes("sheet") ? xml : "")));
      assert.match(sheet, /<c r="C2"[^>]*><v>\d/);
      assert.match(sheet, /<pane [^>]*state="frozen"/);
      assert.match(sheet, /<autoFilter /);
      const strings = parts.get("xl/sharedStrings.xml") || "";
      assert.match(strings, />=1\+1</);
      assert.match(strings, />原为“.*”</);
      assert.match(parts.get("xl/workbook.xml") || "", /指标.*提纲.*勾稽.*修复/);
    }
    assert.equal(asked.filter((url) => url.includes("wenheng_xlsx")).length, 2, "the glue and the module, once");
  });

  test("saves the report as one page that is inert, with its marks", async () => {
    const text = [
      "某街道2024年工作总结", "一、“<矛盾>”化解 & '调处'", "调处\"矛盾'纠纷&amp;<b onclick=1>120宗，成功化解118宗，化解率为98.3%。",
      "二、安全生产", "（一）隐患排查。排查隐患300处，其中消防120处、燃气90处、施工100处。",
    ].join("\n");
    const page = await visit();
    await drop(page, { name: "report.txt", text });
    await reaches(page, "ready");
    await isComplete(page);
    const figures = await page.locator("#report mark[data-indicator]").count();
    await page.locator("#indicators tr[data-indicator]").nth(1).focus();
    await page.keyboard.press("F2");
    await page.keyboard.type("\"><script>document.title='ran'</script>");
    await page.keyboard.press("Enter");
    await page.locator("#indicators tr[data-indicator]").first().focus();
    await page.keyboard.press("Delete");
    await isComplete(page);
    await page.locator("#export > summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('#export [data-format="html"]').click()]);
    assert.match(file.suggestedFilename(), /\.html$/);
    const html = await readFile(await file.path(), "utf8");

    const context = await browser.newContext({ locale: "zh-CN" });
    contexts.push(context);
    const paper = await context.newPage();
    /** @type {string[]} */
    const said = [];
    paper.on("console", (message) => said.push(message.text()));
    paper.on("pageerror", (error) => said.push(String(error)));
    await paper.route("**/*", (route) => route.request().url() === `${SITE}/paper.html`
      ? route.fulfill({ body: html, contentType: "text/html", headers: { "content-security-policy": "script-src 'none'" } }) : route.abort());
    await paper.goto(`${SITE}/paper.html`);
    assert.deepEqual(said, [], "there is nothing for the policy to stop");
    assert.equal(await paper.locator("script, img, iframe, object, link, [onerror]").count(), 0);
    assert.match(await paper.title(), /某街道2024年工作总结/);
    assert.equal(await paper.locator("main mark").count(), figures - 1);
    for (const mark of await paper.locator("main mark").all()) assert.ok(await mark.getAttribute("title"));
    assert.ok(await paper.locator("main mark.doubt").count() > 1);
    assert.match(await paper.locator("main").innerText(), /“<矛盾>”化解 & '调处'\s+调处"矛盾'纠纷/);
    assert.match(await paper.locator("tbody").innerText(), /"><script>document\.title='ran'<\/script>（原为“.*”）/);
    assert.equal(await paper.locator("tbody tr").count(), figures - 1);
    const broken = await paper.locator('a[href^="#"]').evaluateAll((links) => links.filter((link) => !document.getElementById((link.getAttribute("href") || "").slice(1))).length);
    assert.equal(broken, 0, "every link has its place");
    assert.ok(await paper.locator("nav li").count() >= 2);
    assert.ok(await paper.locator("section").last().locator("li").count() > 0);
    assert.deepEqual(await paper.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)), []);
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`has nothing seriously wrong for assistive technology with all it can show (${colorScheme})`, async () => {
      const page = await sample({ colorScheme, bypassCSP: true });
      await page.keyboard.press("f");
      await page.locator("#find-words").fill("服务");
      await page.locator("#indicators tr[data-indicator]").nth(1).click();
      await page.locator("#facets").click();
      await page.locator("#picking").click();
      await page.locator("#pane-indicators .drop summary").click();
      for (const box of await page.locator("#column-fields input").all()) await box.check();
      await isComplete(page);
      assert.deepEqual(await faults(page), []);
      await page.locator("#lang").click();
      await isComplete(page);
      assert.deepEqual(await faults(page), []);
    });
  }
});

describe("the pictures", () => {
  /** @param {import("playwright-core").BrowserContextOptions} [options] */
  async function drawn(options) {
    const page = await sample(options);
    await page.locator("#tab-pictures").click();
    return page;
  }
  const NAMES = ["sections", "wholes", "rates", "changes", "money", "ranks", "keywords"];

  test("are there, each with its words and its table", async () => {
    const page = await drawn();
    assert.deepEqual(await page.locator("#pictures figure").evaluateAll((all) => all.map(({ dataset }) => dataset.picture)), NAMES);
    for (const name of NAMES) {
      const figure = page.locator(`[data-picture="${name}"]`);
      assert.match(await figure.locator('svg[role="img"]').getAttribute("aria-label") || "", /\p{Script=Han}{3}/u);
      await figure.locator("summary").click();
      await figure.locator("tbody tr").first().waitFor();
      const [rows, marks] = [await figure.locator("tbody tr").count(), await figure.locator("svg > g").count()];
      assert.ok(rows > 0 && (name === "money" ? marks < rows : marks === Math.min(rows, 30)), `${name}: ${rows} rows, ${marks} marks`);
    }
  });

  test("say what the figures say", async () => {
    const page = await drawn();
    await page.locator('[data-picture="rates"] summary').click();
    await page.locator('[data-picture="rates"] tbody tr').first().waitFor();
    const rates = await page.locator('[data-picture="rates"]').evaluate((figure) => {
      const frame = Number(figure.querySelector("svg")?.getAttribute("width"));
      const widths = [...figure.querySelectorAll("svg > g")].map((line) => Number(line.lastElementChild?.getAttribute("width")) / frame);
      return [...figure.querySelectorAll("tbody td:nth-child(2)")].map(({ textContent }, i) => [Number.parseFloat(textContent || ""), widths[i]]);
    });
    for (const [value, width] of rates.filter(([value]) => value > 0)) assert.ok(Math.abs(width * 100 - value) < 1, `${value} is ${width} wide`);
    // Parts that do not make up their whole leave a gap.
    const gaps = page.locator('[data-picture="wholes"] svg > g .gap');
    assert.ok(await gaps.count() > 0);
  });

  test("lead where they point, from the picture and from the table", async () => {
    const page = await drawn();
    const bar = page.locator('[data-picture="rates"] svg > g').first();
    const id = (await bar.getAttribute("data-go") || "").split(":")[1];
    await bar.click();
    await flashes(page, `#report mark[data-indicator="${id}"]`);
    await page.locator('[data-picture="keywords"] svg > g').first().click();
    assert.ok(await page.evaluate(() => /** @type {any} */ (CSS).highlights.get("found").size) > 1);
    await page.locator('[data-picture="wholes"] summary').click();
    await page.locator('[data-picture="wholes"] tbody button').first().click();
    assert.equal(await page.locator("#tab-checks").getAttribute("aria-selected"), "true");
    assert.equal(await page.locator("#checks li.held").count(), 1);
  });

  test("are saved as SVG and PNG, light and by themselves", async () => {
    const page = await drawn({ colorScheme: "dark" });
    for (const name of ["sections", "wholes"]) {
      const saved = async (/** @type {string} */ type) => {
        const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-picture="${name}"] [data-save="${type}"]`).click()]);
        return readFile(await file.path());
      };
      const svg = (await saved("svg")).toString("utf8");
      assert.match(svg, /^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert.doesNotMatch(svg, /var\(|class=|data-go|https?:(?!\/\/www\.w3\.org)/);
      assert.match(svg, /fill="rgb\(255, 255, 255\)"/);
      assert.match(svg, /fill="url\(#hatch-/);
      assert.deepEqual([...(await saved("png")).subarray(0, 8)], [...PNG.subarray(0, 8)]);
    }
    assert.equal(await page.locator("body > .light").count(), 0);
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`have nothing seriously wrong for assistive technology, in either language (${colorScheme})`, async () => {
      const page = await drawn({ colorScheme, bypassCSP: true });
      for (const summary of await page.locator("#pictures summary").all()) await summary.click();
      assert.deepEqual(await faults(page), []);
      await page.locator("#lang").click();
      await isComplete(page);
      assert.deepEqual(await faults(page), []);
    });
  }

  test("keep to their width on a narrow screen", async () => {
    const page = await sample({ viewport: { width: 360, height: 740 } });
    await page.locator('#dock [data-pane="panel"]').click();
    for (const tab of ["indicators", "checks", "pictures", "keywords"]) {
      await page.locator(`#tab-${tab}`).click();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), tab);
    }
  });
});

describe("a long report", () => {
  const GROUP = "　　（一）平安建设。排查隐患1920处，调处纠纷968件，同比下降15.6%，投入资金373.8万元，惠及群众3.6万人次。\n";
  const text = `某街道2024年工作总结\n一、工作情况\n${GROUP.repeat(400)}`;

  /** A page that has just shown the report; whatever is not in sight waits until `go` is called. */
  async function shown() {
    const page = await visit();
    await page.evaluate(() => {
      /** @type {(() => void)[]} */
      const waiting = [];
      window.requestIdleCallback = (/** @type {any} */ work) => waiting.push(work);
      /** @type {any} */ (window).go = () => {
        window.requestIdleCallback = (/** @type {any} */ work) => window.setTimeout(work);
        for (const work of waiting) work();
      };
    });
    await drop(page, { name: "report.txt", text });
    await reaches(page, "ready");
    return page;
  }
  const marks = (/** @type {Page} */ page) => page.locator("#report mark[data-indicator]").count();
  const rows = (/** @type {Page} */ page) => page.locator("#indicators tr[data-indicator]").count();

  test("is shown before all of it is drawn, and whole in the end", async () => {
    const page = await shown();
    const gaps = () => page.evaluate(() => [...document.querySelectorAll("#report > *")].filter((block) => {
      const { top, bottom } = block.getBoundingClientRect();
      return !block.firstChild && bottom > 0 && top < window.innerHeight;
    }).length);
    assert.equal(await gaps(), 0, "what is in sight is there");
    assert.ok(await marks(page) < 2000 && await rows(page) < 1000);
    assert.equal(await page.locator("html").getAttribute("data-rest"), "pending");
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.equal(await gaps(), 0, "wherever one goes");
    await page.evaluate(() => /** @type {any} */ (window).go());
    await isComplete(page);
    assert.equal(await marks(page), 2000);
    assert.equal(await rows(page), 1000, "and more on request");
    assert.equal(await page.locator("#outline a").count(), 401);
    const text = await page.locator("#report").evaluate((report) => report.textContent || "");
    assert.equal(text.match(/（一）平安建设。/g)?.length, 400);
  });

  test("shows a late figure at once, in the text and in the table", async () => {
    const page = await shown();
    await page.locator("#indicators tr[data-indicator]").last().click();
    const late = await page.evaluate(() => {
      for (let i = 0; i < 400; i++) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
      return document.querySelector('#indicators tr[aria-selected="true"]')?.getAttribute("data-indicator");
    });
    assert.ok(Number(late) > 400);
    await flashes(page, `#report mark[data-indicator="${late}"]`);
    assert.equal(await page.locator("html").getAttribute("data-rest"), "pending");
  });

  test("opens a panel that was not drawn yet", async () => {
    const page = await shown();
    assert.equal(await page.locator("#keywords li").count(), 0);
    await page.locator("#tab-keywords").click();
    assert.ok(await page.locator("#keywords li").count() > 0);
  });

  test("is printed whole", async () => {
    const page = await shown();
    assert.ok(await marks(page) < 2000);
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    assert.equal(await marks(page), 2000);
  });
});

describe("a document of one's own", async () => {
  const [document] = await goldenDocuments();
  const { title } = JSON.parse(document.expected);

  test("can be dropped", async () => {
    const page = await visit();
    await drop(page, { name: document.name, text: document.source.toString("utf8") });
    await reaches(page, "ready");
    await page.getByText(title).first().waitFor();
  });

  test("can be chosen", async () => {
    const page = await visit();
    await page.locator("#file").setInputFiles({ name: document.name, mimeType: "text/plain", buffer: document.source });
    await reaches(page, "ready");
    await page.getByText(title).first().waitFor();
  });

  test("can be pasted", async () => {
    const page = await visit();
    await page.locator("#editor").fill(document.source.toString("utf8"));
    await page.locator("#analyze").click();
    await reaches(page, "ready");
    await page.getByText(title).first().waitFor();
  });

  test("is read with the network gone", async () => {
    const page = await sample();
    await page.context().setOffline(true);
    await drop(page, { name: document.name, text: document.source.toString("utf8") });
    await page.getByText(title).first().waitFor();
    await reaches(page, "ready");
  });

  /** @type {Record<string, (page: Page) => Promise<void>>} */
  const refusals = {
    "an empty text": async (page) => {
      await page.locator("#editor").fill(" \n ");
      await page.locator("#analyze").click();
    },
    "an empty file": (page) => drop(page, { name: "report.txt" }),
    "an image that calls itself a text": (page) => drop(page, { name: "report.txt", bytes: [...PNG] }),
    "30 MB of text": (page) => drop(page, { name: "report.txt", text: "好".repeat(1000), repeat: 10_000 }),
  };
  for (const [name, give] of Object.entries(refusals)) {
    test(`${name} is refused in words, and the next is read`, async () => {
      const page = await visit();
      await give(page);
      const error = page.locator("#error");
      await error.waitFor();
      await reaches(page, "error");
      assert.match(await error.innerText(), /\p{Script=Han}{4}/u);
      await drop(page, { name: document.name, text: document.source.toString("utf8") });
      await reaches(page, "ready");
      await page.getByText(title).first().waitFor();
      assert.equal(await error.isVisible(), false);
    });
  }
});

describe("a project file", () => {
  test("reopens the report elsewhere, with what was done by hand", async () => {
    const page = await visit();
    // 某街道工作总结。调处纠纷120宗。排查隐患10处，其中消防7处、燃气5处。 in GBK
    await drop(page, { name: "report.txt", bytes: [...Buffer.from("c4b3bdd6b5c0b9a4d7f7d7dcbde1a1a3b5f7b4a6bec0b7d7313230d7daa1a3c5c5b2e9d2febbbc3130b4a6a3acc6e4d6d0cffbb7c037b4a6a1a2c8bcc6f835b4a6a1a3", "hex")] });
    await reaches(page, "ready");
    await isComplete(page);
    const rows = page.locator("#indicators tr[data-indicator]");
    const all = await rows.count();
    await rows.first().focus();
    await page.keyboard.press("F2");
    await page.keyboard.type("化解纠纷");
    await page.keyboard.press("Enter");
    await rows.last().focus();
    await page.keyboard.press("Delete");
    await page.locator("#tab-checks").click();
    await page.locator("#checks .alarms details.aside > summary").first().click();
    await page.locator("#checks .alarms input").first().fill("已问过");
    await page.keyboard.press("Enter");
    await page.locator("#export > summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('[data-format="project"]').click()]);
    const project = await readFile(await file.path());

    const other = await visit();
    await other.locator("#file").setInputFiles({ name: file.suggestedFilename(), mimeType: "application/json", buffer: project });
    await reaches(other, "ready");
    await isComplete(other);
    assert.match(await other.locator("#report").innerText(), /某街道工作总结/);
    assert.equal(await other.locator("#encoding").inputValue(), "gb18030");
    assert.equal(await other.locator("#indicators tr[data-indicator]").count(), all - 1);
    assert.match(await other.locator("#indicators tr[data-indicator]").first().innerText(), /化解纠纷/);
    assert.match(await other.locator('#checks details[data-group="aside"]').evaluate((fold) => fold.textContent || ""), /已问过/);
    assert.equal(await other.locator("#checks .alarms").count(), 0);
  });

  test("that is damaged is refused in words", async () => {
    const page = await visit();
    await drop(page, { name: "report.json", text: '{"wenheng":1,"name":' });
    await page.locator("#error").waitFor();
    assert.equal(await page.locator("#error").getAttribute("data-code"), "project");
  });
});

describe("the address", () => {
  const hash = (/** @type {Page} */ page) => page.evaluate(() => location.hash);

  test("says which panel is open, and opens it", async () => {
    const page = await sample();
    assert.equal(await hash(page), "#indicators");
    await page.locator("#tab-pictures").click();
    assert.equal(await hash(page), "#pictures");
    await page.reload();
    await page.locator("#sample").click();
    await reaches(page, "ready");
    assert.equal(await page.locator("#tab-pictures").getAttribute("aria-selected"), "true");
    await page.locator("#new").click();
    assert.equal(await hash(page), "");
  });

  test("leads to a finding by its fingerprint, once its report is there", async () => {
    const page = await sample({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator("#tab-checks").click();
    const link = page.locator("#checks .alarms [data-link]").last();
    const finding = await link.getAttribute("data-link");
    await link.click();
    await page.locator("#status.seen").waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(address, `${SITE}/#checks/${finding}`);
    const other = await visit();
    await other.goto(address);
    assert.ok(await other.locator("#sought").isVisible());
    await other.locator("#sample").click();
    await other.locator("#checks li.held").waitFor();
    assert.equal(await other.locator("#checks li.held [data-link]").getAttribute("data-link"), finding);
    await flashes(other, "#report mark.held");
    assert.equal(await hash(other), `#checks/${finding}`);
  });

  test("with nothing that belongs here changes nothing", async () => {
    const page = await visit();
    await page.goto(`${SITE}/#checks/<script>`);
    assert.equal(await page.locator("#sought").isVisible(), false);
    await page.goto(`${SITE}/#checks/0123456789abcdef`);
    assert.ok(await page.locator("#sought").isVisible());
    await page.locator("#sample").click();
    await reaches(page, "ready");
    await page.getByText("没有链接所指").waitFor({ state: "attached" });
  });
});

describe("several files", async () => {
  const documents = await goldenDocuments();
  const BAD = { name: "scan.txt", mimeType: "text/plain", buffer: Buffer.from(PNG) };

  /** @param {import("playwright-core").BrowserContextOptions} [options] */
  async function listed(options) {
    const page = await visit(options);
    await page.locator("#file").setInputFiles([...documents.map(({ name, source }) => ({ name, mimeType: "text/plain", buffer: source })), BAD]);
    await page.locator("#status.seen").waitFor();
    return page;
  }

  test("are listed with what they are and what is in doubt, and any can be opened", async () => {
    const page = await listed();
    const rows = await page.locator("#shelf-table tbody tr").evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => (cell.querySelector("button") || cell).textContent)));
    assert.equal(rows.length, documents.length + 1);
    documents.forEach(({ name, expected }, i) => {
      const { title, year, text, indicators, checks } = JSON.parse(expected);
      const alarms = checks.filter((/** @type {{ verdict: string }} */ { verdict }) => verdict === "mismatch" || verdict === "compare").length;
      assert.deepEqual([rows[i][0], ...rows[i].slice(2)], [title || name, String(year === null ? "" : year), text.length.toLocaleString("en-US"), String(indicators.length), String(alarms)]);
    });
    assert.match(await page.locator("#shelf-table .refused").innerText(), /\p{Script=Han}{3}/u);

    const at = documents.findIndex(({ name }) => name === "sample.txt");
    await page.locator(`#shelf-table [data-open="${at}"]`).click();
    await reaches(page, "ready");
    await isComplete(page);
    assert.ok(await page.locator("#indicators tr[data-indicator]").count() > 5);
    const alarms = await page.locator("#checks .alarms li[data-check]").count();
    await page.locator("#tab-checks").click();
    await page.locator("#checks .alarms details.aside > summary").first().click();
    await page.locator('#checks [data-reason="scope"]').first().click();
    await page.locator("#shelf-open").click();
    assert.equal(await page.locator("#shelf-table [aria-current] td:last-child").innerText(), String(alarms - 1), "also what was put aside since");
    assert.equal(await page.locator("#shelf-table [aria-current]").getAttribute("data-entry"), String(at));
    await page.locator(`#shelf-table [data-open="${documents.length}"]`).click();
    await page.locator("#error").waitFor();
    assert.ok(await page.locator("#shelf").isVisible(), "a refusal leads nowhere");
  });

  test("are sorted by what is in doubt, and copied", async () => {
    const page = await listed({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator('#shelf-table [data-column="alarms"]').click();
    const alarms = (await page.locator("#shelf-table tbody td:last-child").allInnerTexts()).map(Number).filter((number) => !Number.isNaN(number));
    assert.deepEqual(alarms, alarms.slice().sort((a, b) => b - a));
    await page.locator("#shelf-copy").click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("\t"));
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
    assert.equal(lines.length, documents.length + 2);
    assert.ok(lines.every((line) => line.split("\t").length === 6));
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`have a list with nothing seriously wrong for assistive technology, in either language (${colorScheme})`, async () => {
      const page = await listed({ colorScheme, bypassCSP: true, viewport: { width: 360, height: 740 } });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
      assert.deepEqual(await faults(page), []);
      await page.locator("#lang").click();
      assert.deepEqual(await faults(page), []);
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: width < 500 ? 740 : 900 });
        await shoot(page, `list-${width}-${colorScheme}`);
      }
    });
  }
});

describe("a damaged report", () => {
  const LINES = ["某街道2024年工作总结", "一、工作情况", ...Array.from({ length: 40 }, (_, i) =>
    `　　（${"一二三四五六七八九十"[i % 10]}）综合\u200b治理。调处矛盾纠纷1\u200b20宗，成功化解118宗，化解率为98.3%，\ufeff群众满意度稳步提升。`)];
  const text = LINES.join("\n");

  /** @param {import("playwright-core").BrowserContextOptions} [options] */
  async function mended(options) {
    const page = await visit(options);
    await drop(page, { name: "report.txt", text });
    await reaches(page, "ready");
    await isComplete(page);
    return page;
  }
  const figures = (/** @type {Page} */ page) => page.locator("#report mark").evaluateAll((all) => all.map(({ textContent }) => textContent));

  test("says what was mended, why, and where", async () => {
    const page = await mended();
    await page.locator("#tab-repairs").click();
    const panel = page.locator("#repairs");
    assert.match(await panel.locator("h3").innerText(), /\p{Script=Han}{3,}\s*120/u);
    assert.match(await panel.locator(".why").innerText(), /\p{Script=Han}{6}/u);
    assert.equal(await panel.locator("li del").first().innerText(), "U+200B", "what cannot be seen is named");
    await panel.locator("li button").nth(90).click();
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelectorAll("#report .paragraph")[30].getBoundingClientRect();
      return top > 0 && bottom < window.innerHeight;
    });
    await page.locator("#lang").click();
    assert.match(await panel.locator(".why").innerText(), /^[\x20-\x7e]+$/);
  });

  test("stands beside its source, block by block", async () => {
    const page = await mended();
    const before = await figures(page);
    await page.locator("#tab-repairs").click();
    await page.locator("#repairs [data-compare]").click();
    await isComplete(page);
    assert.deepEqual(await page.locator("#report > .was").evaluateAll((all) => all.map(({ textContent }) => textContent)),
      LINES.map((line) => line.replace(/\u200b/g, "U+200B").replace(/\ufeff/g, "U+FEFF").trim()));
    const pairs = await page.locator("#report > .was").evaluateAll((all) => all.map((was) => {
      const now = /** @type {HTMLElement} */ (was.nextElementSibling);
      const [left, right] = [was.getBoundingClientRect(), now.getBoundingClientRect()];
      return left.right <= right.left + 60 && Math.abs(left.top - right.top) < 2;
    }));
    assert.ok(pairs.every(Boolean), "side by side, and on one level");
    const places = await some(page, "#report mark[data-indicator]", "data-indicator");
    for (const id of places) {
      await page.locator("#tab-indicators").click();
      await page.locator(`#indicators tr[data-indicator="${id}"]`).click();
      await flashes(page, `#report mark[data-indicator="${id}"]`);
    }
    await page.locator("#tab-repairs").click();
    await page.locator("#repairs [data-compare]").click();
    await isComplete(page);
    assert.equal(await page.locator("#report .was, #report del, #report ins").count(), 0);
    assert.deepEqual(await figures(page), before);
  });

  test("shows what was there in the text itself where there is no room for two columns", async () => {
    const page = await mended({ viewport: { width: 360, height: 740 } });
    await page.locator('#dock [data-pane="panel"]').click();
    await page.locator("#tab-repairs").click();
    await page.locator("#repairs [data-compare]").click();
    await isComplete(page);
    assert.equal(await page.locator("#report .was").first().isVisible(), false);
    assert.equal(await page.locator("#report > :not(.was) del").count(), 120);
    assert.ok(await page.locator("#report > :not(.was) del").first().isVisible());
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`has nothing seriously wrong for assistive technology beside its source (${colorScheme})`, async () => {
      const page = await mended({ colorScheme, bypassCSP: true });
      await page.locator("#tab-repairs").click();
      await page.locator("#repairs [data-compare]").click();
      await isComplete(page);
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: width < 500 ? 740 : 900 });
        await shoot(page, `beside-${width}-${colorScheme}`);
      }
      assert.deepEqual(await faults(page), []);
    });
  }

  test("is read again without a kind of repair, where one was reading", async () => {
    const page = await mended();
    const before = await figures(page);
    await page.locator("#tab-repairs").click();
    await page.evaluate(() => document.querySelectorAll("#report .paragraph")[20].scrollIntoView({ block: "center" }));
    const inSight = () => page.locator("#report .paragraph").nth(20).evaluate((block) => {
      const { top, bottom } = block.getBoundingClientRect();
      return top > 0 && bottom < window.innerHeight;
    });
    await page.locator('#repairs [data-kind="zero_width"]').uncheck();
    await page.waitForFunction(() => document.querySelector("#report")?.textContent?.includes("\u200b"));
    await isComplete(page);
    assert.ok(await inSight());
    assert.equal(await page.locator("#tab-repairs").getAttribute("aria-selected"), "true");
    assert.equal(await page.locator('#repairs [data-kind="zero_width"]').isChecked(), false);
    assert.equal(await page.locator("#repairs [data-compare]").count(), 0, "nothing to compare");
    await page.locator('#repairs [data-kind="zero_width"]').check();
    await page.waitForFunction(() => !document.querySelector("#report")?.textContent?.includes("\u200b"));
    await isComplete(page);
    assert.ok(await inSight());
    assert.deepEqual(await figures(page), before);
  });
});

describe("a file and its encoding", () => {
  test("an undamaged report has no panel of repairs, and a pasted one no encoding", async () => {
    const page = await sample();
    assert.equal(await page.locator("#tab-repairs").isVisible(), false);
    assert.equal(await page.locator("#encoding").isVisible(), false);
  });

  test("a file says its format and encoding", async () => {
    const page = await visit();
    await drop(page, { name: "report.txt", text: "某街道2024年工作总结\n一、工作情况\n调处矛盾纠纷120宗。" });
    await reaches(page, "ready");
    assert.equal(await page.locator("#encoding").inputValue(), "utf-8");
    assert.match(await page.locator("#origin").innerText(), /文本/);
  });

  test("a file is read again in the encoding that the reader chooses", async () => {
    const page = await visit();
    // 某街道工作总结，调处纠纷120宗。 in GBK
    await drop(page, { name: "report.txt", bytes: [...Buffer.from("c4b3bdd6b5c0b9a4d7f7d7dcbde1a3acb5f7b4a6bec0b7d7313230d7daa1a3", "hex")] });
    await reaches(page, "ready");
    assert.match(await page.locator("#report").innerText(), /某街道工作总结/);
    assert.equal(await page.locator("#encoding").inputValue(), "gb18030");
    await page.locator("#encoding").selectOption("big5");
    await page.waitForFunction(() => !document.querySelector("#report")?.textContent?.includes("某街道"));
    assert.equal(await page.locator("#encoding").inputValue(), "big5");
    await page.locator("#encoding").selectOption("gb18030");
    await page.getByText("某街道工作总结").first().waitFor();
  });

  test("a choice that cannot be met leaves the report where it is", async () => {
    const page = await visit();
    await drop(page, { name: "report.txt", text: "某街道2024年工作总结\n一、工作情况\n调处矛盾纠纷120宗。" });
    await reaches(page, "ready");
    await page.locator("#encoding").evaluate((select) => {
      select.append(new Option("klingon", "klingon"));
      /** @type {HTMLSelectElement} */ (select).value = "klingon";
      select.dispatchEvent(new Event("change"));
    });
    await page.locator("#error").waitFor();
    assert.match(await page.locator("#report").innerText(), /某街道2024年工作总结/);
    assert.equal(await page.locator("#encoding").inputValue(), "utf-8");
    await page.locator("#error button").click();
    assert.equal(await page.locator("#error").isVisible(), false);
    await reaches(page, "ready");
  });

  test("a pasted page with a table is read as a page", async () => {
    const page = await visit();
    const html = "<p>某街道2024年工作总结</p><table><tr><td>调处矛盾纠纷</td><td>120宗</td></tr></table>";
    const text = "某街道2024年工作总结\n调处矛盾纠纷 120宗";
    const asked = await page.evaluate(async ([html, text]) => {
      /** @type {string[]} */
      const inputs = [];
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (/** @type {any} */ message) {
        if (message.task === "analyze") inputs.push(message.input);
        return post.call(this, message);
      };
      const paste = (/** @type {string} */ html) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/html", html);
        clipboardData.setData("text/plain", text);
        document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      };
      const editor = /** @type {HTMLTextAreaElement} */ (document.getElementById("editor"));
      const analyze = async () => {
        document.getElementById("analyze")?.click();
        while (document.documentElement.dataset.state === "working") await new Promise((resolve) => setTimeout(resolve, 10));
        document.getElementById("new")?.click();
      };
      paste(html);
      await analyze();
      editor.value += "。";
      await analyze();
      paste("<p>某街道2024年工作总结</p>");
      await analyze();
      return inputs;
    }, [html, text]);
    assert.deepEqual(asked, [html, `${text}。`, text]);
  });
});

describe("the page itself", () => {
  test("speaks English when asked, and Chinese again", async () => {
    const page = await visit();
    const words = () => page.locator("#sample").innerText();
    assert.match(await words(), /\p{Script=Han}/u);
    await page.locator("#lang").click();
    assert.match(await words(), /^[\x20-\x7e]+$/);
    assert.match(await page.locator("html").getAttribute("lang") || "", /^en/);
    await page.locator("#lang").click();
    assert.match(await words(), /\p{Script=Han}/u);
  });

  test("changes its theme when asked", async () => {
    const page = await visit({ colorScheme: "light" });
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    await page.locator("#theme").click();
    await page.waitForFunction((ink) => getComputedStyle(document.body).color !== ink, ink);
  });

  test("keeps to its width on a narrow screen", async () => {
    const narrow = { viewport: { width: 360, height: 740 } };
    assert.ok(await overflow(await visit(narrow)) <= 0);
    assert.ok(await overflow(await sample(narrow)) <= 0);
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`has nothing seriously wrong for assistive technology (${colorScheme})`, async () => {
      // The checker is a script of ours, which the page's own policy rightly would not run.
      for (const page of [await visit({ colorScheme, bypassCSP: true }), await sample({ colorScheme, bypassCSP: true })]) {
        assert.deepEqual(await faults(page), []);
      }
    });
  }

  for (const width of [360, 768, 1440]) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      test(`is drawn at ${width}, ${colorScheme}`, async () => {
        const options = { colorScheme, viewport: { width, height: width < 500 ? 740 : 900 } };
        const take = (/** @type {Page} */ page, /** @type {string} */ name) => shoot(page, `${name}-${width}-${colorScheme}`);
        await take(await visit(options), "empty");
        const page = await sample(options);
        await take(page, "ready");
        if (width < 500) await page.locator('#dock [data-pane="panel"]').click();
        await page.locator("#tab-checks").click();
        await take(page, "checks");
        await page.locator("#tab-pictures").click();
        await take(page, "pictures");
        await page.locator("#tab-keywords").click();
        await take(page, "keywords");
        await page.keyboard.press("?");
        await take(page, "help");
      });
    }
  }
});

test("every word the page says is there in both languages, takes the same arguments, and is said somewhere", async () => {
  const [{ zh }, { en }] = await Promise.all([import("../../www/messages.zh.js"), import("../../www/messages.en.js")]);
  const names = (await readdir(pathOf("www"))).filter((name) => /\.(?:js|html)$/.test(name) && !name.startsWith("messages."));
  const sources = (await Promise.all(names.map((name) => bytesOf(`www/${name}`)))).join("\n");
  const asked = new Set([/\b(?:t|has)\("([^"$]+)"/g, /data-t(?:-label|-placeholder)?="([^"]+)"/g].flatMap((way) => [...sources.matchAll(way)].map(([, key]) => key)));
  assert.ok(asked.size > 100);
  // A key that is put together stands in the source with a gap: `family.${name}`.
  const made = [...sources.matchAll(/`([a-z][\w.]*\.)\$\{[^{}`]*\}([\w.]*)`/g)].map(([, head, tail]) => [head, tail]);
  const said = (/** @type {string} */ key) => sources.includes(`"${key}"`) ||
    made.some(([head, tail]) => key.startsWith(head) && key.endsWith(tail) && /^\w+$/.test(key.slice(head.length, key.length - tail.length)));
  const gaps = (/** @type {string} */ words) => [...new Set(words.match(/\{\d\}/g))].sort();
  for (const words of /** @type {Record<string, string>[]} */ ([zh, en])) {
    assert.deepEqual([...asked].filter((key) => !(key in words)), [], "missing");
    assert.deepEqual(Object.keys(words).filter((key) => !said(key)), [], "said nowhere");
  }
  assert.deepEqual(Object.keys(zh), Object.keys(en), "the same keys in the same order");
  for (const [key, words] of Object.entries(zh)) assert.deepEqual(gaps(/** @type {any} */ (en)[key]), gaps(words), key);
});

test("the page itself, without the module and the lexicon, stays below 120 KB", async () => {
  /** @type {Map<string, number>} what the page asks for, and what that imports */
  const sizes = new Map();
  const add = async (/** @type {string} */ name) => {
    if (sizes.has(name) || name.startsWith("pkg/")) return;
    sizes.set(name, 0);
    const bytes = await bytesOf(`www/${name}`);
    sizes.set(name, gzipSync(bytes).length);
    for (const [, next] of bytes.toString("utf8").matchAll(/(?:\b(?:src|href)=|\bfrom |\bimport\(|new URL\()"(?:\.\/)?([\w./-]+\.(?:js|css|svg))"/g)) await add(next);
  };
  await add("index.html");
  assert.ok(sizes.size > 20 && sizes.has("worker.js"));
  const sum = [...sizes.values()].reduce((a, b) => a + b, 0);
  assert.ok(sum < 120 * 1024, `${sum} bytes`);
});

test("nothing was asked of any other host, by a page or a worker", () => {
  assert.ok(requests.some((url) => /\/pkg\/lexicon-[0-9a-f]{12}\.bin$/.test(url)), "the worker's requests are seen too");
  const foreign = requests.filter((url) => !url.startsWith(`${SITE}/`) && !/^(blob|data):/.test(url));
  assert.deepEqual(foreign, []);
});
