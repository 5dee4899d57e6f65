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

/** Fetches the program, its code and the lexicon side by side. @param {string} base */
async function open(base) {
  const lexicon = fetchBytes(new URL("lexicon.bin", base).href);
  const binary = fetch(new URL("wenheng_wasm_bg.wasm", base).href);
  lexicon.catch(() => {}); // the program comes first in the report of what failed
  binary.catch(() => {});
  try {
    core = await import(new URL("wenheng_wasm.js", base).href);
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

/** @param {Request} request */
function run(request) {
  switch (request.task) {
    case "open": return open(request.base);
    case "analyze": return core.analyze(request.input, request.options);
    case "segment": return core.segment(request.input, request.options);
    case "render": return core.render(request.input, request.format, request.options);
  }
}

self.onmessage = async ({ data }) => {
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
};

export {}; // a module, also in the eyes of a type checker
