/**
 * Wenheng beside what people use today, in one Chromium: jieba-wasm, the browser's own Intl.Segmenter, and Microsoft's
 * recognizers. Prints a table and writes every sample to `latest.json`. It measures and does not judge: an aim that is
 * missed is marked, and no failure.
 *
 *     cargo xtask bench
 *
 * @module
 * @typedef {import("playwright-core").Page} Page
 * @typedef {import("./table.mjs").Row} Row
 */

import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";

import { chromium } from "playwright-core";

import { print } from "./table.mjs";
import { writeTexts } from "./texts.mjs";

/** How often everything is measured, except what is the same every time; the table shows medians. */
const RUNS = 15;

/** How often the texts of 10 MB are analysed, each time by a fresh page. */
const LONG_RUNS = 5;

/** How many cold starts are discarded first. */
const DISCARDED = 2;

/** No page takes longer, however busy the machine. */
const PATIENCE = 120_000;

const MIB = 2 ** 20;

/** Given by the task: where the site is served, the folder that it is in, and the browser. */
const { WENHENG_URL: url = "", WENHENG_BENCH: folder = "", CHROMIUM: executablePath } = process.env;
const site = join(folder, "site");

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const load = loadavg()[0];
const lengths = await writeTexts(join(site, "texts"));
const report = await readFile(join(site, "texts/report.txt"), "utf8");

/** @type {Row[]} */
const rows = [];

/** Says what is being measured, because it takes a while. @param {string} what */
const say = (what) => console.log(`  … ${what}`);

/** Works in a page of a fresh context, which has nothing cached. @template T @param {(page: Page) => Promise<T>} work */
async function fresh(work) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  try {
    context.setDefaultTimeout(PATIENCE);
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Calls a function of `bench.js` in a fresh page. @param {string} name @param {unknown[]} given @returns {Promise<any>} */
const measure = (name, ...given) => fresh(async (page) => {
  await page.goto(`${url}/bench.html`);
  await page.waitForFunction(() => /** @type {any} */ (globalThis).bench);
  return page.evaluate(([name, given]) => /** @type {any} */ (globalThis).bench[name](...given), /** @type {const} */ ([name, given]));
});

/** Samples of each in turns, every other round backwards. @param {number} runs @param {(() => Promise<number>)[]} works */
async function inTurns(runs, works) {
  /** @type {number[][]} */
  const samples = works.map(() => []);
  for (let run = 0; run < runs; run++) {
    const order = works.map((_, i) => i);
    for (const i of run % 2 ? order.reverse() : order) samples[i].push(await works[i]());
  }
  return samples;
}

// ---- cold start -----------------------------------------------------------------------------------------------------

/**
 * Milliseconds from the navigation of a fresh context until the result for the report has been painted: what is in sight,
 * or `whole`, what must be scrolled to as well.
 *
 * @param {string} path
 * @param {boolean} [whole]
 */
const coldStart = (path, whole = false) => fresh(async (page) => {
  await page.addInitScript(({ text, whole }) => {
    const root = /** @type {any} */ (globalThis);
    root.report = text; // jieba.html takes it from there
    document.addEventListener("DOMContentLoaded", () => {
      const editor = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("editor"));
      if (!editor) return;
      editor.value = text;
      /** @type {HTMLElement} */ (document.getElementById("analyze")).click();
    });
    new MutationObserver(() => {
      const { state, rest } = document.documentElement.dataset;
      if (state !== "ready" || whole && rest !== "done") return;
      requestAnimationFrame(() => setTimeout(() => console.debug("shown", performance.now())));
    }).observe(document, { attributes: true, attributeFilter: ["data-state", "data-rest"], subtree: true });
  }, { text: report, whole });
  // It tells of itself: to ask it, the driver would put 300 KB of script into it while it starts.
  const shown = page.waitForEvent("console", { predicate: (message) => message.text().startsWith("shown ") });
  await page.goto(url + path, { waitUntil: "commit" });
  return Number((await shown).text().slice("shown ".length));
});

say("cold start");
const starts = [() => coldStart("/page/"), () => coldStart("/page/", true), () => coldStart("/jieba.html")];
await inTurns(DISCARDED, starts);
{
  const [ours, whole, theirs] = await inTurns(RUNS, starts);
  const start = { against: "jieba-wasm, first cut shown", unit: "ms", theirs };
  rows.push({ ...start, name: "Cold start: page opened to 18 KB shown", ours, ratioAtMost: 0.45 });
  rows.push({ ...start, name: "The same, to the last line drawn", ours: whole });
}

// ---- warm segmentation and analysis ---------------------------------------------------------------------------------

/** Milliseconds as MB/s. @param {number[]} samples @param {string} text */
const speed = (samples, text) => samples.map((milliseconds) => lengths[text] / 1000 / milliseconds);

for (const [name, size] of [["report", "18 KB"], ["100KB", "100 KB"], ["1MB", "1 MB"]]) {
  say(`words of ${size}`);
  const { ours, jieba, browser: own } = await measure("segmentation", RUNS, name);
  const common = { name: `Words of ${size}`, unit: "MB/s", ours: speed(ours, name) };
  rows.push({ ...common, against: "jieba-wasm", theirs: speed(jieba, name), ratioAtLeast: 3 });
  rows.push({ ...common, against: "Intl.Segmenter", theirs: speed(own, name), ratioAtLeast: 2 });
}

