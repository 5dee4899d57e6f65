/**
 * The worker: holds the WebAssembly core and the lexicon, does one task at a time, and answers every one.
 *
 * It runs as a module and, bundled, as a classic script: the glue is imported where it is asked for, at once, so that it
 * comes together with the rest, and a bundler may put it in.
 *
 * @module
 * @typedef {import("./types").Answer} Answer
 * @typedef {import("./types").Core} Core
 * @typedef {import("./types").Parts} Parts
 * @typedef {import("./types").Request} Request
 * @typedef {import("./types").Stage} Stage
 */

// A worker that is ended tells nobody. The lock that it holds for as long as it lives does, where there are locks; its name
// is the worker's first word.
const life = `wenheng ${Math.random()}`;
const { locks } = self.navigator || {};
const held = locks ? locks.request(life, () => {
  self.postMessage({ life });
  return new Promise(() => {});
}) : Promise.reject();
held.catch(() => self.postMessage({ life: "" })); // a page without an origin has none

/** @type {Core} */
let core;

/** What each part is missed as. */
const MISSED = { wasm: "load_failed", lexicon: "lexicon_missing", xlsx: "xlsx_missing" };

/** Whether a policy has forbidden something here. */
let forbidden = false;
self.addEventListener("securitypolicyviolation", () => (forbidden = true));

/** An error that carries its code. @param {string} code @param {unknown} cause @param {string} [file] */
const coded = (code, cause, file) => {
  const said = cause instanceof Error ? cause.message : String(cause);
  const blocked = forbidden || /content security policy|unsafe-eval|\bCSP\b/i.test(said);
  return Object.assign(new Error(said), { code: blocked ? "blocked" : code, file });
};

/**
 * The parts, each by its promise: given as an address it is asked for at once, given as bytes it is there.
 *
 * @type {{ [part in keyof Parts]?: Promise<Response | BufferSource> }}
 */
const parts = {};

/** What the parts are called to the reader of an error. @type {{ [part in keyof Parts]?: string }} */
const files = {};

/** @param {keyof Parts} name @param {string | BufferSource | undefined} part */
function ask(name, part) {
  if (part === undefined || parts[name]) return;
  const asked = typeof part === "string" ? fetched(name, part) : Promise.resolve(part);
  asked.catch(() => {}); // `open` says what failed, the program first
  parts[name] = asked;
}

/** @param {keyof Parts} name @param {string} url */
async function fetched(name, url) {
  files[name] = url;
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    if (/^text\/html\b/i.test(response.headers.get("content-type") || "")) throw new Error("HTML");
    return response;
  } catch (cause) {
    await new Promise((resolve) => setTimeout(resolve)); // a policy tells of itself after the failure
    throw coded(MISSED[name], cause, url);
  }
}

// The program, its glue and the lexicon come side by side, asked for before the page says a word: the worker's name
// says where they are.
const glue = import("./pkg/wenheng_wasm.js");
glue.catch(() => {});
/** @type {Partial<Parts>} */
let named = {};
try {
  named = Object(JSON.parse(self.name));
} catch {
  // a name of the host's own: the addresses come with the first message
}
if (typeof named.wasm === "string") ask("wasm", named.wasm);
if (typeof named.lexicon === "string") ask("lexicon", named.lexicon);

// A message reaches a worker that starts only when the page has time for it: what is named is opened before.
let opening = parts.wasm && parts.lexicon && open();
if (opening) opening.catch(() => {}); // the page hears of it when it asks

