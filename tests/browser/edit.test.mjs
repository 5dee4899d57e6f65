/**
 * Work in progress, in Chromium: a text that is changed beside its results, a long one that is waited for or not, and what
 * this browser keeps; and the page under the settings that people with other eyes and hands use.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";

import { SITE, drop, faults, flashes, isComplete, overflow, reaches, requests, sample, shoot, visit } from "./desk.mjs";
import { bytesOf } from "./support.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContextOptions} Options */

const SUM = "其中消防7处、燃气5处";
const TEXT = [
  "某街道2024年工作总结", "一、工作情况", `（一）安全生产。排查隐患10处，${SUM}。`, "（二）矛盾化解。调处纠纷120宗，成功化解118宗，化解率为98.3%。",
  "二、下步打算", "新增社区食堂3家。",
].join("\n");

const field = (/** @type {Page} */ page) => page.locator("#draft-text");
const alarms = (/** @type {Page} */ page) => page.locator("#checks .alarms li[data-check]");
const rows = (/** @type {Page} */ page) => page.locator("#indicators tr[data-indicator]");

/** A text, read. @param {string} text @param {Options} [options] */
async function read(text, options) {
  const page = await visit(options);
  await page.locator("#editor").fill(text);
  await page.locator("#analyze").click();
  await reaches(page, "ready");
  await isComplete(page);
  return page;
}

/** A text, read, in the field where it is changed. @param {string} [text] @param {Options} [options] */
async function edited(text = TEXT, options = {}) {
  const page = await read(text, options);
  await page.locator("#draft-open").click();
  await page.locator("#draft-text:focus").waitFor();
  return page;
}

/** Selects words in the field, as a hand would. @param {Page} page @param {string} words @param {number} [from] */
const choose = (page, words, from = 0) => field(page).evaluate((/** @type {HTMLTextAreaElement} */ field, [words, from]) => {
  const at = field.value.indexOf(words, from);
  if (at < 0) throw new Error(`${words} is not there`);
  field.focus();
  field.setSelectionRange(at, at + words.length);
}, /** @type {[string, number]} */ ([words, from]));

/** What is selected in the field. @param {Page} page */
const chosen = (page) => field(page).evaluate((/** @type {HTMLTextAreaElement} */ field) => field.value.slice(field.selectionStart, field.selectionEnd));

/** Waits until the results say so many alarms. @param {Page} page @param {number} count */
const rings = (page, count) => page.waitForFunction((count) => document.querySelectorAll("#checks .alarms li[data-check]").length === count, count, { polling: 20 });