say("analysis of 18 KB");
{
  const { ours, jieba } = await measure("analysis", RUNS, "report");
  rows.push({ name: "Analysis of 18 KB", against: "jieba-wasm, bare cut", unit: "ms", ours, theirs: jieba, ratioAtMost: 1 });
}
say("extraction from 18 KB");
{
  const { ours, recognizers } = await measure("extraction", RUNS, "report");
  const extraction = { name: "Analyses of 18 KB a second", against: "recognizers, line by line", unit: "/s" };
  const rate = (/** @type {number[]} */ samples) => samples.map((milliseconds) => 1000 / milliseconds);
  rows.push({ ...extraction, ours: rate(ours), theirs: rate(recognizers), ratioAtLeast: 20 });
}

// ---- opening, memory, sizes -----------------------------------------------------------------------------------------

say("opening the lexicon");
{
  const [ours, theirs] = await inTurns(RUNS, [() => measure("opening"), () => measure("jiebaOpening")]);
  rows.push({ name: "Lexicon opened", against: "jieba-wasm, first word", unit: "ms", ours, theirs, oursAtMost: 30 });
}

say("memory, and texts of 10 MB");
const small = { ours: await measure("once", "report"), theirs: await measure("jiebaOnce", "report") };
rows.push({
  name: "Memory after 18 KB", against: "jieba-wasm", unit: "MiB",
  ours: [small.ours.memory / MIB], theirs: [small.theirs.memory / MIB], oursAtMost: 16,
});
/** @type {{ milliseconds: number, memory: number, beside: number[] }[][]} the text of 10 MB, and the same in one line */
const long = [[], []];
await inTurns(LONG_RUNS, ["10MB", "10MB-one-line"].map((name, i) => async () => long[i].push(await measure("long", name))));
const { memory: theirPeak } = await measure("jiebaOnce", "10MB");
rows.push({
  name: "Peak memory at 10 MB ÷ input", against: "jieba-wasm", unit: "×",
  ours: long[0].map(({ memory }) => memory / lengths["10MB"]), theirs: [theirPeak / lengths["10MB"]], oursAtMost: 8,
});

/** Bytes on the wire: raw, gzip, brotli. @param {string[]} paths */
async function weigh(paths) {
  const files = await Promise.all(paths.map(async (path) => {
    const bytes = await readFile(join(site, path));
    return Promise.all([bytes, promisify(gzip)(bytes, { level: 9 }), promisify(brotliCompress)(bytes)]);
  }));
  return [0, 1, 2].map((way) => files.reduce((sum, file) => sum + file[way].length, 0));
}

say("sizes");
{
  const { FILES } = await import(pathToFileURL(join(site, "wenheng/pkg/files.js")).href);
  const ours = await weigh(["wenheng_wasm.js", FILES["wenheng_wasm_bg.wasm"], FILES["lexicon.bin"]].map((name) => `wenheng/pkg/${name}`));
  const jieba = await weigh(["jieba/jieba_rs_wasm.js", "jieba/jieba_rs_wasm_bg.wasm"]);
  const recognizers = await weigh(["recognizers.js"]);
  ["raw", "gzip", "brotli"].forEach((way, i) => {
    rows.push({ name: `Package, ${way}`, against: "jieba-wasm", unit: "KB", ours: [ours[i] / 1000], theirs: [jieba[i] / 1000] });
  });
  rows.push({ name: "Package, brotli", against: "recognizers", unit: "KB", ours: [ours[2] / 1000], theirs: [recognizers[2] / 1000] });
}

// ---- growth ---------------------------------------------------------------------------------------------------------

say("growth");
{
  const warm = await measure("growth", RUNS, ["10KB", "100KB", "1MB"]);
  /** Nanoseconds a byte. @param {number[]} samples @param {string} name */
  const perByte = (samples, name) => samples.map((milliseconds) => milliseconds * 1e6 / lengths[name]);
  const common = { against: "itself at 100 KB", unit: "ns/B" };
  const base = perByte(warm["100KB"], "100KB");
  rows.push({ ...common, name: "Analysis of 10 KB", ours: perByte(warm["10KB"], "10KB"), theirs: base });
  rows.push({ ...common, name: "Analysis of 1 MB", ours: perByte(warm["1MB"], "1MB"), theirs: base });
  for (const [i, name] of ["Analysis of 10 MB", "Analysis of 10 MB in one line"].entries()) {
    const ours = perByte(long[i].map(({ milliseconds }) => milliseconds), i ? "10MB-one-line" : "10MB");
    rows.push({ ...common, name, ours, theirs: perByte(long[i].flatMap(({ beside }) => beside), "100KB"), ratioAtMost: 1.3 });
  }
}

const circumstances = {
  browser: `Chromium ${browser.version()}`, processors: availableParallelism(), load: { before: load, after: loadavg()[0] },
};
await browser.close();
print(rows, circumstances);
await writeFile(join(folder, "latest.json"), `${JSON.stringify({ ...circumstances, lengths, rows }, null, 1)}\n`);