/** Makes the core of the parts that have been asked for. */
async function open() {
  try {
    core = await glue;
    await core.default({ module_or_path: /** @type {Promise<Response | BufferSource>} */ (parts.wasm) });
  } catch (cause) {
    throw /** @type {any} */ (cause).code ? cause : coded("load_failed", cause, core ? files.wasm : "wenheng_wasm.js");
  }
  const lexicon = await /** @type {Promise<Response | BufferSource>} */ (parts.lexicon);
  /** @type {Uint8Array} */
  let bytes;
  try {
    bytes = lexicon instanceof Response ? new Uint8Array(await lexicon.arrayBuffer()) : bytesOf(lexicon);
  } catch (cause) {
    throw coded("lexicon_missing", cause, files.lexicon);
  }
  try {
    core.open(bytes);
  } catch (cause) {
    throw coded("lexicon_damaged", cause, files.lexicon);
  }
  delete parts.wasm;
  delete parts.lexicon; // what was bytes need not stay
}

/** @param {BufferSource} source */
const bytesOf = (source) => ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);

/** @type {Promise<import("./types").Workbooks> | undefined} */
let workbooks;

/** @param {string | BufferSource | undefined} given */
async function loadWorkbooks(given) {
  ask("xlsx", given);
  const glue = await import("./pkg/wenheng_xlsx.js");
  await glue.default({ module_or_path: /** @type {Promise<Response | BufferSource>} */ (parts.xlsx) });
  return glue;
}

/** Tables as a workbook, by a module of its own that is loaded when the first is asked for. @param {string} tables @param {string | BufferSource | undefined} given */
async function workbook(tables, given) {
  workbooks = workbooks || loadWorkbooks(given);
  const glue = await workbooks.catch((cause) => {
    workbooks = undefined; // another click tries again
    delete parts.xlsx;
    throw cause.code ? cause : coded("xlsx_missing", cause, files.xlsx);
  });
  return glue.workbook(tables);
}

/** What share of the work is done when a stage begins: measured on reports that need no repair. @type {Record<Stage, number>} */
const DONE = { decode: 0, repair: 0.01, segment: 0.06, outline: 0.26, indicator: 0.31, keyword: 0.76, check: 0.83 };

/** @param {Request} request */
async function run(request) {
  if (request.task === "open") {
    const { wasm, lexicon } = Object(request.parts);
    ask("wasm", wasm);
    ask("lexicon", lexicon);
    opening = opening || open();
  }
  await opening;
  switch (request.task) {
    case "analyze":
      return core.analyze(request.input, request.options, request.watched
        ? (stage) => self.postMessage({ id: request.id, progress: { stage, done: DONE[stage] } }) : undefined);
    case "explain": return core.explain(request.input, request.figure, request.options);
    case "segment": return core.segment(request.input, request.options);
    case "render":
      if (request.format === "xlsx") return workbook(core.render(request.input, "tables", request.options), request.xlsx);
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

/** Things that cross at a time: the page takes each lot in by itself, in some milliseconds. */
const LOT = 2000;

/** Sends the long lists of an analysis ahead, in lots. @param {number} id @param {any} value @returns {any} the rest */
function sendLists(id, value) {
  if (Object.prototype.toString.call(value) !== "[object Object]") return value;
  const rest = { ...value };
  for (const list in value) {
    if (!Array.isArray(value[list]) || value[list].length <= LOT) continue;
    for (let at = 0; at < value[list].length; at += LOT) self.postMessage({ id, list, items: value[list].slice(at, at + LOT) });
    rest[list] = [];
  }
  return rest;
}

self.onmessage = async ({ data }) => {
  const { id, task } = Object(data);
  asked = asked || task !== "open";
  try {
    say({ id, value: sendLists(id, await run(data)) });
    if (task === "open") setTimeout(rehearse, 100);
  } catch (reason) {
    const { code, message = String(reason), messageEn = "", file } = Object(reason);
    // The core names every error it means (a platform numbers its own); anything else is a trap, and after a trap its
    // memory cannot be trusted.
    const named = typeof code === "string" ? code : "";
    say({ id, error: { code: named || "worker_crashed", message, messageEn, file }, fatal: !named });
  }
};

/** @param {Answer} answer */
const say = (answer) => self.postMessage(answer);

export {}; // a module, also in the eyes of a type checker