describe("a text that is changed", () => {
  test("is read whenever one pauses: alarms go and come, and caret, selection and undo are one's own", async () => {
    const page = await edited();
    await page.locator("#tab-checks").click();
    await rings(page, 1);
    await field(page).evaluate((field) => {
      const { set, get } = /** @type {any} */ (Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value"));
      Object.defineProperty(field, "value", { get, set(value) {
        /** @type {any} */ (window).written = true;
        set.call(this, value);
      } });
    });
    await choose(page, "5处");
    await page.keyboard.type("3处");
    const caret = () => field(page).evaluate((/** @type {HTMLTextAreaElement} */ field) => [field.selectionStart, field.selectionEnd, window.scrollY]);
    const before = await caret();
    await rings(page, 0);
    assert.deepEqual(await caret(), before);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "draft-text");
    assert.match(await page.locator("#totals").innerText(), /未见存疑/);
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await rings(page, 1);
    assert.equal(await field(page).inputValue(), TEXT);
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).written), undefined, "nothing but one's hands has written there");
  });

  test("has its evidence marked under the field, line for line", async () => {
    const page = await edited();
    const places = () => page.locator("#draft-copy").evaluate((copy) => {
      const text = copy.textContent || "";
      return [text, [...copy.querySelectorAll("mark")].map(({ textContent }) => textContent), [...copy.querySelectorAll("mark[data-doubt]")].length];
    });
    assert.deepEqual(await places(), [`${TEXT}\n`, ["10处", "7处", "5处", "120宗", "118宗", "98.3%", "3家"], 3]);
    await choose(page, "3家");
    await page.keyboard.type("4家、老人活动室12处");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll("#draft-copy mark").length === 8);
    const [text, marks] = await places();
    assert.equal(text, `${await field(page).inputValue()}\n`);
    assert.deepEqual(/** @type {string[]} */ (marks).slice(-2), ["4家", "12处"]);
  });

  test("lies exactly over its copy, whatever is in it", async () => {
    const wild = ["", "　　全角空格开头，1,234.5万元。", "a\tb  c   d", `${"长".repeat(300)}120宗`, "wwwwwwwwww".repeat(30), "“引号”——破折号……（括号）、《书名》", "😀👨‍👩‍👧 é 𠮷", "", "末行 "].join("\n");
    const report = (await bytesOf("www/sample.txt")).toString("utf8");
    for (const width of [360, 768, 1024, 1440]) {
      const page = await edited(`${report}\n${wild}`, { viewport: { width, height: 740 } });
      const [field, copy] = await page.evaluate(() => ["draft-text", "draft-copy"].map((id) => document.getElementById(id)?.scrollHeight));
      assert.equal(field, copy, `${width} px`);
      assert.ok(await overflow(page) <= 0);
      // The field shows one stretch of text a line; the copy has marks in it, and must not be laid out otherwise for that.
      const parted = await page.locator("#draft-copy").evaluate((copy) => {
        const places = () => [...copy.children].flatMap((line) => {
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          const all = [];
          for (let text = walker.nextNode(); text; text = walker.nextNode()) {
            const { length } = text.textContent || "";
            for (let at = 0; at < length; at += 1) {
              const range = document.createRange();
              range.setStart(text, at);
              range.setEnd(text, at + 1);
              const { left, top } = range.getBoundingClientRect();
              all.push({ left, top, words: /** @type {string} */ (text.textContent).slice(at, at + 6) });
            }
          }
          return all;
        });
        const marked = places();
        for (const line of copy.children) line.textContent = line.textContent;
        const plain = places();
        if (marked.length !== plain.length) return ["other characters"];
        return marked.filter(({ left, top, words }, i) => words[0] !== "\n" && (Math.abs(left - plain[i].left) > 1 || Math.abs(top - plain[i].top) > 1)).slice(0, 5);
      });
      assert.deepEqual(parted, [], `${width} px`);
    }
  });

  test("follows the table and the checks: what is picked is selected, to be written over", async () => {
    const page = await edited();
    await rows(page).nth(3).click();
    assert.equal(await chosen(page), "120宗");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "draft-text");
    await page.locator("#tab-checks").click();
    await alarms(page).locator("button.sum").click();
    assert.equal(await chosen(page), "10处");
    assert.deepEqual(await page.locator("#draft-copy mark.held").allTextContents(), ["10处", "7处", "5处"]);
    await alarms(page).locator("[data-member]").last().click();
    assert.equal(await chosen(page), "5处");
    await page.keyboard.type("3处");
    await rings(page, 0);
    await page.locator("#outline a[data-node]").last().click();
    assert.match(await chosen(page), /下步打算/);
  });

  test("keeps what was put aside, and what was done by hand where its clause is the same; what cannot follow is said", async () => {
    const page = await read(TEXT);
    await rows(page).nth(3).focus();
    await page.keyboard.press("F2");
    await page.keyboard.type("调解纠纷总数");
    await page.keyboard.press("Enter");
    await rows(page).last().focus();
    await page.keyboard.press("Delete");
    await page.locator("#tab-checks").click();
    await page.locator("#checks .alarms summary").first().click();
    await page.locator('#checks .alarms [data-reason="scope"]').first().click();
    await page.keyboard.press("i");
    await page.locator("#draft-text:focus").waitFor();
    await choose(page, "一、工作情况");
    await page.keyboard.press("End");
    await page.keyboard.type("\n全年接待群众300人次。");
    await page.getByText("300").first().waitFor({ state: "attached" });
    await page.waitForFunction(() => document.querySelectorAll("#indicators tr[data-indicator]").length === 7);
    assert.match(await rows(page).nth(4).innerText(), /调解纠纷总数/);
    assert.equal(await page.locator("#indicators [data-restore]").count(), 1);
    assert.equal(await alarms(page).count(), 0);
    assert.equal(await page.locator('#checks details[data-group="aside"] li[data-check]').count(), 1);

    await choose(page, "调处纠纷120宗");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("共");
    await page.getByText("1 处人工修改没有沿用").first().waitFor();
    assert.doesNotMatch(await rows(page).nth(4).innerText(), /调解纠纷总数/);
    await page.keyboard.press("Backspace");
    await page.waitForFunction(() => [...document.querySelectorAll("#indicators td.c-name")].some(({ textContent }) => textContent?.includes("调解纠纷总数")));
    await page.locator("#draft-done").click();
    assert.equal(await page.locator("#indicators .edited").count(), 1);
  });

  test("is shown as a report when one is done, as it was read last", async () => {
    const page = await edited();
    await choose(page, "3家");
    await page.keyboard.type("45家");
    await page.keyboard.press("Escape"); // sooner than it is read
    await page.locator("#report").waitFor();
    await isComplete(page);
    assert.equal(await page.locator("#report mark", { hasText: "45家" }).count(), 1);
    assert.match(await rows(page).last().innerText(), /45/);
    await page.locator("#export > summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator('#export [data-format="json"]').click()]);
    assert.match(await readFile(await file.path(), "utf8"), /45家/);
    await page.locator("#new").click();
    assert.match(await page.locator("#editor").inputValue(), /45家/);
  });

  test("that came as a file is changed after its repairs, and says so", async () => {
    const page = await visit();
    await drop(page, { name: "report.txt", text: TEXT.replaceAll("处", "\u200b处") });
    await reaches(page, "ready");
    await page.locator("#draft-open").click();
    assert.equal(await field(page).inputValue(), TEXT);
    assert.match(await page.locator("#draft-note").innerText(), /修复之后的文字，原文件不变/);
    await rows(page).first().click();
    assert.equal(await chosen(page), "10处");
    await page.keyboard.press("Escape");
    await page.locator("#report").waitFor();
    assert.ok(await page.locator("#tab-repairs").isVisible(), "nothing was changed, and nothing has");
  });

  test("that is long is read when one says so", async () => {
    const long = `${TEXT}\n${"继续抓好各项工作。".repeat(5600)}`;
    const page = await edited(long);
    assert.match(await page.locator("#draft-note").innerText(), /50,000/);
    assert.equal(await page.locator("#draft-run").isVisible(), false);
    await rows(page).first().click();
    assert.equal(await chosen(page), "10处");
    await choose(page, "5处");
    await page.keyboard.type("3处");
    await page.locator("#draft-run").click();
    await reaches(page, "ready");
    await page.waitForFunction(() => /未见存疑/.test(document.querySelector("#totals")?.textContent || ""));
    assert.equal(await page.locator("#draft-run").isVisible(), false);
    assert.ok(await field(page).isVisible());
  });

  test("that is emptied says that it cannot be read, and keeps the last results", async () => {
    const page = await edited();
    await field(page).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.getByText("还没有读").waitFor();
    assert.equal(await rows(page).count(), 7);
    await page.keyboard.press("Control+z");
    await page.getByText("边改边核").waitFor();
  });

  test("is not lost by another file or by closing the page, without a word", async () => {
    const page = await edited();
    await drop(page, { name: "other.txt", text: TEXT.replace("某街道", "另一街道") });
    await page.waitForFunction(() => document.querySelector("#about-title")?.textContent?.startsWith("另一街道"));
    await page.locator("#draft-open").click();
    await page.locator("#draft-text:focus").waitFor();
    await page.keyboard.type("甲");
    await page.waitForFunction(() => document.querySelector("#about-title")?.textContent?.startsWith("甲"));
    await drop(page, { name: "third.txt", text: TEXT.replace("某街道", "第三街道") });
    await page.locator("#ask-no").click();
    assert.match(await field(page).inputValue(), /^甲另一街道/);
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.dismiss();
    await drop(page, { name: "third.txt", text: TEXT.replace("某街道", "第三街道") });
    await page.locator("#ask-yes").click();
    await page.waitForFunction(() => document.querySelector("#about-title")?.textContent?.startsWith("第三街道"));
  });

  test("waits for a name that one is writing among the results", async () => {
    const page = await edited();
    await choose(page, "3家");
    await page.keyboard.type("8家");
    await rows(page).nth(3).focus();
    await page.keyboard.press("F2");
    await page.keyboard.type("调解");
    await page.waitForTimeout(900); // longer than a pause and a reading
    await page.keyboard.type("总数");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => [...document.querySelectorAll("#draft-copy mark")].some(({ textContent }) => textContent === "8家"));
    assert.match(await rows(page).nth(3).innerText(), /调解总数/);
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`has nothing seriously wrong for assistive technology, in either language, on any screen (${colorScheme})`, async () => {
      for (const width of [1440, 768, 360]) {
        const page = await sample({ colorScheme, bypassCSP: true, viewport: { width, height: width < 500 ? 740 : 900 } });
        await page.locator("#draft-open").click();
        await page.locator("#draft-text:focus").waitFor();
        await page.keyboard.type("甲"); // the caret is in the field
        await page.waitForFunction(() => document.querySelector("#about-title")?.textContent?.startsWith("甲"));
        if (width > 500) await page.locator("#tab-checks").click();
        if (width > 500) await page.locator("#checks .alarms button.sum").first().click();
        await shoot(page, `editing-${width}-${colorScheme}`);
        assert.ok(await overflow(page) <= 0);
        if (width === 768) continue;
        assert.deepEqual(await faults(page), []);
        if (width === 360) continue;
        await page.locator("#lang").click();
        assert.match(await page.locator("#draft-note").innerText(), /^[\x20-\x7e]+$/);
        assert.deepEqual(await faults(page), []);
      }
    });
  }
});

