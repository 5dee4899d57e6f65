/**
 * Wenheng as a module: reads a Chinese work report in a worker of its own and answers with plain objects.
 *
 *     import { createAnalyzer } from "./wenheng.js";
 *     const wenheng = createAnalyzer();
 *     const analysis = await wenheng.analyze(file, { name: file.name });
 *     for (const figure of analysis.indicators) console.log(figure.name, figure.surface);
 *
 * Every request is answered. They are served one at a time, so that cancelling the running one (which ends the worker,
 * the only way to stop it) costs no other. Nothing here touches the document, and nothing is sent anywhere.
 *
 * @module
 * @typedef {import("./types").Analysis} Analysis
 * @typedef {import("./types").Analyzer} Analyzer
 * @typedef {import("./types").Answer} Answer
 * @typedef {import("./types").Failure} Failure
 * @typedef {import("./types").Format} Format
 * @typedef {import("./types").Input} Input
 * @typedef {import("./types").Options} Options
 * @typedef {import("./types").Source} Source
 * @typedef {import("./types").Word} Word
 *
 * @typedef {{ body: (id: number) => import("./types").Request, size: number,
 *   resolve: (value: any) => void, reject: (reason: unknown) => void, onProgress?: Options["onProgress"],
 *   lists: Record<string, any[]> }} Job `lists`: what has come of a long answer
 */

import { PACKED } from "./parts.js";

/** The largest input that is read, in bytes (or UTF-16 code units of a string). */
export const LIMIT = 20_000_000;

/** After an input of this size the worker is replaced, because WebAssembly memory never shrinks. */
const HEAVY = 4_000_000;

/** How long a worker may take to say its first word, in milliseconds; its script is a few kilobytes. */
const SILENT = 20_000;

/**
 * What this module and its worker can say by themselves, with what to do; the core brings its own words. `{0}` is the file.
 */
const WORDS = /** @type {Record<string, [string, string]>} */ ({
  too_large: ["文件超过 20 MB：请只取报告正文", "The file is larger than 20 MB: take just the text of the report"],
  no_wasm: ["浏览器不支持 WebAssembly：请换用较新的浏览器（Chrome、Edge 97 以上，Firefox 114 以上）",
    "This browser has no WebAssembly: use a newer one (Chromium 97 or later, Firefox 114 or later)"],
  no_worker: ["浏览器不能在后台运行分析程序：请换用较新的浏览器（Chrome、Edge 97 以上，Firefox 114 以上）",
    "This browser cannot run the analyzer's worker: use a newer one (Chromium 97 or later, Firefox 114 or later)"],
  blocked: ["网页的安全策略不许分析程序运行{0}：请让 script-src 含 'wasm-unsafe-eval'，worker-src 与 connect-src 含文衡所在的地址，trusted-types 含 wenheng",
    "The page's security policy forbids the analyzer to run{0}: allow 'wasm-unsafe-eval' in script-src, the address of Wenheng in worker-src and connect-src, and wenheng in trusted-types"],
  load_failed: ["分析程序没有载入{0}：请检查网络后再试；若仍不行，请核对网站上有没有这个文件、给的是不是它",
    "The analyzer could not be loaded{0}: check the network and try again; then see that the site has this file and serves it as it is"],
  lexicon_missing: ["词库没有载入{0}：请检查网络后再试；若仍不行，请核对网站上有没有这个文件",
    "The lexicon could not be loaded{0}: check the network and try again; then see that the site has this file"],
  lexicon_damaged: ["词库不完整{0}：请清除缓存后再试；若仍不行，请重新部署这个文件，并与分析程序用同一版本",
    "The lexicon is damaged{0}: clear the cache and try again; then deploy this file anew, of the same version as the analyzer"],
  xlsx_missing: ["写工作簿的程序没有载入{0}：请检查网络后再试", "What writes workbooks could not be loaded{0}: check the network and try again"],
  worker_crashed: ["分析程序意外停止，已重新准备好：请再试一次；若再次停止，请把文件分成两半",
    "The analyzer stopped unexpectedly and is ready again: try once more; if it stops again, take the file in two halves"],
  disposed: ["分析程序已关闭：请新建一个", "The analyzer was disposed of: make another"],
});

