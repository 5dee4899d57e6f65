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
 * @typedef {import("./types").Word} Word
 *
 * @typedef {{ body: (id: number) => import("./types").Request, size: number,
 *   resolve: (value: any) => void, reject: (reason: unknown) => void }} Job
 */

import { FILES } from "./pkg/files.js";

/** The largest input that is read, in bytes (or UTF-16 code units of a string). */
export const LIMIT = 20_000_000;

/** After an input of this size the worker is replaced, because WebAssembly memory never shrinks. */
const HEAVY = 4_000_000;

const WORKER = new URL("./worker.js", import.meta.url).href;

/** What this module and its worker can say by themselves; the core brings its own words. */
const WORDS = /** @type {Record<string, [string, string]>} */ ({
  too_large: ["文件超过 20 MB", "The file is larger than 20 MB"],
  no_wasm: ["浏览器不支持 WebAssembly", "This browser has no WebAssembly"],
  load_failed: ["分析程序没有载入", "The analyzer could not be loaded"],
  lexicon_missing: ["词库没有载入", "The lexicon could not be loaded"],
  xlsx_missing: ["写工作簿的程序没有载入", "What writes workbooks could not be loaded"],
  lexicon_damaged: ["词库不完整", "The lexicon is damaged"],
  worker_crashed: ["分析程序意外停止", "The analyzer stopped unexpectedly"],
  disposed: ["分析程序已关闭", "The analyzer was disposed of"],
});

/**
 * An error by its code. Where the words are ours, what the machine said is kept beside them.
 *
 * @param {string} code
 * @param {string} [said]
 * @param {string} [saidEn]
 * @returns {Failure}
 */
function failure(code, said = "", saidEn = "") {
  const own = WORDS[code];
  return own ? Object.assign(new Error(own[0]), { code, messageEn: own[1], detail: said })
    : Object.assign(new Error(said), { code, messageEn: saidEn || said });
}

/** @type {{ createScriptURL(url: string): any } | undefined} */
let policy;

/** The worker's address, in the form that a page with Trusted Types asks for. */
function workerUrl() {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  if (!types) return WORKER;
  policy = policy || types.createPolicy("wenheng", {
    createScriptURL(/** @type {string} */ url) {
      if (url !== WORKER) throw new TypeError("not the worker of Wenheng");
      return url;
    },
  });
  return policy && policy.createScriptURL(WORKER);
}

/**
 * Starts a worker and loads the core and the lexicon into it.
 *
 * @param {{ base?: string | URL }} [options] `base`: the folder with the generated package; by default `pkg/` beside this module
 * @returns {Analyzer}
 */
export function createAnalyzer(options = {}) {
  const base = new URL(options.base || "./pkg/", options.base ? globalThis.location.href : import.meta.url);
  const at = (/** @type {string} */ name) => new URL(name, base).href;
  const parts = JSON.stringify({
    glue: at("wenheng_wasm.js"), module: at(FILES["wenheng_wasm_bg.wasm"]), lexicon: at(FILES["lexicon.bin"]),
    xlsx: { glue: at("wenheng_xlsx.js"), module: at(FILES["wenheng_xlsx_bg.wasm"]) },
  });
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Job | null} */
  let current = null;
  /** @type {Job[]} */
  let queue = [];
  let lastId = 0;
  let open = false;
  let disposed = false;

  const ready = start();
  ready.catch(() => {}); // whoever asks for the analysis hears of it again

  /** Starts a worker; its first job is to load. @returns {Promise<void>} */
  function start() {
    return new Promise((resolve, reject) => {
      open = false;
      if (typeof WebAssembly !== "object") return reject(failure("no_wasm"));
      /** @type {Worker} */
      let own;
      try {
        own = worker = new Worker(workerUrl(), { type: "module", name: parts }); // it looks there before any message comes
      } catch (cause) {
        return reject(failure("load_failed", String(cause)));
      }
      own.onmessage = (event) => own === worker && answer(event.data);
      own.onmessageerror = () => own === worker && crash("");
      own.onerror = (event) => {
        event.preventDefault();
        if (own === worker) crash(event.message || "");
      };
      post({
        body: (id) => ({ id, task: "open" }),
        size: 0,
        resolve() {
          open = true;
          resolve();
        },
        reject(reason) {
          stop();
          reject(reason);
        },
      });
    });
  }

  function stop() {
    if (worker) worker.terminate();
    worker = null;
    current = null;
    open = false;
  }

  /** Starts a worker for whatever is waiting; where it cannot start, nobody is left waiting. */
  function restart() {
    stop();
    start().then(next, (reason) => {
      for (const job of queue.splice(0)) job.reject(reason);
    });
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
    if (worker && open) return post(/** @type {Job} */ (queue.shift()));
    restart();
  }

  /** @param {Answer} message */
  function answer(message) {
    if (!current || message.id !== lastId) return;
    const job = current;
    current = null;
    if ("error" in message) {
      const { code, message: zh, messageEn } = message.error;
      if (message.fatal && open) {
        current = job;
        return crash(zh);
      }
      job.reject(failure(code, zh, messageEn));
    } else {
      job.resolve(message.value);
      if (job.size > HEAVY) return restart();
    }
    next();
  }

  /** Nothing that was asked can be answered: say so to everyone, and begin again. @param {string} detail */
  function crash(detail) {
    const wasOpen = open;
    const lost = current ? [current, ...queue] : queue;
    queue = [];
    stop();
    const reason = failure(wasOpen ? "worker_crashed" : "load_failed", detail);
    for (const job of lost) job.reject(reason);
    if (wasOpen && !disposed) restart();
  }

  /**
   * @param {Input} input
   * @param {Options} options
   * @param {(id: number, input: string | Uint8Array, settings: import("./types").Settings) => import("./types").Request} body
   * @returns {Promise<any>}
   */
  async function request(input, { signal, ...settings }, body) {
    if (disposed) throw failure("disposed");
    const size = typeof input === "string" ? input.length : input instanceof Blob ? input.size : input.byteLength;
    if (size > LIMIT) throw failure("too_large");
    const bytes = typeof input === "string" || input instanceof Uint8Array ? input
      : new Uint8Array(input instanceof Blob ? await input.arrayBuffer() : input);
    if (signal && signal.aborted) throw aborted();
    return new Promise((resolve, reject) => {
      /** @type {Job} */
      const job = { body: (id) => body(id, bytes, settings), size, resolve: settle(resolve), reject: settle(reject) };
      const cancel = () => {
        const running = job === current;
        queue = queue.filter((other) => other !== job);
        job.reject(aborted());
        if (running) restart();
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
      request(input, options, (id, data, settings) => ({ id, task: "analyze", input: data, options: settings })),
    explain: (input, figure, options = {}) =>
      request(input, options, (id, data, settings) => ({ id, task: "explain", input: data, figure, options: settings })),
    segment: (input, options = {}) =>
      request(input, options, (id, data, settings) => ({ id, task: "segment", input: data, options: settings })),
    render: (input, format, options = {}) =>
      request(input, options, (id, data, settings) => ({ id, task: "render", input: data, format, options: settings })),
    dispose() {
      disposed = true;
      const lost = current ? [current, ...queue] : queue;
      queue = [];
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