describe("a long text", () => {
  const LINE = "　　（一）平安建设。排查隐患1920处，调处纠纷968件，同比下降15.6%，投入资金373.8万元，惠及群众3.6万人次。\n";

  test("says what is done to it, and is let go with the text still there", async () => {
    const page = await visit();
    const text = LINE.repeat(12_000);
    await page.locator("#editor").evaluate((/** @type {HTMLTextAreaElement} */ editor, text) => (editor.value = text), text);
    await page.locator("#analyze").click();
    await page.locator("#progress").waitFor();
    const stages = new Set();
    await page.waitForFunction(() => /正在(?:断句分词|理提纲|找指标|核对数字)…/.test(document.querySelector("#stage")?.textContent || ""), undefined, { polling: 20 });
    stages.add(await page.locator("#stage").innerText());
    assert.ok(Number(await page.locator('#progress [role="progressbar"]').getAttribute("aria-valuenow")) >= 0);
    await page.locator("#cancel").click();
    await reaches(page, "empty");
    assert.equal(await page.locator("#progress").isVisible(), false);
    assert.equal(await page.locator("#editor").evaluate((/** @type {HTMLTextAreaElement} */ editor) => editor.value.length), text.length);
    await page.locator("#editor").evaluate((/** @type {HTMLTextAreaElement} */ editor, text) => (editor.value = text), TEXT);
    await page.locator("#analyze").click();
    await reaches(page, "ready");
  });

  test("crosses from the worker in lots, and is whole", async () => {
    const page = await visit();
    const [all, ids, spans] = await page.evaluate(async (text) => {
      const { createAnalyzer } = await import(/** @type {any} */ ("/wenheng.js"));
      const { indicators, text: read } = await createAnalyzer().analyze(text);
      return [indicators.length, indicators.every((/** @type {any} */ { id }, /** @type {number} */ i) => i === 0 || id > indicators[i - 1].id),
        indicators.every((/** @type {any} */ { span, surface }) => read.slice(span.start, span.end) === surface)];
    }, LINE.repeat(900));
    assert.deepEqual([all, ids, spans], [4500, true, true]);
  });

  test("is shown with its head first, and all of it in the end", async () => {
    const page = await visit();
    await drop(page, { name: "report.txt", text: `某街道2024年工作总结\n${"继续抓好各项工作。\n".repeat(2600)}末尾新增食堂3家。` });
    await reaches(page, "ready");
    await page.locator("#indicators tr[data-indicator]").click();
    await flashes(page, "#report mark");
    await isComplete(page);
    assert.equal(await page.locator("#report > *").count(), 2602);
  });
});