/**
 * An error by its code. Where the words are ours, what the machine said is kept beside them.
 *
 * @param {string} code
 * @param {{ message?: string, messageEn?: string, file?: string }} [said]
 * @returns {Failure}
 */
function failure(code, { message = "", messageEn = "", file } = {}) {
  const own = WORDS[code];
  if (!own) return Object.assign(new Error(message), { code, messageEn: messageEn || message });
  const [zh, en] = [file ? `（${file}）` : "", file ? ` (${file})` : ""].map((name, i) => own[i].replace("{0}", name));
  return Object.assign(new Error(zh), { code, messageEn: en, detail: message, file });
}

/** Whether an error says by a word of our own what is wrong; those of platforms have numbers, or capitals. @param {any} cause */
const named = (cause) => /^[a-z_]+$/.test(Object(cause).code || "");

/** The addresses of workers that this page has named. @type {Set<string>} */
const workers = new Set();

/** @type {{ createScriptURL(url: string): any } | undefined} */
let policy;

/** A worker's address in the form that a page with Trusted Types asks for. @param {string} url */
function trusted(url) {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  if (!types) return url;
  workers.add(url);
  policy = policy || types.createPolicy("wenheng", {
    createScriptURL(/** @type {string} */ url) {
      if (!workers.has(url)) throw new TypeError("not the worker of Wenheng");
      return url;
    },
  });
  return policy && policy.createScriptURL(url);
}

/** An address as the page itself would read it. @param {string | URL} url */
const absolute = (url) => new URL(url, globalThis.location ? globalThis.location.href : undefined).href;

/** A worker from another host, which a page may only run through a script of its own. @param {string} url @param {WorkerOptions} options */
function foreignWorker(url, options) {
  const script = URL.createObjectURL(new Blob([`import ${JSON.stringify(url)};`], { type: "text/javascript" }));
  const worker = new Worker(trusted(script), options);
  workers.delete(script);
  setTimeout(() => URL.revokeObjectURL(script), 60_000); // it is read in its own time
  return worker;
}

/**
 * Starts a worker and loads the core and the lexicon into it. Each part may be brought along, as an address, as bytes or
 * as a promise of either; by default they are those that are packed beside this module.
 *
 * @param {import("./types").Sources} [sources]
 * @returns {Analyzer}
 */
