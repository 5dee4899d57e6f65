/**
 * The worker: holds the WebAssembly core and the lexicon, does one task at a time, and answers every one.
 *
 * @module
 * @typedef {import("./types").Answer} Answer
 * @typedef {import("./types").Core} Core
 * @typedef {import("./types").Request} Request
 */

/** @type {Core} */
let core;

/** An error that carries its code. @param {string} code @param {unknown} [cause] */
const coded = (code, cause) => Object.assign(new Error(cause instanceof Error ? cause.message : ""), { code });

// The program, its glue and the lexicon come side by side, asked for before the page says a word: the worker's name
// says where they are.
const parts = JSON.parse(self.name);
const binary = fetch(parts.module);
const glue = import(parts.glue);
const lexicon = fetchBytes(parts.lexicon);
for (const part of [binary, glue, lexicon]) part.catch(() => {}); // `open` says what failed, the program first

async function open() {
  try {
    core = await glue;
    await core.default({ module_or_path: binary });
  } catch (cause) {
    throw coded("load_failed", cause);
  }
  const bytes = await lexicon;
  try {
    core.open(bytes);
  } catch (cause) {
    throw coded("lexicon_damaged", cause);
  }
}

/** @param {string} url */
async function fetchBytes(url) {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw coded("lexicon_missing", cause);
  }
}

/** @type {Promise<import("./types").Workbooks> | undefined} */
let workbooks;

/** Tables as a workbook, by a module of its own that is loaded when the first is asked for. @param {string} tables */
async function workbook(tables) {
  workbooks = workbooks || import(parts.xlsx.glue).then(async (glue) => {
    await glue.default({ module_or_path: fetch(parts.xlsx.module) });
    return glue;
  });
  try {
    return (await workbooks).workbook(tables);
  } catch (cause) {
    workbooks = undefined; // another click tries again
    throw coded("xlsx_missing", cause);
  }
}

/** @param {Request} request */
function run(request) {
  switch (request.task) {
    case "open": return open();
    case "analyze": return core.analyze(request.input, request.options);
    case "explain": return core.explain(request.input, request.figure, request.options);
    case "segment": return core.segment(request.input, request.options);
    case "render":
      if (request.format === "xlsx") return workbook(core.render(request.input, "tables", request.options));
      return core.render(request.input, request.format, request.options);
  }
}

/** A few sentences with what reports are made of: reading them once compiles most of the program. */
const REHEARSAL = `某街道2024年工作总结
一、工作情况
（一）综合治理。截至11月，共调处矛盾纠纷120宗，成功化解118宗，化解率为98.3%；排查隐患近300处，其中消防30处、燃气20处。
二、存在问题：一是力量不足；二是面积偏小，不到1.5万平方米，同比下降两成。
三、2025年计划。力争新增3至5个，全市首个。`;

let asked = false;

/** Reads the rehearsal while nobody waits, so that the first report finds the program compiled. */
function rehearse() {
  if (!asked) core.analyze(REHEARSAL, {});
}

self.onmessage = async ({ data }) => {
  asked = asked || data.task !== "open";
  /** @type {Answer} */
  let answer;
  try {
    answer = { id: data.id, value: await run(data) };
  } catch (reason) {
    const { code = "", message = String(reason), messageEn = "" } = /** @type {any} */ (reason) || {};
    // The core names every error it means; anything else is a trap, and after a trap its memory cannot be trusted.
    answer = { id: data.id, error: { code: code || "worker_crashed", message, messageEn }, fatal: !code };
  }
  self.postMessage(answer);
  if (data.task === "open" && "value" in answer) setTimeout(rehearse, 100);
};

export {}; // a module, also in the eyes of a type checker