describe("what this browser keeps", () => {
  const bases = (/** @type {Page} */ page) => page.evaluate(async () => (await indexedDB.databases()).length);
  const kept = (/** @type {Page} */ page) => page.locator("#kept .kept-open");

  /** A page that keeps, with a report read and back at the welcome. @param {Options} [options] */
  async function keeping(options) {
    const page = await visit(options);
    await page.locator("#keep").check();
    await readHere(page, TEXT);
    return page;
  }

  /** @param {Page} page @param {string} text */
  async function readHere(page, text) {
    await page.locator("#editor").fill(text);
    await page.locator("#analyze").click();
    await reaches(page, "ready");
    await isComplete(page);
  }

  /** Back to the welcome, once so many reports are kept. @param {Page} page @param {number} count */
  async function welcome(page, count) {
    await page.waitForFunction((count) => document.querySelectorAll("#kept li").length === count, count, { polling: 20 });
    await page.locator("#new").click();
  }

  test("is nothing, unless one says so", async () => {
    const page = await read(TEXT);
    await page.waitForTimeout(900); // when it would have been kept
    assert.equal(await bases(page), 0);
    await page.reload();
    assert.equal(await page.locator("#keep").isChecked(), false);
    assert.equal(await kept(page).count(), 0);
  });

  test("is the last reports with what was done by hand, to be opened again or removed", async () => {
    const page = await keeping();
    await rows(page).nth(3).focus();
    await page.keyboard.press("F2");
    await page.keyboard.type("调解总数");
    await page.keyboard.press("Enter");
    await page.getByText("有人工修改").waitFor({ state: "attached" });
    await page.locator("#draft-open").click();
    await page.locator("#draft-text:focus").waitFor();
    await choose(page, "3家");
    await page.keyboard.type("9家");
    await welcome(page, 2);

    await page.reload();
    await kept(page).nth(1).waitFor();
    assert.ok(await page.locator("#keep").isChecked());
    await kept(page).first().click();
    await reaches(page, "ready");
    await isComplete(page);
    assert.match(await page.locator("#report").innerText(), /食堂9家/, "the text as it was changed, beside the one that was read");
    assert.match(await rows(page).nth(3).innerText(), /调解总数/);
    await page.locator("#new").click();
    await kept(page).nth(1).click();
    await reaches(page, "ready");
    assert.match(await page.locator("#report").innerText(), /食堂3家/);
    await page.locator("#new").click();
    await page.locator("#kept [data-remove]").first().click();
    await page.waitForFunction(() => document.querySelectorAll("#kept li").length === 1);
    await page.reload();
    await kept(page).first().waitFor();
    assert.equal(await kept(page).count(), 1);
  });

  test("is ten reports, the same one only once", async () => {
    const page = await keeping();
    for (let i = 0; i < 11; i += 1) {
      await welcome(page, Math.min(10, i + 1));
      await readHere(page, TEXT.replace("某街道", `第${i % 10}街道`));
      await page.waitForFunction((title) => document.querySelector("#kept .kept-open")?.textContent?.startsWith(title), `第${i % 10}街道`, { polling: 20 });
    }
    assert.equal(await kept(page).count(), 10);
  });

  test("stays or goes when one does not want more, as one says", async () => {
    const page = await keeping();
    await welcome(page, 1);
    await page.locator("#keep").uncheck();
    assert.match(await page.locator("#ask").innerText(), /已保留 1 份/);
    await page.locator("#ask-no").click();
    assert.equal(await kept(page).count(), 1);
    await readHere(page, TEXT.replace("某街道", "另一街道"));
    await page.waitForTimeout(900);
    await page.reload();
    await kept(page).first().waitFor();
    assert.equal(await kept(page).count(), 1, "no more is kept");
    await page.locator("#keep").check();
    await page.locator("#keep").uncheck();
    await page.locator("#ask-yes").click();
    await page.waitForFunction(() => !document.querySelector("#kept li"));
    await page.reload();
    assert.equal(await kept(page).count(), 0);
  });

  test("is forgotten at one stroke, with what was put aside and chosen, once one has said yes", async () => {
    const page = await keeping({ colorScheme: "light" });
    await page.locator("#theme").click();
    await page.locator("#tab-checks").click();
    await page.locator("#checks .alarms summary").first().click();
    await page.locator('#checks .alarms [data-reason="scope"]').first().click();
    await welcome(page, 1);
    await page.locator("#forget").click();
    assert.match(await page.locator("#ask").innerText(), /1 份报告[^]*1 条已核[^]*语言/);
    await page.keyboard.press("Escape");
    assert.equal(await kept(page).count(), 1, "asked, and thought better of it");
    await page.locator("#forget").click();
    await page.locator("#ask-yes").click();
    await page.getByText("已全部清除").waitFor();
    assert.deepEqual([await bases(page), await page.evaluate(() => localStorage.length)], [0, 0]);
    assert.equal(await page.locator("html").getAttribute("data-theme"), null);
    assert.equal(await page.locator("#keep").isChecked(), false);
    await page.locator("#back").click();
    assert.equal(await alarms(page).count(), 1);
  });

  test("is said to be nothing where the browser stores nothing, and all else works", async () => {
    const page = await visit();
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("refused", "SecurityError");
      };
    });
    await page.reload();
    await page.locator("#keep").click();
    await page.getByText("不允许保存").waitFor();
    assert.equal(await page.locator("#keep").isChecked(), false);
    await readHere(page, TEXT);
    assert.equal(await page.locator("#error").isVisible(), false);
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`is listed and asked about with nothing seriously wrong for assistive technology, in either language (${colorScheme})`, async () => {
      const page = await keeping({ colorScheme, bypassCSP: true });
      await welcome(page, 1);
      for (const width of [1440, 768, 360]) {
        await page.setViewportSize({ width, height: width < 500 ? 740 : 900 });
        await page.locator("#keeping").scrollIntoViewIfNeeded();
        await shoot(page, `kept-${width}-${colorScheme}`);
        assert.ok(await overflow(page) <= 0);
      }
      assert.deepEqual(await faults(page), []);
      await page.locator("#forget").click();
      await shoot(page, `forget-360-${colorScheme}`);
      assert.deepEqual(await faults(page), []);
      await page.locator("#ask-no").click();
      await page.locator("#lang").click();
      assert.deepEqual(await faults(page), []);
    });
  }
});