export function createAnalyzer(sources = {}) {
  /** @param {"wasm" | "lexicon" | "xlsx"} name */
  const part = (name) => {
    const given = sources[name] === undefined ? PACKED[name]() : sources[name];
    return typeof given === "string" || given instanceof URL ? absolute(given) : given;
  };
  const parts = { wasm: part("wasm"), lexicon: part("lexicon") };
  const name = JSON.stringify(parts, (_, value) => value === parts || typeof value === "string" ? value : undefined);
  /** @type {Source | undefined} */
  let xlsx;
  /** @type {Worker | null} */
  let worker = null;
  /** What hears whether the worker has opened, until it has. @type {Pick<Job, "resolve" | "reject"> & { id: number } | null} */
  let opening = null;
  /** @type {Job | null} */
  let current = null;
  /** @type {Job[]} */
  let queue = [];
  let lastId = Math.floor(Math.random() * 2 ** 40); // an answer to what others ask of the worker is none to us
  let open = false;
  /** Whether the worker has been told of its parts: what is asked then waits there, not for this page to have time. */
  let told = false;
  /** Whether the worker is to do what nobody wants any more. */
  let stale = false;
  let disposed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;

  const ready = start();
  ready.catch(() => {}); // whoever asks for the analysis hears of it again

  /** Makes a worker, or throws why there can be none. @returns {{ own: Worker, file?: string, old: boolean }} */
  function makeWorker() {
    if (typeof WebAssembly !== "object") throw failure("no_wasm");
    const given = sources.worker === undefined ? PACKED.worker() : sources.worker;
    let old = true; // a browser that knows no modules in workers does not ask which kind it is
    const options = /** @type {WorkerOptions} */ ({ name, get type() {
      old = false;
      return "module";
    } });
    if (typeof given === "function") {
      try {
        return { own: given({ name, type: "module" }), old: false };
      } catch (cause) {
        throw named(cause) ? cause : failure("blocked", { message: String(cause) });
      }
    }
    if (typeof Worker !== "function") throw failure("no_worker");
    const isUrl = typeof given === "string" || given instanceof URL;
    const url = isUrl ? absolute(given) : String(given);
    try {
      const { origin } = globalThis.location;
      const foreign = isUrl && /^https?:/.test(url) && new URL(url).origin !== origin;
      const own = foreign ? foreignWorker(url, options) : new Worker(isUrl ? trusted(url) : given, options);
      return { own, file: url, old };
    } catch (cause) {
      throw failure("blocked", { message: String(cause), file: url });
    }
  }

  /** Starts a worker, which loads first. @returns {Promise<void>} */
  function start() {
    return new Promise((resolve, reject) => {
      const { own, file, old } = makeWorker();
      worker = own;
      let forbidden = false;
      const watch = (/** @type {SecurityPolicyViolationEvent} */ { effectiveDirective }) => {
        forbidden = forbidden || effectiveDirective === "worker-src";
      };
      if (globalThis.document) document.addEventListener("securitypolicyviolation", watch);
      const settled = () => globalThis.document && document.removeEventListener("securitypolicyviolation", watch);
      const failed = (/** @type {string} */ message) => setTimeout(() => { // a policy tells of itself after the failure
        if (own === worker) crash(open ? "worker_crashed" : old ? "no_worker" : forbidden ? "blocked" : "load_failed", message, open ? undefined : file);
      });
      silence = setTimeout(failed, SILENT, "silent");
      own.onmessage = ({ data }) => {
        if (own !== worker) return;
        if (!("life" in data)) return answer(data);
        clearTimeout(silence);
        // Its lock is free when it is dead, and no sooner: a job may take as long as it likes.
        if (data.life && globalThis.document) navigator.locks.request(data.life, () => failed("ended")).catch(() => {});
      };
      own.onmessageerror = () => failed("");
      own.onerror = (event) => {
        event.preventDefault();
        failed(event.message || "");
      };
      const id = ++lastId;
      opening = {
        id,
        resolve() {
          settled();
          open = true;
          resolve();
        },
        reject(reason) {
          settled();
          stop();
          reject(reason);
        },
      };
      // Bytes go along each time that a worker starts: this side keeps them.
      Promise.all([bring(parts.wasm, "load_failed"), bring(parts.lexicon, "lexicon_missing")]).then(([wasm, lexicon]) => {
        if (own !== worker) return;
        own.postMessage({ id, task: "open", parts: { wasm, lexicon } });
        told = true;
        next();
      }).catch((reason) => {
        if (own !== worker || !opening) return;
        opening.reject(reason);
        next();
      });
    });
  }

  function stop() {
    clearTimeout(silence);
    if (worker) worker.terminate();
    worker = opening = current = null;
    open = told = stale = false;
  }

  /** Starts a worker for whatever is waiting; where it cannot start, nobody is left waiting. */
  function restart() {
    stop();
    start().then(next, (reason) => {
      for (const job of queue.splice(0)) job.reject(reason);
    });
  }

  /** A part as the worker takes it. @param {string | Source} part @param {string} code what it is missed as @returns {Promise<string | BufferSource>} */
  async function bring(part, code) {
    try {
      const brought = await part;
      return typeof brought === "string" || brought instanceof URL ? absolute(brought) : brought;
    } catch (cause) {
      throw named(cause) ? cause : failure(code, { message: String(cause) });
    }
  }

  /** Whoever waits for something, taken from where they wait. */
  function waiting() {
    const all = [opening, current, ...queue.splice(0)].filter((job) => job !== null);
    opening = current = null;
    return all;
  }

  /** @param {Job} job */
  function post(job) {
    current = job;
    try {
      if (worker) worker.postMessage(job.body(++lastId));
    } catch (reason) {
      current = null;
      job.reject(reason);
    }
  }

  function next() {
    if (current || disposed || !queue.length) return;
    if (!worker) return restart();
    if (told && !stale) post(/** @type {Job} */ (queue.shift()));
  }

  /** @param {Answer} message */
  function answer(message) {
    if (opening && message.id === opening.id) return opened(message, opening);
    if (!current || message.id !== lastId) return;
    if ("progress" in message) return current.onProgress && current.onProgress(message.progress);
    if ("list" in message) return void (current.lists[message.list] = current.lists[message.list] || []).push(...message.items);
    const job = current;
    current = null;
    if ("error" in message) {
      if (message.fatal) {
        current = job;
        return crash("worker_crashed", message.error.message);
      }
      job.reject(failure(message.error.code, message.error));
    } else {
      job.resolve(Object.keys(job.lists).length ? Object.assign(/** @type {any} */ (message.value), job.lists) : message.value);
      if (job.size > HEAVY) return restart();
    }
    next();
  }

  /** @param {Answer} message @param {Pick<Job, "resolve" | "reject">} whom */
  function opened(message, whom) {
    opening = null;
    if ("error" in message) {
      if (current) queue.unshift(current); // another worker may do it
      whom.reject(failure(message.error.code, message.error));
    } else {
      whom.resolve(undefined);
      if (stale) return restart();
    }
    next();
  }

  /** Nothing that was asked can be answered: say so to everyone, and begin again; where nobody had asked, with the next job. @param {string} code @param {string} message @param {string} [file] */
  function crash(code, message, file) {
    const wasOpen = open;
    const lost = waiting();
    stop();
    const reason = failure(code, { message, file });
    for (const job of lost) job.reject(reason);
    if (wasOpen && lost.length) restart();
  }

  /**
   * @param {Input} input
   * @param {Options} options
   * @param {(id: number, input: string | Uint8Array, settings: import("./types").Settings) => import("./types").Request} body
   * @returns {Promise<any>}
   */
  async function request(input, { signal, onProgress, ...settings }, body) {
    if (disposed) throw failure("disposed");
    const size = typeof input === "string" ? input.length : input instanceof Blob ? input.size : input.byteLength;
    if (size > LIMIT) throw failure("too_large");
    const bytes = typeof input === "string" || input instanceof Uint8Array ? input
      : new Uint8Array(input instanceof Blob ? await input.arrayBuffer() : input);
    if (signal && signal.aborted) throw aborted();
    return new Promise((resolve, reject) => {
      /** @type {Job} */
      const job = { body: (id) => body(id, bytes, settings), size, resolve: settle(resolve), reject: settle(reject), onProgress, lists: {} };
      const cancel = () => {
        const running = job === current;
        queue = queue.filter((other) => other !== job);
        job.reject(aborted());
        if (running && open) restart();
        else if (running) {
          current = null;
          stale = true;
        }
      };
      /** @param {(value: any) => void} then */
      function settle(then) {
        return (/** @type {any} */ value) => {
          if (signal) signal.removeEventListener("abort", cancel);
          then(value);
        };
      }
      if (signal) signal.addEventListener("abort", cancel);
      queue.push(job);
      next();
    });
  }

  return {
    ready,
    analyze: (input, options = {}) =>
      request(input, options, (id, data, settings) => ({ id, task: "analyze", input: data, options: settings, watched: !!options.onProgress })),
    explain: (input, figure, options = {}) =>
      request(input, options, (id, data, settings) => ({ id, task: "explain", input: data, figure, options: settings })),
    segment: (input, options = {}) =>
      request(input, options, (id, data, settings) => ({ id, task: "segment", input: data, options: settings })),
    async render(/** @type {Input} */ input, /** @type {Format} */ format, options = {}) {
      xlsx = xlsx || (format === "xlsx" ? part("xlsx") : undefined); // what writes workbooks is asked for with the first
      const brought = format === "xlsx" && xlsx ? await bring(xlsx, "xlsx_missing") : undefined;
      return request(input, options, (id, data, settings) => ({ id, task: "render", input: data, format, options: settings, xlsx: brought }));
    },
    dispose() {
      disposed = true;
      const lost = waiting();
      stop();
      for (const job of lost) job.reject(failure("disposed"));
    },
  };
}

function aborted() {
  return new DOMException("已取消", "AbortError");
}

/**
 * The words of a text, sliced from the typed arrays that `segment` gives, or `analyze` with `emitWords`.
 *
 * @param {import("./types").Cut} cut
 * @returns {Word[]}
 */
export function slices({ text, starts, tags, tagNames }) {
  return Array.from(starts, (start, i) => {
    const end = i + 1 < starts.length ? starts[i + 1] : text.length;
    return { text: text.slice(start, end), start, end, tag: tagNames[tags[i]] };
  });
}