/** The rooms of the page, one after the other. @type {Record<string, (page: Page) => Promise<void>>} */
const ROOMS = {
  welcome: async () => {},
  desk: async (page) => {
    await page.locator("#sample").click();
    await reaches(page, "ready");
    await isComplete(page);
  },
  checks: async (page) => {
    if (await page.locator("#dock").isVisible()) await page.locator('#dock [data-pane="panel"]').click();
    await page.locator("#tab-checks").click();
    await page.locator("#checks .alarms summary").first().click();
  },
  pictures: (page) => page.locator("#tab-pictures").click(),
  editing: async (page) => {
    await page.locator("#draft-open").click();
    await page.locator("#draft-text:focus").waitFor();
  },
  help: async (page) => {
    await page.locator("#draft-done").click();
    await page.locator("#report").waitFor();
    await page.locator("body").press("?");
    await page.locator("#help").waitFor();
  },
};

describe("other eyes and hands", () => {
  test("forced colours: every room is there, and what is chosen is told apart", async () => {
    for (const width of [1440, 360]) {
      const page = await visit({ forcedColors: "active", colorScheme: "dark", viewport: { width, height: width < 500 ? 740 : 900 } });
      for (const [name, enter] of Object.entries(ROOMS)) {
        await enter(page);
        await shoot(page, `forced-${name}-${width}`);
        // The system sees to contrast, unless an element keeps colours of its own.
        const unseen = await page.evaluate(() => [...document.querySelectorAll("#report mark, .button, .what em, #dock-doubts")].filter((element) => {
          const { color, backgroundColor } = getComputedStyle(element);
          return color === backgroundColor || (element.matches("mark") && color !== getComputedStyle(/** @type {Element} */ (element.parentElement)).color);
        }).map(({ outerHTML }) => outerHTML.slice(0, 80)));
        assert.deepEqual(unseen, [], name);
      }
    }
  });

  test("less motion: nothing moves by itself", async () => {
    const page = await sample({ reducedMotion: "reduce" });
    await page.locator("#indicators tr[data-indicator]").nth(4).click();
    await page.locator("#report mark.flash").first().waitFor();
    await page.evaluate(() => document.getElementById("progress")?.removeAttribute("hidden"));
    const moving = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
    assert.equal(moving, 0);
  });

  test("twice as large: every room keeps to its width, and nothing is cut off", async () => {
    const page = await visit({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
    for (const [name, enter] of Object.entries(ROOMS)) {
      await enter(page);
      await shoot(page, `zoom-${name}`);
      assert.ok(await overflow(page) <= 0, name);
    }
  });

  test("text spaced wider: no word of a control is cut off", async () => {
    const page = await visit({ bypassCSP: true, viewport: { width: 1280, height: 800 } });
    await page.addStyleTag({ content: "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }" });
    for (const [name, enter] of Object.entries(ROOMS)) {
      await enter(page);
      await shoot(page, `spaced-${name}`);
      assert.ok(await overflow(page) <= 0, name);
      const cut = await page.evaluate(() => [...document.querySelectorAll("button, summary, label, dt, dd, p")].filter((element) => {
        const { overflow, display } = getComputedStyle(element);
        return element.id !== "status" && display !== "inline" && overflow !== "visible" && /** @type {HTMLElement} */ (element).checkVisibility() && element.scrollHeight > element.clientHeight + 2;
      }).map(({ outerHTML }) => outerHTML.slice(0, 120)));
      assert.deepEqual(cut, [], name);
    }
  });

  test("no mouse: wherever the focus is, one sees it", async () => {
    const page = await visit({ viewport: { width: 1280, height: 800 } });
    for (const [name, enter] of Object.entries(ROOMS)) {
      await enter(page);
      if (name === "help") continue; // a dialog of one button and one box
      await page.evaluate(() => {
        window.getSelection()?.removeAllRanges();
        /** @type {HTMLElement} */ (document.activeElement).blur();
      });
      const unseen = new Set();
      for (let i = 0; i < 40; i += 1) {
        await page.keyboard.press("Tab");
        const hidden = await page.evaluate(() => {
          const element = /** @type {HTMLElement} */ (document.activeElement);
          if (!element || element === document.body) return "";
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          const around = element.closest("label.button, .sheet, .draft-sheet");
          const seen = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || (around && element.matches("textarea")) ||
            (around && getComputedStyle(around).outlineStyle !== "none");
          return seen ? "" : element.outerHTML.slice(0, 120);
        });
        if (hidden) unseen.add(hidden);
      }
      assert.deepEqual([...unseen], [], name);
    }
  });
});

test("nothing was asked of any other host", () => {
  assert.deepEqual(requests.filter((url) => !url.startsWith(`${SITE}/`) && !/^(blob|data):/.test(url)), []);
});
